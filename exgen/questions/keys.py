"""What an answer's ``value`` asks of a network, laid as slots of a calculation.

A key is one quantity (``network.parameters``, ``network.layers[0].output_size[1]``, ``network.input_sizes(O)``), so
that the oracle can find it whole. A value that speaks of no network is plain arithmetic over the parameters: it
cannot be confirmed, and is called ``authored``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from exgen.answers import Members, members_of_axes
from exgen.answers.intervals import Interval, IntervalAxis
from exgen.engine.by_hand.matrices import size_of
from exgen.engine.formulas import Quantity
from exgen.engine.laid_quantities import LaidQuantities
from exgen.engine.layers import Convolution
from exgen.engine.networks import group_text
from exgen.engine.quantities import QUANTITIES, Form, Kept, Layers
from exgen.engine.quantity_arguments import EXAMPLES, Settled, settled
from exgen.engine.rules.depth import DEEPEST, NEVER
from exgen.engine.wiring import INPUT
from exgen.errors import InputError, did_you_mean
from exgen.expressions import Attribute, Call, Index, Name, Node, Number, Unary, evaluate, names_in, show
from exgen.questions.domains import Parameter
from exgen.questions.matrices import is_matrix

LISTS = ("layers", "weight_layers", "convolutions", "tensors", "groups")
"""The lists a network has: all layers, those with weights to multiply by, the convolutions (none transposed), the
tensors (the input and what each layer puts out), the groups (written lines, which may stand for several layers)."""

Slots = Callable[[int], Quantity]


class Written(Protocol):
    """Something that has a text: a layer."""

    @property
    def text(self) -> str: ...


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


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """A network's name in the template, its laid quantities and its batch axis."""

    name: str
    laid: LaidQuantities
    batch: str | int | None

    def layers(self, name: str) -> tuple[Layers, ...]:
        """The indices of one of the network's lists of layers; of a group of several layers a range.

        Raises InputError for a list that networks don't have.
        """
        kinds = self.laid.kinds
        match name:
            case "layers":
                return tuple(range(len(kinds)))
            case "weight_layers":
                return tuple(index for index, kind in enumerate(kinds) if kind.name.startswith(("Conv", "Linear")))
            case "convolutions":
                return tuple(index for index, kind in enumerate(kinds) if isinstance(kind, Convolution))
            case "tensors":
                return (INPUT, *range(len(kinds)))
            case "groups":
                return self._groups()
        raise InputError(f'a network has no list "{name}"; {did_you_mean(name, LISTS)}')

    def _groups(self) -> tuple[Layers, ...]:
        starts = {group.start: group for group in self.laid.groups}
        others = {index for group in self.laid.groups for index in group[1:]}
        return tuple([starts.get(index, index) for index in range(len(self.laid.kinds)) if index not in others])


def place_text(layers: Sequence[Written], place: Layers) -> str:
    """A layer, a group of layers or (``INPUT``) the input, as somebody would write it."""
    match place:
        case range():
            return group_text([layers[index].text for index in place])
        case int() if place != INPUT:
            return layers[place].text
    return "input"


def speaks_of_network(node: Node, networks: Mapping[str, object]) -> bool:
    """Whether a value asks for a network's quantity (else it is arithmetic over parameters)."""
    return any(name in networks or name == "layer" for name in names_in(node))


