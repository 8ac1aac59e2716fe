"""Which mistakes lead from a network to a student's wrong answer: every mal-rule is tried, alone and in pairs.

A name is only worth something if a random wrong number rarely gets one. So pairs are tried only where the key is
so large that all pairs together hit less than one wrong number in a hundred by chance (``LARGE_ENOUGH``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from exgen.engine.calculation import Misstep, Run
from exgen.engine.derivation import AXES
from exgen.engine.drafts import NetworkDraft
from exgen.engine.formulas import Quantity
from exgen.engine.layout import Place
from exgen.engine.mal_rules import CONVENTIONS, MAL_RULES
from exgen.engine.networks import Network
from exgen.errors import ExpressionError, InputError
from exgen.questions.exercise import Key
from exgen.questions.keys import LaidValue

MOST_GROUPS = 3
"""Alternatives given at most."""

LARGE_ENOUGH = 100
"""A key must be this many times the number of pairs before pairs are tried."""

Matches = Callable[[Key], bool]


@dataclass(frozen=True, slots=True)
class Misconception:
    """A mistake that explains a response.

    ``id`` and ``feedback`` are the mal-rule's; ``where`` the place in words ("" where there is only one); mistakes
    of one ``group`` happened together, groups are alternatives, likeliest first.
    """

    id: str
    where: str
    feedback: str
    group: int

    def as_json(self) -> dict[str, object]:
        """The form of the ``diagnose`` contract."""
        return {"id": self.id, "where": self.where, "feedback": self.feedback, "group": self.group}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What explains a wrong response: mistakes, and the convention (if any) under which it would be right."""

    misconceptions: tuple[Misconception, ...] = ()
    convention: str | None = None


def diagnosis(
    run: Run,
    laid: LaidValue,
    network: Network | NetworkDraft,
    matches: Matches,
    pins: Mapping[int, Quantity] | None = None,
) -> Diagnosis:
    """Explain a response to one quantity.

    ``matches`` says whether a value is what the student answered; ``pins`` are slots taken from the student's own
    earlier answers, on top of which further mistakes are looked for.
    """
    search = _Search(run, laid, matches, pins or {})
    convention = next((step.mal_rule.id for step in search.missteps(CONVENTIONS) if search.explains((step,))), None)
    groups: list[tuple[Misstep, ...]] = [*search.singles()]
    if not groups:
        groups = [*search.pairs()]
    found = tuple(
        Misconception(step.mal_rule.id, where(step, run, network, search.upstream), step.mal_rule.sentence, number)
        for number, group in enumerate(groups[:MOST_GROUPS])
        for step in group
    )
    return Diagnosis(found, convention)


def where(step: Misstep, run: Run, network: Network | NetworkDraft, upstream: frozenset[int]) -> str:
    """The place of a misstep in words: "layer 2, Conv2d(16, 32, 3), height", "everywhere", or "" for a lone layer.

    Only slots of ``upstream`` count: what else a mistake would touch has not been asked.
    """
    touched = [slot for slot in run.calculation.touched(step) if slot in upstream]
    places = {run.calculation.steps[slot - run.calculation.first].place for slot in touched}
    if len(places) > 1:
        return "everywhere" if len(network.layers) > 1 else ""
    place = places.pop() if places else Place()
    words = []
    if place.layer is not None and len(network.layers) > 1:
        words.append(f"layer {place.layer + 1}, {network.layers[place.layer].text}")
    if place.axis is not None:
        words.append(AXES[len(network.input) - 1][place.axis])
    return ", ".join(words)


class _Search:
    """The tries for one response."""

    def __init__(self, run: Run, laid: LaidValue, matches: Matches, pins: Mapping[int, Quantity]) -> None:
        self.run, self.laid, self.matches, self.pins = run, laid, matches, pins
        self.upstream = run.calculation.upstream(laid.slots)
        self.base = [run.rerun((), pins)[slot] for slot in laid.slots]

    def missteps(self, mal_rules: Mapping[str, object]) -> list[Misstep]:
        rules = [rule for name, rule in {**MAL_RULES, **CONVENTIONS}.items() if name in mal_rules]
        return self.run.calculation.missteps(rules, self.upstream)

    def value(self, steps: Sequence[Misstep]) -> list[Quantity] | None:
        """The slots' values under some missteps; None where they have none or nothing changes."""
        try:
            rerun = self.run.rerun(steps, self.pins)
        except ExpressionError:
            return None
        values = [rerun[slot] for slot in self.laid.slots]
        return None if values == self.base else values

    def explains(self, steps: Sequence[Misstep]) -> bool:
        values = self.value(steps)
        return values is not None and self._hits(values)

    def _hits(self, values: list[Quantity]) -> bool:
        lookup = dict(zip(self.laid.slots, values, strict=True))
        try:
            return self.matches(self.laid.read(lookup.__getitem__))
        except InputError:
            return False

    def singles(self) -> Iterator[tuple[Misstep, ...]]:
        """Single mistakes that explain the response; where "everywhere" does, its places are not told again."""
        told: set[str] = set()
        for step in self.missteps(MAL_RULES):
            if step.mal_rule.id not in told and self.explains((step,)):
                told.add(step.mal_rule.id)
                yield (step,)

    def pairs(self) -> Iterator[tuple[Misstep, ...]]:
        """Pairs of mistakes, both made everywhere, of which each alone changes the value too."""
        single = [step for step in self.missteps(MAL_RULES) if step.place is None and self.value((step,)) is not None]
        pairs = list(combinations(single, 2))
        if not self._is_large_enough(len(pairs)):
            return
        alone = {step: self.value((step,)) for step in single}
        for pair in pairs:
            values = self.value(pair)
            if values is not None and values not in (alone[pair[0]], alone[pair[1]]) and self._hits(values):
                yield pair

    def _is_large_enough(self, pairs: int) -> bool:
        return all(isinstance(value, int) and value >= LARGE_ENOUGH * pairs for value in self.base)
