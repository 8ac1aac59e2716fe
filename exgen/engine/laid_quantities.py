"""The rules' side of ``Quantities``: every quantity of a network as a slot of one calculation.

What is laid depends on a network's *structure* only (the kinds of its layers and the rank of its input), so one
layout serves every variant of a question template.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

from exgen.engine.arrivals import keys_of
from exgen.engine.by_hand.tensors import MATRIX_AXES
from exgen.engine.drafts import NetworkDraft
from exgen.engine.forms import VECTOR
from exgen.engine.laid_equals import EqualConvolution, laid_unfolding
from exgen.engine.laid_geometry import LaidGeometry
from exgen.engine.laid_matrices import LaidMatrices
from exgen.engine.laid_memory import (
    laid_bytes,
    laid_depth,
    laid_state,
    laid_training,
)
from exgen.engine.laid_ratios import check_comparable, laid_plain
from exgen.engine.layers import ONE, Convolution, Shape
from exgen.engine.layout import Leaf, Place
from exgen.engine.networks import Network
from exgen.engine.quantities import Layers
from exgen.engine.quantity_arguments import LAID_NUMBERS, Settled
from exgen.engine.same import Same
from exgen.engine.wiring import INPUT
from exgen.errors import NetworkError


class LaidQuantities(LaidGeometry):
    """Quantities of all networks of one structure, as slots of ``calculation`` (see ``LaidStructure``).

    >>> laid = LaidQuantities(3, ("Conv2d",))
    >>> slot = laid.receptive_field_size(None)[0]
    >>> laid.calculation.step(slot).rule.name
    'field_size'
    """

    def positions(self, layer: int) -> int:
        return self._kind(layer).positions(self._layings[layer], self._given(layer), self._shapes[layer + 1])

    # memory

    def largest_activation(self, layer: None) -> int:
        return self._kept("largest_tensor", self._examples)

    def memory(self, layer: Layers, keeps: str = "outputs", unit: int | None = None) -> int:
        """The bytes of what is kept; ``unit`` is the slot of another unit's bytes.

        Raises NetworkError where a layer is asked to keep more than its output.
        """
        if layer is not None and keeps != "outputs":
            raise NetworkError(f'memory("{keeps}") is asked of a network; of a layer its output is kept')
        place = Place(layer if isinstance(layer, int) else None)
        kept = self.activations(layer) if keeps == "outputs" else self._kept(keeps, self._examples)
        return laid_bytes(self._layout, kept, place, unit)

    def parameter_memory(self, layer: Layers, unit: int | None = None) -> int:
        """The bytes of the parameters; ``unit`` is the slot of another unit's bytes."""
        place = Place(layer if isinstance(layer, int) else None)
        return laid_bytes(self._layout, self.parameters(layer), place, unit)

    def optimiser_memory(self, layer: None, optimiser: str, unit: int | None = None) -> int:
        """The bytes that an optimiser takes beside parameters and gradients; ``unit`` is the slot of a unit's bytes."""
        return laid_bytes(self._layout, self._state(optimiser), Place(), unit)

    def training_memory(self, layer: None, optimiser: str, unit: int | None = None) -> int:
        """The bytes that training takes: parameters, their gradients, the optimiser, and activations for the batch."""
        kept = self._kept("activations", self._examples)
        numbers = laid_training(self._layout, self._learned(None), self._state(optimiser), kept)
        return laid_bytes(self._layout, numbers, Place(), unit)

    def _state(self, optimiser: str) -> int:
        return laid_state(self._layout, self._learned(None), optimiser)

    def largest_batch(self, layer: None, available: int, keeps: str) -> int:
        """How many examples fit into the bytes of the slot ``available``."""
        one = laid_bytes(self._layout, self._kept(keeps, ONE), Place())
        one = self._layout.step("bytes_of_one", Place(), M=one)
        return self._layout.step("largest_batch", Place(), R=available, M=one)

    def depth(self, layer: None, until: Shape, how: str = "exactly") -> int:
        """How often the network is applied until the sizes of the slots ``until`` are reached."""
        self._must_be_a_chain("depth")
        return laid_depth(self._layout, self._layings, self.kinds, until, how)

    # the dense layer that would replace a convolution

    def dense_weights(self, layer: int) -> int:
        given, out = self._flattened(layer)
        return self._layings[layer].step("dense_weights", F_in=given, F_out=out)

    def dense_biases(self, layer: int) -> int:
        _, out = self._flattened(layer)
        lay = self._layings[layer]
        kernel = lay.leaves("kernel_size", len(self.output_size(layer)))
        channels = self.output_shape(layer)[0]
        return lay.step("dense_biases", F_out=out, B=lay.leaf("bias"), C_out=channels, K=kernel)

    def dense_parameters(self, layer: int) -> int:
        return self._layings[layer].step("parameters", w=self.dense_weights(layer), b=self.dense_biases(layer))

    # what layers cost against the plain convolution

    def parameter_ratio(self, layer: None) -> int:
        return self._ratio("parameters")

    def multiplication_ratio(self, layer: None) -> int:
        return self._ratio("multiplications")

    def _ratio(self, count: str) -> int:
        """The ratio of a count; raises NetworkError where these layers can be no convolution."""
        biased = check_comparable(self.kinds, self._forms[0], self._forms[-1])
        size, bias = self.receptive_field_size(None), self._layings[biased].leaf("bias")
        plain = laid_plain(self._layout, count, self._tensors[0], self._tensors[-1], size, bias)
        slots = [(index, self._layer_count(count, index)) for index in range(len(self.kinds))]
        shares = [self._layings[index].step("cost_share", n=n, N=plain) for index, n in slots if n is not None]
        return self._layout.step("cost_ratio", Place(), terms=tuple(shares))

    # a convolution as a product of matrices, and the convolution that would replace a dense layer

    def im2col_size(self, layer: int) -> Shape:
        self._flattened(layer)
        return laid_unfolding(self._layings[layer], self._given(layer), self._shapes[layer + 1])

    def toeplitz_size(self, layer: int) -> Shape:
        given, out = self._flattened(layer)
        return out, given

    def equal_convolution(self, layer: int) -> Shape:
        return self._equal(layer).shape

    def equal_convolution_parameters(self, layer: int) -> int:
        return self._equal(layer).parameters

    def _equal(self, layer: int) -> EqualConvolution:
        where, lay = f"layer {layer + 1}, {self.kinds[layer].name}", self._layings[layer]
        if self.kinds[layer].name != "Linear":
            raise NetworkError(f"{where}: only a dense layer equals a convolution")
        given, (before,) = self._given(layer), self.wiring.reads[layer]
        if lay.given != VECTOR:
            return EqualConvolution(lay, given[-1:], lay.given.axes)
        if before != INPUT and self.kinds[before].name == "Flatten":
            maps, given = self._layings[before].given, self._given(before)
            if maps.channels != "first":
                raise NetworkError(f"{where}: {maps.words} was flattened for it, and no maps with channels first")
        return EqualConvolution(lay, given, self.rank - 1 or MATRIX_AXES)

    def _flattened(self, layer: int) -> tuple[int, int]:
        if not isinstance(self._kind(layer), Convolution):
            where = f"layer {layer + 1}, {self.kinds[layer].name}"
            raise NetworkError(f"{where}: only a convolution has a dense equivalent")
        lay = self._layings[layer]
        given, out = self._given(layer), self._shapes[layer + 1]
        features = lay.step("flattened_input", C_in=given[0], I=given[1:])
        return features, lay.step("flattened_output", C_out=out[0], X=out[1:])

    # work by hand

    def output(self, layer: int | None, decimals: int | None = None) -> int:
        """What comes out; raises NetworkError where one of the layers is not worked out by hand."""
        last = len(self.kinds) - 1 if layer is None else layer
        return self._by_hand.asked(self._by_hand.output(last), decimals)

    def input_gradient(self, layer: int | None, decimals: int | None = None) -> int:
        return self._by_hand.asked(self._by_hand.output_gradient((layer or 0) - 1), decimals)

    def weight_gradient(self, layer: int, decimals: int | None = None) -> int:
        return self._by_hand.asked(self._by_hand.learned_gradient(layer, "weight"), decimals)

    def bias_gradient(self, layer: int, decimals: int | None = None) -> int:
        return self._by_hand.asked(self._by_hand.learned_gradient(layer, "bias"), decimals)

    def attention_scores(self, layer: int, decimals: int | None = None) -> int:
        return self._by_hand.asked(self._by_hand.attention(layer, "scores"), decimals)

    def attention_shares(self, layer: int, decimals: int | None = None) -> int:
        return self._by_hand.asked(self._by_hand.attention(layer, "shares"), decimals)

    def im2col(self, layer: int) -> int:
        return self._by_hand.asked(self._by_hand.unfolded(layer), None)

    def toeplitz(self, layer: int) -> int:
        return self._by_hand.asked(self._by_hand.toeplitz(layer), None)

    @cached_property
    def _by_hand(self) -> LaidMatrices:
        """Raises NetworkError where no matrix goes in."""
        if not self.has_matrices:
            raise NetworkError('no matrix goes in; work by hand needs a matrix as input, and "weights"')
        self._must_be_a_chain("work by hand")
        return LaidMatrices(self._layout, self._layings, self.kinds)

    # what is asked

    def asked(self, quantity: str, layer: Layers, arguments: Settled) -> tuple[int, ...]:
        """The slots of a quantity of ``quantities.QUANTITIES``, one after the other.

        A number among the arguments is a leaf, to be filled when the calculation is run (``leaves_of``), unless it
        decides what is laid.
        """
        given: dict[str, tuple[int, ...] | int | str | None] = {}
        for name, value in arguments.items():
            if isinstance(value, tuple):
                given[name] = tuple([self._layout.leaves[Leaf(None, name, axis)] for axis in range(len(value))])
            elif isinstance(value, int) and name not in LAID_NUMBERS:
                given[name] = self._layout.leaves[Leaf(None, name)]
            else:
                given[name] = value
        if quantity == "input_sizes":
            return tuple([slot for bounds in self.input_sizes(self.wanted()) for slot in bounds])
        slots = getattr(self, quantity)(layer, **given)
        return slots if isinstance(slots, tuple) else (slots,)


def laid_quantities(network: Network | NetworkDraft) -> LaidQuantities:
    """The quantities of a network's structure, laid once and shared."""
    return _laid_for(Same(network))


@lru_cache(maxsize=1024)
def _laid_for(same: Same[Network | NetworkDraft]) -> LaidQuantities:
    network = same.it
    has_matrices = isinstance(network, Network) and network.matrices is not None
    groups = tuple([group for group in network.groups if len(group) > 1])
    kinds = keys_of(network.layers)
    return _laid(len(network.input), kinds, has_matrices, groups, network.batch != 1, network.wiring)


_laid = lru_cache(maxsize=256)(LaidQuantities)
