"""Laying the gradients of one operation: the layout as it is seen from there, and what arrives and is handed on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from exgen.engine.gradients.graph import SCALAR, Operation
from exgen.engine.layout import Layout, Leaf, Place
from exgen.expressions import Node

if TYPE_CHECKING:
    from exgen.engine.gradients.surroundings import Surroundings

ONE = Leaf(None, "")
"""The leaf that holds 1: the gradient of the loss with respect to itself."""


class Adjoint(NamedTuple):
    """The gradient with respect to an operation: the slot of its matrix.

    Where all entries are the same, as behind a sum, ``uniform`` is the slot of that one number, and ``slot`` may be
    None: what works entry by entry is then told by the number alone, and the matrix is laid only where it is needed.
    """

    slot: int | None
    uniform: int | None = None


def nothing(_operation: Operation, _inputs: Sequence[Operation]) -> Mapping[str, Node]:
    """No formulas beside what goes in and comes out."""
    return {}


class Laying:
    """The layout seen from one operation: its steps carry the place of its line.

    ``arriving`` is the gradient with respect to what the operation works out, ``arrived`` those of operations nearer to
    the loss; ``operands`` are what goes in: where the operation is seen as its shortcut, what that needs.
    """

    def __init__(
        self,
        layout: Layout,
        surroundings: Surroundings,
        number: int,
        arriving: Adjoint,
        arrived: Mapping[int, Adjoint],
        *,
        is_past: bool = False,
    ) -> None:
        self.layout = layout
        self._arrived = arrived
        self.surroundings = surroundings
        self.number = number
        self.arriving = arriving
        operation = surroundings.operations[number]
        self.operation = past_operation(operation) if is_past else operation
        self.operands = tuple(surroundings.operations[used] for used in self.operation.inputs)

    def value(self, number: int) -> int:
        """The slot of the leaf that holds what an operation works out."""
        return self.layout.leaves[value_leaf(number)]

    def input(self, position: int) -> int:
        """The slot of what goes in at a position."""
        return self.value(self.operation.inputs[position])

    @property
    def output(self) -> int:
        """The slot of what comes out."""
        return self.value(self.number)

    def extra(self, letter: str) -> int:
        """The slot of a formula that the kind needs beside these."""
        return self.layout.leaves[Leaf(self.number, letter)]

    def step(self, rule: str, **arguments: int) -> int:
        """The slot of a rule applied at this operation's line."""
        return self.layout.step(rule, Place(self.operation.line), **arguments)

    def step_of_line(self, rule: str, line: int | None, **arguments: int) -> int:
        """The slot of a rule that belongs to another line than the operation's own."""
        return self.layout.step(rule, Place(line), **arguments)

    def line_of_mean(self, position: int) -> int | None:
        """The line in which the mean was taken that what goes in at a position was made with."""
        return self.surroundings.line_of_mean(self.operation.inputs[position])

    @cached_property
    def full(self) -> int:
        """The slot of the arriving gradient as a matrix."""
        return matrix_of(self.arriving, self)

    def spread(self, number: int) -> Adjoint:
        """The gradient whose entries are all this number."""
        return Adjoint(None, number)

    def by_entries(self, rule: str, **arguments: int) -> Adjoint:
        """What a rule with ``... ⊙ G`` hands on; of equal entries their number is put in front."""
        uniform = self.arriving.uniform
        if uniform is None:
            return Adjoint(self.step(rule, G=self.full, **arguments))
        one = self.layout.leaves[ONE]
        handed_on = self.step(rule, G=one, **arguments)
        return Adjoint(handed_on if uniform == one else self.step("common_gradient", c=uniform, G=handed_on))

    def kept(self, rule: str, **arguments: int) -> Adjoint:
        """What a rule hands on that leaves equal entries equal."""
        if self.arriving.uniform is not None and self.operation.shape != SCALAR:
            return self.spread(self.step(rule, G=self.arriving.uniform, **arguments))
        return Adjoint(self.step(rule, G=self.full, **arguments))

    @property
    def is_of_loss(self) -> bool:
        """Whether this is the loss or a term of it (`Surroundings.is_of_loss`)."""
        return self.surroundings.is_of_loss(self.number)

    @property
    def is_by_rows(self) -> bool:
        """Whether this product has its weights on the right, and examples as rows on the left."""
        return self.surroundings.is_by_rows(self.number)

    def given_to(self, number: int) -> int:
        """The slot of what a product's weights are multiplied by."""
        return self.value(self.surroundings.given_to(number))

    @property
    def around(self) -> tuple[int, int, int]:
        """The slots of what stands around this product (`Surroundings.around`)."""
        after, before, earlier = self.surroundings.around(self.number)
        return self.value(after), self.value(before), self.value(earlier)

    def is_constant(self, position: int) -> bool:
        """Whether no leaf goes into what stands at a position."""
        return not self.surroundings.depends[self.operation.inputs[position]]

    @property
    def weights_before(self) -> int:
        """The slot of the weights one layer nearer to the beginning; the own ones where there is no such layer."""
        return self.value(self.surroundings.weights_before(self.number))

    @property
    def of_activation_behind(self) -> int:
        """The slot of the gradient with respect to what the activation makes of this product; else the own one."""
        adjoint = self._arrived.get(self.surroundings.around(self.number)[0])
        return self.full if adjoint is None or adjoint.slot is None else adjoint.slot

    @property
    def of_layer_behind(self) -> int:
        """The slot of the gradient that arrives one layer nearer to the loss; the own one where there is none."""
        behind = self.surroundings.layer_behind(self.number)
        adjoint = None if behind is None else self._arrived.get(behind)
        return self.full if adjoint is None or adjoint.slot is None else adjoint.slot


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of operation: ``lay`` gives what it hands on to the input at a position.

    ``extras`` are formulas, by letter, that its rules need beside what goes in and comes out.
    """

    lay: Callable[[Laying, int], Adjoint]
    extras: Callable[[Operation, Sequence[Operation]], Mapping[str, Node]] = nothing


def past_operation(operation: Operation) -> Operation:
    """An operation as its shortcut sees it."""
    assert operation.shortcut is not None, "asked of operations with a shortcut only"
    return replace(operation, kind=operation.shortcut.kind, inputs=operation.shortcut.inputs, shortcut=None)


def value_leaf(number: int) -> Leaf:
    """The leaf that holds what an operation works out."""
    return Leaf(number, "value")


def matrix_of(adjoint: Adjoint, at: Laying) -> int:
    """The slot of an adjoint's matrix, which is laid if it is not yet."""
    if adjoint.slot is not None:
        return adjoint.slot
    assert adjoint.uniform is not None, "an adjoint has a matrix or a number"
    return at.step("equal_entries_gradient", c=adjoint.uniform, A=at.output)
