"""Receptive fields laid as rules, layer by layer and axis by axis, and the layers behind which there is none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from exgen.engine.drafts import LayerDraft, NetworkDraft
from exgen.engine.layers import KINDS, ONE, ZERO, Laying, Shape
from exgen.engine.layers.pooling import AdaptiveAveragePooling, Pooling
from exgen.engine.layout import Layout, Place
from exgen.engine.networks import Layer, Network
from exgen.engine.quantities import Layers
from exgen.errors import NetworkError


class Field(NamedTuple):
    """The slots of a receptive field on one axis: of index i the inputs ``stride i + start`` to ``stride i + end``.

    ``kernels`` are the sizes of all kernels that it is made of.
    """

    stride: int
    start: int
    end: int
    kernels: tuple[int, ...] = ()


class LaidFields:
    """The receptive fields of all networks of one structure, laid where they are asked for.

    ``shapes`` holds the slots of the shape that goes in and of those that come out of the layers of these ``kinds``.
    """

    def __init__(self, layout: Layout, kinds: tuple[str, ...], shapes: Sequence[Shape]) -> None:
        self._layout = layout
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
        spatial = [index for index in range(len(self._kinds)) if len(self._shapes[index + 1]) > 1]
        if not spatial:
            raise NetworkError("a network that takes a vector has no space, so there is no receptive field")
        if layer is not None and layer not in spatial:
            raise NetworkError(
                f"layer {layer + 1}, {self._kinds[layer]}: no space is left behind layer {spatial[-1] + 1}, "
                f"{self._kinds[spatial[-1]]}, so there is no receptive field"
            )
        return spatial[-1] if layer is None else layer

    def _field(self, layer: int, axis: int) -> Field:
        """The field of one layer, from the nearest one before it that is laid already."""
        laid = layer
        while laid >= 0 and (laid, axis) not in self._found:
            laid -= 1
        one, zero = self._layout.leaves[ONE], self._layout.leaves[ZERO]
        field = Field(one, zero, zero) if laid < 0 else self._found[laid, axis]
        for index in range(laid + 1, layer + 1):
            lay = Laying(self._layout, index)
            window = KINDS[self._kinds[index]].field_window(lay, axis, self._shapes[index])
            field = self._found[index, axis] = field if window is None else _composed(lay, axis, field, window)
        return field

    def _whole(self, last: int, axis: int) -> Field:
        """The field of the network, behind its ``last`` layer with space; who stops at a pooling gets another."""
        whole = self._field(last, axis)
        pooling = [index for index in range(last + 1) if _is_pooling(self._kinds[index])]
        pooled = self._field(pooling[-1], axis) if pooling else whole
        if pooled == whole:
            return whole
        place = Place(None, axis)
        return Field(
            self._layout.step("network_stride", place, J=whole.stride, J_P=pooled.stride),
            self._layout.step("network_start", place, A=whole.start, A_P=pooled.start),
            self._layout.step("network_end", place, E=whole.end, E_P=pooled.end),
            whole.kernels,
        )

    def sizes(self, layers: Layers) -> tuple[int, ...]:
        """The slots of how many inputs the field of a layer, or of the network, spans on each axis.

        Raises NetworkError where no spatial axis is left.
        """
        place = partial(Place, _last_of(layers))
        return tuple(
            [
                self._layout.step("field_size", place(axis), A=field.start, E=field.end, K=field.kernels)
                for axis, field in enumerate(self.fields(layers))
            ]
        )


def _composed(lay: Laying, axis: int, before: Field, window: dict[str, int]) -> Field:
    """The field behind a layer, from the one before it and the layer's own window."""
    return Field(
        lay.step("field_stride", axis, J=before.stride, S=window["S"]),
        lay.step("field_start", axis, A=before.start, J=before.stride, **window),
        lay.step("field_end", axis, E=before.end, J=before.stride, **window),
        (*before.kernels, window["K"]),
    )


def _last_of(layers: Layers) -> int | None:
    """The layer whose output is asked for: of a group the last."""
    return layers.stop - 1 if isinstance(layers, range) else layers


def _is_pooling(kind: str) -> bool:
    return isinstance(KINDS[kind], Pooling | AdaptiveAveragePooling)


def field_problem(
    network: Network | NetworkDraft, shapes: Sequence[tuple[object, ...]], layers: Layers = None
) -> str | None:
    """Why the values of a layer have no receptive field of one form, ``stride i + start`` to ``stride i + end``.

    ``shapes`` begins with the network's input; then comes the output of each layer. ``layers`` None asks for the last
    one that leaves space. None where every value has a field of this form (or the layer leaves no space: for that see
    ``LaidFields``).

    >>> from exgen.engine.reading import read_network
    >>> network = read_network("AdaptiveAvgPool2d(3)", "3x10x12").resolve({})
    >>> print(field_problem(network, [(3, 10, 12), (3, 3, 3)]))  # doctest: +NORMALIZE_WHITESPACE
    layer 1, AdaptiveAvgPool2d(output_size=3): 10 is not divisible by 3, so its windows differ
    and there is no interval of one form
    """
    chain: Sequence[Layer | LayerDraft] = network.layers
    last = _last_of(layers)
    for index, one in enumerate(chain if last is None else chain[: last + 1]):
        if len(shapes[index + 1]) == 1:
            break
        problem = KINDS[one.kind].field_problem(one.arguments, shapes[index])
        if problem is not None:
            return f"layer {index + 1}, {one.text}: {problem} and there is no interval of one form"
    return None
