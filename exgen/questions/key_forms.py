"""The forms that keys have, and the answer kinds that take them: a shape is no key of kind ``integer``."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from exgen.answers import KINDS, Members, ProductSet, key_value
from exgen.answers.intervals import Interval, IntervalAxis
from exgen.answers.table import TableValue
from exgen.engine.formulas import Quantity
from exgen.errors import KindError, did_you_mean
from exgen.expressions import Node, Sequence, literal, show
from exgen.questions.records import AnswerSource

Key: TypeAlias = "Quantity | Members | Interval | TableValue"
"""A key as a value: what an answer kind shows and judges."""

TAKES: Mapping[str, tuple[str, ...]] = {
    "integer": ("a whole number",),
    "number": ("a whole number", "a fraction"),
    "shape": ("a shape",),
    "set": ("a set",),
    "choice": ("a text",),
    "choices": ("a list of texts",),
    "matching": ("a list of texts",),
    "ordering": ("a list of texts", "a list of texts with ties"),
    "expression": ("a formula", "a whole number", "a fraction"),  # pooling has 0 parameters, whatever its letters
    "interval": ("an interval",),
    "matrix": ("a matrix",),
    "matrix_expression": ("a formula of matrices",),
}
"""For each answer kind the forms of its keys; of other kinds a template can ask for nothing."""


_OWN_KINDS = {"an interval": "interval", "a matrix": "matrix"}
"""The kinds that show tuples in a form of their own."""


def form_of(key: Key) -> str:
    """What a key is, in words.

    A shape is a sequence of whole numbers, behind a batch axis if there is one, and not a list of texts.

    >>> form_of(26), form_of(Fraction(1, 2)), form_of(("N", 26, 28)), form_of((26, Fraction(1, 2)))
    ('a whole number', 'a fraction', 'a shape', 'a list')
    """
    match key:
        case bool():
            return "a truth value"
        case int():
            return "a whole number"
        case Fraction():
            return "a fraction"
        case str():
            return "a text"
        case frozenset() | ProductSet():
            return "a set"
        case tuple() if key and all(isinstance(axis, IntervalAxis) for axis in key):
            return "an interval"
        case tuple() if any(isinstance(group, tuple) for group in key) and all(map(_are_texts, key)):
            return "a list of texts with ties"
        case tuple() if key and all(isinstance(row, tuple) for row in key):
            return "a matrix"
        case tuple() if key and all(isinstance(text, str) for text in key):
            return "a list of texts"
        case tuple():
            sizes = key[1:] if key and isinstance(key[0], str) else key
            if any(isinstance(size, Node) for size in sizes):
                return "a list with formulas in it"
            return "a shape" if all(type(size) is int for size in sizes) else "a list"
        case Sequence():
            return "a list with formulas in it"
    return "a formula"


def _are_texts(group: object) -> bool:
    """Whether something is a text, or a list of some."""
    return isinstance(group, str) or (
        isinstance(group, tuple) and bool(group) and all(isinstance(text, str) for text in group)
    )


def key_problem(answer: AnswerSource, key: Key) -> str | None:
    """Why an answer cannot have this key: its kind takes another form, or it is none of the choices; None if it can."""
    form, allowed = form_of(key), TAKES.get(answer.kind, ())
    assert answer.value is not None, "only texts come without a value, and they have no key"
    value = show(answer.value)
    value = value if '"' in value else f'"{value}"'
    if form not in allowed:
        fitting = [
            f'kind = "{kind}"'
            for kind, forms in TAKES.items()
            if form in forms and kind not in ("choice", "expression" if form != "a formula" else "")
        ]
        hint = f"; {form} is of {' or '.join(fitting)}" if fitting else ""
        found = f"{value} is {form}, {_shown(key)}"
        return f'{found}; kind = "{answer.kind}" takes {" or ".join(allowed) or "no value of a template"}{hint}'
    choices = answer.options.get("choices", ())
    if answer.kind == "choice" and isinstance(choices, list | tuple):
        texts = [str(choice).strip() for choice in choices]
        if str(key).strip() not in texts:
            return f"{value} is {_shown(key)}, none of the choices; {did_you_mean(str(key), texts)}"
    if form in ("a list of texts", "a list of texts with ties"):
        return _list_problem(answer, key)
    return None


def in_form_of(answer: AnswerSource, key: Key) -> Key:
    """A key as its answer's kind has it: a number as a formula, what belongs to each item in pairs with the items."""
    if answer.kind == "expression" and isinstance(key, int | Fraction):
        return literal(key)
    if answer.kind == "matching" and isinstance(key, tuple):
        return tuple(zip(_items(answer), key, strict=False))  # type: ignore[return-value]  # pairs of texts
    return key


def _items(answer: AnswerSource) -> list[str]:
    items = answer.options.get("items")
    return [str(item).strip() for item in items] if isinstance(items, list | tuple) else []


def _list_problem(answer: AnswerSource, key: Key) -> str | None:
    """Why a list of texts is no key of its kind: a text that is not there, one too many or too few."""
    assert isinstance(key, tuple)
    if answer.kind == "matching" and len(key) != len(_items(answer)):
        return f"the value has {len(key)} texts; {len(_items(answer))} are needed, one for each of the items"
    try:
        key_value(answer.kind, KINDS[answer.kind].show(in_form_of(answer, key)), answer.options)
    except KindError as error:
        return str(error)
    return None


def _shown(key: Key) -> str:
    """A key as text, for messages."""
    if isinstance(key, Node):
        return show(key)
    match key:
        case bool():
            return "true" if key else "false"
        case str():
            return f'"{key}"'
        case tuple() if form_of(key) in _OWN_KINDS:
            return KINDS[_OWN_KINDS[form_of(key)]].show(key)
        case tuple():
            return "(" + ", ".join(entry if isinstance(entry, str) else _shown(entry) for entry in key) + ")"  # type: ignore[arg-type]  # an interval's axes were shown above
        case frozenset() | ProductSet():
            return KINDS["set"].show(key)
    return str(key)
