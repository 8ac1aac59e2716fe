"""The search for mistakes that lead to a response: each mal-rule alone, everywhere and at one place, then pairs.

A name is only worth something if a random wrong number rarely gets one. So pairs are tried only where the key is
so large that all of them together hit less than one wrong number in a hundred by chance (``LARGE_ENOUGH``), only where
no single mistake explains the response, and never with a rare mistake in them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice
from typing import TypeAlias

from exgen.engine.formulas import Quantity
from exgen.engine.mal_rules import MAL_RULES, MalRule
from exgen.engine.mal_rules.mal_rule import Rank
from exgen.engine.missteps import Misstep, missteps
from exgen.engine.runs import Rerun, Run
from exgen.engine.settled_conventions import Alternative, alternatives
from exgen.errors import ExpressionError, InputError
from exgen.expressions import Node, names_in
from exgen.grading.mistake_places import Ways
from exgen.grading.shape_forms import channels_last
from exgen.questions.key_forms import Key
from exgen.questions.laid_of_graph import LaidOfGraph
from exgen.questions.laid_values import LaidValue

LARGE_ENOUGH = 100
"""A key must be this many times the number of pairs before pairs are tried."""

ENTRIES_ENOUGH = 4
"""A matrix must have so many entries before pairs are tried."""

LETTERS_ENOUGH = 3
"""A formula must have so many letters before pairs are tried."""

FAR_FETCHED = 3
"""The ranks of two mistakes that are made together add up to this at most: one of them is common, and none is rare."""

MOST_PAIRS = 20_000
"""Where mistakes can be paired in more ways than these, at single places, such pairs are not tried."""

CHANNELS_LAST = "channels_last"
"""The convention under which a shape is written in another order, and all rules are the same."""

WHOLE_MAP = "adaptive_kernel"
"""The rule of a window that is as large as it must be."""

Matches: TypeAlias = Callable[[Key], bool]
Pair: TypeAlias = tuple[Misstep, Misstep]


class MistakeSearch:
    """The tries for one response: ``matches`` says whether a value is it, ``pins`` gives slots values of their own."""

    def __init__(self, run: Run, laid: LaidValue | LaidOfGraph, matches: Matches, pins: Mapping[int, Quantity]) -> None:
        self.run, self.laid, self.matches, self.pins = run, laid, matches, pins
        self.upstream = run.calculation.upstream(laid.slots)
        self.reached = run.calculation.reached(laid.slots, pins)
        before = run.rerun((), pins)
        self.base = self._values(before)
        self.alone: dict[Misstep, Rerun] = {}
        """What each mistake that changes the asked values makes of the run."""
        idle: set[MalRule] = set()
        for step in missteps(run, MAL_RULES.values(), self.reached):
            if step.mal_rule in idle:
                continue
            rerun = self._rerun((step,))
            if rerun is not None and self._values(rerun) != self.base:
                self.alone[step] = rerun
            elif rerun is not None and step.is_everywhere and rerun.changed == before.changed:
                idle.add(step.mal_rule)  # what changes nothing where it is made everywhere does so at no single place

    def conventions(self) -> Iterator[Alternative]:
        """The conventions under which the response would be right; one holds for the whole network or not at all."""
        for other in alternatives(self.run.conventions):
            rerun = self._under(other)
            if rerun is not None and self._values(rerun) != self.base and self._hits(rerun):
                yield other
        in_other_order = channels_last(self.run, self.laid)
        if in_other_order is not None and self.matches(in_other_order):
            yield Alternative(CHANNELS_LAST, ())

    def is_told_beside(self, ways: Ways, other: Alternative) -> bool:
        """Whether a mistake is told though the response is right under another convention.

        It is if it changes something that the convention changes too, which is its name as a mistake, or if it is made
        everywhere; a rare one, or one at a single place, leads to the same number by chance.
        """
        if width(ways[0]) == 0 and ways[0].mal_rule.rank is not Rank.RARE:
            return True
        calculation, settled = self.run.calculation, self.run.settled
        under = calculation.mistakes(other.missteps)
        changed = [slot for slot in {**settled, **under} if settled.get(slot) != under.get(slot)]
        return not calculation.touched(ways[0]).keys().isdisjoint(changed)

    def singles(self) -> list[Ways]:
        """Single mistakes that explain the response, the widest first, of equally wide ones the most common.

        Each is told once, as wide as it explains the response. A mistake in a size that changes a window alone which is
        as large as its map, and so a receptive field, is told only where no other one explains it. Nor is a rare
        mistake at a single place told beside a common one that explains as much.
        """
        told: dict[str, list[Misstep]] = {}
        for step, rerun in self.alone.items():
            ways = told.get(step.mal_rule.id, ())
            if (not ways or width(ways[0]) == width(step)) and self._hits(rerun):
                told.setdefault(step.mal_rule.id, []).append(step)
        found = [ways for ways in map(tuple, told.values()) if self._is_direct(ways[0])] or map(tuple, told.values())
        found = sorted(found, key=lambda ways: (width(ways[0]), ways[0].mal_rule.rank))
        is_common = bool(found) and found[0][0].mal_rule.rank is Rank.COMMON
        return [ways for ways in found if not (is_common and width(ways[0]) and ways[0].mal_rule.rank is Rank.RARE)]

    def _is_direct(self, step: Misstep) -> bool:
        """Whether a mistake changes what was asked not only through windows that are as large as their maps."""
        calculation = self.run.calculation
        whole = self.reached & calculation.slots_of(WHOLE_MAP)
        return not whole or not calculation.touched(step).keys().isdisjoint(
            calculation.reached(self.laid.slots, {*self.pins, *whole})
        )

    def pairs(self, *, is_thorough: bool) -> list[tuple[Ways, Ways]]:
        """Pairs of mistakes of which each alone changes the value too, the most common first.

        Both are made everywhere; only where no such pair explains the response, and ``is_thorough``, one of them at a
        single place, or both at the same one; and last, each at a place of its own.
        """
        found = self._explaining(list(self._pairs_everywhere()))
        if is_thorough and not found:
            found = self._explaining([*self._pairs_everywhere(), *self._pairs_at_one_place()])
        if is_thorough and not found:
            found = self._explaining(self._pairs_at_two_places())
        return found

    def pairs_with(self, made: Collection[str]) -> list[tuple[Ways, Ways]]:
        """Pairs with a mistake that was made before: so few that hardly one explains a response by chance."""
        everywhere = combinations([step for step in self.alone if step.is_everywhere], 2)
        return _told(self._hitting(pair for pair in everywhere if any(step.mal_rule.id in made for step in pair)))

    def _pairs_everywhere(self) -> Iterator[Pair]:
        everywhere = [step for step in self.alone if step.is_everywhere]
        return (pair for pair in combinations(everywhere, 2) if _is_believable(*pair))

    def _pairs_at_one_place(self) -> list[Pair]:
        """One of them at a single place and the other everywhere, or both at the same place."""
        return _capped(
            (first, second)
            for first, second in combinations(self.alone, 2)
            if first.mal_rule is not second.mal_rule
            and (
                first.is_everywhere != second.is_everywhere
                or (first.place == second.place and first.rule == second.rule and not first.is_everywhere)
            )
            and _is_believable(first, second)
        )

    def _pairs_at_two_places(self) -> list[Pair]:
        """Each in a layer of its own: the same mistake twice and, where they are not too many, two different ones.

        Nobody makes a rare mistake in one layer and another one elsewhere.
        """
        narrow = [step for step in self.alone if step.place is not None and step.place.axis is None]
        narrow = [step for step in narrow if step.mal_rule.rank is not Rank.RARE]
        apart = [pair for pair in islice(combinations(narrow, 2), 50 * MOST_PAIRS) if pair[0].place != pair[1].place]
        twice = [pair for pair in apart if pair[0].mal_rule is pair[1].mal_rule]
        return _capped(pair for pair in apart if _is_believable(*pair)) or _capped(twice)

    def _explaining(self, pairs: Sequence[Pair]) -> list[tuple[Ways, Ways]]:
        """The pairs that explain the response; none where there are so many that some would by chance."""
        if all(_is_rarely_hit(value, len(pairs)) for value in self.base):
            return _told(self._hitting(pairs))
        return []

    def _hitting(self, pairs: Iterable[Pair]) -> Iterator[Pair]:
        for pair in pairs:
            # the one that changes less is made on top of the other
            wide, narrow = sorted(pair, key=lambda step: len(self.alone[step].changed), reverse=True)
            both = self._rerun((wide, narrow), after=self.alone[wide])
            if both is not None and self._values(both) != self.base and self._hits(both):
                yield pair

    def _rerun(self, steps: Sequence[Misstep], after: Rerun | None = None) -> Rerun | None:
        """The run under some missteps; None where they have no value."""
        try:
            return self.run.rerun(steps, self.pins, within=self.upstream, after=after)
        except ExpressionError:
            return None

    def _under(self, other: Alternative) -> Rerun | None:
        """The run under another convention, which holds in the place of the run's own; None where it has no value."""
        if not self.run.settled:
            is_met = any(self.run.calculation.touched(misstep) for misstep in other.missteps)
            return self._rerun(other.missteps) if is_met else None
        settled = self.run.calculation.mistakes(other.missteps)
        try:
            return self.run.rerun((), self.pins, within=self.upstream, settled=settled)
        except ExpressionError:
            return None

    def _values(self, rerun: Rerun) -> tuple[Quantity, ...]:
        return tuple([rerun[slot] for slot in self.laid.slots])

    def _hits(self, rerun: Rerun) -> bool:
        """Whether the response is what a rerun makes of the quantity."""
        try:
            return self.matches(self.laid.read(rerun.__getitem__))
        except InputError:
            return False


