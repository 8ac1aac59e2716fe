"""The members of a set: integers or shapes, listed, or one set for each axis where a product is big.

Both forms of one set are never in use: `canonical` decides by size, so that equal sets are equal values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TypeAlias

from exgen.answers.formulas import Exact

Member: TypeAlias = "Exact | tuple[Exact, ...]"

LISTED_AT_MOST = 16
"""A product of axes with more members is kept, and shown, as one set for each axis."""


@dataclass(frozen=True, slots=True)
class ProductSet:
    """All shapes whose entries come from one set for each axis; never listed.

    >>> ProductSet((frozenset({257, 258}), frozenset({195}))).size
    2
    """

    axes: tuple[frozenset[Exact], ...]

    @property
    def size(self) -> int:
        """How many members there are."""
        return prod(map(len, self.axes))

    def __contains__(self, member: object) -> bool:
        return (
            isinstance(member, tuple)
            and len(member) == len(self.axes)
            and all(entry in axis for entry, axis in zip(member, self.axes, strict=True))
        )


Members: TypeAlias = "frozenset[Member] | ProductSet"


def members_of_axes(axes: Sequence[Iterable[Exact]]) -> Members:
    """All combinations of one entry for each axis, in canonical form; a single axis gives plain numbers.

    >>> sorted(members_of_axes([[257, 258], [195]]))
    [(257, 195), (258, 195)]
    >>> members_of_axes([range(10), range(10)]).size
    100
    """
    sets = tuple(frozenset(axis) for axis in axes)
    if len(sets) == 1:
        return frozenset[Member](sets[0])
    whole = ProductSet(sets)
    return frozenset(product(*sets)) if whole.size <= LISTED_AT_MOST else whole


def canonical(members: Iterable[Member]) -> Members:
    """A set in its one form: a big product of axes as `ProductSet`, any other listed.

    >>> canonical([(row, column) for row in range(5) for column in range(5)]).size
    25
    """
    listed = frozenset(members)
    shapes = [member for member in listed if isinstance(member, tuple)]
    if len(listed) <= LISTED_AT_MOST or len(shapes) < len(listed) or len({len(shape) for shape in shapes}) > 1:
        return listed
    whole = ProductSet(tuple(frozenset(entries) for entries in zip(*shapes, strict=True)))
    return whole if whole.size == len(listed) else listed


def size_of(members: Members) -> int:
    """How many members a set has."""
    return members.size if isinstance(members, ProductSet) else len(members)


def common_size(first: Members, second: Members) -> int:
    """How many members two sets have in common, without listing a product.

    >>> common_size(members_of_axes([range(10), range(10)]), frozenset({(9, 9), (10, 9)}))
    1
    """
    if isinstance(first, ProductSet) and isinstance(second, ProductSet):
        if len(first.axes) != len(second.axes):
            return 0
        return prod(len(one & other) for one, other in zip(first.axes, second.axes, strict=True))
    if isinstance(first, ProductSet):
        first, second = second, first
    return sum(member in second for member in listed(first))


def entries_of_members(members: Members) -> int:
    """How many entries each member has: 1 for plain numbers, 0 where there are no members to ask.

    >>> entries_of_members(frozenset({(257, 195)})), entries_of_members(frozenset({52, 53}))
    (2, 1)
    """
    if isinstance(members, ProductSet):
        return len(members.axes)
    counts = {len(member) if isinstance(member, tuple) else 1 for member in members}
    return min(counts, default=0)


def listed(members: Members) -> Iterator[Member]:
    """The members one by one; a product must be known to be small."""
    return iter(members) if isinstance(members, frozenset) else product(*members.axes)
