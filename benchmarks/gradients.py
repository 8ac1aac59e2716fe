"""How long gradients take to be derived, and how long every response about one in the tests' table is judged."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from statistics import median

from benchmarks.figures import Figure
from benchmarks.measuring import timing
from exgen.answers import judge
from exgen.engine.gradients.laid_gradients import LaidGraph
from exgen.engine.gradients.reading import read_graph
from exgen.expressions import Node
from exgen.expressions.matrices import Shape
from tests.answers.table import ROWS

LAYERS = 5
TIMES = 11
ROUNDS = 5
"""So many times the table is gone through; of each response the quickest counts, its question known from the first."""
SHOWN = 60
"""So many characters of the slowest response are printed."""


def perceptron(layers: int) -> tuple[list[str], dict[str, Shape]]:
    """The lines of a perceptron with so many layers, and the shapes of its leaves."""
    lines: list[str] = []
    shapes: dict[str, Shape] = {"x": ("d0", 1), "y": (f"d{layers}", 1)}
    before = "x"
    for layer in range(1, layers + 1):
        lines += [f"z{layer} = W{layer} {before} + b{layer}", f"a{layer} = sigmoid(z{layer})"]
        shapes |= {f"W{layer}": (f"d{layer}", f"d{layer - 1}"), f"b{layer}": (f"d{layer}", 1)}
        before = f"a{layer}"
    return [*lines, f"L = 1/2 norm({before} - y)^2"], shapes


def all_gradients(layers: int) -> dict[str, Node]:
    """Every gradient of such a perceptron, from its text on."""
    lines, shapes = perceptron(layers)
    laid = LaidGraph(read_graph(lines, "L", shapes))
    return {node: laid.formula(node) for node in laid.nodes}


def gradient_figures() -> Iterator[Figure]:
    """The gradients of a perceptron with respect to everything in it, and the table's responses about gradients."""
    what = f"all gradients of a perceptron with {LAYERS} layers, read and derived"
    yield Figure(what, timing([lambda: all_gradients(LAYERS)] * TIMES).median, 0.020)
    yield from _judging_figures()


def _judging_figures() -> Iterator[Figure]:
    """Whatever the table has typed for a formula of matrices, oddities and attacks too."""
    rows = [row for row in ROWS if row.kind == "matrix_expression"]
    tasks = [partial(judge, row.kind, row.key, row.response, row.options) for row in rows]
    timing(tasks)
    times = [min(seconds) for seconds in zip(*(timing(tasks).seconds for _ in range(ROUNDS)), strict=True)]
    slowest, row = max(zip(times, rows, strict=True), key=lambda pair: pair[0])
    yield Figure(f"one of {len(rows):,} responses about gradients, of every sort, judged", median(times), 0.3e-3)
    yield Figure("- the slowest", slowest, 5e-3, note=f"`{row.response[:SHOWN]}`")
