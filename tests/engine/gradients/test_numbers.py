"""Graphs with numbers: what lines and gradients are worth, exactly where they can be."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.laid_gradients import laid_graph
from exgen.engine.gradients.numbers import GraphNumbers, told, with_numbers
from exgen.engine.gradients.proof import confirm_number
from exgen.engine.gradients.reading import read_graph
from exgen.errors import ExpressionError, GraphError, ProofError
from exgen.expressions.matrices import read_matrices
from tests.engine.gradients.graphs import deep_residual

Numbers = dict[str, tuple[tuple[int | Fraction, ...], ...]]

NETWORK = read_graph(
    ["z = W x + b", "a = relu(z)", "l = mean((a - y)^2)"],
    "l",
    {"W": ("h", "d"), "x": ("d", 1), "b": ("h", 1), "y": ("h", 1)},
    updates=["W_new = W - 1/10 dl/dW", "V = W_new + W_new"],
)
NUMBERS: Numbers = {
    "W": ((1, 2), (0, 1), (-1, 1)),
    "x": ((1,), (-1,)),
    "b": ((4,), (3,), (1,)),
    "y": ((5,), (1,), (0,)),
}


def network(**others: tuple[tuple[int, ...], ...]) -> Graph:
    return with_numbers(NETWORK, {**NUMBERS, **others})


def test_values_and_gradients_are_exact() -> None:
    numbers, laid = GraphNumbers(network()), laid_graph(NETWORK)
    assert told(numbers.value(read_matrices("z")), None) == ((3,), (2,), (-1,))
    assert told(numbers.value(laid.formula("z")), None) == ((Fraction(-4, 3),), (Fraction(2, 3),), (0,))
    assert told(numbers.value(laid.formula("W")), None) == (
        (Fraction(-4, 3), Fraction(4, 3)),
        (Fraction(2, 3), Fraction(-2, 3)),
        (0, 0),
    )
    assert told(numbers.value(read_matrices("l")), None) == Fraction(5, 3)


def test_the_derivative_of_relu_at_0_is_0() -> None:
    at_kink = GraphNumbers(network(b=((1,), (3,), (1,))))
    assert told(at_kink.value(laid_graph(NETWORK).formula("z")), None) == ((0,), (Fraction(2, 3),), (0,))


def test_what_is_no_fraction_is_rounded_or_refused() -> None:
    graph = read_graph(["a = sigmoid(w x)", "l = norm(a)^2"], "l", {"w": (1, 1), "x": (1, 1)})
    numbers = GraphNumbers(with_numbers(graph, {"w": ((1,),), "x": ((1,),)}))
    assert told(numbers.value(read_matrices("a")), 4) == Fraction(7311, 10000)
    with pytest.raises(ExpressionError, match="this is no fraction: say to how many decimals"):
        told(numbers.value(read_matrices("a")), None)
    assert told(numbers.value(read_matrices("norm(3 x)^2")), None) == 9


def test_gradients_that_are_used_by_name_have_numbers_too() -> None:
    bare = deep_residual()
    values: Numbers = {"h0": ((1,),), "y": ((2,),)}
    values |= {name: ((Fraction(1, 2),),) for name, _ in bare.leaves if name.startswith("W")}
    graph = with_numbers(bare, values)
    assert laid_graph(graph).used_by_name
    found = told(GraphNumbers(graph).value(laid_graph(graph).formula("W1")), 3)
    confirm_number(graph, "W1", "gradient", found, 3)


@pytest.mark.parametrize(
    ("others", "problem"),
    [
        ({"x": ((1, 2),)}, "x is (2,1), and its value (1,2)"),
        ({"y": ((1,),)}, "y is (3,1), and its value (1,1)"),
    ],
)
def test_numbers_that_do_not_fit_are_told(others: dict[str, tuple[tuple[int, ...], ...]], problem: str) -> None:
    with pytest.raises(GraphError) as caught:
        network(**others)
    assert caught.value.problems == (problem,)


def test_a_leaf_without_number_is_told() -> None:
    with pytest.raises(GraphError, match="y has no number; values are given of W, x, b"):
        with_numbers(NETWORK, {name: rows for name, rows in NUMBERS.items() if name != "y"})


def test_a_formula_that_does_not_fit_has_no_number() -> None:
    with pytest.raises(ExpressionError, match=r"\(3,2\) times \(3,1\)"):
        GraphNumbers(network()).value(read_matrices("W b"))


def test_numbers_are_confirmed_by_differences() -> None:
    gradient: tuple[tuple[int | Fraction, ...], ...]
    gradient = ((Fraction(-4, 3), Fraction(4, 3)), (Fraction(2, 3), Fraction(-2, 3)), (0, 0))
    confirm_number(network(), "W", "gradient", gradient, None)
    confirm_number(network(), "l", "value", Fraction(5, 3), None)
    after = (  # twice the weights less a tenth of the gradient
        (Fraction(34, 15), Fraction(56, 15)),
        (Fraction(-2, 15), Fraction(32, 15)),
        (-2, 2),
    )
    confirm_number(network(), "V", "update", after, None)
    for node, asked, key in (("W", "gradient", after), ("l", "value", Fraction(4, 3)), ("V", "update", gradient)):
        with pytest.raises(ProofError, match=f"{asked} of {node}: the key is"):
            confirm_number(network(), node, asked, key, None)


def test_at_a_kink_nothing_is_confirmed() -> None:
    graph = read_graph(["a = abs(x)", "l = sum(a)"], "l", {"x": ("n", 1)})
    with pytest.raises(ProofError, match="l has no derivative at these numbers"):
        confirm_number(with_numbers(graph, {"x": ((0,), (1,))}), "l", "value", 1, None)
    tied = read_graph(["p = maxpool(x, 2)", "l = sum(p)"], "l", {"x": (2, 1)})
    with pytest.raises(ProofError, match="l has no derivative at these numbers"):
        confirm_number(with_numbers(tied, {"x": ((3,), (3,))}), "l", "value", 3, None)
    at_zero = read_graph(["a = relu(x)", "l = sum(a)"], "l", {"x": ("n", 1)})
    confirm_number(with_numbers(at_zero, {"x": ((0,), (1,))}), "x", "gradient", ((0,), (1,)), None)


UPDATES = [
    ("x = W", "update 1, x = W: an update begins with a new name, as in W_new = W - r dl/dW"),
    ("u = W dl/dq", 'update 1, u = W dl/dq: "dl/dq" is not known here; '),
    ("u = W - dl/dx", "update 1, u = W - dl/dx: W - dl/dx does not fit: (h,d) minus (d,1) (column 7)"),
]


@pytest.mark.parametrize(("update", "problem"), UPDATES)
def test_an_update_that_cannot_be_used_is_told(update: str, problem: str) -> None:
    shapes = {"W": ("h", "d"), "x": ("d", 1), "y": ("h", 1)}
    with pytest.raises(GraphError) as caught:
        read_graph(["l = norm(W x - y)^2"], "l", shapes, updates=[update])  # type: ignore[arg-type]  # letters
    (told_of,) = caught.value.problems
    assert told_of.startswith(problem)
