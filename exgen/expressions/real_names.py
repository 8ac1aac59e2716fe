"""The names over the reals: what a formula may call, and the numbers that have names (``ball_functions``)."""

from __future__ import annotations

FUNCTION_NAMES = frozenset(
    ("exp", "log", "log2", "log10", "sqrt", "tanh", "sinh", "cosh", "sigmoid", "relu", "sin", "cos", "tan")
)
CONSTANT_NAMES = frozenset(("e", "pi"))
"""In a tree each is a call without arguments."""
