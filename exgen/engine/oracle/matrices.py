"""Networks worked out by hand, the long way round: values stand in dicts by their place.

A place is channel, row and column, or example and feature of rows. Gradients are found by going forward once for each
entry, with a slope on it (``slopes``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from exgen.engine.networks import Network
from exgen.engine.oracle.hand_layers import (
    IMAGE_AXES,
    WORKED,
    Entries,
    Layered,
    Place,
    Shape,
    convolved,
    scores,
    shares,
    taps,
)
from exgen.engine.oracle.slopes import Number, Sloped, slope_of, to_decimals, value_of
from exgen.errors import NetworkError


class HandWork:
    """A network worked out by hand; ``shapes`` are those of the input and behind every layer.

    Every question raises NetworkError where no matrix goes in, or a layer is not worked out by hand.
    """

    def __init__(self, network: Network, shapes: Sequence[Shape]) -> None:
        if network.matrices is None:
            raise NetworkError("no matrix goes in")
        self._network, self._matrices, self._shapes = network, network.matrices, shapes
        self._image = by_place(network.matrices.image, self._axes(0))
        self._learned = [
            {name: self._given(index, name) for name in ("weight", "bias", "target", "key", "value")}
            for index in range(len(network.layers))
        ]

    def output(self, last: int, decimals: int | None = None) -> Any:
        """What comes out of a layer, in rows and columns."""
        return _bare(in_rows(self._forward(self._image, 0, last, self._learned), decimals))

    def input_gradient(self, layer: int, decimals: int | None = None) -> Any:
        """The slope of the loss along each value that goes into a layer."""
        arriving = self._forward(self._image, 0, layer - 1, self._learned)

        def slope(place: Place) -> Number:
            return self._loss({**arriving, place: Sloped(value_of(arriving[place]), 1)}, layer, self._learned)

        return _bare(in_rows({place: slope_of(slope(place)) for place in arriving}, decimals))

    def learned_gradient(self, layer: int, name: str, decimals: int | None = None) -> Any:
        """The slope of the loss along each entry of a layer's ``weight`` or ``bias``, which it must have."""
        asked = self._network.layers[layer]
        if not asked.arguments.get("affine" if name == "weight" else name, True):
            raise NetworkError(f"{asked.text}: it has no {name}")
        arriving = self._forward(self._image, 0, layer - 1, self._learned)
        entries = self._learned[layer][name]

        def slope(place: Place) -> Number:
            learned = list(self._learned)
            learned[layer] = {**learned[layer], name: {**entries, place: Sloped(value_of(entries[place]), 1)}}
            return slope_of(self._loss(arriving, layer, learned))

        found = {place: slope(place) for place in entries}
        # numbers for channels or features stand in one row
        return _bare(in_rows({(0,) * (2 - len(place)) + place: one for place, one in found.items()}, decimals))

    def attention(self, layer: int, name: str, decimals: int | None = None) -> Any:
        """An attention's ``scores``, or the ``shares`` that a softmax makes of them."""
        asked = self._layered(layer, self._learned)
        found = scores(asked, self._forward(self._image, 0, layer - 1, self._learned))
        return in_rows(found if name == "scores" else shares(asked, found), decimals)

    def unfolded(self, layer: int) -> Any:
        """A convolution's input, a column for each position of its kernel."""
        arriving = self._forward(self._image, 0, layer - 1, self._learned)
        asked = self._layered(layer, self._learned)
        columns = [
            [value_of(arriving.get((channel, *there), 0)) for channel in range(asked.given[0]) for _, there in met]
            for _, met in taps(asked, asked.given[1:])
        ]
        return tuple(zip(*columns, strict=True))

    def toeplitz(self, layer: int) -> Any:
        """A convolution's matrix: what it makes of an input with a single 1 is a column."""
        learned = [{**given, "bias": {}} for given in self._learned]
        asked = self._layered(layer, learned)
        places = list(product(*map(range, asked.given)))
        columns = [convolved(asked, {place: int(place == one) for place in places}) for one in places]
        return tuple(zip(*([value_of(value) for value in column.values()] for column in columns), strict=True))

    def _loss(self, arriving: Entries, first: int, learned: Sequence[Mapping[str, Entries]]) -> Number:
        """The sum of what comes out, each entry times the gradient that comes in from behind."""
        out = self._forward(arriving, first, len(self._network.layers) - 1, learned)
        gradient = self._matrices.gradient
        if gradient is None and len(out) > 1:
            raise NetworkError("no gradient comes in from behind")
        weights: Entries = dict.fromkeys(out, 1) if gradient is None else by_place(gradient, len(next(iter(out))))
        if weights.keys() != out.keys():
            raise NetworkError("the gradient does not have the size of what comes out")
        total: Number = 0
        for place, value in out.items():
            total = total + value * weights[place]
        return total

    def _forward(self, entries: Entries, first: int, last: int, learned: Sequence[Mapping[str, Entries]]) -> Entries:
        for index in range(first, last + 1):
            layer = self._network.layers[index]
            if layer.kind not in WORKED:
                raise NetworkError(f"{layer.text}: it is not worked out by hand")
            entries = WORKED[layer.kind](self._layered(index, learned), entries)
        return entries

    def _layered(self, index: int, learned: Sequence[Mapping[str, Entries]]) -> Layered:
        shapes = self._shapes[index], self._shapes[index + 1]
        return Layered(
            self._network.layers[index], learned[index], self._matrices.flips, self._network.conventions, *shapes
        )

    def _given(self, index: int, name: str) -> Entries:
        """A layer's tensor that was given; kernels by output and input channel, biases by their channel."""
        given = self._matrices.weights.get(f"{index}.{name}", ())
        if name.endswith("target"):
            return {(index,): right for index, right in enumerate(by_place(given, 0).values())}
        if name.endswith("weight") and not self._network.layers[index].kind.startswith("BatchNorm"):
            return by_place(given, 4 if len(self._shapes[index]) == IMAGE_AXES else 2)
        if name in ("key", "value"):
            return by_place(given, 2)
        entries = by_place(given, 0) if isinstance(given, tuple) else {(0,): given}
        return {place[-1:]: value for place, value in entries.items()}

    def _axes(self, index: int) -> int:
        return IMAGE_AXES if len(self._shapes[index]) == IMAGE_AXES else 2


def by_place(tensor: Any, axes: int) -> Entries:
    """The entries of nested rows by their place; with zeros in front where a place needs more axes.

    >>> by_place(((5, 7),), 3)
    {(0, 0, 0): 5, (0, 0, 1): 7}
    """
    found: Entries = {}

    def walk(part: Any, place: Place) -> None:
        if isinstance(part, tuple):
            for index, inside in enumerate(part):
                walk(inside, (*place, index))
        else:
            found[(0,) * (axes - len(place)) + place] = part

    walk(tensor, ())
    return found


def in_rows(entries: Mapping[Place, Number], decimals: int | None = None) -> Any:
    """Nested rows of the entries at their places; to so many decimals, where that is asked."""
    if list(entries) == [()]:
        alone = value_of(entries[()])
        return alone if decimals is None else to_decimals(alone, decimals)
    parts: dict[int, dict[Place, Number]] = {}
    for (first, *rest), value in entries.items():
        parts.setdefault(first, {})[tuple(rest)] = value
    return tuple([in_rows(parts[index], decimals) for index in sorted(parts)])


def _bare(rows: Any) -> Any:
    """A matrix out of the only channel that it is in."""
    while len(rows) == 1 and isinstance(rows[0][0], tuple):
        (rows,) = rows
    return rows
