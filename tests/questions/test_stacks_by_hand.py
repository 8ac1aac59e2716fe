"""Templates that work by hand on several channels and on rows: keys, follow-through, what does not fit."""

from __future__ import annotations

import pytest

from exgen.answers import Verdict
from exgen.grading.exercise_check import checked_exercise
from exgen.questions.domains import Parameter
from exgen.questions.proofs import proof
from tests.questions.small_templates import answer, exercise_of, exercise_problems, keys_of

STACK = """
[parameters]
red   = [[1, 2], [3, 4]]
green = [[0, 1], [1, 0]]
k     = [[1, 0], [0, 1]]
m     = [[1, 1], [1, 1]]
G     = [[2]]

[network]
input    = "[red, green]"
layers   = "Conv2d(2, 2, 2); Flatten(); Linear(2, 1, bias=False)"
weights  = { "0.weight" = [["k", "m"], ["m", "k"]], "0.bias" = [[1, -1]], "2.weight" = [[1, -2]] }
gradient = "G"
"""
ROWS = """
[parameters]
X = [[1, 2], [3, 2]]
t = [[0, 1]]

[network]
input   = "X"
rows    = "examples"
layers  = "CrossEntropyLoss()"
weights = { "0.target" = "t" }
"""
NONE: dict[str, Parameter] = {}


def test_channels_entries_and_gradients_are_keys() -> None:
    answers = "\n\n".join(
        [
            answer("matrix", "network.layers[0].output[1]", name="second"),
            answer("integer", "network.layers[0].output[1][0][0]", name="entry"),
            answer("matrix", "network.output", name="output"),
            answer("matrix", "network.input_gradient[1]", name="green_gradient"),
            answer("matrix", "network.layers[0].weight_gradient[1][0]", name="weight"),
            answer("integer", "network.layers[0].bias_gradient[0][1]", name="bias"),
        ]
    )
    exercise = exercise_of(STACK, answers, NONE)
    # the maps are 1 + 4 + 2 + 1 = 8 and 10 + 0 - 1 = 9; what comes out is 8 - 18, gradients 2 and -4
    assert keys_of(exercise) == {
        "second": "[[9]]",
        "entry": "9",
        "output": "[[-10]]",
        "green_gradient": "[[-2,2],[2,-2]]",
        "weight": "[[-4,-8],[-12,-16]]",
        "bias": "-4",
    }
    assert {proof(exercise, part) for part in exercise.parts} == {"proven"}


def test_what_follows_from_one_wrong_channel_is_right() -> None:
    answers = "\n\n".join(
        [
            answer("matrix", "network.layers[0].output[1]", name="second"),
            answer("matrix", "network.output", name="output"),
        ]
    )
    exercise = exercise_of(STACK, answers, NONE)
    parts = {part.name: part for part in exercise.parts}
    second, output = checked_exercise(exercise, parts, {"second": "[[7]]", "output": "[[-6]]"})
    assert (second.verdict, output.verdict) == (Verdict.INCORRECT, Verdict.INCORRECT)
    assert output.follows == ("second",)


def test_what_follows_from_a_wrong_answer_with_decimals_is_right() -> None:
    tolerant = 'tolerance = { absolute = "0.001" }'
    answers = "\n\n".join(
        [
            answer("matrix", "network.layers[0].output(4)", tolerant, name="shares"),
            answer("matrix", "network.output(4)", tolerant, name="output"),
        ]
    )
    layers = ROWS.replace("CrossEntropyLoss()", "Softmax(dim=1); Linear(2, 1, bias=False)").replace(
        "0.target", "1.weight"
    )
    exercise = exercise_of(layers, answers, NONE)
    # shares of e and e^2; the output is the second share
    assert keys_of(exercise) == {"shares": "[[0.2689,0.7311],[0.7311,0.2689]]", "output": "[[0.7311],[0.2689]]"}
    parts = {part.name: part for part in exercise.parts}
    responses = {"shares": "[[0.2, 0.8], [0.7, 0.3]]", "output": "[[0.8], [0.3]]"}
    shares, output = checked_exercise(exercise, parts, responses)
    assert (shares.verdict, shares.follows) == (Verdict.INCORRECT, ())
    assert output.follows == ("shares",)


def test_numbers_that_are_no_fractions_need_decimals() -> None:
    tolerant = 'tolerance = { absolute = "0.001" }'
    answers = "\n\n".join(
        [
            answer("number", "network.output(4)[0][0]", tolerant, name="loss"),
            answer("matrix", "network.input_gradient(4)", tolerant, name="gradient"),
        ]
    )
    exercise = exercise_of(ROWS, answers, NONE)
    # ln(1 + e) and ln(1 + e) over 2; shares of 1/(1 + e) and e/(1 + e)
    assert keys_of(exercise) == {"loss": "1.3133", "gradient": "[[-0.3655,0.3655],[0.3655,-0.3655]]"}
    assert {proof(exercise, part) for part in exercise.parts} == {"proven"}
    (problem,) = exercise_problems(ROWS, answer("matrix", "network.input_gradient"), NONE)
    assert "network.input_gradient has numbers in it that are no fractions" in problem
    assert "network.input_gradient(4)" in problem


@pytest.mark.parametrize(
    ("old", "new", "value", "problem"),
    [
        ("", "", "network.layers[0].output", "there are several channels; [0] picks a matrix, [0][0][0] an entry"),
        ("", "", "network.layers[0].output[2]", "does not exist: there are 2 channels, counted from 0"),
        ('gradient = "G"', "", "network.input_gradient", 'no gradient comes in from behind; give one, gradient = "G"'),
        ('gradient = "G"', 'gradient = "red"', "network.input_gradient", "gradient: it is 2 x 2, but 1 x 1 values"),
        ('"[red, green]"', '"[red, green, k]"', "network.output", "in_channels is 2, but 3 channels arrive"),
        ('[["k", "m"], ["m", "k"]]', '[["k", "m"]]', "network.output", "it has 1 x 2, but Conv2d(2, 2, kernel_size=2)"),
        ('[["k", "m"], ["m", "k"]]', '"k"', "network.output", "it is a single kernel, but Conv2d(2, 2, kernel_size=2)"),
        ("[[1, -1]]", "7", "network.output", "it is a number; Conv2d(2, 2, kernel_size=2) has 2 of them, a matrix of"),
        ("[[1, -2]]", "[[1], [-2]]", "network.output", "it is 2 x 1; Linear(2, 1, bias=False) has a matrix of 1 x 2"),
        ("[[0, 1], [1, 0]]", "[[0, 1]]", "network.output", "all channels have one size; green is 1 x 2, the first is"),
        ('["m", "k"]]', '["m", "kk"]]', "network.output", '"kk" is no parameter; did you mean "k"?'),
        ('["m", "k"]]', '["m"]]', "network.output", "kernels stand in rows of equal length"),
        ('gradient = "G"', 'rows = "examples"', "network.output", "examples are the rows of one matrix"),
        ('gradient = "G"', 'gradient = "[G, H]"', "network.output", '"[G, H]" is no matrix, and no list of some'),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(old: str, new: str, value: str, problem: str) -> None:
    problems = exercise_problems(STACK.replace(old, new), answer("matrix", value), NONE)
    assert any(problem in line for line in problems), problems
