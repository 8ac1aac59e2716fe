"""Gradients of a graph's loss as slots of one calculation: reverse mode, one step for every use of an operation.

The leaves of the calculation hold what operations work out as formulas (``o5`` stands for its value in the forward
pass), so that a run gives every gradient as a formula, and mistakes, pins and derivations work as they do for networks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from exgen.engine.calculation import Calculation
from exgen.engine.formulas import formula
from exgen.engine.gradients.factors import with_factors_in_front
from exgen.engine.gradients.graph import CONSTANT, LEAF, SCALAR, Graph, Line, ones_shape
from exgen.engine.gradients.kinds import kind_of
from exgen.engine.gradients.laying import ONE, Adjoint, Laying, matrix_of, past_operation, value_leaf
from exgen.engine.gradients.numerator_layout import in_numerator_layout
from exgen.engine.gradients.surroundings import Surroundings
from exgen.engine.layout import Layout, Leaf, Place
from exgen.engine.runs import Run
from exgen.errors import ExpressionError, GraphError, did_you_mean
from exgen.expressions import Call, Name, Node, Number, names_in, substitute, walk
from exgen.expressions.matrices import Shape, gradient_name

MOST_WRITTEN = 400
"""A gradient of more numbers, names and signs is used by its name where others are worked out from it: written out,
those of a network with residual connections would double with each of them."""

_NAME_OF_GRADIENT = "gradient"


_NOWHERE = -1


class _Contribution(NamedTuple):
    """What arrives at an operation by one use of it.

    It goes back as far as the operation numbered ``stop``, which gets its gradient by a shortcut from further on.
    """

    adjoint: Adjoint
    stop: int = _NOWHERE


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
        self._depends = self._surroundings.depends
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
        self.names = {slot: self._stands_for(name) for name, slot in self._gradients.items()}
        assert len(self.names) == len(self._gradients), "every gradient has a slot of its own"
        self._asked = {name: self._handed_on(name) for name in self._gradients}
        self.calculation = Calculation(self._layout)
        self.run: Run = self.calculation.run(tuple(leaves.values()), conventions=graph.conventions)

    def formula(self, node: str) -> Node:
        """The gradient with respect to a node, over the names of the graph. Raises as ``gradient`` does."""
        value = self.run[self.gradient(node)]
        assert isinstance(value, Node), "a run on names gives formulas"
        return self.as_written(self.laid_out(value, node))

    def laid_out(self, formula: Node, node: str) -> Node:
        """What a slot holds for a node, as the graph's layout has it; or the other way round.

        The slots of gradients hold them in the shape of the node, whatever the layout.
        """
        if self.graph.shapes[node] == SCALAR or self.graph.conventions.gradients != "numerator_layout":
            return formula
        return Call(Name("transpose"), (formula,))

    def as_written(self, formula: Node) -> Node:
        """A formula over the names of the graph with its scalar factors in front, in numerator layout written so."""
        return _as_written(self, formula)

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """The shapes of all that a formula may speak of: names, gradients and sizes."""
        shapes = {**self.graph.shapes, **dict(self.graph.constants)}
        shapes |= {gradient_name(self.graph.loss, name): self.graph.gradient_shape(name) for name in self._gradients}
        sizes = [size for _, shape in self.graph.leaves for size in shape if isinstance(size, str)]
        return dict.fromkeys(sizes, SCALAR) | shapes

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

    def _stands_for(self, name: str) -> Node:
        """What the slot of a gradient holds, by its name."""
        return self.laid_out(self.gradient_name(name), name)

    # laying

    def _leaves(self) -> Iterator[tuple[Leaf, Node]]:
        """What the leaves of the calculation are, with their values: all of them are known before a step is laid."""
        yield ONE, Number(1)
        for number, operation in enumerate(self._operations):
            yield value_leaf(number), operation.value
            extras: dict[str, Node] = {}
            for seen in (operation, *([] if operation.shortcut is None else [past_operation(operation)])):
                if seen.kind not in (LEAF, CONSTANT):
                    extras |= kind_of(seen.kind).extras(seen, [self._operations[used] for used in seen.inputs])
            for letter, node in extras.items():
                yield Leaf(number, letter), node
            if operation.name and operation.kind not in (LEAF, CONSTANT):
                yield Leaf(number, _NAME_OF_GRADIENT), self._stands_for(operation.name)

    def _lay(self) -> None:
        """Lay the gradients from the loss back to the leaves."""
        arriving: dict[int, list[_Contribution]] = {}
        arriving[self.graph.named[self.graph.loss]] = [_Contribution(Adjoint(self._layout.leaves[ONE]))]
        for number in reversed(range(len(self._operations))):
            found = [
                one if one.stop < number else one._replace(stop=_NOWHERE)
                for one in reversed(arriving.get(number, []))
                if one.stop != number
            ]
            if found:
                for used, contribution in self._handed_on_from(number, found):
                    arriving.setdefault(used, []).append(contribution)

    def _handed_on_from(self, number: int, found: list[_Contribution]) -> Iterator[tuple[int, _Contribution]]:
        """What an operation hands on to each of its inputs, the last one first."""
        whole, by_stop = self._arrived(number, found)
        operation = self._operations[number]
        if operation.kind in (LEAF, CONSTANT):
            return
        self._arrivals[number] = whole
        past, between = operation.shortcut, 0
        if past is not None:
            between = past.between
            if _NOWHERE in by_stop and self._depends[past.inputs[0]]:
                laying = self._laying(number, by_stop[_NOWHERE], is_past=True)
                yield past.inputs[0], _Contribution(kind_of(past.kind).lay(laying, 0))
        kind = kind_of(operation.kind)
        for position, used in reversed([*enumerate(operation.inputs)]):
            groups = by_stop if past is None or position >= between else {past.inputs[0]: whole}
            for stop, adjoint in groups.items() if self._depends[used] else ():
                yield used, _Contribution(kind.lay(self._laying(number, adjoint), position), stop)

    def _arrived(self, number: int, found: list[_Contribution]) -> tuple[Adjoint, dict[int, Adjoint]]:
        """The gradient with respect to an operation, and its parts by where they stop; it is noted if it has a name."""
        operation, stops = self._operations[number], dict.fromkeys(one.stop for one in found)
        whole = self._summed(number, [one.adjoint for one in found])
        if operation.name and operation.name != self.graph.loss:
            slot = self._matrix(number, whole)
            self._gradients[operation.name] = slot
            whole = Adjoint(slot, whole.uniform)
            if operation.kind != LEAF and len(stops) == 1 and self._size(slot) > MOST_WRITTEN:
                self.used_by_name.append(operation.name)
                whole = Adjoint(self._layout.leaves[Leaf(number, _NAME_OF_GRADIENT)])
        if len(stops) == 1:
            return whole, dict.fromkeys(stops, whole)
        parts = {stop: self._summed(number, [one.adjoint for one in found if one.stop == stop]) for stop in stops}
        return whole, parts

    def _summed(self, number: int, contributions: list[Adjoint]) -> Adjoint:
        if len(contributions) == 1:
            return contributions[0]
        terms = tuple([self._matrix(number, one) for one in contributions])
        step = self._layout.step("gradient_sum", Place(), terms=terms, first=terms[0], last=terms[-1])
        return Adjoint(step)

    def _matrix(self, number: int, adjoint: Adjoint) -> int:
        return matrix_of(adjoint, self._laying(number, adjoint))

    def _laying(self, number: int, adjoint: Adjoint, *, is_past: bool = False) -> Laying:
        return Laying(self._layout, self._surroundings, number, adjoint, self._arrivals, is_past=is_past)

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

        The place of such a step is the line that works the node out. What is no number is handed on once more, in the
        layout that is the convention.
        """
        slots = [self._gradients[name]]
        for neighbour, line in ((name, self.graph.numbers.get(name)), *self._neighbours(name)):
            slots.append(self._layout.step("asked_gradient", Place(line), G=slots[-1], N=self._gradients[neighbour]))
        if self.graph.shapes[name] != SCALAR:
            slots.append(self._layout.step("laid_out_gradient", Place(), G=slots[-1]))
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


@lru_cache(maxsize=4096)
def _as_written(laid: LaidGraph, formula: Node) -> Node:
    """The formula as one writes it. What a mistake made of it may not fit: then it stays as it is."""
    try:
        if laid.graph.conventions.gradients == "numerator_layout":
            formula = in_numerator_layout(formula, _shapes(laid, formula))
        return with_factors_in_front(formula, _shapes(laid, formula))
    except ExpressionError:
        return formula


def _shapes(laid: LaidGraph, formula: Node) -> Mapping[str, Shape]:
    """The shapes of all that a formula may speak of, and of the matrices of ones in it."""
    return {name: shape for name in names_in(formula) if (shape := ones_shape(name)) is not None} | dict(laid.shapes)


@lru_cache(maxsize=256)
def _laid_graph(graph: Graph) -> LaidGraph:
    return LaidGraph(graph)


def definitions(laid: LaidGraph) -> dict[str, Node]:
    """The gradients that formulas speak of by name, each from those before it."""
    return {gradient_name(laid.graph.loss, name): laid.formula(name) for name in laid.used_by_name}
