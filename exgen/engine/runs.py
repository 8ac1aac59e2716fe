"""Runs of a calculation: its values, and what becomes of them when mistakes are made or values are pinned.

Only what a change reaches is worked out anew.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from exgen.engine.conventions import OWN, Conventions
from exgen.engine.formulas import Quantity
from exgen.errors import ExpressionError
from exgen.expressions import Node, names_in

if TYPE_CHECKING:
    from exgen.engine.calculation import Calculation
    from exgen.engine.formulas import Formula
    from exgen.engine.mal_rules import MalRule
    from exgen.engine.missteps import Misstep

NOTHING: Mapping[int, tuple[MalRule, ...]] = {}
"""No changes of rules."""

MANY = 10
"""A sum of so many terms is not worked out anew when one of them changes."""


class Run:
    """One run of a calculation: ``run[slot]`` is a slot's value. ``is_symbolic``: some values are formulas."""

    __slots__ = ("_alone", "_reruns", "asked", "calculation", "conventions", "is_symbolic", "settled", "values")

    def __init__(
        self,
        calculation: Calculation,
        values: Sequence[Quantity],
        *,
        is_symbolic: bool,
        asked: frozenset[int] = frozenset(),
        conventions: Conventions = OWN,
        settled: Mapping[int, tuple[MalRule, ...]] = NOTHING,
    ) -> None:
        self.calculation = calculation
        self.values = values
        self.is_symbolic = is_symbolic
        self.asked = asked
        self.conventions = conventions
        self.settled = settled
        self._alone: dict[tuple[int, tuple[MalRule, ...]], Quantity] = {}
        self._reruns: dict[tuple[tuple[Misstep, ...], frozenset[int]], Rerun] = {}

    def __getitem__(self, slot: int) -> Quantity:
        return self.values[slot]

    def pinned(self, pins: Mapping[int, Quantity]) -> Run:
        """The run in which slots have other values, such as an output size its name for the formula behind it."""
        rerun = self.rerun((), pins)
        values = [rerun[slot] for slot in range(len(self.values))]
        is_symbolic = any(isinstance(value, Node) for value in values)
        return Run(
            self.calculation, values, is_symbolic=is_symbolic, conventions=self.conventions, settled=self.settled
        )

    def under(self, conventions: Conventions) -> Run:
        """The run under other conventions than the engine's own, of which this one must be.

        Raises ExpressionError where a rule has no value under them.
        """
        if conventions == OWN:
            return self
        from exgen.engine.settled_conventions import settled  # the changes of rules are read where there are some

        missteps = settled(conventions)
        rerun = self._rerun(missteps, None, None, None, NOTHING)
        return Run(
            self.calculation,
            [rerun[slot] for slot in range(len(self.values))],
            is_symbolic=self.is_symbolic,
            asked=self.asked,
            conventions=conventions,
            settled=self.calculation.mistakes(missteps),
        )

    def formula(self, slot: int) -> Formula:
        """The line that fills a slot under the run's conventions."""
        if slot in self.settled:
            return self.calculation.mistaken(slot, self.settled[slot])
        return self.calculation.formulas[slot - self.calculation.first]

    def used(self, slot: int) -> tuple[int, ...]:
        """The slots that the line filling a slot really uses under the run's conventions; none for a leaf."""
        if slot not in self.settled:
            return self.calculation.used(slot)
        letters = names_in(self.formula(slot).node)
        pairs = zip(self.formula(slot).letters, self.calculation.sources[slot - self.calculation.first], strict=True)
        return tuple([source for letter, source in pairs if letter in letters])

    def alike(self, slot: int) -> tuple[int, ...]:
        """The slot, and those on other axes at which the same rule gives the same from the same."""
        step, first = self.calculation.step(slot), self.calculation.first
        if step is None:
            return (slot,)
        others = [
            other
            for other, found in enumerate(self.calculation.steps, first)
            if found.rule is step.rule
            and found.place.layer == step.place.layer
            and self.given(other) == self.given(slot)
        ]
        return tuple(others)

    def given(self, slot: int) -> tuple[Quantity, ...]:
        """The values that the step of a slot reads."""
        return tuple([self.values[source] for source in self.calculation.sources[slot - self.calculation.first]])

    def rerun(
        self,
        missteps: Sequence[Misstep] = (),
        pins: Mapping[int, Quantity] | None = None,
        *,
        within: Container[int] | None = None,
        after: Rerun | None = None,
        settled: Mapping[int, tuple[MalRule, ...]] | None = None,
    ) -> Rerun:
        """What changes when mistakes are made, or slots are pinned to other values; only dirty steps are run.

        ``within`` holds the slots whose values are wanted and all upstream of them: what else may change is left as
        it was. ``after`` is the rerun with the same pins and all missteps but the last, to go on from. What comes of a
        single misstep is worked out once, for everything that is ``asked`` together, and so are two that change
        formulas, which takes a while. ``settled`` are the changes that hold in the place of those of the run's own
        conventions. Raises ExpressionError if a changed rule has no value (a mistake can run into a
        division by zero).
        """
        is_often_asked = len(missteps) in ((1, 2) if self.is_symbolic else (1,))
        if pins or settled is not None or not isinstance(within, frozenset) or not is_often_asked:
            return self._rerun(missteps, pins, within, after, self.settled if settled is None else settled)
        if len(missteps) == 2:
            return self._once(tuple(missteps), within, after)
        try:
            return self._once(tuple(missteps), self.asked if within <= self.asked else within)
        except ExpressionError:
            return self._once(tuple(missteps), within)  # where only others that are asked have no value

    def _once(self, missteps: tuple[Misstep, ...], within: frozenset[int], after: Rerun | None = None) -> Rerun:
        key = (missteps, within)
        if key not in self._reruns:
            self._reruns[key] = self._rerun(missteps, None, within, after, self.settled)
        return self._reruns[key]

    def _rerun(
        self,
        missteps: Sequence[Misstep],
        pins: Mapping[int, Quantity] | None,
        within: Container[int] | None,
        after: Rerun | None,
        settled: Mapping[int, tuple[MalRule, ...]],
    ) -> Rerun:
        calculation, values = self.calculation, self.values
        pins = {slot: calculation.folded(value) for slot, value in pins.items()} if pins else {}
        mistakes = calculation.mistakes(missteps)
        if after is None:
            changed = {slot: value for slot, value in pins.items() if value != values[slot]}
            waiting = [*mistakes, *(reader for slot in changed for reader in calculation.readers[slot])]
            if settled is not self.settled:
                both = {**self.settled, **settled}
                waiting += [slot for slot in both if self.settled.get(slot) != settled.get(slot)]
        else:
            changed = dict(after.changed)
            waiting = list(calculation.touched(missteps[-1]))
        heapify(waiting)
        last = -1
        while waiting:
            slot = heappop(waiting)
            if slot == last or slot in pins or (within is not None and slot not in within):
                continue
            last = slot
            value = self._worked_out(slot, settled.get(slot, ()) + mistakes.get(slot, ()), changed)
            if value != (changed[slot] if slot in changed else values[slot]):
                changed[slot] = value
                for reader in calculation.readers[slot]:
                    heappush(waiting, reader)
        return Rerun(values, changed)

    def _worked_out(self, slot: int, mal_rules: tuple[MalRule, ...], changed: Mapping[int, Quantity]) -> Quantity:
        """What a step gives after changes; a mistake made on the run's own values is worked out once."""
        calculation, values = self.calculation, self.values
        made, sources = calculation.formulas[slot - calculation.first], calculation.sources[slot - calculation.first]
        if not mal_rules and len(sources) >= MANY and slot in calculation.sums and not self.is_symbolic:
            return self._summed_anew(slot, changed)
        if mal_rules:
            if changed.keys().isdisjoint(sources):
                return self._mistaken(slot, mal_rules)
            made = calculation.mistaken(slot, mal_rules)
        given = [changed[source] if source in changed else values[source] for source in sources]
        return made.with_formulas(given) if self.is_symbolic else made.function(given)  # type: ignore[arg-type]  # numbers only

    def _summed_anew(self, slot: int, changed: Mapping[int, Quantity]) -> Quantity:
        """A sum of many terms of which few have changed."""
        terms, values = self.calculation.sums[slot], self.values
        total = values[slot]
        for source, value in changed.items():
            if source in terms:
                total += value - values[source]  # type: ignore[operator]  # terms of a sum are numbers
        return total

    def _mistaken(self, slot: int, mal_rules: tuple[MalRule, ...]) -> Quantity:
        """What a step gives for somebody who makes these mistakes there, and no other before."""
        if (slot, mal_rules) not in self._alone:
            self._alone[slot, mal_rules] = self.calculation.mistaken(slot, mal_rules).with_formulas(self.given(slot))
        return self._alone[slot, mal_rules]


class Rerun:
    """A run as it comes out after a change: ``rerun[slot]`` is a slot's value, ``changed`` what differs."""

    __slots__ = ("changed", "values")

    def __init__(self, values: Sequence[Quantity], changed: dict[int, Quantity]) -> None:
        self.values = values
        self.changed = changed

    def __getitem__(self, slot: int) -> Quantity:
        return self.changed[slot] if slot in self.changed else self.values[slot]
