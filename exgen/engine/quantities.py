"""What can be asked of a network. Rules (``laid_quantities``) and oracle answer the same protocol.

``layer`` is a 0-based index into the network's layers; None asks for the whole network: the total of a count, the
shape that comes out at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple, Protocol, TypeVar

Value_co = TypeVar("Value_co", covariant=True)


class Form(Enum):
    """What a quantity is made of; ``entries`` numbers belong to each axis, 0 where there are no axes to pick from."""

    COUNT = "one number"
    SHAPE = "a number for each axis"
    INTERVAL = "stride, start and end for each spatial axis, one after the other"
    SIZES = "for each spatial axis a smallest and a largest size"
    MATRIX = "rows of numbers"

    @property
    def entries(self) -> int:
        """How many numbers belong to one axis, in the flat tuple that holds them."""
        return {Form.SHAPE: 1, Form.INTERVAL: 3}.get(self, 0)


class Kept(NamedTuple):
    """A quantity's form, and who has it: a single layer, the whole network, or both."""

    form: Form
    by_layer: bool = True
    by_network: bool = True


QUANTITIES: Mapping[str, Kept] = {
    "input_shape": Kept(Form.SHAPE),
    "output_shape": Kept(Form.SHAPE),
    "output_size": Kept(Form.SHAPE),
    "input_sizes": Kept(Form.SIZES, by_layer=False),
    "weights": Kept(Form.COUNT),
    "biases": Kept(Form.COUNT),
    "parameters": Kept(Form.COUNT),
    "multiplications": Kept(Form.COUNT),
    "additions": Kept(Form.COUNT),
    "positions": Kept(Form.COUNT, by_network=False),
    "multiplications_per_output": Kept(Form.COUNT, by_network=False),
    "additions_per_output": Kept(Form.COUNT, by_network=False),
    "dense_weights": Kept(Form.COUNT, by_network=False),
    "dense_biases": Kept(Form.COUNT, by_network=False),
    "dense_parameters": Kept(Form.COUNT, by_network=False),
}
"""Everything that a question can ask of a network or of one of its layers."""


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
