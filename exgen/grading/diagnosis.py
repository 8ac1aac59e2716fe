"""Which mistakes lead from a network to a student's wrong answer: every mal-rule is tried, alone and in pairs.

A name is only worth something if a random wrong number rarely gets one. So pairs are tried only where the key is
so large that all pairs together hit less than one wrong number in a hundred by chance (``LARGE_ENOUGH``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from exgen.engine.calculation import Misstep, Rerun, Run
from exgen.engine.derivation import AXES
from exgen.engine.drafts import NetworkDraft
from exgen.engine.formulas import Quantity
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

Ways = tuple[Misstep, ...]
"""The ways of one mistake that all explain a response: one, or the same mistake at several places."""


@dataclass(frozen=True, slots=True)
class Misconception:
    """A mistake that explains a response.

    ``id`` and ``feedback`` are the mal-rule's; ``where`` the place in words ("" where there is only one, "one of ..."
    where several fit); mistakes of one ``group`` happened together, groups are alternatives, likeliest first.
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
    groups: list[tuple[Ways, ...]] = [(ways,) for ways in search.singles()]
    if not groups:
        groups = [((wide,), (narrow,)) for wide, narrow in search.pairs()]
    found = tuple(
        Misconception(
            ways[0].mal_rule.id, where(ways, run, network, search.upstream), ways[0].mal_rule.sentence, number
        )
        for number, group in enumerate(groups[:MOST_GROUPS])
        for ways in group
    )
    return Diagnosis(found, convention)


def where(ways: Ways, run: Run, network: Network | NetworkDraft, upstream: frozenset[int]) -> str:
    """The place of a mistake in words, "" for a lone layer, "everywhere" for all.

    A layer is called by its text, not by a number (statements and tables number layers each in their own way); of
    several with one text by which of them it is. An axis is named where the mistake could have been made on another
    one too. Where the mistake fits at several places none is claimed. Only slots of ``upstream`` count: what else a
    mistake would touch has not been asked.
    """
    touched = dict.fromkeys(layer for step in ways for layer in _layers(step, run, upstream))
    layers = [layer for layer in touched if layer is not None]
    if ways[0].place is None and len(layers) > 1:
        return "everywhere" if ways[0].rule is None else f"every {' and '.join(_kinds(layers, network))}"
    words = [_layers_in_words(layers, network)] if layers and len(network.layers) > 1 else []
    axes = {step.place.axis for step in ways if step.place is not None}
    for axis in axes if len(axes) == 1 else ():
        words += [AXES[len(network.input) - 1][axis]] if axis is not None else []
    return ", ".join(words)


def _layers(step: Misstep, run: Run, upstream: frozenset[int]) -> list[int | None]:
    """The layers in which a misstep changes something that was asked for."""
    touched = sorted(slot for slot in run.calculation.touched(step) if slot in upstream)
    return [run.calculation.steps[slot - run.calculation.first].place.layer for slot in touched]


def _kinds(layers: Iterable[int], network: Network | NetworkDraft) -> list[str]:
    return list(dict.fromkeys(network.layers[layer].kind for layer in layers))


def _layers_in_words(layers: Sequence[int], network: Network | NetworkDraft) -> str:
    """A layer, or several of which one is meant: "the 2nd Conv2d(16, 16, 3)", "one of 6 layers"."""
    texts = [layer.text for layer in network.layers]
    text = texts[layers[0]]
    if len(layers) > 1:
        is_one_text = all(texts[layer] == text for layer in layers)
        return f"one of the layers {text}" if is_one_text else f"one of {len(layers)} layers"
    before = texts[: layers[0]].count(text)
    return text if texts.count(text) == 1 else f"the {_ordinal(before + 1)} {text}"


def _ordinal(number: int) -> str:
    """A number as a place in an order: 1st, 2nd, 3rd, 11th, 21st."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _width(step: Misstep) -> int:
    """How wide a mistake is made: 0 everywhere, then in one rule, in one layer, on one axis."""
    if step.place is None:
        return 0 if step.rule is None else 1
    return 2 if step.place.axis is None else 3


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
        """The conventions under which the response would be right; one holds for the whole network or not at all."""
        for step in map(Misstep, CONVENTIONS.values()):
            rerun = self._rerun((step,))
            if rerun is not None and self._values(rerun) != self.base and self._hits(rerun):
                yield step.mal_rule.id

    def singles(self) -> list[Ways]:
        """Single mistakes that explain the response, the widest first: each is told once, as wide as it explains it."""
        told: dict[str, list[Misstep]] = {}
        for step, rerun in self.alone.items():
            ways = told.get(step.mal_rule.id, ())
            if (not ways or _width(ways[0]) == _width(step)) and self._hits(rerun):
                told.setdefault(step.mal_rule.id, []).append(step)
        return sorted(map(tuple, told.values()), key=lambda ways: _width(ways[0]))

    def pairs(self) -> Iterator[tuple[Misstep, Misstep]]:
        """Pairs of mistakes, both made everywhere, of which each alone changes the value too."""
        pairs = list(combinations([step for step in self.alone if step.is_everywhere], 2))
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
