"""Counters of layers on sequences: every product of every place is listed, gate by gate and head by head."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, product
from typing import ClassVar

from exgen.engine.conventions import Conventions
from exgen.engine.networks import Layer
from exgen.engine.oracle.counter import Counter, Shape, Sum, added, dealt, multiplied, must_be_written
from exgen.errors import NetworkError


class Embedding(Counter):
    """A vector for each number that a token can be; one of them comes out at each place."""

    channels = "last"

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        return (*map(range, given), range(layer.integer("embedding_dim")))

    def weights(self, layer: Layer, given: Shape) -> Iterable[object]:
        return product(range(layer.integer("num_embeddings")), range(layer.integer("embedding_dim")))

    def puts_channels_last(self, layer: Layer, is_last: bool) -> bool:
        return True


class OnSequences(Counter, ABC):
    """Works out sums on the way to its output values: ``worked`` lists them all."""

    channels = "last"
    written = ""
    """The argument in which the features that go in are written."""

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        must_be_written(self.written, layer, given[1])
        return super().output_places(layer, given)

    @abstractmethod
    def worked(self, layer: Layer, given: Shape) -> Iterator[Sum]:
        """Every sum that is worked out."""

    def sums(self, layer: Layer, given: Shape) -> Iterator[Sum]:
        raise NetworkError(f"{layer.text}: its output values are no plain sums of products")

    def multiplications(self, layer: Layer, given: Shape) -> Iterable[object]:
        return multiplied(self.worked(layer, given))

    def additions(self, layer: Layer, given: Shape) -> Iterable[object]:
        return added(self.worked(layer, given))

    def biases_added(self, layer: Layer, given: Shape) -> Iterable[object]:
        return chain.from_iterable(bias for _, bias in self.worked(layer, given))

    def reached_from(self, layer: Layer, axis: int, given: Shape, outputs: set[int]) -> set[int]:
        raise NetworkError(f"{layer.text}: a place is reached from all others, or from all before it")


class Recurrent(OnSequences):
    """Cells with so many gates, each with a matrix for the input and one for the state, and a bias for each."""

    written = "input_size"

    def __init__(self, gates: str, bias_vectors: tuple[str, ...] = ("of the input", "of the state")) -> None:
        self.gates = gates.split()
        self.bias_vectors = bias_vectors

    def under(self, conventions: Conventions) -> Counter:
        if conventions.recurrent_biases == "one":
            return Recurrent(" ".join(self.gates), ("of the gate",))
        return self

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        places, _ = super().output_places(layer, given)
        return places, product(self._directions(layer), self._state(layer))

    def weights(self, layer: Layer, given: Shape) -> Iterator[object]:
        for entries, state in self._units(layer, given):
            yield from entries
            yield from state
        for entries in self._projections(layer):
            yield from entries

    def biases(self, layer: Layer, given: Shape) -> Iterator[object]:
        for _ in self._units(layer, given):
            yield from self._biases(layer)

    def worked(self, layer: Layer, given: Shape) -> Iterator[Sum]:
        for _ in range(given[0]):
            for entries, state in self._units(layer, given):
                yield chain(entries, state), self._biases(layer)
            yield from ((entries, ()) for entries in self._projections(layer))

    def _units(self, layer: Layer, given: Shape) -> Iterator[tuple[Iterable[object], Iterable[object]]]:
        """For every unit of every gate what it reads: the entries of its input, and those of the state before."""
        state = self._state(layer)
        for number in range(layer.integer("num_layers")):
            for _ in product(self._directions(layer), self.gates, range(layer.integer("hidden_size"))):
                below = product(self._directions(layer), state)
                yield (range(given[1]) if number == 0 else below), state

    @staticmethod
    def _state(layer: Layer) -> range:
        """What is handed on of a state: all of it, or so many features as it is projected to."""
        projected = layer.arguments.get("proj_size", 0)
        return range(layer.integer("proj_size" if projected else "hidden_size"))

    def _projections(self, layer: Layer) -> Iterator[range]:
        """For every feature that a state is projected to what it reads: the state."""
        if layer.arguments.get("proj_size", 0):
            for _ in product(range(layer.integer("num_layers")), self._directions(layer), self._state(layer)):
                yield range(layer.integer("hidden_size"))

    @staticmethod
    def _directions(layer: Layer) -> tuple[str, ...]:
        return ("onwards", "back") if layer.integer("bidirectional") else ("onwards",)

    def _biases(self, layer: Layer) -> tuple[str, ...]:
        return self.bias_vectors if layer.integer("bias") else ()


class Attention(OnSequences):
    """Queries, keys and values at every place; every query meets every key, head by head."""

    written = "embed_dim"
    heads = "num_heads"
    projected: ClassVar[Mapping[str, str]] = {"query": "", "key": "kdim", "value": "vdim", "output": ""}
    """What is projected, and the argument that says how many features it has, where they may be others."""

    def weights(self, layer: Layer, given: Shape) -> Iterable[object]:
        return chain.from_iterable(
            product((what,), self._read(layer, given, what), range(given[1])) for what in self.projected
        )

    def biases(self, layer: Layer, given: Shape) -> Iterable[object]:
        vectors = self.projected if layer.integer("bias") else ()
        return chain(product(vectors, range(given[1])), self.shifts(layer, given))

    def shifts(self, layer: Layer, given: Shape) -> Iterable[object]:
        behind = ("key behind all", "value behind all") if layer.arguments.get("add_bias_kv") else ()
        return product(behind, range(given[1]))

    def worked(self, layer: Layer, given: Shape) -> Iterator[Sum]:
        places, features = range(given[0]), range(given[1])
        bias = ("bias",) if layer.integer("bias") else ()
        for _, what, _ in product(places, self.projected, features):
            yield self._read(layer, given, what), bias
        behind = [name for name in ("add_bias_kv", "add_zero_attn") if layer.arguments.get(name)]
        keys = [*places, *behind]
        for head in dealt(features, layer.integer(self.heads), layer):
            for _ in product(places, keys):
                yield head, ()
            for _ in product(places, head):
                yield keys, ()

    def _read(self, layer: Layer, given: Shape, what: str) -> range:
        """The features that are projected."""
        argument = self.projected[what]
        is_written = isinstance(layer.arguments.get(argument), tuple)
        return range(layer.axes(argument)[0] if is_written else given[1])


class Encoder(Attention):
    """Attention, then two dense layers at each place; a scale and a shift for each feature beside both."""

    written = "d_model"
    heads = "nhead"

    def weights(self, layer: Layer, given: Shape) -> Iterable[object]:
        dense = product(("there", "back"), range(given[1]), range(layer.integer("dim_feedforward")))
        return chain(super().weights(layer, given), dense, self._normalised(given))

    def biases(self, layer: Layer, given: Shape) -> Iterable[object]:
        if not layer.integer("bias"):
            return ()
        hidden = range(layer.integer("dim_feedforward"))
        return chain(super().biases(layer, given), hidden, range(given[1]))  # the shifts are among the former

    def shifts(self, layer: Layer, given: Shape) -> Iterable[object]:
        return self._normalised(given) if layer.integer("bias") else ()

    def worked(self, layer: Layer, given: Shape) -> Iterator[Sum]:
        yield from super().worked(layer, given)
        features, hidden = range(given[1]), range(layer.integer("dim_feedforward"))
        bias = ("bias",) if layer.integer("bias") else ()
        for _ in range(given[0]):
            yield from ((features, bias) for _ in hidden)
            yield from ((hidden, bias) for _ in features)

    @staticmethod
    def _normalised(given: Shape) -> Iterable[object]:
        return product(("behind the attention", "behind the dense layers"), range(given[1]))


class ClassToken(Counter):
    """A learned vector, in front of all others."""

    channels = "last"

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        must_be_written("embed_dim", layer, given[1])
        return chain(("token",), range(given[0])), range(given[1])

    def places(self, layer: Layer, axis: int, size: int) -> Iterable[object]:
        raise NetworkError(f"{layer.text}: its first place comes from no input")

    def weights(self, layer: Layer, given: Shape) -> Iterable[object]:
        return range(given[1])


class PositionEmbedding(Counter):
    """A learned vector for each place, added to what is there."""

    channels = "last"

    def output_places(self, layer: Layer, given: Shape) -> tuple[Iterable[object], ...]:
        must_be_written("num_positions", layer, given[0])
        must_be_written("embed_dim", layer, given[1])
        return super().output_places(layer, given)

    def weights(self, layer: Layer, given: Shape) -> Iterable[object]:
        return product(range(layer.integer("num_positions")), range(layer.integer("embed_dim")))
