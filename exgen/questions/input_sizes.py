"""Questions for input sizes, held to networks with branches in which every size of the range fits at each join."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from exgen.engine.drafts import NetworkDraft
from exgen.engine.networks import Network
from exgen.engine.runs import Run
from exgen.engine.size_problems import size_problem
from exgen.errors import NetworkError
from exgen.questions.laid_values import LaidValue
from exgen.questions.planning import PlannedPart, told_of


def check_input_sizes(
    planned: Iterable[PlannedPart], networks: Mapping[str, Network | NetworkDraft], runs: Mapping[str, Run]
) -> None:
    """Raise NetworkError, naming the answer, where input sizes are asked that do not all fit where branches meet."""
    for answer, _, _, _, laid, _ in chain.from_iterable(part.cells for part in planned):
        if not isinstance(laid, LaidValue) or laid.quantity != "input_sizes":
            continue
        network = networks[laid.network]
        if network.wiring.is_chain:
            continue
        bounds = [runs[laid.network][slot] for slot in laid.slots]
        if not all(isinstance(bound, int) for bound in bounds):
            continue  # whoever reads the value is told that letters stand in it
        axes = [range(low, high + 1) for low, high in zip(bounds[::2], bounds[1::2], strict=True)]  # type: ignore[operator,arg-type]  # whole numbers
        if not all(axes):
            continue  # no size fits, which is told there too
        if isinstance(network, NetworkDraft):
            network = network.resolve(dict.fromkeys(network.names, axes[0][0]))
        problem = size_problem(network, axes)
        if problem is not None:
            with told_of(answer.path):
                raise NetworkError(f"{laid.name}: {problem}")
