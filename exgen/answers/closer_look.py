"""A closer look at two formulas over the reals that agree to the digits of a float: more digits, and every kink.

They are taken for equal only if they agree to thirty digits more than any part of them hides, at several points, and if
both sides of every kink (where a maximum changes its mind, say) were among the points at which they were compared. Else
they are undecided. What remains is two different formulas, smooth between their kinks, that agree to thirty digits at
random points: no bound is known for that, and no two formulas of a sheet do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

from exgen import expressions
from exgen.answers.contents import contents
from exgen.answers.hidden_digits import hidden_digits
from exgen.answers.joint_points import compared_parts
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.points import Point
from exgen.answers.real_outcomes import UNDEFINED, is_resolved, outcomes, told
from exgen.answers.regimes import unseen
from exgen.answers.setting import Difference, Setting
from exgen.errors import ExpressionError
from exgen.expressions import Node
from exgen.expressions.balls import Ball, Real, are_apart
from exgen.expressions.precise_values import Span, compiled_precisely, exactly
from exgen.expressions.real_values import compiled_reals

_DIGITS = 36
_DIGITS_AT_MOST = 200
_DIGITS_IN_COMMON = 30
_PRECISE_POINTS = 4
_SEEN_AT = 20
_SEEN_AT_LEAST = 5
_EFFORT_AT_MOST = 200
_SEARCHES = 8
_GRAIN = 2**20
_DOUBLINGS = 64


def closer_difference(
    key: Node,
    response: Node,
    setting: Setting,
    points: Sequence[Point],
    doubtful: Sequence[Point] = (),
    outside: Sequence[Point] = (),
) -> Difference | None:
    """A point at which two formulas differ that floats did not tell apart at ``points``; None if they are equal.

    ``doubtful`` are points at which floats know too little, ``outside`` ones at which the key has no value. Raises
    `UnreadableResponse` with code ``undecided``.

    >>> from exgen.expressions import read_real
    >>> points = [(Fraction(number, 7),) for number in range(1, 40)]
    >>> setting = Setting(("x",), is_real=True)
    >>> closer_difference(read_real("exp(x)"), read_real("exp(x) + 10^-25"), setting, points) is None
    False
    >>> closer_difference(read_real("log(e^x + 1)"), read_real("x + log(1 + e^-x)"), setting, points) is None
    True
    """
    formulas = list(
        dict.fromkeys((*(given for node in (key, response) for _, given in setting.needed_givens(node)), key, response))
    )
    values_at = [setting.value_at(node, compiled_reals) for node in (key, response)]
    found = dict.fromkeys(_beside_kinks(formulas, setting, points))
    kinks = setting.kept(tuple(found))
    seen_at = max(_SEEN_AT_LEAST, min(_SEEN_AT, _EFFORT_AT_MOST // (contents(response, setting).effort + 1)))
    compared = list(points[:: -(-len(points) // seen_at) or 1])
    outside = [*outside[:: -(-len(outside) // seen_at) or 1], *(point for point in found if point not in kinks)]
    for point, ours, theirs in zip(kinks, *(outcomes(value_at, kinks) for value_at in values_at), strict=True):
        if isinstance(ours, str) or isinstance(theirs, str):
            outside += [point] if ours is UNDEFINED else []
        elif are_apart(ours, theirs):
            return told(dict(zip(setting.symbols, point, strict=True)), theirs)
        elif is_resolved(ours, theirs):
            compared.append(point)

    few = compared[:seen_at]  # for what is asked of every part

    def sizes_of(part: Node) -> list[int | float | None]:
        values = outcomes(setting.value_at(part, compiled_reals), few)
        return [_size(value, part, point, setting) for value, point in zip(values, few, strict=True)]

    def seen_of(part: Node) -> list[int | Fraction | str]:
        return [_with_sign(value) for value in outcomes(setting.value_at(part, compiled_reals), (*compared, *outside))]

    hidden = hidden_digits(formulas, sizes_of)
    digits = min(_DIGITS + hidden, _DIGITS_AT_MOST)
    precise = compared if len(compared) >= _PRECISE_POINTS else [*compared, *doubtful]
    apart, decided = _precise_difference(key, response, setting, precise, digits)
    if apart:
        return apart
    enough = _PRECISE_POINTS // 2 if setting.symbols else 1
    if hidden > _DIGITS_AT_MOST - _DIGITS or decided < enough or unseen(formulas, setting, seen_of) is not None:
        sentence = "it could not be decided whether this formula is right; it can probably be written more simply"
        raise UnreadableResponse("undecided", sentence)
    return None


def _size(value: Real | str, part: Node, point: Point, setting: Setting) -> int | float | None:
    """The decimal logarithm of a value's size; None for what is 0 or not known."""
    if isinstance(value, str):
        return None
    if not isinstance(value, Ball):
        return math.log10(abs(value.numerator)) - math.log10(value.denominator) if value else None
    if abs(value.middle) > value.radius:
        return math.log10(abs(value.middle))
    try:  # it may be too small for a float
        span = setting.value_at(part, compiled_precisely(_DIGITS))([exactly(entry, _DIGITS) for entry in point])
    except ExpressionError:
        return None
    return span.low.adjusted() if span.low > 0 or span.high < 0 else None


