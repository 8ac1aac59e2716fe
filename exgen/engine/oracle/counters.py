"""What there is to count in a layer, kind by kind: nothing here computes a number, everything lists things.

A counter yields the places of the output, the entries of the layer's tensors and, for every output value, the
products that are summed for it. ``counted_quantities`` goes through them one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, product

from exgen.engine.networks import Layer
from exgen.engine.oracle.scattering import kept_places, laid
from exgen.engine.oracle.windows import endless_windows, last_taps, reach_of, windows
from exgen.errors import NetworkError

Shape = tuple[int, ...]
Sum = tuple[Iterable[object], Iterable[object]]
"""What one output value sums: its products, and its bias (one thing, or none)."""


class Counter:
    """A layer that passes its input through: nothing is learned, multiplied or summed (ReLU, Dropout).

    ``given`` is the shape that goes in. All listings are lazy: whoever counts them stops at the budget.
    """

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        """Along each axis of the output (channels, then spatial axes) the things that it has an index for."""
        return (range(given[0]), *(self.places(layer, axis, size) for axis, size in enumerate(given[1:])))

    def joined_places(self, layer: Layer, given: Sequence[Shape]) -> tuple[Iterable[object], ...]:
        """The same for all tensors that go in; most layers take one."""
        (only,) = given
        return self.output_places(layer, only)

    def places(self, layer: Layer, axis: int, size: int) -> Iterable[object]:
        """The same along one spatial axis, for the size that goes in on it.

        Raises NetworkError where no spatial axis comes out, or one that does not depend on what goes in.
        """
        del layer, axis
        return range(size)

    def weights(self, layer: Layer, given: Shape) -> Iterable[object]:
        """The entries of the weight tensor."""
        del layer, given
        return ()

    def biases(self, layer: Layer, given: Shape) -> Iterable[object]:
        """The entries of the bias vector."""
        del layer, given
        return ()

    def sums(self, layer: Layer, given: Shape) -> Iterator[Sum]:
        """For every output value what is multiplied and summed for it.

        Raises NetworkError where the layer does not work output value by output value.
        """
        del layer, given
        return iter(())

    def multiplications(self, layer: Layer, given: Shape) -> Iterable[object]:
        """Every product."""
        return multiplied(self.sums(layer, given))

    def additions(self, layer: Layer, given: Shape) -> Iterable[object]:
        """Every term that is added to something."""
        return added(self.sums(layer, given))

    def positions(self, layer: Layer, given: Shape) -> Iterable[object]:
        """Every position of the kernel; without a kernel every value of an output channel."""
        return product(*self.output_places(layer, given)[1:])

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        """The inputs from which these outputs are reached, on one axis; its indices go on at both ends.

        Raises NetworkError where no spatial axis comes out, or outputs are not all reached in the same way.
        """
        del layer, axis, given
        return outputs


class Addition(Counter):
    """Every value of one tensor meets the value at the same place of each other one."""

    def joined_places(self, layer: Layer, given: Sequence[Shape]) -> tuple[Iterable[object], ...]:
        if len(set(given)) > 1:
            raise NetworkError(f"{layer.text}: tensors of shapes {given} have no values at the same places")
        return tuple([zip(*map(range, sizes), strict=True) for sizes in zip(*given, strict=True)])


class Concatenation(Counter):
    """The channels of all tensors, one after the other."""

    def joined_places(self, layer: Layer, given: Sequence[Shape]) -> tuple[Iterable[object], ...]:
        if len({shape[1:] for shape in given}) > 1:
            raise NetworkError(f"{layer.text}: tensors of shapes {given} do not cover the same places")
        channels = [(number, channel) for number, shape in enumerate(given) for channel in range(shape[0])]
        return (channels, *map(range, given[0][1:]))


class Multiplication(Counter):
    """Every value of the first tensor meets the only value, or the one at its place, of each other one."""

    def joined_places(self, layer: Layer, given: Sequence[Shape]) -> tuple[Iterable[object], ...]:
        for sizes in zip(*given, strict=True):
            if any(size not in (1, sizes[0]) for size in sizes):
                raise NetworkError(f"{layer.text}: tensors of shapes {given} have no values at the same places")
        return tuple(map(range, given[0]))


class Pooling(Counter):
    """A window slid over every spatial axis; each channel by itself."""

    def places(self, layer: Layer, axis: int, size: int) -> Iterator[int]:
        return last_taps(size, *_window(layer, axis))

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        return _read_through(_window(layer, axis), outputs)


class Kernels(Counter):
    """A kernel from each input channel to each output channel of its group, and a bias for each output channel."""

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        _must_be_written("in_channels", layer, given)
        return (range(layer.integer("out_channels")), *super().output_places(layer, given)[1:])

    def weights(self, layer: Layer, given: Shape) -> Iterator[object]:
        taps = [range(size) for size in layer.axes("kernel_size")]
        for inputs, outputs in _groups(layer, given):
            yield from product(outputs, inputs, *taps)

    def biases(self, layer: Layer, given: Shape) -> Iterable[object]:
        del given
        return range(layer.integer("out_channels")) if layer.integer("bias") else ()


class Convolution(Kernels, Pooling):
    """Each output channel slides a kernel over the input channels of its group."""

    def sums(self, layer: Layer, given: Shape) -> Iterator[Sum]:
        slid = [windows(size, *_window(layer, axis)) for axis, size in enumerate(given[1:])]
        bias = ("bias",) if layer.integer("bias") else ()
        for inputs, outputs in _groups(layer, given):
            for _, *window in product(outputs, *slid):
                yield product(inputs, *window), bias


class TransposedConvolution(Kernels):
    """Each input channel lays kernels down on the maps of the output channels of its group, at every input value."""

    def places(self, layer: Layer, axis: int, size: int) -> Iterator[object]:
        names = ("kernel_size", "stride", "padding", "output_padding", "dilation")
        return kept_places(size, *(layer.axes(name)[axis] for name in names))

    def sums(self, layer: Layer, given: Shape) -> Iterator[Sum]:
        raise NetworkError(f"{layer.text}: its output values sum different numbers of products")

    def multiplications(self, layer: Layer, given: Shape) -> Iterator[object]:
        for inputs, outputs in _groups(layer, given):
            for _, *window in product(inputs, *self._kernels(layer, given)):
                yield from product(outputs, *window)

    def additions(self, layer: Layer, given: Shape) -> Iterator[object]:
        """Each product is added at the place of the map it falls on."""
        return self.multiplications(layer, given)

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        kernel, stride, padding, dilation = _window(layer, axis)
        if any(other != 1 for other in layer.axes("stride")):
            raise NetworkError(f"{layer.text}: with a stride, outputs are not all reached from as many inputs")
        near = range(min(outputs) - reach_of(kernel, dilation), max(outputs) + padding + 1)
        kernels = endless_windows(near.start, near.stop - 1, kernel, stride, padding, dilation)
        return {index for index, laid_down in kernels.items() if not outputs.isdisjoint(laid_down)}

    def positions(self, layer: Layer, given: Shape) -> Iterable[object]:
        return product(*self._kernels(layer, given))

    def _kernels(self, layer: Layer, given: Shape) -> list[list[range]]:
        """Along each axis the places of the kernel that each input value lays down."""
        arguments = [layer.axes(name) for name in ("kernel_size", "stride", "dilation")]
        return [list(laid(*axis)) for axis in zip(given[1:], *arguments, strict=True)]


class AdaptivePooling(Counter):
    """As many cells along each spatial axis as asked for, whatever comes in."""

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        return (range(given[0]), *map(range, layer.axes("output_size")))

    def places(self, layer: Layer, axis: int, size: int) -> Iterable[object]:
        del axis, size
        raise NetworkError(f"{layer.text}: every input size gives the same output, so none can be asked for")

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        cells = layer.axes("output_size")[axis]
        lengths = {len(range(given[1 + axis])[hand::cells]) for hand in range(cells)}
        if len(lengths) > 1:
            raise NetworkError(f"{layer.text}: {given[1 + axis]} cannot be cut into {cells} equal cells")
        return _read_through((min(lengths), min(lengths), 0, 1), outputs)


class Normalisation(Counter):
    """A scale and a shift for each channel, if they are learned."""

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        _must_be_written("num_features", layer, given)
        return super().output_places(layer, given)

    def weights(self, layer: Layer, given: Shape) -> Iterable[object]:
        return range(given[0]) if layer.integer("affine") else ()

    def biases(self, layer: Layer, given: Shape) -> Iterable[object]:
        return range(given[0]) if layer.integer("bias") else ()


class Flatten(Counter):
    """All values of all channels in one row."""

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        del layer
        return (product(*map(range, given)),)

    def places(self, layer: Layer, axis: int, size: int) -> Iterable[object]:
        del axis, size
        raise NetworkError(f"{layer.text}: no spatial axis comes out, so no input size can be asked for")

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        raise NetworkError(f"{layer.text}: no spatial axis comes out")


class Linear(Flatten):
    """Each output feature is connected with each input feature."""

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        _must_be_written("in_features", layer, given)
        return (range(layer.integer("out_features")),)

    def weights(self, layer: Layer, given: Shape) -> Iterable[object]:
        return product(range(layer.integer("out_features")), range(given[0]))

    def biases(self, layer: Layer, given: Shape) -> Iterable[object]:
        del given
        return range(layer.integer("out_features")) if layer.integer("bias") else ()

    def sums(self, layer: Layer, given: Shape) -> Iterator[Sum]:
        bias = ("bias",) if layer.integer("bias") else ()
        for _ in range(layer.integer("out_features")):
            yield range(given[0]), bias


class Softmax(Counter):
    """Divides by a sum along one axis, by default over the channels."""

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        if range(len(given) + 1)[layer.integer("dim")] not in (0, 1):
            raise NetworkError(f"{layer.text}: every output along its axis is reached from all inputs")
        return outputs


def multiplied(sums: Iterable[Sum]) -> Iterator[object]:
    """Every product of every output value."""
    return chain.from_iterable(products for products, _ in sums)


def added(sums: Iterable[Sum]) -> Iterator[object]:
    """Every term that is added to those before it: all but an output value's first."""
    return chain.from_iterable(islice(chain(products, bias), 1, None) for products, bias in sums)


