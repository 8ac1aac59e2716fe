"""Whether the points at which two formulas agree have seen all that the formulas do.

A floor that gave one number at every point, or a maximum whose second argument was never the larger one, may give
another elsewhere; and so may two that each step rarely where both do at once. Such a formula is not taken for equal to
anything: it is undecided. What can be told from how a formula is written need not be seen: ``max(n, 0)`` is ``n``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

from exgen import expressions
from exgen.answers.bounds import bounds
from exgen.answers.joint_points import compared_parts
from exgen.answers.setting import Setting
from exgen.expressions import Binary, Call, Name, Node

Column: TypeAlias = "Sequence[int | Fraction | str]"
ColumnOf: TypeAlias = "Callable[[Node], Column]"

_RARE = Fraction(1, 20)
_EXPECTED = 10
"""Two that step independently and so often at once by chance, but never did, exclude each other."""


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
    for part, decides in _choices(formulas):
        if not expressions.names_in(part):
            continue
        column = column_of(part)
        kinds = [decides(value) if not isinstance(value, str) else None for value in column]
        counts = Counter(kind for kind in kinds if kind is not None)
        usual, times = counts.most_common(1)[0] if counts else (None, 0)
        if len(counts) < 2 or (decides is _sign and not {1, -1} <= counts.keys()):
            if not _is_known(part, decides, setting):
                return part
        elif times > (1 - _RARE) * counts.total():
            rare.append((part, frozenset(place for place, kind in enumerate(kinds) if kind not in (None, usual))))
    for (one, ours), (other, theirs) in combinations(rare, 2):
        total = len(column_of(one))
        if ours.isdisjoint(theirs) and len(ours) * len(theirs) < _EXPECTED * total and not _is_within(one, other):
            return other
    return None


def _choices(formulas: Sequence[Node]) -> Iterator[tuple[Node, Callable[[int | Fraction], int]]]:
    """Everything that steps in some formulas, with what of its value matters, each once."""
    for part in dict.fromkeys(part for formula in formulas for part in expressions.walk(formula)):
        match part:
            case Binary(operator="//" | "%", left=left, right=right):
                yield Binary("//", left, right), int
            case Call(function=Name(name="floor" | "ceil")):
                yield part, int
    for part in dict.fromkeys(part for formula in formulas for part in compared_parts(formula)):
        yield part, _sign


def _sign(value: int | Fraction) -> int:
    return (value > 0) - (value < 0)


def _is_known(part: Node, decides: Callable[[int | Fraction], int], setting: Setting) -> bool:
    """Whether what a part decides is the same wherever the letters may be."""
    low, high = bounds(expressions.fold(part), setting)
    if decides is _sign:
        return low >= 0 or high <= 0
    return low == high


def _is_within(one: Node, other: Node) -> bool:
    return other in expressions.walk(one) or one in expressions.walk(other)
