"""What a value behind a join of branches reaches, and how its neighbours lie: worked out a second time, for proofs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from exgen.errors import NetworkError

Moved = tuple[Fraction, int]
"""Of a tensor on an axis: how far apart in the input the fields of neighbours lie, and how many phases they have."""
Reach = tuple[int, int, int]
"""Of a tensor on an axis: how far apart in the input the fields of neighbouring values lie, and that of value 0."""


def joined(branches: Sequence[Moved]) -> Moved:
    """How a tensor behind a join moves on. Raises NetworkError where branches do not move on alike."""
    strides, phases = zip(*branches, strict=True)
    if len(set(strides)) > 1:
        raise NetworkError(f"branches with the strides {', '.join(map(str, strides))} meet")
    return strides[0], lcm(*phases)


def union(branches: Sequence[Reach]) -> Reach:
    """All that one of the branches reaches. Raises NetworkError where they do not move on alike."""
    strides, starts, ends = zip(*branches, strict=True)
    if len(set(strides)) > 1:
        raise NetworkError(f"branches with the strides {', '.join(map(str, strides))} meet")
    return strides[0], min(starts), max(ends)
