"""Responses to gradients: the printed ones of theoretical exercise 8, single mistakes, and what follows from them."""

from __future__ import annotations

import pytest

from exgen.grading.exercise_check import checked_exercise
from exgen.grading.outcomes import Outcome
from exgen.questions.exercise import Exercise, Exercises, Part
from exgen.questions.library import Library, own_place
from exgen.questions.variants import pinned_variant

MLP = Library([own_place()]).template("backpropagation/mlp")
PRINTED = {
    "d_o6": r"\sigma'(o^{(5)}) \odot 2(o^{(6)} - y)",
    "d_W2": r"\sigma'(o^{(5)}) \odot 2(o^{(6)} - y) \cdot o^{(4)\top}",
    "d_o5": r"W^{(2)\top} \cdot \sigma'(o^{(5)}) \odot 2(o^{(6)} - y)",
    "d_b2": r"\sigma'(o^{(5)}) \odot \frac{\partial l}{\partial o^{(5)}}",
    "d_W1": r"\sigma'(o^{(2)}) \odot \frac{\partial l}{\partial o^{(2)}} \cdot x^\top",
}


def perceptron(hidden: str = "sigmoid", last: str = "sigmoid", error: str = "norm(o6 - y)^2") -> Exercise:
    values = {"hidden": hidden, "last": last, "error": error}
    return Exercises(MLP).exercise(pinned_variant(MLP, values).parameters)


def parts(exercise: Exercise) -> dict[str, Part]:
    return {part.name: part for part in exercise.parts}


def checked(responses: dict[str, str], exercise: Exercise | None = None) -> dict[str, Outcome]:
    exercise = exercise or perceptron()
    return {outcome.label: outcome for outcome in checked_exercise(exercise, parts(exercise), responses)}


def alone(name: str, response: str, exercise: Exercise | None = None) -> Outcome:
    exercise = exercise or perceptron()
    return checked_exercise(exercise, {name: parts(exercise)[name]}, {name: response})[0]


def told(outcome: Outcome) -> list[tuple[str, str]]:
    return [(misconception.id, misconception.where) for misconception in outcome.misconceptions]


def test_the_printed_gradients_are_judged_under_the_reading_of_their_figure() -> None:
    outcomes = checked(PRINTED)
    assert {name: (outcome.verdict.value, told(outcome)) for name, outcome in outcomes.items()} == {
        "d_o6": ("incorrect", [("neighbours_gradient_given", "o5 = W2 o4 + b2")]),
        "d_W2": ("correct", []),
        "d_o5": ("incorrect", [("neighbours_gradient_given", "o4 = sigmoid(o2)")]),
        "d_b2": ("incorrect", [("sigma_prime_twice", "o6 = sigmoid(o5)")]),
        "d_W1": ("invalid", []),
    }
    assert "dl/do2" in outcomes["d_W1"].reason
    assert not any(outcome.follows or outcome.builds_on for outcome in outcomes.values())


SINGLE = [
    ("d_o6", "o6 - y", "loss_factor_two_forgotten", "l = norm(o6 - y)^2"),
    ("d_o6", "2(y - o6)", "loss_difference_reversed", "l = norm(o6 - y)^2"),
    ("d_o5", "dl/do6", "sigma_prime_forgotten", "o6 = sigmoid(o5)"),
    ("d_o5", "sigma(o5) .* dl/do6", "activation_for_its_derivative", "o6 = sigmoid(o5)"),
    ("d_o5", "sigma'(o6) .* dl/do6", "sigma_prime_at_wrong_node", "o6 = sigmoid(o5)"),
    ("d_W1", "(W2^T (2(o6 - y))) x^T", "sigma_prime_forgotten", "everywhere"),
    ("d_W1", "(W2^T dl/do5) x^T", "sigma_prime_forgotten", "o4 = sigmoid(o2)"),
    ("d_W1", "(sigma'(o2) .* (W2^T dl/do6)) x^T", "sigma_prime_forgotten", "o6 = sigmoid(o5)"),
    # neither fits: W2 has h columns and dl/do5 k rows, sigma'(o2) and dl/do5 have h and k
    ("d_W1", "(sigma'(o2) .* (W2 dl/do5)) x^T", "weight_not_transposed", "o5 = W2 o4 + b2"),
    ("d_W1", "(sigma'(o2) .* dl/do5) x^T", "weights_left_out", "o5 = W2 o4 + b2"),
    ("d_W1", "x (sigma'(o2) .* (W2^T dl/do5))^T", "outer_product_reversed", "o2 = W1 x + b1"),
    ("d_W2", "(sigma'(o5) .* dl/do6) x^T", "earlier_input_in_outer_product", "o5 = W2 o4 + b2"),
    ("d_W1", "sigma'(o2) .* (W2^T dl/do5)", "input_left_out_of_weight_gradient", "o2 = W1 x + b1"),
]


