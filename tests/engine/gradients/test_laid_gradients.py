"""Gradients laid out as rules: the formulas, what a mistake makes of them, pins, several uses of a name."""

from __future__ import annotations

import pytest

from exgen.engine.gradients.derivation import gradient_derivation
from exgen.engine.gradients.laid_gradients import LaidGraph
from exgen.engine.gradients.reading import read_graph
from exgen.engine.layout import Place
from exgen.engine.mal_rules import CONVENTIONS, MAL_RULES
from exgen.engine.missteps import Misstep, missteps
from exgen.errors import GraphError
from exgen.expressions import Node
from exgen.expressions.matrices import Shape, read_matrices, show_matrices
from tests.engine.gradients.graphs import least_squares, moving_target, perceptron, shared_weights
from tests.engine.gradients.mistakes import MISTAKES, SPECIAL

# as in any textbook: delta_6 = 2(o6 - y), delta_5 = sigma' ⊙ delta_6, delta_4 = W2^T delta_5, ...
PERCEPTRON = {
    "o6": "2(o6 - y)",
    "o5": "sigma'(o5) ⊙ 2(o6 - y)",
    "W2": "(sigma'(o5) ⊙ 2(o6 - y)) o4^T",
    "b2": "sigma'(o5) ⊙ 2(o6 - y)",
    "o4": "W2^T (sigma'(o5) ⊙ 2(o6 - y))",
    "o2": "sigma'(o2) ⊙ (W2^T (sigma'(o5) ⊙ 2(o6 - y)))",
    "W1": "(sigma'(o2) ⊙ (W2^T (sigma'(o5) ⊙ 2(o6 - y)))) x^T",
    "b1": "sigma'(o2) ⊙ (W2^T (sigma'(o5) ⊙ 2(o6 - y)))",
    "x": "W1^T (sigma'(o2) ⊙ (W2^T (sigma'(o5) ⊙ 2(o6 - y))))",
    "y": "2(y - o6)",
}


def shown(value: object) -> str:
    assert isinstance(value, Node)
    return show_matrices(value)


@pytest.mark.parametrize("node", PERCEPTRON)
def test_the_gradients_of_a_perceptron_are_those_of_the_textbooks(node: str) -> None:
    assert shown(LaidGraph(perceptron()).formula(node)) == PERCEPTRON[node]


def test_a_gradient_can_be_asked_of_everything_that_the_loss_depends_on() -> None:
    assert set(LaidGraph(perceptron()).nodes) == PERCEPTRON.keys()


@pytest.mark.parametrize(
    ("loss", "gradient"),
    [("1/2 norm(o6 - y)^2", "o6 - y"), ("3 norm(o6 - y)^2", "6(o6 - y)"), ("norm(y - o6)^2", "2(o6 - y)")],
)
def test_the_number_in_front_of_the_loss_and_its_order_count(loss: str, gradient: str) -> None:
    assert shown(LaidGraph(perceptron(loss=loss)).formula("o6")) == gradient


def test_what_several_uses_contribute_is_added_up() -> None:
    laid = LaidGraph(shared_weights())
    assert shown(laid.formula("b")) == ("tanh'(s1) ⊙ (W^T (tanh'(s2) ⊙ 2(h2 - y))) + tanh'(s2) ⊙ 2(h2 - y)")
    assert shown(LaidGraph(moving_target()).formula("x")) == "3 U^T (o - s) + V^T (sigma'(t) ⊙ 3(s - o))"


def test_the_unknown_of_least_squares_may_stand_behind_the_data() -> None:
    laid = LaidGraph(least_squares())
    assert {node: shown(laid.formula(node)) for node in ("w", "X")} == {"w": "X^T (o - y)", "X": "(o - y) w^T"}


@pytest.mark.parametrize(
    ("node", "problem"),
    [
        ("W3", "nothing is called W3 in this graph; allowed: W1, W2, b1, b2, o2, o4, o5, o6, x, y"),
        ("l", "l is the loss; gradients of it are with respect to W1, b1, W2, b2, x, y, o2, o4, o5, o6"),
    ],
)
def test_a_gradient_that_there_is_not_is_told(node: str, problem: str) -> None:
    with pytest.raises(GraphError) as caught:
        LaidGraph(perceptron()).gradient(node)
    assert str(caught.value) == problem


@pytest.mark.parametrize(("mistake", "node", "line", "expected"), MISTAKES)
def test_a_mistake_makes_of_a_gradient_what_was_worked_out_by_hand(
    mistake: str, node: str, line: int | None, expected: str
) -> None:
    laid = LaidGraph(SPECIAL.get(mistake, perceptron()))
    slot = laid.asked(node)
    step = Misstep(MAL_RULES[mistake], None if line is None else Place(line))
    assert step in missteps(laid.run, [step.mal_rule], laid.calculation.reached([slot]))
    assert shown(laid.run.rerun([step])[slot]) == expected


