"""Keys confirmed against the oracle: what the rules give must be what counting gives.

A key is counted at its real sizes where the budget allows it. Where it does not, the key must be what the rules
give, and the rules are confirmed: every shape at the real sizes, and the quantity on all small networks of the same
structure (``shrinking``); where there are branches, or no small networks whose layers fit each other, layer by layer
(``layer_proof``). What was confirmed once is remembered. For formulas see ``formula_proof``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, cast

from exgen.engine.calculation import Calculation
from exgen.engine.field_problems import OF_FIELDS
from exgen.engine.formulas import Quantity
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.layer_proof import FIELDS, LayerByLayer
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities, OverBudgetError
from exgen.engine.proof_subjects import Arguments, Asked, Shown, Structure, Subject, subject_of
from exgen.engine.quantities import QUANTITIES, Layers
from exgen.engine.quantity_arguments import Settled
from exgen.engine.runs import Run
from exgen.engine.same import Same
from exgen.engine.shrinking import family
from exgen.engine.small_askings import WHOLE, asked_of, askings
from exgen.engine.wiring import INPUT
from exgen.errors import NetworkError, ProofError

BUDGET = 10_000
"""How much is counted for a key while a sheet is made; lint and tests can afford a hundred times more."""

TRACED = 2_000_000
"""The budget for a receptive field that is traced as a whole, through branches or phase by phase.

What takes more is put together.
"""

DEEPEST_FIELD = 40
"""Behind more layers a receptive field is no longer traced as a whole, but layer by layer."""


class Proof(NamedTuple):
    """How a key was confirmed: counted itself (``at_real_sizes``), or its rules on so many other ``networks``."""

    at_real_sizes: bool
    networks: int


def confirm(
    network: Network,
    quantity: str,
    layer: Layers,
    value: Quantity | tuple[Quantity, ...],
    arguments: Settled | None = None,
    *,
    budget: int = BUDGET,
) -> Proof:
    """Confirm the value of a quantity of ``quantities.QUANTITIES``, whole: all of a shape, not one side of it.

    ``arguments`` are those that the quantity takes, settled. For input sizes see ``confirm_input_sizes``. Raises
    ProofError if counting gives another value, or the rules do not give this one.

    >>> from exgen.engine.reading import read_network
    >>> network = read_network("Conv2d(3, 16, 5, stride=3, padding=2)", "(3, 78, 84)").resolve({})
    >>> confirm(network, "output_shape", 0, (16, 26, 28))
    Proof(at_real_sizes=True, networks=1)
    >>> confirm(network, "multiplications", None, 873600)
    Proof(at_real_sizes=False, networks=4)
    >>> confirm(network, "output_size", None, (25, 28))  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    ...
    exgen.errors.ProofError: output_size in the network [Conv2d(3, 16, kernel_size=5, stride=3, padding=2)]
    on (3, 78, 84): the key says (25, 28), counting gives (26, 28)
    """
    return _confirmed(network, Asked(quantity, layer, tuple((arguments or {}).items())), value, budget)


def confirm_input_sizes(
    network: Network, wanted: tuple[int, ...], sizes: tuple[Collection[int], ...], *, budget: int = BUDGET
) -> Proof:
    """Confirm, for each spatial axis, the complete set of input sizes that give the output size ``wanted``.

    The network's own input size does not matter. Raises ProofError if trying sizes gives another set, NetworkError
    where no input size can be asked for.

    >>> from exgen.engine.reading import read_network
    >>> network = read_network("Conv2d(3, 16, 5, stride=3)", "(3, 78, 84)").resolve({})
    >>> confirm_input_sizes(network, (2, 1), (range(8, 11), range(5, 8)))
    Proof(at_real_sizes=True, networks=1)
    """
    asked = Asked("input_sizes", None, (("wanted", wanted),))
    return _confirmed(network, asked, tuple(map(frozenset, sizes)), budget)


def _confirmed(network: Network, asked: Asked, value: Shown, budget: int) -> Proof:
    subject = subject_of(Same(network))
    # A count is at least as many things to count: what is above the budget need not be tried.
    counted = None if isinstance(value, int) and value > budget else _counted(subject, asked, budget)
    if counted is not None:
        _must_agree(network, asked, ("the key says", value), ("counting gives", counted))
        return Proof(at_real_sizes=True, networks=1)
    expected = _given_by_rules(subject, asked)
    _must_agree(network, asked, ("the key says", value), ("the rules give", expected))
    is_deep = len(network.layers) > DEEPEST_FIELD and asked.quantity in OF_FIELDS
    is_branched = not network.wiring.is_chain
    if is_deep or is_branched or (len(network.layers) > 1 and not _small_networks(subject.structure)):
        return _confirm_by_layers(subject, asked, value, budget)
    _confirm_shapes(subject)
    networks = _confirm_rules(subject.structure, asked)
    return Proof(at_real_sizes=False, networks=networks)


@lru_cache(maxsize=4096)
def _counted(subject: Subject, asked: Asked, budget: int) -> Shown | None:
    """What counting gives; None where the budget does not allow it."""
    try:
        return asked_of(_counting(subject, budget), asked)
    except OverBudgetError:
        return None


@lru_cache(maxsize=64)
def _counting(subject: Subject, budget: int) -> CountedQuantities:
    return CountedQuantities(subject.network, budget)


def _given_by_rules(subject: Subject, asked: Asked) -> Shown:
    laid = laid_quantities(subject.network)
    slots = laid.asked(asked.quantity, asked.layer, dict(asked.arguments))
    run = _run(subject, laid.calculation, asked.arguments)
    values = tuple([run[slot] for slot in slots])
    if asked.quantity == "input_sizes":
        bounds = zip(values[::2], values[1::2], strict=True)
        return tuple([frozenset(range(int(low), int(high) + 1)) for low, high in bounds])  # type: ignore[arg-type]  # sizes are whole numbers
    return values if QUANTITIES[asked.quantity].form.entries else values[0]


@lru_cache(maxsize=64)
def _run(subject: Subject, calculation: Calculation, arguments: Arguments) -> Run:
    leaves = laid_quantities(subject.network).leaves_of(subject.network, dict(arguments))
    return calculation.run(leaves, conventions=subject.network.conventions)


@lru_cache(maxsize=4096)
def _confirm_shapes(subject: Subject) -> None:
    """Every layer's shape at the real sizes, unless even windows slid along single axes are too many."""
    counting = _counting(subject, BUDGET)
    for layer in range(len(subject.network.layers)):
        asked = Asked("output_shape", layer)
        try:
            shape = counting.output_shape(layer)
        except OverBudgetError:
            return
        ruled = ("the rules give", _given_by_rules(subject, asked))
        _must_agree(subject.network, asked, ruled, ("counting gives", shape))


