"""Questions about receptive fields, held to networks in which every value has one of the same form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from exgen.engine.drafts import NetworkDraft
from exgen.engine.field_problems import field_problem
from exgen.engine.networks import Network
from exgen.engine.runs import Run
from exgen.errors import NetworkError
from exgen.questions.network_places import NetworkPlan
from exgen.questions.planning import PlannedPart, told_of


def check_fields(
    planned: Iterable[PlannedPart],
    networks: Mapping[str, Network | NetworkDraft],
    plans: Mapping[str, NetworkPlan],
    runs: Mapping[str, Run],
) -> None:
    """Raise NetworkError, naming answer and layer, where a receptive field is asked that is no interval of one form."""
    for answer, _, _, _, laid, _ in chain.from_iterable(part.cells for part in planned):
        if laid is None or not laid.quantity.startswith("receptive_field"):
            continue
        plan, run = plans[laid.network], runs[laid.network]
        slots = [plan.laid.input_shape(None), *map(plan.laid.output_shape, range(len(plan.laid.kinds)))]
        shapes = [tuple([run[slot] for slot in shape]) for shape in slots]
        problem = field_problem(networks[laid.network], shapes, laid.layer)
        if problem is not None:
            with told_of(answer.path):
                raise NetworkError(problem)
