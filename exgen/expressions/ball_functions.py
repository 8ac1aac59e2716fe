"""Functions over the reals and numbers that have names: what they give for exact numbers and for balls.

Each stays exact where it can, and raises what :mod:`~exgen.expressions.balls` does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import wraps
from typing import ParamSpec

from exgen.errors import ExpressionError
from exgen.expressions import arithmetic
from exgen.expressions.balls import (
    SLACK,
    Ball,
    Real,
    ball,
    larger,
    no_real_value,
    not_decided,
    over,
    rounded,
    sign_between,
    times,
)

_Arguments = ParamSpec("_Arguments")


def _within_floats(function: Callable[_Arguments, Real]) -> Callable[_Arguments, Real]:
    """The function, with what no float holds not decided."""

    @wraps(function)
    def held(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> Real:
        try:
            return function(*arguments, **named)
        except OverflowError:
            raise not_decided() from None

    return held


def power(base: Real, exponent: Real, column: int) -> Real:
    """base to the power of exponent: any whole exponent, any exponent of a positive base.

    >>> power(Fraction(9, 4), Fraction(-3, 2), 1), power(0, Fraction(1, 3), 1)
    (Fraction(8, 27), 0)
    """
    if isinstance(exponent, int):
        return (
            _whole_power(base, exponent, column) if isinstance(base, Ball) else arithmetic.power(base, exponent, column)
        )
    sign = sign_between(base, 0, column)
    if sign < 0:
        raise no_real_value("a power of a negative number whose exponent is not whole", column)
    if not sign:
        if sign_between(exponent, 0, column) < 0:
            raise ExpressionError("division_by_zero", "0 to a negative power divides by zero", column)
        return 0
    if isinstance(exponent, Fraction) and exponent.denominator == 2:
        return power(root(base, column), exponent.numerator, column)
    return exponential(times(exponent, logarithm(base, column), column), column)


@_within_floats
def _whole_power(base: Ball, exponent: int, column: int) -> Real:
    if not exponent:
        return 1
    size, radius = abs(base.middle), base.radius
    if size <= radius * SLACK:  # it may be 0
        if exponent < 0:
            raise not_decided(column)
        return Ball(0.0, rounded((size + radius) ** exponent, 0.0, 16).middle * 2)
    middle = base.middle**exponent
    return rounded(middle, abs(middle) * math.expm1(-abs(exponent) * math.log1p(-radius / size)), 8)


def root(value: Real, column: int) -> Real:
    """The square root, exact where it is a fraction.

    >>> root(Fraction(9, 4), 1)
    Fraction(3, 2)
    """
    if not isinstance(value, Ball):
        if value < 0:
            raise no_real_value("the root of a negative number", column)
        above, below = math.isqrt(value.numerator), math.isqrt(value.denominator)
        if above * above == value.numerator and below * below == value.denominator:
            return arithmetic.over(above, below, column)
        value = ball(value)
    elif sign_between(value, 0, column) < 0:
        raise no_real_value("the root of a negative number", column)
    middle = math.sqrt(value.middle)
    return rounded(middle, value.radius / middle, 8)


@_within_floats
def exponential(value: Real, _column: int) -> Real:
    """e to the power of the value."""
    if value == 0:
        return 1
    at, radius = ball(value)
    middle = math.exp(at)
    return rounded(middle, middle * math.expm1(radius), 8)


def logarithm(value: Real, column: int) -> Real:
    """The natural logarithm."""
    if value == 1:
        return 0
    if sign_between(value, 0, column) <= 0:
        raise no_real_value("the logarithm of a number that is not positive", column)
    at, radius = ball(value)
    return rounded(math.log(at), radius / (at - radius), 8)


def _logarithm_to(base: int) -> Callable[[Real, int], Real]:
    return lambda value, column: over(logarithm(value, column), logarithm(base, column), column)


def sigmoid(value: Real, _column: int) -> Real:
    """1/(1 + e^-value)."""
    if value == 0:
        return Fraction(1, 2)
    at, radius = ball(value)
    small = math.exp(-abs(at))
    middle = (small if at < 0 else 1) / (1 + small)
    return rounded(middle, min(middle * math.expm1(radius), radius), 16)


def relu(value: Real, _column: int) -> Real:
    """The value where it is positive, else 0."""
    return larger(value, 0)


def hyperbolic_tangent(value: Real, _column: int) -> Real:
    """(e^value - e^-value)/(e^value + e^-value)."""
    if value == 0:
        return 0
    at, radius = ball(value)
    return rounded(math.tanh(at), radius, 8)


@_within_floats
def hyperbolic_cosine(value: Real, _column: int) -> Real:
    """(e^value + e^-value)/2."""
    if value == 0:
        return 1
    at, radius = ball(value)
    middle = math.cosh(at)
    return rounded(middle, middle * math.expm1(radius), 8)


@_within_floats
def hyperbolic_sine(value: Real, _column: int) -> Real:
    """(e^value - e^-value)/2."""
    if value == 0:
        return 0
    at, radius = ball(value)
    return rounded(math.sinh(at), math.cosh(at) * math.expm1(radius), 8)


def normal_below(value: Real, _column: int) -> Real:
    """How likely a standard normal number is below the value: (1 + erf(value/sqrt(2)))/2.

    >>> normal_below(0, 1)
    Fraction(1, 2)
    """
    if value == 0:
        return Fraction(1, 2)
    at, radius = ball(value)
    middle = math.erfc(-at / math.sqrt(2)) / 2
    return rounded(middle, radius, 16 + math.ceil(at * at) * 4)  # of a small erfc, what its argument loses counts


def normal_density(value: Real, column: int) -> Real:
    """How dense standard normal numbers are at the value: e^(-value^2/2)/sqrt(2 pi)."""
    return times(exponential(times(power(value, 2, column), Fraction(-1, 2), column), column), _DENSITY_AT_0, column)


def sine(value: Real, _column: int) -> Real:
    """The sine of an angle in radians."""
    if value == 0:
        return 0
    at, radius = ball(value)
    return rounded(math.sin(at), radius, 8)


def cosine(value: Real, _column: int) -> Real:
    """The cosine of an angle in radians."""
    if value == 0:
        return 1
    at, radius = ball(value)
    return rounded(math.cos(at), radius, 8)


def tangent(value: Real, column: int) -> Real:
    """The tangent of an angle in radians."""
    return over(sine(value, column), cosine(value, column), column)


_DENSITY_AT_0 = rounded(1 / math.sqrt(2 * math.pi), 0.0, 4)

FUNCTIONS: dict[str, Callable[[Real, int], Real]] = {
    "exp": exponential,
    "log": logarithm,
    "log2": _logarithm_to(2),
    "log10": _logarithm_to(10),
    "sqrt": root,
    "tanh": hyperbolic_tangent,
    "sinh": hyperbolic_sine,
    "cosh": hyperbolic_cosine,
    "sigmoid": sigmoid,
    "relu": relu,
    "sin": sine,
    "cos": cosine,
    "tan": tangent,
}
"""Every function over the reals by its name (``real_names.FUNCTION_NAMES``); each takes one argument."""

CONSTANTS: dict[str, Ball] = {"e": rounded(math.e, 0.0, 2), "pi": rounded(math.pi, 0.0, 2)}
"""The numbers that have names; in a tree each is a call without arguments."""
