"""What a graph is: a forward pass in lines, from leaves with shapes down to a loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from exgen.expressions import Node
from exgen.expressions.matrices import Shape

SCALAR: Shape = (1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of a graph: ``name`` is what it works out, ``node`` the right side, ``text`` the line as it was written.

    ``kind`` is the name of its kind (:data:`~exgen.engine.graphs.kinds.KINDS`), ``inputs`` are the names that it
    reads, in the order of the kind's roles, ``numbers`` what else the kind takes (the factor of a squared norm).
    """

    name: str
    kind: str
    inputs: tuple[str, ...]
    numbers: tuple[Fraction, ...]
    node: Node
    text: str
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """A forward pass, read and found to fit (:func:`~exgen.engine.graphs.reading.read_graph`).

    Two graphs are the same object or different ones, so that what is laid for one is found quickly.

    ``lines`` stand in an order in which each reads leaves and earlier lines only; ``leaves`` are the names that no line
    works out, with their shapes; ``loss`` is the line that the gradients are of.
    """

    lines: tuple[Line, ...]
    leaves: tuple[tuple[str, Shape], ...]
    loss: str

    @property
    def layers(self) -> tuple[Line, ...]:
        """The lines: a place of a graph's calculation is a line, as that of a network's is a layer."""
        return self.lines

    @property
    def shapes(self) -> Mapping[str, Shape]:
        """The shape of every name: leaves first, then what the lines work out."""
        return dict(self.leaves) | {line.name: line.shape for line in self.lines}

    def line(self, name: str) -> Line | None:
        """The line that works a name out; None for a leaf."""
        return next((line for line in self.lines if line.name == name), None)
