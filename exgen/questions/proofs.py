"""How far a key can be trusted: confirmed by counting, or as its author wrote it."""

from __future__ import annotations

from typing import Literal

from exgen.engine.drafts import NetworkDraft
from exgen.engine.formula_proof import confirm_formula_over
from exgen.engine.formulas import Quantity
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.engine.proof import BUDGET, confirm, confirm_input_sizes
from exgen.errors import ProofError
from exgen.questions.exercise import Exercise, Part

Status = Literal["proven", "authored", "ungraded"]


def proof(exercise: Exercise, part: Part, *, budget: int = BUDGET) -> Status:
    """Confirm a part's key: ``proven`` by the oracle, ``authored`` where it is plain arithmetic, ``ungraded`` texts.

    What was confirmed once is remembered, so asking again costs nothing; ``budget`` is how much may be counted for
    it. Raises ProofError, naming template, part and variant, where the oracle finds something else.
    """
    if part.key is None:
        return "ungraded"
    if part.laid is None:
        return "authored"
    try:
        _confirm(exercise, part, budget)
    except ProofError as error:
        parameters = ", ".join(f"{name} = {value}" for name, value in exercise.parameters.items())
        raise ProofError(f"{exercise.template.name}, {part.name}, with {parameters}: {error}") from error
    return "proven"


def _confirm(exercise: Exercise, part: Part, budget: int) -> None:
    """Confirm the whole quantity that a part's key is read from."""
    laid = part.laid
    assert laid is not None
    network, run = exercise.networks[laid.network], exercise.runs[laid.network]
    if laid.quantity == "input_sizes":
        bounds = [run[slot] for slot in laid.slots]
        pairs = zip(bounds[::2], bounds[1::2], strict=True)
        axes = tuple([range(_whole(low), _whole(high) + 1) for low, high in pairs])
        confirm_input_sizes(_numbered(network, bounds), exercise.wanted[laid.network], axes, budget=budget)
        return
    slots = getattr(laid_quantities(network), laid.quantity)(laid.layer)
    value = tuple([run[slot] for slot in slots]) if isinstance(slots, tuple) else run[slots]
    if isinstance(network, Network):
        confirm(network, laid.quantity, laid.layer, value, budget=budget)
    else:
        confirm_formula_over(network, laid.quantity, laid.layer, value, budget=budget)


def _whole(bound: Quantity) -> int:
    assert isinstance(bound, int), "input sizes are asked for whole output sizes"
    return bound


def _numbered(network: Network | NetworkDraft, bounds: list[Quantity]) -> Network:
    """A network to try input sizes on: a draft's symbols stand for the sizes that are looked for."""
    if isinstance(network, Network):
        return network
    return network.resolve({name: _whole(bounds[0]) for name in network.names})
