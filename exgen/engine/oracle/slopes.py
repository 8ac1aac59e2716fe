"""Numbers that carry a slope: a forward pass on them differentiates, one entry at a time, with no gradient sent back.

Roots, powers of e and logarithms come from Python's decimal numbers with 100 digits, where they are no fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import TypeAlias

Plain: TypeAlias = int | Fraction

_CONTEXT = Context(prec=100)
MOST_ROOT = 10**6
"""A root that is a fraction has at most this denominator."""


@dataclass(frozen=True, slots=True, eq=False)
class Sloped:
    """A number and how fast it grows with the entry that was picked; comparing looks at the number alone."""

    value: Plain
    slope: Plain

    def __add__(self, other: Number) -> Sloped:
        return Sloped(self.value + value_of(other), self.slope + slope_of(other))

    __radd__ = __add__

    def __neg__(self) -> Sloped:
        return Sloped(-self.value, -self.slope)

    def __sub__(self, other: Number) -> Sloped:
        return self + -other

    def __rsub__(self, other: Plain) -> Sloped:
        return -self + other

    def __mul__(self, other: Number) -> Sloped:
        slope = self.slope * value_of(other) + self.value * slope_of(other)
        return Sloped(self.value * value_of(other), slope)

    __rmul__ = __mul__

    def __truediv__(self, other: Number) -> Sloped:
        below = Fraction(value_of(other))
        slope = (self.slope * below - self.value * slope_of(other)) / (below * below)
        return Sloped(self.value / below, slope)

    def __rtruediv__(self, other: Plain) -> Sloped:
        return Sloped(other, 0) / self

    def __lt__(self, other: Number) -> bool:
        return self.value < value_of(other)

    def __gt__(self, other: Number) -> bool:
        return self.value > value_of(other)


Number: TypeAlias = Plain | Sloped


def value_of(number: Number) -> Plain:
    """The number without its slope."""
    return number.value if isinstance(number, Sloped) else number


def slope_of(number: Number) -> Plain:
    """The slope of a number; a plain one has none."""
    return number.slope if isinstance(number, Sloped) else 0


def _decimal(number: Plain) -> Decimal:
    return _CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))


def power(number: Number) -> Number:
    """e to the power of a number."""
    value = value_of(number)
    found = Fraction(_decimal(value).exp(_CONTEXT)) if value else 1
    return Sloped(found, found * number.slope) if isinstance(number, Sloped) else found


def logarithm(number: Number) -> Number:
    """The natural logarithm."""
    value = value_of(number)
    found = Fraction(_decimal(value).ln(_CONTEXT)) if value != 1 else 0
    return Sloped(found, number.slope / Fraction(value)) if isinstance(number, Sloped) else found


def root(number: Number) -> Number:
    """The square root; a fraction whose square is the number is looked for first."""
    value = value_of(number)
    found = Fraction(_decimal(value).sqrt(_CONTEXT))
    near = found.limit_denominator(MOST_ROOT)
    found = near if near * near == value else found
    return Sloped(found, number.slope / (2 * found)) if isinstance(number, Sloped) else found


def to_decimals(number: Plain, decimals: int) -> Plain:
    """The number to so many decimals, halves away from zero.

    >>> to_decimals(Fraction(-1, 8), 2)
    Fraction(-13, 100)
    """
    found = Fraction(_decimal(number).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _CONTEXT))
    return found.numerator if found.denominator == 1 else found
