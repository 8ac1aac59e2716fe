"""Real numbers known to as many digits as one asks for: the decimals between which they lie.

What floats take for equal to sixteen digits is looked at with fifty, or with as many as it takes to see what is left
when large numbers cancel. The exponential, the logarithm and the root of `decimal` are correctly rounded and its
exponents have no limit that is ever met, so both ends of a span are safe when they are rounded outwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence as Values
from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_CEILING,
    ROUND_FLOOR,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from exgen.errors import ExpressionError
from exgen.expressions.balls import no_real_value, not_decided
from exgen.expressions.nodes import Node
from exgen.expressions.real_values import Closure, RealArithmetic, compiled_over

_ANGLE_AT_MOST = 40  # digits before the point
_GUARD = 10
_ZERO, _ONE, _TWO = Decimal(0), Decimal(1), Decimal(2)


class Span(NamedTuple):
    """A real number from ``low`` to ``high``, both inclusive."""

    low: Decimal
    high: Decimal

    def is_apart(self, other: Span) -> bool:
        """Whether two values are different numbers for sure."""
        return self.high < other.low or other.high < self.low


def compiled_precisely(digits: int) -> Callable[[Node, tuple[str, ...]], Callable[[Values[Span]], Span]]:
    """Makes functions from the values of letters to that of a formula, worked out with so many digits.

    >>> from exgen.expressions.real_reader import read_real
    >>> closure = compiled_precisely(30)(read_real("exp(x) - exp(x + 10^-20)"), ("x",))
    >>> span = closure((exactly(1, 30),))
    >>> span.low < span.high < 0, span.low.adjusted()
    (True, -20)
    """
    arithmetic = _arithmetic(digits)

    def compiled(node: Node, letters: tuple[str, ...]) -> Closure[Span]:
        return compiled_over(arithmetic, node, letters)

    return compiled


def exactly(value: int | Fraction, digits: int) -> Span:
    """An exact number as a span of so many digits."""
    return _Decimals(digits).exactly(value)


class _Decimals:
    """Arithmetic on spans, rounded outwards to so many digits."""

    def __init__(self, digits: int) -> None:
        traps = [DivisionByZero, InvalidOperation, Overflow]
        self._down, self._up = (
            Context(prec=digits, rounding=rounding, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=traps)
            for rounding in (ROUND_FLOOR, ROUND_CEILING)
        )
        self.digits = digits

    def exactly(self, value: int | Fraction) -> Span:
        above, below = Decimal(value.numerator), Decimal(value.denominator)
        return Span(self._down.divide(above, below), self._up.divide(above, below))

    def plus(self, left: Span, right: Span, _column: int) -> Span:
        return Span(self._down.add(left.low, right.low), self._up.add(left.high, right.high))

    def minus(self, left: Span, right: Span, _column: int) -> Span:
        return Span(self._down.subtract(left.low, right.high), self._up.subtract(left.high, right.low))

    def negative(self, value: Span, _column: int) -> Span:
        return Span(value.high.copy_negate(), value.low.copy_negate())

    def times(self, left: Span, right: Span, _column: int) -> Span:
        if left.low >= 0 and right.low >= 0:
            return Span(self._down.multiply(left.low, right.low), self._up.multiply(left.high, right.high))
        pairs = [(one, other) for one in left for other in right]
        return Span(min(self._down.multiply(*pair) for pair in pairs), max(self._up.multiply(*pair) for pair in pairs))

    def over(self, left: Span, right: Span, column: int) -> Span:
        if right.low <= 0 <= right.high:
            if right.low == right.high:
                raise ExpressionError("division_by_zero", "this divides by zero", column)
            raise not_decided(column)
        pairs = [(one, other) for one in left for other in right]
        return Span(min(self._down.divide(*pair) for pair in pairs), max(self._up.divide(*pair) for pair in pairs))

    def sign_between(self, left: Span, right: Span, column: int) -> int:
        if left.low == left.high == right.low == right.high:
            return 0
        if not left.is_apart(right):
            raise not_decided(column)
        return 1 if left.low > right.high else -1

    def larger(self, left: Span, right: Span) -> Span:
        return Span(max(left.low, right.low), max(left.high, right.high))

    def smaller(self, left: Span, right: Span) -> Span:
        return Span(min(left.low, right.low), min(left.high, right.high))

    def absolute(self, value: Span, _column: int) -> Span:
        return (
            self.larger(value, self.negative(value, 0)) if not value.low < 0 < value.high else self._around_zero(value)
        )

    def _around_zero(self, value: Span) -> Span:
        return Span(_ZERO, max(value.low.copy_abs(), value.high))

    def floor(self, value: Span, column: int) -> Span:
        low, high = (end.to_integral_value(ROUND_FLOOR) for end in value)
        if low != high:
            raise not_decided(column)
        return Span(low, high)

    def ceiling(self, value: Span, column: int) -> Span:
        return self.negative(self.floor(self.negative(value, column), column), column)

    def floor_over(self, left: Span, right: Span, column: int) -> Span:
        return self.floor(self.over(left, right, column), column)

    def remainder(self, left: Span, right: Span, column: int) -> Span:
        return self.minus(left, self.times(right, self.floor_over(left, right, column), column), column)

    def _widened(self, low: Decimal, high: Decimal) -> Span:
        return Span(low.next_minus(self._down), high.next_plus(self._up))

    def exponential(self, value: Span, _column: int) -> Span:
        low, high = self._widened(value.low.exp(self._down), value.high.exp(self._up))
        return Span(max(low, _ZERO), high)

    def logarithm(self, value: Span, column: int) -> Span:
        if value.high <= 0:
            raise no_real_value("the logarithm of a number that is not positive", column)
        if value.low <= 0:
            raise not_decided(column)
        return self._widened(value.low.ln(self._down), value.high.ln(self._up))

    def logarithm_to(self, base: int) -> Callable[[Span, int], Span]:
        bottom = self.logarithm(self.exactly(base), 0)
        return lambda value, column: self.over(self.logarithm(value, column), bottom, column)

    def root(self, value: Span, column: int) -> Span:
        if value.high < 0:
            raise no_real_value("the root of a negative number", column)
        if value.low < 0:
            raise not_decided(column)
        low, high = self._widened(value.low.sqrt(self._down), value.high.sqrt(self._up))
        return Span(max(low, _ZERO), high) if value.high else value

    def power(self, base: Span, exponent: Span, column: int) -> Span:
        if exponent.low == exponent.high and exponent.low == exponent.low.to_integral_value():
            return self._whole_power(base, int(exponent.low), column)
        if base.low == base.high == 0 and exponent.low > 0:
            return base
        if base.high < 0:
            raise no_real_value("a power of a negative number whose exponent is not whole", column)
        return self.exponential(self.times(exponent, self.logarithm(base, column), column), column)

    def _whole_power(self, base: Span, exponent: int, column: int) -> Span:
        if exponent < 0:
            return self.over(Span(_ONE, _ONE), self._whole_power(base, -exponent, column), column)
        result, factor = Span(_ONE, _ONE), base if exponent % 2 else self.absolute(base, column)
        while exponent:
            if exponent % 2:
                result = self.times(result, factor, column)
            exponent //= 2
            if exponent:
                size = self.absolute(factor, column)
                factor = self.times(size, size, column)
        return result

    def sigmoid(self, value: Span, column: int) -> Span:
        one = Span(_ONE, _ONE)
        return self.over(one, self.plus(one, self.exponential(self.negative(value, column), column), column), column)

    def hyperbolic(self, value: Span, sign: int, column: int) -> Span:
        grown, shrunk = self.exponential(value, column), self.exponential(self.negative(value, column), column)
        if sign > 0:  # it has its smallest value at 0: of a span that holds 0, not what its two ends give
            ends = [self.exponential(Span(end, end), column) for end in self.absolute(value, column)]
            sums = [self.plus(end, self.over(Span(_ONE, _ONE), end, column), column) for end in ends]
            return self.over(Span(sums[0].low, sums[1].high), Span(_TWO, _TWO), column)
        return self.over(self.minus(grown, shrunk, column), Span(_TWO, _TWO), column)

    def hyperbolic_tangent(self, value: Span, column: int) -> Span:
        doubled = self.sigmoid(self.times(value, Span(_TWO, _TWO), column), column)
        return self.minus(self.plus(doubled, doubled, column), Span(_ONE, _ONE), column)

    def sine(self, value: Span, column: int) -> Span:
        return self._circular(value, 1, column)

    def cosine(self, value: Span, column: int) -> Span:
        return self._circular(value, 0, column)

    def tangent(self, value: Span, column: int) -> Span:
        return self.over(self.sine(value, column), self.cosine(value, column), column)

    def _circular(self, value: Span, first: int, column: int) -> Span:
        """The sine (``first`` 1) or the cosine (0): the series at one end, and how far the other lies away."""
        if value.low.adjusted() > _ANGLE_AT_MOST:
            raise not_decided(column)
        if value.low == value.high == 0:
            return Span(Decimal(1 - first), Decimal(1 - first))
        fine = Context(prec=self.digits + max(0, value.low.adjusted()) + _GUARD, Emin=MIN_EMIN, Emax=MAX_EMAX)
        turn = fine.multiply(_pi(fine.prec), _TWO)
        turns = fine.divide(value.low, turn).to_integral_value()
        angle = fine.subtract(value.low, fine.multiply(turns, turn))
        square = fine.multiply(angle, angle).copy_negate()
        term = total = angle if first else _ONE
        place = first
        smallest = Decimal((0, (1,), -self.digits - _GUARD))
        while term.copy_abs() > smallest:
            place += 2
            term = fine.divide(fine.multiply(term, square), Decimal(place * (place - 1)))
            total = fine.add(total, term)
        off = self._up.add(self._up.subtract(value.high, value.low), Decimal((0, (1,), -self.digits)))
        return Span(self._down.subtract(total, off), self._up.add(total, off))


@lru_cache(maxsize=64)
def _pi(digits: int) -> Decimal:
    """Pi by Machin's formula."""
    context = Context(prec=digits + _GUARD)

    def arc_tangent(of_one_over: int) -> Decimal:
        power = total = context.divide(_ONE, Decimal(of_one_over))
        place, square = 1, Decimal(-of_one_over * of_one_over)
        while power.adjusted() > -digits - _GUARD:
            place += 2
            power = context.divide(power, square)
            total = context.add(total, context.divide(power, Decimal(place)))
        return total

    return context.subtract(
        context.multiply(Decimal(16), arc_tangent(5)), context.multiply(Decimal(4), arc_tangent(239))
    )


