"""Transposed convolutions: the kernel is laid down at every input value, and the products are added into a map."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from exgen.engine.layers.constant_leaves import ONE, ZERO
from exgen.engine.layers.kind import Kind
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.parameter import Parameter
from exgen.errors import NetworkError


class TransposedConvolution(Kind):
    """torch.nn.ConvTranspose1d to 3d: the arguments in torch's order, dilation behind groups and bias."""

    parameters = (
        Parameter("in_channels", "integer", least=1),
        Parameter("out_channels", "integer", least=1),
        Parameter("kernel_size", "axes", least=1),
        Parameter("stride", "axes", 1, least=1),
        Parameter("padding", "axes", 0),
        Parameter("output_padding", "axes", 0),
        Parameter("groups", "integer", 1, least=1),
        Parameter("bias", "truth", True),
        Parameter("dilation", "axes", 1, least=1),
        Parameter("padding_mode", "text", "zeros", only=("zeros",), why="torch has no other"),
    )
    learned = ("weight", "bias")
    multiplies_weights = True
    kernels = ("weight",)
    leaves = ("out_channels", "kernel_size", "stride", "padding", "output_padding", "groups", "bias", "dilation")

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        sizes = enumerate(given[1:])
        letters = self._letters
        return (
            lay.leaf("out_channels"),
            *(lay.step("transposed_size", axis, H=size, **letters(lay, axis)) for axis, size in sizes),
        )

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step(
            "convolution_weights", C_in=given[0], C_out=out[0], K=self._kernel(lay), G=lay.leaf("groups"), X=out[1:]
        )

    def biases(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step(
            "convolution_biases", C_out=out[0], B=lay.leaf("bias"), C_in=given[0], K=self._kernel(lay), X=out[1:]
        )

    def positions(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("input_positions", I=given[1:], X=out[1:])

    def multiplications_per_output(self, lay: Laying, given: Shape) -> int:
        raise NetworkError(
            f"{self.name}: its output values take different numbers of multiplications; ask for multiplications"
        )

    def additions_per_output(self, lay: Laying, given: Shape) -> int:
        raise NetworkError(f"{self.name}: its output values take different numbers of additions; ask for additions")

    def multiplications(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("multiplications", **self._products(lay, given, out))

    def additions(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("scattered_additions", **self._products(lay, given, out))

    def products(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("products", **self._products(lay, given, out))

    def values(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("output_values", C_out=out[0], N=lay.step("positions", X=out[1:], I=given[1:]))

    def input_range(self, lay: Laying, axis: int, smallest: int, largest: int) -> tuple[int, int]:
        letters = self._letters(lay, axis)
        return (
            lay.step("possible_size", axis, n=lay.step("smallest_transposed_input", axis, O=smallest, **letters)),
            lay.step("largest_transposed_input", axis, O=largest, **letters),
        )

    def field_window(self, lay: Laying, axis: int, given: Shape) -> dict[str, int]:
        window = self._covered(lay, axis)
        return window | {"P": lay.step("transposed_start", axis, **window)}

    def factor(self, lay: Laying, axis: int, given: Shape) -> int:
        return lay.leaf("stride", axis)

    def read_ends(self, lay: Laying, axis: int, given: Shape, first: int, last: int) -> tuple[int, int]:
        window = self._covered(lay, axis)
        return lay.step("spread_start", axis, A=first, **window), lay.step("spread_end", axis, E=last, **window)

    def read_places(self, lay: Laying, axis: int, given: Shape, places: int) -> int:
        return lay.step("spread_places", axis, R=places, **self._covered(lay, axis))

    def strides(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> tuple[object, ...]:
        strides = arguments["stride"]
        assert isinstance(strides, tuple)
        return tuple([Fraction(1, stride) if isinstance(stride, int) else None for stride in strides])

    def phase_problem(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> str | None:
        strides = arguments["stride"]
        assert isinstance(strides, tuple)
        if all(stride == 1 for stride in strides):
            return None
        return "with a stride above 1 neighbouring output values read windows of different sizes,"

    def gap_problem(self, arguments: Mapping[str, object]) -> str | None:
        letters = [arguments[name] for name in ("stride", "kernel_size", "dilation")]
        axes = zip(*[letter for letter in letters if isinstance(letter, tuple)], strict=True)
        for stride, kernel, dilation in axes:
            if stride != 1 and dilation != 1:
                return "its dilated kernels leave gaps that are not alike,"
            if isinstance(stride, int) and isinstance(kernel, int) and kernel < stride:
                return f"its kernels of {kernel}, laid down {stride} apart, leave values that read nothing,"
        return None

    def by_hand(self, lay: Laying, tensor: int) -> int | None:
        if self.axes != 2:
            return None
        leaves, layout = lay.leaves, lay.layout.leaves
        blocks = lay.step(
            "added_blocks",
            M=tensor,
            W=lay.step("turned_kernel", W=lay.learned("weight"), F=layout[ZERO], U=layout[ONE]),
            K=leaves("kernel_size", 2),
            S=leaves("stride", 2),
            D=leaves("dilation", 2),
            A=layout[ONE],
        )
        padding, more = leaves("padding", 2), leaves("output_padding", 2)
        return lay.step("cropped_output", M=blocks, B=lay.learned("bias"), P=padding, Q=more)

    def written_input(self) -> tuple[str, str]:
        return "in_channels", "channels"

    def _letters(self, lay: Laying, axis: int) -> dict[str, int]:
        """The letters K, S, P, D, Q of one axis."""
        return {
            "K": lay.leaf("kernel_size", axis),
            "S": lay.leaf("stride", axis),
            "P": lay.leaf("padding", axis),
            "D": lay.leaf("dilation", axis),
            "Q": lay.leaf("output_padding", axis),
        }

    def _covered(self, lay: Laying, axis: int) -> dict[str, int]:
        """The letters K, S, P, D, which say what a kernel that is laid down covers."""
        return {letter: slot for letter, slot in self._letters(lay, axis).items() if letter != "Q"}

    def _kernel(self, lay: Laying) -> tuple[int, ...]:
        assert self.axes is not None
        return lay.leaves("kernel_size", self.axes)

    def _products(self, lay: Laying, given: Shape, out: Shape) -> dict[str, int]:
        """The letters m and V: every input value meets the kernels of all output channels of its group."""
        kernel, groups = self._kernel(lay), lay.leaf("groups")
        values = lay.step("input_values", C_in=given[0], N=self.positions(lay, given, out))
        return {"m": lay.step("products_per_input", C_out=out[0], K=kernel, G=groups), "V": values}
