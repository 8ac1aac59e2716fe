"""Work by hand, the long way round: values looked up tap by tap, blocks through the matrix of a convolution.

Values stand in dicts by their place; what is not in them is padding. A transposed convolution multiplies by the
transpose of the matrix that the convolution back from its output would be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple, TypeAlias

from exgen.engine.by_hand.matrices import Entry, Matrix
from exgen.engine.networks import Layer, Network
from exgen.engine.oracle.windows import Window, windows
from exgen.errors import NetworkError

Place: TypeAlias = tuple[int, int]
Entries: TypeAlias = dict[Place, Entry]
Shape: TypeAlias = tuple[int, ...]


class Layered(NamedTuple):
    """A layer with all that it works on: its kernel (no entries without one), bias, and the sizes in and out."""

    layer: Layer
    kernel: Entries
    bias: Entry
    flips: bool
    given: Shape
    out: Shape


def matrix_behind(network: Network, last: int, shapes: Sequence[Shape]) -> Matrix:
    """The matrix that comes out of layer ``last``; ``shapes`` are those of the input and behind every layer.

    Raises NetworkError where no matrix goes in, or a layer is not worked out by hand.
    """
    if network.matrices is None:
        raise NetworkError("no matrix goes in")
    entries, matrices = _entries(network.matrices.image), network.matrices
    for index, layer in enumerate(network.layers[: last + 1]):
        if layer.kind not in WORKED:
            raise NetworkError(f"{layer.text}: it is not worked out by hand")
        kernel, bias = matrices.weights.get(f"{index}.weight", ()), matrices.weights.get(f"{index}.bias", 0)
        assert isinstance(kernel, tuple)
        assert not isinstance(bias, tuple)
        given, out = shapes[index][1:], shapes[index + 1][1:]
        entries = WORKED[layer.kind](Layered(layer, _entries(kernel), bias, matrices.flips, given, out), entries)
    rows, columns = shapes[last + 1][1:]
    return tuple(tuple(entries[row, column] for column in range(columns)) for row in range(rows))


def _entries(matrix: Matrix) -> Entries:
    return {(row, column): value for row, values in enumerate(matrix) for column, value in enumerate(values)}


def _slid(asked: Layered, size: Shape) -> Iterator[list[Window]]:
    """The windows along each axis of a map of this size."""
    for axis, length in enumerate(size):
        kernel, stride, padding = (asked.layer.axes(name)[axis] for name in ("kernel_size", "stride", "padding"))
        dilation = asked.layer.axes("dilation")[axis] if "dilation" in asked.layer.arguments else 1
        yield windows(length, kernel, stride, padding, dilation)


def _taps(asked: Layered, size: Shape) -> Iterator[tuple[Place, Iterator[tuple[Place, Place]]]]:
    """For every output place the places of kernel and map that meet there."""
    rows, columns = _slid(asked, size)
    for (row, down), (column, across) in product(enumerate(rows), enumerate(columns)):
        meeting = product(enumerate(down), enumerate(across))
        yield (row, column), (((above, beside), (y, x)) for (above, y), (beside, x) in meeting)


def _convolved(asked: Layered, entries: Entries) -> Entries:
    # read backwards, a kernel is turned by half a circle
    values = list(asked.kernel.values())
    kernel = dict(zip(asked.kernel, reversed(values) if asked.flips else values, strict=True))
    return {
        place: sum((entries.get(there, 0) * kernel[tap] for tap, there in taps), asked.bias)
        for place, taps in _taps(asked, asked.given)
    }


def _transposed(asked: Layered, entries: Entries) -> Entries:
    # the convolution's matrix: a row for each value of its (small) output, a column for each of its input
    matrix: Mapping[Place, Mapping[Place, Entry]] = {
        row: {there: asked.kernel[tap] for tap, there in taps} for row, taps in _taps(asked, asked.out)
    }
    height, width = asked.out
    return {
        column: sum((matrix[row].get(column, 0) * value for row, value in entries.items()), asked.bias)
        for column in product(range(height), range(width))
    }


def _windowed(asked: Layered, entries: Entries) -> Iterator[tuple[Place, list[Entry], int]]:
    """For every output place the values that its window meets, and how many taps it has."""
    for place, taps in _taps(asked, asked.given):
        there = [where for _, where in taps]
        yield place, [entries[where] for where in there if where in entries], len(there)


def _largest(asked: Layered, entries: Entries) -> Entries:
    found = {}
    for place, values, _ in _windowed(asked, entries):
        if not values:
            raise NetworkError(f"{asked.layer.text}: a window holds nothing but padding")
        found[place] = sorted(values)[-1]
    return found


def _mean(asked: Layered, entries: Entries) -> Entries:
    counts_padding = asked.layer.integer("count_include_pad")
    return {
        place: sum(Fraction(value, taps if counts_padding else len(values)) for value in values)
        for place, values, taps in _windowed(asked, entries)
    }


def _rectified(asked: Layered, entries: Entries) -> Entries:
    del asked
    return {place: value if value > 0 else 0 for place, value in entries.items()}


WORKED: Mapping[str, Callable[[Layered, Entries], Entries]] = {
    "Conv2d": _convolved,
    "ConvTranspose2d": _transposed,
    "MaxPool2d": _largest,
    "AvgPool2d": _mean,
    "ReLU": _rectified,
}
"""The layer kinds that are worked out by hand, each by what makes its output's entries of the input's."""
