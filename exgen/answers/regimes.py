"""Whether the points at which two formulas agree have seen all that the formulas do.

A floor that gave one number at every point, or a maximum whose second argument was never the larger one, may give
another elsewhere; and so may two that each step rarely where both do at once. Such a formula is not taken for equal to
anything: it is undecided. What can be told from how a formula is written need not be seen: ``max(n, 0)`` is ``n``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

from exgen import expressions
from exgen.answers.bounds import bounds, is_positive
from exgen.answers.joint_points import compared_in, conditions_in
from exgen.answers.setting import Setting
from exgen.expressions import Binary, Call, Comparison, Name, Node

Column: TypeAlias = "Sequence[int | Fraction | str]"
ColumnOf: TypeAlias = "Callable[[Node], Column]"

_RARE = Fraction(1, 20)
_EXPECTED = 10
"""Two that step independently and so often at once by chance, but never did, exclude each other."""

_MOST_PARTS = 20
"""So many floors, remainders and maxima are looked at; who writes more of them writes it more simply."""


class Choice(Enum):
    """What of the value of a part matters."""

    STEP = auto()
    """The value, a whole number."""
    SIDE = auto()
    """The sign, but 0 is as good as either: ``max(n, 3)`` where ``n - 3`` is the part."""
    ORDER = auto()
    """The sign: ``n > 3`` is not ``n >= 3``."""
    ZERO = auto()
    """Whether it is 0."""


def unseen(formulas: Sequence[Node], setting: Setting, column_of: ColumnOf) -> Node | None:
    """A part of some formulas that has not been seen in all that it does; None if all has.

    ``column_of`` gives the values of a part at the points that were tried, a text where it has none. Points that were
    solved for and that break a condition may be among them: what is seen there only lies beyond the conditions.

    >>> points = [(value,) for value in range(1, 200)]
    >>> def column_of(node): return [expressions.compiled(node, ("n",))(point) for point in points]
    >>> expressions.show(unseen([expressions.read("min(n, 1000) + max(n, 0)")], Setting(("n",)), column_of))
    'n - 1000'
    >>> unseen([expressions.read("min(n, 100) + n//7")], Setting(("n",)), column_of) is None
    True
    """
    rare: list[tuple[Node, frozenset[int]]] = []
    parts = list(dict.fromkeys(pair for formula in formulas for pair in _choices(formula)))
    if len(parts) > _MOST_PARTS:
        return parts[_MOST_PARTS][0]
    for part, choice in parts:
        if not expressions.names_in(part):
            continue
        column = [_chosen(value, choice) for value in column_of(part)]
        counts = Counter(chosen for chosen in column if chosen is not None)
        usual, times = counts.most_common(1)[0] if counts else (None, 0)
        if not _is_seen(counts, choice):
            if not _is_known(part, choice, counts, setting):
                return part
        elif times > (1 - _RARE) * counts.total():
            rare.append((part, frozenset(place for place, chosen in enumerate(column) if chosen not in (None, usual))))
    for (one, ours), (other, theirs) in combinations(rare, 2):
        total = len(column_of(one))
        if ours.isdisjoint(theirs) and len(ours) * len(theirs) < _EXPECTED * total and not _is_within(one, other):
            return other
    return None


def _choices(formula: Node) -> Iterator[tuple[Node, Choice]]:
    """Everything that makes a difference in a formula beyond its numbers, with what of it does."""
    for part in expressions.walk(formula):
        match part:
            case Binary(operator="//" | "%", left=left, right=right):
                yield Binary("//", left, right), Choice.STEP
            case Call(function=Name(name="floor" | "ceil")):
                yield part, Choice.STEP
            case Comparison():
                for sign, difference in conditions_in(part):
                    yield difference, Choice.ORDER if sign[0] in "<>" else Choice.ZERO
            case _:
                yield from ((difference, Choice.SIDE) for difference in compared_in(part))


def _chosen(value: int | Fraction | str, choice: Choice) -> int | Fraction | None:
    if isinstance(value, str):
        return None
    match choice:
        case Choice.STEP:
            return value
        case Choice.ZERO:
            return int(not value)
    return (value > 0) - (value < 0)


def _is_seen(counts: Counter[int | Fraction], choice: Choice) -> bool:
    return {1, -1} <= counts.keys() if choice in (Choice.SIDE, Choice.ORDER) else len(counts) > 1


def _is_known(part: Node, choice: Choice, counts: Counter[int | Fraction], setting: Setting) -> bool:
    """Whether nothing but what was seen can be, told from how a part is written."""
    low, high = bounds(expressions.fold(part), setting)
    match choice:
        case Choice.STEP:
            return low == high or any(_stays_at(part, step, setting) for step in counts)
        case Choice.SIDE:
            return low >= 0 or high <= 0
        case Choice.ORDER if 0 in counts:
            return low >= 0 or high <= 0
    return low > 0 or high < 0 or low == high


def _stays_at(part: Node, step: int | Fraction, setting: Setting) -> bool:
    """Whether a floor or ceiling of a ratio is one number everywhere: ``floor(n/(n + 3))`` is 0."""
    is_ceiling = False
    match part:
        case Call(function=Name(name=name), arguments=(Binary(operator="/", left=above, right=below),)):
            is_ceiling = name == "ceil"
        case Binary(operator="//", left=above, right=below):
            pass
        case _:
            return False
    if not is_positive(below, setting):
        return False
    first = Binary("*", expressions.literal(step - is_ceiling), below)
    last = Binary("*", expressions.literal(step + 1 - is_ceiling), below)
    over, short = (
        bounds(expressions.fold(Binary("-", one, other)), setting)[0] for one, other in ((above, first), (last, above))
    )
    return (over > 0 and short >= 0) if is_ceiling else (over >= 0 and short > 0)


def _is_within(one: Node, other: Node) -> bool:
    return other in expressions.walk(one) or one in expressions.walk(other)
