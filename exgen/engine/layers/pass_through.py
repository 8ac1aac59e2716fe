"""Layers whose output has the shape of their input and which learn nothing: activations, dropout, local response."""

from __future__ import annotations

from collections.abc import Mapping

from exgen.engine.forms import MAPS, Form
from exgen.engine.layers.constant_leaves import ONE, ZERO
from exgen.engine.layers.kind import Kind
from exgen.engine.layers.laying import Laying, Shape
from exgen.engine.layers.parameter import Parameter
from exgen.engine.networks import KEPT
from exgen.engine.problems import arriving_count

_IN_PLACE = Parameter("inplace", "truth", False)


class Activation(Kind):
    """Works on each value for itself."""

    def __init__(self, name: str, is_in_place: bool, numbers: Mapping[str, str]) -> None:
        """``numbers`` are those in its brackets, with their defaults ("": none)."""
        super().__init__(name)
        given = tuple([Parameter(number, "number", default or None) for number, default in numbers.items()])
        self.parameters = (*given, _IN_PLACE) if is_in_place else given


class Gelu(Kind):
    """torch.nn.GELU, exact or with its approximation."""

    parameters = (Parameter("approximate", "text", "none", only=("none", "tanh")),)


_PLAIN: Mapping[str, Mapping[str, str]] = {
    **{name: {} for name in ("Sigmoid", "Tanh", "LogSigmoid", "Softsign", "Tanhshrink")},
    **{name: {"lambd": "0.5"} for name in ("Hardshrink", "Softshrink")},
    "Softplus": {"beta": "1", "threshold": "20"},
}
_IN_PLACE_TOO: Mapping[str, Mapping[str, str]] = {
    **{name: {} for name in ("ReLU6", "SELU", "SiLU", "Mish", "Hardswish", "Hardsigmoid")},
    **{name: {"alpha": "1"} for name in ("ELU", "CELU")},
    "Hardtanh": {"min_val": "-1", "max_val": "1"},
    "LeakyReLU": {"negative_slope": "0.01"},
    "RReLU": {"lower": "0.125", "upper": "0.3333333333333333"},
    "Threshold": {"threshold": "", "value": ""},
}

ACTIVATIONS: tuple[Kind, ...] = (
    *(Activation(name, False, numbers) for name, numbers in _PLAIN.items()),
    *(Activation(name, True, numbers) for name, numbers in _IN_PLACE_TOO.items()),
    Gelu("GELU"),
)
"""The activations of torch.nn that learn nothing."""


class Dropout(Kind):
    """Passes everything through when a network is read off paper."""

    parameters = (Parameter("p", "number", "0.5"), _IN_PLACE)


class StochasticDepth(Kind):
    """torchvision.ops.StochasticDepth: leaves a branch out now and then while training."""

    parameters = (Parameter("p", "number"), Parameter("mode", "text", "row", only=("row", "batch")))


class Rectifier(Kind):
    """torch.nn.ReLU: negative values become 0."""

    parameters = (_IN_PLACE,)

    def by_hand(self, lay: Laying, tensor: int) -> int:
        return lay.step("rectified", M=tensor, R=lay.layout.leaves[ONE])

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int:
        return lay.step("passed_gradient", M=tensor, G=gradient, R=lay.layout.leaves[ONE], U=lay.layout.leaves[ZERO])


def is_along_channels(dim: object, form: Form) -> bool:
    """Whether an axis, the batch's counted as 0, is that of the channels or features."""
    channels = form.rank if form.channels == "last" else 1
    return isinstance(dim, int) and dim % (form.rank + 1) == channels


class OverAnAxis(Kind):
    """torch.nn.LogSoftmax, Softmin: every value reads all those along one axis; the batch is axis 0.

    Without `dim` torch takes axis 1, of signals and sequences axis 0.
    """

    parameters = (Parameter("dim", "integer", KEPT, least=-5, may_keep=True),)

    def form_problem(self, arguments: Mapping[str, object], form: Form) -> str | None:
        dim, axes = arguments["dim"], form.rank + 1
        if not isinstance(dim, int) or -axes <= dim < axes:
            return None
        return f"dim={dim} is none of the {axes} axes, batch first; allowed: {-axes} to {axes - 1}"

    def field_problem(self, arguments: Mapping[str, object], given: tuple[object, ...], form: Form) -> str | None:
        dim = arguments["dim"]
        if dim == KEPT:  # the batch's axis is no spatial one, and axis 1 is that of channels wherever there are others
            dim = 0 if form.rank == 2 else 1
        if isinstance(dim, int) and (dim % (form.rank + 1) == 0 or is_along_channels(dim, form)):
            return None
        return "it runs along a spatial axis, so every value reads all of it"


class ChannelSoftmax(Kind):
    """torch.nn.Softmax2d: at every place of an image the channels become shares of 1."""


class GatedUnit(Kind):
    """torch.nn.GLU: one half of the channels, each value times a gate from the other half."""

    parameters = (Parameter("dim", "integer", -1, least=-4),)
    choices = ("dim",)

    @property
    def taken(self) -> str:
        return f"channels or features on axis {self.chosen.get('dim', -1)}, the batch on axis 0"

    def takes(self, form: Form) -> bool:
        return form.channels != "none" and is_along_channels(self.chosen.get("dim", -1), form)

    def output_shape(self, lay: Laying, given: Shape) -> Shape:
        half = lay.step("half_of_channels", C=lay.given.channel(given))
        return lay.out.shape(half, lay.given.spatial(given))

    def misfit(self, arguments: Mapping[str, object], given: tuple[int, ...], form: Form) -> str | None:
        channels = form.channel(given)
        return f"{arriving_count(channels, 'channels')}, which cannot be halved" if channels % 2 else None


class LocalResponseNorm(Kind):
    """Divides by a sum over neighbouring channels; nothing to learn."""

    wanted = MAPS
    taken = "neighbouring channels"

    parameters = (
        Parameter("size", "integer", least=1),
        Parameter("alpha", "number", "0.0001"),
        Parameter("beta", "number", "0.75"),
        Parameter("k", "number", "1"),
    )
