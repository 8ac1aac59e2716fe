"""Gradients by central differences of the forward pass: each line worked out as written, no rule of differentiation.

Points are seeded; the letters of the shapes stand for numbers that all differ, so that what only fits squares does not
pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from itertools import count, islice
from typing import TypeAlias

from exgen.engine.graphs.graph import Graph
from exgen.errors import ProofError
from exgen.expressions.matrices import Matrix, Shape, Size, value_of

POINTS = 3
TRIES = 300
STEP = 1e-4
"""How far an entry is moved to both sides: the error of the difference is some STEP^2, that of rounding 1e-16/STEP."""
SMALLEST_SIZE = 2
FAR_FROM_KINK = 0.01
"""No entry that goes into a ReLU is nearer to 0, where it has no derivative."""

Values: TypeAlias = Mapping[str, Matrix]


def sizes(graph: Graph) -> dict[str, int]:
    """A number for every letter of a graph's shapes: no two letters have the same, none has one that is written out."""
    written = [size for shape in graph.shapes.values() for size in shape]
    free = (number for number in count(SMALLEST_SIZE) if number not in written)
    return dict(zip(dict.fromkeys(size for size in written if isinstance(size, str)), free, strict=False))


@lru_cache(maxsize=64)
def points(graph: Graph) -> tuple[Values, ...]:
    """The values of all names of a graph at seeded points, worked out line by line.

    Raises ProofError where every point that is tried has an entry at a kink.
    """
    found = tuple(islice(_drawn(graph), POINTS))
    if len(found) < POINTS:
        raise ProofError(f"no points were found at which every ReLU of {graph.loss} has a derivative")
    return found


def differences(graph: Graph, node: str, values: Values) -> Matrix:
    """The gradient of the loss with respect to a node at a point, entry by entry.

    An entry of the node is moved to both sides, and the lines behind it are worked out again: what the node itself is
    worked out from stays as it is.

    >>> from exgen.engine.graphs.reading import read_graph
    >>> graph = read_graph(["l = norm(o - y)^2"], "l", {"o": (1, 2), "y": (1, 2)})
    >>> [[round(entry, 6) for entry in row] for row in differences(graph, "o", {"o": ((1, 5),), "y": ((3, 4),)})]
    [[-4.0, 2.0]]
    """
    return tuple(
        tuple(
            (_loss(graph, node, values, row, column, STEP) - _loss(graph, node, values, row, column, -STEP))
            / (2 * STEP)
            for column in range(len(values[node][row]))
        )
        for row in range(len(values[node]))
    )


def _loss(graph: Graph, node: str, values: Values, row: int, column: int, step: float) -> float:
    """The loss after one entry of a node was moved."""
    moved = [list(entries) for entries in values[node]]
    moved[row][column] += step
    return _forward(graph, {**values, node: tuple(map(tuple, moved))}, node)[graph.loss][0][0]


def _forward(graph: Graph, values: Values, given: str) -> Values:
    """The values of all lines, from those of the leaves; that of ``given`` is left as it is."""
    found = dict(values)
    for line in graph.lines:
        if line.name != given:
            found[line.name] = value_of(line.node, found)
    return found


def _drawn(graph: Graph) -> Iterator[Values]:
    numbers = sizes(graph)
    for seed in range(TRIES):
        leaves = {name: _matrix(f"{seed} {name}", shape, numbers) for name, shape in graph.leaves}
        values = _forward(graph, leaves, "")
        kinks = [values[line.inputs[0]] for line in graph.lines if line.kind == "relu"]
        if all(abs(entry) > FAR_FROM_KINK for matrix in kinks for row in matrix for entry in row):
            yield values


def _matrix(seed: str, shape: Shape, numbers: Mapping[str, int]) -> Matrix:
    rows, columns = (_number(size, numbers) for size in shape)
    return tuple(tuple(_entry(f"{seed} {row} {column}") for column in range(columns)) for row in range(rows))


def _entry(seed: str) -> float:
    """A number between -1 and 1, the same on every machine."""
    return int.from_bytes(blake2b(seed.encode(), digest_size=6).digest(), "big") / 2**47 - 1


def _number(size: Size, numbers: Mapping[str, int]) -> int:
    return numbers[size] if isinstance(size, str) else size
