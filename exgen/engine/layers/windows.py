"""A kernel that moves over the spatial axes: the sizes that convolutions and pooling share."""

from __future__ import annotations

from exgen.engine.layers.kind import Kind, Laying, Shape


class Window(Kind):
    """A kernel that moves over the spatial axes: convolutions and pooling share the arithmetic of sizes."""

    def window(self, lay: Laying, axis: int) -> dict[str, int]:
        """The letters K, S, P, D of one axis."""
        return {
            "K": lay.leaf("kernel_size", axis),
            "S": lay.leaf("stride", axis),
            "P": lay.leaf("padding", axis),
            "D": lay.leaf("dilation", axis),
        }

    def sizes(self, lay: Laying, given: Shape) -> Shape:
        """The spatial sizes that come out."""
        return tuple(
            lay.step("output_size", axis, H=size, **self.window(lay, axis)) for axis, size in enumerate(given[1:])
        )

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (given[0], *self.sizes(lay, given))

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        window = self.window(lay, axis)
        return (
            lay.step("possible_size", axis, n=lay.step("smallest_input", axis, O=smallest, **window)),
            lay.step("largest_input", axis, O=largest, **window),
        )

    def field_window(self, lay: Laying, axis: int, given: Shape) -> dict[str, int] | None:
        return self.window(lay, axis)

    def kernel(self, lay: Laying) -> tuple[int, ...]:
        """The slots of the kernel's sizes."""
        assert self.axes is not None
        return lay.leaves("kernel_size", self.axes)
