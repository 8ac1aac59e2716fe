"""Whether two matrix expressions are the same, by their values over the reals: where fields say too little.

They differ where two values are apart for sure, at entries from -1 to 1 or at larger and smaller ones; and where the
first has a value and the second has none. A point at which a line of the question has no value that either speaks of
(a logarithm of a negative number) says nothing: it is left out, and others are drawn. Where they are not apart
anywhere, that says something only of what was seen, and so it is not decided

- if there are too few points at which nothing saturates in either and both are known to ten digits;
- if a part of the second is too small to be seen (`exgen.answers.matrix_visible`);
- if one has relus, steps or the like, and the two are not the same whatever is positive: with a coin for every
  argument and its multiples, tried at points enough that each has been taken for positive and for negative. Or else
  (``abs(z)`` is ``sqrt(z^2)`` only with the true signs), every argument has truly been of both signs, or can have
  but one, and the second has none that is no multiple of one of the first's: what is the same on either side of an
  argument is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exgen.answers.judgement import UnreadableResponse
from exgen.answers.matrix_known import KnownExpression
from exgen.answers.matrix_point_numbers import CHOSEN_POINTS, FAR_POINTS, REAL_POINTS, REDRAWN_POINTS, REFUTING_POINTS
from exgen.answers.matrix_points import Gap, Relu, Sides
from exgen.answers.matrix_visible import is_visible
from exgen.expressions import Node, Unary
from exgen.expressions.balls import Ball, Real, are_apart, ball
from exgen.expressions.matrix_arithmetic import Rows

_DECIDED_AT_LEAST = 2
_REDRAWN_UNTIL = 6
_COINS_AT_LEAST = 8
_RESOLUTION = 1 / 10**10
_NEAR_ZERO = 1 / 10**12
_BOTH = frozenset((0, 1))


def undecided() -> UnreadableResponse:
    """What is raised where nothing is decided."""
    sentence = "whether this is equal could not be worked out closely enough; write it more like a formula of the sheet"
    return UnreadableResponse("undecided", sentence)


def are_apart_at(first: KnownExpression, second: KnownExpression, number: int) -> bool:
    """Whether two values over the reals are different for sure."""
    ours, theirs = first.real(number), second.real(number)
    if isinstance(ours, Gap) or isinstance(theirs, Gap):
        return False
    return any(are_apart(*pair) for pair in _pairs(ours, theirs))


def is_same_over_reals(first: KnownExpression, second: KnownExpression) -> bool:
    """Whether two expressions are the same; raises `UnreadableResponse` (``undecided``) where that can't be told."""
    resolved = []
    decided = outside = 0
    for number in (*REAL_POINTS, *FAR_POINTS, *REDRAWN_POINTS):
        if number in REDRAWN_POINTS and (not outside or decided >= _REDRAWN_UNTIL):
            break
        ours, theirs = first.real(number), second.real(number)
        if Gap.UNDEFINED in (ours, theirs) and (first.is_outside(number) or second.is_outside(number)):
            outside += 1
            continue
        if isinstance(ours, Gap) or theirs is Gap.UNDECIDED:
            continue
        if isinstance(theirs, Gap) or are_apart_at(first, second, number):
            return False
        if _are_resolved(ours, theirs):
            resolved.append(number)
            is_lively = first.lively(number) is not None and second.lively(number) is not None
            decided += number not in FAR_POINTS and is_lively
    if decided < _DECIDED_AT_LEAST or not is_visible(second):
        raise undecided()
    chosen = (*CHOSEN_POINTS, *REDRAWN_POINTS) if outside else CHOSEN_POINTS
    if (first.contents.relus or second.contents.relus) and not (
        _is_same_with_coins(first, second, chosen) or _is_seen_on_both_sides(first, second, resolved)
    ):
        if any(
            first.floats(number) != second.floats(number) and are_apart_at(first, second, number)
            for number in REFUTING_POINTS
        ):
            return False
        raise undecided()
    return True


def _is_same_with_coins(first: KnownExpression, second: KnownExpression, points: Iterable[int]) -> bool:
    """Whether two expressions are the same whatever is positive, as far as that was seen."""
    seen: Sides = {}
    decided = 0
    for number in points:
        ours, our_sides = first.with_sides(number, Relu.CHOSEN)
        if isinstance(ours, Gap):
            continue
        theirs, their_sides = second.with_sides(number, Relu.CHOSEN)
        if isinstance(theirs, Gap):
            continue
        if any(are_apart(*pair) for pair in _pairs(ours, theirs)):
            return False
        if _are_resolved(ours, theirs):
            decided += 1
            _add(seen, (our_sides, their_sides))
        if decided == len(CHOSEN_POINTS):
            break
    return decided >= _COINS_AT_LEAST and all(sides == _BOTH for sides in seen.values())


def _is_seen_on_both_sides(first: KnownExpression, second: KnownExpression, numbers: Iterable[int]) -> bool:
    """Whether every argument was positive and was not, or can't be both, and the second's are multiples of the first's.

    Where the first has none, the second may have one. What has one sign for sure is 0 or not by the sides of the
    arguments in it, of which the same is asked: ``relu(z)`` is 0 where z is not positive.
    """
    ours: Sides = {}
    theirs: Sides = {}
    for number in numbers:
        _add(ours, (first.with_sides(number, Relu.REAL)[1],))
        _add(theirs, (second.with_sides(number, Relu.REAL)[1],))
    seen: Sides = {}
    _add(seen, (ours, theirs))
    if not all(sides == _BOTH or _has_one_sign(argument, first) for argument, sides in seen.items()):
        return False
    wanted = {first.multiples(argument) for argument in ours}
    found = {first.multiples(argument) for argument in theirs if not _has_one_sign(argument, first)}
    return Gap.UNDEFINED not in found and Gap.UNDECIDED not in found and len(found - wanted) <= (not wanted)


def _has_one_sign(argument: Node, expression: KnownExpression) -> bool:
    return expression.is_positive(argument.operand if isinstance(argument, Unary) else argument)


def _add(seen: Sides, further: Iterable[Sides]) -> None:
    for sides in further:
        for argument, side in sides.items():
            seen[argument] = seen.get(argument, frozenset()) | side


def _pairs(ours: Rows[Real], theirs: Rows[Real]) -> Iterator[tuple[Real, Real]]:
    for rows in zip(ours, theirs, strict=True):
        yield from zip(*rows, strict=True)


def _are_resolved(ours: Rows[Real], theirs: Rows[Real]) -> bool:
    return all(_is_resolved(one, other) for one, other in _pairs(ours, theirs))


def _is_resolved(ours: Real, theirs: Real) -> bool:
    """Whether two values that meet are known closely enough to say that they are equal."""
    if not isinstance(ours, Ball) and not isinstance(theirs, Ball):
        return True
    (middle, radius), (other, further) = ball(ours), ball(theirs)
    return radius + further <= max(abs(middle), abs(other)) * _RESOLUTION + _NEAR_ZERO
