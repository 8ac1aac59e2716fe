"""Keys confirmed against the oracle: what the rules give must be what counting gives.

A key is counted at its real sizes where the budget allows it. Where it does not, the key must be what the rules
give, and the rules are confirmed: every shape at the real sizes, and the quantity on all small networks of the same
structure (``shrinking``); where there are branches, or no small networks whose layers fit each other, layer by layer
(``layer_proof``). What was confirmed once is remembered. For formulas see ``formula_proof``.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple, TypeAlias, cast

from exgen.engine.arrivals import keys_of
from exgen.engine.calculation import Calculation
from exgen.engine.conventions import Conventions
from exgen.engine.field_problems import OF_FIELDS, field_problem
from exgen.engine.formulas import Quantity
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.layer_proof import FIELDS, LayerByLayer
from exgen.engine.layers import KindKey
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities, OverBudgetError
from exgen.engine.quantities import QUANTITIES, Layers
from exgen.engine.quantity_arguments import Settled
from exgen.engine.runs import Run
from exgen.engine.same import Same
from exgen.engine.shrinking import family
from exgen.engine.wiring import INPUT, Wiring
from exgen.errors import NetworkError, ProofError

BUDGET = 10_000
"""How much is counted for a key while a sheet is made; lint and tests can afford a hundred times more."""

WHOLE = 10_000_000
"""The budget for small networks: they are counted whole, however many layers they have."""

TRACED = 2_000_000
"""The budget for a receptive field that is traced as a whole, through branches or phase by phase.

What takes more is put together.
"""

DEEPEST_FIELD = 40
"""Behind more layers a receptive field is no longer traced as a whole, but layer by layer."""

MOST_TIMES = 4
"""So many sizes are tried, at most, that a small network applied again and again leads to."""

MOST_INDICES = 4
"""So many output values of a small network are asked what they read."""

Shown: TypeAlias = "Quantity | tuple[Quantity, ...] | tuple[frozenset[int], ...]"
"""A count, a shape, or for each spatial axis the input sizes that give an output size."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How a key was confirmed: counted itself (``at_real_sizes``), or its rules on so many other ``networks``."""

    at_real_sizes: bool
    networks: int


Arguments: TypeAlias = "tuple[tuple[str, tuple[int, ...] | int | str | None], ...]"
"""What stands in the brackets behind a quantity (``quantity_arguments.Settled``), as pairs."""


class Asked(NamedTuple):
    """A quantity of ``quantities.QUANTITIES`` with its arguments."""

    quantity: str
    layer: Layers = None
    arguments: Arguments = ()

    def where(self, network: Network) -> str:
        """The quantity and its network in words, for messages."""
        place = _place(network, self.layer)
        text = "; ".join(layer.text for layer in network.layers)
        if len(text) > 200:
            text = f"{text[:200]} ..."
        given = ", ".join(str(value) for _, value in self.arguments if value is not None)
        return f"{self.quantity}{f'({given})' if given else ''}{place} in the network [{text}] on {network.input}"


class _Structure(NamedTuple):
    """What a calculation depends on: axes that go in, kinds and wiring of layers, groups, whether there is a batch, and
    what its rules keep to."""

    rank: int
    kinds: tuple[KindKey, ...]
    groups: tuple[range, ...]
    has_batch: bool
    wiring: Wiring
    conventions: Conventions


def _structure(network: Network) -> _Structure:
    groups = tuple([group for group in network.groups if len(group) > 1])
    kinds = keys_of(network.layers)
    return _Structure(len(network.input), kinds, groups, network.batch != 1, network.wiring, network.conventions)


def _place(network: Network, layer: Layers) -> str:
    """Which layers are asked, for messages."""
    if layer is None or layer == INPUT:
        return "" if layer is None else " of the input"
    if isinstance(layer, range):
        return f" of layers {layer.start + 1} to {layer.stop},"
    return f" of layer {layer + 1}, {network.layers[layer].text},"


class _Subject:
    """A network that can be looked up: equal if input, kinds and arguments are."""

    __slots__ = ("_hash", "key", "network", "structure")

    def __init__(self, network: Network) -> None:
        layers = tuple([(layer.kind, *layer.arguments.items()) for layer in network.layers])
        numbers = (network.input, layers, network.batch, network.bytes_per_number)
        self.network = network
        self.structure = _structure(network)
        settings = (self.structure.groups, network.wiring, network.conventions)
        self.key: Hashable = (numbers, settings, _given(network))
        self._hash = hash(self.key)  # a network is looked up for each of its keys

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Subject) and (self is other or self.key == other.key)

    def __hash__(self) -> int:
        return self._hash


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
    subject = _subject(Same(network))
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


@lru_cache(maxsize=1024)
def _subject(same: Same[Network]) -> _Subject:
    return _Subject(same.it)


def _given(network: Network) -> Hashable:
    """What is given for work by hand."""
    matrices = network.matrices
    if matrices is None:
        return None
    return (matrices.image, tuple(matrices.weights.items()), matrices.flips, matrices.gradient)


@lru_cache(maxsize=4096)
def _counted(subject: _Subject, asked: Asked, budget: int) -> Shown | None:
    """What counting gives; None where the budget does not allow it."""
    try:
        return _asked_of(_counting(subject, budget), asked)
    except OverBudgetError:
        return None


@lru_cache(maxsize=64)
def _counting(subject: _Subject, budget: int) -> CountedQuantities:
    return CountedQuantities(subject.network, budget)


