"""What each mistake makes of a gradient of the perceptron, worked out by hand: mistake, node, line, formula."""

from __future__ import annotations

from tests.engine.graphs.graphs import perceptron

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
]
"""``line`` is where the mistake is made, None for everywhere."""

SPECIAL = {
    "loss_factor_forgotten": perceptron(loss="1/2 norm(o6 - y)^2"),
    "derivative_of_sigmoid_for_tanh": perceptron(last="tanh"),
}
"""The perceptrons in which mistakes can be made that the one with sigmoids and without a factor leaves no room for."""
