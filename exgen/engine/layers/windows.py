"""A kernel that moves over the spatial axes: the sizes that convolutions and pooling share."""

from __future__ import annotations

from exgen.engine.layers.constant_leaves import ONE, ZERO
from exgen.engine.layers.kind import Kind
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.padding import LIMITED


class Window(Kind):
    """A kernel that moves over the spatial axes: convolutions and pooling share the arithmetic of sizes.

    A window must stand inside the padded input; of pooling with ``ceil_mode`` it need only begin before the padding
    behind it. With padding='same' floor(D(K - 1) / 2) places stand before the input, and the rest of D(K - 1) behind.
    """

    @property
    def is_same(self) -> bool:
        """Whether padding='same'."""
        return self.chosen.get("padding") == "same"

    @property
    def is_rounded_up(self) -> bool:
        """Whether ceil_mode=True."""
        return bool(self.chosen.get("ceil_mode"))

    @property
    def is_plain_window(self) -> bool:
        """Whether its sizes are those of the rule ``output_size``."""
        return not self.is_same and not self.is_rounded_up and "kernel_size" in self.leaves

    def window(self, lay: Laying, axis: int) -> dict[str, int]:
        """The letters K, S, P, D of one axis."""
        letters = {"K": "kernel_size", "S": "stride", "P": "padding", "D": "dilation"}
        fixed = {"P": lay.layout.leaves[ZERO], "D": lay.layout.leaves[ONE]}
        window = {letter: lay.leaf(name, axis) for letter, name in letters.items() if name in self.leaves}
        if self.is_same:
            window["P"] = lay.step("same_padding", axis, K=window["K"], D=window["D"])
        return {**fixed, **window}

    def sizes(self, lay: Laying, given: Shape) -> Shape:
        """The spatial sizes that come out."""
        rule = "same_size" if self.is_same else "rounded_up_size" if self.is_rounded_up else "output_size"
        return tuple(lay.step(rule, axis, H=size, **self.window(lay, axis)) for axis, size in enumerate(given[1:]))

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (given[0], *self.sizes(lay, given))

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        window = self.window(lay, axis)
        if self.chosen.get("padding_mode") in LIMITED:
            raise self.no_range()
        if self.is_same:
            return smallest, largest
        before = "rounded_up_input" if self.is_rounded_up else "input"
        return (
            lay.step("possible_size", axis, n=lay.step(f"smallest_{before}", axis, O=smallest, **window)),
            lay.step(f"largest_{before}", axis, O=largest, **window),
        )

    def field_window(self, lay: Laying, axis: int, given: Shape) -> dict[str, int] | None:
        return self.window(lay, axis)

    def kernel(self, lay: Laying) -> tuple[int, ...]:
        """The slots of the kernel's sizes."""
        assert self.axes is not None
        return lay.leaves("kernel_size", self.axes)
