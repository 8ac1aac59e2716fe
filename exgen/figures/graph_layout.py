"""Places for the nodes of a graph: in ranks, so that every edge leads on, with few crossings.

Nodes that edges pass by make room for them: an edge over several ranks has a joint in each rank between. Sugiyama,
Tagawa, Toda, "Methods for visual understanding of hierarchical system structures" (1981), in small: ranks by the
longest way, order by the mean place of neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 8

Joint = tuple[str, str, int]
Member = str | Joint
"""A node by its name, or a joint of an edge: where it leads from and to, and the rank it lies in."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """The members of each rank in order; ``ways`` are the members that each edge leads through, ends included."""

    members: tuple[tuple[Member, ...], ...]
    ways: tuple[tuple[Member, ...], ...]


def ranked(reads: Mapping[str, Sequence[str]]) -> Ranks:
    """Ranks of nodes, of which ``reads`` says which others each one reads; a leaf reads none.

    >>> ranked({"x": (), "q": ("x",), "f": ("q", "x")}).members
    (('x',), ('q', ('x', 'f', 1)), ('f',))
    """
    rank = _rank_of(reads)
    edges = [(read, name) for name, inputs in reads.items() for read in dict.fromkeys(inputs)]
    ways: list[tuple[Member, ...]] = []
    for start, end in edges:
        joints: list[Member] = [(start, end, between) for between in range(rank[start] + 1, rank[end])]
        ways.append((start, *joints, end))
    members: list[list[Member]] = [[] for _ in range(max(rank.values()) + 1)]
    for name in reads:
        members[rank[name]].append(name)
    for way in ways:
        for joint in way[1:-1]:
            assert isinstance(joint, tuple)
            members[joint[2]].append(joint)
    return Ranks(tuple(map(tuple, _ordered(members, ways))), tuple(ways))


def _rank_of(reads: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The rank of each node: one behind the last that it reads; a leaf stands right before its first reader."""
    rank: dict[str, int] = {}
    waiting = {name: inputs for name, inputs in reads.items() if inputs}
    while waiting:
        ready = [name for name, inputs in waiting.items() if not any(read in waiting for read in inputs)]
        for name in ready:
            rank[name] = 1 + max(rank.get(read, 0) for read in waiting.pop(name))
    for name, inputs in reads.items():
        if not inputs:
            rank[name] = min((rank[reader] for reader, read in reads.items() if name in read), default=1) - 1
    return rank


def _ordered(members: list[list[Member]], ways: Sequence[tuple[Member, ...]]) -> list[list[Member]]:
    """The ranks with their members in an order of few crossings."""
    neighbours: dict[tuple[Member, int], list[Member]] = {}
    for way in ways:
        for before, behind in pairwise(way):
            neighbours.setdefault((before, 1), []).append(behind)
            neighbours.setdefault((behind, -1), []).append(before)
    best, fewest = members, _crossings(members, ways)
    for sweep in range(SWEEPS):
        side = -1 if sweep % 2 == 0 else 1
        order = range(1, len(members)) if side < 0 else range(len(members) - 2, -1, -1)
        members = [list(rank) for rank in members]
        for number in order:
            places = {member: place for place, member in enumerate(members[number + side])}
            means = {one: _mean(one, side, neighbours, places, at) for at, one in enumerate(members[number])}
            members[number] = sorted(members[number], key=means.__getitem__)
        crossings = _crossings(members, ways)
        if crossings < fewest:
            best, fewest = members, crossings
    return best


def _mean(
    member: Member,
    side: int,
    neighbours: Mapping[tuple[Member, int], Sequence[Member]],
    places: Mapping[Member, int],
    own: int,
) -> float:
    """The mean place of a member's neighbours, its own where it has none."""
    found = [places[other] for other in neighbours.get((member, side), ()) if other in places]
    return sum(found) / len(found) if found else float(own)


def _crossings(members: Sequence[Sequence[Member]], ways: Sequence[tuple[Member, ...]]) -> int:
    """How many pairs of edges cross each other between two ranks."""
    places = {member: place for rank in members for place, member in enumerate(rank)}
    ranks = {member: number for number, rank in enumerate(members) for member in rank}
    pieces: dict[int, list[tuple[int, int]]] = {}
    for way in ways:
        for before, behind in pairwise(way):
            pieces.setdefault(ranks[before], []).append((places[before], places[behind]))
    return sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0
        for between in pieces.values()
        for number, one in enumerate(between)
        for other in between[:number]
    )
