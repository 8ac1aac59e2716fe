"""What scripts ask about networks, an object in and an object out: ``network``, ``diagnose``.

A request that cannot be read raises InputError. A *response* that cannot be read is no error: its verdict is
``invalid``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from exgen.answers import KINDS, UnreadableResponse, Verdict
from exgen.engine.checked_runs import checked_layout, checked_run
from exgen.engine.field_problems import field_problem
from exgen.engine.laid_quantities import LaidQuantities
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.network_totals import network_json
from exgen.engine.networks import Network
from exgen.engine.quantities import QUANTITIES as QUANTITIES_OF_NETWORKS, Form
from exgen.engine.runs import Run
from exgen.errors import InputError, NetworkError, did_you_mean
from exgen.grading.diagnosis import Diagnosis, diagnosis
from exgen.grading.elsewhere import Elsewhere
from exgen.grading.json_lines import Answer, Request, check_fields, shown_value, text_of
from exgen.grading.other_networks import of_other_networks
from exgen.grading.shape_forms import shapes_in_other_forms
from exgen.grading.slips import slips
from exgen.questions.key_forms import Key
from exgen.questions.laid_values import LaidValue

QUANTITIES = (
    "output_shape",
    "parameters",
    "multiplications",
    "additions",
    "multiply_adds",
    "operations",
    "activations",
    "memory",
    "receptive_field",
)
"""What ``diagnose`` can be asked about."""

BATCH = ("N", 1)
"""What a response may put in front of a shape as its batch: the axis, or one example."""


def network_answer(request: Request) -> Answer:
    """A network layer by layer: ``{"network", "input"}``.

    Raises InputError for a request or network that cannot be read. No file is opened.

    >>> network_answer({"network": "Flatten; Linear(9, 2)", "input": [1, 3, 3]})["totals"]
    {'parameters': 20, 'multiplications': 18, 'additions': 18}
    """
    check_fields(request, ("network",), ("input",))
    network = finished_network(*_network_fields(request))
    return network_json(network, network_report(network))


def diagnose_answer(request: Request, *, with_files: bool = False) -> Answer:
    """What explains a response: ``{"network", "input", "quantity", "layer", "response"}``.

    ``key`` has the form of the response: a number for a number, a list for a list, else a text. Raises InputError for
    a request or network that cannot be read.

    >>> asked = {"network": "Conv2d(32, 64, 7, stride=3)", "input": "32x19x19", "quantity": "parameters"}
    >>> answer = diagnose_answer({**asked, "response": 100352})
    >>> answer["verdict"], answer["key"], answer["misconceptions"][0]["id"]
    ('incorrect', 100416, 'bias_forgotten')
    """
    check_fields(request, ("network", "quantity", "response"), ("input", "layer"))
    quantity = request["quantity"]
    if not isinstance(quantity, str) or quantity not in QUANTITIES:
        raise InputError(
            f"quantity: {shown_value(quantity)} cannot be diagnosed; {did_you_mean(str(quantity), QUANTITIES)}"
        )
    response = text_of(request["response"])
    place = _layer(request.get("layer")), with_files
    if quantity == "receptive_field":
        asked = _asked_field(*_network_fields(request), *place, response or "")
    else:
        asked = _asked(*_network_fields(request), quantity, *place)
    verdict, value = _read(asked, response)
    answer: dict[str, object] = {
        "verdict": str(verdict),
        "key": _key_like(request["response"], asked.kind, asked.key),
        "misconceptions": [],
    }
    if verdict is Verdict.INCORRECT and value is not None:
        found = _explained(asked, value)
        answer["misconceptions"] = [misconception.as_json() for misconception in found.misconceptions]
        answer |= {"convention": found.convention} if found.convention else {}
    return answer


def _explained(asked: _Asked, value: object) -> Diagnosis:
    """Mistakes that explain a response, or a slip."""

    def matches(key: Key) -> bool:
        return key == value

    found = diagnosis(asked.run, asked.laid, asked.network, matches)
    return found or slips(asked.key, _elsewhere(asked), matches)


def _elsewhere(asked: _Asked) -> Iterator[Elsewhere]:
    """What is right for other networks of the same name and, where one layer is asked, for the other layers; and a
    shape in another form.
    """
    yield from of_other_networks(asked.network, asked.laid)
    yield from shapes_in_other_forms(asked.network, asked.run, asked.laid)
    layer = asked.laid.layer
    if not isinstance(layer, int):
        return
    laid, values = checked_layout(asked.network), dict[int, LaidValue]()
    for row in range(len(asked.network.layers)):
        with suppress(NetworkError):  # a layer that has none
            values[row] = _laid_value(laid, asked.laid.quantity, row, asked.laid.index)
    run = checked_run(laid, asked.network)
    for row, value in values.items():
        if row != layer:
            slip = "row_off_by_one" if abs(row - layer) == 1 else "another_layers_value"
            yield Elsewhere(value.read(run.__getitem__), slip)


class _Asked(NamedTuple):
    """A quantity of a network, run: its answer kind and its key."""

    network: Network
    run: Run
    laid: LaidValue
    kind: str
    key: Key


def _network_fields(request: Request) -> tuple[str, str | tuple[object, ...] | None]:
    """The network's text and its input; a list becomes a tuple, which can be looked up."""
    text, input = request["network"], request.get("input")
    if not isinstance(text, str):
        raise InputError(f"network: found {shown_value(text)}; a known name or the text of layers is needed")
    if isinstance(input, int) and not isinstance(input, bool):
        return text, (input,)
    if not isinstance(input, str | list | None):
        raise _wrong_input(input)
    return text, _hashable(input) if isinstance(input, list) else input


