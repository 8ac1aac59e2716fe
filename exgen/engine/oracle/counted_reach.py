"""Sizes that go in for those that come out, and receptive fields, found by sliding windows and tracing values."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import chain

from exgen.engine.oracle.counters import COUNTERS
from exgen.engine.oracle.listed_things import SHAPE_BUDGET, ListedThings
from exgen.engine.oracle.tally import Tally
from exgen.engine.oracle.tracing import Span, traced_span
from exgen.engine.quantities import Layers
from exgen.errors import NetworkError


class CountedReach(ListedThings):
    """What inputs an output value reaches, and from what inputs an output comes."""

    # input sizes

    def input_sizes(self, output: tuple[int, ...]) -> tuple[frozenset[int], ...]:
        """For each spatial axis the complete set of input sizes that give this output size, found by trying.

        A longer axis holds every window that a shorter one holds (of a transposed convolution, every kernel), so the
        sizes that give one output size lie next to each other: where they begin and end is found by halving.
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

    # receptive fields

    def receptive_field(self, layer: Layers) -> tuple[int, ...]:
        """Stride, start and end on each axis, one after the other."""
        return tuple(chain.from_iterable(self._spans(layer)))

    def receptive_field_size(self, layer: Layers) -> tuple[int, ...]:
        return tuple([len(range(span.start, span.end + 1)) for span in self._spans(layer)])

    def receptive_field_stride(self, layer: Layers) -> tuple[int, ...]:
        return tuple([span.stride for span in self._spans(layer)])

    def _spans(self, layer: Layers) -> list[Span]:
        """The inputs that reach an output of a layer, or of the last that leaves space, on each axis."""
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
        return [traced_span(self.network, asked, shapes, axis, tally) for axis in axes]
