"""Work by hand, laid as rules: the matrix that comes out of each layer, and the leaves that hold what goes in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exgen.engine.formulas import Quantity
from exgen.engine.layers import KINDS, Laying
from exgen.engine.layers.kind import FLIPS, IMAGE, learned_leaf
from exgen.engine.layout import Layout, Leaf
from exgen.engine.networks import Matrices
from exgen.errors import NetworkError


def matrix_leaves(kinds: Sequence[str]) -> Iterator[Leaf]:
    """The leaves of work by hand; they stand behind those that every network of the structure has."""
    yield from (IMAGE, FLIPS)
    for index, name in enumerate(kinds):
        yield from (learned_leaf(index, tensor) for tensor in KINDS[name].learned)


def given_matrices(matrices: Matrices, kinds: Sequence[str]) -> Iterator[Quantity]:
    """What these leaves hold; a bias that is not there is 0."""
    yield from (matrices.image, int(matrices.flips))
    for index, name in enumerate(kinds):
        yield from (matrices.weights.get(f"{index}.{tensor}", 0) for tensor in KINDS[name].learned)


def laid_output(layout: Layout, layings: Sequence[Laying], kinds: Sequence[str]) -> int:
    """The slot of the matrix that comes out of the last of these layers.

    Raises NetworkError where one of them is not worked out by hand.
    """
    matrix = layout.leaves[IMAGE]
    for lay, name in zip(layings, kinds, strict=True):
        out = KINDS[name].by_hand(lay, matrix)
        if out is None:
            known = ", ".join(kind.name for kind in KINDS.values() if kind.is_worked_out_by_hand)
            raise NetworkError(f"layer {lay.layer + 1}, {name}: it is not worked out by hand; allowed: {known}")
        matrix = out
    return matrix
