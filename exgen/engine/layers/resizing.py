"""Layers that make maps larger or smaller without a window: upsampling, and channels that become places or back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from fractions import Fraction

from exgen.engine.forms import MAPS, Form
from exgen.engine.layers.kind import Kind
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.parameter import Parameter
from exgen.engine.networks import Argument
from exgen.errors import NetworkError

_OF_ANY_MAP = ("nearest", "nearest-exact", "area")
_OF_AXES = {"linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3}
"""Ways of interpolating: those for all maps, and those for maps with so many axes."""
_ROUNDED = "is_rounded"
"""The choice of the rule that rounds down: where a factor is no whole number."""
UNEVEN = "places that come out of one place are told apart by where they stand in it,"


class Growing(Kind, ABC):
    """Every axis grows by a factor; each place becomes several, which repeat it."""

    @abstractmethod
    def factor(self, lay: Laying, axis: int, given: Shape) -> int:
        """The slot of the factor by which an axis grows."""

    def read_ends(self, lay: Laying, axis: int, given: Shape, first: int, last: int) -> tuple[int, int]:
        factor = self.factor(lay, axis, given)
        return lay.step("scaled_start", axis, A=first, F=factor), lay.step("scaled_end", axis, E=last, F=factor)

    def read_places(self, lay: Laying, axis: int, given: Shape, places: int) -> int:
        return lay.step("scaled_places", axis, R=places, F=self.factor(lay, axis, given))

    @abstractmethod
    def factors(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> tuple[object, ...]:
        """The factors of all axes, as numbers; None for one that is not whole, or not known."""

    def strides(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> tuple[object, ...]:
        factors = self.factors(arguments, given)
        return tuple([Fraction(1, factor) if isinstance(factor, int) else None for factor in factors])

    def phase_problem(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> str | None:
        return None if all(factor == 1 for factor in self.factors(arguments, given)) else UNEVEN


class Upsample(Growing):
    """torch.nn.Upsample: every axis grows by a factor, or to a size; nothing is counted for interpolating.

    A factor that is no whole number is taken exactly as it is written, and what comes out is rounded down. PyTorch
    works with the nearest float, which can lead one lower: 100 * 0.29 is 29, and 28 in PyTorch. Where each place
    becomes equally many, ``nearest-exact`` and ``area`` repeat it as ``nearest`` does.
    """

    parameters: tuple[Parameter, ...] = (
        Parameter("size", "sizes", "None", least=1),
        Parameter("scale_factor", "factors", "None"),
        Parameter("mode", "text", "nearest", only=(*_OF_ANY_MAP, *_OF_AXES)),
        Parameter("align_corners", "text", "None", only=("None", "True", "False")),
        Parameter("recompute_scale_factor", "text", "None", only=("None", "True", "False")),
    )
    wanted: tuple[Form, ...] = MAPS
    choices = ("size", "scale_factor", "mode")
    open_choices = ("size", "scale_factor")

    def choices_of(self, arguments: Mapping[str, object]) -> tuple[tuple[str, Argument], ...]:
        given = {name: value for name in self.open_choices if isinstance(value := arguments[name], tuple)}
        chosen: list[tuple[str, Argument]] = [(name, len(value)) for name, value in given.items()]
        if any(isinstance(factor, Fraction) for value in given.values() for factor in value):
            chosen.append((_ROUNDED, True))
        mode = str(arguments["mode"])
        return tuple(chosen) if mode in _OF_ANY_MAP else (*chosen, ("mode", mode))

    def choosing(self, chosen: Mapping[str, Argument]) -> Kind:
        kind = super().choosing(chosen)
        kind.leaves = tuple([name for name in chosen if name in self.open_choices])
        return kind

    def form_problem(self, arguments: Mapping[str, object], form: Form) -> str | None:
        if len(self.leaves) != 1:
            return "it takes one of size and scale_factor"
        (name,) = self.leaves
        entries = self.length_of(name)
        if entries not in (1, form.axes):
            return f"{name} has {entries} numbers, but there are {form.axes} axes"
        mode = str(arguments["mode"])
        if mode in _OF_AXES and _OF_AXES[mode] != form.axes:
            allowed = (*_OF_ANY_MAP, *(other for other, axes in _OF_AXES.items() if axes == form.axes))
            return f"mode={mode!r} is for {Form(_OF_AXES[mode]).words}; allowed here: {', '.join(allowed)}"
        if mode in _OF_ANY_MAP and arguments.get("align_corners", "None") != "None":
            return f"align_corners is for modes that interpolate between places ({', '.join(_OF_AXES)}), not {mode!r}"
        return None

    def _leaf(self, lay: Laying, axis: int) -> int:
        """The slot of the size or factor of an axis; one number may stand for all."""
        (name,) = self.leaves
        return lay.leaf(name, axis if self.length_of(name) != 1 else 0)

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        if len(self.leaves) != 1:
            return given
        if "size" in self.chosen:
            return (given[0], *(self._leaf(lay, axis) for axis in range(len(given) - 1)))
        sizes = enumerate(given[1:])
        rule = "resampled_size" if _ROUNDED in self.chosen else "scaled_size"
        return (given[0], *(lay.step(rule, axis, H=size, F=self._leaf(lay, axis)) for axis, size in sizes))

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        if "size" in self.chosen:
            raise NetworkError(f"{self.name}: every input size gives the same output size, so none can be asked for")
        factor = self._leaf(lay, axis)
        kind = "resampled" if _ROUNDED in self.chosen else "scaled"
        return (
            lay.step(f"smallest_{kind}_input", axis, O=smallest, F=factor),
            lay.step(f"largest_{kind}_input", axis, O=largest, F=factor),
        )

    def factor(self, lay: Laying, axis: int, given: Shape) -> int:
        leaf = self._leaf(lay, axis)
        return lay.step("size_factor", axis, O=leaf, H=given[1 + axis]) if "size" in self.chosen else leaf

    def read_ends(self, lay: Laying, axis: int, given: Shape, first: int, last: int) -> tuple[int, int]:
        if not self._is_linear:
            return super().read_ends(lay, axis, given, first, last)
        factor = self.factor(lay, axis, given)
        ends = ("interpolated_start", "interpolated_end")
        return lay.step(ends[0], axis, A=first, F=factor), lay.step(ends[1], axis, E=last, F=factor)

    def read_places(self, lay: Laying, axis: int, given: Shape, places: int) -> int:
        if not self._is_linear:
            return super().read_places(lay, axis, given, places)
        return lay.step("interpolated_places", axis, R=places, F=self.factor(lay, axis, given))

    @property
    def _is_linear(self) -> bool:
        """Whether a value is interpolated between its neighbours, on each axis by itself."""
        return str(self.chosen.get("mode", "")).endswith("linear")

    def factors(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> tuple[object, ...]:
        written = arguments["size"] if "size" in self.chosen else arguments["scale_factor"]
        assert isinstance(written, tuple)
        sizes = given[1:]
        spread = written * (len(sizes) if len(written) == 1 else 1)
        if "size" not in self.chosen:
            return tuple([None if isinstance(factor, Fraction) else factor for factor in spread])
        pairs = zip(spread, sizes, strict=True)
        return tuple(
            [
                wanted // size if type(wanted) is type(size) is int and wanted % size == 0 else None
                for wanted, size in pairs
            ]
        )

    def field_problem(self, arguments: Mapping[str, object], given: tuple[object, ...], form: Form) -> str | None:
        if arguments["mode"] == "bicubic":
            return "a cubic interpolation reads further than its neighbours only where it stands between them,"
        if arguments.get("align_corners", "True" if self._is_linear else "None") == "True":
            return "with its corners aligned the places at which it reads depend on the size,"
        if None in self.factors(arguments, given):
            if "size" in self.chosen:
                return "the size it makes is no multiple of the one that goes in,"
            return "its factor is no whole number,"
        return None


class Upsampling(Upsample):
    """torch.nn.UpsamplingNearest2d and UpsamplingBilinear2d: ``Upsample`` of an image by that mode.

    The latter aligns the corners, as ``Upsample(..., mode='bilinear', align_corners=True)``; ``mode`` is printed only.
    """

    def __init__(self, name: str, mode: str) -> None:
        self.wanted = (Form(2),)
        self.parameters = (*Upsample.parameters[:2], Parameter("mode", "text", mode, only=(mode,)))
        super().__init__(name)


class PixelShuffle(Growing):
    """torch.nn.PixelShuffle: of every r * r channels one is left, r times as high and as wide."""

    parameters = (Parameter("upscale_factor", "integer", least=1),)
    leaves = ("upscale_factor",)

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        factor = lay.leaf("upscale_factor")
        sizes = [lay.step("scaled_size", axis, H=size, F=factor) for axis, size in enumerate(given[1:])]
        return (lay.step("shuffled_channels", C=given[0], F=factor), *sizes)

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        factor = lay.leaf("upscale_factor")
        return (
            lay.step("smallest_scaled_input", axis, O=smallest, F=factor),
            lay.step("largest_scaled_input", axis, O=largest, F=factor),
        )

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        factor = arguments["upscale_factor"]
        assert isinstance(factor, int)
        if given[0] % factor**2 == 0:
            return None
        return f"the channels must be divisible by upscale_factor squared, {factor**2}, but {given[0]} arrive"

    def factor(self, lay: Laying, axis: int, given: Shape) -> int:
        return lay.leaf("upscale_factor")

    def factors(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> tuple[object, ...]:
        return (arguments["upscale_factor"],) * (len(given) - 1)


class PixelUnshuffle(Kind):
    """torch.nn.PixelUnshuffle: every r * r places become one with r * r times as many channels."""

    parameters = (Parameter("downscale_factor", "integer", least=1),)
    leaves = ("downscale_factor",)

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        factor = lay.leaf("downscale_factor")
        sizes = [lay.step("divided_size", axis, H=size, F=factor) for axis, size in enumerate(given[1:])]
        return (lay.step("unshuffled_channels", C=given[0], F=factor), *sizes)

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        raise self.no_range()

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        factor = arguments["downscale_factor"]
        assert isinstance(factor, int)
        if all(size % factor == 0 for size in given[1:]):
            return None
        return f"sizes must be divisible by downscale_factor={factor}, but {given[1]} x {given[2]} arrives"

    def strides(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> tuple[object, ...]:
        return (arguments["downscale_factor"],) * (len(given) - 1)

    def field_problem(self, arguments: Mapping[str, object], given: tuple[object, ...], form: Form) -> str | None:
        return "its channels read different places,"
