"""The functions a formula may call: one visible dict.

Each works on exact values and raises :class:`~exgen.errors.ExpressionError` where it cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from exgen.errors import ExpressionError
from exgen.expressions.arithmetic import described, exact, number, plus, remainder, times, truth
from exgen.expressions.nodes import Value


class Function(NamedTuple):
    """A function of the language: how many arguments it takes (``most`` None = any number) and its value."""

    least: int
    most: int | None
    value: Callable[[tuple[Value, ...], int], Value]


def _numbers(arguments: tuple[Value, ...], column: int) -> list[int | Fraction]:
    """The arguments as numbers, or the members of the only one if it is a list."""
    members = arguments[0] if len(arguments) == 1 and isinstance(arguments[0], tuple) else arguments
    if not members:
        raise ExpressionError("empty", "an empty list has no smallest and no largest member", column)
    return [number(member, column) for member in members]


def _members(value: Value, column: int) -> tuple[Value, ...]:
    if not isinstance(value, tuple):
        raise ExpressionError("not_a_list", f"a list such as (3, 16) is needed here, not {described(value)}", column)
    return value


def _sum(arguments: tuple[Value, ...], column: int) -> Value:
    total: int | Fraction = 0
    for member in _members(arguments[0], column):
        total = plus(total, member, column)
    return total


def _product(arguments: tuple[Value, ...], column: int) -> Value:
    total: int | Fraction = 1
    for member in _members(arguments[0], column):
        total = times(total, member, column)
    return total


def _length(arguments: tuple[Value, ...], column: int) -> Value:
    value = arguments[0]
    return len(value) if isinstance(value, frozenset) else len(_members(value, column))


FUNCTIONS: dict[str, Function] = {
    "floor": Function(1, 1, lambda arguments, column: floor(number(arguments[0], column))),
    "ceil": Function(1, 1, lambda arguments, column: ceil(number(arguments[0], column))),
    "abs": Function(1, 1, lambda arguments, column: exact(abs(number(arguments[0], column)), column)),
    "mod": Function(2, 2, lambda arguments, column: remainder(arguments[0], arguments[1], column)),
    "min": Function(1, None, lambda arguments, column: min(_numbers(arguments, column))),
    "max": Function(1, None, lambda arguments, column: max(_numbers(arguments, column))),
    "where": Function(3, 3, lambda arguments, column: arguments[1 if truth(arguments[0], column) else 2]),
    "sum": Function(1, 1, _sum),
    "product": Function(1, 1, _product),
    "length": Function(1, 1, _length),
}
"""Every function by its name; ``where`` alone is lazy when a formula is worked out, ``mod`` is read as ``%``."""

ALIASES: dict[str, str] = {"minimum": "min", "maximum": "max", "ceiling": "ceil"}
"""Other spellings the reader takes, and what they are read as."""


def check_arguments(name: str, count: int, column: int) -> None:
    """Raise ``ExpressionError`` (code ``wrong_number_of_arguments``) if a function does not take that many.

    >>> check_arguments("where", 2, 5)
    Traceback (most recent call last):
    ...
    exgen.errors.ExpressionError: where takes 3 arguments, here are 2 (column 5)
    """
    function = FUNCTIONS[name]
    if count >= function.least and (function.most is None or count <= function.most):
        return
    allowed = f"{function.least} argument" + ("s" if function.least > 1 else "")
    if function.most is None:
        allowed = f"at least {allowed}"
    found = "here is 1" if count == 1 else f"here are {count or 'none'}"
    raise ExpressionError("wrong_number_of_arguments", f"{name} takes {allowed}, {found}", column)
