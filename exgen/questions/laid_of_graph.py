"""What is asked of a graph, and how the answer is read off a run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from exgen.engine.derivation import Line
from exgen.engine.formulas import Quantity, as_node
from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.laid_gradients import laid_graph
from exgen.engine.layout import Place
from exgen.engine.wording import said
from exgen.expressions import Node
from exgen.expressions.matrices import show_matrices
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

    def told_of(self, value: object) -> str:
        """What there is to say of a wrong response beside mistakes, without telling the key; empty for nothing."""
        del value
        return ""


@dataclass(frozen=True, slots=True, eq=False)
class LaidGradient(LaidOfGraph):
    """The gradient of a loss of ``graph`` with respect to a node, as a formula."""

    graph: Graph

    def read(self, slots: Slots) -> Quantity:
        return laid_graph(self.graph).as_written(as_node(slots(self.slots[0])))

    def held(self, response: Node) -> Node:
        """What the pinned slots hold where the gradient is a response."""
        return laid_graph(self.graph).laid_out(response, self.node)

    @property
    def name(self) -> str:
        return f"{self.network}.gradient({self.node})"


@dataclass(frozen=True, slots=True, eq=False)
class LaidOverInputs(LaidGradient):
    """The gradient with every line put in: a formula over the leaves of ``graph`` alone."""

    def read(self, slots: Slots) -> Quantity:
        return laid_graph(self.graph).over_inputs(as_node(slots(self.slots[0])))

    @property
    def name(self) -> str:
        return f"{self.network}.gradient_over_inputs({self.node})"

    @property
    def last_line(self) -> Line:
        """What stands behind the derivation of the gradient."""
        laid = laid_graph(self.graph)
        chain = laid.gradient_name(self.node), laid.over_inputs(laid.formula(self.node))
        formula = " = ".join(show_matrices(node, "latex") for node in chain)
        return Line(Place(), said("over_inputs"), "", formula)
