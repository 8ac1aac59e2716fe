"""How long gradients take to be derived."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.figures import Figure
from benchmarks.measuring import timing
from exgen.engine.gradients.laid_gradients import LaidGraph
from exgen.engine.gradients.reading import read_graph
from exgen.expressions import Node
from exgen.expressions.matrices import Shape

LAYERS = 5
TIMES = 11


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
    """The gradients of a perceptron with respect to everything in it."""
    what = f"all gradients of a perceptron with {LAYERS} layers, read and derived"
    yield Figure(what, timing([lambda: all_gradients(LAYERS)] * TIMES).median, 0.020)
