"""A set as text, in the form of the keys."""

from __future__ import annotations

from collections.abc import Iterable

from exgen.answers.formulas import Exact, number_text
from exgen.answers.members import Member, Members, ProductSet

_LISTED_AT_MOST = 64  # longer axes are shown by their runs


def members_text(members: Members) -> str:
    """A set as text, in the form of the keys.

    >>> members_text(frozenset({(258, 195), (257, 195)}))
    '{(257, 195), (258, 195)}'
    >>> from exgen.answers.members import members_of_axes
    >>> members_text(members_of_axes([range(100), [7]]))
    '{0..99} x {7}'
    """
    if isinstance(members, ProductSet):
        return " x ".join(map(axis_text, members.axes))
    if any(isinstance(member, tuple) for member in members):
        return "{" + ", ".join(map(_member_text, sorted(members, key=_entries))) + "}"
    return axis_text(members)


def axis_text(axis: Iterable[Member]) -> str:
    """One axis, or a set of plain numbers."""
    numbers = sorted(number for number in axis if not isinstance(number, tuple))
    if len(numbers) <= _LISTED_AT_MOST:
        return "{" + ", ".join(map(number_text, numbers)) + "}"
    runs: list[list[Exact]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return "{" + ", ".join("..".join(map(number_text, run)) for run in runs) + "}"


def _member_text(member: Member) -> str:
    return "(" + ", ".join(map(number_text, member)) + ")" if isinstance(member, tuple) else number_text(member)


def _entries(member: Member) -> tuple[Exact, ...]:
    return member if isinstance(member, tuple) else (member,)
