"""Whether two formulas over the reals are equal: several points, each value with a bound on its error.

Where two values are apart for sure, the formulas differ: no rounding makes a right formula wrong. Two formulas are
taken for equal if they are proven to be (:mod:`~exgen.answers.field_equality`), or if a closer look, with more digits
than floats have and on both sides of every kink, finds no difference (:mod:`~exgen.answers.closer_look`). Else they are
undecided, and the response is ``invalid``, never ``incorrect``.

A point at which the key has no value lies outside what the question is about, and is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from exgen import expressions
from exgen.answers.bounds import is_positive
from exgen.answers.closer_look import closer_difference
from exgen.answers.contents import contents
from exgen.answers.field_equality import is_same_function
from exgen.answers.points import Point, further_moderate_points, moderate_points
from exgen.answers.real_outcomes import UNDECIDED, UNDEFINED, RealOutcome, is_resolved, outcomes, told
from exgen.answers.setting import POINTS_AT_LEAST, Difference, Setting
from exgen.expressions import Binary, Call, Name, Node
from exgen.expressions.balls import Real, are_apart
from exgen.expressions.real_values import compiled_reals, whole_exponent

_ENOUGH = 60
_FURTHER = 600
_LEAST = 40
_FIRST = 12  # points that most wrong formulas don't survive


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
    first = _compared(points[:_FIRST], wanted[:_FIRST], value_at, setting)
    if first.apart:
        return first.apart
    is_same = is_same_function(key, response, setting, is_rational=False)
    if is_same and is_defined_with(response, key, setting):
        return None
    rest = _compared(points[_FIRST:], wanted[_FIRST:], value_at, setting)
    if rest.apart or is_same:
        return rest.apart
    outside = [point for point, ours in zip(points, wanted, strict=True) if ours is UNDEFINED]
    resolved, doubtful = (*first.resolved, *rest.resolved), (*first.doubtful, *rest.doubtful)
    return closer_difference(key, response, setting, resolved, doubtful, outside)


class _Compared(NamedTuple):
    """A point at which two formulas differ, those at which floats see them equal, those at which they can't tell."""

    apart: Difference | None
    resolved: tuple[Point, ...] = ()
    doubtful: tuple[Point, ...] = ()


def _compared(
    points: Sequence[Point],
    wanted: Sequence[RealOutcome],
    value_at: Callable[[Sequence[Real]], Real],
    setting: Setting,
) -> _Compared:
    resolved: list[Point] = []
    doubtful: list[Point] = []
    for point, ours, theirs in zip(points, wanted, outcomes(value_at, points), strict=True):
        if ours is UNDEFINED:
            continue
        if isinstance(ours, str) or theirs is UNDECIDED:
            doubtful.append(point)
            continue
        if isinstance(theirs, str):
            return _Compared(_missing(point, points, wanted, value_at, setting))
        if are_apart(ours, theirs):
            return _Compared(told(dict(zip(setting.symbols, point, strict=True)), theirs))
        (resolved if is_resolved(ours, theirs) else doubtful).append(point)
    return _Compared(None, tuple(resolved), tuple(doubtful))


def _own(key: Node, response: Node, setting: Setting) -> frozenset[int]:
    """The constants at which a response with steps may differ, and the key has none."""
    theirs = contents(response, setting)
    return theirs.constants - contents(key, setting).constants


def _missing(
    point: Point,
    points: Sequence[Point],
    wanted: Sequence[RealOutcome],
    value_at: Callable[[Sequence[Real]], Real],
    setting: Setting,
) -> Difference:
    """The difference that a missing value makes, and whether there is none where all letters are positive."""
    named = dict(zip(setting.symbols, point, strict=True))
    positive = [(other, ours) for other, ours in zip(points, wanted, strict=True) if min(other, default=0) > 0]
    found = outcomes(value_at, [other for other, _ in positive])
    fits = bool(positive) and all(
        isinstance(ours, str) or (not isinstance(theirs, str) and not are_apart(ours, theirs))
        for (_, ours), theirs in zip(positive, found, strict=True)
    )
    return Difference(named, None, fits_above_zero=fits)


def is_defined_with(response: Node, key: Node, setting: Setting) -> bool:
    """Whether a formula has a value for sure wherever the key has one, told from how they are written.

    >>> from exgen.expressions import read_real
    >>> setting = Setting(("x",), is_real=True)
    >>> is_defined_with(read_real("2/(1 + e^x) + log(x)"), read_real("log(x)"), setting)
    True
    >>> is_defined_with(read_real("2*log(x)"), read_real("log(x^2)"), setting)
    False
    """
    ours = set(_needed_above_zero(key))
    return all(part in ours or is_positive(part, setting) for part in _needed_above_zero(response))


def _needed_above_zero(node: Node) -> Iterator[Node]:
    """What must be positive (not zero, not negative, a whole number) for a formula to have a value."""
    for part in expressions.walk(node):
        match part:
            case Binary(operator="/" | "//" | "%", right=right):
                yield right
            case Binary(operator="^", left=left, right=right) if (whole_exponent(right) or -1) < 0:
                if left != Call(Name("e"), ()):
                    yield left
            case Call(function=Name(name="log" | "log2" | "log10" | "sqrt"), arguments=(argument,)):
                yield argument
            case Call(function=Name(name="tan")):
                yield part


def is_closely_known(key: Node, setting: Setting) -> bool:
    """Whether a formula has a value, and one that floats know closely, at enough points to be a key."""
    points, wanted = real_outcomes(key, setting)
    known = sum(not isinstance(value, str) and is_resolved(value, value) for value in wanted)
    return known >= min(POINTS_AT_LEAST, len(points))


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
