"""Windows and padding, sizes that go in, receptive fields: found by sliding windows and tracing values."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, product

from exgen.engine.oracle.counter import Shape
from exgen.engine.oracle.counters import COUNTERS
from exgen.engine.oracle.listed_things import SHAPE_BUDGET, ListedThings
from exgen.engine.oracle.same_padding import Ends, covered, covering_ends
from exgen.engine.oracle.tally import Tally
from exgen.engine.oracle.tracing import Span, Traced
from exgen.engine.oracle.window_counters import AdaptivePooling, Convolution, Pooling
from exgen.engine.oracle.windows import last_taps
from exgen.engine.quantities import Layers
from exgen.engine.wiring import INPUT
from exgen.errors import NetworkError


class CountedReach(ListedThings):
    """What inputs an output value reaches, and from what inputs an output comes."""

    # windows

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
                sizes[index] = layer.wanted_sizes("output_size", [first] * (len(self.network.input) - 1))[axis]
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
        for index in self.network.wiring.leads_to(asked):
            read, leading = self.network.wiring.reads[index][0] + 1, self.network.layers[index]
            COUNTERS[leading.kind].check_places(leading, shapes[read], self._spatial(read))
        tally = Tally(max(self.budget, SHAPE_BUDGET))
        turned = [
            (shape[-1], *shape[:-1]) if is_last else shape
            for shape, is_last in zip(shapes, self._are_last, strict=True)
        ]
        return [Traced(self.network, asked, turned, axis, tally) for axis in range(len(turned[asked + 1]) - 1)]
