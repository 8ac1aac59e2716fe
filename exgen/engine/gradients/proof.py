"""Gradient formulas confirmed: at seeded points they must give what central differences of the forward pass give."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from exgen.engine.gradients.derivation import DerivedGradient
from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.laid_gradients import definitions, laid_graph
from exgen.engine.oracle.finite_differences import (
    FINER_STEP,
    STEP,
    Values,
    constant,
    differences,
    point,
    points,
    sizes,
    with_slopes,
)
from exgen.errors import ExpressionError, ProofError
from exgen.expressions import Node, names_in
from exgen.expressions.matrices import Matrix, gradient_name, show_matrices, value_of
from exgen.expressions.matrix_tokens import ONES

STEPS = (STEP, FINER_STEP)
"""A formula is right if the differences of one step tell so: the finer ones are worked out where the others do not."""

TOLERANCE = 1e-6
"""How far a formula's entry may be from the difference, relative to 1 or the larger of both."""


@lru_cache(maxsize=1024)
def confirm_gradient(graph: Graph, node: str, formula: Node) -> None:
    """Confirm the formula of a gradient; what was confirmed once is remembered.

    Raises ProofError, naming formula and differences, where its shape is not that of the node or an entry is another.

    >>> from exgen.engine.gradients.reading import read_graph
    >>> from exgen.expressions.matrices import read_matrices
    >>> shapes = {"w": ("n", 1), "X": ("m", "n"), "y": ("m", 1)}
    >>> graph = read_graph(["o = X w", "l = norm(o - y)^2"], "l", shapes)
    >>> confirm_gradient(graph, "w", read_matrices("2 X^T (o - y)"))
    >>> confirm_gradient(graph, "w", read_matrices("X^T (o - y)"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    exgen.errors.ProofError: dl/dw: the key X^T (o - y) gives ((..., central differences give ((...
    """
    name = f"d{graph.loss}/d{node}"
    for values in points(graph):
        try:
            found = value_of(formula, with_gradients(graph, values, formula))
        except ExpressionError as error:
            raise ProofError(f"{name}: the key {show_matrices(formula)} has no value: {error.sentence}") from error
        if not any(_agree(found, differences(graph, node, values, step)) for step in STEPS):
            raise ProofError(
                f"{name}: the key {show_matrices(formula)} gives {_shown(found)}, "
                f"central differences give {_shown(differences(graph, node, values))}"
            )


def confirm_first_wrong(graph: Graph, lines: Sequence[DerivedGradient], place: int) -> None:
    """Confirm that of a derivation's lines that of a place, from 0, is wrong, and every one before it right.

    A line is right if both of its sides give the gradient, what it goes on from being given. Raises ProofError.
    """
    for line in lines[:place]:
        confirm_gradient(graph, line.node, line.written)
        _confirm_step(graph, line)
    try:
        confirm_gradient(graph, lines[place].node, lines[place].written)
    except ProofError:
        return
    raise ProofError(f"line {place + 1} is right: {show_matrices(lines[place].written)}")


def _confirm_step(graph: Graph, line: DerivedGradient) -> None:
    """Confirm what a line says of the gradients that it goes on from."""
    prefix = gradient_name(graph.loss, "")
    for values in points(graph):
        names = [name for name in names_in(line.from_others) if name.startswith(prefix)]
        true = {name: differences(graph, name.removeprefix(prefix), values) for name in names}
        found = value_of(line.from_others, {**with_gradients(graph, values, line.from_others), **true})
        if not _agree(found, differences(graph, line.node, values)):
            raise ProofError(f"{prefix}{line.node}: {show_matrices(line.from_others)} gives {_shown(found)}")


def confirm_number(graph: Graph, node: str, asked: str, key: object, digits: int | None) -> None:
    """Confirm a number or matrix that is asked of a graph with numbers in it: a ``value``, ``gradient`` or ``update``.

    Raises ProofError where floats and central differences give another one, or there is no derivative at this point.
    """
    assert graph.values is not None, "numbers stand in its leaves"
    leaves = {name: tuple(tuple(map(float, row)) for row in rows) for name, rows in graph.values.items()}
    graph, values = with_slopes(graph, point(graph, leaves, graph.sizes))
    if asked == "gradient":
        expected = differences(graph, node, values)
    elif asked == "value":
        expected = values[node]
    else:
        found = dict(values)
        for line in graph.updates:
            for name in line.inputs:
                if name.startswith(gradient_name(graph.loss, "")):
                    found.setdefault(name, differences(graph, name.removeprefix(gradient_name(graph.loss, "")), values))
            found[line.name] = value_of(line.node, found)
        expected = found[node]
    rows: Matrix = key if isinstance(key, tuple) else ((key,),)
    slack = 0 if digits is None else 10**-digits
    if (len(rows), len(rows[0])) != (len(expected), len(expected[0])) or any(
        abs(left - right) > slack + TOLERANCE * max(1.0, abs(right))
        for row, other in zip(rows, expected, strict=True)
        for left, right in zip(row, other, strict=True)
    ):
        raise ProofError(
            f"{asked} of {node}: the key is {_shown(rows)}, floats and differences give {_shown(expected)}"
        )


def with_gradients(graph: Graph, values: Values, formula: Node) -> Values:
    """The values of all that a formula may speak of: gradients that it uses by name, and matrices of ones, too."""
    found = dict(values)
    numbers = sizes(graph)
    for name, gradient in (*definitions(laid_graph(graph)).items(), ("", formula)):
        for ones in names_in(gradient):
            if ones not in found and (parts := ONES.fullmatch(ones)):
                rows, columns = parts["rows"], parts["columns"] or "1"
                shape = tuple(int(size) if size.isdecimal() else size for size in (rows, columns))
                found[ones] = constant(ones, (shape[0], shape[1]), numbers)
        if name:
            found[name] = value_of(gradient, found)
    return found


def _agree(one: Matrix, other: Matrix) -> bool:
    if (len(one), len(one[0])) != (len(other), len(other[0])):
        return False
    return all(
        abs(left - right) <= TOLERANCE * max(1.0, abs(left), abs(right))
        for row, other_row in zip(one, other, strict=True)
        for left, right in zip(row, other_row, strict=True)
    )


def _shown(matrix: Matrix) -> str:
    """A matrix for a message, rounded; of a large one the first rows."""
    rows = [f"({', '.join(f'{float(entry):.6f}' for entry in row)})" for row in matrix[:3]]
    return f"({', '.join(rows)}{', ...' if len(matrix) > 3 else ''})"
