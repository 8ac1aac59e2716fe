"""Layers whose output has the shape of their input and which learn nothing: activations, dropout, local response."""

from __future__ import annotations

from collections.abc import Mapping

from exgen.engine.layers.features import softmax
from exgen.engine.layers.kind import ONE, Kind, Laying, Parameter


class Activation(Kind):
    """Works on each value for itself."""


class Dropout(Kind):
    """Passes everything through when a network is read off paper."""

    parameters = (Parameter("p", "number", "0.5"), Parameter("inplace", "truth", False))


class InPlaceActivation(Kind):
    """An activation that torch can write over its input."""

    parameters = (Parameter("inplace", "truth", False),)


class Rectifier(InPlaceActivation):
    """torch.nn.ReLU: negative values become 0."""

    def by_hand(self, lay: Laying, tensor: int) -> int:
        return lay.step("rectified", M=tensor, R=lay.layout.leaves[ONE])

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int:
        return lay.step("passed_gradient", M=tensor, G=gradient, R=lay.layout.leaves[ONE])


class Softmax(Kind):
    """Softmax over one axis."""

    parameters = (Parameter("dim", "integer", 1, least=-4),)

    def by_hand(self, lay: Laying, tensor: int) -> int:
        return softmax(lay, tensor)

    def backward(self, lay: Laying, tensor: int, gradient: int) -> int:
        return lay.step("softmax_gradient", M=softmax(lay, tensor), G=gradient, N=lay.layout.leaves[ONE])

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
