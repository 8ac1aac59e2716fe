"""What a derivation says of numbers that no rule works out: they stand in a layer, or arrive as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from exgen.engine.formulas import Quantity, as_node
from exgen.engine.layout import Leaf, Place
from exgen.engine.single_layers import FIELD
from exgen.engine.wording import said
from exgen.expressions import show

if TYPE_CHECKING:
    from exgen.engine.runs import Run

KNOWN = ("input",)
"""What belongs to no layer and is told: the numbers of what goes in. Others are the same for all layers of a kind."""
ARRIVING = ("given", *FIELD)
"""Numbers of what arrives at a layer that is looked at by itself: whoever looks at it tells them."""


def given_lines(run: Run, slots: Iterable[int]) -> Iterator[tuple[Place, str, str]]:
    """Place, words and formula for each number of a layer or of the input that slots merely hand on, in order.

    Of what a derivation takes as known, and of steps that do more than hand on, nothing is told.
    """
    found: dict[tuple[int | None, str], list[Quantity]] = {}
    for slot in slots:
        if isinstance(run[slot], tuple):  # places that are read, and no layer on the way leads elsewhere
            yield Place(), said("at_its_place"), ""
            return
        leaf = _handed_on(run, slot)
        if leaf is not None and leaf.name not in ARRIVING:
            name = leaf.name if leaf.layer is not None or leaf.name in KNOWN else ""
            found.setdefault((leaf.layer, name), []).append(run[slot])
    for (layer, name), values in found.items():
        shown = ", ".join([show(as_node(value), "latex") for value in values])
        formula = shown if len(values) == 1 else rf"\left({shown}\right)"
        if layer is not None:
            yield Place(layer), said("as_layer_has_it", argument=name), formula
        else:
            yield Place(), said("as_it_goes_in") if name else said("as_its_kind_has_it"), formula


def _handed_on(run: Run, slot: int) -> Leaf | None:
    """The leaf whose number a slot has, through steps that only hand on what they get; None where one does more."""
    calculation = run.calculation
    while calculation.step(slot) is not None:
        same = [source for source in run.used(slot) if run[source] == run[slot]]
        others = [source for source in run.used(slot) if run[source] != run[slot] and run[source] != 0]
        if others or not same:
            return None
        slot = same[0]
    return calculation.leaves[slot]