def laid_value(
    node: Node,
    networks: Mapping[str, NetworkPlan],
    row: tuple[str, Layers] | None,
    parameters: Mapping[str, Parameter] | None = None,
) -> LaidValue:
    """The slots that a value asks for; ``row`` is the network and layer that ``layer`` stands for in a table's row.

    ``parameters`` are what the arguments in brackets may speak of. Raises InputError with what was found and what is
    allowed.
    """
    index: int | None = None
    entry: tuple[int, int] | None = None
    match node:
        case Index(Index(Attribute() as asked, down), across):
            entry, node = (_integer(down), _integer(across)), asked
    if isinstance(node, Index) and isinstance(node.value, Attribute):
        index, node = _integer(node.index), node.value
    given: tuple[Node, ...] | None = None
    if isinstance(node, Call):
        given, node = node.arguments, node.function
    if not isinstance(node, Attribute):
        raise InputError(
            f'"{show(node)}" is not one quantity of a network; a value is a single quantity such as '
            "network.parameters or network.layers[0].output_size"
        )
    plan, layer = _subject(node.value, networks, row)
    quantity = node.name
    _check_asked(quantity, layer)
    worked_out = None if given is None else [evaluate(argument, parameters or {}) for argument in given]
    arguments = settled(quantity, worked_out, plan.laid.rank - 1)
    slots = plan.laid.asked(quantity, layer, arguments)
    _check_entry(quantity, index, entry)
    if index is not None:
        entries = QUANTITIES[quantity].form.entries
        if not entries:
            raise InputError(f"{quantity}[{index}] does not exist: {quantity} has no entries to pick one of")
        axes = len(slots) // entries
        if not -axes <= index < axes:
            raise InputError(f"{quantity}[{index}] does not exist: {quantity} has {axes} entries here")
        first = index % axes * entries
        slots = slots[first : first + entries]
    is_whole = index is None and quantity in ("input_shape", "output_shape")
    return LaidValue(plan.name, quantity, layer, index, slots, arguments, plan.batch if is_whole else None, entry)


def _check_entry(quantity: str, index: int | None, entry: tuple[int, int] | None) -> None:
    """Refuse two numbers in brackets behind anything but a matrix, one behind a matrix, and places from the end."""
    is_matrix = QUANTITIES[quantity].form is Form.MATRIX
    if is_matrix and index is not None:
        raise InputError(
            f"{quantity}[{index}] is no entry; an entry of a matrix has a row and a column, {quantity}[0][1]"
        )
    if entry is None:
        return
    written = f"{quantity}[{entry[0]}][{entry[1]}]"
    if not is_matrix:
        raise InputError(f"{written} does not exist: only a matrix has rows and columns")
    if min(entry) < 0:
        raise InputError(f"{written} does not exist: rows and columns are counted from 0")


def _subject(
    node: Node, networks: Mapping[str, NetworkPlan], row: tuple[str, Layers] | None
) -> tuple[NetworkPlan, Layers]:
    """The network, and the layer if it is one, that a quantity is asked of."""
    match node:
        case Name("layer") if row is not None:
            return networks[row[0]], row[1]
        case Name(name) if name in networks:
            return networks[name], None
        case Index(Attribute(Name(name), layers), index) if name in networks:
            indices = networks[name].layers(layers)
            position = _integer(index)
            if not -len(indices) <= position < len(indices):
                raise InputError(
                    f"{name}.{layers}[{position}] does not exist: the list has {len(indices)}, counted from 0"
                )
            return networks[name], indices[position]
    choices = [*networks, *(f"{name}.layers[0]" for name in networks), *(["layer"] if row else [])]
    raise InputError(f'"{show(node)}" has no quantities; {did_you_mean(show(node), choices)}')


def _check_asked(quantity: str, layer: Layers) -> None:
    """Raise InputError where there is no such quantity, or it is asked of somebody who has none."""
    whose, kept = _whose(layer), QUANTITIES.get(quantity)
    if kept is None:
        allowed = [name for name, one in QUANTITIES.items() if _has(one, layer)]
        raise InputError(f'{whose} has no quantity "{quantity}"; {did_you_mean(quantity, allowed)}')
    if _has(kept, layer):
        return
    if layer is None:
        raise InputError(f"{quantity} is asked of a layer: network.layers[0].{quantity}")
    if not kept.by_layer:
        raise InputError(f"{quantity} is asked of a network: network.{EXAMPLES.get(quantity, quantity)}")
    raise InputError(f"{quantity} is asked of a single layer, not of {whose}")


def _whose(layer: Layers) -> str:
    if isinstance(layer, range):
        return "a group of layers"
    return "the input" if layer == INPUT else "a network" if layer is None else "a layer"


def _has(kept: Kept, layer: Layers) -> bool:
    """Whether a quantity can be asked of a layer, a group of several, the input, a network."""
    if isinstance(layer, range):
        return kept.by_layer and kept.by_network and kept.form in (Form.COUNT, Form.SHAPE)
    return kept.by_tensor if layer == INPUT else kept.by_network if layer is None else kept.by_layer


def _integer(node: Node) -> int:
    match node:
        case Number(int(value)):
            return value
        case Unary("-", Number(int(value))):
            return -value
    raise InputError(f'"{show(node)}" cannot count entries: give a whole number, from 0')
