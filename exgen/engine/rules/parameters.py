"""Learned parameters, trained or frozen, and those of the dense layer that would replace a convolution.

Frozen are the first layers of a network; T is the total; l and m are the parameters of the last layer that is
frozen and of the first one that is trained, which only mistakes read.
"""

from __future__ import annotations

from exgen.engine.rules.rule import BIAS, Rule

PARAMETERS = (
    Rule(
        "convolution_weights",
        "weights",
        "w",
        ("C_in", "C_out", "K", "G"),
        "C_in / G * product(K) * C_out",
        {"G": (1,)},
        is_ratio=True,
    ),
    Rule("convolution_biases", "biases", "b", ("C_out", "B", "C_in", "K", "X"), "B * C_out", BIAS),
    Rule("linear_weights", "weights", "w", ("F_in", "F_out"), "F_in * F_out"),
    Rule("linear_biases", "biases", "b", ("F_out", "B", "F_in"), "B * F_out", BIAS),
    Rule("normalisation_weights", "scales", "w", ("C", "B"), "B * C", BIAS),
    Rule("normalisation_biases", "shifts", "b", ("C", "B"), "B * C", BIAS),
    Rule("normalisation_buffers", "running means and variances, and a counter", "n", ("C", "B"), "B(2C + 1)", BIAS),
    Rule("running_statistics", "running means and variances", "R", ("C", "B"), "2 B C", BIAS),
    Rule("frozen_parameters", "parameters of the frozen layers", "F", ("terms",), "sum(terms)"),
    Rule("trainable_parameters", "trainable parameters", "n", ("T", "F", "l", "m"), "T - F"),
    Rule("non_trainable_parameters", "parameters that are not trained", "n", ("F", "R", "T", "l", "m"), "F + R"),
    Rule("slopes", "slopes", "w", ("A",), "A"),
    Rule("pooling_weights", "weights", "w", ("C", "K"), "0"),
    Rule("parameters", "parameters", "n", ("w", "b"), "w + b"),
    Rule("nothing", "nothing to count", "n", (), "0"),
    # the dense layer that would replace a convolution
    Rule("flattened_input", "features in", "F_in", ("C_in", "I"), "C_in * product(I)"),
    Rule("flattened_output", "features out", "F_out", ("C_out", "X"), "C_out * product(X)"),
    Rule("dense_weights", "weights of the dense layer", "w", ("F_in", "F_out"), "F_in * F_out"),
    Rule(
        "dense_biases",
        "biases of the dense layer",
        "b",
        ("F_out", "B", "C_out", "K"),
        "B * F_out",
        BIAS,
    ),
)
