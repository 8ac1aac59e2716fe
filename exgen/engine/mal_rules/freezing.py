"""Mistakes with layers that are frozen, as in transfer learning."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

_NETWORK = ("Conv2d(3, 16, 3); ReLU(); Conv2d(16, 32, 3); Flatten(); Linear(4608, 10)", "(3, 16, 16)")
"""Its layers learn 448, 4640 and 46090 numbers."""

FREEZING = (
    mal_rule(
        "freezing_forgotten",
        "The frozen layers were counted too: only what a gradient changes is trained, and they stay as they are.",
        {"trainable_parameters": "T"},
        rank=Rank.COMMON,
        example=Example(*_NETWORK, "network.trainable_parameters(3)", "46090", "51178"),
    ),
    mal_rule(
        "frozen_and_trained_exchanged",
        "Frozen and trained layers were exchanged: frozen layers keep their parameters, the others are trained.",
        {"trainable_parameters": "F", "non_trainable_parameters": "T - F + R"},
        rank=Rank.COMMON,
        example=Example(*_NETWORK, "network.trainable_parameters(3)", "46090", "5088"),
    ),
    mal_rule(
        "one_layer_more_frozen",
        "One layer too many was taken for frozen: the first layer behind the frozen ones is trained.",
        {"trainable_parameters": "T - F - m", "non_trainable_parameters": "F + m + R"},
        rank=Rank.COMMON,
        example=Example(*_NETWORK, "network.trainable_parameters(2)", "50730", "46090"),
    ),
    mal_rule(
        "one_layer_fewer_frozen",
        "One layer too few was taken for frozen: the last one of the frozen layers is not trained either.",
        {"trainable_parameters": "T - F + l", "non_trainable_parameters": "F - l + R"},
        example=Example(*_NETWORK, "network.trainable_parameters(3)", "46090", "50730"),
    ),
)
