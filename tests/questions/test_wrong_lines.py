"""Derivations with a mistake in one line: the line asked for is the first wrong one, by evaluation and to the judge."""

from __future__ import annotations

import pytest

from exgen.answers import Verdict, judge
from exgen.engine.gradients.graph import Graph
from exgen.engine.gradients.laid_gradients import laid_graph
from exgen.engine.gradients.proof import confirm_first_wrong, confirm_gradient
from exgen.errors import ProofError
from exgen.expressions.matrices import show_matrices
from exgen.grading.exercise_check import checked_exercise
from exgen.questions.domains import Choices, Parameter
from exgen.questions.drawing import draw
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.library import Library, own_place
from exgen.questions.proofs import proof
from exgen.questions.prose import ask, derivation_markdown, hint_markdown
from exgen.questions.rejections import rejection
from exgen.questions.variants import pinned_variant
from exgen.questions.wrong_lines import LaidWrongLine
from tests.questions.small_templates import answer, exercise_of, exercise_problems

TEMPLATE = Library([own_place()]).template("backpropagation/find_the_error")
MISTAKES = TEMPLATE.parameters["mistake"]
assert isinstance(MISTAKES, Choices)
PERCEPTRON = """
[parameters]
f = { one_of = ["sigmoid", "relu"] }

[graph]
lines  = ["z1 = W1 x + b1", "a1 = f(z1)", "z2 = W2 a1", "l = norm(z2 - y)^2"]
loss   = "l"
shapes = { x = ["d", 1], W1 = ["h", "d"], b1 = ["h", 1], W2 = ["k", "h"], y = ["k", 1] }
"""


def of_template(mistake: str, turn: int = 0, hidden: str = "tanh") -> Exercise:
    values: dict[str, Parameter] = {
        "hidden": hidden,
        "last": "sigmoid",
        "error": "norm(a3 - y)^2",
        "mistake": mistake,
        "turn": turn,
    }
    return Exercises(TEMPLATE).exercise(pinned_variant(TEMPLATE, values).parameters)


def wrong_line_in(exercise: Exercise) -> LaidWrongLine:
    (part,) = exercise.parts
    assert isinstance(part.laid, LaidWrongLine)
    return part.laid


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("mistake", MISTAKES.values)
def test_lines_before_are_right_and_the_line_is_wrong(mistake: str, turn: int) -> None:
    exercise = of_template(mistake, turn)
    laid, graph = wrong_line_in(exercise), exercise.networks["graph"]
    assert isinstance(graph, Graph)
    for line in laid.lines[: laid.number - 1]:
        confirm_gradient(graph, line.node, line.written)
    wrong = laid.lines[laid.number - 1]
    with pytest.raises(ProofError):
        confirm_gradient(graph, wrong.node, wrong.written)
    confirm_gradient(graph, laid.right.node, laid.right.written)
    assert proof(exercise, exercise.parts[0]) == "proven"
    shapes = {name: list(shape) for name, shape in graph.leaves}
    options = {"shapes": shapes, "given": [f"{line.name} = {show_matrices(line.node)}" for line in graph.lines]}
    key = show_matrices(laid.right.written)
    assert judge("matrix_expression", key, show_matrices(wrong.written), options).verdict is Verdict.INCORRECT


def test_the_proof_refuses_any_other_line() -> None:
    laid = wrong_line_in(of_template("weight_not_transposed"))
    assert [line.node for line in laid.lines] == ["a3", "z3", "a2", "z2", "W2"]
    assert laid.number == 3
    confirm_first_wrong(laid.graph, laid.lines, 2)
    for place in (0, 1, 3, 4):  # a right one; one behind a wrong one
        with pytest.raises(ProofError):
            confirm_first_wrong(laid.graph, laid.lines, place)


def test_the_proof_refuses_a_line_whose_first_side_does_not_follow() -> None:
    laid = wrong_line_in(of_template("sigma_prime_forgotten"))
    lines = list(laid.lines)
    assert laid.number == 2
    true = laid_graph(laid.graph)
    lines[1] = lines[1]._replace(written=true.formula("z3"))  # the right value, behind what does not lead to it
    with pytest.raises(ProofError, match="dL/dz3: dL/da3 gives"):
        confirm_first_wrong(laid.graph, lines, 2)


def test_later_lines_carry_the_mistake_on() -> None:
    laid = wrong_line_in(of_template("loss_difference_reversed"))
    assert laid.number == 1
    assert [show_matrices(line.written) for line in laid.lines[:3]] == [
        "2(y - a3)",
        "sigma'(z3) ⊙ 2(y - a3)",
        "W3^T (sigma'(z3) ⊙ 2(y - a3))",
    ]
    assert show_matrices(laid.lines[1].from_others) == "sigma'(z3) ⊙ dL/da3"


