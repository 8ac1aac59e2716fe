"""Options of answer kinds: what an author wrote, checked and read exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from exgen.errors import did_you_mean
from exgen.expressions.patterns import pattern

Options: TypeAlias = Mapping[str, object]

_EXACT = pattern(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?|-?[0-9]{1,40}/0*[1-9][0-9]{0,39}")


def unknown_option_problems(kind: str, options: Options, allowed: Sequence[str]) -> list[str]:
    """A line for every option that a kind does not have.

    >>> unknown_option_problems("set", {"acept": "any"}, ["accept"])
    ['set: unknown option "acept"; did you mean "accept"?']
    """
    hint = f"the kind {kind} has no options"
    return [
        f'{kind}: unknown option "{name}"; {did_you_mean(str(name), allowed) if allowed else hint}'
        for name in options
        if name not in allowed
    ]


def texts(options: Options, name: str) -> tuple[str, ...]:
    """The texts of an option that is a list of texts; () where it is not given or no such list."""
    value = options.get(name)
    if not isinstance(value, (list, tuple)):
        return ()
    return tuple([item for item in value if isinstance(item, str)])


def list_of_texts_problems(kind: str, options: Options, name: str) -> list[str]:
    """A line if an option is given and is no list of non-empty texts.

    >>> list_of_texts_problems("integer", {"units": "MB"}, "units")
    ['integer: units must be a list of texts, such as ["a", "b"]; found "MB"']
    """
    value = options.get(name, ())
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) and item.strip() for item in value):
        return []
    return [f'{kind}: {name} must be a list of texts, such as ["a", "b"]; found {shown(value)}']


def one_of_problems(kind: str, options: Options, name: str, allowed: Sequence[str]) -> list[str]:
    """A line if an option is given and is none of the allowed texts.

    >>> one_of_problems("set", {"accept": "al"}, "accept", ["all", "any"])
    ['set: accept must be one of "all", "any"; found "al"']
    """
    value = options.get(name, allowed[0])
    if isinstance(value, str) and value in allowed:
        return []
    listed = ", ".join(f'"{text}"' for text in allowed)
    return [f"{kind}: {name} must be one of {listed}; found {shown(value)}"]


def flag_problems(kind: str, options: Options, name: str) -> list[str]:
    """A line if an option is given and is neither true nor false.

    >>> flag_problems("shape", {"partial": "yes"}, "partial")
    ['shape: partial must be true or false; found "yes"']
    """
    value = options.get(name, False)
    return [] if isinstance(value, bool) else [f"{kind}: {name} must be true or false; found {shown(value)}"]


def count_problems(kind: str, options: Options, name: str, largest: int) -> list[str]:
    """A line if an option is given and is no integer from 1 to ``largest``.

    >>> count_problems("number", {"significant": 0}, "significant", 30)
    ['number: significant must be an integer from 1 to 30; found 0']
    """
    value = options.get(name, 1)
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= largest:
        return []
    return [f"{kind}: {name} must be an integer from 1 to {largest}; found {shown(value)}"]


def exact_number(value: object) -> Fraction | None:
    """The exact number that an author wrote as a number or text; None if it is none.

    A float is what its shortest text says: 0.1 is a tenth.

    >>> exact_number(0.1), exact_number("1/3"), exact_number("1e-3"), exact_number(True)
    (Fraction(1, 10), Fraction(1, 3), Fraction(1, 1000), None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    text = repr(value) if isinstance(value, float) else str(value) if isinstance(value, (str, Decimal)) else ""
    return Fraction(text) if _EXACT.fullmatch(text) else None


def shown(value: object) -> str:
    """A wrong value of an option as a message names it, shortened.

    >>> shown(["a", 1]), shown("x" * 60)
    ('["a", 1]', '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."')
    """
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 40 else f'"{value[:36]}..."'
    if isinstance(value, (list, tuple)) and len(value) <= 6:
        return "[" + ", ".join(map(shown, value)) + "]"
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
