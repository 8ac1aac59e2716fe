"""Gradients of a graph's loss as slots of one calculation: reverse mode, one step for every use of an operation.

The leaves of the calculation hold what operations work out as formulas (``o5`` stands for its value in the forward
pass), so that a run gives every gradient as a formula, and mistakes, pins and derivations work as they do for networks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

from exgen.engine.calculation import Calculation
from exgen.engine.conventions import Conventions
from exgen.engine.formulas import formula
from exgen.engine.gradients.graph import CONSTANT, LEAF, Graph, Line, Operation
from exgen.engine.gradients.kinds import kind_of
from exgen.engine.gradients.laying import ONE, Adjoint, Laying, matrix_of, value_leaf
from exgen.engine.gradients.surroundings import Surroundings
from exgen.engine.layout import Layout, Leaf, Place
from exgen.engine.runs import Run
from exgen.errors import GraphError, did_you_mean
from exgen.expressions import Name, Node, Number, names_in, substitute, walk
from exgen.expressions.matrices import gradient_name

MOST_WRITTEN = 400
"""A gradient of more numbers, names and signs is used by its name where others are worked out from it: written out,
those of a network with residual connections would double with each of them."""

_NAME_OF_GRADIENT = "gradient"


class LaidGraph:
    """The gradients of a graph's loss, with respect to everything that it has a name for.

    ``nodes`` are the names that the loss depends on; of the others the gradient is 0. ``names`` says for slots what
    gradient they hold (``dl/do5``). ``used_by_name`` are nodes whose gradient is too long to be written out in others.

    >>> from exgen.engine.gradients.reading import read_graph
    >>> from exgen.expressions.matrices import show_matrices
    >>> shapes = {"W": ("h", "d"), "x": ("d", 1), "y": ("h", 1)}
    >>> laid = LaidGraph(read_graph(["o = W x", "l = norm(o - y)^2"], "l", shapes))
    >>> show_matrices(laid.formula("W"))
    '2(o - y) x^T'
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._operations = graph.operations
        self._surroundings = Surroundings(graph.operations)
        self._depends = _depending(graph.operations)
        self._kinds = [
            None if operation.kind in (LEAF, CONSTANT) else kind_of(operation.kind) for operation in graph.operations
        ]
        leaves = dict(self._leaves())
        self._layout = Layout({leaf: slot for slot, leaf in enumerate(leaves)})
        self._sizes = [sum(1 for _ in walk(node)) for node in leaves.values()]
        self._gradients: dict[str, int] = {}
        self._arrivals: dict[int, Adjoint] = {}
        self.used_by_name: list[str] = []
        self._lay()
        self.nodes = tuple(name for name in graph.shapes if name in self._gradients)
        for name in graph.shapes:
            if name not in self._gradients and name != graph.loss:
                value = self._layout.leaves[value_leaf(graph.named[name])]
                self._gradients[name] = self._layout.step("no_gradient", Place(graph.numbers.get(name)), A=value)
        self.names = {slot: self.gradient_name(name) for name, slot in self._gradients.items()}
        assert len(self.names) == len(self._gradients), "every gradient has a slot of its own"
        self._asked = {name: self._handed_on(name) for name in self._gradients}
        self.calculation = Calculation(self._layout)
        conventions = Conventions(slope_at_zero=graph.slope_at_zero)
        self.run: Run = self.calculation.run(tuple(leaves.values()), conventions=conventions)

    def formula(self, node: str) -> Node:
        """The gradient with respect to a node, over the names of the graph. Raises as ``gradient`` does."""
        value = self.run[self.gradient(node)]
        assert isinstance(value, Node), "a run on names gives formulas"
        return value

    def over_inputs(self, formula: Node) -> Node:
        """A formula with every line put in, and every gradient that it uses by name: over leaves alone."""
        while self._worked_out.keys() & set(names_in(formula)):
            formula = substitute(formula, self._worked_out)
        return formula

    @cached_property
    def _worked_out(self) -> Mapping[str, Node]:
        return {line.name: line.node for line in self.graph.lines} | definitions(self)

    def gradient_name(self, node: str) -> Name:
        """What the gradient with respect to a node is called: ``dl/do5``."""
        return Name(gradient_name(self.graph.loss, node))

    def gradient(self, node: str) -> int:
        """The slot of the gradient with respect to a node, as other gradients are worked out from it.

        Raises GraphError where there is no such node.
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
            raise GraphError(f"nothing is called {node} in this graph; {did_you_mean(node, self._gradients)}")

    @property
    def gradients(self) -> Mapping[str, int]:
        """The slot of every gradient, by node."""
        return self._gradients

    @cached_property
    def gradients_by_name(self) -> Mapping[int, int]:
        """The leaves that stand for gradients used by their name, each with the slot of the gradient."""
        named = self.graph.named
        return {
            self._layout.leaves[Leaf(named[name], _NAME_OF_GRADIENT)]: self._gradients[name]
            for name in self.used_by_name
        }

    # laying

    def _leaves(self) -> Iterator[tuple[Leaf, Node]]:
        """What the leaves of the calculation are, with their values: all of them are known before a step is laid."""
        yield ONE, Number(1)
        for number, operation in enumerate(self._operations):
            yield value_leaf(number), operation.value
            kind = self._kinds[number]
            if kind is not None:
                inputs = [self._operations[used] for used in operation.inputs]
                for letter, node in kind.extras(operation, inputs).items():
                    yield Leaf(number, letter), node
            if operation.name and operation.kind != LEAF:
                yield Leaf(number, _NAME_OF_GRADIENT), self.gradient_name(operation.name)

    def _lay(self) -> None:
        """Lay the gradients from the loss back to the leaves."""
        arriving: dict[int, list[tuple[Adjoint, bool]]] = {}
        loss = self.graph.named[self.graph.loss]
        for number in reversed(range(len(self._operations))):
            if number == loss:
                adjoint: Adjoint | None = Adjoint(self._layout.leaves[ONE])
            elif number in arriving:
                adjoint = self._arrived(number, arriving[number][::-1])
            else:
                continue
            kind = self._kinds[number]
            if kind is None or adjoint is None:
                continue
            self._arrivals[number] = adjoint
            operation = self._operations[number]
            for position, used in reversed([*enumerate(operation.inputs)]):
                goes_on = operation.passes[position]
                if self._depends[used]:
                    handed_on = kind.lay(self._laying(number, adjoint), position)
                    arriving.setdefault(used, []).append((handed_on, goes_on))

    def _arrived(self, number: int, contributions: list[tuple[Adjoint, bool]]) -> Adjoint | None:
        """The gradient with respect to an operation as it goes on from there; None if nothing passes through it."""
        operation = self._operations[number]
        through = [adjoint for adjoint, goes_on in contributions if goes_on]
        passing = self._summed(number, through) if through else None
        if not operation.name:
            return passing
        whole = (
            passing if len(through) == len(contributions) else self._summed(number, [one for one, _ in contributions])
        )
        assert whole is not None, "something arrives"
        slot = self._matrix(number, whole)
        self._gradients[operation.name] = slot
        if passing is None:
            return None
        if whole is not passing:
            return passing
        if operation.kind != LEAF and self._size(slot) > MOST_WRITTEN:
            self.used_by_name.append(operation.name)
            return Adjoint(self._layout.leaves[Leaf(number, _NAME_OF_GRADIENT)])
        return Adjoint(slot, whole.uniform)

    def _summed(self, number: int, contributions: list[Adjoint]) -> Adjoint:
        if len(contributions) == 1:
            return contributions[0]
        terms = tuple([self._matrix(number, one) for one in contributions])
        step = self._layout.step("gradient_sum", Place(), terms=terms, first=terms[0], last=terms[-1])
        return Adjoint(step)

    def _matrix(self, number: int, adjoint: Adjoint) -> int:
        return matrix_of(adjoint, self._laying(number, adjoint))

    def _laying(self, number: int, adjoint: Adjoint) -> Laying:
        return Laying(self._layout, self._surroundings, number, adjoint, self._arrivals)

    def _size(self, slot: int) -> int:
        """How many numbers, names and signs the formula of a slot has at most."""
        first = len(self._layout.leaves)
        for step in self._layout.steps[len(self._sizes) - first :]:
            made = formula(step.rule.name, step.lengths)
            source = dict(zip(made.letters, step.sources, strict=True))
            parts = list(walk(made.node))
            names = [part.name for part in parts if isinstance(part, Name) and part.name in source]
            self._sizes.append(len(parts) + sum(self._sizes[source[name]] for name in names))
        return self._sizes[slot]

    def _handed_on(self, name: str) -> int:
        """The gradient as it is answered: handed on once for each node that somebody may take it for, itself first.

        The place of such a step is the line that works the node out. A vector's gradient is handed on once more, as the
        column that it is.
        """
        slots = [self._gradients[name]]
        for neighbour, line in ((name, self.graph.numbers.get(name)), *self._neighbours(name)):
            slots.append(self._layout.step("asked_gradient", Place(line), G=slots[-1], N=self._gradients[neighbour]))
        if 1 in self.graph.shapes[name]:
            slots.append(self._layout.step("column_gradient", Place(), G=slots[-1]))
        self.names |= dict.fromkeys(slots[1:], self.gradient_name(name))
        return slots[-1]

    def _neighbours(self, name: str) -> Iterator[tuple[str, int]]:
        """What is worked out from a name, then what it is worked out from; each with the number of its line."""
        numbers = self.graph.numbers
        for user in self.graph.lines:
            if name in user.inputs and user.name in self.nodes:
                yield user.name, numbers[user.name]
        line = self.graph.line(name)
        if line is not None and (before := self._carried_on(line)) is not None:
            yield before, numbers.get(before, numbers[name])

    def _carried_on(self, line: Line) -> str | None:
        """The name through which the chain goes on to the graph's beginning: what was worked out, else what a product's
        weights are multiplied by, else the first one.
        """
        inputs = [name for name in line.inputs if name in self.nodes]
        worked_out = [name for name in inputs if name in self.graph.numbers]
        number = self.graph.numbers[line.name]
        given = [
            self._operations[self._surroundings.given_to(place)].name
            for place, operation in enumerate(self._operations)
            if operation.line == number and operation.kind == "product"
        ]
        return next((name for name in (*worked_out, *given, *inputs) if name in inputs), None)


def laid_graph(graph: Graph) -> LaidGraph:
    """The gradients of a graph, laid and run once and shared; with other numbers in it they are the same formulas."""
    return _laid_graph(graph.bare or graph)


@lru_cache(maxsize=256)
def _laid_graph(graph: Graph) -> LaidGraph:
    return LaidGraph(graph)


def _depending(operations: tuple[Operation, ...]) -> list[bool]:
    """For every operation, whether a leaf goes into it."""
    found: list[bool] = []
    for operation in operations:
        found.append(operation.kind == LEAF or any(found[used] for used in operation.inputs))
    return found


def definitions(laid: LaidGraph) -> dict[str, Node]:
    """The gradients that formulas speak of by name, each from those before it."""
    return {gradient_name(laid.graph.loss, name): laid.formula(name) for name in laid.used_by_name}