def _confirm_by_layers(subject: Subject, asked: Asked, value: Shown, budget: int) -> Proof:
    """The quantity of a network without small networks of its kind: traced, or as its layers, each alone, add up to it.

    Raises ProofError where they add up to something else, or to no such quantity at all.
    """
    network = subject.network
    is_traced = asked.quantity in OF_FIELDS and asked.quantity not in FIELDS
    if is_traced or (not network.wiring.is_chain and asked.quantity in ("input_sizes", *FIELDS)):
        traced = _counted(subject, asked, TRACED)
        if traced is not None:
            _must_agree(network, asked, ("the key says", value), ("tracing gives", traced))
            return Proof(at_real_sizes=True, networks=1)
    layers = _layer_by_layer(subject, asked, budget)
    if asked.quantity not in ("input_shape", "output_shape", "output_size"):  # every shape has been counted
        found = layers.asked(asked.quantity, asked.layer, dict(asked.arguments))
        if found is None:
            raise ProofError(f"{asked.where(network)}: it is too big to count, so nothing can be confirmed")
        _must_agree(network, asked, ("the key says", value), ("its layers add up to", found))
    return Proof(at_real_sizes=False, networks=len(network.layers))


def _layer_by_layer(subject: Subject, asked: Asked, budget: int) -> LayerByLayer:
    """The layers of a network, each confirmed by itself when it is asked.

    Raises ProofError where a layer puts out another shape than the rules give.
    """
    tensors = range(INPUT, len(subject.network.layers))
    shapes = [_given_by_rules(subject, Asked("output_shape", tensor)) for tensor in tensors]

    def confirmed(alone: Network, quantity: str, layer: int, arguments: Settled) -> int | tuple[int, ...]:
        one = Asked(quantity, layer, tuple(arguments.items()))
        found = _given_by_rules(subject_of(Same(alone)), one)
        _confirmed(alone, one, found, budget)
        return cast("int | tuple[int, ...]", found)

    try:
        return LayerByLayer(subject.network, cast("list[tuple[int, ...]]", shapes), confirmed)
    except NetworkError as error:
        raise ProofError(f"{asked.where(subject.network)}: {error}") from None


@lru_cache(maxsize=4096)
def _confirm_rules(structure: Structure, like: Asked) -> int:
    """The quantity on the small networks of a structure; returns on how many."""
    try:
        networks = sum([_confirm_on(subject, counted, like) for subject, counted in _small_networks(structure)])
    except OverBudgetError:
        layers = len(structure.kinds)
        raise ProofError(
            f"{like.quantity}: even small networks of {layers} such layers are too big to count, so nothing can be "
            "confirmed"
        ) from None
    if not networks:
        raise ProofError(f"{like.quantity}: no small network of the same layers has it, so nothing can be confirmed")
    return networks


def _confirm_on(subject: Subject, counted: CountedQuantities, like: Asked) -> bool:
    """Confirm the quantity on one small network; returns whether it has it."""
    small = askings(like, counted)
    for asked in small:
        ruled = ("the rules give", _given_by_rules(subject, asked))
        _must_agree(subject.network, asked, ruled, ("counting gives", asked_of(counted, asked)))
    return bool(small)


@lru_cache(maxsize=256)
def _small_networks(structure: Structure) -> tuple[tuple[Subject, CountedQuantities], ...]:
    networks = [
        replace(
            network,
            groups=structure.groups,
            batch=network.batch if structure.has_batch else 1,
            conventions=structure.conventions,
        )
        for network in family(structure.rank, structure.kinds)
    ]
    return tuple([(Subject(network), CountedQuantities(network, WHOLE)) for network in networks])


def _must_agree(network: Network, asked: Asked, one: tuple[str, Shown], other: tuple[str, Shown]) -> None:
    """Raise ProofError, which says where and both values, if two sources do not give the same."""
    if one[1] != other[1]:
        said = ", ".join(f"{source} {_shown(value)}" for source, value in (one, other))
        raise ProofError(f"{asked.where(network)}: {said}")


def _shown(value: object) -> str:
    """A count, a shape, or the sizes on each axis, which lie next to each other."""
    if isinstance(value, frozenset):
        return f"{min(value)} to {max(value)}" if value else "none"
    return f"({', '.join(map(_shown, value))})" if isinstance(value, tuple) else str(value)
