"""The networks of a template as values speak of them: the lists that a network has, and what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from exgen.engine.laid_quantities import LaidQuantities
from exgen.engine.layers import Convolution
from exgen.engine.networks import group_text
from exgen.engine.quantities import Layers
from exgen.engine.wiring import INPUT
from exgen.errors import InputError, did_you_mean

LISTS = ("layers", "weight_layers", "convolutions", "tensors", "groups")
"""The lists a network has: all layers, those that multiply by learned weights, the convolutions (none transposed), the
tensors (the input and what each layer puts out), the groups (written lines, which may stand for several layers)."""


class Written(Protocol):
    """Something that has a text: a layer."""

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """A network's name in the template, its laid quantities and its batch axis."""

    name: str
    laid: LaidQuantities
    batch: str | int | None

    def layers(self, name: str) -> tuple[Layers, ...]:
        """The indices of one of the network's lists of layers; of a group of several layers a range.

        Raises InputError for a list that networks don't have.
        """
        kinds = self.laid.kinds
        match name:
            case "layers":
                return tuple(range(len(kinds)))
            case "weight_layers":
                return tuple(index for index, kind in enumerate(kinds) if kind.multiplies_weights)
            case "convolutions":
                return tuple(index for index, kind in enumerate(kinds) if isinstance(kind, Convolution))
            case "tensors":
                return (INPUT, *range(len(kinds)))
            case "groups":
                return self._groups()
        raise InputError(f'a network has no list "{name}"; {did_you_mean(name, LISTS)}')

    def _groups(self) -> tuple[Layers, ...]:
        starts = {group.start: group for group in self.laid.groups}
        others = {index for group in self.laid.groups for index in group[1:]}
        return tuple([starts.get(index, index) for index in range(len(self.laid.kinds)) if index not in others])


def place_text(layers: Sequence[Written], place: Layers) -> str:
    """A layer, a group of layers or (``INPUT``) the input, as somebody would write it."""
    match place:
        case range():
            return group_text([layers[index].text for index in place])
        case int() if place != INPUT:
            return layers[place].text
    return "input"
