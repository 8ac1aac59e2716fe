"""Convolutions: windows with weights over the channels."""

from __future__ import annotations

from exgen.engine.layers.kind import FLIPS, ONE, Laying, Parameter, Shape
from exgen.engine.layers.windows import Window


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
    learned = ("weight", "bias")
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

    def by_hand(self, lay: Laying, matrix: int) -> int | None:
        if self.axes != 2:
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

    def written_input(self) -> tuple[str, str]:
        return "in_channels", "channels"
