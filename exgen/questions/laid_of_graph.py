"""What is asked of a graph, and how the answer is read off a run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from exgen.engine.formulas import Quantity
from exgen.questions.laid_values import Slots


@dataclass(frozen=True, slots=True)
class LaidOfGraph(ABC):
    """Something asked of the graph called ``network`` about one of its nodes.

    ``slots`` are what the answer is read from, ``pinned`` what other gradients are worked out from.
    """

    network: str
    node: str
    slots: tuple[int, ...]
    pinned: tuple[int, ...]

    quantity: ClassVar[str] = "gradient"
    layer: ClassVar[int | None] = None
    batch: ClassVar[str | None] = None

    @abstractmethod
    def read(self, slots: Slots) -> Quantity:
        """The answer's value, where ``slots`` gives the value of a slot."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What is asked as a template spells it, for messages."""


@dataclass(frozen=True, slots=True)
class LaidGradient(LaidOfGraph):
    """The gradient of a graph's loss with respect to a node, as a formula."""

    def read(self, slots: Slots) -> Quantity:
        return slots(self.slots[0])

    @property
    def name(self) -> str:
        return f"{self.network}.gradient({self.node})"
