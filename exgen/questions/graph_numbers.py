"""Graphs with numbers in their leaves: values, gradients and updates as keys that are numbers or matrices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from exgen.engine.by_hand.notation import latex, number
from exgen.engine.derivation import Line as DerivationLine
from exgen.engine.formulas import Quantity, as_node
from exgen.engine.gradients.derivation import derived_gradients
from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.laid_gradients import laid_graph
from exgen.engine.gradients.numbers import GraphNumbers, told, with_numbers
from exgen.engine.layout import Place
from exgen.engine.wording import said
from exgen.errors import ExpressionError, GraphError, InputError, did_you_mean
from exgen.expressions import Name, Node, evaluate, names_in, read, substitute
from exgen.expressions.matrices import gradient_name, show_matrices
from exgen.questions.domains import Parameter
from exgen.questions.laid_of_graph import LaidOfGraph
from exgen.questions.laid_values import Slots
from exgen.questions.records import GraphSource

ASKED = {"value": "value", "gradient_value": "gradient", "update": "update"}
"""What a graph with numbers is asked, and what it is called in messages."""


def numbered(graph: Graph, source: GraphSource, parameters: Mapping[str, Parameter]) -> Graph:
    """The graph with a variant's numbers in its leaves, if its template gives any.

    Raises GraphError for a value that is no number or matrix, or of another shape than declared.
    """
    if not source.values:
        return graph
    leaves = dict(graph.leaves)
    if unknown := [name for name in source.values if name not in leaves]:
        raise GraphError(*(f"values.{name}: no line uses {name}; {did_you_mean(name, leaves)}" for name in unknown))
    return with_numbers(graph, {name: _rows(name, given, parameters) for name, given in source.values.items()})


def _rows(name: str, given: object, parameters: Mapping[str, Parameter]) -> tuple[tuple[int | Fraction, ...], ...]:
    if isinstance(given, tuple | list):
        return tuple([tuple([_number(name, entry, parameters) for entry in row]) for row in given])
    if isinstance(given, str) and isinstance(value := parameters.get(given), tuple):
        return value
    return ((_number(name, given, parameters),),)


def _number(name: str, given: object, parameters: Mapping[str, Parameter]) -> int | Fraction:
    """A number, or the value of a formula over the parameters."""
    if isinstance(given, int | Fraction):
        return given
    try:
        known = {key: value for key, value in parameters.items() if isinstance(value, int | Fraction)}
        value = evaluate(read(str(given)), known)
    except ExpressionError as error:
        raise GraphError(f'values.{name}: "{given}": {error}') from error
    if not isinstance(value, int | Fraction):
        raise GraphError(f'values.{name}: "{given}" is no number')
    return value


@dataclass(frozen=True, slots=True, eq=False)
class LaidNumber(LaidOfGraph):
    """A number or matrix asked of a graph with numbers: the ``value`` of a node, its ``gradient``, or an ``update``.

    ``formula`` is read from names of gradients, which stand for the ``slots``; ``digits`` is how many decimals are
    asked of what is no fraction.
    """

    graph: Graph
    asked: str
    formula: Node
    gradients: tuple[str, ...]
    digits: int | None

    def read(self, slots: Slots) -> Quantity:
        """The answer's value, where ``slots`` gives the formula of a slot. Raises ExpressionError where it has none."""
        given = {name: as_node(slots(slot)) for name, slot in zip(self.gradients, self.slots, strict=True)}
        found = _value(self.graph, substitute(self.formula, given), self.digits)
        if isinstance(found, tuple) != isinstance(_value(self.graph, self.true, self.digits), tuple):
            raise ExpressionError("shapes_differ", f"{self.name} is no number where it should be one, or the other way")
        return found

    @property
    def true(self) -> Node:
        """The formula with the true gradients written out."""
        return _with_gradients(self.graph, self.formula)

    @property
    def name(self) -> str:
        asked = next(name for name, word in ASKED.items() if word == self.asked)
        return f"{self.network}.{asked}({self.node})"


@lru_cache(maxsize=2048)
def _value(graph: Graph, formula: Node, digits: int | None) -> Quantity:
    return told(_numbers(graph).value(formula), digits)


@lru_cache(maxsize=64)
def _numbers(graph: Graph) -> GraphNumbers:
    return GraphNumbers(graph)


