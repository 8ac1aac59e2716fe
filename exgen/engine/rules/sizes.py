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
    Rule("flattened_size", "flattened size", "F", ("C", "I"), "C * product(I)"),
)
