"""Mistakes in gradients of a graph's loss."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule
from exgen.engine.rules.gradients import ACTIVATIONS

GRADIENTS = (
    mal_rule(
        "sigma_prime_forgotten",
        "The derivative of the activation was left out: on the way back the gradient is multiplied by it, entry by "
        "entry, at what went in.",
        {f"{name}_gradient": "G" for name in ACTIVATIONS},
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
        "The derivative of the activation was multiplied in twice: each activation on the way back counts once.",
        {f"{name}_gradient": f"{name}'(z) ⊙ {name}'(z) ⊙ G" for name in ACTIVATIONS},
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
        "The derivative of the activation was taken at what came out of it: it is taken at what went in.",
        {f"{name}_gradient": {"z": "a"} for name in ACTIVATIONS},
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
        "The activation itself was multiplied in: it is its derivative that is, at what went in.",
        {f"{name}_gradient": f"{name}(z) ⊙ G" for name in ACTIVATIONS},
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
        "The derivative of the sigmoid, a(1 - a), was used for tanh: that of tanh is 1 - a^2, entry by entry.",
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
        "neighbours_gradient_given",
        "This is the gradient with respect to a neighbouring node: what is asked for is that of the node named.",
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
        "The factor 2 of the squared norm was left out: the derivative of norm(v)^2 with respect to v is 2v.",
        {"loss_gradient": "c (o - y)"},
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
        "The number in front of the squared norm was left out: a constant factor of the loss stays in every gradient.",
        {"loss_gradient": {"c": "1"}},
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
        "The difference was taken the wrong way round: the derivative of norm(o - y)^2 with respect to o is 2(o - y).",
        {"loss_gradient": {"o": "y", "y": "o"}},
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
        "The matrix was not transposed: back through W x the gradient is multiplied by W^T, as the shapes ask for too.",
        {"input_gradient": "W G"},
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
        "The matrix was left out: back through W x the gradient is multiplied by W^T.",
        {"input_gradient": "G"},
        example=Example(
            "o2 = W1 x + b1; o4 = sigmoid(o2); o5 = W2 o4 + b2; o6 = sigmoid(o5); l = norm(o6 - y)^2",
            "",
            "graph.gradient(o4)",
            "W2^T (sigma'(o5) ⊙ 2(o6 - y))",
            "sigma'(o5) ⊙ 2(o6 - y)",
        ),
    ),
    mal_rule(
        "outer_product_reversed",
        "The outer product is the wrong way round: the gradient of W has the shape of W, so it is that of W x, times "
        "x^T.",
        {"weight_gradient": "x G^T"},
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
        "The outer product was taken with what comes out behind the weights: it is taken with what they are multiplied "
        "by.",
        {"weight_gradient": {"x": "a"}},
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
        "The outer product was taken with what goes into the activation before the weights: they are multiplied by "
        "what comes out of it.",
        {"weight_gradient": {"x": "p"}},
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
        "The outer product was taken with what the weights before these are multiplied by: it is taken with what these "
        "weights are multiplied by themselves.",
        {"weight_gradient": {"x": "q"}},
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
        "The input of the weights was left out: the gradient of W is that of W x, times x^T.",
        {"weight_gradient": "G"},
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
        "The bias was treated as a weight: it is only added, so its gradient is that of the sum, with no input beside "
        "it.",
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