def _window(layer: Layer, axis: int) -> tuple[int, int, int, int]:
    """Kernel size, stride, padding and dilation on one axis."""
    dilation = layer.axes("dilation")[axis] if "dilation" in layer.arguments else 1
    return layer.axes("kernel_size")[axis], layer.axes("stride")[axis], layer.axes("padding")[axis], dilation


def _read_through(window: tuple[int, int, int, int], outputs: set[int]) -> set[int]:
    """The inputs under a window at the places of these outputs."""
    slid = endless_windows(min(outputs), max(outputs), *window)
    return set(chain.from_iterable(slid[output] for output in outputs))


def _groups(layer: Layer, given: Shape) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """The input and output channels of each group."""
    hands = [_dealt(layer, channels) for channels in (given[0], layer.integer("out_channels"))]
    return zip(*hands, strict=True)


def _dealt(layer: Layer, channels: int) -> list[Sequence[int]]:
    """Channels cut into equal runs, one for each group: dealt out like cards to see how long a run is."""
    groups = layer.integer("groups")
    lengths = [len(range(channels)[hand::groups]) for hand in range(groups)]
    if len(set(lengths)) > 1:
        raise NetworkError(f"{layer.text}: {channels} channels cannot be split into {groups} equal groups")
    deck = iter(range(channels))
    return [tuple(islice(deck, length)) for length in lengths]


