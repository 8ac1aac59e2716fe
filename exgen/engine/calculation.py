"""A calculation: the rules of one network laid out once as a graph of steps, run as often as one likes.

The same graph gives the truth (``Calculation.run``, on numbers or on formulas), the value under mistakes and the value
that follows from a student's own earlier answer (``Run.rerun`` with missteps and pins).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from exgen.engine.formulas import Formula, Quantity, formula
from exgen.engine.layout import Layout, Place, Step
from exgen.engine.mal_rules import MalRule
from exgen.expressions import Node, names_in


class Misstep(NamedTuple):
    """A mal-rule applied everywhere (``place`` None) or at one place only."""

    mal_rule: MalRule
    place: Place | None = None


class Calculation:
    """A finished layout, ready to run."""

    def __init__(self, layout: Layout) -> None:
        self.steps = tuple(layout.steps)
        self.first = len(layout.leaves)
        self.sources = tuple(step.sources for step in self.steps)
        self.formulas: tuple[Formula, ...] = tuple(formula(step.rule.name, step.lengths) for step in self.steps)
        self._plan = tuple((made.function, sources) for made, sources in zip(self.formulas, self.sources, strict=True))
        readers: list[dict[int, None]] = [{} for _ in range(self.first + len(self.steps))]
        self._places: dict[str, dict[Place, list[int]]] = {}
        for slot, step in enumerate(self.steps, self.first):
            self._places.setdefault(step.rule.name, {}).setdefault(step.place, []).append(slot)
            for source in step.sources:
                readers[source][slot] = None
        self.readers = tuple(map(tuple, readers))
        self._touched: dict[Misstep, tuple[int, ...]] = {}

    def step(self, slot: int) -> Step | None:
        """The step that fills a slot; None for a leaf."""
        return self.steps[slot - self.first] if slot >= self.first else None

    def used(self, slot: int) -> tuple[int, ...]:
        """The slots that the line filling a slot really uses; none for a leaf."""
        if slot < self.first:
            return ()
        made, sources = self.formulas[slot - self.first], self.sources[slot - self.first]
        letters = names_in(made.node)
        return tuple([source for letter, source in zip(made.letters, sources, strict=True) if letter in letters])

    def run(self, leaves: Sequence[Quantity]) -> Run:
        """Fill every slot, from the leaves' numbers (or formulas).

        Raises ExpressionError if a rule has no value for these numbers (a stride of 0).
        """
        values = list(leaves)
        if any(isinstance(leaf, Node) for leaf in leaves):
            for made, sources in zip(self.formulas, self.sources, strict=True):
                values.append(made.with_formulas([values[source] for source in sources]))
            return Run(self, values, is_symbolic=True)
        for function, sources in self._plan:
            values.append(function([values[source] for source in sources]))  # type: ignore[misc]  # numbers only
        return Run(self, values, is_symbolic=False)

    def upstream(self, slots: Iterable[int]) -> frozenset[int]:
        """These slots and every slot they depend on."""
        seen: set[int] = set()
        waiting = list(slots)
        while waiting:
            slot = waiting.pop()
            if slot not in seen:
                seen.add(slot)
                step = self.step(slot)
                waiting += step.sources if step else ()
        return frozenset(seen)

    def touched(self, misstep: Misstep) -> tuple[int, ...]:
        """The slots whose step a misstep changes."""
        if misstep not in self._touched:
            places = [self._places.get(name, {}) for name in misstep.mal_rule.changes]
            if misstep.place is None:
                found = [slot for slots in places for at_place in slots.values() for slot in at_place]
            else:
                found = [slot for slots in places for slot in slots.get(misstep.place, ())]
            self._touched[misstep] = tuple(found)
        return self._touched[misstep]

    def missteps(self, mal_rules: Iterable[MalRule], upstream: frozenset[int]) -> list[Misstep]:
        """Every way to apply one mal-rule that touches a slot of ``upstream``: everywhere, then at each place.

        Where a mal-rule touches one place only, "at that place" is left out: it would be the same explanation.
        """
        found: list[Misstep] = []
        for mal_rule in mal_rules:
            slots = [slot for slot in self.touched(Misstep(mal_rule)) if slot in upstream]
            places = list(dict.fromkeys(self.steps[slot - self.first].place for slot in slots))
            if places:
                found.append(Misstep(mal_rule))
            if len(places) > 1:
                found += [Misstep(mal_rule, place) for place in places]
        return found


class Run:
    """One run of a calculation: ``run[slot]`` is a slot's value. ``is_symbolic``: some values are formulas."""

    __slots__ = ("calculation", "is_symbolic", "values")

    def __init__(self, calculation: Calculation, values: Sequence[Quantity], *, is_symbolic: bool) -> None:
        self.calculation = calculation
        self.values = values
        self.is_symbolic = is_symbolic

    def __getitem__(self, slot: int) -> Quantity:
        return self.values[slot]

    def given(self, slot: int) -> tuple[Quantity, ...]:
        """The values that the step of a slot reads."""
        return tuple([self.values[source] for source in self.calculation.sources[slot - self.calculation.first]])

    def rerun(self, missteps: Sequence[Misstep] = (), pins: Mapping[int, Quantity] | None = None) -> Rerun:
        """What changes when mistakes are made, or slots are pinned to other values; only dirty steps are run.

        Raises ExpressionError if a changed rule has no value (a mistake can run into a division by zero).
        """
        calculation, first, values = self.calculation, self.calculation.first, self.values
        pins = pins or {}
        changed = {slot: value for slot, value in pins.items() if value != values[slot]}
        mistakes: dict[int, tuple[MalRule, ...]] = {}
        for misstep in missteps:
            for slot in calculation.touched(misstep):
                if misstep.mal_rule not in mistakes.get(slot, ()):
                    mistakes[slot] = (*mistakes.get(slot, ()), misstep.mal_rule)
        waiting = list(mistakes) + [reader for slot in changed for reader in calculation.readers[slot]]
        heapify(waiting)
        last = -1
        while waiting:
            slot = heappop(waiting)
            if slot == last or slot in pins:
                continue
            last = slot
            made = calculation.formulas[slot - first]
            if slot in mistakes:
                step = calculation.steps[slot - first]
                made = formula(step.rule.name, step.lengths, mistakes[slot])
            given = [
                changed[source] if source in changed else values[source] for source in calculation.sources[slot - first]
            ]
            value = made.with_formulas(given) if self.is_symbolic else made.function(given)  # type: ignore[arg-type]  # numbers only
            if value != values[slot]:
                changed[slot] = value
                for reader in calculation.readers[slot]:
                    heappush(waiting, reader)
        return Rerun(values, changed)


class Rerun:
    """A run as it comes out after a change: ``rerun[slot]`` is a slot's value, ``changed`` what differs."""

    __slots__ = ("changed", "values")

    def __init__(self, values: Sequence[Quantity], changed: dict[int, Quantity]) -> None:
        self.values = values
        self.changed = changed

    def __getitem__(self, slot: int) -> Quantity:
        return self.changed[slot] if slot in self.changed else self.values[slot]
