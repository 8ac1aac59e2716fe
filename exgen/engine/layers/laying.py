"""The layout as one layer sees it, while its quantities are laid."""

from __future__ import annotations

from exgen.engine.forms import VECTOR, Form
from exgen.engine.layers.hand_leaves import learned_leaf
from exgen.engine.layout import Layout, Leaf, Place

Shape = tuple[int, ...]
"""Slots of a shape: one for the channels and one for each spatial axis, in the order of the tensor's form."""


class Laying:
    """The layout seen from one layer: its leaves and steps carry the layer's place."""

    def __init__(
        self, layout: Layout, layer: int, given: Form = VECTOR, out: Form = VECTOR, reads: tuple[int, ...] = ()
    ) -> None:
        self.layout = layout
        self.layer = layer
        self.reads = reads
        """The tensors that go in, by the layers that put them out; of a layer by itself nobody knows them."""
        self.given = given
        """The form of what goes in, the first where there are several."""
        self.out = out
        """The form of what comes out."""

    def leaf(self, name: str, axis: int | None = None) -> int:
        """The slot of one of the layer's own arguments."""
        return self.layout.leaves[Leaf(self.layer, name, axis)]

    def leaves(self, name: str, axes: int) -> tuple[int, ...]:
        """The slots of an argument with one number for each axis."""
        return tuple(self.leaf(name, axis) for axis in range(axes))

    def learned(self, name: str) -> int:
        """The slot of a tensor that the layer has learned, ``weight`` or ``bias``, in work by hand."""
        return self.layout.leaves[learned_leaf(self.layer, name)]

    def step(self, rule: str, axis: int | None = None, /, **arguments: int | tuple[int, ...]) -> int:
        """The slot of a rule applied at this layer."""
        return self.layout.step(rule, Place(self.layer, axis), **arguments)

    def step_of_branch(self, number: int, rule: str, /, **arguments: int | tuple[int, ...]) -> int:
        """The slot of a rule applied where a tensor comes from that goes in, counted from 0."""
        return self.layout.step(rule, Place(self.reads[number] if self.reads else self.layer), **arguments)
