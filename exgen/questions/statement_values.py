"""What a statement can work out: exact arithmetic within bounds, ranges, and a few filters for lists."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from jinja2 import Undefined

from exgen.questions.insertions import Formula

RANGE_LENGTH = 1_000
BITS = 2_048
TEXT_LENGTH = 10_000


class Refusal(ValueError):
    """Something in a template that the dialect does not have; ``line`` is None until it is known."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


def bounded(value: int | Fraction) -> int | Fraction:
    """The number, whole ones as int, if it is not absurdly large."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > BITS:
        raise Refusal(f"this gives a number of more than {BITS} bits")
    return value.numerator if value.denominator == 1 else value


def number(value: object) -> int | Fraction:
    """The value, if it is a number to work with."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise Refusal(f"arithmetic is for whole numbers and fractions, not for {described(value)}")
    return value


def _power(base: int | Fraction, exponent: int | Fraction) -> int | Fraction:
    if exponent.denominator != 1:
        raise Refusal(f"the exponent {exponent} is not a whole number")
    bits = max(abs(base.numerator).bit_length(), base.denominator.bit_length())
    if (bits - 1) * abs(exponent.numerator) > BITS:
        raise Refusal(f"this gives a number of more than {BITS} bits")
    return Fraction(base) ** exponent.numerator


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": Fraction,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": _power,
}
"""Every operator of two numbers."""


def described(value: object) -> str:
    """A value by its sort, for messages.

    >>> described("vgg16"), described(None), described((1, 2))
    ('the text "vgg16"', 'nothing', 'a list')
    """
    match value:
        case None | Undefined():
            return "nothing"
        case bool():
            return "a truth value"
        case str():
            return f'the text "{value[:40]}"'
        case int() | Fraction():
            return f"the number {value}"
        case tuple() | list() | range():
            return "a list"
        case Mapping():
            return "a collection of named things"
        case Formula():
            return f"the formula {value.plain[:40]}"
        case float():
            return f"the number {value} with a decimal point; write a fraction such as 1/2"
    return "something that is no value"


def limited_range(*bounds: int) -> range:
    """``range`` of whole numbers with at most ``RANGE_LENGTH`` members."""
    whole = [number(bound) for bound in bounds]
    if any(isinstance(bound, Fraction) for bound in whole):
        raise Refusal("range takes whole numbers")
    numbers = range(*(int(bound) for bound in whole))
    if numbers and abs(numbers[-1] - numbers[0]) // abs(numbers.step) >= RANGE_LENGTH:
        raise Refusal(f"a range has at most {RANGE_LENGTH} members")
    return numbers


def _members(items: object) -> tuple[Any, ...]:
    if not isinstance(items, tuple | list | range):
        raise Refusal(f"a list is needed here, not {described(items)}")
    if not items:
        raise Refusal("a list with members is needed here, not an empty one")
    return tuple(items)


def _joined(items: Any, separator: object = ", ") -> str:
    parts = [str(item) for item in items if isinstance(item, int | Fraction | str) and not isinstance(item, bool)]
    if not isinstance(items, tuple | list | range) or not isinstance(separator, str) or len(parts) != len(items):
        raise Refusal("join is for lists of texts and numbers, and takes a text to put between them")
    if sum(map(len, parts)) + len(separator) * len(parts) > TEXT_LENGTH:
        raise Refusal(f"this gives a text of more than {TEXT_LENGTH} characters")
    return separator.join(parts)


def _length(items: Any) -> int:
    if not isinstance(items, tuple | list | range):
        raise Refusal(f"length is for lists, not for {described(items)}")
    return len(items)


def _smallest(items: Any) -> int | Fraction:
    return min(number(item) for item in _members(items))


def _largest(items: Any) -> int | Fraction:
    return max(number(item) for item in _members(items))


def _sum(items: Any) -> int | Fraction:
    return bounded(sum((number(item) for item in _members(items)), Fraction()))


FILTERS: dict[str, Callable[..., Any]] = {
    "abs": lambda value: abs(number(value)),
    "first": lambda items: _members(items)[0],
    "join": _joined,
    "last": lambda items: _members(items)[-1],
    "length": _length,
    "max": _largest,
    "min": _smallest,
    "sum": _sum,
}
"""Every filter a statement may use."""
