"""Gradients against central differences, and central differences against what is known by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from exgen.engine import formulas
from exgen.engine.formulas import as_node
from exgen.engine.gradients.derivation import derived_gradients
from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.laid_gradients import LaidGraph
from exgen.engine.gradients.proof import confirm_gradient
from exgen.engine.gradients.reading import read_graph
from exgen.engine.mal_rules.gradients import GRADIENTS
from exgen.engine.oracle.finite_differences import FAR_FROM_KINK, differences, points, sizes
from exgen.engine.rules import RULES
from exgen.errors import ProofError
from exgen.expressions import names_in
from exgen.expressions.matrices import Shape, read_matrices
from tests.engine.gradients.graphs import GRAPHS, perceptron
from tests.engine.gradients.mistakes import MISTAKES, SPECIAL
from tests.engine.gradients.random_graphs import random_graphs

EVERY_NODE = [(name, node) for name, graph in GRAPHS.items() for node in LaidGraph(graph).nodes]


@pytest.mark.parametrize(("name", "node"), EVERY_NODE)
def test_every_gradient_is_what_central_differences_give(name: str, node: str) -> None:
    confirm_gradient(GRAPHS[name], node, LaidGraph(GRAPHS[name]).formula(node))


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Chains of layers, with and without biases and activations, of which some share their weights."""
    shapes: dict[str, Shape] = {"x": ("n", 1), "y": ("n", 1)}
    lines: list[str] = []
    before = "x"
    for number in range(draw(st.integers(1, 4))):
        weight = draw(st.sampled_from(["W", f"W{number}"]))
        bias = draw(st.sampled_from(["", " + b", f" + b{number}"]))
        shapes |= {weight: ("n", "n")} | ({bias[3:]: ("n", 1)} if bias else {})
        lines.append(f"s{number} = {weight} {before}{bias}")
        before = f"s{number}"
        if activation := draw(st.sampled_from(["", "sigmoid", "tanh", "relu"])):
            lines.append(f"a{number} = {activation}({before})")
            before = f"a{number}"
    target = draw(st.sampled_from(["y", "x"]))
    lines.append(f"l = {draw(st.sampled_from(['', '1/2 ', '3 ']))}norm({before} - {target})^2")
    return read_graph(lines, "l", shapes)


@given(graphs())
def test_gradients_of_drawn_graphs_are_what_central_differences_give(graph: Graph) -> None:
    laid = LaidGraph(graph)
    for node in laid.nodes:
        confirm_gradient(graph, node, laid.formula(node))


@pytest.mark.slow
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_graphs())
def test_gradients_of_a_thousand_graphs_of_any_operations_are_what_central_differences_give(graph: Graph) -> None:
    try:
        points(graph)
    except ProofError:  # everything is at a kink, such as abs of a ReLU
        assume(False)
    laid = LaidGraph(graph)
    for node in laid.nodes:
        confirm_gradient(graph, node, laid.formula(node))


def test_differences_of_a_softmax_of_large_numbers_are_taken_finely() -> None:
    shapes: dict[str, Shape] = {"x": (3, 5), "p": (3, 5)}
    graph = read_graph(
        ["a = exp(tanh(x))", "u = row_sums(a) ones(1, 5)", "v = u sum(u)", "L = -sum(p ⊙ log(softmax(v)))"], "L", shapes
    )
    confirm_gradient(graph, "u", LaidGraph(graph).formula("u"))
    with pytest.raises(ProofError):
        confirm_gradient(graph, "u", read_matrices("sum(u) (softmax(v) - p)"))


@pytest.mark.parametrize(("mistake", "node", "wrong"), [(row[0], row[1], row[3]) for row in MISTAKES])
def test_no_mistake_is_confirmed(mistake: str, node: str, wrong: str) -> None:
    with pytest.raises(ProofError, match=f"dl/d{node}: the key"):
        confirm_gradient(SPECIAL.get(mistake, perceptron()), node, read_matrices(wrong))


def test_every_mistake_in_gradients_is_tried() -> None:
    assert {mal_rule.id for mal_rule in GRADIENTS} == {row[0] for row in MISTAKES}


def test_every_line_of_every_derivation_is_what_central_differences_give() -> None:
    for graph in GRAPHS.values():
        laid = LaidGraph(graph)
        for node in laid.nodes:
            for derived in derived_gradients(laid, node)[-3:]:
                confirm_gradient(graph, derived.node, derived.written)


