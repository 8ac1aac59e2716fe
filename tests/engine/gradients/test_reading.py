"""Graphs from text: what is recognised, and what is said of graphs that cannot be used."""

from __future__ import annotations

import pytest

from exgen.engine.gradients.graph import CONSTANT
from exgen.engine.gradients.kinds import kind_of
from exgen.engine.gradients.reading import MOST_OPERATIONS, read_graph
from exgen.errors import GraphError
from exgen.expressions import Name
from exgen.expressions.matrices import Shape
from tests.engine.gradients.graphs import SHAPES, perceptron

LOSS = "l = norm(o - y)^2"
FITTING: dict[str, Shape] = {"W": ("h", "d"), "b": ("h", 1), "x": ("d", 1), "o": ("h", 1), "y": ("h", 1)}

RECOGNISED = [
    ("W x", "product", ("W", "x"), 1),
    ("W*x", "product", ("W", "x"), 1),
    ("W @ x + b", "sum of terms", ("W", "x", "b"), 2),
    ("b + W x", "sum of terms", ("b", "W", "x"), 2),
    ("sigmoid(b)", "sigmoid", ("b",), 1),
    ("σ(b)", "sigmoid", ("b",), 1),
    ("leaky_relu(W x + b)", "leaky_relu", ("W", "x", "b"), 3),
    ("leaky_relu(b, 1/5)", "leaky_relu(1/5)", ("b",), 1),
    ("b - y", "difference", ("b", "y"), 1),
    ("-b", "negative", ("b",), 1),
    ("b ⊙ y", "product of entries", ("b", "y"), 1),
    ("2 b", "scaled", ("b",), 2),
    ("b / 2", "scaled", ("b",), 2),
    ("b / y", "quotient", ("b", "y"), 1),
    ("b^2", "square", ("b",), 1),
    ("b^3", "power", ("b",), 2),
    ("b^T", "transpose", ("b",), 1),
    ("b^T y", "inner product", ("b", "y"), 1),
    ("diag(b)", "diag", ("b",), 1),
    ("b", "copy", ("b",), 1),
    ("softmax(b)", "softmax", ("b",), 1),
    ("softmax(W)", "softmax of rows", ("W",), 1),
    ("row_sums(W)", "row sums", ("W",), 1),
    ("W + ones(h) x^T", "sum of terms", ("W", "ones(h)", "x"), 3),
    ("norm(o - y)^2", "squared norm", ("o", "y"), 1),
    ("sum((o - y)^2)", "squared norm", ("o", "y"), 1),
    ("sum(square(o - y))", "squared norm", ("o", "y"), 1),
    ("sum((o - y) ⊙ (o - y))", "squared norm", ("o", "y"), 1),
    ("(o - y)^T (o - y)", "squared norm", ("o", "y"), 1),
    ("mean((o - y)^2)", "mean squared norm", ("o", "y"), 1),
    ("norm(W)^2", "sum of squares", ("W",), 1),
    ("1/2 norm(o - y)^2", "scaled", ("o", "y"), 3),
    ("norm(o - y)^2 / 4", "scaled", ("o", "y"), 3),
    ("sum(y ⊙ log(softmax(o)))", "cross-entropy of softmax of any target", ("y", "o"), 2),
    ("sum(t ⊙ log(softmax(o)))", "cross-entropy of softmax", ("t", "o"), 2),
    ("-mean(t ⊙ log(softmax(o)))", "negative", ("t", "o"), 3),
    ("sum(-y ⊙ log(o) - (1 - y) ⊙ log(1 - o))", "negative", ("y", "o"), 2),
    ("sum(y ⊙ log(o) + (1 - y) ⊙ log(1 - o))", "binary cross-entropy", ("y", "o"), 1),
    (
        "mean((1 - y) ⊙ log(1 - sigmoid(o)) + y ⊙ log(sigmoid(o)))",
        "mean binary cross-entropy of sigmoid",
        ("y", "o"),
        2,
    ),
    ("log(sum(exp(o)))", "log sum exp", ("o",), 1),
    ("exp(o) / sum(exp(o))", "softmax", ("o",), 1),
    ("1/(1 + exp(-o))", "sigmoid", ("o",), 1),
    ("exp(o)/(exp(o) + 1)", "sigmoid", ("o",), 1),
    ("exp(-o)/(1 + exp(-o))", "sigmoid", ("o",), 2),
    ("log(1 + exp(o))", "softplus", ("o",), 1),
    ("log(sigmoid(o))", "log sigmoid", ("o",), 1),
    ("log(1/(1 + exp(-o)))", "log sigmoid", ("o",), 1),
]


