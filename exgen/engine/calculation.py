"""A calculation: the rules of one network laid out once as a graph of steps, run as often as one likes.

The same graph gives the truth (``Calculation.run``, on numbers or on formulas), the value under mistakes and the value
that follows from a student's own earlier answer (``Run.rerun`` with missteps and pins).
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from exgen.engine.formulas import Formula, Quantity, formula
from exgen.engine.layout import Layout, Place, Step
from exgen.engine.mal_rules import INSEPARABLE, MalRule
from exgen.expressions import Node, names_in


class Misstep(NamedTuple):
    """A mal-rule applied everywhere (``place`` None), in one layer (a place without axis) or on one of its axes.

    ``rule`` keeps it to one of the rules that it changes.
    """

    mal_rule: MalRule
    place: Place | None = None
    rule: str | None = None

    @property
    def is_everywhere(self) -> bool:
        """Whether it is made wherever it can be made."""
        return self.place is None and self.rule is None


class Calculation:
    """A finished layout, ready to run."""

    def __init__(self, layout: Layout) -> None:
        self.steps = tuple(layout.steps)
        self.first = len(layout.leaves)
        self.sources = tuple(step.sources for step in self.steps)
        self.formulas: tuple[Formula, ...] = tuple(formula(step.rule.name, step.lengths) for step in self.steps)
        self._order = tuple(step.order for step in self.steps)
        self._plan = tuple((made.function, sources) for made, sources in zip(self.formulas, self.sources, strict=True))
        readers: list[dict[int, None]] = [{} for _ in range(self.first + len(self.steps))]
        self._places: dict[tuple[str, int | None], dict[Place, list[int]]] = {}
        self._layers: dict[str, dict[int | None, None]] = {}
        for slot, step in enumerate(self.steps, self.first):
            at_layer = (step.rule.name, step.place.layer)
            self._places.setdefault(at_layer, {}).setdefault(step.place, []).append(slot)
            self._layers.setdefault(step.rule.name, {})[step.place.layer] = None
            for source in step.sources:
                readers[source][slot] = None
        self.readers = tuple(map(tuple, readers))
        self._touched: dict[Misstep, Mapping[int, tuple[MalRule, ...]]] = {}
        self._mistaken: dict[tuple[int, tuple[MalRule, ...]], Formula] = {}

    def step(self, slot: int) -> Step | None:
        """The step that fills a slot; None for a leaf."""
        return self.steps[slot - self.first] if slot >= self.first else None

    def order(self, slot: int) -> tuple[int, ...]:
        """Where the step that fills a slot stands in the network (``Step.order``)."""
        return self._order[slot - self.first]

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

    def touched(self, misstep: Misstep) -> Mapping[int, tuple[MalRule, ...]]:
        """The slots whose step a misstep changes, each with the mistakes made there: the one."""
        if misstep not in self._touched:
            self._touched[misstep] = {
                slot: (misstep.mal_rule,)
                for rule in misstep.mal_rule.changes
                if misstep.rule in (None, rule)
                for layer in (self._layers.get(rule, ()) if misstep.place is None else (misstep.place.layer,))
                for place, slots in self._places.get((rule, layer), {}).items()
                if misstep.place in (None, place, Place(layer))
                for slot in slots
            }
        return self._touched[misstep]

    def mistakes(self, missteps: Iterable[Misstep]) -> Mapping[int, tuple[MalRule, ...]]:
        """The slots that missteps change, each with the mistakes made there."""
        mistakes: Mapping[int, tuple[MalRule, ...]] = {}
        for misstep in missteps:
            more = self.touched(misstep)
            both = {
                slot: mistakes[slot] if misstep.mal_rule in mistakes[slot] else mistakes[slot] + more[slot]
                for slot in mistakes.keys() & more.keys()
            }
            mistakes = {**mistakes, **more, **both} if mistakes else more
        return mistakes

    def mistaken(self, slot: int, mal_rules: tuple[MalRule, ...]) -> Formula:
        """The line that fills a slot for somebody who makes these mistakes there.

        Raises ExpressionError where the mistakes cannot be made together, or not at a step of this form.
        """
        if (slot, mal_rules) not in self._mistaken:
            step = self.steps[slot - self.first]
            self._mistaken[slot, mal_rules] = formula(step.rule.name, step.lengths, mal_rules)
        return self._mistaken[slot, mal_rules]


class Run:
    """One run of a calculation: ``run[slot]`` is a slot's value. ``is_symbolic``: some values are formulas."""

    __slots__ = ("_alone", "calculation", "is_symbolic", "values")

    def __init__(self, calculation: Calculation, values: Sequence[Quantity], *, is_symbolic: bool) -> None:
        self.calculation = calculation
        self.values = values
        self.is_symbolic = is_symbolic
        self._alone: dict[tuple[int, tuple[MalRule, ...]], Quantity] = {}

    def __getitem__(self, slot: int) -> Quantity:
        return self.values[slot]

    def given(self, slot: int) -> tuple[Quantity, ...]:
        """The values that the step of a slot reads."""
        return tuple([self.values[source] for source in self.calculation.sources[slot - self.calculation.first]])

    def missteps(self, mal_rules: Iterable[MalRule], upstream: frozenset[int]) -> list[Misstep]:
        """Every way to apply one mal-rule that touches a slot of ``upstream``.

        First everywhere, then everywhere in one of its rules (nobody gets all convolutions wrong only together with
        the dense layers), in each layer, on each axis. Ways that touch the same steps are one explanation; the widest
        is kept. Axes that put in the same numbers are worked out at once, so nobody makes a mistake on one of them
        only. A mal-rule of single layers is never applied everywhere.
        """
        calculation, found = self.calculation, list[Misstep]()
        for mal_rule in mal_rules:
            layers: dict[int | None, list[int]] = {}
            touched = [slot for slot in calculation.touched(Misstep(mal_rule)) if slot in upstream]
            for slot in sorted(touched, key=calculation.order):
                layers.setdefault(calculation.steps[slot - calculation.first].place.layer, []).append(slot)
            if layers and not mal_rule.is_of_one_layer:
                found.append(Misstep(mal_rule))
                found += self._rules_apart(mal_rule, touched, layers.values())
            if len(layers) > 1:
                found += [Misstep(mal_rule, Place(layer)) for layer in layers]
            for slots in layers.values():
                found += [Misstep(mal_rule, place) for place in self._axes_apart(slots)]
        return found

    def _rules_apart(
        self, mal_rule: MalRule, touched: Iterable[int], layers: Iterable[Collection[int]]
    ) -> list[Misstep]:
        """The mal-rule in one of its rules alone, for each that is neither all of it nor all of it in one layer."""
        slots: dict[str, list[int]] = {}
        for slot in touched:
            slots.setdefault(self.calculation.steps[slot - self.calculation.first].rule.name, []).append(slot)
        if len(slots) < 2:
            return []
        told = [set(layer) for layer in layers]
        return [
            Misstep(mal_rule, None, rule)
            for rule, touched_here in slots.items()
            if rule not in INSEPARABLE and set(touched_here) not in told
        ]

    def _axes_apart(self, slots: Iterable[int]) -> list[Place]:
        """The places on single axes of one layer's steps, if its axes do not all put in the same numbers."""
        given: dict[Place, list[tuple[Quantity, ...]]] = {}
        for slot in slots:
            step = self.calculation.steps[slot - self.calculation.first]
            if step.place.axis is not None:
                given.setdefault(step.place, []).append(self.given(slot))
        numbers = list(given.values())
        return list(given) if any(other != numbers[0] for other in numbers) else []

    def rerun(
        self,
        missteps: Sequence[Misstep] = (),
        pins: Mapping[int, Quantity] | None = None,
        *,
        within: Container[int] | None = None,
        after: Rerun | None = None,
    ) -> Rerun:
        """What changes when mistakes are made, or slots are pinned to other values; only dirty steps are run.

        ``within`` holds the slots whose values are wanted and all upstream of them: what else may change is left as
        it was. ``after`` is the rerun with the same pins and all missteps but the last, to go on from. Raises
        ExpressionError if a changed rule has no value (a mistake can run into a division by zero).
        """
        calculation, values = self.calculation, self.values
        pins = pins or {}
        mistakes = calculation.mistakes(missteps)
        if after is None:
            changed = {slot: value for slot, value in pins.items() if value != values[slot]}
            waiting = [*mistakes, *(reader for slot in changed for reader in calculation.readers[slot])]
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
            value = self._worked_out(slot, mistakes.get(slot, ()), changed)
            if value != (changed[slot] if slot in changed else values[slot]):
                changed[slot] = value
                for reader in calculation.readers[slot]:
                    heappush(waiting, reader)
        return Rerun(values, changed)

    def _worked_out(self, slot: int, mal_rules: tuple[MalRule, ...], changed: Mapping[int, Quantity]) -> Quantity:
        """What a step gives after changes; a mistake made on the run's own values is worked out once."""
        calculation, values = self.calculation, self.values
        made, sources = calculation.formulas[slot - calculation.first], calculation.sources[slot - calculation.first]
        if mal_rules:
            if changed.keys().isdisjoint(sources):
                return self._mistaken(slot, mal_rules)
            made = calculation.mistaken(slot, mal_rules)
        given = [changed[source] if source in changed else values[source] for source in sources]
        return made.with_formulas(given) if self.is_symbolic else made.function(given)  # type: ignore[arg-type]  # numbers only

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
