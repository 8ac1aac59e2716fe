"""Whether two formulas are equal, by exact evaluation at many points.

Over the positive integers a formula with floors is no rational function, and no finite number of points
proves equality; but two formulas that a student and an author write down differ, if they do, at a small
corner, at a remainder, near one of their constants, or almost everywhere. Exactly these points are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from exgen import expressions
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.points import Point, integer_points, near_constants, real_points
from exgen.errors import BudgetError, ExpressionError
from exgen.expressions import Node, Number, Value

Givens: TypeAlias = "tuple[tuple[str, Node], ...]"

POINTS_AT_LEAST = 20
"""With fewer points at which both have a value nothing is decided (without letters there is one point)."""

_UNDEFINED = "undefined"
_UNDECIDED = "undecided"
Outcome: TypeAlias = "int | Fraction | str"


@dataclass(frozen=True, slots=True)
class Setting:
    """What formulas are compared over: their letters, names that stand for formulas, and the domain."""

    symbols: tuple[str, ...]
    givens: Givens = ()
    is_real: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A point at which two formulas differ, and the second one's value there (None where it has none)."""

    point: Mapping[str, int | Fraction]
    value: int | Fraction | None


def difference(key: Node, response: Node, setting: Setting) -> Difference | None:
    """A point at which two formulas differ; None when they agree wherever they were compared.

    A point where both divide by zero says nothing; where only one does, they differ. Raises
    `UnreadableResponse` with code ``undecided`` where too few points could be worked out.

    >>> setting = Setting(("M",))
    >>> difference(expressions.read("(M^2 - 1)/(M + 1)"), expressions.read("M - 1"), setting) is None
    True
    >>> difference(expressions.read("floor((M - 3)/2) + 1"), expressions.read("(M - 3)/2 + 1"), setting)
    Difference(point={'M': 2}, value=Fraction(1, 2))
    """
    if key == response:
        return None
    points, key_outcomes = _key_outcomes(key, setting)
    value_at = _value_at(response, setting)
    decided = 0
    for point, wanted in zip(points, key_outcomes, strict=True):
        outcome = _outcome(value_at, point)
        if _UNDECIDED in (wanted, outcome):
            continue
        if wanted != outcome:
            return _difference_at(point, outcome, setting)
        decided += wanted != _UNDEFINED
    key_at = _value_at(key, setting)
    for point in _own_points(response, key, setting):
        wanted, outcome = _outcome(key_at, point), _outcome(value_at, point)
        if wanted != outcome and _UNDECIDED not in (wanted, outcome):
            return _difference_at(point, outcome, setting)
    if decided < min(POINTS_AT_LEAST, len(points)):
        raise UnreadableResponse("undecided", "this formula could not be worked out at enough points to compare it")
    return None


def defined_points(node: Node, setting: Setting) -> int:
    """At how many of the points a formula has a value; a key needs `POINTS_AT_LEAST`, or all there are."""
    return sum(isinstance(outcome, (int, Fraction)) for outcome in _key_outcomes(node, setting)[1])


@lru_cache(maxsize=256)
def _key_outcomes(key: Node, setting: Setting) -> tuple[tuple[Point, ...], tuple[Outcome, ...]]:
    """The points for a key and its outcome at each; the whole class is compared with the same ones."""
    seed = "/".join((expressions.show(key), *setting.symbols))
    if setting.is_real:
        points = real_points(seed, len(setting.symbols))
    else:
        points = integer_points(seed, len(setting.symbols), _constants(key, setting))
    value_at = _value_at(key, setting)
    return points, tuple(_outcome(value_at, point) for point in points)


def _own_points(response: Node, key: Node, setting: Setting) -> Sequence[Point]:
    """Further points near constants that only the response has."""
    own = _constants(response, setting) - _constants(key, setting)
    if setting.is_real or not own:
        return ()
    return near_constants(expressions.show(key), len(setting.symbols), own)


def _constants(node: Node, setting: Setting) -> frozenset[int]:
    """The integers in a formula and in the givens."""
    nodes = (node, *(given for _, given in setting.givens))
    parts = (part for formula in nodes for part in expressions.walk(formula))
    return frozenset(part.value for part in parts if isinstance(part, Number) and isinstance(part.value, int))


def _value_at(node: Node, setting: Setting) -> Callable[[Point], Value]:
    """The formula as a function of the symbols' values; the givens it needs are worked out on the way.

    Not by substitution: ten givens that each use the one before twice would make a thousand terms.
    """
    needed = set(expressions.names_in(node))
    steps: list[tuple[str, Node]] = []
    for name, given in reversed(setting.givens):
        if name in needed:
            needed.update(expressions.names_in(given))
            steps.append((name, given))
    if not steps:
        return expressions.compiled(node, setting.symbols)
    letters = list(setting.symbols)
    closures = []
    for name, given in reversed(steps):
        closures.append(expressions.compiled(given, tuple(letters)))
        letters.append(name)
    last = expressions.compiled(node, tuple(letters))

    def value_at(point: Point) -> Value:
        values: list[Value] = list(point)
        for closure in closures:
            values.append(closure(values))
        return last(values)

    return value_at


def _outcome(value_at: Callable[[Point], Value], point: Point) -> Outcome:
    """The number that a formula gives at a point, or why it gives none."""
    try:
        value = value_at(point)
    except BudgetError:
        return _UNDECIDED
    except ExpressionError as error:
        if error.code == "division_by_zero":
            return _UNDEFINED
        if error.code == "not_a_whole_exponent":
            return _UNDECIDED
        raise
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        raise ExpressionError("not_a_number", "a formula for a number is asked")
    return value


def _difference_at(point: Point, outcome: Outcome, setting: Setting) -> Difference:
    named = dict(zip(setting.symbols, point, strict=True))
    return Difference(named, None if isinstance(outcome, str) else outcome)