def _with_sign(value: Real | str) -> int | Fraction | str:
    """A value whose sign is known, as an exact number of that sign."""
    if not isinstance(value, Ball):
        return value
    return Fraction(value.middle) if abs(value.middle) > value.radius else "undecided"


def _beside_kinks(formulas: Sequence[Node], setting: Setting, points: Sequence[Point]) -> Iterator[Point]:
    """Points on both sides of where the sign of a part changes that a formula makes a difference of."""
    parts = list(dict.fromkeys(part for formula in formulas for part in compared_parts(formula)))
    searches = _SEARCHES
    for part in (part for part in parts if expressions.names_in(part)):
        value_at = setting.value_at(part, compiled_reals)
        for place in range(len(setting.symbols)):
            for point, sign in ((point, sign) for point in points[:2] for sign in (1, -1)):
                if not searches:
                    return
                searches -= 1
                steps = _steps_to_change(value_at, point, place, sign)
                if steps is None:
                    continue
                for share in (
                    Fraction(1, 2),
                    Fraction(steps - 1, steps),
                    1,
                    1 + Fraction(1, _GRAIN),
                    Fraction(3, 2),
                    2,
                ):
                    yield _moved(point, place, sign * steps * share)
                break


def _moved(point: Point, place: int, grains: int | Fraction) -> Point:
    return (*point[:place], point[place] + Fraction(grains) / _GRAIN, *point[place + 1 :])


def _steps_to_change(
    value_at: Callable[[Sequence[Real]], Real], point: Point, place: int, direction: int
) -> int | None:
    """After how many grains in one direction a part has another sign, as far as doubling them tells."""

    def is_above(steps: int) -> bool:
        value = value_at(_moved(point, place, direction * steps))
        return (value.middle if isinstance(value, Ball) else value) > 0

    try:
        before, low, high = is_above(0), 0, 1
        while is_above(high) is before:
            low, high = high, high * 2
            if high.bit_length() > _DOUBLINGS:
                return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if is_above(middle) is before else (low, middle)
    except ExpressionError:
        return None
    return high


def _precise_difference(
    key: Node, response: Node, setting: Setting, points: Sequence[Point], digits: int
) -> tuple[Difference | None, int]:
    """A point at which many digits tell two formulas apart, and at how many points they show them to be equal."""
    value_at = setting.value_at(response, compiled_precisely(digits))
    decided = 0
    for point in points[:: -(-len(points) // _PRECISE_POINTS) or 1]:
        ours = _precise_value(key, setting, point, digits)
        try:
            theirs = value_at([exactly(value, digits) for value in point])
        except ExpressionError:
            continue
        if ours is None:
            continue
        if ours.is_apart(theirs):
            if abs(theirs.low.adjusted()) > _DIGITS_AT_MOST:
                return Difference(None, None), decided
            value = Fraction(f"{theirs.low:.10g}")
            return Difference(dict(zip(setting.symbols, point, strict=True)), value, is_rounded=True), decided
        decided += _is_close(ours) and _is_close(theirs)
    return None, decided


@lru_cache(maxsize=256)
def _precise_value(key: Node, setting: Setting, point: Point, digits: int) -> Span | None:
    """What a key gives at a point, the same for a whole class; None where it cannot be worked out."""
    try:
        return setting.value_at(key, compiled_precisely(digits))([exactly(value, digits) for value in point])
    except ExpressionError:
        return None


def _is_close(value: Span) -> bool:
    """Whether so many digits of a value are known that thirty are known of what it hides."""
    off = value.high - value.low
    return not off or off.adjusted() <= max(value.low.adjusted(), value.high.adjusted(), 0) - _DIGITS_IN_COMMON
