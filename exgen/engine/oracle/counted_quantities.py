"""The oracle: a network's quantities found without any formula, by going through things one by one.

Windows are slid over the padded axis, entries of tensors are listed, every output value's products are gone
through. Spatial axes are independent: windows are slid along each, and an output value stands at one of each.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain, islice, product

from exgen.engine.networks import Layer, Network
from exgen.engine.oracle.counters import COUNTERS, Convolution, Counter, Shape, Sum
from exgen.engine.oracle.tally import Tally
from exgen.errors import NetworkError

SHAPE_BUDGET = 250_000
"""How many channels, windows and flattened values are gone through at most to find a network's shapes."""


class CountedQuantities:
    """A network's quantities, counted. Each question may count as many things as ``budget`` says.

    Every method raises OverBudgetError where there is more to count, NetworkError where layers do not fit.

    >>> arguments = {"kernel_size": (3, 2), "stride": (2, 2), "padding": (1, 0), "dilation": (1, 1)}
    >>> counted = CountedQuantities(Network((3, 10, 12), (Layer("MaxPool2d", arguments, "MaxPool2d(...)"),)))
    >>> counted.output_shape(0), counted.positions(0), counted.parameters(0)
    ((3, 5, 6), 30, 0)
    >>> counted.input_sizes((5, 6))
    (frozenset({9, 10}), frozenset({12, 13}))
    """

    def __init__(self, network: Network, budget: int = 1_000_000) -> None:
        self.network = network
        self.budget = budget
        self._shapes: list[Shape] = [network.input]
        self._shape_tally = Tally(max(budget, SHAPE_BUDGET))

    # shapes

    def input_shape(self, layer: int | None) -> Shape:
        return self._shape(layer or 0)

    def output_shape(self, layer: int | None) -> Shape:
        return self._shape(len(self.network.layers) if layer is None else layer + 1)

    def output_size(self, layer: int | None) -> Shape:
        return self.output_shape(layer)[1:]

    def positions(self, layer: int) -> int:
        return self._counted(product(*map(range, self.output_size(layer))))

    # learned parameters

    def weights(self, layer: int | None) -> int:
        return self._counted(self._weights(layer))

    def biases(self, layer: int | None) -> int:
        return self._counted(self._biases(layer))

    def parameters(self, layer: int | None) -> int:
        return self._counted(chain(self._weights(layer), self._biases(layer)))

    # operations

    def multiplications_per_output(self, layer: int) -> int:
        return self._counted(_multiplications(islice(self._sums(layer), 1)))

    def additions_per_output(self, layer: int) -> int:
        return self._counted(_additions(islice(self._sums(layer), 1)))

    def multiplications(self, layer: int | None) -> int:
        return self._counted(_multiplications(self._sums(layer)))

    def additions(self, layer: int | None) -> int:
        return self._counted(_additions(self._sums(layer)))

    # the dense layer that would replace a convolution

    def dense_weights(self, layer: int) -> int:
        return self._counted(self._connections(layer))

    def dense_biases(self, layer: int) -> int:
        return self._counted(self._dense_biases(layer))

    def dense_parameters(self, layer: int) -> int:
        return self._counted(chain(self._connections(layer), self._dense_biases(layer)))

    # input sizes

    def input_sizes(self, output: tuple[int, ...]) -> tuple[frozenset[int], ...]:
        """For each spatial axis the complete set of input sizes that give this output size, found by trying.

        A longer axis holds every window that a shorter one holds, so the sizes that give one output size lie
        next to each other: where they begin and end is found by halving.
        """
        axes = len(self.network.input) - 1
        if len(output) != axes:
            raise NetworkError(f"an output size with {axes} numbers is asked for, not {len(output)}")
        tally = Tally(max(self.budget, SHAPE_BUDGET))
        return tuple([self._sizes_giving(wanted, axis, tally) for axis, wanted in enumerate(output)])

    def _sizes_giving(self, wanted: int, axis: int, tally: Tally) -> frozenset[int]:
        def size_out(size: int) -> int:
            for layer in self.network.layers:
                size = tally.counted(COUNTERS[layer.kind].places(layer, axis, size))
                if size == 0:
                    break
            return size

        beyond = 1
        while size_out(beyond) <= wanted:
            beyond *= 2
        sizes = range(1, beyond)
        first = bisect_left(sizes, wanted, key=size_out)
        return frozenset(sizes[first : bisect_right(sizes, wanted, lo=first, key=size_out)])

    # what there is to count

    def _shape(self, index: int) -> Shape:
        while len(self._shapes) <= index:
            layer, given = self.network.layers[len(self._shapes) - 1], self._shapes[-1]
            places = COUNTERS[layer.kind].output_places(layer, given)
            out = tuple([self._shape_tally.counted(axis) for axis in places])
            if 0 in out:
                raise NetworkError(f"{layer.text}: no window fits into its input of shape {given}")
            self._shapes.append(out)
        return self._shapes[index]

    def _counted(self, things: Iterable[object]) -> int:
        return Tally(self.budget).counted(things)

    def _layers(self, layer: int | None) -> Iterator[tuple[Counter, Layer, Shape]]:
        """One layer or all of them, each with its counter and the shape that goes in."""
        for index in range(len(self.network.layers)) if layer is None else (layer,):
            asked = self.network.layers[index]
            yield COUNTERS[asked.kind], asked, self._shape(index)

    def _weights(self, layer: int | None) -> Iterable[object]:
        return chain.from_iterable(counter.weights(one, given) for counter, one, given in self._layers(layer))

    def _biases(self, layer: int | None) -> Iterable[object]:
        return chain.from_iterable(counter.biases(one, given) for counter, one, given in self._layers(layer))

    def _sums(self, layer: int | None) -> Iterable[Sum]:
        return chain.from_iterable(counter.sums(one, given) for counter, one, given in self._layers(layer))

    def _connections(self, layer: int) -> Iterable[object]:
        """Every value that goes in, with every value that comes out."""
        self._must_be_a_convolution(layer)
        return product(*map(range, (*self.input_shape(layer), *self.output_shape(layer))))

    def _dense_biases(self, layer: int) -> Iterable[object]:
        """A bias for every value that comes out, if the convolution has biases."""
        self._must_be_a_convolution(layer)
        has_bias = self.network.layers[layer].integer("bias")
        return product(*map(range, self.output_shape(layer))) if has_bias else ()

    def _must_be_a_convolution(self, layer: int) -> None:
        asked = self.network.layers[layer]
        if not isinstance(COUNTERS[asked.kind], Convolution):
            raise NetworkError(f"{asked.text}: only a convolution has a dense equivalent")


def _multiplications(sums: Iterable[Sum]) -> Iterator[object]:
    """Every product of every output value."""
    return chain.from_iterable(products for products, _ in sums)


def _additions(sums: Iterable[Sum]) -> Iterator[object]:
    """Every term that is added to those before it: all but an output value's first."""
    return chain.from_iterable(islice(chain(products, bias), 1, None) for products, bias in sums)