@pytest.mark.parametrize(("name", "response", "mistake", "where"), SINGLE)
def test_a_mistake_is_named_with_the_line_it_was_made_at(name: str, response: str, mistake: str, where: str) -> None:
    outcomes = checked({"d_o6": "2(o6 - y)", "d_o5": "sigma'(o5) .* 2(o6 - y)", name: response})
    assert outcomes[name].verdict == "incorrect"
    assert told(outcomes[name])[0] == (mistake, where)


@pytest.mark.parametrize("response", ["x^T", "W1", "sigma'(o2) x^T", "(dl/do5 + dl/do6) o4^T", "3(o6 - y) x^T"])
def test_an_answer_that_no_mistake_leads_to_gets_no_name(response: str) -> None:
    outcome = checked({"d_W1": response})["d_W1"]
    assert (outcome.verdict, outcome.misconceptions, outcome.convention) == ("incorrect", (), None)


def test_a_gradient_written_as_a_row_is_met_with_the_convention() -> None:
    outcome = alone("d_o6", "2(o6 - y)^T")
    assert (outcome.verdict, outcome.convention, outcome.misconceptions) == ("incorrect", "numerator_layout", ())


def test_the_factor_of_a_halved_loss_is_a_mistake_of_its_own() -> None:
    exercise = perceptron(error="1/2 norm(o6 - y)^2")
    assert told(alone("d_o6", "2(o6 - y)", exercise)) == [("loss_factor_forgotten", "l = 1/2 norm(o6 - y)^2")]


def test_what_follows_from_a_wrong_gradient_gets_its_points() -> None:
    outcomes = checked({"d_o5": "2(o6 - y)", "d_b2": "2(o6 - y)", "d_W1": "(sigma'(o2) .* (W2^T (2(o6 - y)))) x^T"})
    assert outcomes["d_b2"].follows == outcomes["d_W1"].follows == ("d_o5",)
    assert [outcomes[name].points for name in ("d_o5", "d_b2", "d_W1")] == [0, 1, 2]


def test_a_mistake_on_top_of_an_earlier_one_is_told_as_that() -> None:
    outcomes = checked({"d_o5": "o6 - y", "d_W1": "(W2^T (o6 - y)) x^T"})
    assert told(outcomes["d_W1"]) == [("sigma_prime_forgotten", "o4 = sigmoid(o2)")]
    assert outcomes["d_W1"].builds_on == ("d_o5",)


def test_what_follows_from_a_wrong_row_gets_its_points() -> None:
    layouts = Library([own_place()]).template("backpropagation/layouts")
    values = {"layout": "numerator_layout", "activation": "tanh"}
    exercise = Exercises(layouts).exercise(pinned_variant(layouts, values).parameters)
    outcomes = checked({"d_z": "dL/da", "d_W": "x dL/da"}, exercise)
    assert [outcomes[name].points for name in ("d_z", "d_W")] == [0, 1]
    assert outcomes["d_W"].follows == ("d_z",)


def test_matrices_that_do_not_fit_follow_from_nothing() -> None:
    outcomes = checked({"d_o5": "W2^T (2(o6 - y))", "d_W1": "(sigma'(o2) .* (W2^T (W2^T (2(o6 - y))))) x^T"})
    assert not outcomes["d_W1"].follows
    assert outcomes["d_W1"].points == 0


def test_a_right_gradient_by_its_name_is_right_whatever_was_answered_before() -> None:
    outcomes = checked({"d_o5": "2(o6 - y)", "d_b2": "dl/do5"})
    assert outcomes["d_b2"].verdict == "correct"
