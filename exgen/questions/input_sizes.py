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
        if not isinstance(laid, LaidValue):
            continue
        problem = missing_sizes(laid, networks[laid.network], runs[laid.network])
        if problem is not None:
            with told_of(answer.path):
                raise NetworkError(f"{laid.name}: {problem}")


def missing_sizes(laid: LaidValue, network: Network | NetworkDraft, run: Run) -> str | None:
    """Which of the input sizes asked for do not fit where branches meet; None where all do, or none are asked for."""
    if laid.quantity != "input_sizes" or network.wiring.is_chain:
        return None
    bounds = [run[slot] for slot in laid.slots]
    if not all(isinstance(bound, int) for bound in bounds):
        return None  # whoever reads the value is told that letters stand in it
    axes = [range(low, high + 1) for low, high in zip(bounds[::2], bounds[1::2], strict=True)]  # type: ignore[operator,arg-type]  # whole numbers
    if not all(axes):
        return None  # no size fits, which is told there too
    if isinstance(network, NetworkDraft):
        network = network.resolve(dict.fromkeys(network.names, axes[0][0]))
    return size_problem(network, axes)