def width(step: Misstep) -> int:
    """How wide a mistake is made: 0 everywhere, then in one rule, in one layer, on one axis."""
    if step.place is None:
        return 0 if step.rule is None else 1
    return 2 if step.place.axis is None else 3


def _is_believable(first: Misstep, second: Misstep) -> bool:
    """Whether somebody makes both mistakes in one answer."""
    return first.mal_rule.rank + second.mal_rule.rank <= FAR_FETCHED


def _capped(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs, or none where they are too many to be tried."""
    found = list(islice(pairs, MOST_PAIRS + 1))
    return found if len(found) <= MOST_PAIRS else []


def _told(pairs: Iterable[Pair]) -> list[tuple[Ways, Ways]]:
    """Pairs of the same two mistakes as one explanation with several places, the most common first."""
    found: dict[tuple[object, ...], list[Pair]] = {}
    for pair in pairs:
        found.setdefault(tuple([(step.mal_rule.id, width(step)) for step in pair]), []).append(pair)
    told = [
        (tuple(dict.fromkeys(first for first, _ in pairs)), tuple(dict.fromkeys(second for _, second in pairs)))
        for pairs in found.values()
    ]
    return sorted(told, key=lambda both: both[0][0].mal_rule.rank + both[1][0].mal_rule.rank)


def _is_rarely_hit(value: Quantity, pairs: int) -> bool:
    """Whether so many pairs would hit a wrong value next to never by chance: a large number, a matrix, a formula."""
    if isinstance(value, Node):
        return len(set(names_in(value))) >= LETTERS_ENOUGH
    if isinstance(value, tuple):
        return sum(len(row) for row in value if isinstance(row, tuple)) >= ENTRIES_ENOUGH
    return isinstance(value, int) and value >= LARGE_ENOUGH * pairs
