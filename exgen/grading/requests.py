"""What scripts ask about networks, an object in and an object out: ``network``, ``diagnose``.

A request that cannot be read raises InputError. A *response* that cannot be read is no error: its verdict is
``invalid``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from exgen.answers import KINDS, UnreadableResponse, Verdict
from exgen.engine.conventions import Conventions
from exgen.engine.network_report import finished_network, network_report
from exgen.engine.network_totals import network_json
from exgen.errors import ExgenError, InputError, did_you_mean
from exgen.grading.asked_quantities import Asked, Subject, asked_for, elsewhere_of
from exgen.grading.diagnosis import Diagnosis, diagnosis
from exgen.grading.json_lines import Answer, Request, check_fields, shown_value, text_of
from exgen.grading.slips import with_slips
from exgen.questions.key_forms import Key
from exgen.questions.network_settings import PRECISIONS
from exgen.questions.told_conventions import SETTABLE

_NOT_EXACT = ("number", "set")
"""Kinds in which a response may be right and no equal: rounded, or one member of a set."""

BATCH = ("N", 1)
"""What a response may put in front of a shape as its batch: the axis, or one example."""


def network_answer(request: Request) -> Answer:
    """A network layer by layer: ``{"network", "input"}``.

    Raises InputError for a request or network that cannot be read. No file is opened.

    >>> network_answer({"network": "Flatten; Linear(9, 2)", "input": [1, 3, 3]})["totals"]
    {'parameters': 20, 'multiplications': 18, 'additions': 18, 'activations': 11}
    """
    check_fields(request, ("network",), ("input",))
    network = finished_network(*_network_fields(request))
    return network_json(network, network_report(network))


def diagnose_answer(request: Request, *, with_files: bool = False) -> Answer:
    """What explains a response: ``{"network", "input", "quantity", "layer", "response"}``, and where they are not the
    usual ones ``"batch"``, ``"precision"``, ``"conventions"``, and ``"options"`` as of ``compare``.

    ``key`` has the form of the response: a number for a number, a list for a list, else a text. Raises InputError for
    a request or network that cannot be read.

    >>> asked = {"network": "Conv2d(32, 64, 7, stride=3)", "input": "32x19x19", "quantity": "parameters"}
    >>> answer = diagnose_answer({**asked, "response": 100352})
    >>> answer["verdict"], answer["key"], answer["misconceptions"][0]["id"]
    ('incorrect', 100416, 'bias_forgotten')
    """
    others = ("input", "layer", "batch", "precision", "conventions", "options")
    check_fields(request, ("network", "quantity", "response"), others)
    quantity, options = request["quantity"], request.get("options") or {}
    if not isinstance(quantity, str):
        found = shown_value(quantity)
        raise InputError(f'quantity: found {found}; one is needed as a template writes it, such as "parameters"')
    if not isinstance(options, dict):
        raise InputError(f'options: found {shown_value(options)}; an object is needed, such as {{"units": ["MB"]}}')
    response = text_of(request["response"])
    asked = asked_for(_subject(request), quantity, _layer(request.get("layer")), with_files, response or "")
    asked = asked._replace(options={**asked.options, **options})
    KINDS[asked.kind].check_options(asked.options)
    verdict, value = _read(asked, response)
    answer: dict[str, object] = {
        "verdict": str(verdict),
        "key": _key_like(request["response"], asked.kind, asked.key),
        "misconceptions": [],
    }
    if verdict in (Verdict.INCORRECT, Verdict.PARTIAL) and value is not None:
        explained = _explained(asked, value)
        answer["misconceptions"] = [misconception.as_json() for misconception in explained.misconceptions]
        answer |= {"convention": explained.convention} if explained.convention else {}
    return answer


def _explained(asked: Asked, value: object) -> Diagnosis:
    """Mistakes that explain a response, or a slip."""
    kind = KINDS[asked.kind]

    def matches(key: Key) -> bool:
        if key == value or asked.kind not in _NOT_EXACT:
            return key == value
        try:
            return kind.judge_values(key, value, kind.settled(asked.options, key)).verdict is Verdict.CORRECT
        except ExgenError:
            return False  # a mistake may leave something of another form

    found = diagnosis(asked.run, asked.laid, asked.network, matches)
    return with_slips(found, asked.key, elsewhere_of(asked), matches)


def _subject(request: Request) -> Subject:
    """The network that a request is about, with what holds for it."""
    batch, precision, told = request.get("batch", 1), request.get("precision", "float32"), request.get("conventions")
    if type(batch) is not int or batch < 1:
        raise InputError(f"batch: found {shown_value(batch)}; a whole number from 1 is needed")
    number = PRECISIONS.get(precision) if isinstance(precision, str) else precision
    if type(number) is not int or number < 1:
        allowed = ", ".join(PRECISIONS)
        raise InputError(f"precision: found {shown_value(precision)}; allowed: {allowed}, a number of bytes")
    if not isinstance(told, dict | None) or not all(isinstance(value, str) for value in (told or {}).values()):
        raise InputError(f'conventions: found {shown_value(told)}; an object is needed: {{"biases": "left_out"}}')
    unknown = [name for name in told or () if name not in SETTABLE]
    if unknown:
        raise InputError(f'conventions: no "{unknown[0]}" can be settled; {did_you_mean(unknown[0], SETTABLE)}')
    return Subject(*_network_fields(request), batch, number, Conventions(**(told or {})))


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


def _read(asked: Asked, response: str | None) -> tuple[Verdict, object]:
    """The verdict, and the response's value where it has one; a batch axis in front of a shape is taken off."""
    if response is None:
        return Verdict.INVALID, None
    kind = KINDS[asked.kind]
    options = kind.settled(asked.options, asked.key)
    try:
        value = kind.read(response, options)
    except UnreadableResponse as error:
        return error.verdict, None
    if isinstance(value, tuple) and isinstance(asked.key, tuple) and len(value) == len(asked.key) + 1:
        value = value[1:] if value[0] in BATCH else value
    return kind.judge_values(asked.key, value, options).verdict, value


def _key_like(response: object, kind: str, key: Any) -> object:
    """The key in the form of the response: a number, a list, or else a text."""
    if isinstance(response, list) and isinstance(key, tuple | int):
        return list(key) if isinstance(key, tuple) else [key]
    if isinstance(response, int | Decimal) and not isinstance(response, bool):
        if isinstance(key, int):
            return key
        if isinstance(key, tuple) and len(key) == 1:
            return key[0]
    return KINDS[kind].show(key)
