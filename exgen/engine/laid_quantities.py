"""The rules' side of ``Quantities``: every quantity of a network as a slot of one calculation.

What is laid depends on a network's *structure* only (the kinds of its layers and the rank of its input), so one
layout serves every variant of a question template.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from exgen.engine.calculation import Calculation
from exgen.engine.drafts import NetworkDraft
from exgen.engine.formulas import Quantity
from exgen.engine.layers import KINDS, ONE, Laying, Shape
from exgen.engine.layout import Layout, Leaf, Place
from exgen.engine.networks import Network
from exgen.errors import NetworkError


class LaidQuantities:
    """Quantities of all networks of one structure, as slots of ``calculation``.

    ``rank`` is the length of the input's shape; the ranks must fit the layers (``fitting.check_ranks``).

    >>> laid = LaidQuantities(3, ("Conv2d",))
    >>> [laid.calculation.step(slot).rule.name for slot in laid.output_size(None)]
    ['output_size', 'output_size']
    """

    def __init__(self, rank: int, kinds: tuple[str, ...]) -> None:
        self.kinds = kinds
        self.rank = rank
        self._layout = Layout({leaf: slot for slot, leaf in enumerate(_leaves(rank, kinds))})
        self._layings = [Laying(self._layout, index) for index in range(len(kinds))]
        shape: Shape = tuple(self._layout.leaves[Leaf(None, "input", axis)] for axis in range(rank))
        self._shapes = [shape]
        for kind, lay in zip(kinds, self._layings, strict=True):
            self._shapes.append(KINDS[kind].output_shape(lay, self._shapes[-1]))
        self._calculation: Calculation | None = None
        self._laid = 0

    @property
    def calculation(self) -> Calculation:
        """The calculation with everything laid so far. Slots laid earlier keep their number."""
        if self._calculation is None or self._laid != len(self._layout.steps):
            self._calculation = Calculation(self._layout)
            self._laid = len(self._layout.steps)
        return self._calculation

    # shapes

    def input_shape(self, layer: int | None) -> Shape:
        return self._shapes[layer or 0]

    def output_shape(self, layer: int | None) -> Shape:
        return self._shapes[-1 if layer is None else layer + 1]

    def output_size(self, layer: int | None) -> Shape:
        return self.output_shape(layer)[1:]

    def positions(self, layer: int) -> int:
        return self._layings[layer].step("positions", X=self.output_size(layer), I=self._shapes[layer][1:])

    # learned parameters

    def weights(self, layer: int | None) -> int:
        return self._count("weights", layer)

    def biases(self, layer: int | None) -> int:
        return self._count("biases", layer)

    def parameters(self, layer: int | None) -> int:
        return self._count("parameters", layer)

    # operations

    def multiplications_per_output(self, layer: int) -> int:
        slot = self._multiplications_per_output(layer)
        return self._nothing(layer) if slot is None else slot

    def additions_per_output(self, layer: int) -> int:
        slot = self._additions_per_output(layer)
        return self._nothing(layer) if slot is None else slot

    def multiplications(self, layer: int | None) -> int:
        return self._count("multiplications", layer)

    def additions(self, layer: int | None) -> int:
        return self._count("additions", layer)

    # the dense layer that would replace a convolution

    def dense_weights(self, layer: int) -> int:
        given, out = self._flattened(layer)
        return self._layings[layer].step("dense_weights", F_in=given, F_out=out)

    def dense_biases(self, layer: int) -> int:
        _, out = self._flattened(layer)
        lay = self._layings[layer]
        kernel = lay.leaves("kernel_size", len(self.output_size(layer)))
        channels = self.output_shape(layer)[0]
        return lay.step("dense_biases", F_out=out, B=lay.leaf("bias"), C_out=channels, K=kernel)

    def dense_parameters(self, layer: int) -> int:
        return self._layings[layer].step("parameters", w=self.dense_weights(layer), b=self.dense_biases(layer))

    def _flattened(self, layer: int) -> tuple[int, int]:
        if not self.kinds[layer].startswith("Conv"):
            raise NetworkError(f"layer {layer + 1}, {self.kinds[layer]}: only a convolution has a dense equivalent")
        lay = self._layings[layer]
        given, out = self._shapes[layer], self._shapes[layer + 1]
        features = lay.step("flattened_input", C_in=given[0], I=given[1:])
        return features, lay.step("flattened_output", C_out=out[0], X=out[1:])

    # input sizes

    def input_sizes(self, leaves: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
        """For each spatial axis the slots of the smallest and largest input size, where ``leaves`` are slots that
        hold the wanted output size (``wanted`` makes them).

        Raises NetworkError where a layer gives the same size whatever comes in.
        """
        ranges = []
        for axis, slot in enumerate(leaves):
            smallest = largest = slot
            for kind, lay in reversed(list(zip(self.kinds, self._layings, strict=True))):
                smallest, largest = KINDS[kind].input_range(lay, axis, smallest, largest)
            ranges.append((smallest, largest))
        return tuple(ranges)

    def wanted(self) -> tuple[int, ...]:
        """The slots of the leaves that hold a wanted output size."""
        return tuple(self._layout.leaves[Leaf(None, "wanted", axis)] for axis in range(self.rank - 1))

    # leaves

    def leaves_of(self, network: Network | NetworkDraft, wanted: tuple[int, ...] | None = None) -> list[Quantity]:
        """The leaves' values for a network of this structure: formulas where a draft still holds names.

        ``wanted`` is the output size that input sizes are asked for.
        """
        values: list[Quantity] = []
        for layer, name, axis in self._layout.leaves:
            if layer is not None:
                argument = network.layers[layer].arguments[name]
                if axis is not None:
                    argument = argument[axis]  # type: ignore[index]  # one entry for each axis, by the layer's kind
                values.append(int(argument) if isinstance(argument, bool) else argument)  # type: ignore[arg-type]
            elif axis is None:
                values.append(1)
            elif name == "input":
                values.append(network.input[axis])
            else:
                values.append(wanted[axis] if wanted else 1)
        return values

    # counts

    def _count(self, count: str, layer: int | None) -> int:
        if layer is not None:
            slot = self._layer_count(count, layer)
            return self._nothing(layer) if slot is None else slot
        terms = []
        for index, lay in enumerate(self._layings):
            slot = self._layer_count(count, index)
            if slot is not None:
                terms.append(lay.step("share", n=slot))
        return self._layout.step("total", Place(), terms=tuple(terms))

    def _layer_count(self, count: str, layer: int) -> int | None:
        kind, lay = KINDS[self.kinds[layer]], self._layings[layer]
        given, out = self._shapes[layer], self._shapes[layer + 1]
        match count:
            case "weights":
                return kind.weights(lay, given, out)
            case "biases":
                return kind.biases(lay, given, out)
            case "parameters":
                weights, biases = kind.weights(lay, given, out), kind.biases(lay, given, out)
                if weights is None or biases is None:
                    return weights if biases is None else biases
                return lay.step("parameters", w=weights, b=biases)
            case "multiplications":
                per_output = self._multiplications_per_output(layer)
                return None if per_output is None else lay.step("multiplications", m=per_output, V=self._values(layer))
            case _:
                per_output = self._additions_per_output(layer)
                return None if per_output is None else lay.step("additions", a=per_output, V=self._values(layer))

    def _multiplications_per_output(self, layer: int) -> int | None:
        return KINDS[self.kinds[layer]].multiplications_per_output(self._layings[layer], self._shapes[layer])

    def _additions_per_output(self, layer: int) -> int | None:
        products = self._multiplications_per_output(layer)
        if products is None:
            return None
        lay = self._layings[layer]
        return lay.step("additions_per_output", m=products, B=lay.leaf("bias"))

    def _values(self, layer: int) -> int:
        out = self._shapes[layer + 1]
        lay = self._layings[layer]
        positions = self.positions(layer) if len(out) > 1 else self._layout.leaves[ONE]
        return lay.step("output_values", C_out=out[0], N=positions)

    def _nothing(self, layer: int) -> int:
        """The slot of a count that this layer kind does not have: an empty sum."""
        return self._layout.step("nothing", Place(layer))


def laid_quantities(network: Network | NetworkDraft) -> LaidQuantities:
    """The quantities of a network's structure, laid once and shared."""
    return _laid(len(network.input), tuple([layer.kind for layer in network.layers]))


_laid = lru_cache(maxsize=256)(LaidQuantities)


def _leaves(rank: int, kinds: tuple[str, ...]) -> Iterator[Leaf]:
    yield ONE
    yield from (Leaf(None, "input", axis) for axis in range(rank))
    yield from (Leaf(None, "wanted", axis) for axis in range(rank - 1))
    for index, name in enumerate(kinds):
        kind = KINDS[name]
        forms = {parameter.name: parameter.form for parameter in kind.parameters}
        for argument in kind.leaves:
            axes = range(kind.axes or 0) if forms[argument] == "axes" else (None,)
            yield from (Leaf(index, argument, axis) for axis in axes)
