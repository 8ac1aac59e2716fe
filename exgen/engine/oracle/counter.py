"""What there is to count in a layer: nothing here computes a number, everything lists things.

A counter yields the places of the output, the entries of the layer's tensors and, for every output value, the
products that are summed for it. ``counted_quantities`` goes through them one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, product
from typing import ClassVar, Literal

from exgen.engine.conventions import Conventions
from exgen.engine.networks import Layer
from exgen.errors import NetworkError

Shape = tuple[int, ...]
Sum = tuple[Iterable[object], Iterable[object]]
"""What one output value sums: its products, and its bias (one thing, or none)."""


class Counter:
    """A layer that passes its input through: nothing is learned, multiplied or summed (ReLU, Dropout).

    ``given`` is the shape that goes in. All listings are lazy: whoever counts them stops at the budget.
    ``channels`` says on which axis it looks for channels or features, where it looks for any.
    """

    channels: ClassVar[Literal["first", "last"] | None] = None

    def puts_channels_last(self, layer: Layer, is_last: bool) -> bool:
        """Whether they stand last in what comes out, if they do so in what goes in."""
        del layer
        return is_last

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        """Along each axis of the output (channels, then spatial axes) the things that it has an index for."""
        return (range(given[0]), *(self.places(layer, axis, size) for axis, size in enumerate(given[1:])))

    def joined_places(self, layer: Layer, given: Sequence[Shape]) -> tuple[Iterable[object], ...]:
        """The same for all tensors that go in; most layers take one."""
        (only,) = given
        return self.output_places(layer, only)

    def places(self, layer: Layer, axis: int, size: int) -> Iterable[object]:
        """The same along one spatial axis, for the size that goes in on it.

        Raises NetworkError where no spatial axis comes out, or one that does not depend on what goes in.
        """
        del layer, axis
        return range(size)

    def weights(self, layer: Layer, given: Shape) -> Iterable[object]:
        """The entries of the weight tensor."""
        del layer, given
        return ()

    def biases(self, layer: Layer, given: Shape) -> Iterable[object]:
        """The entries of the bias vector."""
        del layer, given
        return ()

    def shifts(self, layer: Layer, given: Shape) -> Iterable[object]:
        """Those of them that are no biases of neurons: shifts of a normalisation, a key that is learned."""
        del layer, given
        return ()

    def under(self, conventions: Conventions) -> Counter:
        """The counter of what such a layer has under these conventions."""
        del conventions
        return self

    def sums(self, layer: Layer, given: Shape) -> Iterator[Sum]:
        """For every output value what is multiplied and summed for it.

        Raises NetworkError where the layer does not work output value by output value.
        """
        del layer, given
        return iter(())

    def multiplications(self, layer: Layer, given: Shape) -> Iterable[object]:
        """Every product."""
        return multiplied(self.sums(layer, given))

    def additions(self, layer: Layer, given: Shape) -> Iterable[object]:
        """Every term that is added to something."""
        return added(self.sums(layer, given))

    def biases_added(self, layer: Layer, given: Shape) -> Iterable[object]:
        """Every time that a bias is added."""
        return chain.from_iterable(bias for _, bias in self.sums(layer, given))

    def buffers(self, layer: Layer, given: Shape) -> Iterable[object]:
        """The numbers that are kept without being learned."""
        del layer, given
        return ()

    def statistics(self, layer: Layer, given: Shape) -> Iterable[object]:
        """Those of them that are running means and variances."""
        del layer, given
        return ()

    def positions(self, layer: Layer, given: Sequence[Shape], spatial: slice) -> Iterable[object]:
        """Every position of the kernel; without a kernel every value of an output channel.

        ``given`` are the shapes of all tensors that go in, ``spatial`` the spatial axes of what comes out.
        """
        return product(*self.joined_places(layer, given)[spatial])

    def grows_by(self, layer: Layer, axis: int, given: Shape) -> int:
        """How many places come out of one that goes in, where the axis grows: so many outputs are to be traced."""
        del layer, axis, given
        return 1

    def check_places(self, layer: Layer, given: Shape, spatial: slice) -> None:
        """Raises NetworkError where a value is reached from all places of an axis; ``spatial`` are those of places."""
        del layer, given, spatial

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        """The inputs from which these outputs are reached, on one axis; its indices go on at both ends.

        Raises NetworkError where no spatial axis comes out, or outputs are not all reached in the same way.
        """
        del layer, axis, given
        return outputs


def multiplied(sums: Iterable[Sum]) -> Iterator[object]:
    """Every product of every output value."""
    return chain.from_iterable(products for products, _ in sums)


def added(sums: Iterable[Sum]) -> Iterator[object]:
    """Every term that is added to those before it: all but an output value's first."""
    return chain.from_iterable(islice(chain(products, bias), 1, None) for products, bias in sums)


def must_be_written(argument: str, layer: Layer, arriving: int) -> None:
    """Raise NetworkError where a layer is written for another number of channels or features than arrives."""
    written = layer.integer(argument)
    if written != arriving:
        raise NetworkError(f"{layer.text}: {argument} is {written}, but {arriving} come in")


def dealt(things: Sequence[int], hands: int, layer: Layer) -> list[Sequence[int]]:
    """Things cut into equal runs: dealt out like cards to see how long a run is.

    Raises NetworkError where the runs are not equal.
    """
    lengths = [len(things[hand::hands]) for hand in range(hands)]
    if len(set(lengths)) > 1:
        raise NetworkError(f"{layer.text}: {len(things)} channels cannot be split into {hands} equal groups")
    deck = iter(things)
    return [tuple(islice(deck, length)) for length in lengths]
