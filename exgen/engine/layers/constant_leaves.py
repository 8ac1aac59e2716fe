"""Leaves that always hold the same number, for letters that a layer kind fixes."""

from __future__ import annotations

from collections.abc import Mapping

from exgen.engine.layout import Leaf

ONE = Leaf(None, "one")
"""The leaf that always holds 1, for letters that a layer kind fixes (average pooling has no dilation)."""

ZERO = Leaf(None, "zero")
"""The leaf that always holds 0."""

TWO = Leaf(None, "two")
"""The leaf that always holds 2, for an optimiser with two moments."""

THREE, FOUR = Leaf(None, "three"), Leaf(None, "four")
"""The leaves for how many gates a cell of a recurrent layer has."""

CONSTANTS: Mapping[Leaf, int] = {ONE: 1, ZERO: 0, TWO: 2, THREE: 3, FOUR: 4}
