"""Sizes: what a window makes of a side, and which sides it makes it of."""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

_WINDOW = ("H", "K", "S", "P", "D")
_INVERSE = ("O", "K", "S", "P", "D")

SIZES = (
    Rule("output_size", "output size", "O", _WINDOW, "floor((H + 2P - D(K - 1) - 1) / S) + 1", {"D": (1,)}),
    Rule("smallest_input", "smallest input size", "H_min", _INVERSE, "S(O - 1) - 2P + D(K - 1) + 1", {"D": (1,)}),
    Rule("possible_size", "smallest possible input size", "H_min", ("n",), "max(1, n)"),
    Rule("largest_input", "largest input size", "H_max", _INVERSE, "S*O - 2P + D(K - 1)", {"D": (1,)}),
    Rule(
        "rounded_up_size",
        "output size",
        "O",
        _WINDOW,
        "min(ceil((H + 2P - D(K - 1) - 1) / S) + 1, ceil((H + P) / S))",
        {"D": (1,), "P": (0,)},
    ),
    Rule(
        "smallest_rounded_up_input",
        "smallest input size",
        "H_min",
        _INVERSE,
        "max(S(O - 2) - 2P + D(K - 1) + 2, S(O - 1) - P + 1)",
        {"D": (1,), "P": (0,)},
    ),
    Rule(
        "largest_rounded_up_input",
        "largest input size",
        "H_max",
        _INVERSE,
        "max(S(O - 1) - 2P + D(K - 1) + 1, S*O - P)",
        {"D": (1,), "P": (0,)},
    ),
    Rule("same_size", "output size", "O", _WINDOW, "H"),
    Rule("padded_size", "output size", "O", ("H", "P_1", "P_2"), "H + P_1 + P_2"),
    Rule("unpadded_size", "input size", "H", ("O", "P_1", "P_2"), "O - P_1 - P_2"),
    Rule("scaled_size", "size", "O", ("H", "F"), "F H"),
    Rule("size_factor", "factor", "F", ("O", "H"), "O / H"),
    Rule("divided_size", "output size", "O", ("H", "F"), "H / F"),
    Rule("smallest_scaled_input", "smallest input size", "H_min", ("O", "F"), "ceil(O / F)"),
    Rule("largest_scaled_input", "largest input size", "H_max", ("O", "F"), "floor(O / F)"),
    Rule("shuffled_channels", "channels", "C_out", ("C", "F"), "C / F^2"),
    Rule("unshuffled_channels", "channels", "C_out", ("C", "F"), "C F^2"),
    Rule("half_of_channels", "half of the channels", "C_out", ("C",), "C / 2"),
    Rule("part_of_channels", "channels of a part", "C_out", ("C", "N"), "C / N"),
    Rule("flattened_places", "places", "L", ("I",), "product(I)"),
    Rule("flattened_size", "flattened size", "F", ("C", "I"), "C * product(I)"),
)
