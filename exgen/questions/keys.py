"""What an answer's ``value`` asks of a network, laid as slots of a calculation.

A key is one quantity (``network.parameters``, ``network.layers[0].output_size[1]``, ``network.input_sizes(O)``), so
that the oracle can find it whole. A value that speaks of no network is plain arithmetic over the parameters: it
cannot be confirmed, and is called ``authored``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from exgen.answers import Members, members_of_axes
from exgen.answers.intervals import Interval, IntervalAxis
from exgen.engine.formulas import Quantity
from exgen.engine.laid_quantities import LaidQuantities
from exgen.engine.quantities import QUANTITIES, Form
from exgen.errors import InputError, did_you_mean
from exgen.expressions import Attribute, Call, Index, Name, Node, Number, Unary, names_in, show

LISTS = ("layers", "weight_layers", "convolutions")
"""The lists of layers a network has: all, those with weights to multiply by, the convolutions."""

Slots = Callable[[int], Quantity]


@dataclass(frozen=True, slots=True)
class LaidValue:
    """One quantity of a network, and how the answer is read off a run.

    ``slots`` are what the answer is read from; ``wanted`` is the output size that input sizes are asked for;
    ``batch`` the name of a batch axis put in front of a whole shape (spatial sizes alone have none).
    """

    network: str
    quantity: str
    layer: int | None
    index: int | None
    slots: tuple[int, ...]
    wanted: Node | None = None
    batch: str | None = None

    @property
    def form(self) -> Form:
        """What the quantity is made of."""
        return QUANTITIES[self.quantity].form

    def read(self, slots: Slots) -> Quantity | Members | Interval:
        """The answer's value, where ``slots`` gives the value of a slot.

        Raises InputError if no input size gives the output size asked for, or the sizes are formulas.
        """
        values = [slots(slot) for slot in self.slots]
        match self.form:
            case Form.SIZES:
                return _input_sizes(values)
            case Form.INTERVAL:
                return _interval(values)
            case Form.SHAPE if self.index is None:
                return (self.batch, *values) if self.batch else tuple(values)  # type: ignore[return-value]  # sizes and formulas
        return values[0]

    @property
    def name(self) -> str:
        """The quantity as a template spells it, for messages."""
        place = "" if self.layer is None else f".layers[{self.layer}]"
        index = "" if self.index is None else f"[{self.index}]"
        wanted = "" if self.wanted is None else f"({show(self.wanted)})"
        return f"{self.network}{place}.{self.quantity}{wanted}{index}"


def _interval(values: list[Quantity]) -> Interval:
    """Stride, start and end of each axis as an interval that moves with that axis's index."""
    axes = zip(values[::3], values[1::3], values[2::3], "ijk", strict=False)
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
    batch: str | None

    def layers(self, name: str) -> tuple[int, ...]:
        """The indices of one of the network's lists of layers.

        Raises InputError for a list that networks don't have.
        """
        kinds = self.laid.kinds
        match name:
            case "layers":
                return tuple(range(len(kinds)))
            case "weight_layers":
                return tuple(index for index, kind in enumerate(kinds) if kind.startswith(("Conv", "Linear")))
            case "convolutions":
                return tuple(index for index, kind in enumerate(kinds) if kind.startswith("Conv"))
        raise InputError(f'a network has no list "{name}"; {did_you_mean(name, LISTS)}')


def speaks_of_network(node: Node, networks: Mapping[str, object]) -> bool:
    """Whether a value asks for a network's quantity (else it is arithmetic over parameters)."""
    return any(name in networks or name == "layer" for name in names_in(node))


def laid_value(node: Node, networks: Mapping[str, NetworkPlan], row: tuple[str, int] | None) -> LaidValue:
    """The slots that a value asks for; ``row`` is the network and layer that ``layer`` stands for in a table's row.

    Raises InputError with what was found and what is allowed.
    """
    index: int | None = None
    if isinstance(node, Index) and isinstance(node.value, Attribute):
        index, node = _integer(node.index), node.value
    wanted = None
    if isinstance(node, Call) and len(node.arguments) == 1:
        wanted, node = node.arguments[0], node.function
    if not isinstance(node, Attribute):
        raise InputError(
            f'"{show(node)}" is not one quantity of a network; a value is a single quantity such as '
            "network.parameters or network.layers[0].output_size"
        )
    plan, layer = _subject(node.value, networks, row)
    quantity = node.name
    slots = _slots(plan.laid, quantity, layer, wanted)
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
    return LaidValue(plan.name, quantity, layer, index, slots, wanted, plan.batch if is_whole else None)


def _subject(
    node: Node, networks: Mapping[str, NetworkPlan], row: tuple[str, int] | None
) -> tuple[NetworkPlan, int | None]:
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


def _slots(laid: LaidQuantities, quantity: str, layer: int | None, wanted: Node | None) -> tuple[int, ...]:
    """The slots of a quantity, one after the other.

    Raises InputError where there is no such quantity, or it is asked of somebody who has none.
    """
    whose = "a network" if layer is None else "a layer"
    kept = QUANTITIES.get(quantity)
    if kept is None:
        allowed = [name for name, one in QUANTITIES.items() if (one.by_network if layer is None else one.by_layer)]
        raise InputError(f'{whose} has no quantity "{quantity}"; {did_you_mean(quantity, allowed)}')
    if layer is None and not kept.by_network:
        raise InputError(f"{quantity} is asked of a layer: network.layers[0].{quantity}")
    takes_argument = kept.form is Form.SIZES
    if layer is not None and not kept.by_layer:
        raise InputError(f"{quantity} is asked of a network: network.{quantity}{'(16)' if takes_argument else ''}")
    if wanted is not None and not takes_argument:
        raise InputError(f'"{quantity}" takes no argument in brackets; a part of a shape is {quantity}[0]')
    if takes_argument:
        if wanted is None:
            raise InputError("input_sizes needs the output size asked for: network.input_sizes(16)")
        ranges = laid.input_sizes(laid.wanted())
        return tuple(slot for bounds in ranges for slot in bounds)
    slots = getattr(laid, quantity)(layer)
    return slots if isinstance(slots, tuple) else (slots,)


def _integer(node: Node) -> int:
    match node:
        case Number(int(value)):
            return value
        case Unary("-", Number(int(value))):
            return -value
    raise InputError(f'"{show(node)}" cannot count entries: give a whole number, from 0')
