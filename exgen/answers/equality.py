"""Whether two formulas are equal, by exact evaluation at many points.

Over the positive integers a formula with floors is no rational function, and no finite number of points
proves equality; but two formulas that a student and an author write down differ, if they do, at a small
corner, at a remainder, near one of their constants, or almost everywhere. Exactly these points are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import TypeAlias

from exgen import expressions
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.points import Point, further_points, integer_points, near_constants, probe_points, real_points
from exgen.errors import BudgetError, ExpressionError
from exgen.expressions import Binary, Call, Name, Node, Number, Value

Givens: TypeAlias = "tuple[tuple[str, Node], ...]"

LEFT_AT_LEAST = 50
"""So many points must keep the conditions of a setting: fewer would let wrong formulas pass."""

ENOUGH = 300
FURTHER = 2_000
"""Where conditions leave fewer points than are enough, so many further ones are tried."""

POINTS_AT_LEAST = 20
"""With fewer points at which both have a value nothing is decided (without letters there is one point)."""

_PROBES = 8
_FIRST = 16  # points that most wrong formulas don't survive, before the others are worked out
_UNDEFINED = "undefined"
_UNDECIDED = "undecided"
Outcome: TypeAlias = "int | Fraction | str"


@dataclass(frozen=True, slots=True)
class Setting:
    """What formulas are compared over: their letters, names that stand for formulas, the domain, and conditions.

    Points that break a condition of ``where`` are left out; conditions speak of the letters alone.
    """

    symbols: tuple[str, ...]
    givens: Givens = ()
    is_real: bool = False
    where: tuple[Node, ...] = ()


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
    ours, theirs = _contents(key, setting.givens), _contents(response, setting.givens)
    setting = _with_needed_symbols(setting, ours.names | theirs.names)
    points, wanted = _key_outcomes(key, setting, has_steps=ours.has_steps or theirs.has_steps)
    stretches = [(points[:_FIRST], wanted[:_FIRST]), (points[_FIRST:], wanted[_FIRST:])]
    own = theirs.constants - ours.constants
    if own and not setting.is_real:
        further = _kept(near_constants(_seed(key, setting), len(setting.symbols), own), setting)
        stretches.append((further, _outcomes(_value_at(key, setting), further)))
    value_at = _value_at(response, setting)
    decided = 0
    for some, outcomes in stretches:
        for point, outcome, other in zip(some, outcomes, _outcomes(value_at, some), strict=True):
            if outcome is _UNDECIDED or other is _UNDECIDED:
                continue
            if outcome != other:
                value = None if isinstance(other, str) else other
                return Difference(dict(zip(setting.symbols, point, strict=True)), value)
            decided += outcome is not _UNDEFINED
    if decided < min(POINTS_AT_LEAST, len(points)):
        raise UnreadableResponse("undecided", "this formula could not be worked out at enough points to compare it")
    return None


def are_soon_apart(key: Node, response: Node, setting: Setting) -> bool:
    """Whether a few points show already that two formulas differ; False decides nothing.

    Where one response is held against many formulas, as a diagnosis does, nearly all are told apart here.

    >>> setting = Setting(("M",))
    >>> are_soon_apart(expressions.read("2M"), expressions.read("M + 2"), setting)
    True
    >>> are_soon_apart(expressions.read("floor(M/1000)"), expressions.read("floor(M/999)"), setting)
    False
    """
    pairs = zip(_probed(key, setting), _probed(response, setting), strict=True)
    return any(ours != theirs and _UNDECIDED not in (ours, theirs) for ours, theirs in pairs)


@lru_cache(maxsize=1024)
def _probed(node: Node, setting: Setting) -> tuple[Outcome, ...]:
    return _outcomes(_value_at(node, setting), _probes(setting.symbols, setting.where))


@lru_cache(maxsize=256)
def _probes(symbols: tuple[str, ...], where: tuple[Node, ...]) -> tuple[Point, ...]:
    """A few points for all formulas in these symbols."""
    return _kept(probe_points("/".join(symbols), len(symbols)), Setting(symbols, where=where))[:_PROBES]


def is_defined(key: Node, setting: Setting) -> bool:
    """Whether a formula has a value at enough points to be a key.

    >>> is_defined(expressions.read("1/(M - M)"), Setting(("M",)))
    False
    """
    contents = _contents(key, setting.givens)
    setting = _with_needed_symbols(setting, contents.names)
    points, outcomes = _key_outcomes(key, setting, has_steps=contents.has_steps)
    return sum(not isinstance(outcome, str) for outcome in outcomes) >= min(POINTS_AT_LEAST, len(points))


def has_points_enough(key: Node, setting: Setting) -> bool:
    """Whether the conditions of a setting leave points enough to compare a key with anything.

    >>> has_points_enough(expressions.read("M + 1"), Setting(("M",), where=(expressions.read("M < 1"),)))
    False
    """
    contents = _contents(key, setting.givens)
    setting = _with_needed_symbols(setting, contents.names)
    points, _ = _key_outcomes(key, setting, has_steps=contents.has_steps)
    return not setting.where or len(points) >= LEFT_AT_LEAST


def _with_needed_symbols(setting: Setting, names: frozenset[str]) -> Setting:
    """The setting without the symbols that neither the formulas nor the conditions speak of."""
    needed = names.union(*map(expressions.names_in, setting.where))
    return replace(setting, symbols=tuple(symbol for symbol in setting.symbols if symbol in needed))


def _kept(points: Sequence[Point], setting: Setting) -> tuple[Point, ...]:
    """The points at which every condition holds; a condition that has no value there does not."""
    conditions = [expressions.compiled(condition, setting.symbols) for condition in setting.where]

    def is_kept(point: Point) -> bool:
        try:
            return all(condition(point) is True for condition in conditions)
        except ExpressionError:
            return False

    return tuple(point for point in points if is_kept(point))


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a formula holds, together with the givens it needs."""

    names: frozenset[str]
    constants: frozenset[int]
    has_steps: bool


