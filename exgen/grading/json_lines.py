"""JSON lines: an object in, an object out, in order, whatever is wrong with a single line.

A request that cannot be read is answered with ``{"error": "one line"}``, and the next one is taken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TypeAlias

from exgen.errors import ExgenError, InputError

Request: TypeAlias = Mapping[str, object]
"""An object as it was read; numbers that are no integers are exact decimals."""

Answer: TypeAlias = Mapping[str, object]

MOST_PROBLEMS = 5
"""So many problems of one request are told."""

MOST_DIGITS = 1_000
"""Longer whole numbers are no numbers to work with."""

NEAR = 0.8
"""How much alike two names are (from 0 to 1) for one to be a slip of the other."""


def answered_lines(lines: Sequence[str], answer: Callable[[Request], Answer]) -> list[str]:
    """A line of JSON for each line of JSON, in order.

    Lines that begin alike are answered one after the other, whatever their order: what one question needs is still at
    hand for the next response to it.

    >>> for line in answered_lines(['{"H": 5}', "5", ""], lambda request: {"H": request["H"]}):
    ...     print(line)
    {"H": 5}
    {"error": "found 5; a request is an object with named fields, such as {\\"kind\\": ...}"}
    {"error": "the line is empty; a request is an object on a line of its own"}
    """
    answers = [""] * len(lines)
    for index in sorted(range(len(lines)), key=lines.__getitem__):
        answers[index] = _answered(lines[index], answer)
    return answers


def _answered(line: str, answer: Callable[[Request], Answer]) -> str:
    try:
        return json_text(answer(_request(line)))
    except ExgenError as error:
        return json_text({"error": "; ".join(_problems(error))})


def _problems(error: ExgenError) -> list[str]:
    """The first problems that an error tells, and how many more there are."""
    problems = str(error).split("\n")
    more = len(problems) - MOST_PROBLEMS
    return problems if more <= 0 else [*problems[:MOST_PROBLEMS], f"and {more} more problem{'s' if more > 1 else ''}"]


def json_text(value: object) -> str:
    """JSON on one line, letters as they are, numbers exact."""
    return _ENCODER.encode(value)


def check_fields(request: Request, needed: Sequence[str], optional: Sequence[str]) -> None:
    """Raise InputError for fields that are missing or misspelt; other fields may be there and mean nothing.

    >>> check_fields({"kind": "integer", "key": "5", "respons": "5"}, ("kind", "key", "response"), ())
    Traceback (most recent call last):
    ...
    exgen.errors.InputError: unknown field "respons"; did you mean "response"?
    """
    problems = []
    fields = (*needed, *optional)
    slips = {name: get_close_matches(name, fields, n=1, cutoff=NEAR) for name in request if name not in fields}
    for name, near in slips.items():
        if near and near[0] not in request:
            problems.append(f'unknown field "{name}"; did you mean "{near[0]}"?')
    meant = [near[0] for near in slips.values() if near]
    problems += [f"{name} is missing" for name in needed if name not in request and name not in meant]
    if problems:
        raise InputError(*problems)


def shown_value(value: object) -> str:
    """A wrong value as a message names it.

    >>> shown_value(True), shown_value(["a", 1]), shown_value(Decimal("0.50"))
    ('true', '["a", 1]', '0.50')
    """
    if isinstance(value, Decimal):
        return str(value)
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else f"{text[:37]}..."


def text_of(value: object, *, is_data: bool = False) -> str | None:
    """A response or key as the text it stands for: ``[16, 64, 64]`` is ``(16, 64, 64)``; None for what is neither
    text, number nor list. Where it ``is_data``, lists and mappings are written as JSON writes them.

    >>> text_of([16, 64]), text_of({"a": ["b"]}, is_data=True)
    ('(16, 64)', '{"a": ["b"]}')
    """
    if isinstance(value, str):
        return value
    if is_data and isinstance(value, list | dict):
        return json.dumps(value, default=str)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        entries = [text_of(entry) for entry in value]
        listed = [entry for entry in entries if entry is not None]
        return f"({', '.join(listed)})" if len(listed) == len(entries) else None
    return None


def _request(line: str) -> Request:
    try:
        line.encode()
        request = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        if not line.strip():
            raise InputError("the line is empty; a request is an object on a line of its own") from None
        raise InputError(f"this is no JSON: {error.msg} (column {error.colno})") from None
    except UnicodeEncodeError:
        raise InputError("this is no UTF-8 text") from None
    except ValueError as error:
        raise InputError(f"this cannot be read: {error}") from None
    except RecursionError:
        raise InputError("this is nested too deep") from None
    if not isinstance(request, dict):
        raise InputError(
            f'found {shown_value(request)}; a request is an object with named fields, such as {{"kind": ...}}'
        )
    return request


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError("a number in it is too large") from None


def _whole(text: str) -> int | Decimal:
    """A whole number; one longer than any answer stays in its digits, as turning it takes too long."""
    return int(text) if len(text) <= MOST_DIGITS else _exact(text)


def _refused(text: str) -> object:
    raise ValueError(f"{text} is no number of JSON")


_DECODER = json.JSONDecoder(parse_float=_exact, parse_int=_whole, parse_constant=_refused)
_ENCODER = json.JSONEncoder(ensure_ascii=False)
"""Made once: ``json.loads`` and ``json.dumps`` make one for every line that is not read in their usual way."""
