"""The oracle: a network's quantities found without any formula, by going through things one by one.

Windows are slid over the padded axis, entries of tensors are listed, every output value's products are gone
through. Spatial axes are independent: windows are slid along each, and an output value stands at one of each.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import chain, islice, product
from typing import Any

from exgen.engine.networks import Layer, Network
from exgen.engine.oracle.counter import Counter, Shape, Sum, added, multiplied
from exgen.engine.oracle.counters import COUNTERS
from exgen.engine.oracle.keeping import (
    Tensor,
    exact,
    fitting_examples,
    moments,
    most_bytes,
    stored,
    times_applied,
    values,
)
from exgen.engine.oracle.matrices import HandWork
from exgen.engine.oracle.same_padding import Ends, covered, covering_ends
from exgen.engine.oracle.tally import Tally
from exgen.engine.oracle.tracing import Span, Traced
from exgen.engine.oracle.window_counters import AdaptivePooling, Convolution, Pooling
from exgen.engine.oracle.windows import last_taps
from exgen.engine.quantities import Layers
from exgen.engine.wiring import INPUT
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
        self._are_last: list[bool] = []

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

    def windows(self, layer: int, wanted: Shape, limits: Shape) -> tuple[tuple[int, ...], ...]:
        """Every window up to these limits that stands at so many places, found by sliding each along every axis."""
        asked, tally = self.network.layers[layer], Tally(self.budget)
        is_pooling = not isinstance(COUNTERS[asked.kind], Convolution)
        kernels, strides, paddings = (range(limit + 1) for limit in limits[:3])
        found = []
        for window in product(kernels[1:], strides[1:], paddings, *(range(1, limit + 1) for limit in limits[3:])):
            kernel, stride, padding = window[:3]
            if is_pooling and padding not in range(kernel + 1)[: len(range(0, kernel + 1, 2))]:
                continue
            sizes = [
                tally.counted(last_taps(size, kernel, stride, padding, *(window[3:] or (1,))))
                for size in self._given(layer)[1:]
            ]
            if tuple(sizes) == wanted:
                found.append(window)
        return tuple(found)

    # padding at both ends

    def padding_before(self, layer: int, how: str = "layer") -> Shape:
        return tuple([ends.before for ends in self._ends(layer, how)])

    def padding_behind(self, layer: int, how: str = "layer") -> Shape:
        return tuple([ends.behind for ends in self._ends(layer, how)])

    def same_output_size(self, layer: int) -> Shape:
        """The windows that begin on each axis."""
        windows, tally = self._windows(layer), Tally(self.budget)
        return tuple([covered(size, stride, tally) for size, _, stride, _ in windows])

    def valid_output_size(self, layer: int) -> Shape:
        """The windows that fit on each axis as it is; raises NetworkError where none does."""
        windows, tally = self._windows(layer), Tally(self.budget)
        fitting = tuple([tally.counted(last_taps(*sizes[:3], 0, sizes[3])) for sizes in windows])
        if 0 in fitting:
            raise NetworkError(f"{self.network.layers[layer].text}: without padding no window fits")
        return fitting

    def _ends(self, layer: int, how: str) -> Iterator[Ends]:
        """The places before and behind each axis: those of 'same' in PyTorch as of a kernel that moves on by 1."""
        asked, tally = self.network.layers[layer], Tally(self.budget)
        padding, conventions = asked.arguments.get("padding", 0), self.network.conventions
        for axis, (size, kernel, stride, dilation) in enumerate(self._windows(layer)):
            if how == "tensorflow" or padding == "same":
                goes_by_stride = how == "tensorflow" and conventions.same_padding == "by_stride"
                ends = covering_ends(size, kernel, stride if goes_by_stride else 1, dilation, tally)
                yield ends if conventions.odd_padding == "behind" else ends.turned()
            else:
                places = asked.axes("padding")[axis] if isinstance(padding, tuple) else 0
                yield Ends(places, places)

    def _windows(self, layer: int) -> list[tuple[int, int, int, int]]:
        """Size, kernel size, stride and dilation on each axis."""
        asked, given = self.network.layers[layer], self._given(layer)
        if not isinstance(COUNTERS[asked.kind], Pooling):
            raise NetworkError(f"{asked.text}: only a convolution or pooling is padded")
        dilations = asked.axes("dilation") if "dilation" in asked.arguments else (1,) * len(given[1:])
        return list(zip(given[1:], asked.axes("kernel_size"), asked.axes("stride"), dilations, strict=True))

    # learned parameters

    def weights(self, layer: Layers) -> int:
        return self._counted(self._weights(layer))

    def biases(self, layer: Layers) -> int:
        return self._counted(self._biases(layer))

    def parameters(self, layer: Layers) -> int:
        return self._counted(chain(self._weights(layer), self._biases(layer)))

    def buffers(self, layer: Layers) -> int:
        kept = (counter.buffers(one, given) for counter, one, given in self._learning(layer))
        return self._counted(chain.from_iterable(kept))

    # operations

    def multiplications_per_output(self, layer: int) -> int:
        return self._counted(multiplied(islice(self._sums(layer), 1)))

    def additions_per_output(self, layer: int) -> int:
        return self._counted(added(islice(self._sums(layer), 1)))

    def multiplications(self, layer: Layers) -> int:
        return self._counted(self._multiplications(layer))

    def additions(self, layer: Layers) -> int:
        return self._counted(self._additions(layer))

    # memory and depth

    def activations(self, layer: Layers) -> int:
        shapes = [self._shape(index + 1) for index in self._indices(layer)]
        return self._counted(chain.from_iterable(values(shape, self.network.batch) for shape in shapes))

    def largest_activation(self, layer: None) -> int:
        alive = self._alive("largest_tensor", self.network.batch)
        return max(self._counted(chain.from_iterable(tensors)) for tensors in alive)

    def memory(self, layer: Layers, keeps: str = "outputs", unit: int | None = None) -> int | Fraction:
        """The bytes of what is kept; ``unit`` is how many bytes another unit has."""
        alive: Iterable[list[Tensor]] = self._alive(keeps, self.network.batch)
        if layer is not None:
            alive = [[values(self._shape(index + 1), self.network.batch) for index in self._indices(layer)]]
        taken = most_bytes(alive, self.network.bytes_per_number, self._counted)
        return taken if unit is None else exact(taken, unit)

    def parameter_memory(self, layer: Layers, unit: int | None = None) -> int | Fraction:
        """The bytes of the parameters; ``unit`` is how many bytes another unit has."""
        numbers = chain(self._weights(layer), self._biases(layer))
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
        for tensors in moments(self.network.wiring, keeps):
            yield [values(self._shape(tensor + 1), examples) for tensor in tensors]

    # the dense layer that would replace a convolution

    def dense_weights(self, layer: int) -> int:
        return self._counted(self._connections(layer))

    def dense_biases(self, layer: int) -> int:
        return self._counted(self._dense_biases(layer))

    def dense_parameters(self, layer: int) -> int:
        return self._counted(chain(self._connections(layer), self._dense_biases(layer)))

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
        return HandWork(self.network, [self._shape(index) for index in range(len(self.network.layers) + 1)])

    # input sizes

    def input_sizes(self, output: tuple[int, ...]) -> tuple[frozenset[int], ...]:
        """For each spatial axis the complete set of input sizes that give this output size, found by trying.

        A longer axis holds every window that a shorter one holds (of a transposed convolution, every kernel), so the
        sizes that give one output size lie next to each other: where they begin and end is found by halving. Where
        there are branches, every one of these is tried, as not all need fit where they meet.
        """
        axes = len(self.network.input) - 1
        if len(output) != axes:
            raise NetworkError(f"an output size with {axes} numbers is asked for, not {len(output)}")
        tally = Tally(max(self.budget, SHAPE_BUDGET))
        return tuple([self._sizes_giving(wanted, axis, tally) for axis, wanted in enumerate(output)])

    def _sizes_giving(self, wanted: int, axis: int, tally: Tally) -> frozenset[int]:
        def along_first(size: int) -> int:
            return self._size_out(size, axis, tally, is_whole=False)

        beyond = 1
        while along_first(beyond) <= wanted:
            beyond *= 2
        sizes = range(1, beyond)
        first = bisect_left(sizes, wanted, key=along_first)
        found = sizes[first : bisect_right(sizes, wanted, lo=first, key=along_first)]
        if self.network.wiring.is_chain:
            return frozenset(found)
        return frozenset([size for size in found if self._size_out(size, axis, tally, is_whole=True) == wanted])

    def _size_out(self, size: int, axis: int, tally: Tally, *, is_whole: bool) -> int:
        """The size on an axis that comes out for one that goes in, 0 where a layer leaves none.

        ``is_whole``: 0 too where branches do not meet; else only the first branch of each join is followed.
        """
        layers, reads = self.network.layers, self.network.wiring.reads
        leading = self.network.wiring.leads_to(len(layers) - 1)
        if not is_whole:
            path = [len(layers) - 1]
            while path[0] != INPUT:
                path.insert(0, reads[path[0]][0])
            leading = tuple(path[1:])
        sizes = {INPUT: size}
        for index in leading:
            layer, tensors = layers[index], reads[index] if is_whole else reads[index][:1]
            first, *others = [sizes[tensor] for tensor in tensors]
            if first == 0 or any(other != first and not (layer.kind == "Multiply" and other == 1) for other in others):
                return 0
            if is_whole and isinstance(COUNTERS[layer.kind], AdaptivePooling):
                sizes[index] = layer.axes("output_size")[axis]
            elif len(reads[index]) > 1:
                alike = [(1, *[first] * (len(self.network.input) - 1))] * len(reads[index])
                if tally.counted(COUNTERS[layer.kind].joined_places(layer, alike)[1 + axis]) != first:
                    raise NetworkError(f"{layer.text}: places of several tensors come out, so no size can be asked for")
                sizes[index] = first
            else:
                sizes[index] = tally.counted(COUNTERS[layer.kind].places(layer, axis, first))
        return sizes[leading[-1]] if leading else size

    # receptive fields

    def receptive_field(self, layer: Layers) -> tuple[int, ...]:
        """Stride, start and end on each axis, one after the other."""
        return tuple(chain.from_iterable(self._spans(layer)))

    def receptive_field_size(self, layer: Layers) -> tuple[int, ...]:
        return tuple([len(range(span.start, span.end + 1)) for span in self._spans(layer)])

    def receptive_field_stride(self, layer: Layers) -> tuple[int | Fraction, ...]:
        return tuple([traced.stride() for traced in self._traced(layer)])

    def phases(self, layer: Layers) -> tuple[int, ...]:
        """How many neighbouring outputs are reached each in its own way, on each axis."""
        return tuple([traced.phases for traced in self._traced(layer)])

    def phase_field(self, layer: Layers, phase: Shape) -> tuple[int, ...]:
        """Stride, start and end for the outputs of a phase on each axis, one after the other."""
        traced = self._traced(layer)
        return tuple(chain.from_iterable([one.span(first) for one, first in zip(traced, phase, strict=False)]))

    def inputs_read(self, layer: Layers, index: Shape, how: str = "inside") -> tuple[tuple[int, ...], ...]:
        """On each axis the inputs from which an output is reached, in their order."""
        axes = zip(self._traced(layer), index, strict=False)
        return tuple([tuple(sorted(one.inputs(place, are_clipped=how == "inside"))) for one, place in axes])

    def _spans(self, layer: Layers) -> list[Span]:
        """The inputs that reach each output of a layer, or of the last that leaves space, on each axis."""
        return [traced.only_span() for traced in self._traced(layer)]

    def _traced(self, layer: Layers) -> list[Traced]:
        """What reaches the outputs of a layer, or of the last that leaves space, on each axis."""
        shapes = [self._shape(index) for index in range(len(self.network.layers) + 1)]
        spatial = [
            index
            for index in range(len(self.network.layers))
            if len(shapes[index + 1]) > 1 and shapes[index + 1][self._spatial(index + 1)]
        ]
        last = layer[-1] if isinstance(layer, range) else layer
        if not spatial or (last is not None and last not in spatial):
            raise NetworkError("no spatial axis is left")
        asked = spatial[-1] if last is None else last
        tally = Tally(max(self.budget, SHAPE_BUDGET))
        axes = range(len(shapes[asked + 1][self._spatial(asked + 1)]))
        return [Traced(self.network, asked, shapes, axis, tally) for axis in axes]

    # what there is to count

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
                counter, is_last = COUNTERS[layer.kind], found[tensors[0] + 1]
                if is_as_wanted is None and counter.channels:
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

    def _sums(self, layer: int) -> Iterable[Sum]:
        return chain.from_iterable(counter.sums(one, given) for counter, one, given in self._layers(layer))

    def _multiplications(self, layer: Layers) -> Iterable[object]:
        found = chain.from_iterable(counter.multiplications(one, given) for counter, one, given in self._layers(layer))
        if self.network.conventions.operations == "two_for_each_product":
            return product(found, ("multiplied", "added"))
        return found

    def _additions(self, layer: Layers) -> Iterable[object]:
        return chain.from_iterable(counter.additions(one, given) for counter, one, given in self._layers(layer))

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
