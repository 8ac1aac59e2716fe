"""Real numbers that are no fractions: a lower and an upper end, 60 decimals apart at the last, both of them proven.

Every operation rounds its lower end down and its upper end up, so the number itself always lies between them. What is
printed to so many decimals is printed only where both ends round to the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import TypeAlias

from exgen.errors import ExpressionError

Exact: TypeAlias = int | Fraction

DECIMALS = 60
"""So many decimals the ends have."""
MOST_DECIMALS = 20
"""So many decimals can be asked for."""

_UNIT = 10**DECIMALS
_FINE = 10**90
"""What series are summed in multiples of: much finer than the ends."""
_DEEPEST = 200
"""Exponents below its negative give a number that is 0 to all the decimals there are, and larger ones none at all."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A number between ``low`` and ``high``; comparing two that overlap raises ExpressionError.

    >>> root = square_root(2)
    >>> rounded(root * root - Fraction(1, 3), 5)
    Fraction(166667, 100000)
    """

    low: Fraction
    high: Fraction

    def __add__(self, other: Real) -> Real:
        low, high = ends(other)
        return between(self.low + low, self.high + high)

    __radd__ = __add__

    def __neg__(self) -> Enclosure:
        return Enclosure(-self.high, -self.low)

    def __sub__(self, other: Real) -> Real:
        return self + -other

    def __rsub__(self, other: Exact) -> Real:
        return -self + other

    def __mul__(self, other: Real) -> Real:
        if other == 0:
            return 0
        products = [mine * theirs for mine in (self.low, self.high) for theirs in ends(other)]
        return between(min(products), max(products))

    __rmul__ = __mul__

    def __truediv__(self, other: Real) -> Real:
        return self * _inverse(other)

    def __rtruediv__(self, other: Exact) -> Real:
        return _inverse(self) * other

    def __float__(self) -> float:
        return float(self.low)

    def __lt__(self, other: Real) -> bool:
        return _is_below(self, other)

    def __gt__(self, other: Real) -> bool:
        return _is_below(other, self)


Real: TypeAlias = Exact | Enclosure
"""What stands in a matrix: a whole number, a fraction, or a number that is neither, between two ends."""


def ends(value: Real) -> tuple[Fraction, Fraction]:
    """The ends between which a number lies; of an exact one it is both."""
    return (value.low, value.high) if isinstance(value, Enclosure) else (Fraction(value), Fraction(value))


def between(low: Fraction, high: Fraction) -> Real:
    """The number between two ends, rounded outwards; exact where they are one and the same."""
    if low == high:
        return tidy(low)
    down = Fraction(low.numerator * _UNIT // low.denominator, _UNIT)
    up = Fraction(-(-high.numerator * _UNIT // high.denominator), _UNIT)
    return Enclosure(down, up)


def tidy(value: Real) -> Real:
    """The number, a whole one as an int."""
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def is_exact(value: Real) -> bool:
    """Whether a number is known exactly."""
    return not isinstance(value, Enclosure)


def _inverse(value: Real) -> Real:
    low, high = ends(value)
    if low <= 0 <= high:
        raise ExpressionError("division_by_zero", "division by zero")
    return Fraction(1) / low if low == high else between(1 / high, 1 / low)


def _is_below(one: Real, other: Real) -> bool:
    (low, high), (lower, higher) = ends(one), ends(other)
    if high < lower or low >= higher or one == other:
        return high < lower
    raise ExpressionError("undecided", f"two numbers agree to {DECIMALS} decimals: which is larger cannot be told")


def rounded(value: Real, decimals: int) -> Exact:
    """The number to so many decimals, halves away from zero.

    Raises ExpressionError where its ends round to different numbers, or for more decimals than there are.

    >>> rounded(Fraction(2, 3), 2), rounded(Fraction(-1, 8), 2), rounded(exponential(-1), 4)
    (Fraction(67, 100), Fraction(-13, 100), Fraction(3679, 10000))
    """
    if not 0 <= decimals <= MOST_DECIMALS:
        raise ExpressionError("decimals", f"{decimals} decimals: allowed are 0 to {MOST_DECIMALS}")
    low, high = (_rounded(end, 10**decimals) for end in ends(value))
    if low != high:
        raise ExpressionError("undecided", f"a number lies too close to a half to be rounded to {decimals} decimals")
    return low


def _rounded(value: Fraction, unit: int) -> Exact:
    away = int(abs(value) * unit + Fraction(1, 2))
    found = Fraction(away if value >= 0 else -away, unit)
    return found.numerator if found.denominator == 1 else found


def square_root(value: Real) -> Real:
    """The square root, exact where it is a fraction.

    >>> square_root(Fraction(9, 4)), rounded(square_root(2), 6)
    (Fraction(3, 2), Fraction(707107, 500000))
    """
    low, high = ends(value)
    if low < 0:
        raise ExpressionError("negative_root", "a negative number has no square root")
    top, bottom = isqrt(low.numerator), isqrt(low.denominator)
    if low == high and top * top == low.numerator and bottom * bottom == low.denominator:
        return tidy(Fraction(top, bottom))
    below = isqrt(low.numerator * _FINE * _FINE // low.denominator)
    above = isqrt(high.numerator * _FINE * _FINE // high.denominator) + 1
    return between(Fraction(below, _FINE), Fraction(above, _FINE))


def exponential(value: Real) -> Real:
    """e to the power of a number; 1 for 0, beyond that never a fraction.

    >>> exponential(0), rounded(exponential(Fraction(1, 2)), 10)
    (1, Fraction(16487212707, 10000000000))
    """
    low, high = ends(value)
    if low == high == 0:
        return 1
    return between(_powers(low)[0], _powers(high)[1])


def _powers(exponent: Fraction) -> tuple[Fraction, Fraction]:
    """Two numbers between which e to the power of a fraction lies."""
    if exponent < 0:
        if exponent < -_DEEPEST:
            return Fraction(0), Fraction(1, _UNIT)
        low, high = _powers(-exponent)
        return 1 / high, 1 / low
    if exponent > _DEEPEST:
        raise ExpressionError("too_large", f"e to the power of {int(exponent)} is too large to work out by hand")
    halvings = max(0, int(exponent).bit_length() + 1)
    below, above = _series(exponent / 2**halvings)
    for _ in range(halvings):
        below, above = below * below // _FINE, -(-above * above // _FINE)
    return Fraction(below, _FINE), Fraction(above, _FINE)


def _series(exponent: Fraction) -> tuple[int, int]:
    """The series of e to the power of a number from 0 to 1/2, in multiples of 1/_FINE."""
    low = high = smaller = larger = _FINE
    number = 1
    while larger > 1:
        top, bottom = exponent.numerator, exponent.denominator * number
        smaller, larger = smaller * top // bottom, -(-larger * top // bottom)
        low, high, number = low + smaller, high + larger, number + 1
    return low, high + 2  # what is left of the series is less than its last term, twice


def logarithm(value: Real) -> Real:
    """The natural logarithm; 0 of 1, beyond that never a fraction.

    >>> logarithm(1), rounded(logarithm(2), 10), rounded(logarithm(Fraction(1, 10)), 10)
    (0, Fraction(3465735903, 5000000000), Fraction(-2302585093, 1000000000))
    """
    low, high = ends(value)
    if low <= 0:
        raise ExpressionError("logarithm", "only numbers above 0 have a logarithm")
    if low == high == 1:
        return 0
    return between(_logarithms(low)[0], _logarithms(high)[1])


def _logarithms(number: Fraction) -> tuple[Fraction, Fraction]:
    """Two numbers between which a fraction's logarithm lies: 2 artanh z for z = (m - 1) / (m + 1), number = m 2^k."""
    doublings = number.numerator.bit_length() - number.denominator.bit_length()
    mantissa = number / Fraction(2) ** doublings
    low, high = _area(mantissa)
    of_two = _area(Fraction(2))
    less, more = sorted([of_two[0] * doublings, of_two[1] * doublings])
    return Fraction(2 * (low + less), _FINE), Fraction(2 * (high + more), _FINE)


def _area(number: Fraction) -> tuple[int, int]:
    """Artanh of (number - 1) / (number + 1), for numbers from 1/2 to 2, in multiples of 1/_FINE."""
    ratio = abs((number - 1) / (number + 1))
    square = ratio * ratio
    smaller, larger = ratio.numerator * _FINE // ratio.denominator, -(-ratio.numerator * _FINE // ratio.denominator)
    low, high, odd = smaller, larger, 1
    while larger > 1:
        smaller = smaller * square.numerator // square.denominator
        larger = -(-larger * square.numerator // square.denominator)
        odd += 2
        low, high = low + smaller // odd, high - (-larger // odd)
    high += 1 if ratio else 0
    return (low, high) if number >= 1 else (-high, -low)
