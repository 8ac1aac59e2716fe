"""Mistakes with layers that are frozen, as in transfer learning."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

_NETWORK = ("Conv2d(3, 16, 3); ReLU(); Conv2d(16, 32, 3); Flatten(); Linear(4608, 10)", "(3, 16, 16)")
"""Its layers learn 448, 4640 and 46090 numbers."""

FREEZING = (
    mal_rule(
        "freezing_forgotten",
        {"trainable_parameters": "T"},
        rank=Rank.COMMON,
        example=Example(*_NETWORK, "network.trainable_parameters(3)", "46090", "51178"),
    ),
    mal_rule(
        "frozen_and_trained_exchanged",
        {"trainable_parameters": "F", "non_trainable_parameters": "T - F + R"},
        rank=Rank.COMMON,
        example=Example(*_NETWORK, "network.trainable_parameters(3)", "46090", "5088"),
    ),
    mal_rule(
        "one_layer_more_frozen",
        {"trainable_parameters": "T - F - m", "non_trainable_parameters": "F + m + R"},
        rank=Rank.COMMON,
        example=Example(*_NETWORK, "network.trainable_parameters(2)", "50730", "46090"),
    ),
    mal_rule(
        "one_layer_fewer_frozen",
        {"trainable_parameters": "T - F + l", "non_trainable_parameters": "F - l + R"},
        example=Example(*_NETWORK, "network.trainable_parameters(3)", "46090", "50730"),
    ),
)