def laid_number(name: str, graph: Graph, asked: str, node: str, digits: int | None) -> LaidNumber:
    """What is asked of a graph called ``name``. Raises InputError where it has no numbers, or no such node."""
    if graph.values is None:
        raise InputError(
            f"{name}.{asked}({node}): this graph has no numbers; give them in values = {{ W = ..., x = ... }}"
        )
    laid = laid_graph(graph)
    if asked == "update":
        formula = _update(graph, node)
    else:
        known = [*graph.shapes] if asked == "value" else [*laid.gradients]
        if node not in known:
            raise InputError(
                f"{name}.{asked}({node}): nothing is called {node} in this graph; {did_you_mean(node, known)}"
            )
        formula = Name(node) if asked == "value" else Name(gradient_name(graph.loss, node))
    nodes = {gradient_name(graph.loss, other): other for other in laid.gradients}
    gradients = tuple(used for used in names_in(formula) if used in nodes)
    slots = tuple(laid.asked(nodes[used]) for used in gradients)
    return LaidNumber(name, node, slots, (), graph, ASKED[asked], formula, gradients, digits)


def _update(graph: Graph, node: str) -> Node:
    """The formula of an update, those before it put in."""
    done: dict[str, Node] = {}
    for line in graph.updates:
        done[line.name] = substitute(line.node, done)
    if node not in done:
        raise InputError(
            f"no update works out {node}; {did_you_mean(node, done)}" if done else "this graph has no updates"
        )
    return done[node]


def number_lines(laid: LaidNumber, before: Iterable[object]) -> tuple[DerivationLine, ...]:
    """The derivation of a number: the lines, gradients and updates that lead to it, each with its numbers.

    What was asked before is taken as known.
    """
    known = {(other.asked, other.node) for other in before if isinstance(other, LaidNumber)}
    told_already = {node for asked, node in known if asked == "value"}
    for line in reversed(laid.graph.lines):
        told_already |= set(line.inputs) if line.name in told_already else set()
    given = [node for asked, node in known if asked == "gradient"]
    graph = laid.graph
    found: list[DerivationLine] = []
    if laid.asked == "value":
        found += _forward(graph, [laid.node], told_already)
    nodes = [name.removeprefix(gradient_name(graph.loss, "")) for name in laid.gradients]
    for node in nodes:
        found += _backward(graph, node, given, told_already, laid.asked == "update" and node in given)
    if laid.asked == "update":
        needed = {laid.node}
        for line in reversed(graph.updates):
            needed |= set(line.inputs) if line.name in needed else set()
        done: dict[str, Node] = {}
        for line in graph.updates:
            done[line.name] = substitute(line.node, done)
            if line.name in needed and ("update", line.name) not in known:
                found.append(
                    _numbered_line(
                        graph, line.name, [line.node], _with_gradients(graph, done[line.name]), said("update")
                    )
                )
    return tuple(found)


def _with_gradients(graph: Graph, formula: Node) -> Node:
    laid = laid_graph(graph)
    named = {gradient_name(graph.loss, node): laid.formula(node) for node in laid.gradients}
    return substitute(formula, named)


def _forward(graph: Graph, nodes: Iterable[str], known: set[str]) -> Iterator[DerivationLine]:
    """The lines that lead to nodes, with their numbers; none is told twice."""
    needed = set(nodes)
    for line in reversed(graph.lines):
        needed |= set(line.inputs) if line.name in needed and line.name not in known else set()
    for place, line in enumerate(graph.lines):
        if line.name in needed and line.name not in known:
            known.add(line.name)
            yield _numbered_line(graph, line.name, [line.node], line.node, said("forward_pass"), place)


def _backward(graph: Graph, node: str, given: list[str], known: set[str], is_known: bool) -> Iterator[DerivationLine]:
    """The gradients that lead to that of a node, with their numbers, and the values that they speak of before them."""
    if is_known:
        return
    laid = laid_graph(graph)
    derived = derived_gradients(laid, node, given)
    spoken_of = {name for one in derived for name in names_in(one.from_others) if name in graph.numbers}
    yield from _forward(graph, spoken_of, known)
    for one in derived:
        name = gradient_name(graph.loss, one.node)
        yield _numbered_line(
            graph, name, [one.from_others], one.written, said("next").join(one.titles), one.place.layer
        )


def _numbered_line(
    graph: Graph, name: str, told_as: list[Node], formula: Node, title: str, place: int | None = None
) -> DerivationLine:
    rows = _numbers(graph).value(formula)
    worth = number(rows[0][0]) if len(rows) == len(rows[0]) == 1 else latex(rows)
    parts = [show_matrices(Name(name), "latex"), *(show_matrices(node, "latex") for node in told_as), worth]
    return DerivationLine(Place(place), title, "", " = ".join(dict.fromkeys(parts)))
