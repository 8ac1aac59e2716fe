"""Layers whose output has the shape of their input and which learn nothing: activations, dropout, local response."""

from __future__ import annotations

from collections.abc import Mapping

from exgen.engine.layers.kind import ONE, Kind, Laying, Parameter

_IN_PLACE = Parameter("inplace", "truth", False)


class Activation(Kind):
    """Works on each value for itself, whatever the ``numbers`` in its brackets are (names and defaults, "" for none)."""

    def __init__(self, name: str, is_in_place: bool, numbers: Mapping[str, str]) -> None:
        super().__init__(name)
        given = tuple([Parameter(number, "number", default or None) for number, default in numbers.items()])
        self.parameters = (*given, _IN_PLACE) if is_in_place else given


class Gelu(Kind):
    """torch.nn.GELU, exact or with its approximation."""

    parameters = (Parameter("approximate", "text", "none", only=("none", "tanh")),)


_PLAIN: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys(("Sigmoid", "Tanh", "LogSigmoid", "Softsign", "Tanhshrink"), {}),
    **dict.fromkeys(("Hardshrink", "Softshrink"), {"lambd": "0.5"}),
    "Softplus": {"beta": "1", "threshold": "20"},
}
_IN_PLACE_TOO: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys(("ReLU6", "SELU", "SiLU", "Mish", "Hardswish", "Hardsigmoid"), {}),
    **dict.fromkeys(("ELU", "CELU"), {"alpha": "1"}),
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

    def by_hand(self, lay: Laying, matrix: int) -> int:
        return lay.step("rectified", M=matrix, R=lay.layout.leaves[ONE])


class Softmax(Kind):
    """torch.nn.Softmax, LogSoftmax, Softmin: over one axis."""

    parameters = (Parameter("dim", "integer", 1, least=-4),)

    def field_problem(self, arguments: Mapping[str, object], given: tuple[object, ...]) -> str | None:
        dim = arguments["dim"]
        if isinstance(dim, int) and dim % (len(given) + 1) < 2:  # the batch, or the channels
            return None
        return "it runs along a spatial axis, so every value reads all of it"


class LocalResponseNorm(Kind):
    """Divides by a sum over neighbouring channels; nothing to learn."""

    parameters = (
        Parameter("size", "integer", least=1),
        Parameter("alpha", "number", "0.0001"),
        Parameter("beta", "number", "0.75"),
        Parameter("k", "number", "1"),
    )
