"""What can be asked of a network. Rules (``laid_quantities``) and oracle answer the same protocol.

``layer`` is a 0-based index into the network's layers, or a range of such, a group; None asks for the whole network:
the total of a count, the shape that comes out at the end. The input counts as a layer too, where tensors are asked
for: its index is ``wiring.INPUT``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

Value_co = TypeVar("Value_co", covariant=True)

Layers: TypeAlias = "int | range | None"
"""One layer, a group of them, or all."""


class Form(Enum):
    """What a quantity is made of; ``entries`` numbers belong to each axis, 0 where there are no axes to pick from."""

    COUNT = "one number"
    SHAPE = "a number for each axis"
    INTERVAL = "stride, start and end for each spatial axis, one after the other"
    SIZES = "for each spatial axis a smallest and a largest size"
    TUPLES = "some tuples of numbers, each with as many"
    PLACES = "for each spatial axis the indices of some places"
    MATRIX = "rows of numbers, or a stack of matrices"

    @property
    def entries(self) -> int:
        """How many numbers belong to one axis, in the flat tuple that holds them."""
        return {Form.SHAPE: 1, Form.INTERVAL: 3, Form.PLACES: 1}.get(self, 0)


class Kept(NamedTuple):
    """A quantity's form, and who has it: a single layer, the whole network, or both; ``by_tensor``: the input too."""

    form: Form
    by_layer: bool = True
    by_network: bool = True
    by_tensor: bool = False


QUANTITIES: Mapping[str, Kept] = {
    "input_shape": Kept(Form.SHAPE),
    "output_shape": Kept(Form.SHAPE, by_tensor=True),
    "output_size": Kept(Form.SHAPE, by_tensor=True),
    "input_sizes": Kept(Form.SIZES, by_layer=False),
    "receptive_field": Kept(Form.INTERVAL),
    "receptive_field_size": Kept(Form.SHAPE),
    "receptive_field_stride": Kept(Form.SHAPE),
    "phases": Kept(Form.SHAPE),
    "phase_field": Kept(Form.INTERVAL),
    "inputs_read": Kept(Form.PLACES),
    "windows": Kept(Form.TUPLES, by_network=False),
    "padding_before": Kept(Form.SHAPE, by_network=False),
    "padding_behind": Kept(Form.SHAPE, by_network=False),
    "same_output_size": Kept(Form.SHAPE, by_network=False),
    "valid_output_size": Kept(Form.SHAPE, by_network=False),
    "weights": Kept(Form.COUNT),
    "biases": Kept(Form.COUNT),
    "parameters": Kept(Form.COUNT),
    "buffers": Kept(Form.COUNT),
    "running_statistics": Kept(Form.COUNT),
    "trainable_parameters": Kept(Form.COUNT),
    "non_trainable_parameters": Kept(Form.COUNT),
    "multiplications": Kept(Form.COUNT),
    "additions": Kept(Form.COUNT),
    "multiply_adds": Kept(Form.COUNT),
    "bias_additions": Kept(Form.COUNT),
    "operations": Kept(Form.COUNT),
    "activations": Kept(Form.COUNT, by_tensor=True),
    "largest_activation": Kept(Form.COUNT, by_layer=False),
    "memory": Kept(Form.COUNT, by_tensor=True),
    "parameter_memory": Kept(Form.COUNT),
    "optimiser_memory": Kept(Form.COUNT, by_layer=False),
    "training_memory": Kept(Form.COUNT, by_layer=False),
    "largest_batch": Kept(Form.COUNT, by_layer=False),
    "depth": Kept(Form.COUNT, by_layer=False),
    "positions": Kept(Form.COUNT, by_network=False),
    "multiplications_per_output": Kept(Form.COUNT, by_network=False),
    "additions_per_output": Kept(Form.COUNT, by_network=False),
    "output": Kept(Form.MATRIX),
    "input_gradient": Kept(Form.MATRIX),
    "weight_gradient": Kept(Form.MATRIX, by_network=False),
    "bias_gradient": Kept(Form.MATRIX, by_network=False),
    "attention_scores": Kept(Form.MATRIX, by_network=False),
    "attention_shares": Kept(Form.MATRIX, by_network=False),
    "im2col": Kept(Form.MATRIX, by_network=False),
    "toeplitz": Kept(Form.MATRIX, by_network=False),
    "im2col_size": Kept(Form.SHAPE, by_network=False),
    "toeplitz_size": Kept(Form.SHAPE, by_network=False),
    "equal_convolution": Kept(Form.SHAPE, by_network=False),
    "equal_convolution_parameters": Kept(Form.COUNT, by_network=False),
    "parameter_ratio": Kept(Form.COUNT, by_layer=False),
    "multiplication_ratio": Kept(Form.COUNT, by_layer=False),
    "dense_weights": Kept(Form.COUNT, by_network=False),
    "dense_biases": Kept(Form.COUNT, by_network=False),
    "dense_parameters": Kept(Form.COUNT, by_network=False),
}
"""Everything that a question can ask of a network or of one of its layers."""


