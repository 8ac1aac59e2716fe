"""Layers on channels and features as a whole: normalisation, flattening, dense layers."""

from __future__ import annotations

from exgen.engine.layers.kind import ONE, Kind, Laying, Parameter, Shape


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

    def by_hand(self, lay: Laying, tensor: int) -> int:
        return lay.step("flattened_rows", M=tensor, C=lay.layout.leaves[ONE])

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int:
        return lay.step("unflattened", G=gradient, M=tensor)


class Linear(Kind):
    """torch.nn.Linear on a vector."""

    parameters = (
        Parameter("in_features", "integer", least=1),
        Parameter("out_features", "integer", least=1),
        Parameter("bias", "truth", True),
    )
    learned = ("weight", "bias")
    leaves = ("out_features", "bias")

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (lay.leaf("out_features"),)

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("linear_weights", F_in=given[0], F_out=out[0])

    def biases(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("linear_biases", F_out=out[0], B=lay.leaf("bias"), F_in=given[0])

    def multiplications_per_output(self, lay: Laying, given: Shape) -> int:
        return lay.step("features_per_output", F_in=given[0], B=lay.leaf("bias"))

    def by_hand(self, lay: Laying, tensor: int) -> int:
        one = lay.layout.leaves[ONE]
        return lay.step("dense_rows", M=tensor, W=lay.learned("weight"), B=lay.learned("bias"), U=one)

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int:
        return lay.step("dense_input_gradient", G=gradient, W=lay.learned("weight"), U=lay.layout.leaves[ONE])

    def learned_gradient(self, lay: Laying, name: str, tensor: int, gradient: int) -> int:
        one = lay.layout.leaves[ONE]
        if name == "bias":
            return lay.step("column_sums", G=gradient, A=one)
        return lay.step("dense_weight_gradient", M=tensor, G=gradient, U=one)

    def written_input(self) -> tuple[str, str]:
        return "in_features", "features"
