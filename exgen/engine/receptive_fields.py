"""Receptive fields laid as rules, layer by layer and axis by axis, and the layers behind which there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from exgen.engine.layers import ONE, ZERO, Kind, Laying, Shape
from exgen.engine.layers.pooling import AdaptivePooling, Pooling
from exgen.engine.layout import Layout, Place
from exgen.engine.wiring import INPUT, Wiring
from exgen.errors import NetworkError

if TYPE_CHECKING:
    from exgen.engine.quantities import Layers


class Field(NamedTuple):
    """The slots of a receptive field on one axis: of index i the inputs ``stride i + start`` to ``stride i + end``.

    ``window`` is the kernel size of the last layer with one, and ``before`` the field that it was put into.
    """

    stride: int
    start: int
    end: int
    window: int | None = None
    before: Field | None = None
    windows: int = 0
    """How many windows there are, one behind the other."""

    def kernels(self) -> tuple[int, ...]:
        """The sizes of all kernels that it is made of, first ones first."""
        found: list[int] = []
        field: Field | None = self
        while field is not None:
            found += [] if field.window is None else [field.window]
            field = field.before
        return tuple(reversed(found))


class LaidFields:
    """The receptive fields of all networks of one structure, laid where they are asked for.

    ``shapes`` holds the slots, channels first, of the shape that goes in and of those that come out of the layers of
    these ``kinds``, joined by this ``wiring``.
    """

    def __init__(self, layout: Layout, kinds: tuple[Kind, ...], shapes: Sequence[Shape], wiring: Wiring) -> None:
        self._layout = layout
        self._wiring = wiring
        self._kinds = kinds
        self._shapes = shapes
        self._found: dict[tuple[int, int], Field] = {}

    def fields(self, layers: Layers) -> tuple[Field, ...]:
        """The receptive field of a layer on each spatial axis; None asks for the last layer that leaves space.

        Raises NetworkError where no spatial axis is left.
        """
        last = self._last(_last_of(layers))
        axes = range(len(self._shapes[last + 1]) - 1)
        if layers is not None:
            return tuple([self._field(last, axis) for axis in axes])
        return tuple([self._whole(last, axis) for axis in axes])

    def _last(self, layer: int | None) -> int:
        """The layer that is asked for."""
        if layer is not None and len(self._shapes[layer + 1]) > 1:
            return layer
        last = next((index for index in reversed(range(len(self._kinds))) if len(self._shapes[index + 1]) > 1), None)
        if last is None:
            raise NetworkError("a network that takes a vector has no space, so there is no receptive field")
        if layer is not None:
            raise NetworkError(
                f"layer {layer + 1}, {self._kinds[layer].name}: no space is left behind layer {last + 1}, "
                f"{self._kinds[last].name}, so there is no receptive field"
            )
        return last

    def _field(self, layer: int, axis: int) -> Field:
        """The field of one layer, laid behind those of the layers that lead to it."""
        if layer == INPUT:
            one, zero = self._layout.leaves[ONE], self._layout.leaves[ZERO]
            return Field(one, zero, zero)
        missing: set[int] = set()
        waiting = [layer]
        while waiting:
            index = waiting.pop()
            if index != INPUT and index not in missing and (index, axis) not in self._found:
                missing.add(index)
                waiting += self._wiring.reads[index]
        for index in sorted(missing):
            lay, tensors = Laying(self._layout, index), self._wiring.reads[index]
            before = [self._field(tensor, axis) for tensor in tensors]
            field = before[0] if len(before) == 1 else joined(lay, axis, before)
            given = self._shapes[tensors[0] + 1]
            is_spatial = axis + 1 < len(given)
            window = self._kinds[index].field_window(lay, axis, given) if is_spatial else None
            factor = self._kinds[index].factor(lay, axis, given) if is_spatial else None
            self._found[index, axis] = composed(lay, axis, field, window, factor)
        return self._found[layer, axis]

    def _whole(self, last: int, axis: int) -> Field:
        """The field of the network, behind its ``last`` layer with space; who stops at a pooling gets another."""
        whole = self._field(last, axis)
        pooling = [index for index in range(last + 1) if _is_pooling(self._kinds[index])]
        pooled = self._field(pooling[-1], axis) if pooling else whole
        if pooled[:3] == whole[:3]:
            return whole
        place = Place(None, axis)
        return Field(
            self._layout.step("network_stride", place, J=whole.stride, J_P=pooled.stride),
            self._layout.step("network_start", place, A=whole.start, A_P=pooled.start),
            self._layout.step("network_end", place, E=whole.end, E_P=pooled.end),
            None,
            whole,
            whole.windows,
        )

    # phase by phase, and index by index: backwards, from what is asked for to the input

    def phases(self, layers: Layers) -> tuple[int, ...]:
        """The slots of how many phases the output values have on each axis."""
        last = self._last(_last_of(layers))
        return tuple([self._phases(last, axis) for axis in range(len(self._shapes[last + 1]) - 1)])

    def phase_fields(self, layers: Layers, asked: Sequence[int]) -> Iterator[int]:
        """For each axis the slots of how far the field of a phase moves, of its start and its end.

        ``asked`` are slots that hold the phase on each axis. Raises NetworkError where no spatial axis is left.
        """
        last = self._last(_last_of(layers))
        for axis, phase in enumerate(self._on_axes(last, asked)):
            stride, phases = self._field(last, axis).stride, self._phases(last, axis)
            yield self._layout.step("phase_stride", Place(last, axis), J=stride, Q=phases)
            yield from self._ends(last, axis, phase)

    def inputs_read(self, layers: Layers, asked: Sequence[int], *, are_clipped: bool) -> tuple[int, ...]:
        """For each axis the slot of all inputs that the output value of an index reads.

        ``asked`` are slots that hold the index on each axis. ``are_clipped``: no map has places beyond its border.
        """
        last = self._last(_last_of(layers))
        indices = enumerate(self._on_axes(last, asked))
        return tuple([self._places(last, axis, index, are_clipped=are_clipped) for axis, index in indices])

    def _on_axes(self, last: int, asked: Sequence[int]) -> Sequence[int]:
        """Of what is asked on each axis of the input what belongs to those behind a layer; most have as many."""
        axes = len(self._shapes[last + 1]) - 1
        if axes > len(asked):
            raise NetworkError(f"layer {last + 1}, {self._kinds[last].name}: the input has fewer axes than come out")
        return asked[:axes]

    def _phases(self, last: int, axis: int) -> int:
        """The slot of how many phases there are behind a layer: one, as long as no axis has grown."""
        one = self._layout.leaves[ONE]
        found = {INPUT: one}
        for index in self._wiring.leads_to(last):
            lay, (given, kind) = Laying(self._layout, index), (self._given(index), self._kinds[index])
            before = [found[tensor] for tensor in self._wiring.reads[index]]
            phases = before[0] if len(set(before)) == 1 else lay.step("joined_phases", axis, Q=tuple(before))
            if axis + 1 < len(given):
                factor, window = kind.factor(lay, axis, given), kind.field_window(lay, axis, given)
                if factor is not None:
                    phases = lay.step("phases_multiplied", axis, Q=phases, F=factor)
                elif window is not None and phases != one:
                    phases = lay.step("phases_kept", axis, Q=phases, S=window["S"])
            found[index] = phases
        return found[last]

    def _ends(self, last: int, axis: int, asked: int) -> tuple[int, int]:
        """The slots of the first and the last input that an output value reads."""
        read: dict[int, list[tuple[int, int]]] = {last: [(asked, asked)]}
        for index in reversed(self._wiring.leads_to(last)):
            lay, given = Laying(self._layout, index), self._given(index)
            ends = self._first_and_last(Place(index, axis), read[index])
            if axis + 1 < len(given):
                ends = self._kinds[index].read_ends(lay, axis, given, *ends)
            for tensor in self._wiring.reads[index]:
                read.setdefault(tensor, []).append(ends)
        return self._first_and_last(Place(INPUT, axis), read[INPUT])

    def _first_and_last(self, place: Place, ends: list[tuple[int, int]]) -> tuple[int, int]:
        """What branches that begin at the same tensor read of it."""
        if len(set(ends)) == 1:
            return ends[0]
        firsts, lasts = zip(*dict.fromkeys(ends), strict=True)
        return self._layout.step("first_read", place, terms=firsts), self._layout.step("last_read", place, terms=lasts)

    def _places(self, last: int, axis: int, asked: int, *, are_clipped: bool) -> int:
        """The slot of all inputs that an output value reads."""
        read = {last: [self._layout.step("asked_place", Place(last, axis), n=asked)]}
        for index in reversed((INPUT, *self._wiring.leads_to(last))):
            place, shape = Place(index, axis), self._shapes[index + 1]
            found = list(dict.fromkeys(read[index]))
            places = found[0] if len(found) == 1 else self._layout.step("joined_indices", place, R=tuple(found))
            if are_clipped and index != last and axis + 1 < len(shape):
                one = self._layout.leaves[ONE]
                places = self._layout.step("places_inside", place, R=places, H=shape[1 + axis], B=one)
            if index == INPUT:
                return places
            given = self._given(index)
            if axis + 1 < len(given):
                places = self._kinds[index].read_places(Laying(self._layout, index), axis, given, places)
            for tensor in self._wiring.reads[index]:
                read.setdefault(tensor, []).append(places)
        raise AssertionError("the input comes last")

    def _given(self, index: int) -> Shape:
        """The shape that goes into a layer; of a join the first."""
        return self._shapes[self._wiring.reads[index][0] + 1]

    def sizes(self, layers: Layers) -> tuple[int, ...]:
        """The slots of how many inputs the field of a layer, or of the network, spans on each axis.

        Raises NetworkError where no spatial axis is left.
        """
        place = partial(Place, _last_of(layers))
        return tuple(
            [
                self._layout.step("field_size", place(axis), A=field.start, E=field.end, K=field.kernels())
                for axis, field in enumerate(self.fields(layers))
            ]
        )


def composed(lay: Laying, axis: int, before: Field, window: dict[str, int] | None, factor: int | None = None) -> Field:
    """The field behind a layer, from the one before it and the layer's own window.

    Where the axis grows by a ``factor``, the stride alone holds: neighbouring values have fields of different forms.
    """
    if factor is not None:
        stride = lay.step("spread_stride", axis, J=before.stride, F=factor)
    else:
        stride = before.stride if window is None else lay.step("field_stride", axis, J=before.stride, S=window["S"])
    if window is None:
        return before._replace(stride=stride)
    return Field(
        stride,
        lay.step("field_start", axis, A=before.start, J=before.stride, **window),
        lay.step("field_end", axis, E=before.end, J=before.stride, **window),
        window["K"],
        before,
        before.windows + 1,
    )


def joined(lay: Laying, axis: int, branches: Sequence[Field]) -> Field:
    """The field behind a join: all that one of the branches reaches; the kernels are those of the longest branch."""
    strides, starts, ends = zip(*[branch[:3] for branch in branches], strict=True)
    longest = max(branches, key=lambda branch: branch.windows)
    return Field(
        lay.step("joined_stride", axis, terms=strides),
        lay.step("joined_start", axis, terms=starts),
        lay.step("joined_end", axis, terms=ends),
        None,
        longest,
        longest.windows,
    )


def _last_of(layers: Layers) -> int | None:
    """The layer whose output is asked for: of a group the last."""
    return layers.stop - 1 if isinstance(layers, range) else layers


def _is_pooling(kind: Kind) -> bool:
    return isinstance(kind, Pooling | AdaptivePooling)
