"""How the layers of a network are joined: what each reads, and whose weights it uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

INPUT = -1
"""The index of the input among a network's tensors: it has a shape and activations, and no parameters."""


class Wiring(NamedTuple):
    """Which tensors each layer reads, in the order in which the layers run.

    A tensor is called by the layer that puts it out (``INPUT``: what goes into the network); a layer reads earlier ones
    only. ``reads`` has a tuple for each layer, of one tensor but for layers that join several. ``shares`` has for each
    layer the first one whose weights it uses: its own index, or that of an earlier one.

    >>> Wiring(reads=((INPUT,), (0,), (1, 0)), shares=(0, 1, 2)).is_chain
    False
    """

    reads: tuple[tuple[int, ...], ...]
    shares: tuple[int, ...]

    @property
    def is_chain(self) -> bool:
        """Whether each layer reads what the one before it puts out, and all have weights of their own."""
        return self == chain(len(self.reads))

    def last_readers(self) -> tuple[int, ...]:
        """For the input, then for each layer, the last layer that reads its tensor; the end keeps what comes out.

        What nobody reads is gone when the layer is done that puts it out.

        >>> chain(2).last_readers()
        (0, 1, 2)
        """
        last = list(range(INPUT, len(self.reads)))
        last[-1] = len(self.reads)
        for layer, tensors in enumerate(self.reads):
            for tensor in tensors:
                last[tensor + 1] = layer
        return tuple(last)

    def only_reader(self, layer: int) -> bool:
        """Whether a layer reads one tensor, and nobody else reads it: it can put its output in the place of that.

        >>> [Wiring(reads=((INPUT,), (0,), (1, 0)), shares=(0, 1, 2)).only_reader(layer) for layer in range(3)]
        [True, False, False]
        """
        return len(self.reads[layer]) == 1 and self._times_read[self.reads[layer][0]] == 1

    @property
    def _times_read(self) -> Mapping[int, int]:
        return _times_read(self.reads)

    def leads_to(self, layer: int) -> tuple[int, ...]:
        """The layers that decide what a layer puts out, itself included, in their order.

        >>> Wiring(reads=((INPUT,), (INPUT,), (1,)), shares=(0, 1, 2)).leads_to(2)
        (1, 2)
        """
        found: set[int] = set()
        waiting = [layer]
        while waiting:
            tensor = waiting.pop()
            if tensor != INPUT and tensor not in found:
                found.add(tensor)
                waiting += self.reads[tensor]
        return tuple(sorted(found))


UNWIRED = Wiring((), ())
"""Stands for a chain of however many layers there are."""


@lru_cache(maxsize=64)
def _times_read(reads: tuple[tuple[int, ...], ...]) -> Mapping[int, int]:
    """By how many layers each tensor is read."""
    return Counter(tensor for tensors in reads for tensor in dict.fromkeys(tensors))


@lru_cache(maxsize=256)
def chain(layers: int) -> Wiring:
    """Layers in a row.

    >>> chain(3).reads
    ((-1,), (0,), (1,))
    """
    return Wiring(tuple([(layer - 1,) for layer in range(layers)]), tuple(range(layers)))


def repeated(wiring: Wiring, counts: Sequence[int]) -> Wiring:
    """The wiring where each layer stands so often in a row; a layer that is left out hands on what it read.

    Copies in a row have weights of their own, but those of a layer that shares the weights of another one.

    >>> repeated(chain(2), [2, 1]).reads, repeated(Wiring(((-1,), (0,), (1, 0)), (0, 1, 2)), [1, 0, 1]).reads
    (((-1,), (0,), (1,)), ((-1,), (0, 0)))
    """
    if counts.count(1) == len(counts):
        return wiring
    if wiring.is_chain:
        return chain(sum(counts))
    ends = {INPUT: INPUT}
    firsts: dict[int, int] = {}
    reads: list[tuple[int, ...]] = []
    shares: list[int] = []
    for layer, count in enumerate(counts):
        tensors = tuple([ends[tensor] for tensor in wiring.reads[layer]])
        ends[layer] = tensors[0]
        for _ in range(count):
            ends[layer] = len(reads)
            firsts.setdefault(layer, len(reads))
            owner = wiring.shares[layer]
            shares.append(len(reads) if owner == layer else firsts.get(owner, len(reads)))
            reads.append(tensors)
            tensors = (ends[layer],)
    return Wiring(tuple(reads), tuple(shares))
