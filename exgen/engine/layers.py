"""The layer kinds: what each takes (as its ``torch.nn`` namesake does) and how its quantities are laid out as rules.

Adding a kind is one class here, one line in ``KINDS``, one counter in ``oracle`` and one row in the test table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from exgen.engine.layout import Layout, Leaf, Place
from exgen.engine.networks import Argument
from exgen.errors import NetworkError

ONE = Leaf(None, "one")
"""The leaf that always holds 1, for letters that a layer kind fixes (average pooling has no dilation)."""

Shape = tuple[int, ...]
"""Slots of a shape: channels, then one for each spatial axis; a vector has features alone."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a layer kind's constructor.

    ``form``: ``integer``, ``axes`` (a whole number, or one for each spatial axis), ``truth`` or ``text``;
    ``default`` None means required, a text names the parameter whose value is taken. ``least`` is the smallest
    value allowed, ``only`` the values exgen works with (empty: all).
    """

    name: str
    form: Literal["integer", "axes", "truth", "text", "number"]
    default: Argument | None = None
    least: int = 0
    only: tuple[Argument, ...] = ()


class Laying:
    """The layout seen from one layer: its leaves and steps carry the layer's place."""

    def __init__(self, layout: Layout, layer: int) -> None:
        self.layout = layout
        self.layer = layer

    def leaf(self, name: str, axis: int | None = None) -> int:
        """The slot of one of the layer's own arguments."""
        return self.layout.leaves[Leaf(self.layer, name, axis)]

    def leaves(self, name: str, axes: int) -> tuple[int, ...]:
        """The slots of an argument with one number for each axis."""
        return tuple(self.leaf(name, axis) for axis in range(axes))

    def step(self, rule: str, axis: int | None = None, **arguments: int | tuple[int, ...]) -> int:
        """The slot of a rule applied at this layer."""
        return self.layout.step(rule, Place(self.layer, axis), **arguments)


class Kind:
    """A layer kind. The base passes its input through and has nothing to learn or to multiply (ReLU, Dropout).

    ``axes`` is the number of spatial axes of its input (0: a vector of features; None: any). ``leaves`` names the
    arguments that its rules use. The methods that lay return the slot of the quantity; None says that this kind has
    none, which counts as 0.
    """

    parameters: ClassVar[tuple[Parameter, ...]] = ()
    leaves: ClassVar[tuple[str, ...]] = ()

    def __init__(self, name: str, axes: int | None = None) -> None:
        self.name = name
        self.axes = axes

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        """The shape that comes out, for the shape that goes in."""
        return given

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int | None:
        """How many weights the layer learns."""

    def biases(self, lay: Laying, given: Shape, out: Shape) -> int | None:
        """How many biases the layer learns."""

    def multiplications_per_output(self, lay: Laying, given: Shape) -> int | None:
        """How many multiplications one output value takes."""

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        """The smallest and largest input size on an axis that give an output size in this range."""
        return smallest, largest

    def written_input(self) -> tuple[str, str] | None:
        """The argument in which a layer writes down its input's channels or features, and what it counts."""
        return None


class Activation(Kind):
    """Works on each value for itself."""


class Dropout(Kind):
    """Passes everything through when a network is read off paper."""

    parameters = (Parameter("p", "number", "0.5"), Parameter("inplace", "truth", False))


class InPlaceActivation(Kind):
    """An activation that torch can write over its input."""

    parameters = (Parameter("inplace", "truth", False),)


class Softmax(Kind):
    """Softmax over one axis."""

    parameters = (Parameter("dim", "integer", 1, least=-4),)


class LocalResponseNorm(Kind):
    """Divides by a sum over neighbouring channels; nothing to learn."""

    parameters = (
        Parameter("size", "integer", least=1),
        Parameter("alpha", "number", "0.0001"),
        Parameter("beta", "number", "0.75"),
        Parameter("k", "number", "1"),
    )


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

    def kernel(self, lay: Laying) -> tuple[int, ...]:
        """The slots of the kernel's sizes."""
        assert self.axes is not None
        return lay.leaves("kernel_size", self.axes)


