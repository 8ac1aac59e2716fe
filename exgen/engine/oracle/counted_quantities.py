"""The oracle: a network's quantities found without any formula, by going through things one by one.

Windows are slid over the padded axis, entries of tensors are listed, every output value's products are gone
through. Spatial axes are independent: windows are slid along each, and an output value stands at one of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property, partial
from itertools import chain, islice, product
from typing import TYPE_CHECKING, Any

from exgen.engine.oracle.counted_reach import CountedReach
from exgen.engine.oracle.counter import Shape, added, multiplied
from exgen.engine.oracle.counters import COUNTERS
from exgen.engine.oracle.keeping import (
    Tensor,
    buffers,
    exact,
    fitting_examples,
    moments,
    most_bytes,
    stored,
    times_applied,
    trained,
    values,
)
from exgen.engine.oracle.listed_things import SHAPE_BUDGET
from exgen.engine.oracle.tally import Tally
from exgen.engine.oracle.window_counters import Convolution
from exgen.engine.quantities import Layers
from exgen.engine.wiring import INPUT
from exgen.errors import NetworkError

if TYPE_CHECKING:
    from exgen.engine.oracle.matrices import HandWork


class CountedQuantities(CountedReach):
    """A network's quantities, counted. Each question may count as many things as ``budget`` says.

    Every method raises OverBudgetError where there is more to count, NetworkError where layers do not fit.

    >>> from exgen.engine.networks import Layer, Network
    >>> arguments = {"kernel_size": (3, 2), "stride": (2, 2), "padding": (1, 0), "dilation": (1, 1)}
    >>> counted = CountedQuantities(Network((3, 10, 12), (Layer("MaxPool2d", arguments, "MaxPool2d(...)"),)))
    >>> counted.output_shape(0), counted.positions(0), counted.parameters(0)
    ((3, 5, 6), 30, 0)
    >>> counted.input_sizes((5, 6))
    (frozenset({9, 10}), frozenset({12, 13}))
    """

    # shapes

    def input_shape(self, layer: Layers) -> Shape:
        return self._given((layer[0] if isinstance(layer, range) else layer) or 0)

    def output_shape(self, layer: Layers) -> Shape:
        last = layer[-1] if isinstance(layer, range) else layer
        return self._shape(len(self.network.layers) if last is None else last + 1)

    def output_size(self, layer: Layers) -> Shape:
        last = layer[-1] if isinstance(layer, range) else layer
        index = len(self.network.layers) if last is None else last + 1
        return self._shape(index)[self._spatial(index)]

    def positions(self, layer: int) -> int:
        asked = self.network.layers[layer]
        given = [self._shape(tensor + 1) for tensor in self.network.wiring.reads[layer]]
        return self._counted(COUNTERS[asked.kind].positions(asked, given, self._spatial(layer + 1)))

    # learned parameters

    def weights(self, layer: Layers) -> int:
        return self._counted(self._weights(layer))

    def biases(self, layer: Layers) -> int:
        return self._counted(self._biases(layer))

    def parameters(self, layer: Layers) -> int:
        return self._counted(self._parameters(layer))

    def buffers(self, layer: Layers) -> int:
        kept = (counter.buffers(one, given) for counter, one, given in self._learning(layer))
        return self._counted(chain.from_iterable(kept))

    def running_statistics(self, layer: Layers) -> int:
        return self._counted(self._statistics(layer))

    def trainable_parameters(self, layer: Layers, frozen: int | None = None) -> int:
        """What is left to learn when the first layers have gone."""
        later = [index for index in self._indices(layer) if index not in range(frozen or 0)]
        return self._counted(chain.from_iterable(self._learned(index) for index in later))

    def non_trainable_parameters(self, layer: Layers, frozen: int | None = None) -> int:
        """What the first layers have learned, and what all of them keep."""
        first = [index for index in self._indices(layer) if index in range(frozen or 0)]
        return self._counted(chain(*map(self._learned, first), self._statistics(layer)))

    # operations

    def multiplications_per_output(self, layer: int) -> int:
        return self._counted(multiplied(islice(self._sums(layer), 1)))

    def additions_per_output(self, layer: int) -> int:
        return self._counted(added(islice(self._sums(layer), 1)))

    def multiplications(self, layer: Layers) -> int:
        return self._counted(self._multiplications(layer))

    def additions(self, layer: Layers) -> int:
        return self._counted(self._additions(layer))

    def multiply_adds(self, layer: Layers) -> int:
        """Every product is multiplied and added at once."""
        return self._counted(self._told(self._multiply_adds(layer)))

    def bias_additions(self, layer: Layers) -> int:
        return self._counted(self._biases_added(layer))

    def operations(self, layer: Layers) -> int:
        match self.network.conventions.multiply_adds:
            case "apart":
                return self._counted(chain(self._products(layer), self._additions(layer)))
            case "one_operation":
                return self._counted(self._multiply_adds(layer))
        done: Iterable[object] = product(self._multiply_adds(layer), ("multiplied", "added"))
        has_biases = self.network.conventions.multiply_adds == "two_and_biases"
        return self._counted(chain(done, self._biases_added(layer)) if has_biases else done)

    # memory and depth

    def activations(self, layer: Layers) -> int:
        return self._counted(chain.from_iterable(self._own_values(layer)))

    def largest_activation(self, layer: None) -> int:
        alive = self._alive("largest_tensor", self.network.batch)
        return max(self._counted(chain.from_iterable(tensors)) for tensors in alive)

    def memory(self, layer: Layers, keeps: str = "outputs", unit: int | None = None) -> int | Fraction:
        """The bytes of what is kept; ``unit`` is how many bytes another unit has."""
        alive: Iterable[list[Tensor]] = self._alive(keeps, self.network.batch)
        if layer is not None:
            alive = [list(self._own_values(layer))]
        taken = most_bytes(alive, self.network.bytes_per_number, self._counted)
        return taken if unit is None else exact(taken, unit)

    def parameter_memory(self, layer: Layers, unit: int | None = None) -> int | Fraction:
        """The bytes of the parameters; ``unit`` is how many bytes another unit has."""
        return self._in_unit(self._parameters(layer), unit)

    def optimiser_memory(self, layer: None, optimiser: str, unit: int | None = None) -> int | Fraction:
        """The bytes of what an optimiser keeps; ``unit`` is how many bytes another unit has."""
        return self._in_unit(trained(partial(self._learned, None), optimiser), unit)

    def training_memory(self, layer: None, optimiser: str, unit: int | None = None) -> int | Fraction:
        """The bytes of what is learned, its gradients, what the optimiser keeps, and all tensors of the batch."""
        is_kept = self.network.conventions.activation_gradients == "kept"
        (tensors,) = self._alive("activations_and_gradients" if is_kept else "activations", self.network.batch)
        learned = partial(self._learned, None)
        return self._in_unit(chain(learned(), learned(), trained(learned, optimiser), *tensors), unit)

    def _in_unit(self, numbers: Iterable[object], unit: int | None) -> int | Fraction:
        taken = self._counted(stored(numbers, self.network.bytes_per_number))
        return taken if unit is None else exact(taken, unit)

    def largest_batch(self, layer: None, available: int, keeps: str) -> int:
        """How many examples fit into so many bytes."""
        one = most_bytes(self._alive(keeps, 1), self.network.bytes_per_number, self._counted)
        return fitting_examples(available, one, Tally(self.budget))

    def depth(self, layer: None, until: Shape, how: str = "exactly") -> int:
        """How often the network is applied until these sizes are reached."""
        tally = Tally(max(self.budget, SHAPE_BUDGET))
        return times_applied(self.network.layers, self.network.input[1:], until, how, tally)

    def _alive(self, keeps: str, examples: int) -> Iterator[list[Tensor]]:
        """The tensors that are there together, at one moment after the other."""
        for tensors in moments(self.network.wiring, keeps, self._room):
            yield [values(self._shape(tensor + 1), examples) for tensor in tensors]

    def _own_values(self, layer: Layers) -> Iterator[Tensor]:
        """The tensors that layers put out in room of their own; the input may be asked for too."""
        asked = [index for index in self._indices(layer) if self._room[index] == index]
        return (values(self._shape(index + 1), self.network.batch) for index in asked)

    @cached_property
    def _room(self) -> Mapping[int, int]:
        return buffers(self.network.layers, self.network.wiring, self.network.conventions)

    # the dense layer that would replace a convolution

    def dense_weights(self, layer: int) -> int:
        return self._counted(self._connections(layer))

    def dense_biases(self, layer: int) -> int:
        return self._counted(self._dense_biases(layer))

    def dense_parameters(self, layer: int) -> int:
        return self._counted(chain(self._connections(layer), self._dense_biases(layer)))

    def _connections(self, layer: int) -> Iterable[object]:
        """Every value that goes in, with every value that comes out."""
        self._must_be_a_convolution(layer)
        return product(*map(range, (*self.input_shape(layer), *self.output_shape(layer))))

    def _dense_biases(self, layer: int) -> Iterable[object]:
        """A bias for every value that comes out, if the convolution has biases."""
        self._must_be_a_convolution(layer)
        has_bias = self.network.layers[layer].integer("bias") and self.network.conventions.biases == "counted"
        return product(*map(range, self.output_shape(layer))) if has_bias else ()

    def _must_be_a_convolution(self, layer: int) -> None:
        asked = self.network.layers[layer]
        if not isinstance(COUNTERS[asked.kind], Convolution):
            raise NetworkError(f"{asked.text}: only a convolution has a dense equivalent")

    # what layers cost against the plain convolution

    def parameter_ratio(self, layer: None) -> int | Fraction:
        """All that is learned, for what a kernel on the whole receptive field has for each pair of channels."""
        *_, last = [one for one in self.network.layers if isinstance(COUNTERS[one.kind], Convolution)]
        outputs = range(self.output_shape(None)[0])
        kernels = product(range(self.network.input[0]), outputs, *map(range, self.receptive_field_size(None)))
        has_bias = last.integer("bias") and self.network.conventions.biases == "counted"
        plain = chain(kernels, outputs if has_bias else ())
        return exact(self.parameters(None), self._counted(plain))

    def multiplication_ratio(self, layer: None) -> int | Fraction:
        """All products, for those of every output value with every value of the receptive field."""
        field = product(range(self.network.input[0]), *map(range, self.receptive_field_size(None)))
        read = self._counted(field)
        plain = (place for place in product(*map(range, self.output_shape(None))) for _ in range(read))
        return exact(self.multiplications(None), self._counted(self._told(plain)))

    # a convolution as a product of matrices, and the convolution that would replace a dense layer

    def im2col_size(self, layer: int) -> Shape:
        self._must_be_a_convolution(layer)
        channels, kernel = self.input_shape(layer)[0], self.network.layers[layer].axes("kernel_size")
        return self._counted(product(*map(range, (channels, *kernel)))), self.positions(layer)

    def toeplitz_size(self, layer: int) -> Shape:
        self._must_be_a_convolution(layer)
        shapes = self.output_shape(layer), self.input_shape(layer)
        return tuple([self._counted(product(*map(range, shape))) for shape in shapes])

    def equal_convolution(self, layer: int) -> Shape:
        """Every output feature reads all values that were flattened, each at its place."""
        if self.network.layers[layer].kind != "Linear":
            raise NetworkError(f"{self.network.layers[layer].text}: only a dense layer equals a convolution")
        *everywhere, features = self.input_shape(layer)
        out, (before,) = self.output_shape(layer)[-1], self.network.wiring.reads[layer]
        if everywhere:  # it reads the features at one place
            return (out, features, *[1 for _ in everywhere])
        if before != INPUT and self.network.layers[before].kind == "Flatten":
            maps = self.input_shape(before)
            if maps[1:]:
                return (out, *maps)
        return (out, features, *[1 for _ in self.network.input[1:] or ("height", "width")])

    def equal_convolution_parameters(self, layer: int) -> int:
        """As many as the dense layer has: to each of its numbers belongs one."""
        return self.parameters(layer)

    # work by hand

    def attention_scores(self, layer: int, decimals: int | None = None) -> Any:
        return self._by_hand.attention(layer, "scores", decimals)

    def attention_shares(self, layer: int, decimals: int | None = None) -> Any:
        return self._by_hand.attention(layer, "shares", decimals)

    def im2col(self, layer: int) -> Any:
        return self._by_hand.unfolded(layer)

    def toeplitz(self, layer: int) -> Any:
        return self._by_hand.toeplitz(layer)

    def output(self, layer: int | None, decimals: int | None = None) -> Any:
        """What comes out; it has few entries, so nothing is counted against the budget."""
        return self._by_hand.output(len(self.network.layers) - 1 if layer is None else layer, decimals)

    def input_gradient(self, layer: int | None, decimals: int | None = None) -> Any:
        return self._by_hand.input_gradient(layer or 0, decimals)

    def weight_gradient(self, layer: int, decimals: int | None = None) -> Any:
        return self._by_hand.learned_gradient(layer, "weight", decimals)

    def bias_gradient(self, layer: int, decimals: int | None = None) -> Any:
        return self._by_hand.learned_gradient(layer, "bias", decimals)

    @cached_property
    def _by_hand(self) -> HandWork:
        from exgen.engine.oracle.matrices import HandWork  # counting needs none of it

        return HandWork(self.network, [self._shape(index) for index in range(len(self.network.layers) + 1)])
