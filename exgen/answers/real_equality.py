"""Whether two formulas over the reals are equal: several points, each value with a bound on its error.

Where two values are apart for sure, the formulas differ: no rounding makes a right formula wrong. Points at which
the bounds are too wide to see a difference of 10^-10 decide nothing, and where too few are left, neither does the
judgement: the response is ``invalid``, never ``incorrect``. What is left is a formula that agrees with the key to ten
digits at every point; two formulas of a sheet that are not equal do not.

A point at which the key has no value lies outside what the question is about, and is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import TypeAlias

from exgen.answers.judgement import UnreadableResponse
from exgen.answers.points import Point, further_moderate_points, moderate_points
from exgen.answers.setting import POINTS_AT_LEAST, Difference, Setting, contents
from exgen.errors import BudgetError, ExpressionError
from exgen.expressions import Node
from exgen.expressions.balls import Ball, Real, are_apart, ball
from exgen.expressions.real_values import compiled_reals

_ENOUGH = 60
_FURTHER = 600
_LEAST = 40
_FIRST = 12  # points that most wrong formulas don't survive
_UNDEFINED = "undefined"
_UNDECIDED = "undecided"
_RESOLUTION = Fraction(1, 10**10)
_NEAR_ZERO = Fraction(1, 10**12)

RealOutcome: TypeAlias = "Real | str"


def real_difference(key: Node, response: Node, setting: Setting) -> Difference | None:
    """A point at which two formulas over the reals differ; None when they agree wherever the key has a value.

    Raises `UnreadableResponse` with code ``undecided`` where too few points could be worked out closely enough.

    >>> from exgen.expressions import read_real
    >>> setting = Setting(("x",), is_real=True)
    >>> real_difference(read_real("σ(x)(1 - σ(x))"), read_real("e^x/(1 + e^x)^2"), setting) is None
    True
    >>> real_difference(read_real("ln x"), read_real("ln(x) + 10^-9"), setting) is None
    False
    """
    points, wanted = real_outcomes(key, setting, _own(key, response, setting))
    some = contents(response, setting).affordable(len(points), _LEAST)
    points, wanted = points[some], wanted[some]
    value_at = setting.value_at(response, compiled_reals)
    decided = 0
    for stretch in (slice(_FIRST), slice(_FIRST, None)):
        found = outcomes(value_at, points[stretch])
        for point, ours, theirs in zip(points[stretch], wanted[stretch], found, strict=True):
            if isinstance(ours, str) or theirs is _UNDECIDED:
                continue
            named = dict(zip(setting.symbols, point, strict=True))
            if isinstance(theirs, str):
                return Difference(named, None)
            if are_apart(ours, theirs):
                return _told(named, theirs)
            decided += _is_resolved(ours, theirs)
    if decided < min(POINTS_AT_LEAST, len(points)):
        raise UnreadableResponse("undecided", "this formula could not be worked out closely enough to compare it")
    return None


def _own(key: Node, response: Node, setting: Setting) -> frozenset[int]:
    """The constants at which a response with steps may differ, and the key has none."""
    theirs = contents(response, setting)
    return theirs.constants - contents(key, setting).constants


def _told(point: dict[str, int | Fraction], value: Real) -> Difference:
    if not isinstance(value, Ball):
        return Difference(point, value)
    return Difference(point, Fraction(f"{value.middle:.10g}"), is_rounded=True)


def is_closely_known(key: Node, setting: Setting) -> bool:
    """Whether a formula has a value, and one that floats know closely, at enough points to be a key."""
    points, wanted = real_outcomes(key, setting)
    known = sum(not isinstance(value, str) and _is_resolved(value, value) for value in wanted)
    return known >= min(POINTS_AT_LEAST, len(points))


def _is_resolved(ours: Real, theirs: Real) -> bool:
    """Whether two values that meet are known closely enough to say that they are equal."""
    if not isinstance(ours, Ball) and not isinstance(theirs, Ball):
        return True
    (middle, radius), (other, further) = ball(ours), ball(theirs)
    scale = max(abs(middle), abs(other))
    return radius + further <= (_NEAR_ZERO if ours == 0 else scale * _RESOLUTION)


@lru_cache(maxsize=256)
def real_outcomes(
    key: Node, setting: Setting, further_constants: frozenset[int] = frozenset()
) -> tuple[tuple[Point, ...], tuple[RealOutcome, ...]]:
    """The points for a key over the reals, and its value at each, or why it has none."""
    seed, letters = setting.seed(key), len(setting.symbols)
    constants = contents(key, setting).constants | further_constants
    points = setting.kept(moderate_points(seed, letters, constants))
    if setting.where and len(points) < _ENOUGH:
        further = tuple(islice(further_moderate_points(seed, letters), _FURTHER))
        points = tuple(dict.fromkeys((*points, *setting.kept(further))))
    return points, outcomes(setting.value_at(key, compiled_reals), points)


def outcomes(value_at: Callable[[Sequence[Real]], Real], points: Iterable[Point]) -> tuple[RealOutcome, ...]:
    """What a formula gives at each point."""
    return tuple([_outcome(value_at, point) for point in points])


def _outcome(value_at: Callable[[Sequence[Real]], Real], point: Point) -> RealOutcome:
    try:
        return value_at(point)
    except BudgetError:
        return _UNDECIDED
    except ExpressionError as error:
        if error.code in ("division_by_zero", "no_real_value"):
            return _UNDEFINED
        if error.code == "not_decided":
            return _UNDECIDED
        raise
