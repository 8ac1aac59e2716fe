"""Mistakes in the number of layers, and with groups of equal ones."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

DEPTH = (
    mal_rule(
        "one_layer_too_many",
        "One layer too many was counted: from n + 1 sizes, the first one that of the input, there are n layers.",
        {"depth": "n + 1", "group_total": "sum(terms) + terms[-1]"},
        rank=Rank.COMMON,
        example=Example("Conv2d(3, 3, 7)", "(3, 224, 224)", "network.depth(8)", "36", "37"),
    ),
    mal_rule(
        "one_layer_too_few",
        "One layer too few was counted: the layer that makes the first size of the input's counts too.",
        {"depth": "n - 1"},
        example=Example("Conv2d(3, 3, 7)", "(3, 224, 224)", "network.depth(8)", "36", "35"),
    ),
    mal_rule(
        "group_counted_once",
        "Layers that are repeated were counted once: each repetition is a layer of its own, with its own parameters.",
        {"group_total": "terms[0]"},
        rank=Rank.COMMON,
        example=Example(
            "36 * Conv2d(3, 3, 7); Flatten(); Linear(192, 100)", "(3, 224, 224)", "network.parameters", "35284", "19744"
        ),
    ),
    mal_rule(
        "group_left_out",
        "A group of layers was left out of the sum: the total is over all layers.",
        {"group_share": {"n": "0"}},
        example=Example(
            "36 * Conv2d(3, 3, 7); Flatten(); Linear(192, 100)", "(3, 224, 224)", "network.parameters", "35284", "19300"
        ),
    ),
)
