"""A graph with numbers in its leaves: what its lines and gradients are worth, exactly or between two proven ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from exgen.engine.by_hand.enclosures import Real, between, is_exact, rounded, tidy
from exgen.engine.gradients.graph import Graph, ones_shape
from exgen.engine.gradients.laid_gradients import definitions, laid_graph
from exgen.engine.oracle.finite_differences import constant
from exgen.errors import ExpressionError, GraphError
from exgen.expressions import Binary, Call, Name, Node, Number, names_in
from exgen.expressions.balls import Ball
from exgen.expressions.matrices import Shape, shape_of, shape_text
from exgen.expressions.matrix_arithmetic import Rows
from exgen.expressions.matrix_balls import BallMatrices
from exgen.expressions.rebuilding import rebuilt

Exact = int | Fraction


def with_numbers(graph: Graph, values: Mapping[str, Rows[Exact]]) -> Graph:
    """The graph with numbers in all of its leaves.

    Raises GraphError where a leaf has none, or has another shape than it was declared with.

    >>> from exgen.engine.gradients.reading import read_graph
    >>> graph = read_graph(["o = W x", "l = norm(o - y)^2"], "l", {"W": ("h", "d"), "x": ("d", 1), "y": ("h", 1)})
    >>> with_numbers(graph, {"W": ((1, 2),), "x": ((3,), (4,)), "y": ((5,),)}).sizes
    {'h': 1, 'd': 2}
    """
    problems = [
        f"{name} has no number; values are given of {', '.join(values)}"
        for name, _ in graph.leaves
        if name not in values
    ]
    sizes: dict[str, int] = {}
    for name, shape in graph.leaves:
        found = values.get(name)
        if found is None:
            continue
        for size, number in zip(shape, (len(found), len(found[0])), strict=True):
            if (sizes.setdefault(size, number) if isinstance(size, str) else size) != number:
                declared = shape_text(tuple(sizes.get(str(size), size) for size in shape))  # type: ignore[arg-type]  # two
                problems.append(f"{name} is {declared}, and its value {shape_text((len(found), len(found[0])))}")
                break
    if problems:
        raise GraphError(*problems)
    return replace(graph, values=dict(values), sizes=sizes, bare=graph)


class GraphNumbers:
    """The numbers of a graph's lines and gradients."""

    def __init__(self, graph: Graph) -> None:
        assert graph.values is not None, "numbers stand in its leaves"
        self.graph = graph
        self._values = graph.values
        self._lines: Mapping[str, Node] = {line.name: _without_roots(line.node) for line in graph.lines}
        self._arithmetic = BallMatrices(self._known)

    def value(self, formula: Node) -> Rows[Real]:
        """What a formula is worth. Raises ExpressionError where it does not fit or has no value."""
        shape_of(formula, self._shapes(formula))
        return tuple([tuple(map(_real, row)) for row in self._arithmetic.value(_without_roots(formula))])

    @cached_property
    def _gradients(self) -> Mapping[str, Node]:
        return definitions(laid_graph(self.graph))

    def _known(self, name: str) -> Node | Rows[int | Fraction | Ball]:
        if name in self._values:
            return self._values[name]
        if name in self._lines:
            return self._lines[name]
        if name in self._gradients:
            return self._gradients[name]
        shape = ones_shape(name) or (1, 1)
        rows = constant(name, shape, self.graph.sizes)
        return tuple([tuple(map(int, row)) for row in rows])

    def _shapes(self, formula: Node) -> Mapping[str, Shape]:
        shapes: dict[str, Shape] = {**dict(self.graph.constants), **self.graph.shapes}
        shapes |= {name: shape for name in names_in(formula) if (shape := ones_shape(name)) is not None}
        shapes |= {name: self._of_gradient(name) for name in names_in(formula) if name in self._gradients}
        return {name: self._numbered(shape) for name, shape in shapes.items()}

    def _of_gradient(self, name: str) -> Shape:
        return self.graph.gradient_shape(name.rpartition("/d")[2])

    def _numbered(self, shape: Shape) -> Shape:
        rows, columns = (self.graph.sizes.get(size, size) if isinstance(size, str) else size for size in shape)
        return rows, columns


def _without_roots(node: Node) -> Node:
    """The formula with the square of a norm as the sum of squares, which is a fraction where its entries are."""

    def change(part: Node, _: Node | None) -> Node:
        match part:
            case Binary("^", Call(Name("norm"), (inner,)), Number(2) as two):
                return Call(Name("sum"), (Binary("^", inner, two),))
        return part

    return rebuilt(node, change)


def told(rows: Rows[Real], digits: int | None) -> Exact | tuple[tuple[Exact, ...], ...]:
    """A value as a key: a matrix, or a number where it has one entry; rounded to so many decimals if any are said.

    Raises ExpressionError where it is no fraction and no number of decimals is said.

    >>> told(((1, Fraction(1, 2)),), None)
    ((1, Fraction(1, 2)),)
    """
    if digits is None and not all(is_exact(entry) for row in rows for entry in row):
        raise ExpressionError("not_exact", "this is no fraction: say to how many decimals it is asked, as in (W, 4)")
    key = tuple([tuple([_told(entry, digits) for entry in row]) for row in rows])
    return key[0][0] if len(key) == len(key[0]) == 1 else key


def _told(entry: Real, digits: int | None) -> Exact:
    if digits is not None:
        return rounded(entry, digits)
    assert isinstance(entry, int | Fraction), "asked above"
    return entry


def _real(entry: int | Fraction | Ball) -> Real:
    if isinstance(entry, Ball):
        return between(Fraction(entry.middle) - Fraction(entry.radius), Fraction(entry.middle) + Fraction(entry.radius))
    return tidy(entry)
