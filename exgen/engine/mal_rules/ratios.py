"""Mistakes with what layers cost against the plain convolution."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

_SEPARABLE = ("Conv2d(8, 8, 3, groups=8, bias=False); Conv2d(8, 16, 1, bias=False)", "(8, 10, 10)")
"""It costs 1/16 + 1/9 of a plain 3x3."""

RATIOS = (
    mal_rule(
        "ratio_reversed",
        {"cost_ratio": "1 / sum(terms)"},
        rank=Rank.COMMON,
        example=Example(*_SEPARABLE, "network.multiplication_ratio", "25/144", "144/25"),
    ),
    mal_rule(
        "saving_for_ratio",
        {"cost_ratio": "1 - sum(terms)"},
        rank=Rank.COMMON,
        example=Example(*_SEPARABLE, "network.multiplication_ratio", "25/144", "119/144"),
    ),
)