class Convolution(Window):
    """torch.nn.Conv1d, Conv2d."""

    parameters = (
        Parameter("in_channels", "integer", least=1),
        Parameter("out_channels", "integer", least=1),
        Parameter("kernel_size", "axes", least=1),
        Parameter("stride", "axes", 1, least=1),
        Parameter("padding", "axes", 0),
        Parameter("dilation", "axes", 1, least=1),
        Parameter("groups", "integer", 1, least=1),
        Parameter("bias", "truth", True),
        Parameter("padding_mode", "text", "zeros", only=("zeros",)),
    )
    leaves = ("out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias")

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (lay.leaf("out_channels"), *self.sizes(lay, given))

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("convolution_weights", C_in=given[0], C_out=out[0], K=self.kernel(lay), G=lay.leaf("groups"))

    def biases(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step(
            "convolution_biases",
            C_out=out[0],
            B=lay.leaf("bias"),
            C_in=given[0],
            K=self.kernel(lay),
            X=out[1:],
        )

    def multiplications_per_output(self, lay: Laying, given: Shape) -> int:
        return lay.step(
            "products_per_output", C_in=given[0], K=self.kernel(lay), G=lay.leaf("groups"), B=lay.leaf("bias")
        )

    def written_input(self) -> tuple[str, str]:
        return "in_channels", "channels"


class Pooling(Window):
    """A window that picks or averages: it has nothing to learn, which one can get wrong."""

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("pooling_weights", C=given[0], K=self.kernel(lay))


class MaxPooling(Pooling):
    """torch.nn.MaxPool1d, MaxPool2d."""

    parameters = (
        Parameter("kernel_size", "axes", least=1),
        Parameter("stride", "axes", "kernel_size", least=1),
        Parameter("padding", "axes", 0),
        Parameter("dilation", "axes", 1, least=1),
        Parameter("return_indices", "truth", False, only=(False,)),
        Parameter("ceil_mode", "truth", False, only=(False,)),
    )
    leaves = ("kernel_size", "stride", "padding", "dilation")


class AveragePooling(Pooling):
    """torch.nn.AvgPool1d, AvgPool2d: no dilation."""

    parameters = (
        Parameter("kernel_size", "axes", least=1),
        Parameter("stride", "axes", "kernel_size", least=1),
        Parameter("padding", "axes", 0),
        Parameter("ceil_mode", "truth", False, only=(False,)),
        Parameter("count_include_pad", "truth", True),
    )
    leaves = ("kernel_size", "stride", "padding")

    def window(self, lay: Laying, axis: int) -> dict[str, int]:
        letters = {"K": "kernel_size", "S": "stride", "P": "padding"}
        return {letter: lay.leaf(name, axis) for letter, name in letters.items()} | {"D": lay.layout.leaves[ONE]}


class AdaptiveAveragePooling(Window):
    """torch.nn.AdaptiveAvgPool2d: whatever comes in, the output has the size asked for."""

    parameters = (Parameter("output_size", "axes", least=1),)
    leaves = ("output_size",)

    def sizes(self, lay: Laying, given: Shape) -> Shape:
        return lay.leaves("output_size", len(given) - 1)

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        raise NetworkError(f"{self.name}: every input size gives the same output size, so none can be asked for")


class BatchNormalisation(Kind):
    """torch.nn.BatchNorm1d, BatchNorm2d: a scale and a shift for each channel; running statistics are not learned."""

    parameters = (
        Parameter("num_features", "integer", least=1),
        Parameter("eps", "number", "0.00001"),
        Parameter("momentum", "number", "0.1"),
        Parameter("affine", "truth", True),
        Parameter("track_running_stats", "truth", True),
        Parameter("bias", "truth", "affine"),
    )
    leaves = ("affine", "bias")

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("normalisation_weights", C=given[0], B=lay.leaf("affine"))

    def biases(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("normalisation_biases", C=given[0], B=lay.leaf("bias"))

    def written_input(self) -> tuple[str, str]:
        return "num_features", "channels"


class Flatten(Kind):
    """torch.nn.Flatten: channels and all spatial axes become features."""

    parameters = (
        Parameter("start_dim", "integer", 1, only=(1,)),
        Parameter("end_dim", "integer", -1, least=-1, only=(-1,)),
    )

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (lay.step("flattened_size", C=given[0], I=given[1:]),) if len(given) > 1 else given


class Linear(Kind):
    """torch.nn.Linear on a vector."""

    parameters = (
        Parameter("in_features", "integer", least=1),
        Parameter("out_features", "integer", least=1),
        Parameter("bias", "truth", True),
    )
    leaves = ("out_features", "bias")

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (lay.leaf("out_features"),)

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("linear_weights", F_in=given[0], F_out=out[0])

    def biases(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("linear_biases", F_out=out[0], B=lay.leaf("bias"), F_in=given[0])

    def multiplications_per_output(self, lay: Laying, given: Shape) -> int:
        return lay.step("features_per_output", F_in=given[0], B=lay.leaf("bias"))

    def written_input(self) -> tuple[str, str]:
        return "in_features", "features"


_KINDS: Sequence[Kind] = (
    Convolution("Conv1d", 1),
    Convolution("Conv2d", 2),
    MaxPooling("MaxPool1d", 1),
    MaxPooling("MaxPool2d", 2),
    AveragePooling("AvgPool2d", 2),
    AdaptiveAveragePooling("AdaptiveAvgPool2d", 2),
    BatchNormalisation("BatchNorm2d", 2),
    LocalResponseNorm("LocalResponseNorm"),
    Flatten("Flatten"),
    Linear("Linear", 0),
    InPlaceActivation("ReLU"),
    Activation("Sigmoid"),
    Activation("Tanh"),
    Softmax("Softmax"),
    Dropout("Dropout"),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}