class Quantities(Protocol[Value_co]):
    """A network's quantities, as values of some kind (slots of a calculation, or counted numbers).

    Shapes are ``(C, H, W)``, ``(C, L)`` or ``(F,)``, without the batch; ``output_size`` and ``positions`` (of the
    kernel: the product of the output size) leave the channels out. Multiplications never count the bias; additions per
    output value are n - 1 for n products, n with a bias; positions over padding count. Pooling, normalisation and
    activations multiply and add nothing.
    Multiply-adds are the products that are summed, however their sums begin and end; operations are floating-point
    operations, two for each multiply-add, biases left out. ``bias_additions`` is how often a bias is added.
    A transposed convolution multiplies every input value by every entry of the kernels that lead to its group's output
    channels, and each product is one addition into a map that begins at 0, or at the bias: so it has as many additions
    as multiplications, products that fall on the border which padding takes off among them. Its positions are those of
    its input, where the kernel is laid down; ``multiplications_per_output`` and ``additions_per_output`` are no one
    number and raise NetworkError.
    ``receptive_field`` is about the network's own input: for the output index i, from 0, the inputs from
    ``stride i + start`` to ``stride i + end``, both inclusive and not clipped; of a network it is that of its last
    layer with space. Its stride is a fraction behind layers that make a map larger, where the output values have
    ``phases``: of ``phases`` neighbours each reads a window of its own form. ``phase_field`` of a phase r is about the
    output values ``phases m + r``. ``inputs_read`` of an index are all inputs that its output value depends on, gaps of
    dilated kernels left out: those in no padding, on no map on the way, unless it is asked for "padding_too".
    ``windows`` are all tuples of kernel size, stride, padding and, where it has a limit too, dilation, up to these
    limits, with which a convolution or pooling in the place of a layer's, alike on all axes, makes a wanted size of
    what comes in.
    ``padding_before`` and ``padding_behind`` are the places that a convolution or pooling puts on at the ends of each
    axis, as it says ("layer"), or as TensorFlow's SAME in its place ("tensorflow"), which makes ``same_output_size``;
    ``valid_output_size`` is that of its VALID.
    ``buffers`` are numbers kept beside the learned ones, such as the running statistics of batch normalisation.
    ``running_statistics`` are those of them that are means and variances. Trainable parameters are those of all layers
    behind the frozen ones, which are the first so many; not trained are those of the frozen ones and, of every layer,
    the running statistics.
    ``dense_*`` speak of the dense layer from the flattened input of a convolution to its flattened output.
    ``*_ratio`` compare the layers with the plain convolution that has their receptive field as its kernel, goes from
    the channels that go in to those that come out, and gives as many positions; it has a bias if their last one has.
    ``output`` is what comes out where a matrix or a stack of them goes in: one slot, or its matrices. ``*_gradient`` is
    that of a loss, with respect to what goes into a layer, or to what it has learned; to that of the whole network's
    input where no layer is asked. With ``decimals`` entries are rounded, without they must be exact.
    ``attention_scores`` are scaled products of queries and keys, ``attention_shares`` their softmax.
    ``im2col`` is a convolution's padded input with a column for each position of the kernel, ``toeplitz`` the matrix
    that makes of its flattened input its flattened output; ``*_size`` are their rows and columns. ``equal_convolution``
    is the shape of the weights of the convolution that does what a dense layer does to the maps flattened for it.
    Activations are the values that layers put out, for a whole batch; the input counts for the largest one only. What
    takes arguments (``quantity_arguments``) is asked with slots on the one side, with numbers on the other.
    """

    def input_shape(self, layer: Layers) -> tuple[Value_co, ...]: ...
    def output_shape(self, layer: Layers) -> tuple[Value_co, ...]: ...
    def output_size(self, layer: Layers) -> tuple[Value_co, ...]: ...
    def receptive_field(self, layer: Layers) -> tuple[Value_co, ...]: ...
    def receptive_field_size(self, layer: Layers) -> tuple[Value_co, ...]: ...
    def receptive_field_stride(self, layer: Layers) -> tuple[Value_co | Fraction, ...]: ...
    def phases(self, layer: Layers) -> tuple[Value_co, ...]: ...
    def positions(self, layer: int) -> Value_co: ...
    def weights(self, layer: Layers) -> Value_co: ...
    def biases(self, layer: Layers) -> Value_co: ...
    def parameters(self, layer: Layers) -> Value_co: ...
    def buffers(self, layer: Layers) -> Value_co: ...
    def running_statistics(self, layer: Layers) -> Value_co: ...
    def trainable_parameters(self, layer: Layers) -> Value_co: ...
    def non_trainable_parameters(self, layer: Layers) -> Value_co: ...
    def multiplications_per_output(self, layer: int) -> Value_co: ...
    def additions_per_output(self, layer: int) -> Value_co: ...
    def multiplications(self, layer: Layers) -> Value_co: ...
    def additions(self, layer: Layers) -> Value_co: ...
    def multiply_adds(self, layer: Layers) -> Value_co: ...
    def bias_additions(self, layer: Layers) -> Value_co: ...
    def operations(self, layer: Layers) -> Value_co: ...
    def output(self, layer: int | None) -> Any: ...
    def input_gradient(self, layer: int | None) -> Any: ...
    def weight_gradient(self, layer: int) -> Any: ...
    def bias_gradient(self, layer: int) -> Any: ...
    def attention_scores(self, layer: int) -> Any: ...
    def attention_shares(self, layer: int) -> Any: ...
    def im2col(self, layer: int) -> Any: ...
    def toeplitz(self, layer: int) -> Any: ...
    def im2col_size(self, layer: int) -> tuple[Value_co, ...]: ...
    def toeplitz_size(self, layer: int) -> tuple[Value_co, ...]: ...
    def equal_convolution(self, layer: int) -> tuple[Value_co, ...]: ...
    def equal_convolution_parameters(self, layer: int) -> Value_co: ...
    def dense_weights(self, layer: int) -> Value_co: ...
    def dense_biases(self, layer: int) -> Value_co: ...
    def dense_parameters(self, layer: int) -> Value_co: ...
    def parameter_ratio(self, layer: None) -> Any: ...
    def multiplication_ratio(self, layer: None) -> Any: ...
    def activations(self, layer: Layers) -> Value_co: ...
    def largest_activation(self, layer: None) -> Value_co: ...
