"""Counts laid as rules: what layers learn, multiply, add and put out, and the sums of these over layers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from exgen.engine.forms import VECTOR
from exgen.engine.laid_memory import laid_activations, laid_in_place, laid_kept
from exgen.engine.laid_structure import LaidStructure
from exgen.engine.layer_counts import LEARNED, laid_count
from exgen.engine.layers import Shape
from exgen.engine.layers.pooling import Pooling
from exgen.engine.layout import Leaf, Place
from exgen.engine.quantities import Layers
from exgen.engine.quantity_arguments import check_frozen
from exgen.engine.wiring import INPUT


class LaidCounts(LaidStructure):
    """What layers have and do, counted: of one layer, of a group, or in total. Each is laid once."""

    @cached_property
    def _counted(self) -> dict[tuple[str, Layers], int]:
        """The slots of the counts laid so far."""
        return {}

    # learned parameters

    def weights(self, layer: Layers) -> int:
        return self._count("weights", layer)

    def biases(self, layer: Layers) -> int:
        return self._count("biases", layer)

    def parameters(self, layer: Layers) -> int:
        return self._count("parameters", layer)

    def buffers(self, layer: Layers) -> int:
        return self._count("buffers", layer)

    def running_statistics(self, layer: Layers) -> int:
        return self._count("running_statistics", layer)

    def _learned(self, layer: Layers) -> int:
        """What a gradient changes: the parameters, whatever counts as one beside."""
        return self._count("learned", layer)

    def trainable_parameters(self, layer: Layers, frozen: int | None = None) -> int:
        """What is trained where the first ``frozen`` layers are not; raises NetworkError where there are fewer."""
        return self._layout.step("trainable_parameters", _place(layer), **self._frozen(layer, frozen))

    def non_trainable_parameters(self, layer: Layers, frozen: int | None = None) -> int:
        """What is not trained then, with the running means and variances of all layers that are asked."""
        statistics = self.running_statistics(layer)
        return self._layout.step("non_trainable_parameters", _place(layer), R=statistics, **self._frozen(layer, frozen))

    def _frozen(self, layer: Layers, frozen: int | None) -> dict[str, int]:
        """The letters T, F, l and m: what is learned of what is asked, of its frozen layers, of the last of these that
        learns something, and of the first one behind.

        Shared weights are frozen with the first layer that uses them.
        """
        first = check_frozen(frozen, [kind.name for kind in self.kinds])
        asked = range(len(self.kinds)) if layer is None else [layer] if isinstance(layer, int) else layer
        slots = {index: self._layer_count("learned", index) for index in asked}
        learned = {index: slot for index, slot in slots.items() if slot is not None}
        stopped = self._layout.step(
            "frozen_parameters", _place(layer), terms=tuple([learned[index] for index in learned if index < first])
        )
        own = [index for index in learned if not isinstance(self.kinds[index], Pooling)]
        last = next((learned[index] for index in reversed(own) if index < first), self._nothing(None))
        following = next((learned[index] for index in own if index >= first), self._nothing(None))
        return {"T": self._learned(layer), "F": stopped, "l": last, "m": following}

    # operations

    def multiplications_per_output(self, layer: int) -> int:
        slot = self._kind(layer).multiplications_per_output(self._layings[layer], self._given(layer))
        return self._nothing(layer) if slot is None else slot

    def additions_per_output(self, layer: int) -> int:
        slot = self._kind(layer).additions_per_output(self._layings[layer], self._given(layer))
        return self._nothing(layer) if slot is None else slot

    def multiplications(self, layer: Layers) -> int:
        return self._count("multiplications", layer)

    def additions(self, layer: Layers) -> int:
        return self._count("additions", layer)

    def multiply_adds(self, layer: Layers) -> int:
        return self._count("multiply_adds", layer)

    def bias_additions(self, layer: Layers) -> int:
        return self._count("bias_additions", layer)

    def operations(self, layer: Layers) -> int:
        return self._count("operations", layer)

    def activations(self, layer: Layers) -> int:
        return self._count("activations", layer)

    # counts

    def _count(self, count: str, layer: Layers) -> int:
        """The slot of a count, laid once."""
        asked = (count, layer)
        if asked not in self._counted:
            self._counted[asked] = self._laid_count(count, layer)
        return self._counted[asked]

    def _laid_count(self, count: str, layer: Layers) -> int:
        if isinstance(layer, range):
            return self._group_total(count, layer) or self._nothing(None)
        if layer is not None:
            slot = self._layer_count(count, layer)
            return self._nothing(layer) if slot is None else slot
        terms = []
        grouped = {index for group in self.groups for index in group}
        starts = {group.start: group for group in self.groups}
        for index in range(len(self.kinds)):
            if index in starts:
                slot = self._group_total(count, starts[index])
                terms += [] if slot is None else [self._layings[index].step("group_share", n=slot)]
            elif index not in grouped:
                terms += self._shares(count, range(index, index + 1))
        return self._layout.step("total", Place(), terms=tuple(terms))

    def _group_total(self, count: str, group: range) -> int | None:
        shares = self._shares(count, group)
        return self._layings[group.start].step("group_total", terms=tuple(shares)) if shares else None

    def _shares(self, count: str, layers: range) -> list[int]:
        """What each of these layers adds to a sum, if it has any."""
        slots = [(index, self._layer_count(count, index)) for index in layers]
        return [self._layings[index].step(self._share(index), n=slot) for index, slot in slots if slot is not None]

    def _share(self, layer: int) -> str:
        """The rule of a layer's share."""
        if self._head in (range(0), range(len(self.kinds))):
            return "share"
        return "share_of_head" if layer in self._head else "share_of_body"

    @cached_property
    def _head(self) -> range:
        """The layers on vectors with which the network ends."""
        last = len(self.kinds)
        start = last
        while start and self._forms[self.wiring.reads[start - 1][0] + 1] == VECTOR:
            start -= 1
        return range(start, last) if start < last else range(0)

    def _own_values(self, layer: int, examples: Leaf) -> int:
        """The slot of the values that a layer adds to those that are there."""
        values = laid_activations(self._layout, layer, self._tensors[layer + 1], examples)
        return laid_in_place(self._layout, layer, values) if self._works_in_place(layer) else values

    def _kept(self, keeps: str, examples: Leaf) -> int:
        """The slot of the values that are in memory at once, as one of ``quantity_arguments.KEEPS`` says."""
        tensors = [laid_activations(self._layout, layer, shape, examples) for layer, shape in self._all_tensors()]
        own = [self._own_values(layer, examples) for layer, _ in self._all_tensors()]
        return laid_kept(self._layout, tensors, own, self.wiring, keeps)

    def _all_tensors(self) -> Iterator[tuple[int, Shape]]:
        """Each tensor by the layer that puts it out, the input first, with its shape, channels first."""
        return enumerate(self._tensors, INPUT)

    def _layer_count(self, count: str, layer: int) -> int | None:
        if count == "activations":
            return self._own_values(layer, self._examples)
        if self.wiring.shares[layer] != layer and count in LEARNED:
            return None  # the weights are an earlier layer's, and are counted there
        given, out = self._given(layer), self._shapes[layer + 1]
        return laid_count(count, self._kind(layer), self._layings[layer], given, out)


def _place(layer: Layers) -> Place:
    """The place of what is asked of one layer, or of several."""
    return Place(layer if isinstance(layer, int) else None)
