"""A calculation: the rules of one network laid out once as a graph of steps, run as often as one likes.

The same graph gives the truth (``Calculation.run``, on numbers or on formulas), the value under mistakes and the value
that follows from a student's own earlier answer (``Run.rerun`` with missteps and pins).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from exgen.engine.conventions import OWN, Conventions
from exgen.engine.formulas import Formula, Quantity, formula
from exgen.engine.layout import Layout, Place, Step
from exgen.engine.runs import MANY, Run
from exgen.expressions import Call, Name, Node, fold, names_in

if TYPE_CHECKING:
    from exgen.engine.mal_rules import MalRule
    from exgen.engine.missteps import Misstep, Ways

LEAST_LAYERS = 4
"""A group of fewer layers is worked out, and written out, layer by layer."""

SUM = Call(Name("sum"), (Name("terms"),))
"""The line of a rule that adds its terms."""


class Calculation:
    """A finished layout, ready to run; ``groups`` are the layers of each written line that stands for several."""

    def __init__(self, layout: Layout, groups: Iterable[range] = ()) -> None:
        self.told_once = {layer for group in groups if len(group) >= LEAST_LAYERS for layer in group[1:-1]}
        """The layers inside a group of many: nobody works them out one by one."""
        self.steps = tuple(layout.steps)
        self.first = len(layout.leaves)
        self.leaves = tuple(layout.leaves)
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
        self.sums = {
            slot: frozenset(step.sources)
            for slot, step in enumerate(self.steps, self.first)
            if len(set(step.sources)) == len(step.sources) >= MANY and step.rule.node == SUM
        }
        self._upstream: dict[tuple[int, ...], frozenset[int]] = {}
        self._reached_from: dict[tuple[int, ...], frozenset[int]] = {}
        self._used: dict[int, tuple[int, ...]] = {}
        self._touched: dict[Misstep, Mapping[int, tuple[MalRule, ...]]] = {}
        self._mistaken: dict[tuple[int, tuple[MalRule, ...]], Formula] = {}
        self.ways: dict[frozenset[int], dict[MalRule, Ways]] = {}
        """How each mal-rule can be applied to what decides these slots; ``missteps`` fills it."""

    def step(self, slot: int) -> Step | None:
        """The step that fills a slot; None for a leaf."""
        return self.steps[slot - self.first] if slot >= self.first else None

    def slots_of(self, rule: str) -> frozenset[int]:
        """The slots that a rule fills, wherever it is applied."""
        places = [self._places[rule, layer] for layer in self._layers.get(rule, ())]
        return frozenset([slot for at in places for slots in at.values() for slot in slots])

    def axes_at(self, step: Step) -> int:
        """On how many spatial axes the rule of a step is applied at its layer."""
        places = self._places[step.rule.name, step.place.layer]
        return 1 + max([place.axis for place in places if place.axis is not None], default=-1)

    def order(self, slot: int) -> tuple[int, ...]:
        """Where the step that fills a slot stands in the network (``Step.order``)."""
        return self._order[slot - self.first]

    def used(self, slot: int) -> tuple[int, ...]:
        """The slots that the line filling a slot really uses; none for a leaf."""
        if slot < self.first:
            return ()
        if slot not in self._used:
            made, sources = self.formulas[slot - self.first], self.sources[slot - self.first]
            letters = names_in(made.node)
            used = [source for letter, source in zip(made.letters, sources, strict=True) if letter in letters]
            self._used[slot] = tuple(used)
        return self._used[slot]

    def reached(self, slots: Iterable[int], known: Collection[int] = ()) -> frozenset[int]:
        """These slots and every slot that decides their value: of ``upstream`` what the true lines really use.

        Slots of ``known`` have been given a value: neither they nor what would lead to them decides anything.
        """
        if known:
            return self._reached(slots, known)
        asked = tuple(slots)
        if asked not in self._reached_from:
            self._reached_from[asked] = self._reached(asked, ())
        return self._reached_from[asked]

    def _reached(self, slots: Iterable[int], known: Collection[int]) -> frozenset[int]:
        seen: set[int] = set()
        waiting = list(slots)
        while waiting:
            slot = waiting.pop()
            if slot not in seen and slot not in known:
                seen.add(slot)
                waiting += self.used(slot)
        return frozenset(seen)

    def run(self, leaves: Sequence[Quantity], asked: tuple[int, ...] = (), conventions: Conventions = OWN) -> Run:
        """Fill every slot, from the leaves' numbers (or formulas).

        ``asked`` are slots whose values are wanted together, such as all rows of a table: what a mistake makes of one
        is then worked out for all. Raises ExpressionError if a rule has no value for these numbers (a stride of 0).
        """
        values = list(leaves)
        if any(isinstance(leaf, Node) for leaf in leaves):
            values = [self.folded(leaf) for leaf in leaves]
            for made, sources in zip(self.formulas, self.sources, strict=True):
                given = [values[source] for source in sources]
                is_open = made.is_computed and any(isinstance(value, Node) for value in given)
                # what a function cannot work out is refused by whoever asks for it, not by a run that asks for others
                values.append(made.put_in(given) if is_open else made.with_formulas(given))
            return Run(self, values, is_symbolic=True, asked=self.upstream(asked)).under(conventions)
        for function, sources in self._plan:
            values.append(function([values[source] for source in sources]))  # type: ignore[misc]  # numbers only
        return Run(self, values, is_symbolic=False, asked=self.upstream(asked)).under(conventions)

    def folded(self, value: Quantity) -> Quantity:
        """A value that somebody wrote, as rules take it: a formula folded, unless it is one of matrices."""
        if not isinstance(value, Node) or any(made.is_of_matrices for made in self.formulas):
            return value
        return fold(value, whole=names_in(value))

    def upstream(self, slots: Iterable[int]) -> frozenset[int]:
        """These slots and every slot they depend on; worked out once for those that every variant asks for."""
        asked = tuple(slots)
        if asked not in self._upstream:
            seen: set[int] = set()
            waiting = list(asked)
            while waiting:
                slot = waiting.pop()
                if slot not in seen:
                    seen.add(slot)
                    waiting += self.sources[slot - self.first] if slot >= self.first else ()
            self._upstream[asked] = frozenset(seen)
        return self._upstream[asked]

    def touched(self, misstep: Misstep) -> Mapping[int, tuple[MalRule, ...]]:
        """The slots whose step a misstep changes, each with the mistakes made there: the one."""
        from exgen.engine.mal_rules import TOGETHER  # who makes no mistakes needs none of them

        if misstep not in self._touched:
            self._touched[misstep] = {
                slot: (misstep.mal_rule,)
                for rule in misstep.mal_rule.changes
                if misstep.rule in (None, TOGETHER.get(rule, rule))
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
