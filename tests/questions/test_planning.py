"""What answers ask of networks: tables, input sizes, and what is said where it is not there."""

from __future__ import annotations

import pytest

from tests.questions.small_templates import CONVOLUTION, answer, exercise_of, exercise_problems, keys_of


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        (answer("integer", "network.paramters"), 'answers.a: a network has no quantity "paramters"; did you mean'),
        (answer("integer", "network.layers[3].biases"), "answers.a: network.layers[3] does not exist: the list has 3"),
        (
            answer("integer", "network.parameters", 'each = "network.layers"'),
            'answers.a: with "each" the value asks something of every "layer", such as layer.parameters',
        ),
        (
            answer("integer", "layer.parameters", 'each = "network.pools"'),
            'answers.a: a network has no list "pools"; allowed: convolutions, groups, layers, tensors, weight_layers',
        ),
        (
            answer("integer", "layer.parameters", 'each = "network"'),
            'answers.a: each: "network" is no list of a network\'s layers, such as "network.layers"',
        ),
        (
            answer("integer", "H * K", 'separate = ["bias_forgotten"]'),
            "answers.a: separate: mistakes change what is asked of a network; this value asks nothing of one",
        ),
    ],
)
def test_an_answer_that_asks_for_what_is_not_there_names_its_place(answers: str, problem: str) -> None:
    problems = exercise_problems(CONVOLUTION, answers)
    assert len(problems) == 1
    assert problems[0].startswith(f"T/question.toml: {problem}")


def test_all_answers_that_ask_for_what_is_not_there_are_named_at_once() -> None:
    answers = "\n\n".join(answer("integer", f"network.x{name}", name=name) for name in "abc")
    assert [problem.split(":")[1] for problem in exercise_problems(CONVOLUTION, answers)] == [
        " answers.a",
        " answers.b",
        " answers.c",
    ]


def test_an_empty_list_of_layers_makes_no_table() -> None:
    tables = '[network]\ninput = "(8)"\nlayers = "Linear(8, 2)"'
    problems = exercise_problems(tables, answer("integer", "layer.parameters", 'each = "network.convolutions"'), {})
    assert problems == ("T/question.toml: answers.a: each: network.convolutions is empty, so the table has no row",)


@pytest.mark.parametrize("wanted", ["0", "(4, 4, 4)", "H / 2", '"big"', "(4, 0)", "4"])
def test_input_sizes_need_a_whole_size_for_each_axis(wanted: str) -> None:
    tables = CONVOLUTION.replace("; MaxPool2d(2); Flatten()", "")
    (problem,) = exercise_problems(tables, answer("set", f"network.input_sizes({wanted})"))
    assert "needs 2 whole numbers from 1, one for each axis in its brackets" in problem


def test_one_network_is_asked_for_one_output_size_only() -> None:
    tables = '[network]\ninput = "(1, 9)"\nlayers = "Conv1d(1, 1, 3)"'
    answers = answer("set", "network.input_sizes(4)") + "\n\n" + answer("set", "network.input_sizes(5)", name="b")
    assert exercise_problems(tables, answers, {}) == (
        "T/question.toml: answers.b: network.input_sizes: another answer asks this network for another output size;"
        " use a second network",
    )


def test_one_network_is_asked_in_one_unit_only() -> None:
    tables = '[network]\ninput = "(1, 9)"\nlayers = "Conv1d(1, 1, 3)"'
    answers = answer("number", "network.memory(2^20)") + "\n\n"
    answers += answer("number", "network.parameter_memory(10^6)", name="b")
    (problem,) = exercise_problems(tables, answers, {})
    assert "answers.b: network.parameter_memory: another answer asks this network for another unit; use a" in problem


def test_the_same_output_size_may_be_asked_for_twice() -> None:
    tables = '[network]\ninput = "(1, 9)"\nlayers = "Conv1d(1, 1, 3, stride=2)"'
    answers = answer("set", "network.input_sizes(4)") + "\n\n" + answer("set", "network.input_sizes(4)", name="b")
    assert keys_of(exercise_of(tables, answers, {})) == {"a": "{9, 10}", "b": "{9, 10}"}
