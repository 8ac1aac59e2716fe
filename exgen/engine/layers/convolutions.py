"""Convolutions: windows with weights over the channels."""

from __future__ import annotations

from collections.abc import Mapping

from exgen.engine.forms import Form
from exgen.engine.layers.kind import FLIPS, ONE, Kind, Laying, Parameter, Shape
from exgen.engine.layers.padding import PADDING_MODES, too_wide
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
    choices = ("padding", "padding_mode")
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

    def by_hand(self, lay: Laying, matrix: int) -> int | None:
        if self.axes != 2 or self.chosen:
            return None
        leaves, layout = lay.leaves, lay.layout.leaves
        return lay.step(
            "cross_correlation",
            M=lay.step("padded_input", M=matrix, P=leaves("padding", 2)),
            W=lay.step("turned_kernel", W=lay.learned("weight"), F=layout[FLIPS], U=layout[ONE]),
            B=lay.learned("bias"),
            S=leaves("stride", 2),
            D=leaves("dilation", 2),
        )

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        padding, mode = arguments["padding"], str(arguments["padding_mode"])
        return too_wide(mode, [(side, side) for side in padding], given[1:]) if isinstance(padding, tuple) else None

    def written_input(self) -> tuple[str, str]:
        return "in_channels", "channels"
