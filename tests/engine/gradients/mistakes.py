"""What each mistake makes of a gradient of the perceptron, worked out by hand: mistake, node, line, formula."""

from __future__ import annotations

from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.reading import read_graph
from exgen.expressions.matrices import Shape
from tests.engine.gradients.graphs import batch_of_rows, classifier, normalised, penalised, perceptron, residual


def _of_two(line: str) -> Graph:
    shapes: dict[str, Shape] = dict.fromkeys(("a", "b", "y"), ("h", 1))
    return read_graph([f"o = {line}", "l = norm(o - y)^2"], "l", shapes)


MISTAKES: list[tuple[str, str, int | None, str]] = [
    ("sigma_prime_forgotten", "b2", None, "2(o6 - y)"),
    ("sigma_prime_forgotten", "o2", 1, "W2^T (sigma'(o5) ⊙ 2(o6 - y))"),
    ("sigma_prime_forgotten", "o2", None, "2 W2^T (o6 - y)"),
    ("sigma_prime_twice", "b2", None, "sigma'(o5) ⊙ sigma'(o5) ⊙ 2(o6 - y)"),
    ("sigma_prime_at_wrong_node", "b2", None, "sigma'(o6) ⊙ 2(o6 - y)"),
    ("activation_for_its_derivative", "b2", None, "sigma(o5) ⊙ 2(o6 - y)"),
    ("loss_factor_two_forgotten", "o6", None, "o6 - y"),
    ("loss_difference_reversed", "o6", None, "2(y - o6)"),
    ("weight_not_transposed", "o4", None, "W2 (sigma'(o5) ⊙ 2(o6 - y))"),
    ("weights_left_out", "o4", None, "sigma'(o5) ⊙ 2(o6 - y)"),
    ("outer_product_reversed", "W2", None, "o4 (sigma'(o5) ⊙ 2(o6 - y))^T"),
    ("wrong_activation_in_outer_product", "W2", None, "(sigma'(o5) ⊙ 2(o6 - y)) o6^T"),
    ("activation_forgotten_in_outer_product", "W2", None, "(sigma'(o5) ⊙ 2(o6 - y)) o2^T"),
    ("earlier_input_in_outer_product", "W2", None, "(sigma'(o5) ⊙ 2(o6 - y)) x^T"),
    ("input_left_out_of_weight_gradient", "W2", None, "sigma'(o5) ⊙ 2(o6 - y)"),
    ("bias_gradient_times_input", "b2", None, "(sigma'(o5) ⊙ 2(o6 - y)) o4^T"),
    ("neighbours_gradient_given", "o6", 2, "sigma'(o5) ⊙ 2(o6 - y)"),
    ("neighbours_gradient_given", "o5", 3, "2(o6 - y)"),
    ("neighbours_gradient_given", "o5", 1, "W2^T (sigma'(o5) ⊙ 2(o6 - y))"),
    ("neighbours_gradient_given", "W2", 2, "sigma'(o5) ⊙ 2(o6 - y)"),
    ("loss_factor_forgotten", "o6", None, "2(o6 - y)"),
    ("derivative_of_sigmoid_for_tanh", "o5", None, "o6 ⊙ (1 - o6) ⊙ 2(o6 - y)"),
    ("relu_mask_from_gradient", "o5", None, "relu'(2(o6 - y)) ⊙ 2(o6 - y)"),
    ("softmax_jacobian_diagonal", "z", None, "p ⊙ (1 - p) ⊙ 2(p - y)"),
    ("probabilities_minus_target_reversed", "z", None, "y - p"),
    ("target_left_out", "z", None, "p"),
    ("probabilities_negated", "z", None, "-p"),
    ("minus_of_entropy_forgotten", "p", None, "y/p"),
    ("second_term_of_entropy_forgotten", "p", None, "-(y/p)"),
    ("inner_minus_of_entropy_forgotten", "p", None, "-(y/p + (1 - y)/(1 - p))"),
    ("softmax_jacobian_term_forgotten", "z", None, "p ⊙ 2(p - y)"),
    ("penalty_subtracted", "W", None, "2(o - y) x^T - 2 c W"),
    ("penalty_forgotten", "W", None, "2(o - y) x^T"),
    ("penalty_factor_two_forgotten", "W", None, "2(o - y) x^T + c W"),
    ("mean_taken_as_sum", "P", None, "2(P - Y)"),
    ("mean_taken_for_constant", "x", 0, "(2(h - y) - mean(2(h - y) ⊙ h) h)/s"),
    ("mean_taken_for_constant", "x", None, "(2(h - y))/s"),
    ("squares_divided_by_rows", "o6", None, "(2/sum(row_means(ones_like(o6)))) (o6 - y)"),
    ("mean_over_rows_only", "P", None, "(2/n) (P - Y)"),
    ("mean_over_columns_only", "P", None, "(2/k) (P - Y)"),
    ("softmax_jacobian_after_entropy", "z", None, "(diag(p) - p p^T) (p - y)"),
    ("factor_two_for_entropy", "z", None, "2(p - y)"),
    ("bias_gradient_summed", "b2", None, "sum(sigma'(o5) ⊙ 2(o6 - y))"),
    ("derivative_of_tanh_for_sigmoid", "o5", None, "(1 - o6^2) ⊙ 2(o6 - y)"),
    ("activation_derivative_after_entropy", "z", None, "p ⊙ (1 - p) ⊙ (p - y)"),
    ("sum_taken_as_mean", "b2", None, "(((2/(n k)) (P - Y))^T ones(n))/sum(ones(n))"),
    ("chain_stopped_early", "W1", None, "(sigma'(o5) ⊙ 2(o6 - y)) x^T"),
    ("chain_stopped_early", "b1", None, "sigma'(o5) ⊙ 2(o6 - y)"),
    ("input_not_transposed", "W2", None, "(sigma'(o5) ⊙ 2(o6 - y)) o4"),
    ("later_uses_forgotten", "a", None, "2 W^T (r - y)"),
    ("earlier_uses_forgotten", "a", None, "2(r - y)"),
    ("other_factor_forgotten", "a", None, "2(o - y)"),
    ("softmax_jacobian_forgotten", "z", None, "2(p - y)"),
    ("weights_of_another_layer", "o4", None, "W1^T (sigma'(o5) ⊙ 2(o6 - y))"),
    ("layer_skipped", "o2", None, "sigma'(o2) ⊙ 2(o6 - y)"),
    ("constant_factor_inverted", "x", None, "2/3 (o - y)"),
    ("minus_forgotten", "b", None, "2(o - y)"),
    ("constant_factor_forgotten", "x", None, "2(o - y)"),
    ("divisor_minus_forgotten", "b", None, "(2(o - y) ⊙ o)/b"),
]
"""``line`` is where the mistake is made, None for everywhere."""

