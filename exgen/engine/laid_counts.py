"""Counts laid as rules: what layers learn, multiply, add and put out, and the sums of these over layers."""

from __future__ import annotations

from functools import cached_property

from exgen.engine.laid_memory import laid_activations
from exgen.engine.laid_structure import LaidStructure
from exgen.engine.layer_counts import LEARNED, laid_count
from exgen.engine.layout import Place
from exgen.engine.quantities import Layers


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
        return [self._layings[index].step("share", n=slot) for index, slot in slots if slot is not None]

    def _layer_count(self, count: str, layer: int) -> int | None:
        if count == "activations":
            return laid_activations(self._layout, layer, self._tensors[layer + 1], self._examples)
        if self.wiring.shares[layer] != layer and count in LEARNED:
            return None  # the weights are an earlier layer's, and are counted there
        given, out = self._given(layer), self._shapes[layer + 1]
        return laid_count(count, self._kind(layer), self._layings[layer], given, out)
