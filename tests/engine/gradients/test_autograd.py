"""Gradients, and every line of their derivations, against PyTorch's autograd in float64."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from exgen.engine.conventions import Conventions, settings as settings_of_conventions
from exgen.engine.gradients.derivation import derived_gradients
from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.laid_gradients import LaidGraph
from exgen.engine.gradients.proof import with_gradients
from exgen.engine.oracle.finite_differences import Values, points
from exgen.errors import ProofError
from exgen.expressions import Node
from exgen.expressions.matrices import gradient_name, value_of
from tests.engine.gradients.graphs import GRAPHS
from tests.engine.gradients.random_graphs import random_graphs
from tests.engine.gradients.torch_graphs import gradients_by_autograd

TOLERANCE = 1e-10
"""The largest error, relative to the largest entry of the gradient or 1."""

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def torch() -> Any:
    return pytest.importorskip("torch", reason="PyTorch is not installed")


def check(torch: Any, graph: Graph) -> None:
    """Hold every gradient of a graph, and every line that leads to it, to autograd's, at the points of the oracle."""
    for point in points(graph):
        check_at(torch, graph, point)


def check_at(torch: Any, graph: Graph, point: Values) -> None:
    laid = LaidGraph(graph)
    expected = gradients_by_autograd(torch, graph, point)
    assert set(expected) == set(laid.nodes)
    if graph.conventions.gradients == "numerator_layout":
        expected = {node: gradient.T for node, gradient in expected.items()}
    others = {
        gradient_name(graph.loss, node): tuple(map(tuple, gradient.tolist())) for node, gradient in expected.items()
    }

    def agrees(node: str, formula: Node) -> None:
        values = {**with_gradients(graph, point, formula), **others}
        found = torch.tensor(value_of(formula, values), dtype=torch.float64)
        wanted = expected[node]
        assert found.shape == wanted.shape, (node, formula)
        error = (found - wanted).abs().max() / max(1.0, wanted.abs().max())
        assert error <= TOLERANCE, (node, formula)

    seen = set()
    for node in laid.nodes:
        agrees(node, laid.formula(node))
        for derived in derived_gradients(laid, node):
            if derived.node not in seen:
                seen.add(derived.node)
                agrees(derived.node, derived.from_others)
                agrees(derived.node, derived.written)
    assert seen == set(laid.nodes)


@pytest.mark.parametrize("layout", settings_of_conventions()["gradients"])
@pytest.mark.parametrize("name", GRAPHS)
def test_every_gradient_is_what_autograd_gives(torch: Any, name: str, layout: str) -> None:
    check(torch, replace(GRAPHS[name], conventions=Conventions(gradients=layout)))


@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(graph=random_graphs(), layout=st.sampled_from(list(settings_of_conventions()["gradients"])))
def test_gradients_of_drawn_graphs_are_what_autograd_gives(torch: Any, graph: Graph, layout: str) -> None:
    try:
        points(graph)
    except ProofError:  # everything is at a kink, such as abs of a ReLU
        assume(False)
    check(torch, replace(graph, conventions=Conventions(gradients=layout)))
