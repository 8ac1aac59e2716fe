"""Quantities of networks with branches, worked out a second time: layer by layer, with no rule about the whole.

There is no family of small networks for them, because branches must fit where they meet. So every layer is confirmed
by itself, as a network of one layer behind the shape that really arrives there, and what layers have together is
added up, or picked, here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import gcd, prod
from typing import Any

from exgen.engine.arrivals import arrivals, keys_of
from exgen.engine.forms import Form
from exgen.engine.layer_counts import LEARNED, OPERATIONS
from exgen.engine.layers import kind_of
from exgen.engine.meeting_branches import Moved, Reach, joined, union
from exgen.engine.networks import Layer, Network
from exgen.engine.oracle import CountedQuantities, Tally, buffers, exact, fitting_examples, moments, trained
from exgen.engine.quantities import Layers
from exgen.engine.wiring import INPUT
from exgen.errors import NetworkError

Shape = tuple[int, ...]
Confirmed = Callable[[Network, str, int, Mapping[str, Any]], "int | Shape"]
"""A quantity of a layer of a network, or of what goes into it, confirmed; the network has that layer alone, or what
turns its input before it. Last come the arguments that the quantity takes."""
NOTHING: Mapping[str, Any] = {}

OF_LAYERS = (*LEARNED, *OPERATIONS, "activations")
"""What a network has is the sum of what its layers have."""
OF_ONE_LAYER = (
    "positions",
    "multiplications_per_output",
    "additions_per_output",
    "dense_weights",
    "dense_biases",
    "dense_parameters",
)
"""What only a layer has."""
OF_ITS_WINDOW = (
    *("im2col_size", "toeplitz_size", "windows"),
    *("padding_before", "padding_behind", "same_output_size", "valid_output_size"),
)
"""What a layer has on several axes, because of its window and the size that goes in."""
FIELDS = ("receptive_field", "receptive_field_size", "receptive_field_stride")
"""What a layer has because of all layers that lead to it."""


class LayerByLayer:
    """The quantities of a network that ``confirmed`` counts of its layers add up to.

    ``shapes`` are those of the input and of what each layer puts out; every one of them is counted from those that go
    into its layer. Raises NetworkError where a layer puts out something else.
    """

    def __init__(self, network: Network, shapes: Sequence[Shape], confirmed: Confirmed) -> None:
        self.network = network
        self.shapes = shapes
        self._confirmed = confirmed
        self._forms = arrivals(len(network.input), keys_of(network.layers), network.wiring).forms
        self._room = buffers(network.layers, network.wiring, network.conventions)
        for index, layer in enumerate(network.layers):
            counted = CountedQuantities.put_out(layer, self._given(index))
            if counted != shapes[index + 1]:
                raise NetworkError(f"layer {index + 1}, {layer.text}, puts out {counted}, not {shapes[index + 1]}")

    def asked(
        self, quantity: str, layer: Layers, arguments: dict[str, object]
    ) -> int | Fraction | tuple[int | Fraction, ...] | None:
        """The quantity; None where it is none that layers add up to."""
        unit, keeps = arguments.get("unit"), str(arguments.get("keeps", "outputs"))
        match quantity:
            case _ if quantity in OF_ONE_LAYER and isinstance(layer, int):
                return self._count(quantity, layer)
            case _ if quantity in OF_ITS_WINDOW and isinstance(layer, int):
                return self._alone(layer, quantity, arguments)
            case "equal_convolution" if isinstance(layer, int):
                return self._equal_convolution(layer)
            case "equal_convolution_parameters" if isinstance(layer, int):
                return self._count("parameters", layer)
            case _ if quantity in OF_LAYERS:
                return self._total(quantity, layer)
            case "trainable_parameters" | "non_trainable_parameters":
                return self._trained(quantity, layer, arguments.get("frozen"))
            case "receptive_field":
                return tuple([number for reach in self._reached(layer) for number in reach])
            case "receptive_field_size":
                return tuple([len(range(start, end + 1)) for _, start, end in self._reached(layer)])
            case "receptive_field_stride":
                return tuple([_exact(stride) for stride, _ in self._moved(layer)])
            case "phases":
                return tuple([phases for _, phases in self._moved(layer)])
            case "parameter_memory":
                return self._in_unit(self._total("parameters", layer), unit)
            case "parameter_ratio" | "multiplication_ratio":
                return self._ratio(quantity)
            case "optimiser_memory":
                return self._in_unit(self._state(arguments), unit)
            case "training_memory":
                has_gradients = self.network.conventions.activation_gradients == "kept"
                kept = self._kept("activations_and_gradients" if has_gradients else "activations")
                learned = self._learned(None)
                return self._in_unit(learned + learned + self._state(arguments) + kept, unit)
            case "largest_activation":
                return max(self._values(INPUT), *map(self._values, range(len(self.network.layers))))
            case "memory" if keeps == "outputs":
                return self._in_unit(self._total("activations", layer), unit)
            case "memory" if layer is None:
                return self._in_unit(self._kept(keeps), unit)
            case "largest_batch":
                one = self._kept(keeps) // self.network.batch * self.network.bytes_per_number
                available = arguments["available"]
                assert isinstance(available, int)
                return fitting_examples(available, one, Tally(available))
        return None

    def _total(self, count: str, layer: Layers) -> int:
        layers = range(len(self.network.layers)) if layer is None else [layer] if isinstance(layer, int) else layer
        shares = self.network.wiring.shares
        return sum([self._count(count, index) for index in layers if count not in LEARNED or shares[index] == index])

    def _trained(self, quantity: str, layer: Layers, frozen: object) -> int:
        """The parameters of the frozen layers with the running statistics of all, or those of the other layers."""
        assert frozen is None or isinstance(frozen, int)
        layers = range(len(self.network.layers)) if layer is None else [layer] if isinstance(layer, int) else layer
        first = [index for index in layers if index < (frozen or 0)]
        if quantity == "trainable_parameters":
            return sum([self._learned(index) for index in layers if index not in first])
        return sum(map(self._learned, first)) + self._total("running_statistics", layer)

    def _learned(self, layer: Layers) -> int:
        return self._total("weights", layer) + self._total("biases", layer)

    def _count(self, count: str, layer: int) -> int:
        if count == "activations":
            return self._values(layer) if self._room[layer] == layer else 0
        given = self._given(layer)
        form = self._forms[layer + 1]
        is_join = len(given) > 1
        if count == "positions" and (is_join or not kind_of(self.network.layers[layer].kind).wanted):
            return prod(form.spatial(self.shapes[layer + 1]))  # it has no kernel: they are the places of its shape
        if is_join:  # it has nothing to count
            return 0
        return _whole(self._alone(layer, count))

    def _alone(self, layer: int, quantity: str, arguments: Mapping[str, object] = NOTHING) -> int | Shape:
        """A quantity of a layer with one input, confirmed."""
        (given,) = self._given(layer)
        alone = self._of_one(given, self.network.layers[layer], self._form(layer))
        return self._confirmed(alone, quantity, len(alone.layers) - 1, arguments)

    def _equal_convolution(self, layer: int) -> Shape:
        """The shape of the weights of the convolution that a dense layer is: every shape in it has been counted."""
        (given,), (before,) = self._given(layer), self.network.wiring.reads[layer]
        out, axes = self.shapes[layer + 1][-1], len(given) - 1
        if not axes and before != INPUT and self.network.layers[before].kind == "Flatten":
            ((given, *_),) = (self._given(before),)
        elif axes:  # places of a sequence, one by one
            given = given[-1:]
        channels, *places = given
        # maps of vectors have one pixel, of a network of vectors on two axes
        return (out, channels, *(places or (1,) * (axes or len(self.shapes[0]) - 1 or 2)))

    def _reached(self, layer: Layers) -> list[Reach]:
        """What a value of a layer reaches on each axis; None asks for the last layer that leaves space.

        Each layer is traced by itself. A value that reaches from ``first`` to ``last`` of what comes in reaches in the
        network's input from where the field of ``first`` begins to where that of ``last`` ends; behind a join all that
        one of the branches reaches.
        """
        network = self.network
        last = self._last(layer)
        reached: dict[int, list[Reach]] = {INPUT: [(1, 0, 0)] * self._forms[0].axes}
        for index in network.wiring.leads_to(last):
            given = self._given(index)
            branches = [reached[tensor] for tensor in network.wiring.reads[index]]
            joined = [union(axis) for axis in zip(*branches, strict=True)]
            moves: int | tuple[int, ...] = (1, 0, 0) * len(joined)
            if len(given) == 1:
                own = self._of_one(given[0], network.layers[index], self._form(index))
                moves = self._confirmed(own, "receptive_field", len(own.layers) - 1, NOTHING)
            assert isinstance(moves, tuple)
            parts = zip(joined, moves[::3], moves[1::3], moves[2::3], strict=True)
            reached[index] = [
                (stride * step, start + stride * first, end + stride * last)
                for (stride, start, end), step, first, last in parts
            ]
        return reached[last]

    def _ratio(self, quantity: str) -> int | Fraction:
        """What all layers have together, for what one convolution on their receptive field has."""
        (channels, *_), (features, *places) = self.shapes[0], self.shapes[-1]
        sizes = [len(range(start, end + 1)) for _, start, end in self._reached(None)]
        plain = channels * features * prod(sizes)
        if quantity == "multiplication_ratio":
            if self.network.conventions.operations == "two_for_each_product":
                plain += plain
            return exact(self._total("multiplications", None), plain * prod(places))
        *_, last = [
            layer for layer in self.network.layers if layer.kind.startswith("Conv") and "bias" in layer.arguments
        ]
        has_bias = last.integer("bias") and self.network.conventions.biases == "counted"
        return exact(self._total("parameters", None), plain + features * has_bias)

    def _state(self, arguments: dict[str, object]) -> int:
        """The numbers that the optimiser keeps, one for each that is learned."""
        learned = self._learned(None)
        return len(list(trained(lambda: ("number",), str(arguments["optimiser"])))) * learned

    def _moved(self, layer: Layers) -> list[Moved]:
        """How far apart the fields of neighbouring values of a layer lie on each axis, and how many phases they have.

        After as many values as a layer has phases of its own its window has moved on by a whole number of values that
        come in: so often is that repeated until these have come through all of their phases.
        """
        last = self._last(layer)
        moved: dict[int, list[Moved]] = {INPUT: [(Fraction(1), 1)] * self._forms[0].axes}
        for index in self.network.wiring.leads_to(last):
            given = self._given(index)
            branches = [moved[tensor] for tensor in self.network.wiring.reads[index]]
            joined = [joined(axis) for axis in zip(*branches, strict=True)]
            moved[index] = joined
            if len(given) == 1:
                own = self._of_one(given[0], self.network.layers[index], self._form(index))
                alone = len(own.layers) - 1
                strides = self._confirmed(own, "receptive_field_stride", alone, NOTHING)
                phases = self._confirmed(own, "phases", alone, NOTHING)
                assert isinstance(strides, tuple)
                assert isinstance(phases, tuple)
                parts = zip(joined, strides, phases, strict=True)
                moved[index] = [
                    (before * stride, own_phases * (turns // gcd(turns, int(stride * own_phases))))
                    for (before, turns), stride, own_phases in parts
                ]
        return moved[last]

    def _last(self, layer: Layers) -> int:
        """The layer that is asked for; None asks for the last one that leaves space."""
        if layer is not None:
            return layer if isinstance(layer, int) else layer[-1]
        return [index for index in range(len(self.network.layers)) if self._forms[index + 1].axes][-1]

    def _values(self, tensor: int) -> int:
        """The values of a tensor, as those that go into a network."""
        alone = self._of_one(self.shapes[tensor + 1], Layer("ReLU", {"inplace": False}, "ReLU()"))
        return _whole(self._confirmed(alone, "activations", INPUT, NOTHING))

    def _kept(self, keeps: str) -> int:
        """The most values that are there at once."""
        return max(sum(map(self._values, tensors)) for tensors in moments(self.network.wiring, keeps, self._room))

    def _in_unit(self, numbers: int, unit: object) -> int | Fraction:
        taken = numbers * self.network.bytes_per_number
        return exact(taken, unit) if isinstance(unit, int) else taken

    def _given(self, layer: int) -> list[Shape]:
        return [self.shapes[tensor + 1] for tensor in self.network.wiring.reads[layer]]

    def _form(self, layer: int) -> Form:
        """What arrives at a layer, first of all."""
        return self._forms[self.network.wiring.reads[layer][0] + 1]

    def _of_one(self, given: Shape, layer: Layer, form: Form | None = None) -> Network:
        """A layer behind a shape; where that is a map with its features last, it comes from one that has them first."""
        layers: tuple[Layer, ...] = (layer,)
        if form is not None and form.axes > 1 and form.channels == "last":
            dims = (0, *range(2, form.axes + 2), 1)
            turn = Layer("Permute", {"dims": dims}, f"Permute({dims})")
            given, layers = form.channels_first(given), (turn, layer)
        return Network(
            given,
            layers,
            self.network.batch,
            self.network.bytes_per_number,
            conventions=self.network.conventions,
        )


def _whole(count: int | Shape) -> int:
    assert isinstance(count, int)
    return count


def _exact(number: Fraction) -> int | Fraction:
    return int(number) if number.denominator == 1 else number
