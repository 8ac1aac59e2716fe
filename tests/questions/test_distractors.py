"""Choices between a value and what mistakes make of it: what is offered, that it differs, and what is said of it."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest

from exgen.answers import KINDS, Verdict, judge
from exgen.errors import TemplateError
from exgen.grading.equal_options import equal_options
from exgen.grading.exercise_check import checked_exercise
from exgen.questions.distractors import are_told_apart
from exgen.questions.domains import Parameter
from exgen.questions.drawing import draw
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.library import Library, own_place
from exgen.questions.parts import Choice, Part
from exgen.questions.prose import ask, derivation_markdown, hint_markdown, key_markdown
from exgen.questions.rejections import rejection
from tests.questions.small_templates import CONVOLUTION, answer, exercise_of, exercise_problems, template_of

GRADIENT = Library([own_place()]).template("backpropagation/which_gradient")
VARIANTS = 20

LETTERS = """
[parameters]
S = { one_of = [1, 2] }

[symbols]
W = "width"
K = "kernel"
C = "channels"

[network]
input  = "(C, W)"
layers = "Conv1d(C, C, K, stride=S)"
"""

BATCH = """
[parameters]
order = { from = 1, to = 50 }

[graph]
lines  = ["Z = X W + ones(n) b^T", "L = mean((Z - Y)^2)"]
loss   = "L"
shapes = { X = ["n", "d"], W = ["d", "k"], b = ["k", 1], Y = ["n", "k"] }
values = { X = [[1, 2], [0, 1]], W = [[1], [-1]], b = 1, Y = [[2], [3]] }
"""

MISTAKES = {
    "counts": (CONVOLUTION, "network.layers[0].parameters", ["bias_forgotten", "input_channels_forgotten"]),
    "shapes": (CONVOLUTION, "network.layers[1].output_shape", ["plus_one_dropped", "stride_forgotten"]),
    "letters": (LETTERS, "network.parameters", ["bias_forgotten", "input_channels_forgotten"]),
    "matrices": (BATCH, "graph.gradient_value(W)", ["mean_taken_as_sum", "loss_factor_two_forgotten"]),
    "gradients": (BATCH, "graph.gradient(W)", ["input_not_transposed", "mean_taken_as_sum", "outer_product_reversed"]),
}


def offered(tables: str, value: str, mistakes: list[str], more: str = "") -> Exercise:
    values: dict[str, Parameter] | None = (
        None if tables is CONVOLUTION else {"S": 2} if tables is LETTERS else {"order": 3}
    )
    return exercise_of(tables, answer("choice", value, f"distractors = {mistakes}\n{more}"), values)


def choice_in(exercise: Exercise) -> Choice:
    (part,) = exercise.parts
    assert part.choice is not None
    return part.choice


def drawn(seed: int) -> Exercise:
    exercises = Exercises(GRADIENT)
    variant = draw(GRADIENT, "q", seed, "", accepts=lambda values: rejection(exercises.exercise(values)))
    return exercises.exercise(variant.parameters)


@pytest.mark.parametrize("name", MISTAKES)
def test_what_is_offered_is_the_value_and_what_mistakes_make_of_it(name: str) -> None:
    exercise = offered(*MISTAKES[name])
    choice = choice_in(exercise)
    (part,) = exercise.parts
    assert len(choice.offered) == 1 + len(MISTAKES[name][2])
    assert part.options == {"choices": list(choice.texts)}
    assert part.key == choice.right.text == KINDS[choice.part.answer.kind].show(choice.part.key)
    assert {one.misstep.mal_rule.id for one in choice.offered if one.misstep} == set(MISTAKES[name][2])
    assert list(equal_options(exercise)) == []


@pytest.mark.parametrize("name", MISTAKES)
def test_no_two_values_are_the_same_to_the_judge(name: str) -> None:
    part = choice_in(offered(*MISTAKES[name])).part
    for one, other in permutations(choice_in(offered(*MISTAKES[name])).offered, 2):
        assert are_told_apart(part, one, other)
    right = choice_in(offered(*MISTAKES[name])).right
    assert not are_told_apart(part, right, right)


def test_a_mistake_that_gives_the_right_value_or_that_of_another_one_is_not_offered() -> None:
    # there is no padding, and both mistakes of the bias leave the same number
    mistakes = ["padding_forgotten", "bias_forgotten", "input_channels_forgotten"]
    choice = choice_in(offered(CONVOLUTION, "network.layers[0].parameters", mistakes))
    assert {one.misstep.mal_rule.id for one in choice.offered if one.misstep} == set(mistakes[1:])
    exercise = offered(CONVOLUTION, "network.layers[0].parameters", mistakes)
    assert rejection(exercise) == "distractors: too few of them lead to different wrong values of a"


@pytest.mark.parametrize("seed", range(VARIANTS))
def test_every_wrong_formula_is_judged_wrong_and_its_mistake_is_named(seed: int) -> None:
    exercise = drawn(seed)
    (part,) = exercise.parts
    choice = choice_in(exercise)
    assert len(choice.offered) == 5
    for letter, one in zip("abcde", choice.offered, strict=True):
        open_verdict = judge("matrix_expression", choice.right.text, one.text, choice.part.options).verdict
        for response in (letter, one.text, f"({letter.upper()})"):
            (outcome,) = checked_exercise(exercise, {"1": part}, {"1": response})
            assert (outcome.verdict is Verdict.CORRECT) == (one.misstep is None) == (open_verdict is Verdict.CORRECT)
            named = [] if one.misstep is None else [one.misstep.mal_rule.id]
            assert [misconception.id for misconception in outcome.misconceptions] == named


def test_distractors_and_their_order_differ_by_variant_and_depend_on_the_parameters_alone() -> None:
    choices = [choice_in(drawn(seed)) for seed in range(VARIANTS)]
    mistakes = {frozenset(one.misstep.mal_rule.id for one in choice.offered if one.misstep) for choice in choices}
    assert len(mistakes) > VARIANTS // 2
    assert {choice.offered.index(choice.right) for choice in choices} == {0, 1, 2, 3, 4}
    parameters: dict[str, Parameter] = {"hidden": "tanh", "last": "sigmoid", "error": "norm(a2 - y)^2", "order": 5}
    again = [choice_in(Exercises(GRADIENT).exercise(parameters)).texts for _ in range(2)]
    assert again[0] == again[1]
    assert choice_in(Exercises(GRADIENT).exercise({**parameters, "order": 6})).texts != again[0]


def test_formulas_are_set_as_maths_with_letters_and_the_solution_names_every_mistake() -> None:
    exercise = offered(*MISTAKES["gradients"])
    (part,) = exercise.parts
    choice = choice_in(exercise)
    listed = ask(exercise, part.answer).split("\n\n")[1].splitlines()
    assert listed == [f"- {letter}) ${one.latex}$" for letter, one in zip("abcd", choice.offered, strict=True)]
    place = choice.offered.index(choice.right)
    assert key_markdown(part) == f"{'abcd'[place]}) ${choice.right.latex}$"
    told = [line for line in derivation_markdown(exercise, part) if line[:3] in ("a) ", "b) ", "c) ", "d) ")]
    assert len(told) == 3
    expected = [
        f"{letter}) {one.misstep.mal_rule.sentence}"
        for letter, one in zip("abcd", choice.offered, strict=True)
        if one.misstep is not None
    ]
    assert [line.replace("\\", "") for line in told] == expected
    assert not set(told) & set(hint_markdown(exercise, part))


def test_formulas_in_letters_all_look_like_those_of_a_textbook() -> None:
    texts = choice_in(offered(*MISTAKES["letters"])).texts
    assert set(texts) == {"(K C + 1)C", "K C^2", "(K + 1)C"}


def test_what_follows_from_an_earlier_response_gets_its_points() -> None:
    size = answer("integer", "network.layers[0].output_size[0]", name="size")
    values = answer("choice", "network.layers[0].activations", 'distractors = ["plus_one_dropped", "stride_forgotten"]')
    tables = CONVOLUTION.replace("2d", "1d").replace("(3, H, H)", "(3, H)")
    exercise = exercise_of(tables, f"{size}\n\n{values}")
    parts: dict[str, Part] = {part.name: part for part in exercise.parts}
    following = checked_exercise(exercise, parts, {"size": "8", "a": "128"})[1]  # 16 channels of 8, not 9
    assert (following.verdict, following.follows, following.points) == (Verdict.INCORRECT, ("size",), Fraction(1))
    alone = checked_exercise(exercise, parts, {"size": "9", "a": "128"})[1]
    assert [misconception.id for misconception in alone.misconceptions] == ["plus_one_dropped"]
    assert (alone.points, alone.follows) == (Fraction(0), ())


def test_later_answers_follow_from_a_wrong_choice() -> None:
    size = answer("choice", "network.layers[0].output_size[0]", 'distractors = ["plus_one_dropped"]', name="size")
    values = answer("integer", "network.layers[0].activations", name="values")
    tables = CONVOLUTION.replace("2d", "1d").replace("(3, H, H)", "(3, H)")
    exercise = exercise_of(tables, f"{size}\n\n{values}")
    parts: dict[str, Part] = {part.name: part for part in exercise.parts}
    assert checked_exercise(exercise, parts, {"size": "8", "values": "128"})[1].follows == ("size",)


def problems_of(answers: str) -> tuple[str, ...]:
    with pytest.raises(TemplateError) as error:
        template_of(CONVOLUTION, answers)
    return error.value.problems


@pytest.mark.parametrize(
    ("kind", "more", "problem"),
    [
        (
            "integer",
            'distractors = ["bias_forgotten"]',
            'distractors: they are offered in an answer of kind = "choice"',
        ),
        ("choice", 'distractors = ["bias_forgoten"]', 'distractors: there is no mistake "bias_forgoten"; did you mean'),
        ("choice", 'distractors = ["bias_forgotten", "bias_forgotten"]', 'distractors: "bias_forgotten" stands there'),
        ("choice", 'distractors = ["bias_forgotten"]\nchoices = ["1", "2"]', "choices: with distractors the choices"),
        (
            "choice",
            'distractors = ["bias_forgotten"]\neach = "network.layers"',
            "each: with distractors every row of the table",
        ),
        (
            "choice",
            'distractors = ["bias_forgotten"]\nwrong_choices = 2',
            "wrong_choices: found 2; of these distractors",
        ),
        (
            "choice",
            'distractors = ["bias_forgotten"]\nwrong_choices = 0',
            "wrong_choices: found 0; of these distractors",
        ),
        ("choice", 'choices = ["1", "2"]\nwrong_choices = 2', "wrong_choices: it says how many of the distractors"),
    ],
)
def test_fields_that_do_not_fit_are_told(kind: str, more: str, problem: str) -> None:
    assert any(problem in line for line in problems_of(answer(kind, "network.parameters", more)))


def test_what_no_network_is_asked_has_no_distractors() -> None:
    (problem,) = exercise_problems(CONVOLUTION, answer("choice", "K + 1", 'distractors = ["bias_forgotten"]'))
    assert "answers.a: distractors: mistakes change what is asked of a network; this value asks nothing" in problem


def test_a_choice_without_a_wrong_value_is_refused() -> None:
    value = answer("choice", "network.parameters", 'distractors = ["padding_forgotten"]')
    (problem,) = exercise_problems(CONVOLUTION, value)
    assert "answers.a: distractors: none of them leads to a wrong value; right is 1216" in problem
