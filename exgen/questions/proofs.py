"""How far a key can be trusted: confirmed by counting, or as its author wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, cast

from exgen.engine.drafts import NetworkDraft
from exgen.engine.formula_proof import confirm_formula_over
from exgen.engine.formulas import Quantity
from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.proof import confirm_gradient, confirm_number
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.engine.proof import BUDGET, confirm, confirm_input_sizes
from exgen.errors import ProofError
from exgen.expressions import Node, read
from exgen.questions.domains import listed
from exgen.questions.exercise import Exercise, Part
from exgen.questions.graph_numbers import LaidNumber
from exgen.questions.laid_of_graph import LaidGradient
from exgen.questions.laid_values import LaidValue
from exgen.questions.parts import written_out
from exgen.questions.wrong_lines import LaidWrongLine

Status = Literal["proven", "authored", "ungraded"]


def proof(exercise: Exercise, part: Part, *, budget: int = BUDGET) -> Status:
    """Confirm a part's key: ``proven`` by the oracle, ``authored`` where it is plain arithmetic, ``ungraded`` texts.

    What was confirmed once is remembered, so asking again costs nothing; ``budget`` is how much may be counted for
    it. Raises ProofError, naming template, part and variant, where the oracle finds something else.
    """
    if part.key is None:
        return "ungraded"
    if part.rows:
        found = {proof(exercise, cell, budget=budget) for cell in part.cells}
        return "proven" if found == {"proven"} else "authored"
    if part.laid is None:
        return "authored"
    try:
        _confirm(exercise, part, budget)
    except ProofError as error:
        parameters = listed(exercise.parameters)
        raise ProofError(f"{exercise.template.name}, {part.name}, with {parameters}: {error}") from error
    return "proven"


def _confirm(exercise: Exercise, part: Part, budget: int) -> None:
    """Confirm the whole quantity that a part's key is read from."""
    if part.choice is not None:
        _confirm(exercise, part.choice.part, budget)
        return
    laid = part.laid
    assert laid is not None
    network, run = exercise.networks[laid.network], exercise.runs[laid.network]
    if isinstance(network, Graph):
        if isinstance(laid, LaidWrongLine):
            laid.confirm()
            return
        if isinstance(laid, LaidNumber):
            confirm_number(network, laid.node, laid.asked, part.key, laid.digits)
            return
        assert isinstance(laid, LaidGradient)
        assert isinstance(part.key, Node)
        confirm_gradient(network, laid.node, part.key)
        return
    assert isinstance(laid, LaidValue)
    if laid.quantity == "input_sizes":
        bounds = [run[slot] for slot in laid.slots]
        pairs = zip(bounds[::2], bounds[1::2], strict=True)
        axes = tuple([range(_whole(low), _whole(high) + 1) for low, high in pairs])
        wanted = laid.arguments["wanted"]
        assert isinstance(wanted, tuple)
        confirm_input_sizes(_numbered(network, bounds), wanted, axes, budget=budget)
        return
    values = _printed(exercise, part, laid_quantities(network).asked(laid.quantity, laid.layer, laid.arguments))
    value = values if laid.form.entries else values[0]
    if isinstance(network, Network):
        confirm(network, laid.quantity, laid.layer, value, laid.arguments, budget=budget)
        return
    conditions = tuple([read(text) for text in cast("list[str]", part.options.get("where", []))])
    confirm_formula_over(network, laid.quantity, laid.layer, value, laid.arguments, where=conditions, budget=budget)


def _printed(exercise: Exercise, part: Part, slots: Iterable[int]) -> tuple[Quantity, ...]:
    """What slots hold in the form in which the key is printed, names of earlier answers written out."""
    assert part.run is not None
    values = [part.run[slot] for slot in slots]
    return tuple([written_out(value, exercise.parts) if isinstance(value, Node) else value for value in values])


def _whole(bound: Quantity) -> int:
    assert isinstance(bound, int), "input sizes are asked for whole output sizes"
    return bound


def _numbered(network: Network | NetworkDraft, bounds: list[Quantity]) -> Network:
    """A network to try input sizes on: a draft's symbols stand for the sizes that are looked for."""
    if isinstance(network, Network):
        return network
    return network.resolve({name: _whole(bounds[0]) for name in network.names})
