"""Where values stand and what they reach, laid as rules: windows, padding, input sizes, receptive fields."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from exgen.engine.laid_counts import LaidCounts
from exgen.engine.layers import ONE, ZERO, Convolution, Shape
from exgen.engine.layers.windows import Window
from exgen.engine.layout import Leaf, Place
from exgen.engine.quantities import Layers
from exgen.engine.receptive_fields import LaidFields
from exgen.engine.wiring import INPUT
from exgen.errors import NetworkError


class LaidGeometry(LaidCounts):
    """Windows and padding of single layers; input sizes and receptive fields through all of them."""

    # windows in the place of a layer's own

    def windows(self, layer: int, wanted: Shape, limits: Shape) -> int:
        """The windows up to ``limits`` that make of what goes into a layer the size whose slots are ``wanted``.

        Raises NetworkError where the layer has no window, or one whose last place is rounded up to.
        """
        kind, sizes = self._kind(layer), self._given(layer)[1:]
        if not isinstance(kind, Window) or not kind.is_plain_window:
            raise NetworkError(
                f"layer {layer + 1}, {kind.name}: windows are asked of a convolution or pooling whose last window "
                "stands inside the padded input"
            )
        one = self._layout.leaves[ONE]
        is_pooling = one if not isinstance(kind, Convolution) else self._layout.leaves[ZERO]
        return self._layings[layer].step("fitting_windows", H=sizes, T=wanted, L=limits, M=is_pooling, B=one, N=one)

    # padding at both ends

    def padding_before(self, layer: int, how: str = "layer") -> Shape:
        """Raises NetworkError where the layer has no window, as those that follow do."""
        return tuple([before for before, _ in self._padding_ends(layer, how)])

    def padding_behind(self, layer: int, how: str = "layer") -> Shape:
        return tuple([behind for _, behind in self._padding_ends(layer, how)])

    def same_output_size(self, layer: int) -> Shape:
        sizes = enumerate(self._given(layer)[1:])
        lay = self._layings[layer]
        return tuple([lay.step("covered_size", axis, H=H, S=self._window(layer, axis)["S"]) for axis, H in sizes])

    def valid_output_size(self, layer: int) -> Shape:
        sizes = enumerate(self._given(layer)[1:])
        lay = self._layings[layer]
        windows = [(axis, H, self._window(layer, axis)) for axis, H in sizes]
        return tuple([lay.step("valid_size", axis, H=H, **_of(window, "KSD")) for axis, H, window in windows])

    def _padding_ends(self, layer: int, how: str) -> Iterator[tuple[int, int]]:
        """The slots of the places before and behind each axis."""
        kind, lay = self._kind(layer), self._layings[layer]
        for axis, size in enumerate(self._given(layer)[1:]):
            window = self._window(layer, axis)
            if how == "tensorflow":
                out = lay.step("covered_size", axis, H=size, S=window["S"])
                places = lay.step("covering_places", axis, O=out, H=size, **_of(window, "KSD"))
                yield lay.step("half_before", axis, T=places), lay.step("half_behind", axis, T=places)
            elif isinstance(kind, Window) and kind.is_same:
                yield window["P"], lay.step("same_padding_behind", axis, **_of(window, "KD"))
            else:
                yield window["P"], window["P"]

    def _window(self, layer: int, axis: int) -> dict[str, int]:
        """The letters K, S, P, D of a layer's window on an axis."""
        kind = self._kind(layer)
        if not isinstance(kind, Window) or "kernel_size" not in kind.leaves:
            raise NetworkError(f"layer {layer + 1}, {kind.name}: its padding is asked of a convolution or pooling")
        return kind.window(self._layings[layer], axis)

    # input sizes

    def input_sizes(self, leaves: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
        """For each spatial axis the slots of the smallest and largest input size, where ``leaves`` are slots that
        hold the wanted output size (``wanted`` makes them).

        Of a network with branches they are those that every branch takes by itself; ``size_problems`` tells where some
        of them do not fit at a join. Raises NetworkError where a layer gives the same size whatever comes in.
        """
        return tuple([self._input_range(axis, slot) for axis, slot in enumerate(leaves)])

    def _input_range(self, axis: int, wanted: int) -> tuple[int, int]:
        """The slots of the smallest and the largest input size on an axis."""
        last = len(self.kinds) - 1
        asked: dict[int, list[tuple[int, int]]] = {last: [(wanted, wanted)]}
        for index in reversed(self.wiring.leads_to(last)):
            if index not in asked:  # it leads to gates alone, which have one value for each channel
                continue
            kind, tensors = self.kinds[index], self.wiring.reads[index]
            sizes = kind.input_range(self._layings[index], axis, *self._common(index, axis, asked[index]))
            for tensor in tensors if kind.joins_sizes else tensors[:1]:
                asked.setdefault(tensor, []).append(sizes)
        return self._common(INPUT, axis, asked[INPUT])

    def _common(self, tensor: int, axis: int, ranges: list[tuple[int, int]]) -> tuple[int, int]:
        """The sizes of a tensor that all layers take which read it."""
        if len(set(ranges)) == 1:
            return ranges[0]
        smallest, largest = zip(*dict.fromkeys(ranges), strict=True)
        place, step = Place(tensor, axis), self._layout.step
        return step("common_smallest", place, terms=smallest), step("common_largest", place, terms=largest)

    def wanted(self) -> tuple[int, ...]:
        """The slots of the leaves that hold a wanted output size."""
        return tuple(self._layout.leaves[Leaf(None, "wanted", axis)] for axis in range(self.rank - 1))

    # receptive fields

    @cached_property
    def _fields(self) -> LaidFields:
        return LaidFields(self._layout, self.kinds, self._tensors, self.wiring)

    def receptive_field(self, layer: Layers) -> tuple[int, ...]:
        """Stride, start and end on each axis, one after the other.

        Raises NetworkError where no spatial axis is left.
        """
        return tuple([slot for field in self._fields.fields(layer) for slot in field[:3]])

    def receptive_field_size(self, layer: Layers) -> tuple[int, ...]:
        return self._fields.sizes(layer)

    def receptive_field_stride(self, layer: Layers) -> tuple[int, ...]:
        return tuple([field.stride for field in self._fields.fields(layer)])

    def phases(self, layer: Layers) -> tuple[int, ...]:
        """Raises NetworkError where no spatial axis is left, as those that follow do."""
        return self._fields.phases(layer)

    def phase_field(self, layer: Layers, phase: Shape) -> tuple[int, ...]:
        """Stride, start and end on each axis for the output values of one phase, whose slots are ``phase``."""
        return tuple(self._fields.phase_fields(layer, phase))

    def phase_slots(self) -> Shape:
        """The slots of the leaves that hold a phase on each axis."""
        return tuple([self._layout.leaves[Leaf(None, "phase", axis)] for axis in range(self.rank - 1)])

    def inputs_read(self, layer: Layers, index: Shape, how: str = "inside") -> tuple[int, ...]:
        """On each axis the indices of all inputs that the output value of an index depends on."""
        return self._fields.inputs_read(layer, index, are_clipped=how == "inside")


def _of(window: dict[str, int], letters: str) -> dict[str, int]:
    """Some letters of a window."""
    return {letter: window[letter] for letter in letters}