def _asked_of(counted: CountedQuantities, asked: Asked) -> Shown:
    arguments = dict(asked.arguments)
    if asked.quantity == "input_sizes":
        return counted.input_sizes(arguments["wanted"])  # type: ignore[arg-type]  # a size for each axis
    value: Shown = getattr(counted, asked.quantity)(asked.layer, **arguments)
    return value


def _given_by_rules(subject: _Subject, asked: Asked) -> Shown:
    laid = laid_quantities(subject.network)
    slots = laid.asked(asked.quantity, asked.layer, dict(asked.arguments))
    run = _run(subject, laid.calculation, asked.arguments)
    values = tuple([run[slot] for slot in slots])
    if asked.quantity == "input_sizes":
        bounds = zip(values[::2], values[1::2], strict=True)
        return tuple([frozenset(range(int(low), int(high) + 1)) for low, high in bounds])  # type: ignore[arg-type]  # sizes are whole numbers
    return values if QUANTITIES[asked.quantity].form.entries else values[0]


@lru_cache(maxsize=64)
def _run(subject: _Subject, calculation: Calculation, arguments: Arguments) -> Run:
    leaves = laid_quantities(subject.network).leaves_of(subject.network, dict(arguments))
    return calculation.run(leaves, conventions=subject.network.conventions)


@lru_cache(maxsize=4096)
def _confirm_shapes(subject: _Subject) -> None:
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


def _confirm_by_layers(subject: _Subject, asked: Asked, value: Shown, budget: int) -> Proof:
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


def _layer_by_layer(subject: _Subject, asked: Asked, budget: int) -> LayerByLayer:
    """The layers of a network, each confirmed by itself when it is asked.

    Raises ProofError where a layer puts out another shape than the rules give.
    """
    tensors = range(INPUT, len(subject.network.layers))
    shapes = [_given_by_rules(subject, Asked("output_shape", tensor)) for tensor in tensors]

    def confirmed(alone: Network, quantity: str, layer: int, arguments: Settled) -> int | tuple[int, ...]:
        one = Asked(quantity, layer, tuple(arguments.items()))
        found = _given_by_rules(_subject(Same(alone)), one)
        _confirmed(alone, one, found, budget)
        return cast("int | tuple[int, ...]", found)

    try:
        return LayerByLayer(subject.network, cast("list[tuple[int, ...]]", shapes), confirmed)
    except NetworkError as error:
        raise ProofError(f"{asked.where(subject.network)}: {error}") from None


@lru_cache(maxsize=4096)
def _confirm_rules(structure: _Structure, like: Asked) -> int:
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


def _confirm_on(subject: _Subject, counted: CountedQuantities, like: Asked) -> bool:
    """Confirm the quantity on one small network; returns whether it has it."""
    askings = _askings(like, counted)
    for asked in askings:
        ruled = ("the rules give", _given_by_rules(subject, asked))
        _must_agree(subject.network, asked, ruled, ("counting gives", _asked_of(counted, asked)))
    return bool(askings)


@lru_cache(maxsize=256)
def _small_networks(structure: _Structure) -> tuple[tuple[_Subject, CountedQuantities], ...]:
    networks = [
        replace(
            network,
            groups=structure.groups,
            batch=network.batch if structure.has_batch else 1,
            conventions=structure.conventions,
        )
        for network in family(structure.rank, structure.kinds)
    ]
    return tuple([(_Subject(network), CountedQuantities(network, WHOLE)) for network in networks])


def _askings(like: Asked, counted: CountedQuantities) -> list[Asked]:
    """What to ask of a small network: the same with numbers of its own among the arguments.

    Nothing where without padding no window fits, or where its numbers leave no such receptive field (of one form, where
    a transposed convolution has a stride).
    """
    given = dict(like.arguments)
    chosen: list[dict[str, tuple[int, ...] | int]] = [{}]
    if like.quantity in OF_FIELDS:
        network = counted.network
        shapes = [network.input, *map(counted.output_shape, range(len(network.layers)))]
        if field_problem(network, shapes, like.layer, like.quantity) is not None:
            return []
    if like.quantity == "valid_output_size":
        try:
            _asked_of(counted, like)
        except NetworkError:
            return []
    if "wanted" in given:
        size = counted.output_size(None)
        chosen = [{"wanted": size}, {"wanted": tuple([side + 1 for side in size])}]
    elif "phase" in given:
        phases = counted.phases(like.layer)
        chosen = [{"phase": tuple([turn % number for number in phases])} for turn in range(max(phases))]
    elif "index" in given:
        axes = range(len(cast("tuple[int, ...]", given["index"])))
        chosen = [{"index": tuple([turn + axis for axis in axes])} for turn in range(MOST_INDICES)]
    elif "until" in given:
        chosen = [{"until": size} for size in _sizes_reached(counted)]
    elif "available" in given:
        chosen = [{"available": number} for number in (1, 1_000, 12_345, 10**6, 2**20)]
    if given.get("unit") is not None:
        chosen = [{**one, "unit": unit} for one in chosen for unit in (7, 10**6, 2**20)]
    return [like._replace(arguments=tuple({**given, **one}.items())) for one in chosen]


def _sizes_reached(counted: CountedQuantities) -> list[tuple[int, ...]]:
    """The sizes that come out of a network applied again and again, a few times."""
    network, sizes = counted.network, [counted.input_shape(None)[1:]]
    with suppress(NetworkError):
        while len(sizes) < MOST_TIMES:
            behind = replace(network, input=(network.input[0], *sizes[-1]))
            sizes.append(CountedQuantities(behind, WHOLE).output_size(None))
    return sizes


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
