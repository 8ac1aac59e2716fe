"""Gradients of a graph's loss as slots of one calculation: reverse mode, one step for every use of a name.

The leaves of the calculation hold the names of the graph as formulas (``o5`` stands for its value in the forward pass),
so that a run gives every gradient as a formula, and mistakes, pins and derivations work as they do for networks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from exgen.engine.calculation import Calculation
from exgen.engine.formulas import Quantity
from exgen.engine.graphs.graph import Graph, Line
from exgen.engine.graphs.kinds import ACTIVATIONS, KINDS, LOSSES, Around, Laying
from exgen.engine.layout import Layout, Leaf, Place
from exgen.engine.runs import Run
from exgen.errors import GraphError, did_you_mean
from exgen.expressions import Name, Node
from exgen.expressions.matrices import gradient_name


class LaidGraph:
    """The gradients of a graph's loss, with respect to everything that the loss depends on.

    ``names`` says for slots what gradient they hold (``dl/do5``).

    >>> from exgen.engine.graphs.reading import read_graph
    >>> from exgen.expressions.matrices import show_matrices
    >>> shapes = {"W": ("h", "d"), "x": ("d", 1), "y": ("h", 1)}
    >>> laid = LaidGraph(read_graph(["o = W x", "l = norm(o - y)^2"], "l", shapes))
    >>> show_matrices(laid.formula("W"))
    '2(o - y) x^T'
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._numbers = {line.name: number for number, line in enumerate(graph.lines)}
        self._layout = Layout({leaf: slot for slot, leaf in enumerate(_leaves(graph))})
        self._users = _users(graph)
        self.nodes = tuple(name for name in graph.shapes if name in self._users)
        self._gradients: dict[str, int] = {}
        for name in reversed(self.nodes):
            self._gradients[name] = self._laid(name)
        self._asked: dict[str, int] = {}
        self.names = {slot: self.gradient_name(name) for name, slot in self._gradients.items()}
        for name in self.nodes:
            self._asked[name] = self._handed_on(name)
        self.calculation = Calculation(self._layout)
        self.run: Run = self.calculation.run(list(self._values()))

    def formula(self, node: str) -> Node:
        """The gradient with respect to a node, over the names of the graph. Raises as ``gradient`` does."""
        value = self.run[self.gradient(node)]
        assert isinstance(value, Node), "a run on names gives formulas"
        return value

    def gradient_name(self, node: str) -> Name:
        """What the gradient with respect to a node is called: ``dl/do5``."""
        return Name(gradient_name(self.graph.loss, node))

    def gradient(self, node: str) -> int:
        """The slot of the gradient with respect to a node, as other gradients are worked out from it.

        Raises GraphError where there is no such node, or the loss does not depend on it.
        """
        self._check(node)
        return self._gradients[node]

    def asked(self, node: str) -> int:
        """The slot of a gradient as somebody answers it who may mistake the node. Raises as ``gradient`` does."""
        self._check(node)
        return self._asked[node]

    def _check(self, node: str) -> None:
        if node == self.graph.loss:
            raise GraphError(f"{node} is the loss; gradients of it are with respect to {', '.join(self.nodes)}")
        if node not in self._gradients:
            if node in self.graph.shapes:
                raise GraphError(f"the loss {self.graph.loss} does not depend on {node}")
            raise GraphError(f"nothing is called {node} in this graph; {did_you_mean(node, self.nodes)}")

    def _laid(self, name: str) -> int:
        """The gradient with respect to a name: what its uses contribute, which are laid already."""
        terms = [
            KINDS[line.kind].gradient(self._laying(line), position)
            for line in self._users[name]
            for position, used in enumerate(line.inputs)
            if used == name
        ]
        return terms[0] if len(terms) == 1 else self._layout.step("gradient_sum", Place(), terms=tuple(terms))

    def _laying(self, line: Line) -> Laying:
        return Laying(self._layout, self._numbers[line.name], line, self._gradients.get(line.name), self._around(line))

    def _around(self, line: Line) -> Around:
        """What stands around a line; where there is none of it, the line itself or its first input."""
        after = next((user.name for user in self._users.get(line.name, ()) if user.kind in ACTIVATIONS), line.name)
        source = self.graph.line(line.inputs[0])
        before = source.inputs[0] if source is not None and source.kind in ACTIVATIONS else line.inputs[0]
        weighted = self.graph.line(before)
        return Around(after, before, line.inputs[0] if weighted is None else weighted.inputs[0])

    def _handed_on(self, name: str) -> int:
        """The gradient as it is answered: handed on once for each node that somebody may take it for, itself first.

        The place of such a step is the line that works the node out. A vector's gradient is handed on once more, as the
        column that it is.
        """
        slots = [self._gradients[name]]
        for neighbour, line in ((name, self._numbers.get(name)), *self._neighbours(name)):
            slots.append(self._layout.step("asked_gradient", Place(line), G=slots[-1], N=self._gradients[neighbour]))
        if 1 in self.graph.shapes[name]:
            slots.append(self._layout.step("column_gradient", Place(), G=slots[-1]))
        self.names |= dict.fromkeys(slots[1:], self.gradient_name(name))
        return slots[-1]

    def _neighbours(self, name: str) -> Iterator[tuple[str, int]]:
        """What is worked out from a name, then what it is worked out from; each with the number of its line."""
        for user in self._users[name]:
            if user.name in self._gradients:
                yield user.name, self._numbers[user.name]
        line = self.graph.line(name)
        before = None if line is None else KINDS[line.kind].carries_on(line.inputs)
        if line is not None and before is not None:
            yield before, self._numbers.get(before, self._numbers[line.name])

    def _values(self) -> Iterator[Quantity]:
        for number, name, _ in self._layout.leaves:
            yield Name(name) if number is None else self.graph.lines[number].numbers[0]


@lru_cache(maxsize=256)
def laid_graph(graph: Graph) -> LaidGraph:
    """The gradients of a graph, laid and run once and shared."""
    return LaidGraph(graph)


def _leaves(graph: Graph) -> Iterator[Leaf]:
    yield from (Leaf(None, name) for name in graph.shapes)
    yield from (Leaf(number, "factor") for number, line in enumerate(graph.lines) if line.kind in LOSSES)


def _users(graph: Graph) -> Mapping[str, list[Line]]:
    """For every name that the loss depends on, the lines that read it on the way there."""
    users: dict[str, list[Line]] = {}
    waiting: Iterable[str] = [graph.loss]
    reached: set[str] = set()
    while waiting := [name for name in waiting if name not in reached]:
        reached |= set(waiting)
        waiting = [used for name in waiting if (line := graph.line(name)) is not None for used in line.inputs]
    for line in graph.lines:
        if line.name in reached:
            for name in dict.fromkeys(line.inputs):
                users.setdefault(name, []).append(line)
    return users
