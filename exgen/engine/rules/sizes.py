"""Sizes: what a window makes of a side, and which sides it makes it of."""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

_WINDOW = ("H", "K", "S", "P", "D")
_INVERSE = ("O", "K", "S", "P", "D")

SIZES = (
    Rule("output_size", "O", _WINDOW, "floor((H + 2P - D(K - 1) - 1) / S) + 1", {"D": (1,)}),
    Rule("smallest_input", "H_min", _INVERSE, "S(O - 1) - 2P + D(K - 1) + 1", {"D": (1,)}),
    Rule("possible_size", "H_min", ("n",), "max(1, n)"),
    Rule("largest_input", "H_max", _INVERSE, "S*O - 2P + D(K - 1)", {"D": (1,)}),
    Rule(
        "rounded_up_size",
        "O",
        _WINDOW,
        "min(ceil((H + 2P - D(K - 1) - 1) / S) + 1, ceil((H + P) / S))",
        {"D": (1,), "P": (0,)},
    ),
    Rule(
        "smallest_rounded_up_input",
        "H_min",
        _INVERSE,
        "max(S(O - 2) - 2P + D(K - 1) + 2, S(O - 1) - P + 1)",
        {"D": (1,), "P": (0,)},
    ),
    Rule(
        "largest_rounded_up_input",
        "H_max",
        _INVERSE,
        "max(S(O - 1) - 2P + D(K - 1) + 1, S*O - P)",
        {"D": (1,), "P": (0,)},
    ),
    Rule("same_size", "O", _WINDOW, "H"),
    Rule("padded_size", "O", ("H", "P_1", "P_2"), "H + P_1 + P_2"),
    Rule("unpadded_size", "H", ("O", "P_1", "P_2"), "O - P_1 - P_2"),
    Rule("scaled_size", "O", ("H", "F"), "F H"),
    Rule("size_factor", "F", ("O", "H"), "O / H"),
    Rule("resampled_size", "O", ("H", "F"), "floor(F H)"),
    Rule("smallest_resampled_input", "H_min", ("O", "F"), "ceil(O / F)"),
    Rule("largest_resampled_input", "H_max", ("O", "F"), "ceil((O + 1) / F) - 1"),
    Rule("divided_size", "O", ("H", "F"), "H / F"),
    Rule("smallest_scaled_input", "H_min", ("O", "F"), "ceil(O / F)"),
    Rule("largest_scaled_input", "H_max", ("O", "F"), "floor(O / F)"),
    Rule("shuffled_channels", "C_out", ("C", "F"), "C / F^2"),
    Rule("unshuffled_channels", "C_out", ("C", "F"), "C F^2"),
    Rule("half_of_channels", "C_out", ("C",), "C / 2"),
    Rule("part_of_channels", "C_out", ("C", "N"), "C / N"),
    Rule("flattened_places", "L", ("I",), "product(I)"),
    Rule("flattened_size", "F", ("C", "I"), "C * product(I)"),
)