def _hashable(values: list[object]) -> tuple[object, ...]:
    if not all(isinstance(value, int | str | Decimal | None) for value in values):
        raise _wrong_input(values)
    return tuple(values)


def _wrong_input(value: object) -> InputError:
    return InputError(f"input: found {shown_value(value)}; a shape without the batch is needed, such as [3, 224, 224]")


def _layer(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise InputError(f"layer: found {shown_value(value)}; a row of the network is needed, counted from 0")


def _asked_field(
    text: str, input: str | tuple[object, ...] | None, layer: int | None, with_files: bool, response: str
) -> _Asked:
    """A receptive field in the form of the response: its size or its interval, of one axis or of all.

    One axis speaks for all where they are alike.
    """
    given: tuple[object, ...] = (response,)
    quantity = "receptive_field_size"
    try:
        given = KINDS["shape"].read(response, {})
    except UnreadableResponse:
        quantity = "receptive_field"
        with suppress(UnreadableResponse):
            given = KINDS["interval"].read(response, {})
    asked = _asked(text, input, quantity, layer, with_files)
    if len(given) == 1 and isinstance(asked.key, tuple) and len(set(asked.key)) == 1:
        asked = _asked(text, input, quantity, layer, with_files, 0)
    return asked


@lru_cache(maxsize=256)
def _asked(
    text: str,
    input: str | tuple[object, ...] | None,
    quantity: str,
    layer: int | None,
    with_files: bool,
    axis: int | None = None,
) -> _Asked:
    network = finished_network(text, input, with_files=with_files)
    if layer is not None and not 0 <= layer < len(network.layers):
        raise InputError(f"layer: there is no row {layer}; allowed: 0 to {len(network.layers) - 1}")
    laid = checked_layout(network)
    form = QUANTITIES_OF_NETWORKS[quantity].form
    value = _laid_value(laid, quantity, layer, axis)
    run = checked_run(laid, network)
    if quantity.startswith("receptive_field"):
        _check_field(network, laid, run, layer)
    kind = "interval" if form is Form.INTERVAL else "shape" if form is Form.SHAPE and axis is None else "integer"
    return _Asked(network, run, value, kind, value.read(run.__getitem__))


def _laid_value(laid: LaidQuantities, quantity: str, layer: int | None, axis: int | None) -> LaidValue:
    """A quantity of a layer as slots."""
    slots: Any = getattr(laid, quantity)(layer)
    slots = slots if isinstance(slots, tuple) else (slots,)
    if axis is not None:
        entries = QUANTITIES_OF_NETWORKS[quantity].form.entries
        slots = slots[axis * entries : (axis + 1) * entries]
    return LaidValue("network", quantity, layer, axis, slots)


def _check_field(network: Network, laid: LaidQuantities, run: Run, layer: int | None) -> None:
    """Raise NetworkError where a layer's receptive field is not of one form for all values."""
    slots = [laid.input_shape(None), *map(laid.output_shape, range(len(network.layers)))]
    problem = field_problem(network, [tuple([run[slot] for slot in shape]) for shape in slots], layer)
    if problem is not None:
        raise NetworkError(problem)


def _read(asked: _Asked, response: str | None) -> tuple[Verdict, object]:
    """The verdict, and the response's value where it has one; a batch axis in front of a shape is taken off."""
    if response is None:
        return Verdict.INVALID, None
    kind = KINDS[asked.kind]
    options = {"axes": [BATCH[0]]} if asked.kind == "shape" else {}
    try:
        value = kind.read(response, options)
    except UnreadableResponse as error:
        return error.verdict, None
    if isinstance(value, tuple) and isinstance(asked.key, tuple) and len(value) == len(asked.key) + 1:
        value = value[1:] if value[0] in BATCH else value
    return kind.judge_values(asked.key, value, options).verdict, value


def _key_like(response: object, kind: str, key: Any) -> object:
    """The key in the form of the response: a number, a list, or else a text."""
    if isinstance(response, list) and isinstance(key, tuple):
        return list(key)
    if isinstance(response, int | Decimal) and not isinstance(response, bool):
        if isinstance(key, int):
            return key
        if len(key) == 1:
            return key[0]
    return KINDS[kind].show(key)
