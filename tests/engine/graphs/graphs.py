"""Graphs that several tests look at."""

from __future__ import annotations

from exgen.engine.graphs.graph import Graph
from exgen.engine.graphs.reading import read_graph
from exgen.expressions.matrices import Shape

SHAPES: dict[str, Shape] = {
    "W1": ("h", "d"),
    "b1": ("h", 1),
    "W2": ("k", "h"),
    "b2": ("k", 1),
    "x": ("d", 1),
    "y": ("k", 1),
}


def perceptron(hidden: str = "sigmoid", last: str = "sigmoid", loss: str = "norm(o6 - y)^2") -> Graph:
    """The perceptron of theoretical exercise 8, or one with other activations or another loss."""
    lines = ["o2 = W1 x + b1", f"o4 = {hidden}(o2)", "o5 = W2 o4 + b2", f"o6 = {last}(o5)", f"l = {loss}"]
    return read_graph(lines, "l", SHAPES)


def shared_weights() -> Graph:
    """Two steps with the same weights and bias, as in a recurrent network: both are used twice."""
    shapes: dict[str, Shape] = {"W": ("n", "n"), "b": ("n", 1), "x": ("n", 1), "y": ("n", 1)}
    lines = ["s1 = W x + b", "h1 = tanh(s1)", "s2 = W h1 + b", "h2 = tanh(s2)", "l = norm(h2 - y)^2"]
    return read_graph(lines, "l", shapes)


def moving_target() -> Graph:
    """The loss compares two layers of one input, so that one name is used in three lines."""
    shapes: dict[str, Shape] = {"U": ("k", "d"), "V": ("k", "d"), "x": ("d", 1)}
    return read_graph(["o = U x", "t = V x", "s = sigmoid(t)", "l = 3 norm(o - s)^2 / 2"], "l", shapes)


def least_squares() -> Graph:
    """Linear regression, whose unknown is a vector behind the data matrix."""
    shapes: dict[str, Shape] = {"X": ("n", "d"), "w": ("d", 1), "y": ("n", 1)}
    return read_graph(["o = X w", "l = norm(o - y)^2 / 2"], "l", shapes)


GRAPHS = {
    "sigmoid and sigmoid": perceptron(),
    "relu and tanh": perceptron("relu", "tanh", "1/2 norm(o6 - y)^2"),
    "tanh and relu": perceptron("tanh", "relu", "(3/4) norm(y - o6)^2"),
    "shared weights": shared_weights(),
    "moving target": moving_target(),
    "least squares": least_squares(),
}
