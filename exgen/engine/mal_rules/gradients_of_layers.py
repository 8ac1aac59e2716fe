"""Mistakes in gradients of a graph's loss through layers: weights, biases, activations, the squared norm."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule
from exgen.engine.rules.gradients import ACTIVATIONS

_THROUGH_ACTIVATIONS = tuple(f"{name}_gradient" for name in (*ACTIVATIONS, "softplus", "function"))

_SQUARE = {"x": "h x 1", "U": "h x h", "W": "h x h", "y": "h x 1"}

LAYERS = (
    mal_rule(
        "sigma_prime_forgotten",
        dict.fromkeys(_THROUGH_ACTIVATIONS, "G"),
        rank=Rank.COMMON,
        source='none for the outer layer; "Fixed formally wrong backpropagation/gradient descent", '
        "https://github.com/Bot-Academy/NeuralNetworkFromScratch/pull/3",
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(b2)",
            "sigma'(o5) ⊙ 2(o6 - y)",
            "2(o6 - y)",
        ),
    ),
    mal_rule(
        "sigma_prime_twice",
        {
            **{f"{name}_gradient": f"{name}'(z) ⊙ {name}'(z) ⊙ G" for name in ACTIVATIONS},
            "softplus_gradient": "sigmoid(z) ⊙ sigmoid(z) ⊙ G",
            "function_gradient": "D ⊙ D ⊙ G",
        },
        rank=Rank.RARE,
        source="Theoretical Exercise 8, 2023: the gradient of b2",
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(b2)",
            "sigma'(o5) ⊙ 2(o6 - y)",
            "sigma'(o5) ⊙ sigma'(o5) ⊙ 2(o6 - y)",
        ),
    ),
    mal_rule(
        "sigma_prime_at_wrong_node",
        {
            **{f"{name}_gradient": {"z": "a"} for name in (*ACTIVATIONS, "softplus")},
            "function_gradient": {"D": "E"},
        },
        rank=Rank.RARE,
        source='called with the output; "Are the TF derivatives correctly implemented?", '
        "https://github.com/davidrmiller/neural2d/issues/40",
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(b2)",
            "sigma'(o5) ⊙ 2(o6 - y)",
            "sigma'(o6) ⊙ 2(o6 - y)",
        ),
    ),
    mal_rule(
        "activation_for_its_derivative",
        {
            **{f"{name}_gradient": f"{name}(z) ⊙ G" for name in (*ACTIVATIONS, "softplus")},
            "function_gradient": "a ⊙ G",
        },
        rank=Rank.RARE,
        source='the prime was lost; "Missing "prime" symbol in local gradient definition?", '
        "https://github.com/filipecalasans/mlp/issues/1",
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(b2)",
            "sigma'(o5) ⊙ 2(o6 - y)",
            "sigma(o5) ⊙ 2(o6 - y)",
        ),
    ),
    mal_rule(
        "derivative_of_sigmoid_for_tanh",
        {"tanh_gradient": "a ⊙ (1 - a) ⊙ G"},
        rank=Rank.RARE,
        source='the sigmoid\'s for every activation; "SGD", https://github.com/ttezel/nn/issues/8',
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = tanh(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(o5)",
            "tanh'(o5) ⊙ 2(o6 - y)",
            "o6 ⊙ (1 - o6) ⊙ 2(o6 - y)",
        ),
    ),
    mal_rule(
        "derivative_of_tanh_for_sigmoid",
        {"sigmoid_gradient": "(1 - a^2) ⊙ G"},
        rank=Rank.RARE,
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(o5)",
            "sigma'(o5) ⊙ 2(o6 - y)",
            "(1 - o6^2) ⊙ 2(o6 - y)",
        ),
    ),
    mal_rule(
        "neighbours_gradient_given",
        {"asked_gradient": {"G": "N"}},
        is_of_one_layer=True,
        source="Theoretical Exercise 8, 2023: the gradient of o5 for that of o6",
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(o6)",
            "2(o6 - y)",
            "sigma'(o5) ⊙ 2(o6 - y)",
        ),
    ),
    mal_rule(
        "loss_factor_two_forgotten",
        {"loss_gradient": "c (o - y)", "squares_gradient": "c W"},
        rank=Rank.COMMON,
        source='"Is loss_mean_square gradient corrent?", https://github.com/davisking/dlib/issues/1169',
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(o6)",
            "2(o6 - y)",
            "o6 - y",
        ),
    ),
    mal_rule(
        "loss_factor_forgotten",
        {"weighted_gradient": {"c": "1"}},
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = 1/2 norm(o6 - y)^2",
            "",
            "graph.gradient(o6)",
            "o6 - y",
            "2(o6 - y)",
        ),
    ),
    mal_rule(
        "loss_difference_reversed",
        {"loss_gradient": {"o": "y", "y": "o"}, "abs_gradient": "-(sign(z) ⊙ G)"},
        source='the minus lost; "Maybe a typo in solutions for Analytical Exercise 1.1 in W1D2_Tutorial2", '
        "https://github.com/NeuromatchAcademy/course-content-dl/issues/176",
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(o6)",
            "2(o6 - y)",
            "2(y - o6)",
        ),
    ),
    mal_rule(
        "weight_not_transposed",
        {"input_gradient": "W G", "row_input_gradient": "G W"},
        rank=Rank.COMMON,
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(o4)",
            "W2^T (sigma'(o5) ⊙ 2(o6 - y))",
            "W2 (sigma'(o5) ⊙ 2(o6 - y))",
        ),
    ),
    mal_rule(
        "weights_left_out",
        {"input_gradient": "G", "row_input_gradient": "G"},
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(o4)",
            "W2^T (sigma'(o5) ⊙ 2(o6 - y))",
            "sigma'(o5) ⊙ 2(o6 - y)",
        ),
    ),
    mal_rule(
        "weights_of_another_layer",
        {"input_gradient": {"W": "V"}, "row_input_gradient": {"W": "V"}},
        rank=Rank.RARE,
        example=Example(
            "o2 = U x; o4 = tanh(o2); o5 = W o4; o6 = tanh(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(o4)",
            "W^T (tanh'(o5) ⊙ 2(o6 - y))",
            "U^T (tanh'(o5) ⊙ 2(o6 - y))",
            _SQUARE,
        ),
    ),
    mal_rule(
        "layer_skipped",
        {"input_gradient": "A", "row_input_gradient": "A"},
        rank=Rank.RARE,
        example=Example(
            "o2 = U x; o4 = tanh(o2); o5 = W o4; o6 = tanh(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(o2)",
            "tanh'(o2) ⊙ (W^T (tanh'(o5) ⊙ 2(o6 - y)))",
            "tanh'(o2) ⊙ 2(o6 - y)",
            _SQUARE,
        ),
    ),
    mal_rule(
        "outer_product_reversed",
        {"weight_gradient": "x G^T", "row_weight_gradient": "G^T x"},
        source='transposed; "fixing weight_deltas calculation in case of multiple inputs and multiple outputs", '
        "https://github.com/iamtrask/Grokking-Deep-Learning/pull/22",
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(W2)",
            "(sigma'(o5) ⊙ 2(o6 - y)) o4^T",
            "o4 (sigma'(o5) ⊙ 2(o6 - y))^T",
        ),
    ),
    mal_rule(
        "wrong_activation_in_outer_product",
        {"weight_gradient": {"x": "a"}, "row_weight_gradient": {"x": "a"}},
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(W2)",
            "(sigma'(o5) ⊙ 2(o6 - y)) o4^T",
            "(sigma'(o5) ⊙ 2(o6 - y)) o6^T",
        ),
    ),
    mal_rule(
        "activation_forgotten_in_outer_product",
        {"weight_gradient": {"x": "p"}, "row_weight_gradient": {"x": "p"}},
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(W2)",
            "(sigma'(o5) ⊙ 2(o6 - y)) o4^T",
            "(sigma'(o5) ⊙ 2(o6 - y)) o2^T",
        ),
    ),
    mal_rule(
        "earlier_input_in_outer_product",
        {"weight_gradient": {"x": "q"}, "row_weight_gradient": {"x": "q"}},
        rank=Rank.RARE,
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(W2)",
            "(sigma'(o5) ⊙ 2(o6 - y)) o4^T",
            "(sigma'(o5) ⊙ 2(o6 - y)) x^T",
        ),
    ),
    mal_rule(
        "input_left_out_of_weight_gradient",
        {"weight_gradient": "G", "row_weight_gradient": "G"},
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(W2)",
            "(sigma'(o5) ⊙ 2(o6 - y)) o4^T",
            "sigma'(o5) ⊙ 2(o6 - y)",
        ),
    ),
    mal_rule(
        "bias_gradient_times_input",
        {"bias_gradient": "G x^T"},
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(b2)",
            "sigma'(o5) ⊙ 2(o6 - y)",
            "(sigma'(o5) ⊙ 2(o6 - y)) o4^T",
        ),
    ),
)
