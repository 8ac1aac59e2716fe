"""Conventions: under them another answer is right."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import mal_rule

CONVENTIONS = (
    mal_rule(
        "exact_division",
        "Right where the division leaves no remainder; in general the quotient is rounded down.",
        {"output_size": "(H + 2P - D(K - 1) - 1) / S + 1"},
        is_convention=True,
    ),
    mal_rule(
        "without_bias",
        "Right if biases are not counted; here they are.",
        {
            "convolution_biases": {"B": "0"},
            "linear_biases": {"B": "0"},
            "dense_biases": {"B": "0"},
        },
        is_convention=True,
    ),
)
