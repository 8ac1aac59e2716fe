"""The leaves of a calculation: which numbers of a network it begins with, and what they are for a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from exgen.engine.drafts import NetworkDraft
from exgen.engine.formulas import Quantity
from exgen.engine.laid_memory import BATCH, BYTES
from exgen.engine.layers import CONSTANTS, Kind
from exgen.engine.layout import Leaf
from exgen.engine.networks import Network

if TYPE_CHECKING:
    from exgen.engine.quantity_arguments import Settled


def network_leaves(rank: int) -> Iterator[Leaf]:
    """What belongs to no layer, for an input with a shape of this length, and the arguments of quantities."""
    yield from CONSTANTS
    yield from (Leaf(None, "input", axis) for axis in range(rank))
    yield from (Leaf(None, name, axis) for name in ("wanted", "until", "phase", "index") for axis in range(rank - 1))
    yield from (Leaf(None, "limits", place) for place in range(4))
    yield from (BATCH, BYTES, Leaf(None, "unit"), Leaf(None, "available"), Leaf(None, "decimals"))


def layer_leaves(index: int, kind: Kind) -> Iterator[Leaf]:
    """The arguments of a layer of this kind, those with several numbers one by one.

    >>> from exgen.engine.layers import KINDS
    >>> [(leaf.name, leaf.axis) for leaf in layer_leaves(0, KINDS["AdaptiveAvgPool2d"])]
    [('output_size', 0), ('output_size', 1)]
    """
    for argument, entries in kind.entries():
        yield from (Leaf(index, argument, axis) for axis in ((None,) if entries is None else range(entries)))


def network_value(leaf: Leaf, network: Network | NetworkDraft, arguments: Settled) -> Quantity:
    """What a leaf of ``network_leaves`` holds; ``arguments`` are those of the quantity that is asked."""
    _, name, axis = leaf
    if leaf in CONSTANTS:
        return CONSTANTS[leaf]
    match name:
        case "input":
            return network.input[axis or 0]
        case BATCH.name:
            return network.batch
        case BYTES.name:
            return network.bytes_per_number
    value = arguments.get(name)
    if isinstance(value, tuple) and (axis or 0) < len(value):
        return value[axis or 0]
    if isinstance(value, int):
        return value
    # where it was not asked for, a number that does no harm: a depth is reached at once
    return 1 if name != "until" or axis is None else network.input[axis + 1]


def layer_value(leaf: Leaf, arguments: Mapping[str, object]) -> Quantity:
    """What a leaf of ``layer_leaves`` holds, for the arguments of the layer: a truth counts as 0 or 1.

    >>> layer_value(Leaf(0, "kernel_size", 1), {"kernel_size": (3, 5), "bias": True})
    5
    """
    value = arguments[leaf.name]
    if leaf.axis is not None:
        value = value[leaf.axis]  # type: ignore[index]  # one entry for each axis, by the layer's kind
    return int(value) if isinstance(value, bool) else value  # type: ignore[return-value]  # rules take no texts
