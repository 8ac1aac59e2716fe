"""Keys confirmed against the oracle: what the rules give must be what counting gives.

A key is counted at its real sizes where the budget allows it. Where it does not, the key must be what the rules
give, and the rules are confirmed: every shape at the real sizes, and the quantity on all small networks of the same
structure (``shrinking``). What was confirmed once is remembered. For formulas see ``formula_proof``.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from exgen.engine.calculation import Calculation, Run
from exgen.engine.formulas import Quantity
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.engine.oracle import CountedQuantities, OverBudgetError
from exgen.engine.shrinking import family
from exgen.errors import ProofError

BUDGET = 10_000
"""How much is counted for a key while a sheet is made; lint and tests can afford a hundred times more."""

WHOLE = 10_000_000
"""The budget for small networks: they are counted whole, however many layers they have."""

Shown: TypeAlias = "Quantity | tuple[Quantity, ...] | tuple[frozenset[int], ...]"
"""A count, a shape, or for each spatial axis the input sizes that give an output size."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How a key was confirmed: counted itself (``at_real_sizes``), or its rules on so many other ``networks``."""

    at_real_sizes: bool
    networks: int


class Asked(NamedTuple):
    """A quantity of ``quantities.Quantities``, or ``input_sizes`` with the output size ``wanted``."""

    quantity: str
    layer: int | None = None
    wanted: tuple[int, ...] | None = None

    def where(self, network: Network) -> str:
        """The quantity and its network in words, for messages."""
        place = "" if self.layer is None else f" of layer {self.layer + 1}, {network.layers[self.layer].text},"
        text = "; ".join(layer.text for layer in network.layers)
        if len(text) > 200:
            text = f"{text[:200]} ..."
        wanted = "" if self.wanted is None else f"{self.wanted}"
        return f"{self.quantity}{wanted}{place} in the network [{text}] on {network.input}"


@dataclass(frozen=True, slots=True)
class _Subject:
    """A network that can be looked up: equal if input, kinds and arguments are."""

    key: Hashable
    network: Network = field(compare=False)


def confirm(
    network: Network,
    quantity: str,
    layer: int | None,
    value: Quantity | tuple[Quantity, ...],
    *,
    budget: int = BUDGET,
) -> Proof:
    """Confirm the value of a quantity of ``quantities.Quantities``, whole: all of a shape, not one side of it.

    Raises ProofError if counting gives another value, or the rules do not give this one.

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
    return _confirmed(network, Asked(quantity, layer), value, budget)


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
    return _confirmed(network, Asked("input_sizes", None, wanted), tuple(map(frozenset, sizes)), budget)


def _confirmed(network: Network, asked: Asked, value: Shown, budget: int) -> Proof:
    subject = _subject(network)
    # A count is at least as many things to count: what is above the budget need not be tried.
    counted = None if isinstance(value, int) and value > budget else _counted(subject, asked, budget)
    if counted is not None:
        _must_agree(network, asked, ("the key says", value), ("counting gives", counted))
        return Proof(at_real_sizes=True, networks=1)
    expected = _given_by_rules(subject, asked)
    _must_agree(network, asked, ("the key says", value), ("the rules give", expected))
    _confirm_shapes(subject)
    kinds = tuple([layer.kind for layer in network.layers])
    networks = _confirm_rules(len(network.input), kinds, asked.quantity, asked.layer)
    return Proof(at_real_sizes=False, networks=networks)


def _subject(network: Network) -> _Subject:
    layers = tuple([(layer.kind, *layer.arguments.items()) for layer in network.layers])
    return _Subject((network.input, layers), network)


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
    if asked.wanted is not None:
        return counted.input_sizes(asked.wanted)
    value: Shown = getattr(counted, asked.quantity)(asked.layer)
    return value


def _given_by_rules(subject: _Subject, asked: Asked) -> Shown:
    laid = laid_quantities(subject.network)
    if asked.wanted is None:
        slots = getattr(laid, asked.quantity)(asked.layer)
        run = _run(subject, laid.calculation)
        return tuple([run[slot] for slot in slots]) if isinstance(slots, tuple) else run[slots]
    ranges = laid.input_sizes(laid.wanted())
    run = laid.calculation.run(laid.leaves_of(subject.network, asked.wanted))
    return tuple([frozenset(range(int(run[smallest]), int(run[largest]) + 1)) for smallest, largest in ranges])  # type: ignore[arg-type]  # sizes are whole numbers


@lru_cache(maxsize=64)
def _run(subject: _Subject, calculation: Calculation) -> Run:
    return calculation.run(laid_quantities(subject.network).leaves_of(subject.network))


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


@lru_cache(maxsize=4096)
def _confirm_rules(rank: int, kinds: tuple[str, ...], quantity: str, layer: int | None) -> int:
    """The quantity on the small networks of a structure; returns on how many."""
    small_networks = _small_networks(rank, kinds)
    for subject, counted in small_networks:
        for asked in _askings(quantity, layer, counted):
            ruled = ("the rules give", _given_by_rules(subject, asked))
            _must_agree(subject.network, asked, ruled, ("counting gives", _asked_of(counted, asked)))
    return len(small_networks)


@lru_cache(maxsize=256)
def _small_networks(rank: int, kinds: tuple[str, ...]) -> tuple[tuple[_Subject, CountedQuantities], ...]:
    return tuple([(_subject(network), CountedQuantities(network, WHOLE)) for network in family(rank, kinds)])


def _askings(quantity: str, layer: int | None, counted: CountedQuantities) -> list[Asked]:
    """What to ask of a small network; input sizes are asked for its own output size and a larger one."""
    if quantity != "input_sizes":
        return [Asked(quantity, layer)]
    size = counted.output_size(None)
    return [Asked(quantity, None, size), Asked(quantity, None, tuple([side + 1 for side in size]))]


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