def test_turns_make_the_mistake_in_one_line_after_the_other() -> None:
    numbers = [wrong_line_in(of_template("sigma_prime_forgotten", turn)).number for turn in range(5)]
    assert numbers == [2, 4, 2, 4, 2]


@pytest.mark.parametrize("seed", range(20))
def test_variants_that_are_drawn_have_one_first_wrong_line(seed: int) -> None:
    exercises = Exercises(TEMPLATE)
    drawn = draw(TEMPLATE, "q", seed, "", accepts=lambda values: rejection(exercises.exercise(values)))
    exercise = exercises.exercise(drawn.parameters)
    assert proof(exercise, exercise.parts[0]) == "proven"


def test_lines_are_printed_with_numbers_and_the_solution_names_mistake_and_right_line() -> None:
    exercise = of_template("weight_not_transposed")
    (part,) = exercise.parts
    lines = ask(exercise, part.answer).split("\n\n")[1].splitlines()
    assert [line[:4] for line in lines] == [f"{number}. $" for number in range(1, 6)]
    assert r"= W_{3} \dfrac{\partial L}{\partial z_{3}} =" in lines[2]
    number, mistake, right = derivation_markdown(exercise, part)
    assert number == "The first wrong line: $3$"
    assert "The matrix was not transposed" in mistake
    assert r"= W_{3}^{\top} \frac{\partial L}{\partial z_{3}} =" in right
    assert "3" not in hint_markdown(exercise, part)[0]


def test_a_wrong_number_is_wrong_and_nothing_is_said_of_it() -> None:
    exercise = of_template("weight_not_transposed")
    (part,) = exercise.parts
    for response in ("1", "2", "4", "5", "6"):
        (outcome,) = checked_exercise(exercise, {"1": part}, {"1": response})
        assert (outcome.verdict, outcome.misconceptions, outcome.convention) == (Verdict.INCORRECT, (), None)


def test_what_only_looks_wrong_is_drawn_again() -> None:
    # the derivative of ReLU is the same at what comes out of it
    value = answer("integer", 'graph.wrong_line(W1, "sigma_prime_at_wrong_node")')
    assert rejection(exercise_of(PERCEPTRON, value, {"f": "sigmoid"})) is None
    at_kink = exercise_of(PERCEPTRON, value, {"f": "relu"})
    assert "the line is right in value all the same" in str(rejection(at_kink))
    with pytest.raises(ProofError, match="line 3 is right"):
        proof(at_kink, at_kink.parts[0])


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ('graph.wrong_line(W1, "sigma_forgotten")', 'there is no mistake "sigma_forgotten"; did you mean'),
        ('graph.wrong_line(W1, "derivative_of_sigmoid_for_tanh")', "changes no line in the derivation of dl/dW1"),
        ("graph.wrong_line(W1, 3)", "behind the name stand a mistake and, if you like, a whole number"),
        ('graph.wrong_line(W3, "sigma_prime_forgotten")', "nothing is called W3 in this graph"),
        ('graph.wrong_line(l, "sigma_prime_forgotten")', "l is the loss"),
    ],
)
def test_what_cannot_be_asked_is_told(value: str, problem: str) -> None:
    (found,) = exercise_problems(PERCEPTRON, answer("integer", value), {"f": "sigmoid"})
    assert problem in found


def test_a_line_is_a_whole_number() -> None:
    asked = answer("matrix_expression", 'graph.wrong_line(W1, "sigma_prime_forgotten")')
    (found,) = exercise_problems(PERCEPTRON, asked, {"f": "sigmoid"})
    assert 'kind = "matrix_expression" takes a gradient of a graph' in found


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (-1, "line {line} is right: it follows from the lines before it, and those are right too"),
        (1, "line {line} follows from what stands before it, which is wrong already: the first one is further up"),
        (20, "the derivation has the lines 1 to {last}"),
    ],
)
def test_of_a_line_that_is_not_the_first_wrong_one_something_is_said(away: int, told: str) -> None:
    exercise = of_template("sigma_prime_forgotten", 1)
    laid = wrong_line_in(exercise)
    assert 1 < laid.number < len(laid.lines)
    response = laid.number + away
    (outcome,) = checked_exercise(exercise, {"1": exercise.parts[0]}, {"1": str(response)})
    assert (outcome.verdict, outcome.reason) == ("incorrect", told.format(line=response, last=len(laid.lines)))
