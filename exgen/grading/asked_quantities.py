"""One quantity of a network as a script asks it: what is right, and how a response to it is read.

It is written as in a question template, ``output_shape``, ``training_memory("adam")``, ``input_sizes(16)``; everything
that a template can ask is there but work by hand, whose matrices nobody sends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from exgen.answers import KINDS, UnreadableResponse
from exgen.engine.checked_runs import checked_layout, checked_run
from exgen.engine.conventions import OWN, Conventions
from exgen.engine.network_report import finished_network
from exgen.engine.networks import Network
from exgen.engine.quantities import QUANTITIES, Form
from exgen.engine.runs import Run
from exgen.errors import ExpressionError, InputError, NetworkError
from exgen.expressions import read
from exgen.grading.elsewhere import Elsewhere
from exgen.grading.other_networks import of_other_networks
from exgen.grading.shape_forms import shapes_in_other_forms
from exgen.questions.exercise import shapes
from exgen.questions.input_sizes import missing_sizes
from exgen.questions.key_forms import Key
from exgen.questions.keys import laid_value
from exgen.questions.laid_values import LaidValue
from exgen.questions.network_places import NetworkPlan
from exgen.questions.receptive_fields import missing_field
from exgen.questions.told_conventions import check_conventions, check_division

NAME = "network"

FIELDS_IN_EITHER_FORM = "receptive_field"
"""What is answered by a size or by an interval, as the response has it."""

ON_EACH_AXIS = (
    *("output_size", "receptive_field", "receptive_field_size", "receptive_field_stride", "phases", "phase_field"),
    *("padding_before", "padding_behind", "same_output_size", "valid_output_size"),
)
"""The quantities that have a value on each spatial axis, and nothing beside them."""

_BYTES = ("memory", "parameter_memory", "optimiser_memory", "training_memory")
_BYTE_UNITS = {1: "B", **{10 ** (3 * n): f"{p}B" for n, p in enumerate("kMGT", 1)}}
_BYTE_UNITS |= {2 ** (10 * n): f"{p}iB" for n, p in enumerate("KMGT", 1)}
"""Units by how many bytes they have."""
_UNITS = {"operations": "FLOPs", "multiply_adds": "MACs"}


class Subject(NamedTuple):
    """The network that is asked about: its text and input, and what holds for it."""

    text: str
    input: str | tuple[object, ...] | None
    batch: int = 1
    bytes_per_number: int = 4
    conventions: Conventions = OWN

    def network(self, *, with_files: bool) -> Network:
        """The network; raises NetworkError for what cannot be read."""
        network = finished_network(self.text, self.input, with_files=with_files)
        if self[2:] == (1, 4, OWN):
            return network  # the same object every time, so that what was laid for it is found again
        batch, number, conventions = self[2:]
        return replace(network, batch=batch, bytes_per_number=number, conventions=conventions)


class Asked(NamedTuple):
    """A quantity of a network, run: its answer kind with options, and its key."""

    network: Network
    run: Run
    laid: LaidValue
    kind: str
    options: Mapping[str, Any]
    key: Key


def asked_for(subject: Subject, quantity: str, layer: int | None, with_files: bool, response: str) -> Asked:
    """A quantity, as ``asked_quantity``, in the form of the response: a receptive field's size or its interval; and of
    what there is ``ON_EACH_AXIS`` that of one axis, which speaks for all where they are alike.
    """
    if quantity == FIELDS_IN_EITHER_FORM and _numbers(response):
        quantity = "receptive_field_size"
    asked = asked_quantity(subject, quantity, layer, with_files)
    laid, key = asked.laid, asked.key
    if laid.quantity in ON_EACH_AXIS and laid.index is None and isinstance(key, tuple) and len(set(key)) == 1:
        read = _numbers if laid.form is Form.SHAPE else _intervals
        if read(response) == 1:
            return asked_quantity(subject, f"{quantity}[0]", layer, with_files)
    return asked


def _numbers(response: str) -> int:
    """How many numbers a response lists; 0 where it is no such list."""
    with suppress(UnreadableResponse):
        return len(KINDS["shape"].read(response, {}))
    return 0


def _intervals(response: str) -> int:
    """For how many axes a response gives an interval; 0 where it gives none."""
    with suppress(UnreadableResponse):
        return len(KINDS["interval"].read(response, {}))
    return 0


@lru_cache(maxsize=256)
def asked_quantity(subject: Subject, quantity: str, layer: int | None, with_files: bool) -> Asked:
    """A quantity of a network, or of the layer in this row.

    Raises InputError where there is no such network, row or quantity, or nothing of one form is right.

    >>> asked_quantity(Subject("Linear(20, 30)", "20"), 'training_memory("adam")', None, False).key
    10280
    """
    network = subject.network(with_files=with_files)
    if layer is not None and not 0 <= layer < len(network.layers):
        raise InputError(f"layer: there is no row {layer}; allowed: 0 to {len(network.layers) - 1}")
    plan = NetworkPlan(NAME, checked_layout(network), None)
    laid = _laid(plan, quantity, layer)
    run = checked_run(plan.laid, network, laid.arguments)
    check_conventions(network)
    check_division(network, shapes(plan.laid, run))
    problem = missing_field(laid, network, plan, run) or missing_sizes(laid, network, run)
    if problem is not None:
        raise NetworkError(problem)
    key: Key = laid.read(run.__getitem__)
    if isinstance(key, tuple) and laid.form is Form.SHAPE and not all(isinstance(size, int) for size in key):
        raise InputError(f"quantity: {quantity} is no shape here, but fractions; ask for one of them: {quantity}[0]")
    return Asked(network, run, laid, _kind(laid, key), _options(laid), key)


def _laid(plan: NetworkPlan, quantity: str, layer: int | None) -> LaidValue:
    """A quantity as slots; raises InputError where there is none of that name."""
    name = quantity.partition("(")[0].partition("[")[0].strip()
    if name in QUANTITIES and QUANTITIES[name].form is Form.MATRIX:
        raise InputError(f"quantity: {name} is worked out by hand, from matrices; questions of templates have these")
    place = NAME if layer is None else f"{NAME}.layers[{layer}]"
    try:
        node = read(f"{place}.{quantity}")
    except ExpressionError as error:
        raise InputError(f'quantity: "{quantity}" is none: {error}') from None
    return laid_value(node, {NAME: plan}, None)


def _kind(laid: LaidValue, key: Key) -> str:
    """The answer kind that takes a key."""
    match laid.form:
        case Form.INTERVAL:
            return "interval"
        case Form.SHAPE if laid.index is None:
            return "shape"
        case Form.SIZES | Form.TUPLES | Form.PLACES:
            return "set"
    is_whole = isinstance(key, int) and laid.arguments.get("unit") is None and not laid.quantity.endswith("_ratio")
    return "integer" if is_whole else "number"


def _options(laid: LaidValue) -> Mapping[str, Any]:
    """What may follow a number: its unit, from which others convert, or the word for what is counted."""
    if laid.form is not Form.COUNT:
        return {"axes": ["N"]} if laid.form is Form.SHAPE and laid.index is None else {}
    unit = _UNITS.get(laid.quantity)
    if laid.quantity in _BYTES:
        size = laid.arguments.get("unit") or 1
        unit = _BYTE_UNITS.get(size) if isinstance(size, int) else None
        if unit is None:
            return {}
    return {"units": [*([unit] if unit else []), laid.quantity.rpartition("_")[2]]}


def elsewhere_of(asked: Asked) -> Iterator[Elsewhere]:
    """What is right for other networks of the same name and, where one layer is asked, for the other layers; and a
    shape in another form.
    """
    network, laid = asked.network, asked.laid
    yield from of_other_networks(network, laid)
    yield from shapes_in_other_forms(network, asked.run, laid)
    if not isinstance(laid.layer, int):
        return
    layout, values = checked_layout(network), dict[int, LaidValue]()
    for row in range(len(network.layers)):
        with suppress(NetworkError):  # a layer that has none
            slots = layout.asked(laid.quantity, row, laid.arguments)
            if laid.index is not None:
                slots = slots[laid.index * laid.form.entries :][: laid.form.entries]
            values[row] = replace(laid, layer=row, slots=slots)
    run = checked_run(layout, network, laid.arguments)
    for row, value in values.items():
        if row != laid.layer:
            with suppress(InputError):  # one without a value
                slip = "row_off_by_one" if abs(row - laid.layer) == 1 else "another_layers_value"
                yield Elsewhere(value.read(run.__getitem__), slip)
