"""Layers seen as others, laid as rules: a convolution as a product of matrices, a dense layer as a convolution."""

from __future__ import annotations

from exgen.engine.layers import ONE, Laying, Shape


def laid_unfolding(lay: Laying, given: Shape, out: Shape) -> Shape:
    """The slots of how many rows and columns the unfolded input of a convolution has (im2col)."""
    kernel = lay.leaves("kernel_size", len(given) - 1)
    rows = lay.step("unfolded_rows", C_in=given[0], K=kernel)
    return rows, lay.step("unfolded_columns", X=out[1:], I=given[1:])


class EqualConvolution:
    """The convolution that does what a dense layer does to the maps that were flattened for it.

    ``arriving`` is the shape of these maps, or of a vector, which is taken for maps of a single position.
    """

    def __init__(self, lay: Laying, arriving: Shape, axes: int) -> None:
        one = lay.layout.leaves[ONE]
        sides = arriving[1:] or (one,) * axes
        self._lay = lay
        self._channels = arriving[0]
        self._kernel = tuple([lay.step("equal_kernel", axis, H=side) for axis, side in enumerate(sides)])

    @property
    def shape(self) -> Shape:
        """The slots of the shape of its weights: output and input channels, and the sides of its kernel."""
        return (self._lay.leaf("out_features"), self._channels, *self._kernel)

    @property
    def parameters(self) -> int:
        """The slot of how many weights and biases it has."""
        lay, features, one = self._lay, self._lay.leaf("out_features"), self._lay.layout.leaves[ONE]
        kernel, single = self._kernel, (one,) * len(self._kernel)
        letters: dict[str, int | tuple[int, ...]] = {
            "C_in": self._channels,
            "C_out": features,
            "K": kernel,
            "X": single,
        }
        weights = lay.step("convolution_weights", G=one, **letters)
        biases = lay.step("convolution_biases", B=lay.leaf("bias"), **letters)
        return lay.step("parameters", w=weights, b=biases)
