"""Which mistakes lead from a network to a student's wrong answer: every mal-rule is tried, alone and in pairs.

A name is only worth something if a random wrong number rarely gets one. So pairs are tried only where the key is
so large that all pairs together hit less than one wrong number in a hundred by chance (``LARGE_ENOUGH``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from exgen.engine.calculation import Misstep, Rerun, Run
from exgen.engine.derivation import AXES
from exgen.engine.drafts import NetworkDraft
from exgen.engine.formulas import Quantity
from exgen.engine.layout import Place
from exgen.engine.mal_rules import CONVENTIONS, MAL_RULES
from exgen.engine.networks import Network
from exgen.errors import ExpressionError, InputError
from exgen.questions.key_forms import Key
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
    convention = next(search.conventions(), None)
    groups: list[tuple[Misstep, ...]] = [(step,) for step in search.singles()]
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

    Only slots of ``upstream`` count: what else a mistake would touch has not been asked. An axis is named where the
    mistake could have been made on another one too.
    """
    places = _places(step, run, upstream)
    layers = {place.layer for place in places}
    if len(layers) > 1:
        return "everywhere"
    layer = layers.pop() if layers else None
    words = []
    if layer is not None and len(network.layers) > 1:
        words.append(f"layer {layer + 1}, {network.layers[layer].text}")
    if step.place is not None and step.place.axis is not None:
        words.append(AXES[len(network.input) - 1][step.place.axis])
    return ", ".join(words)


def _places(step: Misstep, run: Run, upstream: frozenset[int]) -> set[Place]:
    """Where a misstep changes something that was asked for."""
    touched = [slot for slot in run.calculation.touched(step) if slot in upstream]
    return {run.calculation.steps[slot - run.calculation.first].place for slot in touched}


class _Search:
    """The tries for one response."""

    def __init__(self, run: Run, laid: LaidValue, matches: Matches, pins: Mapping[int, Quantity]) -> None:
        self.run, self.laid, self.matches, self.pins = run, laid, matches, pins
        self.upstream = run.calculation.upstream(laid.slots)
        self.base = self._values(run.rerun((), pins))
        self.alone: dict[Misstep, Rerun] = {}
        """What each mistake that changes the asked values makes of the run."""
        for step in run.missteps(MAL_RULES.values(), self.upstream):
            rerun = self._rerun((step,))
            if rerun is not None and self._values(rerun) != self.base:
                self.alone[step] = rerun

    def conventions(self) -> Iterator[str]:
        """The conventions under which the response would be right."""
        for step in self.run.missteps(CONVENTIONS.values(), self.upstream):
            rerun = self._rerun((step,))
            if rerun is not None and self._values(rerun) != self.base and self._hits(rerun):
                yield step.mal_rule.id

    def singles(self) -> Iterator[Misstep]:
        """Single mistakes that explain the response; where "everywhere" does, its places are not told again."""
        told: set[str] = set()
        for step, rerun in self.alone.items():
            if step.mal_rule.id not in told and self._hits(rerun):
                told.add(step.mal_rule.id)
                yield step

    def pairs(self) -> Iterator[tuple[Misstep, Misstep]]:
        """Pairs of mistakes, both made everywhere, of which each alone changes the value too."""
        pairs = list(combinations([step for step in self.alone if step.place is None], 2))
        if not all(isinstance(value, int) and value >= LARGE_ENOUGH * len(pairs) for value in self.base):
            return
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

    def _values(self, rerun: Rerun) -> tuple[Quantity, ...]:
        return tuple([rerun[slot] for slot in self.laid.slots])

    def _hits(self, rerun: Rerun) -> bool:
        """Whether the response is what a rerun makes of the quantity."""
        try:
            return self.matches(self.laid.read(rerun.__getitem__))
        except InputError:
            return False
