"""Which mistakes lead from a network to a student's wrong answer: every mal-rule is tried, alone and in pairs.

A name is only worth something if a random wrong number rarely gets one. So pairs are tried only where the key is
so large that all pairs together hit less than one wrong number in a hundred by chance (``LARGE_ENOUGH``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from exgen.engine.calculation import Rerun, Run
from exgen.engine.derivation import AXES
from exgen.engine.formulas import Quantity
from exgen.engine.graphs.graph import Graph
from exgen.engine.mal_rules import CONVENTIONS, MAL_RULES
from exgen.engine.missteps import Misstep, missteps
from exgen.engine.quantities import INPUT
from exgen.errors import ExpressionError, InputError
from exgen.expressions import Node, names_in
from exgen.questions.graphs import LaidGradient, Subject
from exgen.questions.key_forms import Key
from exgen.questions.laid_values import LaidValue
from exgen.questions.network_places import place_text

MOST_GROUPS = 3
"""Alternatives given at most."""

LARGE_ENOUGH = 100
"""A key must be this many times the number of pairs before pairs are tried."""

ENTRIES_ENOUGH = 4
"""A matrix must have so many entries before pairs are tried."""

LETTERS_ENOUGH = 3
"""A formula must have so many letters before pairs are tried."""

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
    laid: LaidValue | LaidGradient,
    network: Subject,
    matches: Matches,
    pins: Mapping[int, Quantity] | None = None,
    *,
    is_thorough: bool = False,
    made: Collection[str] = (),
) -> Diagnosis:
    """Explain a response to one quantity.

    ``matches`` says whether a value is what the student answered; ``pins`` are slots taken from the student's own
    earlier answers, on top of which further mistakes are looked for. With ``is_thorough`` pairs of which one is made at
    a single place are tried too: there are thousands of them in a deep network, so it takes its time; and last, pairs
    with one of the mistakes ``made`` in earlier answers, which somebody makes again.
    """
    search = _Search(run, laid, matches, pins or {})
    convention = next(search.conventions(), None)
    groups: list[tuple[Ways, ...]] = [(ways,) for ways in search.singles()]
    if not groups:
        groups = [((wide,), (narrow,)) for wide, narrow in search.pairs(is_thorough=is_thorough)]
    if not groups and is_thorough and made:
        groups = [((wide,), (narrow,)) for wide, narrow in search.pairs_with(made)]
    found = tuple(
        Misconception(ways[0].mal_rule.id, where(ways, run, network, search.reached), ways[0].mal_rule.sentence, number)
        for number, group in enumerate(groups[:MOST_GROUPS])
        for ways in group
    )
    return Diagnosis(found, convention)


def where(ways: Ways, run: Run, network: Subject, reached: frozenset[int]) -> str:
    """The place of a mistake in words, "" for a lone layer, "everywhere" for all.

    A layer is called by its text, not by a number (statements and tables number layers each in their own way); of
    several with one text by which of them it is. An axis is named where the mistake could have been made on another
    one too. Where the mistake fits at several places none is claimed. Only slots of ``reached`` count: what else a
    mistake would touch has not been asked.
    """
    touched = dict.fromkeys(layer for step in ways for layer in _layers(step, run, reached))
    layers = [layer for layer in touched if layer is not None]
    if ways[0].place is None and len(layers) > 1:
        return "everywhere" if ways[0].rule is None else f"every {' and '.join(_kinds(layers, network))}"
    groups = _groups(ways, run, network, reached)
    if groups:
        return ", ".join(groups)
    words = [_layers_in_words(layers, network)] if layers and len(network.layers) > 1 else []
    axes = {step.place.axis for step in ways if step.place is not None}
    for axis in axes if len(axes) == 1 else ():
        if axis is not None and not isinstance(network, Graph):
            words.append(AXES[len(network.input) - 1][axis])
    return ", ".join(words)


def _layers(step: Misstep, run: Run, reached: frozenset[int]) -> list[int | None]:
    """The layers in which a misstep changes something that was asked for."""
    touched = sorted(slot for slot in run.calculation.touched(step) if slot in reached)
    return [run.calculation.steps[slot - run.calculation.first].place.layer for slot in touched]


def _groups(ways: Ways, run: Run, network: Subject, reached: frozenset[int]) -> list[str]:
    """The written lines whose repetition somebody got wrong, if it is that alone."""
    calculation = run.calculation
    slots = [slot for way in ways for slot in calculation.touched(way) if slot in reached]
    steps = [calculation.steps[slot - calculation.first] for slot in slots]
    if isinstance(network, Graph) or not all(step.rule.name.startswith("group_") for step in steps):
        return []
    starts = dict.fromkeys(step.place.layer for step in steps)
    return [place_text(network.layers, group) for group in network.groups if group.start in starts and len(group) > 1]


def _kinds(layers: Iterable[int], network: Subject) -> list[str]:
    return list(dict.fromkeys(network.layers[layer].kind for layer in layers))


def layer_in_words(layer: int, network: Subject) -> str:
    """A layer as ``where`` calls it."""
    return _layers_in_words([layer], network)


def _layers_in_words(layers: Sequence[int], network: Subject) -> str:
    """A layer, or several of which one is meant: "the 2nd Conv2d(16, 16, 3)", "one of 6 layers"."""
    texts = [layer.text for layer in network.layers]
    text = texts[layers[0]]
    if layers[0] == INPUT:
        return "the input"
    if len(layers) > 1:
        is_one_text = all(texts[layer] == text for layer in layers)
        return f"one of the layers {text}" if is_one_text else f"one of {len(layers)} layers"
    before = texts[: layers[0]].count(text)
    return text if texts.count(text) == 1 else f"the {_ordinal(before + 1)} {text}"


def _ordinal(number: int) -> str:
    """A number as a place in an order: 1st, 2nd, 3rd, 11th, 21st."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _is_rarely_hit(value: Quantity, pairs: int) -> bool:
    """Whether so many pairs would hit a wrong value next to never by chance: a large number, a matrix, a formula."""
    if isinstance(value, Node):
        return len(set(names_in(value))) >= LETTERS_ENOUGH
    if isinstance(value, tuple):
        return sum(len(row) for row in value if isinstance(row, tuple)) >= ENTRIES_ENOUGH
    return isinstance(value, int) and value >= LARGE_ENOUGH * pairs


