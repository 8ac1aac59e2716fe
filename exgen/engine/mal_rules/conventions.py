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
    mal_rule(
        "numerator_layout",
        "Right where the gradient of a column is written as a row (numerator layout); here it has the shape of what it "
        "belongs to.",
        {"column_gradient": "G^T"},
        is_convention=True,
    ),
    mal_rule(
        "flipped_convolution",
        "Right where a convolution turns its kernel by 180 degrees, as mathematics defines it; here it does not.",
        {"turned_kernel": {"F": "1"}},
        is_convention=True,
    ),
    mal_rule(
        "zeros_not_counted",
        "Right where only the input's own values count for a mean; here the zeros of the padding count too.",
        {"window_means": {"Z": "0"}},
        is_convention=True,
    ),
    mal_rule(
        "zeros_counted",
        "Right where the zeros of the padding count for a mean; here only the input's own values do.",
        {"window_means": {"Z": "1"}},
        is_convention=True,
    ),
)
