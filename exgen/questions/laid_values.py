"""One quantity of a network as the value of an answer, and how it is read off a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from exgen.answers import Members, members_of_axes
from exgen.answers.intervals import Interval, IntervalAxis
from exgen.engine.by_hand.matrices import size_of
from exgen.engine.formulas import Quantity
from exgen.engine.quantities import QUANTITIES, Form, Layers
from exgen.engine.quantity_arguments import Settled
from exgen.engine.rules.depth import DEEPEST, NEVER
from exgen.engine.wiring import INPUT
from exgen.errors import InputError
from exgen.expressions import Node, names_in
from exgen.questions.matrices import is_matrix

Slots = Callable[[int], Quantity]


@dataclass(frozen=True, slots=True)
class LaidValue:
    """One quantity of a network, and how the answer is read off a run.

    ``slots`` are what the answer is read from; ``arguments`` what stands in brackets behind the quantity; ``batch`` is
    the name or size of a batch axis put in front of a whole shape (spatial sizes alone have none).
    """

    network: str
    quantity: str
    layer: Layers
    index: int | None
    slots: tuple[int, ...]
    arguments: Settled = field(default_factory=dict)
    batch: str | int | None = None
    entry: tuple[int, int] | None = None

    @property
    def pinned(self) -> tuple[int, ...]:
        """The slots that an answer fills for what is worked out from it; none where it is a matrix's entry alone."""
        return () if self.entry else self.slots

    @property
    def form(self) -> Form:
        """What the quantity is made of."""
        return QUANTITIES[self.quantity].form

    def read(self, slots: Slots) -> Quantity | Members | Interval:
        """The answer's value, where ``slots`` gives the value of a slot.

        Raises InputError if no input size gives the output size asked for, or a depth is never reached, or no matrix
        comes out, or if formulas stand where only numbers can.
        """
        values = [slots(slot) for slot in self.slots]
        match self.form:
            case Form.SIZES:
                return _input_sizes(values)
            case Form.INTERVAL:
                return _interval(values)
            case Form.SHAPE if self.index is None:
                return (self.batch, *values) if self.batch else tuple(values)  # type: ignore[return-value]  # sizes and formulas
        if self.form is Form.MATRIX and not values[0]:
            raise InputError(f"{self.name}: no window fits, so no matrix comes out")
        if self.entry is not None:
            return _entry_of(values[0], self.entry, self.name)
        if self.quantity == "depth":
            _check_depth(self.name, values[0])
        return values[0]

    @property
    def name(self) -> str:
        """The quantity as a template spells it, for messages."""
        match self.layer:
            case None:
                place = ""
            case int():
                place = f".layers[{self.layer}]" if self.layer != INPUT else ".tensors[0]"
            case range():
                place = f".layers[{self.layer.start}:{self.layer.stop}]"
        index = "" if self.index is None else f"[{self.index}]"
        index += "".join(f"[{place}]" for place in self.entry or ())
        given = ", ".join(_argument_text(value) for value in self.arguments.values() if value is not None)
        return f"{self.network}{place}.{self.quantity}{f'({given})' if given else ''}{index}"


def _entry_of(matrix: Quantity, entry: tuple[int, int], name: str) -> Quantity:
    """The entry in a row and column from 0; raises InputError where there is none."""
    assert is_matrix(matrix)
    (row, column), (rows, columns) = entry, size_of(matrix)
    if row < rows and column < columns:
        return matrix[row][column]
    size = f"{rows} rows" if row >= rows else f"{columns} columns"
    raise InputError(f"{name} does not exist: the matrix has {size}, counted from 0")


def _argument_text(value: tuple[int, ...] | int | str | None) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _check_depth(name: str, value: Quantity) -> None:
    """Refuse a depth that is none."""
    if not isinstance(value, int):
        raise InputError(f"{name} needs numbers: a depth cannot depend on symbols")
    if value == NEVER:
        raise InputError(
            f"{name} is never reached: layer by layer the size passes over the one asked for, stays, grows away from "
            f"it, or has not come to it after {DEEPEST} times"
        )


def _interval(values: list[Quantity]) -> Interval:
    """Stride, start and end of each axis as an interval that moves with that axis's index."""
    names = {name for value in values if isinstance(value, Node) for name in names_in(value)}
    letters = [letter for letter in "ijklmn" if letter not in names]
    axes = zip(values[::3], values[1::3], values[2::3], letters, strict=False)
    return tuple([IntervalAxis(*axis) for axis in axes])  # type: ignore[arg-type]  # numbers and formulas


def _input_sizes(bounds: list[Quantity]) -> Members:
    axes = []
    for smallest, largest in zip(bounds[::2], bounds[1::2], strict=True):
        if not isinstance(smallest, int) or not isinstance(largest, int):
            raise InputError("input_sizes needs numbers in every layer; only the input's sizes can be symbols")
        if smallest > largest:
            raise InputError("no input size gives the output size asked for")
        axes.append(range(smallest, largest + 1))
    return members_of_axes(axes)
