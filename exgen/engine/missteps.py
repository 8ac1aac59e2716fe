"""Missteps: where in a calculation somebody can apply a mal-rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple

from exgen.engine.formulas import Quantity
from exgen.engine.layout import Place
from exgen.engine.mal_rules import INSEPARABLE, TOGETHER, MalRule

if TYPE_CHECKING:
    from exgen.engine.calculation import Calculation
    from exgen.engine.runs import Run


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
    Axes that put in the same numbers are worked out at once, so nobody makes a mistake on one of them only; inside a
    group of many layers nobody makes it in a single one. A mal-rule of single layers is never applied everywhere, one
    of the last layer in no other single one.
    """
    calculation, found = run.calculation, list[Misstep]()
    for mal_rule in mal_rules:
        layers: dict[int | None, list[int]] = {}
        touched = [slot for slot in calculation.touched(Misstep(mal_rule)) if slot in upstream]
        for slot in sorted(touched, key=calculation.order):
            layers.setdefault(calculation.steps[slot - calculation.first].place.layer, []).append(slot)
        if layers and not mal_rule.is_of_one_layer:
            found.append(Misstep(mal_rule))
            found += _rules_apart(calculation, mal_rule, touched, layers.values())
        single = list(layers)[-1:] if mal_rule.is_of_last_layer else list(layers)
        single = [layer for layer in single if layer not in calculation.told_once]
        if len(layers) > 1:
            found += [Misstep(mal_rule, Place(layer)) for layer in single]
        for layer in single:
            found += [Misstep(mal_rule, place) for place in _axes_apart(run, layers[layer])]
    return found


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


def _axes_apart(run: Run, slots: Iterable[int]) -> list[Place]:
    """The places on single axes of one layer's steps, if its axes do not all put in the same numbers."""
    given: dict[Place, list[tuple[Quantity, ...]]] = {}
    for slot in slots:
        place = run.calculation.steps[slot - run.calculation.first].place
        if place.axis is not None:
            given.setdefault(place, []).append(run.given(slot))
    numbers = list(given.values())
    return list(given) if any(other != numbers[0] for other in numbers) else []
