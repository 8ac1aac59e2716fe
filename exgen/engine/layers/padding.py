"""Padding as a layer of its own, and what each way of padding asks of the size that goes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exgen.engine.forms import Form
from exgen.engine.layers.constant_leaves import ONE
from exgen.engine.layers.kind import Kind
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.parameter import Parameter

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")
"""What stands in the places that padding puts on: zeros, or values of the input."""

LIMITED = ("reflect", "circular")
"""The ways of padding that need a size that is large enough."""

COPIED = "its padding repeats values of the input,"


def too_wide(mode: str, sides: Sequence[tuple[int, int]], sizes: Sequence[int]) -> str | None:
    """Why so many places before and behind each axis cannot be filled from axes of these sizes.

    A reflection leaves out the border itself, so it has one value less than the axis; a circle has all of them.

    >>> too_wide("reflect", [(2, 2), (3, 3)], [5, 3])
    'reflected padding of 3 must be smaller than the size 3'
    """
    for (before, behind), size in zip(sides, sizes, strict=True):
        widest = max(before, behind)
        if mode == "reflect" and widest >= size:
            return f"reflected padding of {widest} must be smaller than the size {size}"
        if mode == "circular" and widest > size:
            return f"circular padding of {widest} must be at most the size {size}"
    return None


class Padding(Kind):
    """torch.nn.ZeroPad, ConstantPad, ReflectionPad, ReplicationPad and CircularPad, 1d to 3d.

    As in torch the places are written from the last axis to the first, those before it and then those behind it; with a
    number below 0 zeros and constants are not put on, but so many places are taken off.
    """

    leaves = ("padding",)

    def __init__(self, name: str, axes: int, mode: str) -> None:
        super().__init__(name, axes)
        self.mode = mode
        value = (Parameter("value", "number"),) if mode == "constant" else ()
        least = -(10**9) if mode in ("zeros", "constant") else 0
        self.parameters = (Parameter("padding", "sides", least=least), *value)

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        sizes = enumerate(given[1:])
        return (given[0], *(lay.step("padded_size", axis, H=size, **self._sides(lay, axis)) for axis, size in sizes))

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        if self.mode in LIMITED:
            raise self.no_range()
        sides = self._sides(lay, axis)
        return (
            lay.step("possible_size", axis, n=lay.step("unpadded_size", axis, O=smallest, **sides)),
            lay.step("unpadded_size", axis, O=largest, **sides),
        )

    def field_window(self, lay: Laying, axis: int, given: Shape) -> dict[str, int]:
        one = lay.layout.leaves[ONE]
        return {"K": one, "S": one, "P": self._sides(lay, axis)["P_1"], "D": one}

    def border_problem(self, arguments: Mapping[str, object]) -> str | None:
        return None if self.mode in ("zeros", "constant") else COPIED

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        written = arguments["padding"]
        assert isinstance(written, tuple)
        sides = list(zip(written[::2], written[1::2], strict=True))[::-1]
        return too_wide(self.mode, sides, given[1:])

    def _sides(self, lay: Laying, axis: int) -> dict[str, int]:
        """The letters P_1 and P_2: places before and behind an axis."""
        assert self.axes is not None
        first = 2 * (self.axes - 1 - axis)
        return {"P_1": lay.leaf("padding", first), "P_2": lay.leaf("padding", first + 1)}


def paddings() -> Sequence[Kind]:
    """All of them."""
    modes = {"Zero": "zeros", "Constant": "constant", "Reflection": "reflect", "Replication": "replicate"}
    modes["Circular"] = "circular"
    return [Padding(f"{name}Pad{axes}d", axes, mode) for name, mode in modes.items() for axes in (1, 2, 3)]