def test_mistakes_behind_a_node_are_no_mistakes_of_its_gradient() -> None:
    laid = LaidGraph(perceptron())
    steps = missteps(laid.run, [MAL_RULES["sigma_prime_twice"]], laid.calculation.reached([laid.asked("o4")]))
    assert steps == [Misstep(MAL_RULES["sigma_prime_twice"])]
    assert missteps(laid.run, [MAL_RULES["sigma_prime_twice"]], laid.calculation.reached([laid.asked("o6")])) == []


def test_under_numerator_layout_gradients_are_transposed() -> None:
    laid = LaidGraph(perceptron())
    rerun = laid.run.rerun([Misstep(CONVENTIONS["numerator_layout"])])
    assert shown(rerun[laid.asked("o6")]) == "2 (o6 - y)^T"
    assert shown(rerun[laid.asked("W2")]) == "o4 (sigma'(o5) ⊙ 2(o6 - y))^T"


def test_gradients_follow_from_a_students_earlier_one() -> None:
    laid = LaidGraph(perceptron())
    pinned = read_matrices("o6 - y")
    rerun = laid.run.rerun((), {laid.gradient("o5"): pinned})
    assert shown(rerun[laid.asked("W2")]) == "(o6 - y) o4^T"
    assert shown(rerun[laid.asked("b1")]) == "sigma'(o2) ⊙ (W2^T (o6 - y))"
    assert rerun[laid.asked("o6")] == laid.formula("o6")


def test_a_line_that_does_not_lead_to_the_loss_changes_no_gradient() -> None:
    shapes: dict[str, Shape] = {"W": ("h", "d"), "V": ("h", "h"), "x": ("d", 1), "y": ("h", 1)}
    laid = LaidGraph(read_graph(["o = W x", "s = V o", "l = norm(o - y)^2"], "l", shapes))
    assert laid.nodes == ("W", "x", "y", "o")
    assert shown(laid.formula("o")) == "2(o - y)"
    assert (shown(laid.formula("V")), shown(laid.formula("s"))) == ("0 V", "0 s")
    (line,) = gradient_derivation(laid, "V")
    assert line.title == "the loss does not depend on it"


def plain(formula: str) -> str:
    """A line without fractions and braces, and without the shape behind it."""
    return (
        formula.partition(" \\quad ")[0]
        .replace("\\frac{\\partial l}{\\partial ", "{d")
        .replace("{", "")
        .replace("}", "")
    )


def test_a_derivation_goes_back_from_the_loss_line_by_line() -> None:
    laid = LaidGraph(perceptron())
    lines = gradient_derivation(laid, "W2")
    assert [(line.place.layer, plain(line.formula)) for line in lines] == [
        (4, "do_6 = 2 (o_6 - y)"),
        (3, "do_5 = \\sigma'(o_5) \\odot do_6 = \\sigma'(o_5) \\odot 2 (o_6 - y)"),
        (2, "dW_2 = do_5 o_4^\\top = (\\sigma'(o_5) \\odot 2 (o_6 - y)) o_4^\\top"),
    ]


def test_a_line_of_a_derivation_names_its_rules_and_ends_with_the_shape() -> None:
    graph = read_graph(
        ["p = softmax(W tanh(V x))", "l = -sum(y ⊙ log(p))"],
        "l",
        {"W": ("k", "h"), "V": ("h", "d"), "x": ("d", 1), "y": ("k", 1)},
        ["y"],
    )
    (line,) = gradient_derivation(LaidGraph(graph), "V")
    assert line.title == (
        "softmax and cross-entropy together: probabilities minus target; back through the product; "
        "through the activation, entry by entry; outer product with what the weights are multiplied by"
    )
    assert line.formula.endswith(" \\quad (h \\times d)")


def test_what_an_earlier_part_asked_is_not_derived_again() -> None:
    laid = LaidGraph(perceptron())
    (line,) = gradient_derivation(laid, "b2", known=["W2"])
    assert plain(line.formula) == "db_2 = do_5 = \\sigma'(o_5) \\odot 2 (o_6 - y)"
    assert len(gradient_derivation(laid, "o5", known=["b2"])) == 1
    assert len(gradient_derivation(laid, "W1", known=["o5"])) == 3


def test_a_sum_over_several_uses_is_one_line() -> None:
    lines = gradient_derivation(LaidGraph(shared_weights()), "W", known=["s1", "s2"])
    assert [line.title for line in lines] == [
        "outer product with what the weights are multiplied by; sum over all uses"
    ]
    assert plain(lines[0].formula).startswith(
        "dW = ds1 x^\\top + ds2 h1^\\top".replace("s1", "s_1").replace("s2", "s_2").replace("h1", "h_1")
    )
