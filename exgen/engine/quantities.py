"""What can be asked of a network. Rules (``laid_quantities``) and oracle answer the same protocol.

``layer`` is a 0-based index into the network's layers; None asks for the whole network: the total of a count, the
shape that comes out at the end.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

Value_co = TypeVar("Value_co", covariant=True)

COUNTS = ("weights", "biases", "parameters", "multiplications", "additions")
"""Quantities of a layer that a network has too, as their total."""

SHAPES = ("input_shape", "output_shape", "output_size")
"""Quantities that are tuples: channels and spatial sizes, or the spatial sizes alone."""

LAYER_COUNTS = (
    "positions",
    "multiplications_per_output",
    "additions_per_output",
    "dense_weights",
    "dense_biases",
    "dense_parameters",
)
"""Quantities that only a single layer has."""


class Quantities(Protocol[Value_co]):
    """A network's quantities, as values of some kind (slots of a calculation, or counted numbers).

    Shapes are ``(C, H, W)``, ``(C, L)`` or ``(F,)``, without the batch; ``output_size`` and ``positions`` (its product)
    leave the channels out. Multiplications never count the bias; additions per output value are n - 1 for n products,
    n with a bias; positions over padding count. Pooling, normalisation and activations multiply and add nothing.
    ``dense_*`` speak of the dense layer from the flattened input of a convolution to its flattened output.
    """

    def input_shape(self, layer: int | None) -> tuple[Value_co, ...]: ...
    def output_shape(self, layer: int | None) -> tuple[Value_co, ...]: ...
    def output_size(self, layer: int | None) -> tuple[Value_co, ...]: ...
    def positions(self, layer: int) -> Value_co: ...
    def weights(self, layer: int | None) -> Value_co: ...
    def biases(self, layer: int | None) -> Value_co: ...
    def parameters(self, layer: int | None) -> Value_co: ...
    def multiplications_per_output(self, layer: int) -> Value_co: ...
    def additions_per_output(self, layer: int) -> Value_co: ...
    def multiplications(self, layer: int | None) -> Value_co: ...
    def additions(self, layer: int | None) -> Value_co: ...
    def dense_weights(self, layer: int) -> Value_co: ...
    def dense_biases(self, layer: int) -> Value_co: ...
    def dense_parameters(self, layer: int) -> Value_co: ...
