"""Pooling: windows that pick or average, with nothing to learn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from exgen.engine.forms import Form
from exgen.engine.layers.constant_leaves import ONE, ZERO
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.parameter import Parameter
from exgen.engine.layers.windows import Window
from exgen.engine.networks import KEPT, Argument
from exgen.errors import NetworkError

RETURN_INDICES = Parameter("return_indices", "truth", False, only=(False,), why="a second tensor would come out")


class Pooling(Window):
    """A window that picks or averages: it has nothing to learn, which one can get wrong."""

    choices: ClassVar[tuple[str, ...]] = ("ceil_mode",)

    @property
    def _is_plain(self) -> bool:
        """Whether it works on matrices, and every window stands inside the padded input."""
        return self.axes == 2 and not self.chosen

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("pooling_weights", C=given[0], K=self.kernel(lay))


class MaxPooling(Pooling):
    """torch.nn.MaxPool1d to 3d."""

    parameters = (
        Parameter("kernel_size", "axes", least=1),
        Parameter("stride", "axes", "kernel_size", least=1),
        Parameter("padding", "axes", 0),
        Parameter("dilation", "axes", 1, least=1),
        RETURN_INDICES,
        Parameter("ceil_mode", "truth", False),
    )
    leaves = ("kernel_size", "stride", "padding", "dilation")

    def by_hand(self, lay: Laying, tensor: int) -> int | None:
        if not self._is_plain:
            return None
        one = lay.layout.leaves[ONE]
        return lay.step("window_maxima", M=tensor, N=one, V=one, **self._letters(lay))

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int | None:
        if not self._is_plain:
            return None
        one = lay.layout.leaves[ONE]
        return lay.step("routed_gradient", M=tensor, G=gradient, T=one, A=one, V=one, **self._letters(lay))

    def _letters(self, lay: Laying) -> dict[str, tuple[int, ...]]:
        names = {"K": "kernel_size", "S": "stride", "P": "padding", "D": "dilation"}
        return {letter: lay.leaves(name, 2) for letter, name in names.items()}


class AveragePooling(Pooling):
    """torch.nn.AvgPool1d to 3d: no dilation."""

    parameters: tuple[Parameter, ...] = (
        Parameter("kernel_size", "axes", least=1),
        Parameter("stride", "axes", "kernel_size", least=1),
        Parameter("padding", "axes", 0),
        Parameter("ceil_mode", "truth", False),
        Parameter("count_include_pad", "truth", True),
    )
    leaves = ("kernel_size", "stride", "padding", "count_include_pad")
    choices = ("ceil_mode", "divisor_override")

    def __init__(self, name: str, axes: int) -> None:
        super().__init__(name, axes)
        if axes > 1:
            self.parameters = (*self.parameters, Parameter("divisor_override", "sizes", "None", least=1))

    def by_hand(self, lay: Laying, tensor: int) -> int | None:
        if not self._is_plain:
            return None
        one = lay.layout.leaves[ONE]
        return lay.step("window_means", M=tensor, T=one, V=one, **self._letters(lay))

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int | None:
        if not self._is_plain:
            return None
        one = lay.layout.leaves[ONE]
        return lay.step("shared_gradient", M=tensor, G=gradient, T=one, V=one, **self._letters(lay))

    def _letters(self, lay: Laying) -> dict[str, int | tuple[int, ...]]:
        names = {"K": "kernel_size", "S": "stride", "P": "padding"}
        letters: dict[str, int | tuple[int, ...]] = {letter: lay.leaves(name, 2) for letter, name in names.items()}
        return letters | {"Z": lay.leaf("count_include_pad")}


class PowerPooling(Pooling):
    """torch.nn.LPPool1d to 3d: the root of a sum of powers; no padding, no dilation."""

    parameters = (
        Parameter("norm_type", "number"),
        Parameter("kernel_size", "axes", least=1),
        Parameter("stride", "axes", "kernel_size", least=1),
        Parameter("ceil_mode", "truth", False),
    )
    leaves = ("kernel_size", "stride")


class AdaptivePooling(Window):
    """torch.nn.AdaptiveAvgPool1d, AdaptiveMaxPool1d and so on: whatever comes in, the output has the size asked for.

    In two and three dimensions None in the place of a size keeps that of its axis.
    """

    parameters: tuple[Parameter, ...] = (Parameter("output_size", "axes", least=1),)
    leaves = ("output_size",)
    choices: ClassVar[tuple[str, ...]] = ("output_size",)
    open_choices: ClassVar[tuple[str, ...]] = ("output_size",)

    def __init__(self, name: str, axes: int) -> None:
        super().__init__(name, axes)
        if axes > 1:  # as in torch
            self.parameters = (Parameter("output_size", "axes", least=1, may_keep=True),)
        if name.startswith("AdaptiveMax"):
            self.parameters = (*self.parameters, RETURN_INDICES)

    def choices_of(self, arguments: Mapping[str, object]) -> tuple[tuple[str, Argument], ...]:
        """The axes that keep their size, where there are any; the sizes of the others may be letters."""
        wanted = arguments["output_size"]
        assert isinstance(wanted, tuple)
        kept = tuple([axis for axis, size in enumerate(wanted) if size == KEPT])
        return (("output_size", kept),) if kept else ()

    def _size(self, lay: Laying, axis: int, size: int) -> int:
        kept = self.chosen.get("output_size", ())
        assert isinstance(kept, tuple)
        return size if axis in kept else lay.leaf("output_size", axis)

    def sizes(self, lay: Laying, given: Shape) -> Shape:
        return tuple([self._size(lay, axis, size) for axis, size in enumerate(given[1:])])

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        raise NetworkError(f"{self.name}: every input size gives the same output size, so none can be asked for")

    def field_window(self, lay: Laying, axis: int, given: Shape) -> dict[str, int]:
        kernel = lay.step("adaptive_kernel", axis, H=given[1 + axis], O=self._size(lay, axis, given[1 + axis]))
        return {"K": kernel, "S": kernel, "P": lay.layout.leaves[ZERO], "D": lay.layout.leaves[ONE]}

    def strides(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> tuple[object, ...]:
        wanted = arguments["output_size"]
        assert isinstance(wanted, tuple)
        pairs = [(size, size if cells == KEPT else cells) for size, cells in zip(given[1:], wanted, strict=True)]
        return tuple([size // cells if type(size) is int and type(cells) is int else None for size, cells in pairs])

    def field_problem(self, arguments: Mapping[str, object], given: tuple[object, ...], form: Form) -> str | None:
        wanted = arguments["output_size"]
        assert isinstance(wanted, tuple)
        for size, cells in zip(given[1:], wanted, strict=True):
            if cells in (KEPT, 1):
                continue
            if not isinstance(size, int) or not isinstance(cells, int):
                return "its windows depend on the size that goes in, which has no number here,"
            if size % cells:
                return f"{size} is not divisible by {cells}, so its windows differ"
        return None