@pytest.mark.parametrize(("right", "kind", "inputs", "operations"), RECOGNISED, ids=[row[0] for row in RECOGNISED])
def test_a_line_is_split_into_operations_and_has_the_kind_of_the_last(
    right: str, kind: str, inputs: tuple[str, ...], operations: int
) -> None:
    graph = read_graph([f"r = {right}", LOSS], "l", {**FITTING, "t": ("h", 1)}, ["t"])
    of_line = [operation for operation in graph.operations if operation.line == 0]
    past = of_line[-1].shortcut
    assert (of_line[-1].kind if past is None else past.kind, graph.lines[0].inputs) == (kind, inputs)
    assert len(of_line) == operations
    assert (of_line[-1].name, of_line[-1].value) == ("r", Name("r"))
    assert all(kind_of(operation.kind) for operation in of_line if operation.kind != CONSTANT)


LAYERS = [
    ("layer_norm(b)", ["m_r = mean(b)", "c_r = b - m_r ones(h)", "s_r = sqrt(mean(c_r^2))", "r = c_r / s_r"]),
    ("layer_norm(W, 1/100)", [
        *("m_r = row_means(W)", "c_r = W - m_r ones(1, d)", "s_r = sqrt(row_means(c_r^2) + 1/100)"),
        "r = c_r / (s_r ones(1, d))",
    ]),
    ("batch_norm(W)", [
        *("m_r = column_means(W)", "c_r = W - ones(h) m_r", "s_r = sqrt(column_means(c_r^2))"),
        "r = c_r / (ones(h) s_r)",
    ]),
    ("attention(W, W, W)", ["S_r = (W W^T)/sqrt(d)", "P_r = softmax(S_r)", "r = P_r W"]),
    ("attention(x, W, W)", ["S_r = (W x)/sqrt(d)", "P_r = softmax(S_r)", "r = W^T P_r"]),
]  # fmt: skip


@pytest.mark.parametrize(("layer", "lines"), LAYERS, ids=[row[0] for row in LAYERS])
def test_a_layer_is_several_lines(layer: str, lines: list[str]) -> None:
    graph = read_graph([f"r = {layer}", "l = sum(r)"], "l", FITTING_WITHOUT_O)
    assert [line.text for line in graph.lines] == [*lines, "l = sum(r)"]
    kinds = {operation.shortcut.kind for operation in graph.operations if operation.shortcut is not None}
    assert bool(kinds) == ("norm" in layer)  # what is normalised is seen to be


