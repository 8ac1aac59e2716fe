"""Exact arithmetic on the values of formulas: whole numbers and fractions, never a float.

Results are in one form (a Fraction whose denominator is 1 becomes an int) and have at most
:data:`~exgen.expressions.budgets.BITS` bits. ``True`` is no number, and no number is a truth value. The
``column`` of every function is the place that an error names.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from exgen.errors import ExpressionError
from exgen.expressions.budgets import BITS, power_within_bits, within_bits
from exgen.expressions.nodes import Value


def described(value: Value) -> str:
    """A value as an error message names it.

    >>> described("same"), described((3, Fraction(1, 2)))
    ('the text "same"', 'the list (3, 1/2)')
    """
    match value:
        case str():
            return f'the text "{value}"'
        case tuple():
            members = ", ".join(str(member) for member in value)
            return f"the list ({members})"
        case frozenset():
            return f"a set of {len(value)}"
    return str(value)


def number(value: Value, column: int) -> int | Fraction:
    """The value if it is a number; ``ExpressionError`` (code ``not_a_number``) if not."""
    if isinstance(value, (int, Fraction)) and value is not True and value is not False:
        return value
    raise ExpressionError("not_a_number", f"a number is needed here, not {described(value)}", column)


def truth(value: Value, column: int) -> bool:
    """The value if it is true or false; ``ExpressionError`` (code ``not_a_truth_value``) if not."""
    if value is True or value is False:
        return value
    raise ExpressionError(
        "not_a_truth_value", f"a condition such as P < K is needed here, not {described(value)}", column
    )


def exact(value: int | Fraction, column: int) -> int | Fraction:
    """The value in its one form, within the budget of bits.

    >>> exact(Fraction(6, 3), 1), exact(Fraction(1, 3), 1)
    (2, Fraction(1, 3))
    """
    if value.__class__ is int and value.bit_length() <= BITS:
        return value
    return within_bits(value.numerator if value.denominator == 1 else value, column)


def exact_value(value: Value) -> Value:
    """A value given from outside, in its one form; ``ExpressionError`` (code ``not_exact``) for a float.

    >>> exact_value((Fraction(4, 2), "same"))
    (2, 'same')
    >>> exact_value(0.5)
    Traceback (most recent call last):
    ...
    exgen.errors.ExpressionError: 0.5 (float) is no exact value
    """
    if value.__class__ is int or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, Fraction)):
        return value.numerator if value.denominator == 1 else value
    if isinstance(value, tuple):
        return tuple([exact_value(member) for member in value])
    if isinstance(value, frozenset):
        return frozenset([exact_value(member) for member in value])
    raise ExpressionError("not_exact", f"{value!r} ({type(value).__name__}) is no exact value")


def plus(left: Value, right: Value, column: int) -> int | Fraction:
    """left + right."""
    return exact(number(left, column) + number(right, column), column)


def minus(left: Value, right: Value, column: int) -> int | Fraction:
    """left - right."""
    return exact(number(left, column) - number(right, column), column)


def times(left: Value, right: Value, column: int) -> int | Fraction:
    """left * right."""
    return exact(number(left, column) * number(right, column), column)


def _divisor(value: Value, column: int) -> int | Fraction:
    divisor = number(value, column)
    if divisor == 0:
        raise ExpressionError("division_by_zero", "this divides by zero", column)
    return divisor


def over(left: Value, right: Value, column: int) -> int | Fraction:
    """left / right, an int where it divides.

    >>> over(6, 3, 1), over(7, 2, 1)
    (2, Fraction(7, 2))
    """
    above, below = number(left, column), _divisor(right, column)
    if above.__class__ is int and below.__class__ is int and not above % below:
        return exact(above // below, column)
    return exact(Fraction(above) / below, column)


def floor_over(left: Value, right: Value, column: int) -> int:
    """The floor of left / right.

    >>> floor_over(-7, 2, 1), floor_over(Fraction(7, 2), 1, 1)
    (-4, 3)
    """
    return number(left, column) // _divisor(right, column)


def ceil_over(left: Value, right: Value, column: int) -> int:
    """The ceiling of left / right.

    >>> ceil_over(7, 2, 1)
    4
    """
    return -(-number(left, column) // _divisor(right, column))


def remainder(left: Value, right: Value, column: int) -> int | Fraction:
    """left - right * floor(left / right), which has the sign of ``right``."""
    return exact(number(left, column) % _divisor(right, column), column)


def power(left: Value, right: Value, column: int) -> int | Fraction:
    """left to the power of right, a whole number; 0^0 is 1, negative exponents give fractions.

    >>> power(2, 10, 1), power(2, -2, 1), power(0, 0, 1)
    (1024, Fraction(1, 4), 1)
    """
    base, exponent = number(left, column), number(right, column)
    if isinstance(exponent, Fraction):
        raise ExpressionError(
            "not_a_whole_exponent",
            f"the exponent {exponent} is not a whole number; only those are exact",
            column,
        )
    if base == 0 and exponent < 0:
        raise ExpressionError("division_by_zero", "0 to a negative power divides by zero", column)
    if exponent < 0:
        base, exponent = 1 / Fraction(base), -exponent
    return exact(power_within_bits(base, exponent, column), column)


def negative(value: Value, column: int) -> int | Fraction:
    """-value."""
    return -number(value, column)


def positive(value: Value, column: int) -> int | Fraction:
    """+value: the value itself, if it is a number."""
    return number(value, column)


def is_equal(left: Value, right: Value) -> bool:
    """Whether two values are the same; a truth value equals no number, a text no list.

    >>> is_equal(2, Fraction(2)), is_equal(True, 1), is_equal((1, True), (1, True))
    (True, False, True)
    """
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(is_equal, left, right))
    return left == right


def is_member(left: Value, right: Value, column: int) -> bool:
    """Whether ``left`` is in the list or set ``right``; ``ExpressionError`` (``not_a_list``) if none."""
    if isinstance(right, frozenset) and left not in right:
        return False
    if isinstance(right, (tuple, frozenset)):
        return any(is_equal(left, member) for member in right)
    raise ExpressionError("not_a_list", f"after in a list such as (1, 2, 3) is needed, not {described(right)}", column)


OPERATORS: dict[str, Callable[[Value, Value, int], int | Fraction]] = {
    "+": plus,
    "-": minus,
    "*": times,
    "/": over,
    "//": floor_over,
    "%": remainder,
    "^": power,
}
"""What the operators of a Binary do."""

SIGNS: dict[str, Callable[[Value, int], int | Fraction]] = {"-": negative, "+": positive}
"""What the operators of a Unary do."""

COMPARISONS: dict[str, Callable[[Value, Value, int], bool]] = {
    "<": lambda left, right, column: number(left, column) < number(right, column),
    "<=": lambda left, right, column: number(left, column) <= number(right, column),
    ">": lambda left, right, column: number(left, column) > number(right, column),
    ">=": lambda left, right, column: number(left, column) >= number(right, column),
    "==": lambda left, right, _column: is_equal(left, right),
    "!=": lambda left, right, _column: not is_equal(left, right),
    "in": is_member,
}
"""What the operators of a Comparison do."""
