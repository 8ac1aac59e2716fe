"""Gradients in numerator layout: as texts write them there, right in every line, shapes transposed everywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings

from exgen.engine.conventions import Conventions
from exgen.engine.gradients.derivation import derived_gradients, gradient_derivation
from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.laid_gradients import LaidGraph
from exgen.engine.gradients.proof import confirm_first_wrong, confirm_gradient
from exgen.engine.gradients.reading import read_graph
from exgen.engine.mal_rules import MAL_RULES
from exgen.engine.missteps import Misstep
from exgen.engine.oracle.finite_differences import differences, points
from exgen.errors import GraphError, ProofError
from exgen.expressions import Binary, Number
from exgen.expressions.matrices import Shape, show_matrices
from tests.engine.gradients.graphs import GRAPHS, perceptron
from tests.engine.gradients.random_graphs import random_graphs

NUMERATOR = Conventions(gradients="numerator_layout")

# as in Magnus and Neudecker, or Parr and Howard, "The Matrix Calculus You Need For Deep Learning": adjoints are rows
PERCEPTRON = {
    "o6": ("2 (o6 - y)^T", "(1, 'k')"),
    "o5": ("dl/do6 diag(sigma'(o5))", "(1, 'k')"),
    "W2": ("o4 dl/do5", "('h', 'k')"),
    "b2": ("dl/do5", "(1, 'k')"),
    "o4": ("dl/do5 W2", "(1, 'h')"),
    "o2": ("dl/do4 diag(sigma'(o2))", "(1, 'h')"),
    "W1": ("x dl/do2", "('d', 'h')"),
    "b1": ("dl/do2", "(1, 'h')"),
    "x": ("dl/do2 W1", "(1, 'd')"),
}


def turned(graph: Graph) -> Graph:
    return replace(graph, conventions=NUMERATOR)


@pytest.mark.parametrize("node", PERCEPTRON)
def test_the_chain_rule_goes_on_from_the_left(node: str) -> None:
    graph = turned(perceptron())
    last = derived_gradients(LaidGraph(graph), node)[-1]
    assert (show_matrices(last.from_others), str(graph.gradient_shape(node))) == PERCEPTRON[node]


def test_a_derivation_has_the_shapes_of_the_layout() -> None:
    (line,) = gradient_derivation(LaidGraph(turned(perceptron())), "W2", known=["o5"])
    assert line.formula.endswith(r"\quad (h \times k)")


def confirm_all(graph: Graph) -> None:
    """Hold every formula, and every line with the gradients that it goes on from, to differences."""
    laid = LaidGraph(graph)
    for node in laid.nodes:
        confirm_gradient(graph, node, laid.formula(node))
        lines = derived_gradients(laid, node)
        wrong = lines[-1]._replace(written=Binary("+", lines[-1].written, Number(1)))
        confirm_first_wrong(graph, [*lines, wrong], len(lines))


@pytest.mark.parametrize("name", [name for name in GRAPHS if name != "deep residual"])
def test_every_line_is_what_central_differences_give(name: str) -> None:
    confirm_all(turned(GRAPHS[name]))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_graphs())
def test_gradients_of_drawn_graphs_are_what_central_differences_give(graph: Graph) -> None:
    try:
        points(graph)
    except ProofError:  # everything is at a kink, such as abs of a ReLU
        assume(False)
    laid = LaidGraph(turned(graph))
    for node in laid.nodes:
        confirm_gradient(laid.graph, node, laid.formula(node))


def test_the_differences_are_those_of_the_other_layout_transposed() -> None:
    graph, values = perceptron(), points(perceptron())[0]
    for node in ("W1", "b1"):
        plain = differences(graph, node, values)
        assert differences(turned(graph), node, values) == tuple(zip(*plain, strict=True)) != plain


def test_a_gradient_in_the_shape_of_its_variable_is_not_confirmed() -> None:
    with pytest.raises(ProofError, match="dl/dW2: the key"):
        confirm_gradient(turned(perceptron()), "W2", LaidGraph(perceptron()).formula("W2"))


def test_gradients_that_are_used_by_name_have_its_shape() -> None:
    graph = turned(GRAPHS["deep residual"])
    laid = LaidGraph(graph)
    assert laid.used_by_name
    confirm_gradient(graph, "W5", laid.formula("W5"))
    assert show_matrices(laid.formula("W8")) == "h7 dl/dh8 diag(tanh'(W8 h7))"


def test_a_mistake_is_made_in_this_layout_too() -> None:
    mistake = Misstep(MAL_RULES["weight_not_transposed"])
    lines = derived_gradients(LaidGraph(turned(perceptron())), "o4", misstep=mistake)
    assert show_matrices(lines[-1].from_others) == "dl/do5 W2^T"


def test_updates_speak_of_gradients_in_this_layout() -> None:
    shapes: dict[str, Shape] = {"W": ("k", "d"), "x": ("d", 1), "y": ("k", 1), "r": (1, 1)}
    lines = ["o = W x", "l = norm(o - y)^2"]
    graph = read_graph(lines, "l", shapes, updates=["V = W - r (dl/dW)^T"], conventions=NUMERATOR)
    assert graph.updates[0].shape == ("k", "d")
    with pytest.raises(GraphError, match=r"update 1, V = W - r dl/dW: .*\(k,d\).*\(d,k\)"):
        read_graph(lines, "l", shapes, updates=["V = W - r dl/dW"], conventions=NUMERATOR)
