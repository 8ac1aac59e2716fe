"""Gradients asked over the inputs alone: keys, what a response may speak of, mistakes, derivations."""

from __future__ import annotations

import pytest

from exgen.engine.gradients.graph import Graph
from exgen.expressions import Node, names_in
from exgen.grading.exercise_check import checked_exercise
from exgen.questions.exercise import Exercise
from exgen.questions.proofs import proof
from exgen.questions.prose import derivation_markdown
from tests.questions.small_templates import answer, exercise_of, exercise_problems, keys_of

NETWORK = """
[parameters]
f = { one_of = ["sigmoid", "tanh"] }

[graph]
lines  = ["z = W x + b", "a = f(z)", "o = V a", "l = norm(o - y)^2"]
loss   = "l"
shapes = { x = ["d", 1], W = ["h", "d"], b = ["h", 1], V = ["k", "h"], y = ["k", 1] }
"""


def asked(more: str = "") -> Exercise:
    named = answer("matrix_expression", "graph.gradient(z)", name="z_named")
    whole = answer("matrix_expression", "graph.gradient_over_inputs(W)", more, name="W_whole")
    return exercise_of(NETWORK, f"{named}\n\n{whole}", {"f": "sigmoid"})


def outcome(response: str, more: str = "") -> tuple[str, list[str], str]:
    exercise = asked(more)
    (found,) = checked_exercise(exercise, {"2": exercise.parts[1]}, {"2": response})
    return found.verdict.value, [misconception.id for misconception in found.misconceptions], found.reason


def test_the_key_speaks_of_the_leaves_alone_and_is_proven() -> None:
    exercise = asked()
    key, graph = exercise.parts[1].key, exercise.networks["graph"]
    assert isinstance(key, Node)
    assert isinstance(graph, Graph)
    assert keys_of(exercise)["W_whole"] == "(sigma'(W x + b) ⊙ (2 V^T (V sigma(W x + b) - y))) x^T"
    assert set(names_in(key)) & set(graph.shapes) == {"W", "x", "b", "V", "y"}
    assert [proof(exercise, part) for part in exercise.parts] == ["proven", "proven"]


def test_a_name_that_the_lines_work_out_is_asked_back() -> None:
    verdict, _, reason = outcome("(sigma'(z) ⊙ (2 V^T (o - y))) x^T")
    assert verdict == "invalid"
    assert "z" in reason
    assert outcome("dl/dz x^T")[0] == "invalid"


def test_names_that_a_response_or_the_question_gives_are_taken() -> None:
    whole = "s = sigma(W x + b); (s ⊙ (1 - s) ⊙ (2 V^T (V s - y))) x^T"
    assert outcome(whole)[0] == "correct"
    assert outcome("(sigma'(s) ⊙ (2 V^T (V sigma(s) - y))) x^T", 'given = ["s = W x + b"]')[0] == "correct"


@pytest.mark.parametrize(
    ("response", "mistake"),
    [
        ("(2 V^T (V sigma(W x + b) - y)) x^T", "sigma_prime_forgotten"),
        ("(sigma'(W x + b) ⊙ (2 V^T (y - V sigma(W x + b)))) x^T", "loss_difference_reversed"),
        ("(sigma'(W x + b) ⊙ (2 V (V sigma(W x + b) - y))) x^T", "weight_not_transposed"),
        ("(sigma'(W x + b) ⊙ (2 V^T (V sigma(W x + b) - y))) sigma(W x + b)^T", "wrong_activation_in_outer_product"),
    ],
)
def test_mistakes_are_named(response: str, mistake: str) -> None:
    verdict, mistakes, _ = outcome(response)
    assert verdict == "incorrect"
    assert mistake in mistakes


def test_the_derivation_ends_with_every_line_put_in() -> None:
    exercise = asked()
    last = derivation_markdown(exercise, exercise.parts[1])[-1]
    assert last.startswith("With every line put in: $")
    assert r"\sigma'(W x + b)" in last


def test_given_gradients_are_refused() -> None:
    whole = answer("matrix_expression", "graph.gradient_over_inputs(W)", 'given = ["dl/dz"]', name="W_whole")
    (problem,) = exercise_problems(NETWORK, whole, {"f": "tanh"})
    assert 'given: "dl/dz" is no gradient of this graph; a response over the inputs speaks of none' in problem
