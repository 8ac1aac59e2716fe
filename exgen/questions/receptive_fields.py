"""Questions about receptive fields, held to networks in which every value has one of the same form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from exgen.engine.drafts import NetworkDraft
from exgen.engine.field_problems import OF_FIELDS, field_problem
from exgen.engine.networks import Network
from exgen.engine.runs import Run
from exgen.errors import NetworkError
from exgen.questions.laid_values import LaidValue
from exgen.questions.network_places import NetworkPlan
from exgen.questions.planning import PlannedPart, told_of


def check_fields(
    planned: Iterable[PlannedPart],
    networks: Mapping[str, Network | NetworkDraft],
    plans: Mapping[str, NetworkPlan],
    runs: Mapping[str, Run],
) -> None:
    """Raise NetworkError, naming answer and layer, where something is asked of receptive fields that there is not."""
    for answer, _, _, _, laid, _ in chain.from_iterable(part.cells for part in planned):
        if not isinstance(laid, LaidValue):
            continue
        problem = missing_field(laid, networks[laid.network], plans[laid.network], runs[laid.network])
        if problem is not None:
            with told_of(answer.path):
                raise NetworkError(problem)


def missing_field(laid: LaidValue, network: Network | NetworkDraft, plan: NetworkPlan, run: Run) -> str | None:
    """Why there is no such receptive field as is asked for; None where there is, or none is asked for."""
    if laid.quantity not in OF_FIELDS:
        return None
    slots = [plan.laid.input_shape(None), *map(plan.laid.output_shape, range(len(plan.laid.kinds)))]
    shapes = [tuple([run[slot] for slot in shape]) for shape in slots]
    return field_problem(network, shapes, laid.layer, laid.quantity) or _beyond(laid, plan, run)


def _beyond(laid: LaidValue, plan: NetworkPlan, run: Run) -> str | None:
    """Why there is no such phase, or no value of such an index; None where there is."""
    if laid.quantity == "phase_field":
        asked, slots, each = laid.arguments["phase"], plan.laid.phases(laid.layer), "phases"
    elif laid.quantity == "inputs_read":
        asked, slots, each = laid.arguments["index"], plan.laid.output_size(laid.layer), "values"
    else:
        return None
    assert isinstance(asked, tuple)
    for axis, (index, slot) in enumerate(zip(asked, slots, strict=False)):
        number = run[slot]
        if isinstance(number, int) and index >= number:
            return f"{laid.name}: axis {axis} has {number} {each}, counted from 0"
    return None
