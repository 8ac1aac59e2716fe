"""Whether two formulas are equal, by exact evaluation: at points, and modulo large primes.

Over the positive integers a formula with floors is no rational function, and no finite number of points proves
equality; but two formulas that a student and an author write down differ, if they do, at a small corner, at a
remainder, near one of their constants, where several of their steps meet, or almost everywhere. These points are tried,
and those at which steps meet are solved for.

Two formulas are taken for equal in two ways. Where they are one rational function of their letters and steps
(:mod:`~exgen.answers.field_equality`), they are, but for a chance below 10^-15. Where they are not, but agree at all
points, no such bound is known: then the points must have shown all that the steps of both do, singly and in pairs
(:mod:`~exgen.answers.regimes`), and what they have not shown leaves the formulas undecided. A difference that takes
three rare steps at once, or an arithmetic that is none of floors, may still be missed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import TypeAlias

from exgen import expressions
from exgen.answers.contents import contents
from exgen.answers.field_equality import is_same_function
from exgen.answers.joint_points import joint_points
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.points import Point, further_points, integer_points, near_constants, probe_points, real_points
from exgen.answers.real_equality import is_closely_known, real_difference, real_outcomes
from exgen.answers.regimes import unseen
from exgen.answers.setting import POINTS_AT_LEAST, Difference, Setting
from exgen.errors import BudgetError, ExpressionError
from exgen.expressions import Node, Value
from exgen.expressions.columns import column, has_column

LEFT_AT_LEAST = 50
"""So many points must keep the conditions of a setting: fewer would let wrong formulas pass."""

ENOUGH = 300
FURTHER = 2_000
"""Where conditions leave fewer points than are enough, so many further ones are tried."""

_PROBES = 8
_LEAST = 40
_SEEN_AT = 250  # so many of the points are looked at again to see what the parts of a formula did there
_FIRST = 16  # points that most wrong formulas don't survive, before the others are worked out
_UNDEFINED = "undefined"
_UNDECIDED = "undecided"
Outcome: TypeAlias = "int | Fraction | str"
OutcomesAt: TypeAlias = "Callable[[Sequence[Point]], tuple[Outcome, ...]]"


def difference(key: Node, response: Node, setting: Setting) -> Difference | None:
    """A point at which two formulas differ; None when they agree wherever they were compared.

    A point where both divide by zero says nothing; where only one does, they differ. Raises
    `UnreadableResponse` with code ``undecided`` where too few points could be worked out.

    >>> setting = Setting(("M",))
    >>> difference(expressions.read("(M^2 - 1)/(M + 1)"), expressions.read("M - 1"), setting) is None
    True
    >>> difference(expressions.read("floor((M - 3)/2) + 1"), expressions.read("(M - 3)/2 + 1"), setting)
    Difference(point={'M': 2}, value=Fraction(1, 2), is_rounded=False)
    """
    if key == response:
        return None
    ours, theirs = contents(key, setting), contents(response, setting)
    setting = setting.with_needed_symbols(ours.names | theirs.names)
    if setting.is_real and (ours.needs_balls or theirs.needs_balls):
        return real_difference(key, response, setting)
    points, wanted = _key_outcomes(key, setting, has_steps=ours.has_steps or theirs.has_steps)
    outcomes_at = _outcomes_at(response, setting)
    apart, decided = _compared(points[:_FIRST], wanted[:_FIRST], outcomes_at, setting)
    if apart:
        return apart
    is_rational = not (ours.has_steps or theirs.has_steps)
    is_same = is_same_function(key, response, setting, is_rational=is_rational)
    if is_same and not ours.may_divide_by_zero and not theirs.may_divide_by_zero:
        return None
    if is_same:
        return _apart_at(setting.kept(_joint_points(key, response, setting)), key, response, setting)
    some = theirs.affordable(len(points), _LEAST)
    apart, more = _compared(points[_FIRST:][some], wanted[_FIRST:][some], outcomes_at, setting)
    own = theirs.constants - ours.constants
    if own and not setting.is_real and apart is None:
        further = setting.kept(near_constants(setting.seed(key), len(setting.symbols), own))
        apart = _apart_at(further[theirs.affordable(len(further), _LEAST)], key, response, setting)
    if apart:
        return apart
    if is_rational:
        if is_same is False and not setting.where:
            return Difference(None, None)
    else:
        apart = _joint_difference(key, response, setting, points[some])
        if apart:
            return apart
    if decided + more < min(POINTS_AT_LEAST, len(points)):
        raise UnreadableResponse("undecided", "this formula could not be worked out at enough points to compare it")
    return None


def _joint_difference(key: Node, response: Node, setting: Setting, points: Sequence[Point]) -> Difference | None:
    """A point at which two formulas with steps differ; `UnreadableResponse` if there may be one that is not found.

    Tried are points at which what steps in them does so at once; and unless that shows all that their parts do, the
    formulas are undecided.
    """
    joint = _joint_points(key, response, setting)
    apart = _apart_at(setting.kept(joint), key, response, setting)
    if apart is not None:
        return apart
    formulas = _formulas(key, response, setting)
    tried = (*points[:: max(1, len(points) // _SEEN_AT)], *joint)
    columns: dict[Node, tuple[Outcome, ...]] = {}

    def column_of(part: Node) -> tuple[Outcome, ...]:
        if part not in columns:
            columns[part] = _outcomes_at(part, setting)(tried)
        return columns[part]

    part = unseen(formulas, setting, column_of)
    if part is not None:
        sentence = "it could not be decided whether this formula is right; it can probably be written more simply"
        raise UnreadableResponse("undecided", sentence)
    return None


def _formulas(key: Node, response: Node, setting: Setting) -> list[Node]:
    """Two formulas with the givens that they need, each once."""
    givens = (given for node in (key, response) for _, given in setting.needed_givens(node))
    return list(dict.fromkeys((*givens, key, response)))


def _joint_points(key: Node, response: Node, setting: Setting) -> list[Point]:
    """Points at which two formulas take several steps at once; some may break a condition."""
    walks = contents(response, setting).affordable_walks
    return joint_points(_formulas(key, response, setting), setting, setting.seed(key), walks)


def _apart_at(points: Sequence[Point], key: Node, response: Node, setting: Setting) -> Difference | None:
    """One of some points at which a formula does not give what the key does."""
    wanted = _outcomes_at(key, setting)(points)
    return _compared(points, wanted, _outcomes_at(response, setting), setting)[0]


def _compared(
    points: Sequence[Point], wanted: tuple[Outcome, ...], outcomes_at: OutcomesAt, setting: Setting
) -> tuple[Difference | None, int]:
    """A point at which a formula does not give what is wanted, and at how many it does before that."""
    found = outcomes_at(points)
    if found == wanted:
        return None, len(wanted) - wanted.count(_UNDEFINED) - wanted.count(_UNDECIDED)
    decided = 0
    for point, outcome, other in zip(points, wanted, found, strict=True):
        if outcome is _UNDECIDED or other is _UNDECIDED:
            continue
        if outcome != other:
            value = None if isinstance(other, str) else other
            return Difference(dict(zip(setting.symbols, point, strict=True)), value), decided
        decided += outcome is not _UNDEFINED
    return None, decided


def are_soon_apart(key: Node, response: Node, setting: Setting) -> bool:
    """Whether a few points show already that two formulas differ; False decides nothing.

    Where one response is held against many formulas, as a diagnosis does, nearly all are told apart here.

    >>> setting = Setting(("M",))
    >>> are_soon_apart(expressions.read("2M"), expressions.read("M + 2"), setting)
    True
    >>> are_soon_apart(expressions.read("floor(M/1000)"), expressions.read("floor(M/999)"), setting)
    False
    """
    if setting.is_real and any(contents(node, setting).needs_balls for node in (key, response)):
        return False
    pairs = zip(_probed(key, setting), _probed(response, setting), strict=True)
    return any(ours != theirs and _UNDECIDED not in (ours, theirs) for ours, theirs in pairs)


@lru_cache(maxsize=1024)
def _probed(node: Node, setting: Setting) -> tuple[Outcome, ...]:
    return _outcomes_at(node, setting)(_probes(setting.symbols, setting.where))


@lru_cache(maxsize=256)
def _probes(symbols: tuple[str, ...], where: tuple[Node, ...]) -> tuple[Point, ...]:
    """A few points for all formulas in these symbols."""
    return Setting(symbols, where=where).kept(probe_points("/".join(symbols), len(symbols)))[:_PROBES]


@lru_cache(maxsize=256)
def is_defined(key: Node, setting: Setting) -> bool:
    """Whether a formula has a value at enough points to be a key.

    >>> is_defined(expressions.read("1/(M - M)"), Setting(("M",)))
    False
    """
    found = contents(key, setting)
    setting = setting.with_needed_symbols(found.names)
    if setting.is_real and found.needs_balls:
        return is_closely_known(key, setting)
    points, outcomes = _key_outcomes(key, setting, has_steps=found.has_steps)
    has_values = sum(not isinstance(outcome, str) for outcome in outcomes) >= min(POINTS_AT_LEAST, len(points))
    return has_values or bool(is_same_function(key, key, setting))


@lru_cache(maxsize=256)
def has_points_enough(key: Node, setting: Setting) -> bool:
    """Whether the conditions of a setting leave points enough to compare a key with anything.

    >>> has_points_enough(expressions.read("M + 1"), Setting(("M",), where=(expressions.read("M < 1"),)))
    False
    """
    found = contents(key, setting)
    setting = setting.with_needed_symbols(found.names)
    if setting.is_real and found.needs_balls:
        points, _ = real_outcomes(key, setting)
    else:
        points, _ = _key_outcomes(key, setting, has_steps=found.has_steps)
    return not setting.where or len(points) >= LEFT_AT_LEAST


@lru_cache(maxsize=256)
def _key_outcomes(key: Node, setting: Setting, *, has_steps: bool) -> tuple[tuple[Point, ...], tuple[Outcome, ...]]:
    """The points for a key and its outcome at each; the whole class is compared with the same ones."""
    seed = setting.seed(key)
    if setting.is_real:
        points = real_points(seed, len(setting.symbols))
    else:
        constants = contents(key, setting).constants.union(
            *(contents(condition, Setting(())).constants for condition in setting.where)
        )
        points = integer_points(seed, len(setting.symbols), constants, has_steps=has_steps)
    points = setting.kept(points)
    if setting.where and len(points) < ENOUGH and not setting.is_real:
        some = islice(further_points(seed, len(setting.symbols)), FURTHER)
        points = tuple(dict.fromkeys((*points, *setting.kept(tuple(some)))))
    return points, _outcomes_at(key, setting)(points)


def _outcomes_at(node: Node, setting: Setting) -> OutcomesAt:
    """What a formula gives at each of many points."""
    is_whole = not setting.is_real and not setting.needed_givens(node) and has_column(node, setting.symbols)

    def outcomes_at(points: Sequence[Point]) -> tuple[Outcome, ...]:
        if is_whole and points and setting.symbols:
            try:
                return tuple(column(node, setting.symbols, points))  # type: ignore[arg-type]  # integer points hold ints
            except ArithmeticError:
                pass
        value_at = setting.value_at(node, expressions.compiled)
        try:
            return tuple([_number(value_at(point)) for point in points])
        except ExpressionError:
            return tuple([_outcome(value_at, point) for point in points])

    return outcomes_at


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
