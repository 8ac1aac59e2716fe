"""Work by hand, laid as rules: the matrix that comes out of each layer, and the leaves that hold what goes in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exgen.engine.formulas import Quantity
from exgen.engine.layers import KINDS, Kind, Laying
from exgen.engine.layers.kind import FLIPS, IMAGE, learned_leaf
from exgen.engine.layout import Layout, Leaf
from exgen.engine.networks import Matrices
from exgen.errors import NetworkError


def matrix_leaves(kinds: Sequence[Kind]) -> Iterator[Leaf]:
    """The leaves of work by hand; they stand behind those that every network of the structure has."""
    yield from (IMAGE, FLIPS)
    for index, kind in enumerate(kinds):
        yield from (learned_leaf(index, tensor) for tensor in kind.learned)


def given_matrices(matrices: Matrices, kinds: Sequence[Kind]) -> Iterator[Quantity]:
    """What these leaves hold; a bias that is not there is 0."""
    yield from (matrices.image, int(matrices.flips))
    for index, kind in enumerate(kinds):
        yield from (matrices.weights.get(f"{index}.{tensor}", 0) for tensor in kind.learned)


def laid_output(layout: Layout, layings: Sequence[Laying], kinds: Sequence[Kind]) -> int:
    """The slot of the matrix that comes out of the last of these layers.

    Raises NetworkError where one of them is not worked out by hand.
    """
    matrix = layout.leaves[IMAGE]
    for lay, kind in zip(layings, kinds, strict=True):
        out = kind.by_hand(lay, matrix)
        if out is None:
            known = ", ".join(known.name for known in KINDS.values() if known.is_worked_out_by_hand)
            raise NetworkError(f"layer {lay.layer + 1}, {kind.name}: it is not worked out by hand; allowed: {known}")
        matrix = out
    return matrix
