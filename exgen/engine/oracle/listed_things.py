"""What there is to count in a network: its shapes, and what its layers have learned, multiply and add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product

from exgen.engine.networks import Layer, Network
from exgen.engine.oracle.counter import Counter, Shape, Sum
from exgen.engine.oracle.counters import COUNTERS
from exgen.engine.oracle.tally import Tally
from exgen.engine.quantities import Layers
from exgen.errors import NetworkError

SHAPE_BUDGET = 250_000
"""How many channels, windows and flattened values are gone through at most to find a network's shapes."""


class ListedThings:
    """What there is to count in a network, listed lazily; each question may count as many things as ``budget`` says.

    Every method raises OverBudgetError where there is more to count, NetworkError where layers do not fit.
    """

    def __init__(self, network: Network, budget: int = 1_000_000) -> None:
        self.network = network
        self.budget = budget
        self._shapes: list[Shape] = [network.input]
        self._shape_tally = Tally(max(budget, SHAPE_BUDGET))
        self._are_last: list[bool] = []

    def _shape(self, index: int) -> Shape:
        while len(self._shapes) <= index:
            number = len(self._shapes) - 1
            layer, tensors = self.network.layers[number], self.network.wiring.reads[number]
            given = [self._shapes[tensor + 1] for tensor in tensors]
            self._shapes.append(self.put_out(layer, given, self._shape_tally))
        return self._shapes[index]

    @staticmethod
    def put_out(layer: Layer, given: Sequence[Shape], tally: Tally | None = None) -> Shape:
        """The shape that a layer puts out, for those of all tensors that go in.

        Raises OverBudgetError, and NetworkError where nothing comes out.
        """
        tally = tally or Tally(SHAPE_BUDGET)
        out = tuple([tally.counted(axis) for axis in COUNTERS[layer.kind].joined_places(layer, given)])
        if 0 in out:
            raise NetworkError(f"{layer.text}: nothing comes out of its input of shape {given[0]}")
        return out

    def _spatial(self, index: int) -> slice:
        """Which axes of the input (0), or of what a layer puts out, are spatial: all but that of the channels."""
        if not self._are_last:
            self._are_last = self._channels_last()
        return slice(None, -1) if self._are_last[index] else slice(1, None)

    def _channels_last(self) -> list[bool]:
        """For the input, then for what each layer puts out, whether its channels or features stand last.

        An input with two sizes has them where the first layer looks for them that looks for any.
        """
        layers, reads = self.network.layers, self.network.wiring.reads
        found: list[bool] = []
        for begins_last in (False, True) if len(self.network.input) == 2 else (False,):
            found, is_as_wanted = [begins_last], None
            for layer, tensors in zip(layers, reads, strict=True):
                has_choice = len(self._shape(tensors[0] + 1)) > 1  # features alone are first and last
                counter, is_last = COUNTERS[layer.kind], found[tensors[0] + 1] and has_choice
                if is_as_wanted is None and counter.channels and has_choice:
                    is_as_wanted = (counter.channels == "last") == is_last
                found.append(counter.puts_channels_last(layer, is_last))
            if is_as_wanted is not False:
                break
        return found

    def _given(self, layer: int) -> Shape:
        """The shape that goes into a layer; of a join the first."""
        return self._shape(self.network.wiring.reads[layer][0] + 1)

    def _counted(self, things: Iterable[object]) -> int:
        return Tally(self.budget).counted(things)

    def _layers(self, layer: Layers) -> Iterator[tuple[Counter, Layer, Shape]]:
        """One layer or all of them, each with its counter and the shape that goes in."""
        for index in self._indices(layer):
            asked = self.network.layers[index]
            yield COUNTERS[asked.kind].under(self.network.conventions), asked, self._given(index)

    def _learning(self, layer: Layers) -> Iterator[tuple[Counter, Layer, Shape]]:
        """The same without those whose weights are an earlier layer's."""
        for index in self._indices(layer):
            if self.network.wiring.shares[index] == index:
                yield from self._layers(index)

    def _indices(self, layer: Layers) -> Iterable[int]:
        if layer is None:
            return range(len(self.network.layers))
        return layer if isinstance(layer, range) else (layer,)

    def _weights(self, layer: Layers) -> Iterable[object]:
        return chain.from_iterable(counter.weights(one, given) for counter, one, given in self._learning(layer))

    def _biases(self, layer: Layers) -> Iterable[object]:
        if self.network.conventions.biases == "left_out":
            return chain.from_iterable(counter.shifts(one, given) for counter, one, given in self._learning(layer))
        return chain.from_iterable(counter.biases(one, given) for counter, one, given in self._learning(layer))

    def _learned(self, layer: Layers) -> Iterable[object]:
        return chain(self._weights(layer), self._biases(layer))

    def _parameters(self, layer: Layers) -> Iterable[object]:
        """What is learned, and what is kept beside it where that counts too."""
        counts_kept = self.network.conventions.normalisation == "with_statistics"
        return chain(self._learned(layer), self._statistics(layer) if counts_kept else ())

    def _sums(self, layer: int) -> Iterable[Sum]:
        return chain.from_iterable(counter.sums(one, given) for counter, one, given in self._layers(layer))

    def _statistics(self, layer: Layers) -> Iterable[object]:
        """What normalisation keeps and no gradient changes, as far as it counts."""
        match self.network.conventions.running_statistics:
            case "left_out":
                return ()
            case "with_counter":
                return chain.from_iterable(counter.buffers(one, given) for counter, one, given in self._learning(layer))
        return chain.from_iterable(counter.statistics(one, given) for counter, one, given in self._learning(layer))

    def _products(self, layer: Layers) -> Iterable[object]:
        return chain.from_iterable(counter.multiplications(one, given) for counter, one, given in self._layers(layer))

    def _told(self, products: Iterable[object]) -> Iterable[object]:
        """Products as they are counted: each of them once, or with its addition."""
        is_twice = self.network.conventions.operations == "two_for_each_product"
        return product(products, ("multiplied", "added")) if is_twice else products

    def _multiplications(self, layer: Layers) -> Iterable[object]:
        return self._told(self._products(layer))

    def _biases_added(self, layer: Layers) -> Iterable[object]:
        return chain.from_iterable(counter.biases_added(one, given) for counter, one, given in self._layers(layer))

    def _multiply_adds(self, layer: Layers) -> Iterable[object]:
        has_biases = self.network.conventions.added_biases == "counted"
        return chain(self._products(layer), self._biases_added(layer) if has_biases else ())

    def _additions(self, layer: Layers) -> Iterable[object]:
        return chain.from_iterable(counter.additions(one, given) for counter, one, given in self._layers(layer))
