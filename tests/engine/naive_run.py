"""A calculation worked out from scratch, step by step from the rules' lines: slow, and nothing to get wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from exgen.engine.calculation import Calculation
from exgen.engine.laid_quantities import LaidQuantities
from exgen.engine.layout import Place, Step
from exgen.engine.mal_rules import TOGETHER
from exgen.engine.missteps import Misstep
from exgen.engine.networks import Network
from exgen.engine.shrinking import family
from exgen.errors import ExpressionError
from exgen.expressions import Node, Value, evaluate, substitute
from tests.engine.quantity_lists import COUNTS

STRUCTURES = (
    (3, ("Conv2d",)),
    (2, ("Conv1d", "MaxPool1d", "Conv1d")),
    (3, ("Conv2d", "ReLU", "MaxPool2d", "Conv2d", "Flatten", "Linear", "Linear")),
    (3, ("Conv2d", "BatchNorm2d", "AvgPool2d", "AdaptiveAvgPool2d", "Flatten", "Linear")),
    (1, ("Linear", "Sigmoid", "Linear")),
)


def whole(laid: LaidQuantities) -> LaidQuantities:
    """Quantities with all counts of every layer, and their totals, laid."""
    for count in COUNTS:
        getattr(laid, count)(None)
    return laid


@st.composite
def small_networks(draw: st.DrawFn) -> tuple[LaidQuantities, Network]:
    """A small network of a structure with all quantities of all layers laid."""
    rank, kinds = draw(st.sampled_from(STRUCTURES))
    laid = whole(LaidQuantities(rank, kinds))
    for layer, kind in enumerate(kinds):
        laid.positions(layer)
        if kind.startswith("Conv"):
            laid.dense_parameters(layer)
    if rank > 1:
        laid.receptive_field(None)
        laid.receptive_field_size(None)
    return laid, draw(st.sampled_from(family(rank, kinds)))


def naive_values(
    calculation: Calculation,
    leaves: Sequence[Value],
    missteps: Sequence[Misstep] = (),
    pins: Mapping[int, Value] | None = None,
) -> list[Value]:
    """Every slot's value, all steps worked out anew. Raises ExpressionError where a step has no value."""
    pins = pins or {}
    values = [pins.get(slot, leaf) for slot, leaf in enumerate(leaves)]
    for slot, step in enumerate(calculation.steps, len(leaves)):
        line = _line(step, missteps)
        names = {
            letter: tuple(values[source] for source in argument) if isinstance(argument, tuple) else values[argument]
            for letter, argument in zip(step.rule.letters, step.arguments, strict=True)
        }
        values.append(pins[slot] if slot in pins else evaluate(line, names))
    return values


def _line(step: Step, missteps: Sequence[Misstep]) -> Node:
    """The line as it is applied at a step by somebody who takes these missteps."""
    made = [
        misstep.mal_rule
        for misstep in missteps
        if step.rule.name in misstep.mal_rule.changes
        and misstep.rule in (None, TOGETHER.get(step.rule.name, step.rule.name))
        and _is_at(misstep.place, step.place)
    ]
    changes = [mal_rule.changes[step.rule.name] for mal_rule in made]
    lines = [change.formula for change in changes if change.formula is not None]
    if len(lines) > 1:
        raise ExpressionError("two_formulas", "two formulas at one step")
    mistakes = [mal_rule for mal_rule in made if not mal_rule.is_convention]
    replaced = [letter for mal_rule in mistakes for letter in mal_rule.changes[step.rule.name].arguments]
    if len(replaced) > len(set(replaced)):
        raise ExpressionError("two_arguments", "two values for one letter at one step")
    line = lines[0] if lines else step.rule.node
    for change in changes:
        line = substitute(line, change.arguments)
    return line


def _is_at(wanted: Place | None, place: Place) -> bool:
    if wanted is None:
        return True
    return wanted.layer == place.layer and wanted.axis in (None, place.axis)
