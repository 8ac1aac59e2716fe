"""Counting by going through things one by one, up to a budget."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress, repeat
from operator import length_hint

from exgen.errors import ExgenError


class OverBudgetError(ExgenError):
    """There is more to count than the budget allows: count a smaller network instead."""


class Tally:
    """Counts things, and how many it may still count.

    >>> tally = Tally(10)
    >>> tally.counted("abcdef")
    6
    >>> tally.counted("abcdef")
    Traceback (most recent call last):
    ...
    exgen.engine.oracle.tally.OverBudgetError: more than 10 to count
    """

    __slots__ = ("budget", "left")

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.left = budget

    def counted(self, things: Iterable[object]) -> int:
        """How many things there are.

        Raises OverBudgetError as soon as they are more than is left of the budget.
        """
        places = repeat(False, self.left + 1)
        # Takes a thing and a place, and drops both, until one of them is at its end: no quicker way goes one by one.
        next(compress(things, places), None)
        return self.spent(self.left + 1 - length_hint(places))

    def spent(self, operations: int) -> int:
        """The same number of operations, taken off the budget.

        Raises OverBudgetError if they are more than is left.
        """
        if operations > self.left:
            self.left = 0
            raise OverBudgetError(f"more than {self.budget} to count")
        self.left -= operations
        return operations
