"""Graphs from text: what is recognised, and what is said of graphs that cannot be used."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.engine.graphs.kinds import KINDS
from exgen.engine.graphs.reading import MOST_LINES, read_graph
from exgen.errors import GraphError
from exgen.expressions.matrices import Shape
from tests.engine.graphs.graphs import SHAPES, perceptron

LOSS = "l = norm(o - y)^2"
FITTING: dict[str, Shape] = {"W": ("h", "d"), "b": ("h", 1), "x": ("d", 1), "o": ("h", 1), "y": ("h", 1)}

RECOGNISED = [
    ("W x", "affine", ("x", "W"), ()),
    ("W*x", "affine", ("x", "W"), ()),
    ("W @ x + b", "affine", ("x", "W", "b"), ()),
    ("b + W x", "affine", ("x", "W", "b"), ()),
    ("sigmoid(b)", "sigmoid", ("b",), ()),
    ("σ(b)", "sigmoid", ("b",), ()),
    ("tanh(b)", "tanh", ("b",), ()),
    ("relu(b)", "relu", ("b",), ()),
    ("norm(o - y)^2", "squared norm", ("o", "y"), (1,)),
    ("1/2 norm(o - y)^2", "squared norm", ("o", "y"), (Fraction(1, 2),)),
    ("norm(o - y)^2 / 4", "squared norm", ("o", "y"), (Fraction(1, 4),)),
    ("3 norm(o - y)^2 / 2", "squared norm", ("o", "y"), (Fraction(3, 2),)),
]


@pytest.mark.parametrize(("right", "kind", "inputs", "numbers"), RECOGNISED, ids=[row[0] for row in RECOGNISED])
def test_a_line_is_recognised_by_its_form(
    right: str, kind: str, inputs: tuple[str, ...], numbers: tuple[Fraction, ...]
) -> None:
    line = read_graph([f"r = {right}", LOSS], "l", FITTING).lines[0]
    assert (line.kind, line.inputs, line.numbers) == (kind, inputs, numbers)


def test_every_kind_of_line_is_in_the_table() -> None:
    assert {row[1] for row in RECOGNISED} == KINDS.keys()


def test_every_name_has_a_shape() -> None:
    graph = perceptron()
    assert dict(graph.leaves) == SHAPES
    assert {line.name: line.shape for line in graph.lines} == {
        "o2": ("h", 1),
        "o4": ("h", 1),
        "o5": ("k", 1),
        "o6": ("k", 1),
        "l": (1, 1),
    }


def test_shapes_of_names_that_no_line_uses_are_left_out() -> None:
    graph = read_graph(["o = W x", "l = norm(o - y)^2"], "l", {**FITTING_WITHOUT_O, "c": ("h", 1)})
    assert [name for name, _ in graph.leaves] == ["W", "x", "y"]


def test_a_batch_of_columns_fits() -> None:
    shapes: dict[str, Shape] = {"W": ("h", "d"), "X": ("d", "n"), "Y": ("h", "n")}
    assert read_graph(["O = W X", "l = norm(O - Y)^2"], "l", shapes).shapes["O"] == ("h", "n")


FITTING_WITHOUT_O = {name: shape for name, shape in FITTING.items() if name != "o"}

BROKEN = [
    (["o = W z", LOSS], 'line 1, o = W z: nothing is called z; allowed: W, b, norm, relu, sigmoid, tanh, x, y'),
    (["o = W xx", LOSS], 'line 1, o = W xx: nothing is called xx; did you mean "x"?'),
    (["o = W o", LOSS], "line 1, o = W o: nothing is called o; allowed: W, b, norm, relu, sigmoid, tanh, x, y"),
    (["a = tanh(o)", "o = W x", LOSS], "line 1, a = tanh(o): nothing is called o; allowed: W, b, norm, relu,"),
    (
        ["o = W y", LOSS],
        "line 1, o = W y: W is h x d and y is h x 1; the first needs as many columns as the second has rows",
    ),
    (["o = W x + x", LOSS], "line 1, o = W x + x: W x is h x 1 and x is d x 1; a sum needs equal shapes"),
    (["o = tanh(x)", LOSS], "line 2, l = norm(o - y)^2: o is d x 1 and y is h x 1; a difference needs equal shapes"),
    (["o = W x", "o = W x + b", LOSS], "line 2, o = W x + b: o is defined twice; line 1, o = W x defines it too"),
    (
        ["o = W x", "b = tanh(o)", LOSS],
        "line 2, b = tanh(o): b is defined twice; the shapes name it as a leaf, h x 1",
    ),
    (["o = tanh(W x + b)", LOSS], "line 1, o = tanh(W x + b): tanh works on a name: give what stands in its brackets a "
        "line of its own"),
    (
        ["o = x^T W", LOSS],
        "line 1, o = x^T W: this is none of the lines that are known: o = W x + b, a = sigmoid(z), a = tanh(z), "
        "a = relu(z), l = norm(o - y)^2",
    ),
    (["o W x", LOSS], "line 1, o W x: a line begins with the name of what it works out, as in o = W x + b"),
    (["tanh = W x", "l = norm(b - y)^2"], "line 1, tanh = W x: a line begins with the name of what"),
    (["o = W x +", LOSS], "line 1, o = W x +:"),
    (["o = sigmod(x)", LOSS], 'line 1, o = sigmod(x): nothing is called sigmod; did you mean "sigmoid"?'),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "problem"), BROKEN, ids=[row[0][0] + "; " + row[0][1] for row in BROKEN])
def test_a_graph_that_cannot_be_used_is_told_in_one_line(lines: list[str], problem: str) -> None:
    with pytest.raises(GraphError) as caught:
        read_graph(lines, "l", FITTING_WITHOUT_O)
    (told,) = caught.value.problems
    assert told.startswith(problem)


LOSSES = [
    ("o", "loss: o is h x 1; a loss is a single number, as in l = norm(o - y)^2"),
    ("m", 'loss: no line works out "m"; allowed: l, o, s'),
    ("ll", 'loss: no line works out "ll"; did you mean "l"?'),
    ("s", "loss: s = tanh(l) is no loss; one is written l = norm(o - y)^2"),
]


@pytest.mark.parametrize(("loss", "problem"), LOSSES)
def test_a_loss_is_a_single_number_that_a_line_works_out(loss: str, problem: str) -> None:
    with pytest.raises(GraphError) as caught:
        read_graph(["o = W x", LOSS, "s = tanh(l)"], loss, FITTING_WITHOUT_O)
    assert caught.value.problems == (problem,)


def test_all_that_is_wrong_is_told_at_once_and_nothing_twice() -> None:
    with pytest.raises(GraphError) as caught:
        read_graph(["o = W z", "a = tanh(o)", "c = W a", "c = W x"], "nothing", FITTING_WITHOUT_O)
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["line 1, o = W z", "line 4, c = W x"]


@pytest.mark.parametrize("number", [0, MOST_LINES + 1])
def test_a_graph_has_lines_and_not_too_many(number: int) -> None:
    with pytest.raises(GraphError, match=f"found {number} lines"):
        read_graph([f"o{n} = W x" for n in range(number)], "l", FITTING_WITHOUT_O)
