"""What there is to count in a layer, kind by kind: nothing here computes a number, everything lists things.

A counter yields the places of the output, the entries of the layer's tensors and, for every output value, the
products that are summed for it. ``counted_quantities`` goes through them one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from exgen.engine.networks import Layer
from exgen.engine.oracle.windows import last_taps, windows
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
        """For every output value what is multiplied and summed for it."""
        del layer, given
        return iter(())


class Pooling(Counter):
    """A window slid over every spatial axis; each channel by itself."""

    def places(self, layer: Layer, axis: int, size: int) -> Iterator[int]:
        return last_taps(size, *_window(layer, axis))


class Convolution(Pooling):
    """Each output channel slides a kernel over the input channels of its group."""

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

    def sums(self, layer: Layer, given: Shape) -> Iterator[Sum]:
        slid = [windows(size, *_window(layer, axis)) for axis, size in enumerate(given[1:])]
        bias = ("bias",) if layer.integer("bias") else ()
        for inputs, outputs in _groups(layer, given):
            for _, *window in product(outputs, *slid):
                yield product(inputs, *window), bias


class AdaptivePooling(Counter):
    """As many cells along each spatial axis as asked for, whatever comes in."""

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        return (range(given[0]), *map(range, layer.axes("output_size")))

    def places(self, layer: Layer, axis: int, size: int) -> Iterable[object]:
        del axis, size
        raise NetworkError(f"{layer.text}: every input size gives the same output, so none can be asked for")


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


def _window(layer: Layer, axis: int) -> tuple[int, int, int, int]:
    """Kernel size, stride, padding and dilation on one axis."""
    dilation = layer.axes("dilation")[axis] if "dilation" in layer.arguments else 1
    return layer.axes("kernel_size")[axis], layer.axes("stride")[axis], layer.axes("padding")[axis], dilation


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


COUNTERS: dict[str, Counter] = {
    "Conv1d": Convolution(),
    "Conv2d": Convolution(),
    "MaxPool1d": Pooling(),
    "MaxPool2d": Pooling(),
    "AvgPool2d": Pooling(),
    "AdaptiveAvgPool2d": AdaptivePooling(),
    "BatchNorm2d": Normalisation(),
    "LocalResponseNorm": Counter(),
    "Flatten": Flatten(),
    "Linear": Linear(),
    "ReLU": Counter(),
    "Sigmoid": Counter(),
    "Tanh": Counter(),
    "Softmax": Counter(),
    "Dropout": Counter(),
}
