"""Convolutions: windows with weights over the channels."""

from __future__ import annotations

from collections.abc import Mapping

from exgen.engine.forms import Form
from exgen.engine.layers.constant_leaves import ONE
from exgen.engine.layers.hand_leaves import FLIPS
from exgen.engine.layers.kind import Kind
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.padding import COPIED, PADDING_MODES, too_wide
from exgen.engine.layers.parameter import Parameter
from exgen.engine.layers.windows import Window
from exgen.engine.networks import Argument


class Convolution(Window):
    """torch.nn.Conv1d to 3d."""

    parameters = (
        Parameter("in_channels", "integer", least=1),
        Parameter("out_channels", "integer", least=1),
        Parameter("kernel_size", "axes", least=1),
        Parameter("stride", "axes", 1, least=1),
        Parameter("padding", "axes", 0, words=("same", "valid")),
        Parameter("dilation", "axes", 1, least=1),
        Parameter("groups", "integer", 1, least=1),
        Parameter("bias", "truth", True),
        Parameter("padding_mode", "text", "zeros", only=PADDING_MODES),
    )
    learned = ("weight", "bias")
    multiplies_weights = True
    kernels = ("weight",)
    choices = ("padding", "padding_mode")
    open_choices = ("padding",)
    leaves = ("out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias")

    def choices_of(self, arguments: Mapping[str, object]) -> tuple[tuple[str, Argument], ...]:
        same: tuple[tuple[str, Argument], ...] = (("padding", "same"),) if arguments["padding"] == "same" else ()
        mode = str(arguments["padding_mode"])
        return same if mode == "zeros" else (*same, ("padding_mode", mode))

    def choosing(self, chosen: Mapping[str, Argument]) -> Kind:
        kind = super().choosing(chosen)
        if "padding" in chosen:
            kind.leaves = tuple([name for name in kind.leaves if name != "padding"])
        return kind

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (lay.leaf("out_channels"), *self.sizes(lay, given))

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step(
            "convolution_weights", C_in=given[0], C_out=out[0], K=self.kernel(lay), G=lay.leaf("groups"), X=out[1:]
        )

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

    def by_hand(self, lay: Laying, tensor: int) -> int | None:
        if not self._is_plain:
            return None
        return lay.step(
            "cross_correlation",
            M=self._padded(lay, tensor),
            W=self._turned(lay, lay.learned("weight")),
            B=lay.learned("bias"),
            S=lay.leaves("stride", 2),
            D=lay.leaves("dilation", 2),
        )

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int | None:
        if not self._is_plain:
            return None
        one, dilation = lay.layout.leaves[ONE], lay.leaves("dilation", 2)
        spread = lay.step(
            "spread_gradient",
            G=gradient,
            M=tensor,
            K=lay.leaves("kernel_size", 2),
            S=lay.leaves("stride", 2),
            P=lay.leaves("padding", 2),
            D=dilation,
            A=one,
            V=one,
        )
        kernels = lay.step("turned_back", W=self._turned(lay, lay.learned("weight")), T=one)
        return lay.step("convolution_input_gradient", G=spread, W=kernels, M=tensor, D=dilation)

    def learned_gradient(self, lay: Laying, name: str, tensor: int, gradient: int) -> int | None:
        if not self._is_plain:
            return None
        if name == "bias":
            return lay.step("channel_sums", G=gradient, A=lay.layout.leaves[ONE])
        found = lay.step(
            "convolution_weight_gradient",
            M=self._padded(lay, tensor),
            G=gradient,
            K=lay.leaves("kernel_size", 2),
            S=lay.leaves("stride", 2),
            D=lay.leaves("dilation", 2),
            J=lay.leaf("groups"),
        )
        return self._turned(lay, found)  # a flipped kernel is learned as it is written

    def unfolded(self, lay: Laying, tensor: int) -> int | None:
        if not self._is_plain:
            return None
        one = lay.layout.leaves[ONE]
        kernel, stride, dilation = (lay.leaves(name, 2) for name in ("kernel_size", "stride", "dilation"))
        return lay.step("unfolded", M=self._padded(lay, tensor), K=kernel, S=stride, D=dilation, U=one, R=one)

    def toeplitz(self, lay: Laying, tensor: int) -> int | None:
        if not self._is_plain:
            return None
        one, kernels = lay.layout.leaves[ONE], self._turned(lay, lay.learned("weight"))
        stride, padding, dilation = (lay.leaves(name, 2) for name in ("stride", "padding", "dilation"))
        return lay.step("toeplitz", W=kernels, M=tensor, S=stride, P=padding, D=dilation, U=one, A=one)

    @property
    def _is_plain(self) -> bool:
        """Whether it works on matrices, with as many zeros on both sides."""
        return self.axes == 2 and not self.chosen

    def _padded(self, lay: Laying, tensor: int) -> int:
        return lay.step("padded_input", M=tensor, P=lay.leaves("padding", 2))

    def _turned(self, lay: Laying, kernels: int) -> int:
        layout = lay.layout.leaves
        return lay.step("turned_kernel", W=kernels, F=layout[FLIPS], U=layout[ONE])

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        padding, mode = arguments["padding"], str(arguments["padding_mode"])
        return too_wide(mode, [(side, side) for side in padding], given[1:]) if isinstance(padding, tuple) else None

    def border_problem(self, arguments: Mapping[str, object]) -> str | None:
        return None if arguments["padding_mode"] == "zeros" else COPIED

    def written_input(self) -> tuple[str, str]:
        return "in_channels", "channels"
