"""What an answer's ``value`` asks of a network, laid as slots of a calculation.

A key is one quantity (``network.parameters``, ``network.layers[0].output_size[1]``, ``network.input_sizes(O)``), so
that the oracle can find it whole. A value that speaks of no network is plain arithmetic over the parameters: it
cannot be confirmed, and is called ``authored``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from exgen.engine.quantities import QUANTITIES, Form, Kept, Layers
from exgen.engine.quantity_arguments import BY_HAND, EXAMPLES, settled
from exgen.engine.wiring import INPUT
from exgen.errors import InputError, did_you_mean
from exgen.expressions import Attribute, Call, Index, Name, Node, Number, Unary, evaluate, names_in, show
from exgen.questions.domains import Parameter
from exgen.questions.laid_values import LaidValue, in_brackets
from exgen.questions.network_places import NetworkPlan


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
    node, places = _without_places(node)
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
    form = QUANTITIES[quantity].form
    if form is not Form.MATRIX and places:
        index = _only_place(quantity, places)
    _check_places(quantity, places if form is Form.MATRIX else ())
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
    batch = plan.batch if is_whole else None
    if form is not Form.MATRIX:
        return LaidValue(plan.name, quantity, layer, index, slots, arguments, batch)
    source = plan.laid.calculation.sources[slots[0] - plan.laid.calculation.first][0]
    return LaidValue(plan.name, quantity, layer, None, slots, arguments, None, places, source)


def check_quantity(node: Node, networks: Collection[str]) -> None:
    """Raise InputError where a value asks these networks, or their layers, for what none has whatever it is made of.

    >>> from exgen.expressions import read
    >>> check_quantity(read("network.layers[3].paramters"), {"network"})
    Traceback (most recent call last):
    ...
    exgen.errors.InputError: a layer has no quantity "paramters"; did you mean "parameters"?
    """
    asked, _ = _without_places(node)
    match asked.function if isinstance(asked, Call) else asked:
        case Attribute(Name(name), quantity) if name in networks:
            _check_asked(quantity, None)
        case Attribute(Index(Attribute(Name(name))), quantity) if name in networks:
            _check_asked(quantity, 0)
        case Attribute(Name("layer"), quantity):
            _check_asked(quantity, 0)


def _without_places(node: Node) -> tuple[Node, tuple[int, ...]]:
    """A value without the numbers in brackets behind its quantity, and these."""
    behind: list[Node] = []
    inside = node
    while isinstance(inside, Index):
        behind.insert(0, inside.index)
        inside = inside.value
    match inside:
        case Attribute():
            return inside, tuple(map(_integer, behind))
        case Call(Attribute(_, quantity)) if quantity in BY_HAND or _has_entries(quantity):
            return inside, tuple(map(_integer, behind))
    return node, ()


def _has_entries(quantity: str) -> bool:
    """Whether one entry of a quantity can be picked."""
    return quantity in QUANTITIES and QUANTITIES[quantity].form.entries > 0


def _only_place(quantity: str, places: tuple[int, ...]) -> int:
    """The one number in brackets behind a shape."""
    if len(places) > 1:
        raise InputError(f"{quantity}{in_brackets(places)} does not exist: only a matrix has rows and columns")
    return places[0]


def _check_places(quantity: str, places: tuple[int, ...]) -> None:
    """Refuse places from the end."""
    if min(places, default=0) < 0:
        raise InputError(f"{quantity}{in_brackets(places)} does not exist: rows and columns are counted from 0")


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