@pytest.mark.parametrize("name", [name for name in GRAPHS if name != "deep residual"])
def test_a_gradient_over_the_inputs_is_the_same(name: str) -> None:
    laid = LaidGraph(GRAPHS[name])
    for node in laid.nodes:
        over_inputs = laid.over_inputs(laid.formula(node))
        assert not set(names_in(over_inputs)) & GRAPHS[name].numbers.keys()
        if node in dict(GRAPHS[name].leaves):
            confirm_gradient(GRAPHS[name], node, over_inputs)


RULES_OF_MATRICES = [name for name, rule in RULES.items() if rule.is_of_matrices and name != "no_gradient"]
BROKEN_ON = [graph for name, graph in GRAPHS.items() if name != "deep residual"]


def is_noticed(graph: Graph, rule: str) -> bool:
    laid = LaidGraph(graph)
    steps = enumerate(laid.calculation.steps, laid.calculation.first)
    broken = {slot for slot, step in steps if step.rule.name == rule}
    for node in laid.nodes:
        slot = laid.asked(node)
        if broken & laid.calculation.reached([slot]):
            try:
                confirm_gradient(graph, node, as_node(laid.run[slot]))
            except ProofError:
                return True
    return False


@pytest.mark.parametrize("line", ["2 ({})", "-({})"])
@pytest.mark.parametrize("name", RULES_OF_MATRICES)
def test_a_broken_rule_is_noticed(name: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, name, replace(RULES[name], line=line.format(RULES[name].line)))
    formulas.formula.cache_clear()
    try:
        assert any(is_noticed(graph, name) for graph in BROKEN_ON)
    finally:
        formulas.formula.cache_clear()


def test_a_disagreement_names_formula_and_differences() -> None:
    with pytest.raises(ProofError) as caught:
        confirm_gradient(perceptron(), "o6", read_matrices("o6 - y"))
    told = str(caught.value)
    assert told.startswith("dl/do6: the key o6 - y gives ((")
    assert ", central differences give ((" in told


def test_a_shape_that_is_another_ones_is_not_confirmed() -> None:
    with pytest.raises(ProofError, match="dl/do5: the key"):
        confirm_gradient(perceptron(), "o5", read_matrices("(sigmoid'(o5) ⊙ 2(o6 - y))^T"))
    with pytest.raises(ProofError, match=r"has no value: W2 sigma'\(o5\) does not fit: \(4,2\) times"):
        confirm_gradient(perceptron(), "o4", read_matrices("W2 sigmoid'(o5)"))


def test_all_letters_stand_for_different_sizes() -> None:
    numbers = sizes(perceptron())
    assert len(set(numbers.values())) == len(numbers) == 3
    assert min(numbers.values()) > 1
    shapes: dict[str, Shape] = {"W": ("h", 2), "x": (2, 1), "y": ("h", 1)}
    assert sizes(read_graph(["o = W x", "l = norm(o - y)^2"], "l", shapes)) == {"h": 3}


def test_differences_are_those_of_a_loss_known_by_hand() -> None:
    shapes: dict[str, Shape] = {"W": (1, 1), "x": (1, 1), "y": (1, 1)}
    graph = read_graph(["o = W x", "l = norm(o - y)^2"], "l", shapes)
    # (3*5 - 4)^2 = 121; by W it changes with 2*11*5
    values = {"W": ((3.0,),), "x": ((5.0,),), "y": ((4.0,),), "o": ((15.0,),), "l": ((121.0,),)}
    assert differences(graph, "W", values)[0][0] == pytest.approx(110)
    assert differences(graph, "o", values)[0][0] == pytest.approx(22)
    assert differences(graph, "y", values)[0][0] == pytest.approx(-22)


def test_points_stay_away_from_the_kinks_of_relu() -> None:
    graph = perceptron("relu", "relu")
    entries = [entry for values in points(graph) for name in ("o2", "o5") for row in values[name] for entry in row]
    assert min(map(abs, entries)) > FAR_FROM_KINK
    assert any(entry < 0 for entry in entries)
    assert any(entry > 0 for entry in entries)


def test_a_relu_that_is_always_at_its_kink_is_told() -> None:
    shapes: dict[str, Shape] = {"x": (40, 1), "y": (40, 1)}
    graph = read_graph(["a = relu(x)", "b = relu(a)", "c = relu(b)", "l = norm(c - y)^2"], "l", shapes)
    with pytest.raises(ProofError, match="no points were found at which l has a derivative that differences tell"):
        confirm_gradient(graph, "x", LaidGraph(graph).formula("x"))
