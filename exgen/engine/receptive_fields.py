"""Receptive fields laid as rules, layer by layer and axis by axis, and the layers behind which there is none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from exgen.engine.drafts import NetworkDraft
from exgen.engine.layer_drafts import LayerDraft
from exgen.engine.layers import KINDS, ONE, ZERO, Laying, Shape
from exgen.engine.layers.pooling import AdaptiveAveragePooling, Pooling
from exgen.engine.layout import Layout, Place
from exgen.engine.networks import Layer, Network
from exgen.engine.quantities import Layers
from exgen.engine.wiring import INPUT, Wiring
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

    ``shapes`` holds the slots of the shape that goes in and of those that come out of the layers of these ``kinds``,
    joined by this ``wiring``.
    """

    def __init__(self, layout: Layout, kinds: tuple[str, ...], shapes: Sequence[Shape], wiring: Wiring) -> None:
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
            field = before[0] if len(before) == 1 else _joined(lay, axis, before)
            window = KINDS[self._kinds[index]].field_window(lay, axis, self._shapes[tensors[0] + 1])
            self._found[index, axis] = field if window is None else _composed(lay, axis, field, window)
        return self._found[layer, axis]

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


def _joined(lay: Laying, axis: int, branches: Sequence[Field]) -> Field:
    """The field behind a join: all that one of the branches reaches; the kernels are those of the longest branch."""
    strides, starts, ends, kernels = zip(*branches, strict=True)
    return Field(
        lay.step("joined_stride", axis, terms=strides),
        lay.step("joined_start", axis, terms=starts),
        lay.step("joined_end", axis, terms=ends),
        max(kernels, key=len),
    )


def _last_of(layers: Layers) -> int | None:
    """The layer whose output is asked for: of a group the last."""
    return layers.stop - 1 if isinstance(layers, range) else layers


def _moved_on(by: tuple[object, ...], stride: tuple[object, ...] | None) -> tuple[object, ...] | None:
    """The stride behind a layer that moves on by so much; None where one of the numbers is a letter."""
    if stride is None:
        return None
    moved = [one * other for one, other in zip(by, stride, strict=True) if type(one) is int and type(other) is int]
    return tuple(moved) if len(moved) == len(stride) else None


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
    last = _last_of(layers)
    spatial = [index for index in range(len(network.layers)) if len(shapes[index + 1]) > 1]
    if last is None and spatial:
        last = spatial[-1]
    strides: dict[int, tuple[object, ...] | None] = {INPUT: (1,) * (len(shapes[0]) - 1)}
    for index in () if last is None else network.wiring.leads_to(last):
        one: Layer | LayerDraft = network.layers[index]
        tensors = network.wiring.reads[index]
        if len(shapes[index + 1]) == 1:
            break
        given = [shapes[tensor + 1] for tensor in tensors]
        problem = KINDS[one.kind].joined_field_problem(one.arguments, given)
        if problem is None and len({strides[tensor] for tensor in tensors} - {None}) > 1:
            problem = "its branches move on at different strides"
        strides[index] = _moved_on(KINDS[one.kind].strides(one.arguments, given[0]), strides[tensors[0]])
        if problem is not None:
            return f"layer {index + 1}, {one.text}: {problem} and there is no interval of one form"
    return None
