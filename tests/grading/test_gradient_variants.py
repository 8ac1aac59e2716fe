"""Every mistake in gradients, made on 20 variants of a question, gets its name on each of them."""

from __future__ import annotations

from itertools import islice, product

import pytest

from exgen.engine.gradients.laid_gradients import laid_graph
from exgen.engine.mal_rules import MAL_RULES
from exgen.engine.mal_rules.gradients import GRADIENTS
from exgen.engine.mal_rules.mal_rule import Example
from exgen.engine.missteps import missteps
from exgen.expressions import Node
from exgen.expressions.matrices import show_matrices
from exgen.grading.exercise_check import checked_exercise
from exgen.questions.exercise import Exercise
from tests.grading.shown_mistakes import exercise_of

VARIANTS = 20
ACTIVATIONS = ("sigmoid", "tanh", "softplus", "gelu", "erf", "relu", "leaky_relu")
FACTORS = ("1/2 ", "3 ", "1/4 ", "5 ", "2/3 ")

COLUMN = {"W": "k x d", "x": "d x 1", "b": "k x 1", "y": "k x 1"}
DEEP = {"W1": "h x d", "x": "d x 1", "b1": "h x 1", "W2": "k x h", "b2": "k x 1", "y": "k x 1"}
PERCEPTRON = ("o2 = W1 x + b1; o4 = {f}(o2); o5 = W2 o4 + b2; o6 = {g}(o5); l = {c}norm(o6 - y)^2", DEEP)
SQUARE = ("o2 = U x; o4 = {f}(o2); o5 = W o4; o6 = {g}(o5); l = {c}norm(o6 - y)^2", {
    "x": "h x 1", "U": "h x h", "W": "h x h", "y": "h x 1"
})  # fmt: skip
LAYER = ("z = W x + b; a = {f}(z); l = {c}norm(a - y)^2", COLUMN)
TWO = "u = {{f}}(x); o = {}; l = {{c}}norm(o - y)^2"
TWO_OF = {"x": "h x 1", "b": "h x 1", "y": "h x 1"}
CLASSES = ("h = {f}(V x); z = W h + b; p = softmax(z); l = -{c}sum(y ⊙ log(p))", {
    "V": "m x d", "x": "d x 1", "W": "k x m", "b": "k x 1", "y": "k x 1", "distributions": "y"
})  # fmt: skip
ROWS = ("A = {f}(X V); Z = A W + ones(n) b^T; l = {c}mean((Z - Y)^2)", {
    "X": "n x d", "V": "d x h", "W": "h x k", "b": "k x 1", "Y": "n x k"
})  # fmt: skip

