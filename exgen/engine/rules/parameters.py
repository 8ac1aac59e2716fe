"""Learned parameters, trained or frozen, and those of the dense layer that would replace a convolution.

Frozen are the first layers of a network; T is the total; l and m are the parameters of the last layer that is
frozen and of the first one that is trained, which only mistakes read.
"""

from __future__ import annotations

from exgen.engine.rules.rule import BIAS, Rule

PARAMETERS = (
    Rule(
        "convolution_weights",
        "w",
        ("C_in", "C_out", "K", "G", "X"),
        "C_in / G * product(K) * C_out",
        {"G": (1,)},
        is_ratio=True,
    ),
    Rule("convolution_biases", "b", ("C_out", "B", "C_in", "K", "X"), "B * C_out", BIAS),
    Rule("linear_weights", "w", ("F_in", "F_out"), "F_in * F_out"),
    Rule("linear_biases", "b", ("F_out", "B", "F_in"), "B * F_out", BIAS),
    Rule("normalisation_weights", "w", ("C", "B"), "B * C", BIAS),
    Rule("normalisation_biases", "b", ("C", "B"), "B * C", BIAS),
    Rule("normalisation_buffers", "n", ("C", "B"), "B(2C + 1)", BIAS),
    Rule("running_statistics", "R", ("C", "B"), "2 B C", BIAS),
    Rule("normalisation_parameters", "p", ("n", "R"), "n"),
    Rule("frozen_parameters", "F", ("terms",), "sum(terms)"),
    Rule("trainable_parameters", "n", ("T", "F", "l", "m"), "T - F"),
    Rule("non_trainable_parameters", "n", ("F", "R", "T", "l", "m"), "F + R"),
    Rule("slopes", "w", ("A",), "A"),
    Rule("pooling_weights", "w", ("C", "K"), "0"),
    Rule("parameters", "n", ("w", "b"), "w + b"),
    Rule("nothing", "n", (), "0"),
    # the dense layer that would replace a convolution
    Rule("flattened_input", "F_in", ("C_in", "I"), "C_in * product(I)"),
    Rule("flattened_output", "F_out", ("C_out", "X"), "C_out * product(X)"),
    Rule("dense_weights", "w", ("F_in", "F_out"), "F_in * F_out"),
    Rule(
        "dense_biases",
        "b",
        ("F_out", "B", "C_out", "K"),
        "B * F_out",
        BIAS,
    ),
)
