"""Receptive fields laid as rules, layer by layer and axis by axis, and the layers behind which there is none."""

from __future__ import annotations

from collections.abc import Sequence
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
            window = self._kinds[index].field_window(lay, axis, given) if axis + 1 < len(given) else None
            self._found[index, axis] = field if window is None else composed(lay, axis, field, window)
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


def composed(lay: Laying, axis: int, before: Field, window: dict[str, int]) -> Field:
    """The field behind a layer, from the one before it and the layer's own window."""
    return Field(
        lay.step("field_stride", axis, J=before.stride, S=window["S"]),
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
