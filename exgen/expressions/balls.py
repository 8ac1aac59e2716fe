"""Real numbers known up to a bound: floats that carry how far off they can be.

A value of a formula over the reals is exact (an int or a Fraction) as long as it can be, and a :class:`Ball` from the
first logarithm or exponential on: the true value lies at most ``radius`` from ``middle``. Every operation adds what
its operands bring and what rounding can add, generously (the functions of ``math`` are off by an ulp or two; eight
are allowed), so that two balls that do not meet are two different numbers, on every machine.

What has no real value, such as the logarithm of -1, raises :class:`~exgen.errors.ExpressionError` with code
``no_real_value`` or ``division_by_zero``; what the floats cannot tell (a divisor that may be 0, a value too large)
raises it with code ``not_decided``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence as Values
from fractions import Fraction
from typing import NamedTuple, TypeAlias, final

from exgen.errors import ExpressionError
from exgen.expressions import arithmetic


@final
class Ball(NamedTuple):
    """A real number that is at most ``radius`` away from ``middle``."""

    middle: float
    radius: float


Exact: TypeAlias = int | Fraction
Real: TypeAlias = int | Fraction | Ball

_ULP = math.ldexp(1, -52)  # twice what one rounding can do
SLACK = 1 + math.ldexp(1, -45)  # for the roundings of the radius itself
_TINY = math.ldexp(1, -1040)  # what numbers too small for a float can lose


def not_decided(column: int = 0) -> ExpressionError:
    """The error for what floats cannot tell."""
    return ExpressionError("not_decided", "this cannot be worked out closely enough", column)


def no_real_value(what: str, column: int) -> ExpressionError:
    """The error for a function outside its domain."""
    return ExpressionError("no_real_value", f"{what} is no real number", column)


def ball(value: Real) -> Ball:
    """A value as a ball; an exact one that is a float has radius 0.

    >>> ball(Fraction(1, 2)), ball(Fraction(1, 3)).radius > 0
    (Ball(middle=0.5, radius=0.0), True)
    """
    if type(value) is Ball:
        return value
    above, below = value.numerator, value.denominator
    try:
        middle = above / below
    except OverflowError:
        raise not_decided() from None
    is_float = not below & (below - 1) and above.bit_length() <= 53 and below.bit_length() <= 512
    return Ball(middle, 0.0) if is_float else rounded(middle, 0.0)


def rounded(middle: float, radius: float, ulps: int = 1) -> Ball:
    """The ball of a result that is also off by so many roundings."""
    radius = radius * SLACK + abs(middle) * (_ULP * ulps) + _TINY
    if not radius < math.inf:  # nor nan
        raise not_decided()
    return Ball(middle, radius)


def plus(left: Real, right: Real, column: int = 0) -> Real:
    """left + right."""
    if left.__class__ is Ball and right.__class__ is Ball:  # the commonest first
        return rounded(left[0] + right[0], left[1] + right[1])
    if not isinstance(left, Ball) and not isinstance(right, Ball):
        return arithmetic.plus(left, right, column)
    (a, r), (b, s) = ball(left), ball(right)
    return rounded(a + b, r + s)


def minus(left: Real, right: Real, column: int = 0) -> Real:
    """left - right."""
    if left.__class__ is Ball and right.__class__ is Ball:  # the commonest first
        return rounded(left[0] - right[0], left[1] + right[1])
    if not isinstance(left, Ball) and not isinstance(right, Ball):
        return arithmetic.minus(left, right, column)
    (a, r), (b, s) = ball(left), ball(right)
    return rounded(a - b, r + s)


def times(left: Real, right: Real, column: int = 0) -> Real:
    """left * right; 0 times anything is exactly 0, 1 times anything exactly that."""
    if type(left) is Ball:
        if type(right) is Ball:  # the commonest first
            (a, r), (b, s) = left, right
            return rounded(a * b, abs(a) * s + abs(b) * r + r * s)
        exact, other = right, left
    elif type(right) is Ball:
        exact, other = left, right
    else:
        return arithmetic.times(left, right, column)
    if exact == 0 or exact == 1:
        return other if exact else 0
    (a, r), (b, s) = ball(exact), other
    return rounded(a * b, abs(a) * s + abs(b) * r + r * s)


def dot(row: Values[Real], column: Values[Real]) -> Real:
    """The sum of the products of two rows of at most 200 numbers.

    What n products and their sum lose is n times what one rounding can, of the sum of their absolute values.

    >>> dot([ball(1), ball(2)], [ball(3), Fraction(1, 2)]).middle, dot([1, 0], [2, ball(5)])
    (4.0, 2)
    """
    total: Real = 0
    middle = radius = size = 0.0
    count = 0
    for left, right in zip(row, column, strict=True):
        if left.__class__ is not Ball or right.__class__ is not Ball:
            total = plus(total, times(left, right))
            continue
        (a, r), (b, s) = left, right
        product = a * b
        middle += product
        size += abs(product)
        radius += abs(a) * s + abs(b) * r + r * s
        count += 1
    if not count:
        return total
    found = rounded(middle, radius + size * (_ULP * count) + count * _TINY)
    return found if total == 0 else plus(total, found)


def over(left: Real, right: Real, column: int = 0) -> Real:
    """left / right."""
    if not isinstance(left, Ball) and not isinstance(right, Ball):
        return arithmetic.over(left, right, column)
    if right == 0:
        raise ExpressionError("division_by_zero", "this divides by zero", column)
    (a, r), (b, s) = ball(left), ball(right)
    if abs(b) <= s * SLACK:
        raise not_decided(column)
    if left == 0:
        return 0
    middle = a / b
    return rounded(middle, (r + abs(middle) * s) / (abs(b) - s))


def negative(value: Real, column: int) -> Real:
    """-value."""
    return Ball(-value.middle, value.radius) if isinstance(value, Ball) else arithmetic.negative(value, column)


def sign_between(left: Real, right: Real, column: int) -> int:
    """1 if left > right, -1 if left < right, 0 if they are equal for sure."""
    if not isinstance(left, Ball) and not isinstance(right, Ball):
        return (left > right) - (left < right)
    (a, r), (b, s) = ball(left), ball(right)
    if abs(a - b) <= (r + s) * SLACK + abs(a - b) * _ULP:
        raise not_decided(column)
    return 1 if a > b else -1


def are_apart(left: Real, right: Real) -> bool:
    """Whether two values are different numbers for sure.

    >>> third = ball(Fraction(1, 3))
    >>> are_apart(third, Fraction(333333333, 10**9)), are_apart(plus(third, Fraction(2, 3), 0), 1)
    (True, False)
    """
    if not isinstance(left, Ball) and not isinstance(right, Ball):
        return left != right
    (a, r), (b, s) = ball(left), ball(right)
    return abs(a - b) > (r + s) * SLACK + abs(a - b) * _ULP


def floor(value: Real, column: int) -> int:
    """The largest whole number that is not above the value."""
    if not isinstance(value, Ball):
        return math.floor(value)
    low, high = math.floor(value.middle - value.radius), math.floor(value.middle + value.radius)
    if low != high or abs(low) > 2**50:
        raise not_decided(column)
    return low


def ceiling(value: Real, column: int) -> int:
    """The smallest whole number that is not below the value."""
    return -floor(negative(value, column), column)


def absolute(value: Real, _column: int) -> Real:
    """The value without its sign."""
    if isinstance(value, Ball):
        return Ball(abs(value.middle), value.radius)
    return value if value >= 0 else -value


def larger(left: Real, right: Real) -> Real:
    """The larger of two values."""
    if not isinstance(left, Ball) and not isinstance(right, Ball):
        return max(left, right)
    (a, r), (b, s) = ball(left), ball(right)
    if abs(a - b) > (r + s) * 2:
        return left if a > b else right
    return Ball(max(a, b), max(r, s))


def smaller(left: Real, right: Real) -> Real:
    """The smaller of two values."""
    return negative(larger(negative(left, 0), negative(right, 0)), 0)
