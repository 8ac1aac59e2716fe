"""Missteps: where in a calculation somebody can apply a mal-rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from exgen.engine.layout import Place
from exgen.engine.mal_rules import INSEPARABLE, TOGETHER, MalRule

if TYPE_CHECKING:
    from exgen.engine.calculation import Calculation
    from exgen.engine.runs import Run


DEEP = 50
"""Of a network in which a mistake can be made in so many layers nobody works out each of several equal ones."""


class Misstep(NamedTuple):
    """A mal-rule applied everywhere (``place`` None), in one layer (a place without axis) or on one of its axes.

    ``rule`` keeps it to one of the rules that it changes (and those that go ``TOGETHER`` with it).
    """

    mal_rule: MalRule
    place: Place | None = None
    rule: str | None = None

    @property
    def is_everywhere(self) -> bool:
        """Whether it is made wherever it can be made."""
        return self.place is None and self.rule is None


def missteps(run: Run, mal_rules: Iterable[MalRule], upstream: frozenset[int]) -> list[Misstep]:
    """Every way to apply one mal-rule that touches a slot of ``upstream``.

    First everywhere, then everywhere in one of its rules (nobody gets all convolutions wrong only together with the
    dense layers), in each layer, on each axis. Ways that touch the same steps are one explanation; the widest is kept.
    Axes that put in the same numbers are worked out at once, so nobody makes a mistake on one of them only (but what
    ``is_of_one_axis``); inside a group of many layers nobody makes it in a single one, nor in one of several equal ones
    of a ``DEEP`` network. A mal-rule of single layers is never applied everywhere, one of the last layer in no other
    single one, one of all layers in no single one.
    """
    found: list[Misstep] = []
    for mal_rule in mal_rules:
        ways = _known_ways(run.calculation, mal_rule, upstream)
        found += ways.whole
        worked_out = _worked_out(run, ways.by_layer)
        found += [Misstep(mal_rule, place) for place in worked_out]
        for axes in ways.by_axis:
            if ways.by_layer and Place(next(iter(axes)).layer) not in worked_out:
                continue
            if mal_rule.is_of_one_axis or _put_in_others(run, axes.values()):
                found += [Misstep(mal_rule, place) for place in axes]
    return found


def ways_to_make(run: Run, mal_rule: MalRule, upstream: frozenset[int]) -> list[Misstep]:
    """How somebody makes a mistake who is said to make it: everywhere, one of single layers in each of them."""
    ways = missteps(run, [mal_rule], upstream)
    return [step for step in ways if step.is_everywhere] or ways


def made_everywhere(
    calculation: Calculation, mal_rules: Iterable[MalRule], upstream: frozenset[int]
) -> Iterator[Misstep]:
    """Each mal-rule that can be made everywhere, made so: whatever the numbers are."""
    for mal_rule in mal_rules:
        yield from (step for step in _known_ways(calculation, mal_rule, upstream).whole if step.is_everywhere)


class Ways(NamedTuple):
    """How a mal-rule can be applied, whatever the numbers are; the steps of each layer it touches, where there are
    several, and those on each axis of each layer."""

    whole: tuple[Misstep, ...]
    by_layer: Mapping[Place, Sequence[int]]
    by_axis: tuple[Mapping[Place, Sequence[int]], ...]


def _known_ways(calculation: Calculation, mal_rule: MalRule, upstream: frozenset[int]) -> Ways:
    """The ways to apply a mal-rule, found once for each calculation."""
    known = calculation.ways.setdefault(upstream, {})
    if mal_rule not in known:
        known[mal_rule] = _ways(calculation, mal_rule, upstream)
    return known[mal_rule]


def _ways(calculation: Calculation, mal_rule: MalRule, upstream: frozenset[int]) -> Ways:
    layers: dict[int | None, list[int]] = {}
    touched = [slot for slot in calculation.touched(Misstep(mal_rule)) if slot in upstream]
    for slot in sorted(touched, key=calculation.order):
        layers.setdefault(_place(calculation, slot).layer, []).append(slot)
    whole: list[Misstep] = []
    if mal_rule.is_in_all_layers:
        return Ways((Misstep(mal_rule),) if len(layers) > 1 else (), {}, ())
    if layers and not mal_rule.is_of_one_layer:
        whole.append(Misstep(mal_rule))
        if not mal_rule.is_in_all_rules:
            whole += _rules_apart(calculation, mal_rule, touched, layers.values())
    single = list(layers)[-1:] if mal_rule.is_of_last_layer else list(layers)
    single = [layer for layer in single if layer not in calculation.told_once]
    by_layer = {Place(layer): tuple(layers[layer]) for layer in single} if len(layers) > 1 else {}
    by_axis = [_axes(calculation, layers[layer]) for layer in single]
    return Ways(tuple(whole), by_layer, tuple([axes for axes in by_axis if len(axes) > 1]))


def _worked_out(run: Run, by_layer: Mapping[Place, Sequence[int]]) -> Collection[Place]:
    """The layers that somebody works out one by one: in a deep network of equal ones the first and the last."""
    if len(by_layer) < DEEP:
        return by_layer.keys()
    equal: dict[object, list[Place]] = {}
    for place, slots in by_layer.items():
        equal.setdefault(_numbers(run, slots), []).append(place)
    between = {place for places in equal.values() for place in places[1:-1]}
    return {place: None for place in by_layer if place not in between}.keys()


def layers_between(run: Run, steps: Sequence[Misstep], upstream: frozenset[int]) -> list[int]:
    """The layers of a ``DEEP`` network that are not worked out one by one, and put in what those of ``steps`` do."""
    by_layer = run.calculation.ways[upstream][steps[0].mal_rule].by_layer
    if len(by_layer) < DEEP:
        return []
    places = [step.place for step in steps if step.place is not None]
    made = {_numbers(run, by_layer[place]) for place in places if place in by_layer}
    return [
        place.layer for place, slots in by_layer.items() if place.layer is not None and _numbers(run, slots) in made
    ]


def _numbers(run: Run, slots: Sequence[int]) -> tuple[object, ...]:
    """What is put into steps, rule by rule."""
    steps, first = run.calculation.steps, run.calculation.first
    return tuple([(steps[slot - first].rule.name, run.given(slot)) for slot in slots])


def _place(calculation: Calculation, slot: int) -> Place:
    """Where the step stands that fills a slot."""
    return calculation.steps[slot - calculation.first].place


def _rules_apart(
    calculation: Calculation, mal_rule: MalRule, touched: Iterable[int], layers: Iterable[Collection[int]]
) -> list[Misstep]:
    """The mal-rule in one of its rules alone, for each that is neither all of it nor all of it in one layer."""
    slots: dict[str, list[int]] = {}
    for slot in touched:
        rule = calculation.steps[slot - calculation.first].rule.name
        slots.setdefault(TOGETHER.get(rule, rule), []).append(slot)
    if len(slots) < 2:
        return []
    told = [set(layer) for layer in layers]
    return [
        Misstep(mal_rule, None, rule)
        for rule, touched_here in slots.items()
        if rule not in INSEPARABLE and set(touched_here) not in told
    ]


def _axes(calculation: Calculation, slots: Iterable[int]) -> Mapping[Place, Sequence[int]]:
    """Of one layer's steps those that stand on an axis, by their places."""
    axes: dict[Place, list[int]] = {}
    for slot in slots:
        place = _place(calculation, slot)
        if place.axis is not None:
            axes.setdefault(place, []).append(slot)
    return axes


def _put_in_others(run: Run, axes: Iterable[Sequence[int]]) -> bool:
    """Whether axes put other numbers into their steps than the first of them."""
    first, *others = axes
    numbers = [run.given(slot) for slot in first]
    return any([run.given(slot) for slot in slots] != numbers for slots in others)