def _width(step: Misstep) -> int:
    """How wide a mistake is made: 0 everywhere, then in one rule, in one layer, on one axis."""
    if step.place is None:
        return 0 if step.rule is None else 1
    return 2 if step.place.axis is None else 3


class _Search:
    """The tries for one response."""

    def __init__(
        self, run: Run, laid: LaidValue | LaidGradient, matches: Matches, pins: Mapping[int, Quantity]
    ) -> None:
        self.run, self.laid, self.matches, self.pins = run, laid, matches, pins
        self.upstream = run.calculation.upstream(laid.slots)
        self.reached = run.calculation.reached(laid.slots, pins)
        self.base = self._values(run.rerun((), pins))
        self.alone: dict[Misstep, Rerun] = {}
        """What each mistake that changes the asked values makes of the run."""
        for step in missteps(run, MAL_RULES.values(), self.reached):
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

    def pairs(self, *, is_thorough: bool) -> Iterator[tuple[Misstep, Misstep]]:
        """Pairs of mistakes of which each alone changes the value too.

        Both are made everywhere; only where no such pair explains the response, and ``is_thorough``, one of them at a
        single place, or both at the same one.
        """
        found = False
        for pair in self._pairs_that_hit(list(self._pairs_everywhere())):
            found = True
            yield pair
        if is_thorough and not found:
            yield from self._pairs_that_hit([*self._pairs_everywhere(), *self._pairs_at_places()])

    def _pairs_everywhere(self) -> Iterator[tuple[Misstep, Misstep]]:
        return combinations([step for step in self.alone if step.is_everywhere], 2)

    def _pairs_at_places(self) -> Iterator[tuple[Misstep, Misstep]]:
        for first, second in combinations(self.alone, 2):
            is_one_place = first.place == second.place and first.rule == second.rule and not first.is_everywhere
            if first.mal_rule is not second.mal_rule and (is_one_place or first.is_everywhere != second.is_everywhere):
                yield first, second

    def _pairs_that_hit(self, pairs: Sequence[tuple[Misstep, Misstep]]) -> Iterator[tuple[Misstep, Misstep]]:
        """The pairs that explain the response; none where there are so many that some would by chance."""
        if all(_is_rarely_hit(value, len(pairs)) for value in self.base):
            yield from self._hitting(pairs)

    def pairs_with(self, made: Collection[str]) -> Iterator[tuple[Misstep, Misstep]]:
        """Pairs with a mistake that was made before: so few that hardly one explains a response by chance."""
        yield from self._hitting(
            pair for pair in self._pairs_everywhere() if any(step.mal_rule.id in made for step in pair)
        )

    def _hitting(self, pairs: Iterable[tuple[Misstep, Misstep]]) -> Iterator[tuple[Misstep, Misstep]]:
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
