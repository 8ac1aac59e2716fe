"""What a proof is about: a quantity with its arguments, and a network that can be looked up by what it says."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from exgen.engine.arrivals import keys_of
from exgen.engine.conventions import Conventions
from exgen.engine.formulas import Quantity
from exgen.engine.layers import KindKey
from exgen.engine.networks import Network
from exgen.engine.quantities import Layers
from exgen.engine.same import Same
from exgen.engine.wiring import INPUT, Wiring

Shown: TypeAlias = "Quantity | tuple[Quantity, ...] | tuple[frozenset[int], ...]"
"""A count, a shape, or for each spatial axis the input sizes that give an output size."""


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


def _place(network: Network, layer: Layers) -> str:
    """Which layers are asked, for messages."""
    if layer is None or layer == INPUT:
        return "" if layer is None else " of the input"
    if isinstance(layer, range):
        return f" of layers {layer.start + 1} to {layer.stop},"
    return f" of layer {layer + 1}, {network.layers[layer].text},"


class Structure(NamedTuple):
    """What a calculation depends on: axes that go in, kinds and wiring of layers, groups, whether there is a batch, and
    what its rules keep to."""

    rank: int
    kinds: tuple[KindKey, ...]
    groups: tuple[range, ...]
    has_batch: bool
    wiring: Wiring
    conventions: Conventions


def structure_of(network: Network) -> Structure:
    groups = tuple([group for group in network.groups if len(group) > 1])
    kinds = keys_of(network.layers)
    return Structure(len(network.input), kinds, groups, network.batch != 1, network.wiring, network.conventions)


class Subject:
    """A network that can be looked up: equal if input, kinds and arguments are."""

    __slots__ = ("_hash", "key", "network", "structure")

    def __init__(self, network: Network) -> None:
        layers = tuple([(layer.kind, *layer.arguments.items()) for layer in network.layers])
        numbers = (network.input, layers, network.batch, network.bytes_per_number)
        self.network = network
        self.structure = structure_of(network)
        settings = (self.structure.groups, network.wiring, network.conventions)
        self.key: Hashable = (numbers, settings, _given(network))
        self._hash = hash(self.key)  # a network is looked up for each of its keys

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Subject) and (self is other or self.key == other.key)

    def __hash__(self) -> int:
        return self._hash


@lru_cache(maxsize=1024)
def subject_of(same: Same[Network]) -> Subject:
    return Subject(same.it)


def _given(network: Network) -> Hashable:
    """What is given for work by hand."""
    matrices = network.matrices
    if matrices is None:
        return None
    return (matrices.image, tuple(matrices.weights.items()), matrices.flips, matrices.gradient)
