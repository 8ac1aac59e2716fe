"""What a formula over the reals gives at points, as far as floats tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from exgen.answers.points import Point
from exgen.answers.setting import Difference
from exgen.errors import BudgetError, ExpressionError
from exgen.expressions.balls import Ball, Real, ball

RealOutcome: TypeAlias = "Real | str"

UNDEFINED = "undefined"
UNDECIDED = "undecided"
_RESOLUTION = Fraction(1, 10**10)
_NEAR_ZERO = Fraction(1, 10**12)


def outcomes(value_at: Callable[[Sequence[Real]], Real], points: Iterable[Point]) -> tuple[RealOutcome, ...]:
    """What a formula gives at each point: a number, or why it gives none."""
    return tuple([_outcome(value_at, point) for point in points])


def _outcome(value_at: Callable[[Sequence[Real]], Real], point: Point) -> RealOutcome:
    try:
        return value_at(point)
    except BudgetError:
        return UNDECIDED
    except ExpressionError as error:
        if error.code in ("division_by_zero", "no_real_value"):
            return UNDEFINED
        if error.code == "not_decided":
            return UNDECIDED
        raise


def is_resolved(ours: Real, theirs: Real) -> bool:
    """Whether two values that meet are known closely: to ten digits, or to a billionth of a thousandth of 1."""
    if not isinstance(ours, Ball) and not isinstance(theirs, Ball):
        return True
    (middle, radius), (other, further) = ball(ours), ball(theirs)
    scale = max(abs(middle), abs(other))
    return radius + further <= (_NEAR_ZERO if ours == 0 else scale * _RESOLUTION)


def told(point: Mapping[str, int | Fraction], value: Real) -> Difference:
    """The difference that a value makes at a point."""
    if not isinstance(value, Ball):
        return Difference(point, value)
    return Difference(point, Fraction(f"{value.middle:.10g}"), is_rounded=True)
