"""What layers do to values by hand, looked up tap by tap; what is not in the dict of a map's values is padding.

A transposed convolution multiplies by the transpose of the matrix that the convolution back from its output would be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import NamedTuple, TypeAlias

from exgen.engine.conventions import Conventions
from exgen.engine.networks import Layer
from exgen.engine.oracle.slopes import Number, logarithm, power, root, value_of
from exgen.engine.oracle.windows import Window, windows
from exgen.errors import NetworkError

Place: TypeAlias = tuple[int, ...]
Entries: TypeAlias = dict[Place, Number]
Shape: TypeAlias = tuple[int, ...]

IMAGE_AXES = 3
"""Channels, rows and columns; rows of features have two."""


class Layered(NamedTuple):
    """A layer with all that it works on: what it has learned, and the sizes in and out."""

    layer: Layer
    learned: Mapping[str, Entries]
    flips: bool
    conventions: Conventions
    given: Shape
    out: Shape

    @property
    def kernel(self) -> Entries:
        """The weights by output channel, input channel, row and column."""
        return self.learned["weight"]

    def bias(self, channel: int) -> Number:
        """The bias of an output channel; 0 where there is none."""
        return self.learned["bias"].get((channel,), 0)


def _slid(asked: Layered, size: Shape) -> Iterator[list[Window]]:
    """The windows along each axis of a map of this size."""
    for axis, length in enumerate(size):
        kernel, stride, padding = (asked.layer.axes(name)[axis] for name in ("kernel_size", "stride", "padding"))
        dilation = asked.layer.axes("dilation")[axis] if "dilation" in asked.layer.arguments else 1
        yield windows(length, kernel, stride, padding, dilation)


def taps(asked: Layered, size: Shape) -> Iterator[tuple[Place, list[tuple[Place, Place]]]]:
    """For every output place the places of kernel and map that meet there."""
    rows, columns = _slid(asked, size)
    for (row, down), (column, across) in product(enumerate(rows), enumerate(columns)):
        meeting = product(enumerate(down), enumerate(across))
        yield (row, column), [((above, beside), (y, x)) for (above, y), (beside, x) in meeting]


def _added(numbers: Iterable[Number], start: Number = 0) -> Number:
    for number in numbers:
        start = start + number
    return start


def _read_by(asked: Layered, output: int) -> list[tuple[int, int]]:
    """The channels that an output channel reads: their numbers among its kernels, and among all."""
    channels, groups = range(asked.given[0]), asked.layer.integer("groups")
    outputs, inputs = asked.out[0] // groups, asked.given[0] // groups
    return list(enumerate([channel for channel in channels if channel // inputs == output // outputs]))


def convolved(asked: Layered, entries: Entries) -> Entries:
    """What comes out of a convolution."""
    kernel = asked.kernel
    if asked.flips:
        last = [size - 1 for size in asked.layer.axes("kernel_size")]
        kernel = {(*rest, last[0] - row, last[1] - column): value for (*rest, row, column), value in kernel.items()}
    meetings = list(taps(asked, asked.given[1:]))
    return {
        (output, *place): _added(
            [
                entries.get((channel, *there), 0) * kernel[(output, number, *tap)]
                for number, channel in _read_by(asked, output)
                for tap, there in met
            ],
            asked.bias(output),
        )
        for output in range(asked.out[0])
        for place, met in meetings
    }


def _transposed(asked: Layered, entries: Entries) -> Entries:
    # the convolution's matrix: a row for each value of its (small) output, a column for each of its input
    meetings = {row: {there: tap for tap, there in met} for row, met in taps(asked, asked.out[1:])}
    channels, height, width = asked.out
    return {
        (output, *there): _added(
            [
                value * asked.kernel[(channel, output, *meetings[tuple(row)][there])]
                for (channel, *row), value in entries.items()
                if there in meetings[tuple(row)]
            ],
            asked.bias(output),
        )
        for output, *there_ in product(range(channels), range(height), range(width))
        for there in [tuple(there_)]
    }


def _windowed(asked: Layered, entries: Entries) -> Iterator[tuple[Place, list[Number], int]]:
    """For every output place the values that its window meets, and how many taps it has."""
    for channel in range(asked.given[0]):
        for place, met in taps(asked, asked.given[1:]):
            there = [(channel, *where) for _, where in met]
            yield (channel, *place), [entries[where] for where in there if where in entries], len(there)


def _largest(asked: Layered, entries: Entries) -> Entries:
    found = {}
    for place, values, _ in _windowed(asked, entries):
        if not values:
            raise NetworkError(f"{asked.layer.text}: a window holds nothing but padding")
        largest = values[0]
        for value in values[1:]:
            if value > largest:
                largest = value
        found[place] = _of_ties([value for value in values if not value < largest], asked.conventions.ties)
    return found


def _of_ties(equal: list[Number], ties: str) -> Number:
    """The value of several equal ones, which grows with the first of them, with all, or with their mean."""
    if ties == "first" or len(equal) == 1:
        return equal[0]
    if ties == "shared":
        return _added(equal) * Fraction(1, len(equal))
    return _added([one - value_of(one) for one in equal], value_of(equal[0]))


def _mean(asked: Layered, entries: Entries) -> Entries:
    counts_padding = asked.layer.integer("count_include_pad")
    if asked.conventions.zeros_in_means != "as_the_layer_says":
        counts_padding = asked.conventions.zeros_in_means == "counted"
    return {
        place: _added([value * Fraction(1, taps_ if counts_padding else len(values)) for value in values])
        for place, values, taps_ in _windowed(asked, entries)
    }


def _rectified(asked: Layered, entries: Entries) -> Entries:
    at_zero = {"zero": Fraction(0), "one": Fraction(1), "half": Fraction(1, 2)}[asked.conventions.slope_at_zero]
    below = {place: value * at_zero if not value < 0 else 0 for place, value in entries.items()}
    return {place: value if value > 0 else below[place] for place, value in entries.items()}


def _flattened(asked: Layered, entries: Entries) -> Entries:
    if len(asked.given) == 1:
        return entries
    return {(0, index): entries[place] for index, place in enumerate(sorted(entries))}


def _dense(asked: Layered, entries: Entries) -> Entries:
    examples = sorted({example for example, _ in entries})
    return {
        (example, out): _added(
            [value * asked.kernel[out, feature] for (one, feature), value in entries.items() if one == example],
            asked.bias(out),
        )
        for example in examples
        for out in range(asked.out[0])
    }


def _normalised(asked: Layered, entries: Entries) -> Entries:
    # rows have their feature last, maps their channel first
    feature_at = 0 if len(asked.given) == IMAGE_AXES else 1
    epsilon = Fraction(str(asked.layer.arguments["eps"]))
    found: Entries = {}
    for feature in range(asked.given[0]):
        own = {place: value for place, value in entries.items() if place[feature_at] == feature}
        share = Fraction(1, len(own))
        mean = _added(own.values()) * share
        square = _added([(value - mean) * (value - mean) for value in own.values()]) * share
        divisor = root(square + epsilon)
        if value_of(divisor) == 0:
            raise NetworkError(f"{asked.layer.text}: all values of a feature are equal")
        scale = asked.kernel.get((feature,), 1)
        found |= {
            place: (value - mean) * scale * (Fraction(1) / divisor) + asked.bias(feature)
            for place, value in own.items()
        }
    return {place: found[place] for place in entries}


def shares(asked: Layered, entries: Entries) -> Entries:
    del asked
    powers = {place: power(value) for place, value in entries.items()}
    sums: dict[int, Number] = {}
    for (row, _), value in powers.items():
        sums[row] = sums.get(row, 0) + value
    return {(row, column): value * (Fraction(1) / sums[row]) for (row, column), value in powers.items()}


def _cross_entropy(asked: Layered, entries: Entries) -> Entries:
    # the logarithm of the sum of all powers, less the right score
    total: Number = 0
    rights = asked.learned["target"]
    for (row,), right in rights.items():
        scores = [value for (one, _), value in entries.items() if one == row]
        apart = [score - scores[0] for score in scores]
        total = total + logarithm(_added(map(power, apart))) - apart[int(value_of(right))]
    return {(0, 0): total * Fraction(1, len(rights) if asked.conventions.losses == "averaged" else 1)}


def scores(asked: Layered, entries: Entries) -> Entries:
    keys = asked.learned["key"]
    size = len({place for row, place in keys if row == 0})
    share = Fraction(1) / root(Fraction(size))
    return {
        (query, key): _added([entries[query, place] * keys[key, place] for place in range(size)]) * share
        for query in sorted({query for query, _ in entries})
        for key in sorted({key for key, _ in keys})
    }


def _attended(asked: Layered, entries: Entries) -> Entries:
    found = shares(asked, scores(asked, entries))
    values = asked.learned["value"]
    return {
        (query, out): _added([share * values[key, out] for (one, key), share in found.items() if one == query])
        for query in sorted({query for query, _ in found})
        for out in range(asked.out[0])
    }


WORKED: Mapping[str, Callable[[Layered, Entries], Entries]] = {
    "Conv2d": convolved,
    "ConvTranspose2d": _transposed,
    "MaxPool2d": _largest,
    "AvgPool2d": _mean,
    "ReLU": _rectified,
    "Flatten": _flattened,
    "Linear": _dense,
    "BatchNorm1d": _normalised,
    "BatchNorm2d": _normalised,
    "Softmax": shares,
    "CrossEntropyLoss": _cross_entropy,
    "ScaledDotProductAttention": _attended,
}
"""The layer kinds that are worked out by hand, each by what makes its output's entries of the input's."""