@lru_cache(maxsize=64)
def _arithmetic(digits: int) -> RealArithmetic[Span]:
    of = _Decimals(digits)
    pi = _pi(digits + _GUARD)
    zero = Span(_ZERO, _ZERO)
    return RealArithmetic(
        exactly=of.exactly,
        operators={
            "+": of.plus,
            "-": of.minus,
            "*": of.times,
            "/": of.over,
            "//": of.floor_over,
            "%": of.remainder,
            "^": of.power,
        },
        gathered={
            "min": of.smaller,
            "max": of.larger,
            "sum": lambda left, right: of.plus(left, right, 0),
            "product": lambda left, right: of.times(left, right, 0),
        },
        functions={
            "exp": of.exponential,
            "log": of.logarithm,
            "log2": of.logarithm_to(2),
            "log10": of.logarithm_to(10),
            "sqrt": of.root,
            "tanh": of.hyperbolic_tangent,
            "sinh": lambda value, column: of.hyperbolic(value, -1, column),
            "cosh": lambda value, column: of.hyperbolic(value, 1, column),
            "sigmoid": of.sigmoid,
            "relu": lambda value, _: of.larger(value, zero),
            "sin": of.sine,
            "cos": of.cosine,
            "tan": of.tangent,
            "floor": of.floor,
            "ceil": of.ceiling,
            "abs": of.absolute,
        },
        constants={"e": of.exponential(Span(_ONE, _ONE), 0), "pi": Span(*of._widened(pi, pi))},
        negative=of.negative,
        sign_between=of.sign_between,
    )
