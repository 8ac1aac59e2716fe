"""Mistakes in the number of layers, and with groups of equal ones."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

DEPTH = (
    mal_rule(
        "one_layer_too_many",
        {"depth": "n + 1", "group_total": "sum(terms) + terms[-1]"},
        rank=Rank.COMMON,
        example=Example("Conv2d(3, 3, 7)", "(3, 224, 224)", "network.depth(8)", "36", "37"),
    ),
    mal_rule(
        "one_layer_too_few",
        {"depth": "n - 1"},
        example=Example("Conv2d(3, 3, 7)", "(3, 224, 224)", "network.depth(8)", "36", "35"),
    ),
    mal_rule(
        "group_counted_once",
        {"group_total": "terms[0]"},
        rank=Rank.COMMON,
        example=Example(
            "36 * Conv2d(3, 3, 7); Flatten(); Linear(192, 100)", "(3, 224, 224)", "network.parameters", "35284", "19744"
        ),
    ),
    mal_rule(
        "group_left_out",
        {"group_share": {"n": "0"}},
        example=Example(
            "36 * Conv2d(3, 3, 7); Flatten(); Linear(192, 100)", "(3, 224, 224)", "network.parameters", "35284", "19300"
        ),
    ),
)