QUESTIONS: dict[str, tuple[tuple[str, dict[str, str]], str]] = {
    **dict.fromkeys(("sigma_prime_forgotten", "sigma_prime_twice"), (LAYER, "b")),
    "sigma_prime_at_wrong_node": (LAYER, "z"),
    "activation_for_its_derivative": (LAYER, "b"),
    "derivative_of_sigmoid_for_tanh": (("z = W x + b; h = {f}(z); a = tanh(h); l = {c}norm(a - y)^2", COLUMN), "h"),
    "neighbours_gradient_given": (PERCEPTRON, "o5"),
    "loss_factor_two_forgotten": (LAYER, "a"),
    "loss_factor_forgotten": (LAYER, "a"),
    "loss_difference_reversed": (LAYER, "z"),
    "weight_not_transposed": (PERCEPTRON, "o4"),
    "weights_left_out": (PERCEPTRON, "o2"),
    **dict.fromkeys(("weights_of_another_layer", "layer_skipped"), (SQUARE, "o2")),
    "outer_product_reversed": (PERCEPTRON, "W1"),
    "wrong_activation_in_outer_product": (PERCEPTRON, "W2"),
    "activation_forgotten_in_outer_product": (PERCEPTRON, "W2"),
    "earlier_input_in_outer_product": (PERCEPTRON, "W2"),
    "input_left_out_of_weight_gradient": (LAYER, "W"),
    "bias_gradient_times_input": (LAYER, "b"),
    "relu_mask_from_gradient": (("h = {f}(W x + b); a = relu(h - b); l = {c}norm(a - y)^2", COLUMN), "h"),
    **dict.fromkeys(
        ("softmax_jacobian_diagonal", "softmax_jacobian_term_forgotten", "softmax_jacobian_forgotten"),
        (("h = {f}(b); z = W x + h; p = softmax(z); l = {c}norm(p - y)^2", COLUMN), "z"),
    ),
    "probabilities_minus_target_reversed": (CLASSES, "z"),
    "target_left_out": (CLASSES, "W"),
    "probabilities_negated": (CLASSES, "b"),
    "minus_of_entropy_forgotten": (CLASSES, "p"),
    **dict.fromkeys(
        ("second_term_of_entropy_forgotten", "inner_minus_of_entropy_forgotten"),
        (("p = sigmoid(W {f}(x)); l = -{c}sum(y ⊙ log(p) + (1 - y) ⊙ log(1 - p))", COLUMN), "p"),
    ),
    "penalty_subtracted": (("a = {f}(W x); l = norm(a - y)^2 + {c}norm(W)^2", COLUMN), "W"),
    "penalty_forgotten": (("a = {f}(W x); l = norm(a - y)^2 + {c}norm(W)^2", COLUMN), "W"),
    "penalty_factor_two_forgotten": (("a = {f}(W x); l = norm(a - y)^2 + {c}norm(W)^2", COLUMN), "W"),
    "mean_taken_for_constant": (("u = {f}(x); m = mean(u); d = u - m ones(n); l = {c}norm(d - y)^2", {
        "x": "n x 1", "y": "n x 1"
    }), "u"),
    **dict.fromkeys(
        ("activation_derivative_after_entropy", "softmax_jacobian_after_entropy", "factor_two_for_entropy"),
        (CLASSES, "z"),
    ),
    "bias_gradient_summed": (LAYER, "b"),
    "squares_divided_by_rows": (LAYER, "z"),
    "derivative_of_tanh_for_sigmoid": (("z = W x + b; h = {f}(z); a = sigmoid(h); l = {c}norm(a - y)^2", COLUMN), "h"),
    **dict.fromkeys(("mean_taken_as_sum", "mean_over_rows_only", "mean_over_columns_only"), (ROWS, "Z")),
    "sum_taken_as_mean": (ROWS, "b"),
    "chain_stopped_early": (PERCEPTRON, "b1"),
    "input_not_transposed": (ROWS, "W"),
    "later_uses_forgotten": (("a = {f}(x); r = a + W a; l = {c}norm(r - y)^2", {
        "x": "h x 1", "W": "h x h", "y": "h x 1"
    }), "a"),
    "earlier_uses_forgotten": (("a = {f}(x); r = a + W a; l = {c}norm(r - y)^2", {
        "x": "h x 1", "W": "h x h", "y": "h x 1"
    }), "a"),
    "other_factor_forgotten": ((TWO.format("u ⊙ b"), TWO_OF), "u"),
    "minus_forgotten": ((TWO.format("u - b"), TWO_OF), "b"),
    "constant_factor_inverted": ((TWO.format("7 u"), TWO_OF), "u"),
    "constant_factor_forgotten": ((TWO.format("7 u"), TWO_OF), "u"),
    "divisor_minus_forgotten": ((TWO.format("u / b"), TWO_OF), "b"),
}  # fmt: skip
"""For each mistake a family of graphs, and the node whose gradient is asked."""


def variants(mistake: str) -> list[Exercise]:
    """So many different variants of a question in which a mistake can be made."""
    (lines, shapes), node = QUESTIONS[mistake]
    smooth = [name for name in ACTIVATIONS if name not in ("relu", "leaky_relu")]  # at a kink some mistakes are right
    found = []
    for number, (f, c) in enumerate(islice(product(smooth, FACTORS), VARIANTS)):
        text = lines.format(f=f, g=smooth[(number + 1) % len(smooth)], c=c)
        found.append(exercise_of(Example(text, "", f"graph.gradient({node})", "", "", shapes)))
    return found


def test_every_mistake_in_gradients_has_its_question() -> None:
    assert QUESTIONS.keys() == {mal_rule.id for mal_rule in GRADIENTS}


@pytest.mark.parametrize("mistake", QUESTIONS)
def test_a_mistake_is_named_on_every_variant(mistake: str) -> None:
    exercises = variants(mistake)
    assert len({str(exercise.networks["graph"].layers) for exercise in exercises}) == VARIANTS
    for exercise in exercises:
        (part,) = exercise.parts
        assert part.laid is not None
        graph = exercise.networks["graph"]
        laid = laid_graph(graph)  # type: ignore[arg-type]  # the only subject is a graph
        ways = missteps(laid.run, [MAL_RULES[mistake]], laid.calculation.reached(part.laid.slots))
        wrong = laid.run.rerun(ways[:1])[part.laid.slots[0]]
        assert isinstance(wrong, Node)
        outcome = checked_exercise(exercise, {"1": part}, {"1": show_matrices(wrong)})[0]
        assert outcome.verdict == "incorrect"
        assert mistake in [misconception.id for misconception in outcome.misconceptions], show_matrices(wrong)
