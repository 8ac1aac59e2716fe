"""Mistakes with padding that keeps a size."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

KEEPING = ("same_padding", "same_padding_behind", "covering_places", "valid_size")
"""The rules in which a dilation counts."""

_LAYER = ("Conv1d(1, 1, 5, stride=2)", "(1, 14)")

SAME_PADDING = (
    mal_rule(
        "total_on_each_side",
        {
            "same_padding": "D(K - 1)",
            "same_padding_behind": "D(K - 1)",
            "half_before": "T",
            "half_behind": "T",
        },
        rank=Rank.COMMON,
        example=Example(*_LAYER, 'network.layers[0].padding_behind("tensorflow")[0]', "2", "3"),
    ),
    mal_rule(
        "odd_place_dropped",
        {"same_padding_behind": "floor(D(K - 1) / 2)", "half_behind": "floor(T / 2)"},
        example=Example(*_LAYER, 'network.layers[0].padding_behind("tensorflow")[0]', "2", "1"),
    ),
    mal_rule(
        "last_place_of_kernel_stepped",
        {"covering_places": "max(O S + D(K - 1) + 1 - H, 0)"},
        example=Example(*_LAYER, 'network.layers[0].padding_behind("tensorflow")[0]', "2", "3"),
    ),
    mal_rule(
        "rounded_down_for_same",
        {"covered_size": "floor(H / S)"},
        rank=Rank.COMMON,
        example=Example("Conv1d(1, 1, 5, stride=2)", "(1, 15)", "network.layers[0].same_output_size[0]", "8", "7"),
    ),
)
