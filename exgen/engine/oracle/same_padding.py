"""Padding that keeps a size, found by trying: ever more places, until the windows fit as often as they should."""

from __future__ import annotations

from itertools import count
from typing import NamedTuple

from exgen.engine.oracle.tally import Tally
from exgen.engine.oracle.windows import last_taps


class Ends(NamedTuple):
    """The places before and behind an axis."""

    before: int
    behind: int

    def turned(self) -> Ends:
        """The same with the odd place at the other end."""
        return Ends(self.behind, self.before)


def covered(size: int, stride: int, tally: Tally) -> int:
    """How many windows begin on an axis, one every stride.

    >>> covered(7, 3, Tally(100))
    3
    """
    return tally.counted(range(size)[::stride])


def covering_ends(size: int, kernel: int, stride: int, dilation: int, tally: Tally) -> Ends:
    """The fewest places with which a window fits at each of these places, dealt out by turns, the first one behind.

    >>> covering_ends(14, 5, 2, 1, Tally(1000)), covering_ends(4, 1, 2, 1, Tally(1000))
    (Ends(before=1, behind=2), Ends(before=0, behind=0))
    """
    wanted = covered(size, stride, tally)
    for places in count():
        dealt = range(places)
        ends = Ends(len(dealt[1::2]), len(dealt[::2]))
        fitting = tally.counted(last_taps(size, kernel, stride, ends.before, dilation, ends.behind))
        if fitting >= wanted:
            return ends
    raise AssertionError("more places make more windows fit")
