"""What a graph is: a forward pass in lines, from leaves with shapes down to a loss, split into single operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from exgen.engine.conventions import OWN, Conventions
from exgen.expressions import Node
from exgen.expressions.matrices import Shape
from exgen.expressions.matrix_arithmetic import Rows
from exgen.expressions.matrix_tokens import ONES

SCALAR: Shape = (1, 1)

LEAF = "leaf"
"""The kind of what no line works out."""

CONSTANT = "constant"
"""The kind of what no gradient is asked of: numbers, ``ones(n)``, a size ``n`` as a number."""


class Shortcut(NamedTuple):
    """How the chain rule goes past what is between an operation and an earlier one: softmax and cross-entropy together.

    ``kind`` says what the operation hands on to the first of ``inputs``; the others are what it needs for that. What it
    hands on to as many of its own inputs as are ``between`` stops there.
    """

    kind: str
    inputs: tuple[int, ...]
    between: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of the forward pass: ``kind`` says what is done to the operations numbered ``inputs``.

    ``value`` is what it works out as a formula over names: its own ``name`` if it has one, else what was written.
    ``line`` is the number of its line, None for a leaf. ``shortcut`` leads
    past what it was made from.
    """

    kind: str
    inputs: tuple[int, ...]
    value: Node
    shape: Shape
    line: int | None = None
    name: str = ""
    shortcut: Shortcut | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of a graph: ``name`` is what it works out, ``node`` the right side, ``text`` the line as it was written.

    ``kind`` is that of its last operation (:data:`~exgen.engine.gradients.kinds.KINDS`), ``inputs`` are the names that
    it reads, in the order in which they stand there.
    """

    name: str
    kind: str
    inputs: tuple[str, ...]
    node: Node
    text: str
    shape: Shape


@dataclass(frozen=True, eq=False)
class Graph:
    """A forward pass, read and found to fit (:func:`~exgen.engine.gradients.reading.read_graph`).

    Two graphs are the same object or different ones, so that what is laid for one is found quickly.

    ``lines`` stand in an order in which each reads leaves and earlier lines only; ``leaves`` are the names that no line
    works out, with their shapes; ``loss`` is the line that the gradients are of. ``operations`` are those of all lines,
    leaves first, each behind its inputs. ``distributions`` are leaves whose entries are known to add up to 1: a column,
    or every row of a matrix. ``constants`` are the names of matrices of ones and of sizes, with their shapes.
    ``updates`` are lines that may speak of gradients too, as the steps of an optimiser do.

    With numbers in it (:func:`~exgen.engine.gradients.numbers.with_numbers`) a graph has ``values`` of its leaves and
    the ``sizes`` that letters stand for; ``bare`` is the graph without them, for which its gradients are laid.
    ``conventions`` say how a gradient is laid out, and which slope a ReLU has at 0.
    """

    lines: tuple[Line, ...]
    leaves: tuple[tuple[str, Shape], ...]
    loss: str
    operations: tuple[Operation, ...]
    distributions: frozenset[str] = frozenset()
    constants: tuple[tuple[str, Shape], ...] = ()
    updates: tuple[Line, ...] = ()
    values: Mapping[str, Rows[int | Fraction]] | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    bare: Graph | None = None
    conventions: Conventions = OWN

    @property
    def layers(self) -> tuple[Line, ...]:
        """The lines: a place of a graph's calculation is a line, as that of a network's is a layer."""
        return self.lines

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """The shape of every name: leaves first, then what the lines work out."""
        return dict(self.leaves) | {line.name: line.shape for line in self.lines}

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of the line that works a name out; a leaf has none."""
        return {line.name: number for number, line in enumerate(self.lines)}

    @cached_property
    def named(self) -> Mapping[str, int]:
        """The number of the operation that has a name."""
        return {operation.name: number for number, operation in enumerate(self.operations) if operation.name}

    def gradient_shape(self, name: str) -> Shape:
        """The shape of the gradient with respect to a name."""
        return gradient_shape(self.shapes[name], self.conventions)

    def line(self, name: str) -> Line | None:
        """The line that works a name out; None for a leaf."""
        return self.lines[self.numbers[name]] if name in self.numbers else None


def gradient_shape(shape: Shape, conventions: Conventions) -> Shape:
    """The shape of the gradient with respect to what has this shape: the same, in numerator layout the transposed one.

    >>> gradient_shape(("h", 1), OWN), gradient_shape(("h", 1), Conventions(gradients="numerator_layout"))
    (('h', 1), (1, 'h'))
    """
    return shape[::-1] if conventions.gradients == "numerator_layout" else shape


def ones_shape(name: str) -> Shape | None:
    """The shape of a matrix of ones by its name; None for another name.

    >>> ones_shape("ones(n)"), ones_shape("ones(1, 3)"), ones_shape("n")
    (('n', 1), (1, 3), None)
    """
    if (found := ONES.fullmatch(name)) is None:
        return None
    rows, columns = (int(size) if size.isdecimal() else size for size in (found["rows"], found["columns"] or "1"))
    return rows, columns
