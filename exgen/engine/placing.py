"""Layers being placed one after the other while a network's text is read: what each reads, and how lines repeat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.wiring import INPUT, Wiring


class Block(NamedTuple):
    """Layers placed in a row: the first, the one behind the last, the tensor that went in and the one that came out."""

    start: int
    stop: int
    entry: int
    end: int


class Placing:
    """The layers placed so far; ``here`` is the tensor that the next layer reads.

    ``labels`` are the names that people gave to layers and containers: each stands for a block, and for the tensor
    that came out of it.

    >>> from exgen.engine.calls import called_layer
    >>> placing = Placing()
    >>> placing.layer(called_layer("ReLU", []))
    >>> placing.join(called_layer("Add", []), [INPUT, placing.here])
    >>> placing.wiring.reads
    ((-1,), (-1, 0))
    """

    def __init__(self) -> None:
        self.layers: list[LayerDraft] = []
        self.reads: list[tuple[int, ...]] = []
        self.shares: list[int] = []
        self.groups: list[range] = []
        self.labels: dict[str, Block] = {}
        self.by_label: set[tuple[int, int]] = set()
        """Where a layer reads a tensor by its label, as (layer, tensor): it does so wherever the layer is repeated."""
        self.assumed: dict[str, None] = {}
        """The classes whose forward pass no print shows, in their order: what they hold is read as a chain."""
        self.added: tuple[str, ...] = ()
        """What was put in that a print leaves out, a sentence for each class."""
        self.here: int = INPUT

    @property
    def wiring(self) -> Wiring:
        """How the layers are joined."""
        return Wiring(tuple(self.reads), tuple(self.shares))

    def layer(self, draft: LayerDraft, times: int = 1) -> None:
        """Place a layer, so often in a row; together they are a written line."""
        start = len(self.layers)
        for index in range(start, start + times):
            self._place(draft, (self.here,), index)
        self._close(start)

    def join(self, draft: LayerDraft, tensors: list[int], by_label: Iterable[int] = ()) -> None:
        """Place a layer that takes several tensors, some of them by their labels."""
        self.by_label |= {(len(self.layers), tensor) for tensor in by_label}
        self._place(draft, tuple(tensors), len(self.layers))
        self._close(len(self.layers) - 1)

    def block(self, start: int, entry: int) -> Block:
        """The layers placed since."""
        return Block(start, len(self.layers), entry, self.here)

    def again(self, block: Block, *, is_shared: bool) -> None:
        """Place a block once more, behind what is here, with weights of its own or with the same."""
        moved = len(self.layers) - block.start
        places = {block.entry: self.here} | {inside: inside + moved for inside in range(block.start, block.stop)}
        for index in range(block.start, block.stop):
            read = self.reads[index]
            outside = [tensor for tensor in read if (index, tensor) in self.by_label and tensor < block.start]
            tensors = tuple([tensor if tensor in outside else places.get(tensor, tensor) for tensor in read])
            self.by_label |= {(len(self.layers), tensor) for tensor in outside}
            owner = self.shares[index]
            own = owner + moved if owner >= block.start and not is_shared else owner
            self._place(self.layers[index], tensors, own)
        self.here = places[block.end]

    def repeat(self, block: Block, times: int) -> None:
        """Have the last block stand there so often in a row, each time with weights of its own; it may go away."""
        if times == 0:
            del self.layers[block.start :], self.reads[block.start :], self.shares[block.start :]
            self.here = block.entry
        for _ in range(times - 1):
            self.again(block, is_shared=False)

    def as_one_line(self, start: int) -> None:
        """Everything placed since is one written line."""
        while self.groups and self.groups[-1].start >= start:
            self.groups.pop()
        self._close(start)

    def _close(self, start: int) -> None:
        if start < len(self.layers):
            self.groups.append(range(start, len(self.layers)))

    def _place(self, draft: LayerDraft, tensors: tuple[int, ...], owner: int) -> None:
        self.here = len(self.layers)
        self.layers.append(draft)
        self.reads.append(tensors)
        self.shares.append(owner)
