"""Counters of layers without a window: normalisation, flattening, dense layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise, product

from exgen.engine.networks import KEPT, Layer
from exgen.engine.oracle.counter import Counter, Shape, Sum, dealt, must_be_written
from exgen.errors import NetworkError


class Affine(Counter):
    """A scale and a shift for each channel, if they are learned; ``argument`` is where their number is written."""

    def __init__(self, argument: str, learned: str = "affine", shifted: str | None = "bias") -> None:
        """``shifted`` says whether there are shifts; None where there never are."""
        self.argument = argument
        self.learned = learned
        self.shifted = shifted

    def weights(self, layer: Layer, given: Shape) -> Iterable[object]:
        return self._entries(layer) if layer.integer(self.learned) else ()

    def biases(self, layer: Layer, given: Shape) -> Iterable[object]:
        return self._entries(layer) if self.shifted and layer.integer(self.shifted) else ()

    def shifts(self, layer: Layer, given: Shape) -> Iterable[object]:
        return self.biases(layer, given)

    def _entries(self, layer: Layer) -> Iterable[object]:
        written = layer.arguments[self.argument]
        return (
            product(*map(range, layer.axes(self.argument)))
            if isinstance(written, tuple)
            else range(layer.integer(self.argument))
        )


class BatchNormalisation(Affine):
    """The same, with statistics that are kept."""

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        must_be_written("num_features", layer, given[0])
        return super().output_places(layer, given)

    def buffers(self, layer: Layer, given: Shape) -> Iterable[object]:
        if not layer.integer("track_running_stats"):
            return ()
        return chain(self.statistics(layer, given), ("batches",))

    def statistics(self, layer: Layer, given: Shape) -> Iterable[object]:
        return product(("mean", "variance"), range(given[0])) if layer.integer("track_running_stats") else ()


class Slopes(Counter):
    """One number for each channel, or for all of them; ``argument`` is where their number is written."""

    def __init__(self, argument: str) -> None:
        self.argument = argument

    def weights(self, layer: Layer, given: Shape) -> Iterable[object]:
        return range(layer.integer(self.argument))


class Flatten(Counter):
    """All values of the axes that are flattened in one row."""

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        axes = ["batch", *range(len(given))]
        flat = axes[layer.integer("start_dim") :]
        end = layer.integer("end_dim")
        kept = axes[range(len(axes))[end] + 1 :]
        flat = [axis for axis in flat if axis not in kept]
        row = product(*(range(given[axis]) for axis in flat if isinstance(axis, int)))
        before = [range(size) for axis, size in enumerate(given) if axis not in flat and axis not in kept]
        return (*before, row, *(range(given[axis]) for axis in kept if isinstance(axis, int)))

    def places(self, layer: Layer, axis: int, size: int) -> Iterable[object]:
        del axis, size
        raise NetworkError(f"{layer.text}: no spatial axis comes out, so no input size can be asked for")

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        raise NetworkError(f"{layer.text}: no spatial axis comes out")


class Unflatten(Flatten):
    """The values of one axis, dealt out on several."""

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        axes = list(map(range, given))
        dealt = [range(size) for size in layer.axes("unflattened_size")]
        place = range(-1, len(given))[layer.integer("dim")]
        if place < 0 or sum(1 for _ in product(*dealt)) != given[place]:
            raise NetworkError(f"{layer.text}: {given} come in")
        axes[place : place + 1] = dealt
        return tuple(axes)


class Linear(Counter):
    """Each output feature is connected with each input feature, at every place for itself."""

    channels = "last"

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        must_be_written("in_features", layer, given[-1])
        return (*map(range, given[:-1]), range(layer.integer("out_features")))

    def weights(self, layer: Layer, given: Shape) -> Iterable[object]:
        return product(range(layer.integer("out_features")), range(given[-1]))

    def biases(self, layer: Layer, given: Shape) -> Iterable[object]:
        del given
        return range(layer.integer("out_features")) if layer.integer("bias") else ()

    def sums(self, layer: Layer, given: Shape) -> Iterator[Sum]:
        bias = ("bias",) if layer.integer("bias") else ()
        for _ in product(*map(range, given[:-1]), range(layer.integer("out_features"))):
            yield range(given[-1]), bias


class Permute(Counter):
    """Axes in another order."""

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        axes = ("batch", *map(range, given))
        return tuple([axis for dim in layer.axes("dims") if not isinstance(axis := axes[dim], str)])

    def puts_channels_last(self, layer: Layer, is_last: bool) -> bool:
        dims = layer.axes("dims")
        return dims[-1] == (max(dims) if is_last else 1)

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        dims = list(layer.axes("dims"))
        for channels in (1, max(dims)):
            spatial = [dim for dim in dims if dim != channels]
            if channels in (dims[1], dims[-1]) and all(one < other for one, other in pairwise(spatial)):
                return outputs
        raise NetworkError(f"{layer.text}: its spatial axes change their places")


class Select(Flatten):
    """The features at one place."""

    channels = "last"

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        if layer.integer("index") not in range(-given[0], given[0]):
            raise NetworkError(f"{layer.text}: there are {given[0]} places")
        return (range(given[1]),)


class Parts(Counter):
    """One of so many equal parts of the channels: ``argument`` says how many, or it is a number."""

    def __init__(self, parts: str | int) -> None:
        self.parts = parts

    def joined_places(self, layer: Layer, given: Iterable[Shape]) -> tuple[Iterable[object], ...]:
        (shape,) = given
        parts = self.parts if isinstance(self.parts, int) else layer.integer(self.parts)
        dims = layer.integer("dim") if "dim" in layer.arguments else 1
        axis = range(-1, len(shape))[dims]
        return tuple(
            [dealt(range(size), parts, layer)[0] if place == axis else range(size) for place, size in enumerate(shape)]
        )


class ChannelShuffle(Counter):
    """Groups of channels that must be equal."""

    channels = "first"

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        hands = dealt(range(given[0]), layer.integer("groups"), layer)
        return (chain.from_iterable(hands), *map(range, given[1:]))


class Softmax(Counter):
    """Divides by a sum along one axis; where none is written along axis 1, of three along axis 0, the batch."""

    def check_places(self, layer: Layer, given: Shape, spatial: slice) -> None:
        axes = range(1 + len(given))
        written = layer.arguments["dim"] != KEPT
        along = axes[layer.integer("dim")] if written else axes[0 if len(axes) == 3 else 1]
        if along in axes[1:][spatial]:
            raise NetworkError(f"{layer.text}: every output along its axis is reached from all inputs")


class Loss(Flatten):
    """A single number, whatever comes in."""

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        del layer, given
        return ((0,),)


class Queries(Flatten):
    """Each query gives an output of as many features as the values have; how many keys there are nobody says."""

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        must_be_written("embed_dim", layer, given[0])
        return (range(layer.integer("out_features")),)

    def sums(self, layer: Layer, given: Shape) -> Iterator[Sum]:
        raise NetworkError(f"{layer.text}: how much it multiplies depends on how many keys there are")
