"""One quantity of a network as the value of an answer, and how it is read off a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from exgen.answers import Members, members_of_axes
from exgen.answers.intervals import Interval, IntervalAxis
from exgen.answers.members import canonical
from exgen.engine.by_hand.enclosures import is_exact, tidy
from exgen.engine.by_hand.matrices import Matrix
from exgen.engine.by_hand.tensors import entries_of, on_entries, picked, put_in_place
from exgen.engine.formulas import Quantity
from exgen.engine.missing import Missing
from exgen.engine.quantities import QUANTITIES, Form, Layers
from exgen.engine.quantity_arguments import Settled
from exgen.engine.rules.depth import DEEPEST, NEVER
from exgen.engine.wiring import INPUT
from exgen.errors import ExpressionError, InputError
from exgen.expressions import Node, names_in

Slots = Callable[[int], Quantity]


@dataclass(frozen=True, slots=True)
class LaidValue:
    """One quantity of a network, and how the answer is read off a run.

    ``slots`` are what the answer is read from; ``arguments`` what stands in brackets behind the quantity; ``batch`` is
    the name or size of a batch axis put in front of a whole shape (spatial sizes alone have none). ``places`` pick a
    matrix or an entry of what work by hand makes, in the slot ``source``.
    """

    network: str
    quantity: str
    layer: Layers
    index: int | None
    slots: tuple[int, ...]
    arguments: Settled = field(default_factory=dict)
    batch: str | int | None = None
    places: tuple[int, ...] = ()
    source: int | None = None

    @property
    def pinned(self) -> tuple[int, ...]:
        """The slots that an answer fills for what is worked out from it; none where it is a matrix's entry alone."""
        if self.source is None:
            return self.slots
        return () if len(self.places) > 1 else (self.source,)

    def filled(self, answer: Matrix, slots: Slots) -> Any:
        """What the pinned slot holds for somebody whose answer is this matrix: beside it other channels' true ones."""
        return put_in_place(slots(self.pinned[0]), self.places, answer)

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
                return _interval(values, "mnkl" if self.quantity == "phase_field" else "ijklmn")
            case Form.TUPLES:
                return _tuples(self.name, values[0])
            case Form.PLACES:
                return members_of_axes(_places(self.name, values))
            case Form.SHAPE if self.index is None:
                return (self.batch, *values) if self.batch else tuple(values)  # type: ignore[return-value]  # sizes and formulas
        if self.form is Form.MATRIX:
            found: Quantity = _of_hand_work(values[0], self)
            return found
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
        index += in_brackets(self.places)
        given = ", ".join(_argument_text(value) for value in self.arguments.values() if value is not None)
        return f"{self.network}{place}.{self.quantity}{f'({given})' if given else ''}{index}"


def _of_hand_work(tensor: Any, asked: LaidValue) -> Any:
    """The matrix or entry that is asked for; raises InputError where there is none, or its numbers are no fractions."""
    if isinstance(tensor, Missing):
        raise InputError(f"{asked.name}: {tensor.reason}")
    if not tensor:
        raise InputError(f"{asked.name}: no window fits, so no matrix comes out")
    try:
        found = picked(tensor, asked.places)
    except ExpressionError as error:
        raise InputError(f"{asked.name} does not exist: {error}") from None
    if not all(map(is_exact, entries_of(found))):
        rounded = replace(asked, arguments={"decimals": 4}).name
        raise InputError(f"{asked.name} has numbers in it that are no fractions; ask for so many decimals: {rounded}")
    return on_entries(tidy, found)


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


def _interval(values: list[Quantity], indices: str) -> Interval:
    """Stride, start and end of each axis as an interval that moves with that axis's index, one of these letters."""
    names = {name for value in values if isinstance(value, Node) for name in names_in(value)}
    letters = [letter for letter in indices if letter not in names]
    axes = zip(values[::3], values[1::3], values[2::3], letters, strict=False)
    return tuple([IntervalAxis(*axis) for axis in axes])  # type: ignore[arg-type]  # numbers and formulas


def _places(name: str, values: list[Any]) -> list[tuple[int, ...]]:
    """The indices on each axis; raises InputError where there are none to be told."""
    missing = [value.reason for value in values if isinstance(value, Missing)]
    if missing or any(isinstance(value, Node) for value in values):
        raise InputError(f"{name}: {missing[0] if missing else 'needs numbers in every layer'}")
    return values


def _tuples(name: str, found: Any) -> Members:
    """The tuples of numbers; raises InputError where there are none."""
    if not isinstance(found, tuple):
        raise InputError(f"{name} needs numbers in every layer before it")
    if not found:
        raise InputError(f"{name}: no window up to these limits gives the output size asked for")
    return canonical(found)


def _input_sizes(bounds: list[Quantity]) -> Members:
    axes = []
    for smallest, largest in zip(bounds[::2], bounds[1::2], strict=True):
        if not isinstance(smallest, int) or not isinstance(largest, int):
            raise InputError("input_sizes needs numbers in every layer; only the input's sizes can be symbols")
        if smallest > largest:
            raise InputError("no input size gives the output size asked for")
        axes.append(range(smallest, largest + 1))
    return members_of_axes(axes)


def in_brackets(places: tuple[int, ...]) -> str:
    """Places as they are written behind a quantity."""
    return "".join(f"[{place}]" for place in places)
