"""Layers on channels and features as a whole: normalisation, flattening, dense layers."""

from __future__ import annotations

from typing import Any, ClassVar

from exgen.engine.by_hand.tensors import in_a_row
from exgen.engine.layers.kind import ONE, ZERO, Kind, Laying, Parameter, Shape


class BatchNormalisation(Kind):
    """torch.nn.BatchNorm1d, BatchNorm2d: a scale and a shift for each channel; running statistics are not learned.

    By hand it works as in training, with the batch's own mean and variance.
    """

    parameters = (
        Parameter("num_features", "integer", least=1),
        Parameter("eps", "number", "0.00001"),
        Parameter("momentum", "number", "0.1"),
        Parameter("affine", "truth", True),
        Parameter("track_running_stats", "truth", True),
        Parameter("bias", "truth", "affine"),
    )
    learned = ("weight", "bias")
    absent: ClassVar = {"weight": 1}
    hand_leaves = ("eps",)
    leaves = ("affine", "bias")

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("normalisation_weights", C=given[0], B=lay.leaf("affine"))

    def biases(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("normalisation_biases", C=given[0], B=lay.leaf("bias"))

    def by_hand(self, lay: Laying, tensor: int) -> int:
        one = lay.layout.leaves[ONE]
        normal = self._normalised(lay, tensor)
        return lay.step("scaled_and_shifted", M=normal, W=lay.learned("weight"), B=lay.learned("bias"), A=one)

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int:
        return lay.step(
            "normalisation_input_gradient",
            M=self._normalised(lay, tensor),
            G=gradient,
            v=self._variances(lay, tensor),
            E=lay.leaf("eps"),
            W=lay.learned("weight"),
            N=lay.layout.leaves[ONE],
        )

    def learned_gradient(self, lay: Laying, name: str, tensor: int, gradient: int) -> int:
        one = lay.layout.leaves[ONE]
        if name == "bias":
            return lay.step("shift_gradient", G=gradient, A=one)
        return lay.step("scale_gradient", M=self._normalised(lay, tensor), G=gradient, V=one)

    def _normalised(self, lay: Laying, tensor: int) -> int:
        centres, one = lay.step("feature_means", M=tensor), lay.layout.leaves[ONE]
        spreads = self._variances(lay, tensor)
        return lay.step("normalised_values", M=tensor, m=centres, v=spreads, E=lay.leaf("eps"), V=one)

    def _variances(self, lay: Laying, tensor: int) -> int:
        centres = lay.step("feature_means", M=tensor)
        return lay.step("feature_variances", M=tensor, m=centres, N=lay.layout.leaves[ONE])

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

    def given_tensor(self, name: str, given: Any) -> Any:
        return given if name == "weight" else in_a_row(given)

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


class CrossEntropy(Kind):
    """torch.nn.CrossEntropyLoss on rows of scores: softmax, and minus the logarithm of each right class; their mean.

    ``target`` holds the right class of each row, from 0. A single number comes out.
    """

    parameters = (Parameter("reduction", "text", "mean", only=("mean",)),)
    learned = ("target",)
    is_loss = True

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        return (lay.layout.leaves[ONE],)

    def given_tensor(self, name: str, given: Any) -> Any:
        return given

    def by_hand(self, lay: Laying, tensor: int) -> int:
        one, zero = lay.layout.leaves[ONE], lay.layout.leaves[ZERO]
        target = lay.learned("target")
        return lay.step("cross_entropy", M=softmax(lay, tensor), T=target, N=one, V=one, A=zero)

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int:
        one, target = lay.layout.leaves[ONE], lay.learned("target")
        probabilities = softmax(lay, tensor)
        return lay.step("cross_entropy_gradient", M=probabilities, T=target, G=gradient, A=one, R=one, N=one)


def softmax(lay: Laying, tensor: int) -> int:
    """The slot of the probabilities that belong to rows of scores."""
    one = lay.layout.leaves[ONE]
    return lay.step("softmax", M=tensor, E=one, R=one)
