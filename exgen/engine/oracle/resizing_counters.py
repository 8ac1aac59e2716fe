"""Counters of layers that put places on, or make several of one: padding, resizing, channels that become places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain, product

from exgen.engine.networks import Layer
from exgen.engine.oracle.counter import Counter, Shape, dealt
from exgen.engine.oracle.windows import endless_windows
from exgen.errors import NetworkError


class Padding(Counter):
    """Places put before and behind each axis, written from the last axis on."""

    channels = "first"

    def places(self, layer: Layer, axis: int, size: int) -> Iterable[object]:
        before, behind = self._sides(layer)[axis]
        return range(-before, size + behind)

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        before, _ = self._sides(layer)[axis]
        slid = endless_windows(min(outputs), max(outputs), 1, 1, before, 1)
        return set(chain.from_iterable(slid[output] for output in outputs))

    @staticmethod
    def _sides(layer: Layer) -> list[tuple[int, int]]:
        """The places before and behind each axis, first axis first."""
        written = iter(layer.axes("padding"))
        return list(zip(written, written, strict=True))[::-1]


class Resizing(Counter):
    """Every place becomes several, or a size is given."""

    channels = "first"

    def __init__(self, *, aligns_corners: bool = False) -> None:
        self.aligns_corners = aligns_corners

    def places(self, layer: Layer, axis: int, size: int) -> Iterable[object]:
        if not isinstance(layer.arguments["scale_factor"], tuple):
            raise NetworkError(f"{layer.text}: every input size gives the same output, so none can be asked for")
        factors = layer.factors("scale_factor")
        factor = factors[axis % len(factors)]
        return product(range(size), range(factor)) if isinstance(factor, int) else _steps(size, 1 / factor)

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        if not isinstance(layer.arguments["size"], tuple):
            return super().output_places(layer, given)
        sizes = layer.axes("size")
        return (range(given[0]), *(range(sizes[axis % len(sizes)]) for axis in range(len(given) - 1)))

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        mode = layer.arguments.get("mode", "nearest")
        if mode == "bicubic" or self.aligns_corners or layer.arguments.get("align_corners") == "True":
            raise NetworkError(f"{layer.text}: neighbouring outputs are not reached from inputs at one distance")
        copies = self.grows_by(layer, axis, given)
        near = range(min(0, min(outputs)) - 1, max(0, max(outputs)) + 2)
        if mode in ("nearest", "nearest-exact", "area"):
            repeated = endless_windows(near[0], near[-1], copies, copies, 0, 1)
            return {index for index, places in repeated.items() if not outputs.isdisjoint(places)}
        # the middles of places, on a ruler with two ticks for each place that comes out: between the middles of its
        # neighbours a value is made of both, at a middle of that one alone
        apart = 2 * copies
        middles = [output + output + 1 for output in outputs]
        return {index for index in near if any(abs(middle - index * apart - copies) < apart for middle in middles)}

    def grows_by(self, layer: Layer, axis: int, given: Shape) -> int:
        size = given[1 + axis]
        places = range(sum(1 for _ in self.output_places(layer, given)[1 + axis]))
        shares = {len(places[hand::size]) for hand in range(size)}
        if len(shares) > 1:
            raise NetworkError(f"{layer.text}: {len(places)} places are not made of {size} in equal shares")
        return min(shares)


def _steps(length: int, step: Fraction) -> Iterator[int]:
    """One thing for every step of this length that fits whole, one behind the other."""
    end = step
    while end <= length:
        yield 1
        end += step


class PixelShuffle(Resizing):
    """The channels of every block become places."""

    def places(self, layer: Layer, axis: int, size: int) -> Iterable[object]:
        return product(range(size), range(layer.integer("upscale_factor")))

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        factor = range(layer.integer("upscale_factor"))
        block = sum(1 for _ in product(factor, factor))
        hands = dealt(range(given[0]), block, layer)
        return (hands[0], *(self.places(layer, axis, size) for axis, size in enumerate(given[1:])))


class PixelUnshuffle(Resizing):
    """The places of every block become channels."""

    def places(self, layer: Layer, axis: int, size: int) -> Iterable[object]:
        factor = layer.integer("downscale_factor")
        return dealt(range(size), factor, layer)[0]

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        factor = range(layer.integer("downscale_factor"))
        places = [self.places(layer, axis, size) for axis, size in enumerate(given[1:])]
        return (product(range(given[0]), factor, factor), *places)

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        raise NetworkError(f"{layer.text}: its channels are not all reached from the same places")

    def grows_by(self, layer: Layer, axis: int, given: Shape) -> int:
        del layer, axis, given
        return 1
