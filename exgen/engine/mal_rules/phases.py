"""Mistakes where maps grow: in effective strides, in the intervals of phases, in the inputs of a single value."""

from __future__ import annotations

from exgen.engine.mal_rules.mal_rule import Example, Rank, mal_rule

READ_RULES = ("read_start", "read_end")
SPREAD_RULES = ("spread_start", "spread_end")
PLACES_RULES = ("read_places", "spread_places")

PHASES = (
    mal_rule(
        "factor_multiplied_in",
        {"spread_stride": "J F"},
        rank=Rank.COMMON,
        example=Example(
            "MaxPool1d(3); Upsample(scale_factor=2)", "(1, 64)", "network.receptive_field_stride[0]", "3/2", "6"
        ),
    ),
    mal_rule(
        "growing_read_as_shrinking",
        {
            "spread_start": "S A - P",
            "spread_end": "S E - P + D(K - 1)",
            "scaled_start": "F A",
            "scaled_end": "F E + F - 1",
        },
        rank=Rank.COMMON,
        example=Example(
            "ConvTranspose1d(1, 1, 4, stride=2, padding=1)", "(1, 64)", "network.phase_field(1)", "m : m+1", "m+1 : m+4"
        ),
    ),
    mal_rule(
        "first_rounded_down",
        {"spread_start": "floor((A + P - D(K - 1)) / S)"},
        example=Example(
            "ConvTranspose1d(1, 1, 4, stride=2, padding=1)", "(1, 64)", "network.phase_field(1)", "m : m+1", "m-1 : m+1"
        ),
    ),
    mal_rule(
        "one_neighbour_interpolated",
        {"interpolated_start": "floor(A / F)", "interpolated_end": "floor(E / F)"},
        example=Example(
            "Upsample(scale_factor=2, mode='linear')", "(1, 64)", "network.phase_field(1)", "m : m+1", "m : m"
        ),
    ),
    mal_rule(
        "phases_not_reduced",
        {"phases_kept": {"S": "1"}},
        example=Example(
            "ConvTranspose1d(1, 1, 6, stride=6); Conv1d(1, 1, 3, stride=4)", "(1, 12)", "network.phases[0]", "3", "6"
        ),
    ),
    mal_rule(
        "gaps_filled",
        {"read_places": {"K": "D(K - 1) + 1", "D": "1"}},
        rank=Rank.COMMON,
        example=Example(
            "Conv1d(1, 1, 3, dilation=2)", "(1, 12)", "network.inputs_read(3)", "{3, 5, 7}", "{3, 4, 5, 6, 7}"
        ),
    ),
    mal_rule(
        "padding_listed",
        {"places_inside": {"B": "0"}},
        example=Example("Conv1d(1, 1, 3, padding=1)", "(1, 12)", "network.inputs_read(0)", "{0, 1}", "{-1, 0, 1}"),
    ),
)
