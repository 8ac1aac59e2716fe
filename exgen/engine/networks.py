"""The records a network is made of: no rule, no text, no checking.

A network's shapes never hold the batch axis: an image is ``(C, H, W)``, a signal ``(C, L)``, a vector ``(F,)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from exgen.expressions import Node

Argument = int | bool | str | tuple[int, ...]
Size = int | Node


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer, with every argument its kind has (defaults filled in, one integer for each spatial axis).

    ``kind`` is spelt as in ``torch.nn``; ``text`` is the layer as somebody would write it, for messages and sheets.

    >>> Layer("Flatten", {"start_dim": 1, "end_dim": -1}, "Flatten()").kind
    'Flatten'
    """

    kind: str
    arguments: Mapping[str, Argument]
    text: str

    def integer(self, name: str) -> int:
        """The value of an argument that is one whole number (or a truth value, as 0 or 1)."""
        value = self.arguments[name]
        assert isinstance(value, int)
        return int(value)

    def axes(self, name: str) -> tuple[int, ...]:
        """The values of an argument that has one whole number for each spatial axis."""
        value = self.arguments[name]
        assert isinstance(value, tuple)
        return value


@dataclass(frozen=True, slots=True)
class Network:
    """A chain of layers and the shape that goes in (without the batch axis)."""

    input: tuple[int, ...]
    layers: tuple[Layer, ...]