SPECIAL = {
    "loss_factor_forgotten": perceptron(loss="1/2 norm(o6 - y)^2"),
    "derivative_of_sigmoid_for_tanh": perceptron(last="tanh"),
    "relu_mask_from_gradient": perceptron(last="relu"),
    **dict.fromkeys(
        ("softmax_jacobian_diagonal", "softmax_jacobian_term_forgotten", "softmax_jacobian_forgotten"),
        classifier("norm(p - y)^2"),
    ),
    **dict.fromkeys(
        (
            "probabilities_minus_target_reversed",
            "target_left_out",
            "probabilities_negated",
            "activation_derivative_after_entropy",
            "softmax_jacobian_after_entropy",
            "factor_two_for_entropy",
            "minus_of_entropy_forgotten",
        ),
        classifier("-sum(y ⊙ log(p))"),
    ),
    **dict.fromkeys(
        ("second_term_of_entropy_forgotten", "inner_minus_of_entropy_forgotten"),
        classifier("-sum(y ⊙ log(p) + (1 - y) ⊙ log(1 - p))", "sigmoid"),
    ),
    **dict.fromkeys(("penalty_forgotten", "penalty_subtracted", "penalty_factor_two_forgotten"), penalised()),
    **dict.fromkeys(
        ("mean_taken_as_sum", "mean_over_rows_only", "mean_over_columns_only", "sum_taken_as_mean"), batch_of_rows()
    ),
    **dict.fromkeys(("later_uses_forgotten", "earlier_uses_forgotten"), residual()),
    "mean_taken_for_constant": normalised(),
    "other_factor_forgotten": _of_two("a ⊙ b"),
    "minus_forgotten": _of_two("a - b"),
    "divisor_minus_forgotten": _of_two("a / b"),
    **dict.fromkeys(
        ("constant_factor_forgotten", "constant_factor_inverted"),
        read_graph(["o = 3 x", "l = norm(o - y)^2"], "l", {"x": ("h", 1), "y": ("h", 1)}),
    ),
}
"""The perceptrons in which mistakes can be made that the one with sigmoids and without a factor leaves no room for."""