def _must_be_written(argument: str, layer: Layer, given: Shape) -> None:
    written = layer.integer(argument)
    if written != given[0]:
        raise NetworkError(f"{layer.text}: {argument} is {written}, but {given[0]} come in")


_PASSING = (
    *("Identity", "ReLU", "ReLU6", "LeakyReLU", "RReLU", "ELU", "SELU", "CELU", "GELU", "SiLU", "Mish", "Softplus"),
    *("Sigmoid", "LogSigmoid", "Hardsigmoid", "Tanh", "Hardtanh", "Hardswish", "Softsign", "Tanhshrink", "Hardshrink"),
    *("Softshrink", "Threshold", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout"),
    *("FeatureAlphaDropout", "StochasticDepth", "LocalResponseNorm"),
)


def _of_each_rank(name: str, counter: Counter) -> dict[str, Counter]:
    """The same counter for one, two and three spatial axes."""
    return {f"{name}{axes}d": counter for axes in (1, 2, 3)}


COUNTERS: dict[str, Counter] = {
    **_of_each_rank("Conv", Convolution()),
    **_of_each_rank("ConvTranspose", TransposedConvolution()),
    **_of_each_rank("MaxPool", Pooling()),
    **_of_each_rank("AvgPool", Pooling()),
    **_of_each_rank("AdaptiveAvgPool", AdaptivePooling()),
    **_of_each_rank("AdaptiveMaxPool", AdaptivePooling()),
    **_of_each_rank("BatchNorm", Normalisation()),
    **dict.fromkeys(_PASSING, Counter()),
    **dict.fromkeys(("Softmax", "LogSoftmax", "Softmin"), Softmax()),
    "Flatten": Flatten(),
    "Linear": Linear(),
    "Add": Addition(),
    "Concat": Concatenation(),
    "Multiply": Multiplication(),
}