def test_a_size_is_a_number_in_the_lines() -> None:
    graph = read_graph(["l = norm(x)^2 / d"], "l", {"x": ("d", 1)})
    assert [operation.kind for operation in graph.operations] == [
        *("leaf", "constant"),  # x and d
        *("constant", "quotient", "sum of squares", "scaled"),  # 1 and 1/d in front
    ]


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
    (["o = W z", LOSS], "line 1, o = W z: nothing is called z (column 7); allowed: W, b, x, y"),
    (["o = W xx", LOSS], 'line 1, o = W xx: nothing is called xx (column 7); did you mean "x"?'),
    (["o = W o", LOSS], "line 1, o = W o: o depends on itself (column 7)"),
    (
        ["a = W x + c", "c = tanh(a)", "l = norm(a - y)^2"],
        "line 1, a = W x + c: a depends on itself, by line 2, c = tanh(a) (column 11)",
    ),
    (["a = tanh(o)", "o = W x", LOSS], "line 1, a = tanh(o): o is worked out further down, in line 2 (column 10)"),
    (
        ["o = W y", LOSS],
        "line 1, o = W y: W y does not fit: (h,d) times (h,1) (column 7)",
    ),
    (["o = W x + x", LOSS], "line 1, o = W x + x: W x + x does not fit: (h,1) plus (d,1) (column 9)"),
    (["o = tanh(x)", LOSS], "line 2, l = norm(o - y)^2: o - y does not fit: (d,1) minus (h,1) (column 12)"),
    (["o = ones(m) x^T", LOSS], "line 1, o = ones(m) x^T: ones: no shape has the size m (column 5); allowed: d, h"),
    (["o = tanh'(b)", LOSS], "line 1, o = tanh'(b): the derivative tanh' cannot stand in a forward pass"),
    (["o = W x", "o = W x + b", LOSS], "line 2, o = W x + b: o is defined twice (column 1); line 1, o"),
    (
        ["o = W x", "b = tanh(o)", LOSS],
        "line 2, b = tanh(o): b is defined twice (column 1); the shapes name it as a leaf, (h,1)",
    ),
    (["o W x", LOSS], "line 1, o W x: a line begins with the name of what it works out, as in o = W x + b"),
    (["tanh = W x", "l = norm(b - y)^2"], "line 1, tanh = W x: a line begins with the name of what"),
    (["o = W x +", LOSS], "line 1, o = W x +:"),
    (["o = max(0, W x)", LOSS], "line 1, o = max(0, W x): max is no function here (column 5); write relu(z)"),
    (["o = conv2d(W, x)", LOSS], 'line 1, o = conv2d(W, x): conv2d is no function here; did you mean "conv"?'),
    (["o = conv(W, x)", LOSS], "line 1, o = conv(W, x): conv: sizes are numbers here, and one is (h,d) (column 5)"),
    (["o = W x", "l = hinge(o, y)"], "line 2, l = hinge(o, y): hinge is no function here (column 5); write mean("),
    (["o = W x", "l = CE(o, y)"], "line 2, l = CE(o, y): CE is no function here (column 5); write -sum("),
    (["o = W x", "l = ||o - y||^2"], "line 2, l = ||o - y||^2: norms are written norm(o - y), and absolute values"),
    (["o = W x", "l = 1/2h norm(o - y)^2"], "line 2, l = 1/2h norm(o - y)^2: 1/2h may mean 1/(2 h) or (1/2) h"),
    (["o = attention(W, x)", LOSS], "line 1, o = attention(W, x): attention is of three names that the lines before"),
    (["o = attention(W, W, x)", LOSS], "line 1, o = attention(W, W, x): attention: W is (h,d) and x is (d,1); rows of"),
    (["o = b + layer_norm(b)", LOSS], "line 1, o = b + layer_norm(b): layer_norm is no function here"),
    (["o = layer_norm(W, x)", LOSS], "line 1, o = layer_norm(W, x): layer_norm: beside the variance stands a number"),
    (["o = layer_norm(z)", LOSS], "line 1, o = layer_norm(z): layer_norm is of a name and, if"),
    (["m_o = mean(b)", "o = layer_norm(b)", LOSS], "line 2, o = layer_norm(b): the layer works out a line called m_o"),
    (["o = W x", "l = 3 + 4"], "line 2, l = 3 + 4: the loss l is worked out from numbers alone; it has no"),
    (["o = sigmod(x)", LOSS], 'line 1, o = sigmod(x): sigmod is no function here (column 5); did you mean "sigmoid"?'),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "problem"), BROKEN, ids=[row[0][0] + "; " + row[0][1] for row in BROKEN])
def test_a_graph_that_cannot_be_used_is_told_in_one_line(lines: list[str], problem: str) -> None:
    with pytest.raises(GraphError) as caught:
        read_graph(lines, "l", FITTING_WITHOUT_O)
    (told,) = caught.value.problems
    assert told.startswith(problem)


LOSSES = [
    ("o", "line 1, o = W x: the loss o is (h,1); a loss is a single number, as in l = sum((o - y)^2) (column 1)"),
    ("m", 'loss: no line works out "m"; allowed: l, o, s'),
    ("ll", 'loss: no line works out "ll"; did you mean "l"?'),
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


def test_a_graph_has_lines_and_not_too_many_operations() -> None:
    with pytest.raises(GraphError, match="there are no lines"):
        read_graph([], "l", FITTING_WITHOUT_O)
    lines = ["o0 = W x", *(f"o{n} = tanh(o{n - 1})" for n in range(1, MOST_OPERATIONS)), "l = norm(o0)^2"]
    with pytest.raises(GraphError, match="the lines are 203 operations with their leaves; at most 200 are read"):
        read_graph(lines, "l", FITTING_WITHOUT_O)


def test_a_size_and_a_matrix_of_one_name_are_told() -> None:
    with pytest.raises(GraphError, match="h is a size and a name of the lines too"):
        read_graph(["h = W x", "l = norm(h - y)^2"], "l", FITTING_WITHOUT_O)


def test_a_distribution_is_a_leaf() -> None:
    with pytest.raises(GraphError, match="distributions: no shape is given of yy, and it is no leaf; did you mean"):
        read_graph(["l = norm(W x - y)^2"], "l", FITTING_WITHOUT_O, ["yy"])
