"""Mistakes with what layers cost against the plain convolution."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

_SEPARABLE = ("Conv2d(8, 8, 3, groups=8, bias=False); Conv2d(8, 16, 1, bias=False)", "(8, 10, 10)")
"""It costs 1/16 + 1/9 of a plain 3x3."""

RATIOS = (
    mal_rule(
        "ratio_reversed",
        "The ratio is the other way round: what the layers cost stands above the slash, the plain convolution below.",
        {"cost_ratio": "1 / sum(terms)"},
        rank=Rank.COMMON,
        example=Example(*_SEPARABLE, "network.multiplication_ratio", "25/144", "144/25"),
    ),
    mal_rule(
        "saving_for_ratio",
        "What is saved was given: the ratio is what the layers still cost, so 1 less what they save.",
        {"cost_ratio": "1 - sum(terms)"},
        rank=Rank.COMMON,
        example=Example(*_SEPARABLE, "network.multiplication_ratio", "25/144", "119/144"),
    ),
)
