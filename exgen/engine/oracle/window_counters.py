"""Counters of joins and of layers that slide a window or lay a kernel down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product

from exgen.engine.conventions import Conventions
from exgen.engine.networks import Layer
from exgen.engine.oracle.counter import Counter, Shape, Sum, dealt, must_be_written
from exgen.engine.oracle.scattering import kept_places, laid
from exgen.engine.oracle.windows import covering_taps, endless_windows, last_taps, reach_of, windows
from exgen.errors import NetworkError


class Addition(Counter):
    """Every value of one tensor meets the value at the same place of each other one."""

    def joined_places(self, layer: Layer, given: Sequence[Shape]) -> tuple[Iterable[object], ...]:
        if len(set(given)) > 1:
            raise NetworkError(f"{layer.text}: tensors of shapes {given} have no values at the same places")
        return tuple([zip(*map(range, sizes), strict=True) for sizes in zip(*given, strict=True)])


class Concatenation(Counter):
    """The channels of all tensors, one after the other; or what stands on another axis."""

    def joined_places(self, layer: Layer, given: Sequence[Shape]) -> tuple[Iterable[object], ...]:
        dim = layer.arguments["dim"]
        axis = range(-1, len(given[0]))[dim] if isinstance(dim, int) else 0
        if len({tuple(size for place, size in enumerate(shape) if place != axis) for shape in given}) > 1:
            raise NetworkError(f"{layer.text}: tensors of shapes {given} do not cover the same places")
        joined = [(number, index) for number, shape in enumerate(given) for index in range(shape[axis])]
        return tuple([joined if place == axis else range(size) for place, size in enumerate(given[0])])


class Multiplication(Counter):
    """Every value of the first tensor meets the only value, or the one at its place, of each other one."""

    def joined_places(self, layer: Layer, given: Sequence[Shape]) -> tuple[Iterable[object], ...]:
        for sizes in zip(*given, strict=True):
            if any(size not in (1, sizes[0]) for size in sizes):
                raise NetworkError(f"{layer.text}: tensors of shapes {given} have no values at the same places")
        return tuple(map(range, given[0]))


class Pooling(Counter):
    """A window slid over every spatial axis; each channel by itself.

    ``odd_place``: at which end of an axis the odd place of padding='same' stands.
    """

    channels = "first"

    def __init__(self, odd_place: str = "behind") -> None:
        self.odd_place = odd_place

    def under(self, conventions: Conventions) -> Counter:
        return self if conventions.odd_padding == self.odd_place else type(self)(conventions.odd_padding)

    def places(self, layer: Layer, axis: int, size: int) -> Iterator[int]:
        if layer.arguments.get("ceil_mode"):
            return covering_taps(size, *_window(layer, axis))
        return last_taps(size, *_window(layer, axis), _padding(layer, axis)[1])

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        kernel, stride, before, dilation = _window(layer, axis)
        if self.odd_place == "before":
            before = _padding(layer, axis)[1]
        return _read_through((kernel, stride, before, dilation), outputs)


class Kernels(Counter):
    """A kernel from each input channel to each output channel of its group, and a bias for each output channel."""

    channels = "first"

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        must_be_written("in_channels", layer, given[0])
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
        slid = [windows(size, *_window(layer, axis), _padding(layer, axis)[1]) for axis, size in enumerate(given[1:])]
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

    def biases_added(self, layer: Layer, given: Shape) -> Iterable[object]:
        """Every value of the map begins with the bias of its channel."""
        return product(*self.output_places(layer, given)) if layer.integer("bias") else ()

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        kernel, stride, padding, dilation = _window(layer, axis)
        first = min(0, min(outputs) - reach_of(kernel, dilation))
        kernels = endless_windows(first, max(0, max(outputs)) + padding, kernel, stride, padding, dilation)
        return {index for index, laid_down in kernels.items() if not outputs.isdisjoint(laid_down)}

    def grows_by(self, layer: Layer, axis: int, given: Shape) -> int:
        return layer.axes("stride")[axis]

    def positions(self, layer: Layer, given: Sequence[Shape], spatial: slice) -> Iterable[object]:
        return product(*self._kernels(layer, *given))

    def _kernels(self, layer: Layer, given: Shape) -> list[list[range]]:
        """Along each axis the places of the kernel that each input value lays down."""
        arguments = [layer.axes(name) for name in ("kernel_size", "stride", "dilation")]
        return [list(laid(*axis)) for axis in zip(given[1:], *arguments, strict=True)]


class AdaptivePooling(Counter):
    """As many cells along each spatial axis as asked for, whatever comes in."""

    channels = "first"

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        return (range(given[0]), *map(range, layer.wanted_sizes("output_size", given[1:])))

    def places(self, layer: Layer, axis: int, size: int) -> Iterable[object]:
        del axis, size
        raise NetworkError(f"{layer.text}: every input size gives the same output, so none can be asked for")

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        cells = layer.wanted_sizes("output_size", given[1:])[axis]
        lengths = {len(range(given[1 + axis])[hand::cells]) for hand in range(cells)}
        if len(lengths) > 1:
            raise NetworkError(f"{layer.text}: {given[1 + axis]} cannot be cut into {cells} equal cells")
        return _read_through((min(lengths), min(lengths), 0, 1), outputs)


def _window(layer: Layer, axis: int) -> tuple[int, int, int, int]:
    """Kernel size, stride, padding before the axis and dilation."""
    dilation = layer.axes("dilation")[axis] if "dilation" in layer.arguments else 1
    return layer.axes("kernel_size")[axis], layer.axes("stride")[axis], _padding(layer, axis)[0], dilation


def _padding(layer: Layer, axis: int) -> tuple[int, int]:
    """The places before and behind an axis; 'same' deals out as many as a kernel reaches, the first one behind."""
    written = layer.arguments.get("padding", 0)
    if written == "same":
        reach = range(reach_of(layer.axes("kernel_size")[axis], layer.axes("dilation")[axis]))
        return len(reach[1::2]), len(reach[::2])
    if not written:
        return 0, 0
    return layer.axes("padding")[axis], layer.axes("padding")[axis]


def _read_through(window: tuple[int, int, int, int], outputs: set[int]) -> set[int]:
    """The inputs under a window at the places of these outputs."""
    slid = endless_windows(min(outputs), max(outputs), *window)
    return set(chain.from_iterable(slid[output] for output in outputs))


def _groups(layer: Layer, given: Shape) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """The input and output channels of each group."""
    both = (given[0], layer.integer("out_channels"))
    hands = [dealt(range(channels), layer.integer("groups"), layer) for channels in both]
    return zip(*hands, strict=True)
