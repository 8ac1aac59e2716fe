"""Normalisation: a scale and a shift learned for each channel or value, and statistics that are kept, not learned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from exgen.engine.forms import MAPS, VECTOR, Form
from exgen.engine.layers.constant_leaves import ONE
from exgen.engine.layers.kind import Kind
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.parameter import Parameter
from exgen.engine.networks import Argument
from exgen.engine.problems import arriving_count


class Normalisation(Kind):
    """A scale and a shift for each channel, if they are learned."""

    leaves: tuple[str, ...] = ("affine", "bias")

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("normalisation_weights", C=lay.given.channel(given), B=lay.leaf("affine"))

    def biases(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("normalisation_biases", C=lay.given.channel(given), B=lay.leaf("bias"))


class BatchNormalisation(Normalisation):
    """torch.nn.BatchNorm1d to 3d, SyncBatchNorm; InstanceNorm1d to 3d learns and keeps nothing unless it is told to.

    Running means, running variances and a number of batches are kept, not learned. By hand a BatchNorm of vectors or
    images works as in training, with the batch's own mean and variance.
    """

    learned = ("weight", "bias")
    absent: ClassVar = {"weight": 1}
    hand_leaves = ("eps",)

    leaves = ("affine", "bias", "track_running_stats")

    def __init__(self, name: str, axes: int | None, *, is_learning: bool = True) -> None:
        """``axes`` None: of as many as come in, with the means of all machines that train together."""
        if axes is None:
            self.wanted = (VECTOR, *MAPS)
        else:
            self.wanted = (Form(1), VECTOR) if axes == 1 and is_learning else (Form(axes),)
        super().__init__(name, axes)
        self._is_batch = is_learning
        self.parameters = (
            Parameter("num_features", "integer", least=1),
            Parameter("eps", "number", "0.00001"),
            Parameter("momentum", "number", "0.1"),
            Parameter("affine", "truth", is_learning),
            Parameter("track_running_stats", "truth", is_learning),
            *([] if axes else [Parameter("process_group", "number", "None")]),
            Parameter("bias", "truth", "affine"),
        )

    def buffers(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("normalisation_buffers", C=given[0], B=lay.leaf("track_running_stats"))

    def running_statistics(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("running_statistics", C=given[0], B=lay.leaf("track_running_stats"))

    def written_input(self) -> tuple[str, str]:
        return "num_features", "channels"

    @property
    def is_worked_out_by_hand(self) -> bool:
        return self._is_batch and self.axes in (1, 2)

    def by_hand(self, lay: Laying, tensor: int) -> int | None:
        if not self.is_worked_out_by_hand:
            return None
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


class GroupNormalisation(Normalisation):
    """torch.nn.GroupNorm: statistics of groups of channels, a scale and a shift for each channel."""

    parameters = (
        Parameter("num_groups", "integer", least=1),
        Parameter("num_channels", "integer", least=1),
        Parameter("eps", "number", "0.00001"),
        Parameter("affine", "truth", True),
        Parameter("bias", "truth", "affine"),
    )
    wanted = (VECTOR, *MAPS)

    def written_input(self) -> tuple[str, str]:
        return "num_channels", "channels"


class LayerNormalisation(Kind):
    """torch.nn.LayerNorm: a scale and a shift for each value of the last axes, whose sizes are written."""

    parameters: tuple[Parameter, ...] = (
        Parameter("normalized_shape", "sizes", least=1),
        Parameter("eps", "number", "0.00001"),
        Parameter("elementwise_affine", "truth", True),
        Parameter("bias", "truth", "elementwise_affine"),
    )
    leaves: tuple[str, ...] = ("elementwise_affine", "bias")
    choices = ("normalized_shape",)
    open_choices = choices

    def choices_of(self, arguments: Mapping[str, object]) -> tuple[tuple[str, Argument], ...]:
        sizes = arguments["normalized_shape"]
        assert isinstance(sizes, tuple)
        return (("normalized_shape", len(sizes)),) if len(sizes) > 1 else ()

    def _normalised(self, given: Shape) -> Shape:
        return given[-self.length_of("normalized_shape") :]

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return self._values(lay, given, lay.leaf("elementwise_affine"), "normalisation_weights")

    def biases(self, lay: Laying, given: Shape, out: Shape) -> int | None:
        return self._values(lay, given, lay.leaf("bias"), "normalisation_biases")

    def _values(self, lay: Laying, given: Shape, is_learned: int, rule: str) -> int:
        first, *others = self._normalised(given)
        values = lay.step("flattened_size", C=first, I=tuple(others)) if others else first
        return lay.step(rule, C=values, B=is_learned)

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        written = arguments["normalized_shape"]
        assert isinstance(written, tuple)
        if given[-len(written) :] == written:
            return None
        shown = written[0] if len(written) == 1 else written
        problem = f"normalized_shape is {shown}, but the last axes have {', '.join(map(str, given[-len(written) :]))}"
        if form.axes and form.channels == "first" and written == given[:1]:
            problem += ": put Permute before it, so that the channels stand last, or write GroupNorm"
        return problem

    def field_problem(self, arguments: Mapping[str, object], given: tuple[object, ...], form: Form) -> str | None:
        length = arguments["normalized_shape"]
        assert isinstance(length, tuple)
        if len(length) == 1 and form.channels == "last":
            return None
        return "it goes over a spatial axis, so every value reads all of it"


class RootMeanSquareNormalisation(LayerNormalisation):
    """torch.nn.RMSNorm: a scale for each value of the last axes, whose sizes are written, and no shift."""

    parameters = (
        Parameter("normalized_shape", "sizes", least=1),
        Parameter("eps", "number", "None"),
        Parameter("elementwise_affine", "truth", True),
    )
    leaves = ("elementwise_affine",)

    def biases(self, lay: Laying, given: Shape, out: Shape) -> None:
        return None


class ChannelNormalisation(Normalisation):
    """LayerNorm2d of torchvision's ConvNeXt: LayerNorm over the channels of each place of an image."""

    parameters = (
        Parameter("normalized_shape", "sizes", least=1),
        Parameter("eps", "number", "0.00001"),
        Parameter("elementwise_affine", "truth", True),
        Parameter("bias", "truth", "elementwise_affine"),
    )
    leaves = ("elementwise_affine", "bias")

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("normalisation_weights", C=given[0], B=lay.leaf("elementwise_affine"))

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        written = arguments["normalized_shape"]
        return (
            None
            if written == given[:1]
            else f"normalized_shape is {written}, but {arriving_count(given[0], 'channels')}"
        )


class LayerScale(Kind):
    """A factor learned for each channel, as at the end of a block of ConvNeXt."""

    parameters = (Parameter("dim", "integer", least=1), Parameter("init_value", "number", "0.000001"))

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("normalisation_weights", C=lay.given.channel(given), B=lay.layout.leaves[ONE])

    def written_input(self) -> tuple[str, str]:
        return "dim", "channels"


class LearnedSlope(Kind):
    """torch.nn.PReLU: a slope for values below 0, one for all channels or one for each."""

    parameters = (Parameter("num_parameters", "integer", 1, least=1), Parameter("init", "number", "0.25"))
    leaves = ("num_parameters",)

    def weights(self, lay: Laying, given: Shape, out: Shape) -> int:
        return lay.step("slopes", A=lay.leaf("num_parameters"))

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        written, channels = arguments["num_parameters"], given[0] if len(given) > 1 or form == VECTOR else 1
        return None if written in (1, channels) else f"num_parameters must be 1 or {channels}, not {written}"