@lru_cache(maxsize=512)
def _contents(node: Node, givens: Givens) -> _Contents:
    parts = list(expressions.walk(node))
    for name, given in reversed(givens):
        if any(isinstance(part, Name) and part.name == name for part in parts):
            parts += expressions.walk(given)
    return _Contents(
        frozenset(part.name for part in parts if isinstance(part, Name)),
        frozenset(part.value for part in parts if isinstance(part, Number) and isinstance(part.value, int)),
        any(isinstance(part, Call) or (isinstance(part, Binary) and part.operator in ("//", "%")) for part in parts),
    )


@lru_cache(maxsize=256)
def _key_outcomes(key: Node, setting: Setting, *, has_steps: bool) -> tuple[tuple[Point, ...], tuple[Outcome, ...]]:
    """The points for a key and its outcome at each; the whole class is compared with the same ones."""
    seed = _seed(key, setting)
    if setting.is_real:
        points = real_points(seed, len(setting.symbols))
    else:
        constants = _contents(key, setting.givens).constants.union(
            *(_contents(condition, ()).constants for condition in setting.where)
        )
        points = integer_points(seed, len(setting.symbols), constants, has_steps=has_steps)
    points = _kept(points, setting)
    if setting.where and len(points) < ENOUGH and not setting.is_real:
        some = islice(further_points(seed, len(setting.symbols)), FURTHER)
        points = tuple(dict.fromkeys((*points, *_kept(tuple(some), setting))))
    return points, _outcomes(_value_at(key, setting), points)


def _seed(key: Node, setting: Setting) -> str:
    return "/".join((expressions.show(key), *setting.symbols))


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


def _outcomes(value_at: Callable[[Point], Value], points: Sequence[Point]) -> tuple[Outcome, ...]:
    """What a formula gives at each point."""
    try:
        return tuple([_number(value_at(point)) for point in points])
    except ExpressionError:
        return tuple([_outcome(value_at, point) for point in points])


def _outcome(value_at: Callable[[Point], Value], point: Point) -> Outcome:
    """The number that a formula gives at a point, or why it gives none."""
    try:
        return _number(value_at(point))
    except BudgetError:
        return _UNDECIDED
    except ExpressionError as error:
        if error.code == "division_by_zero":
            return _UNDEFINED
        if error.code == "not_a_whole_exponent":
            return _UNDECIDED
        raise


def _number(value: Value) -> int | Fraction:
    if value.__class__ is int or value.__class__ is Fraction:
        return value
    raise ExpressionError("not_a_number", "a formula for a number is asked")
