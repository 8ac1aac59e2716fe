"""What a template can ask about receptive fields, and what is said where there are none."""

from __future__ import annotations

import re

import pytest

from exgen.questions.proofs import proof
from tests.questions.small_templates import answer, exercise_of, exercise_problems, keys_of

NETWORK = """
[network]
input  = "(3, 21, 30)"
layers = "Conv2d(3, 16, (3, 5), stride=(2, 1), padding=(0, 2)); ReLU(); MaxPool2d(2)"
"""

LETTERS = """
[symbols]
K = "kernel size"
S = "stride"

[network]
input  = "(1, 40, 40)"
layers = "MaxPool2d(2); Conv2d(1, 4, K, stride=S, padding=1)"
"""


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        ("interval", "network.receptive_field", "4*i : 4*i+4 x 2*j-2 : 2*j+3"),
        ("interval", "network.receptive_field[0]", "4*i : 4*i+4"),
        ("interval", "network.receptive_field[-1]", "2*i-2 : 2*i+3"),
        ("interval", "network.layers[1].receptive_field", "2*i : 2*i+2 x j-2 : j+2"),
        ("shape", "network.receptive_field_size", "(5, 6)"),
        ("shape", "network.receptive_field_stride", "(4, 2)"),
        ("integer", "network.receptive_field_size[1]", "6"),
        ("integer", "network.layers[0].receptive_field_stride[0]", "2"),
        ("integer", "network.phases[1]", "1"),
        ("interval", "network.phase_field(0)[0]", "4*m : 4*m+4"),
        ("set", "network.inputs_read((0, 1))", "{0, 1, 2, 3, 4} x {0, 1, 2, 3, 4, 5}"),
        ("set", 'network.inputs_read(0, "padding_too")[1]', "{-2, -1, 0, 1, 2, 3}"),
    ],
)
def test_a_field_is_asked_whole_or_by_its_axis_and_proven(kind: str, value: str, key: str) -> None:
    exercise = exercise_of(NETWORK, answer(kind, value), {})
    assert keys_of(exercise) == {"a": key}
    assert proof(exercise, exercise.parts[0]) == "proven"


def test_a_table_has_a_field_in_every_row() -> None:
    exercise = exercise_of(NETWORK, answer("interval", "layer.receptive_field[0]", 'each = "network.layers"'), {})
    assert keys_of(exercise) == {"a.row1": "2*i : 2*i+2", "a.row2": "2*i : 2*i+2", "a.row3": "4*i : 4*i+4"}


def test_in_letters_a_field_is_a_formula_that_is_proven() -> None:
    exercise = exercise_of(LETTERS, answer("interval", "network.receptive_field[0]"), {})
    assert keys_of(exercise) == {"a": "2S*i-2 : 2S*i+2K-3"}
    assert proof(exercise, exercise.parts[0]) == "proven"


def test_an_index_is_no_letter_of_the_template() -> None:
    tables = LETTERS.replace("S = ", "i = ").replace("stride=S", "stride=i")
    assert keys_of(exercise_of(tables, answer("interval", "network.receptive_field[0]"), {})) == {
        "a": "2i*j-2 : 2i*j+2K-3"
    }


@pytest.mark.parametrize(
    ("layers", "value", "words"),
    [
        (
            "Conv2d(3, 4, 3); Flatten()",
            "network.layers[1].receptive_field",
            "layer 2, Flatten: no space is left",
        ),
        ("ConvTranspose2d(3, 4, 2, stride=2)", "network.receptive_field", "layer 1, .*with a stride above 1"),
        ("AdaptiveAvgPool2d(4)", "network.receptive_field", "21 is not divisible by 4"),
        ("MaxPool2d(2)", "network.receptive_field_size", "takes an interval|takes a"),
        ("MaxPool2d(2)", "network.receptive_field[2]", "receptive_field has 2 entries"),
        ("MaxPool2d(2)", "network.receptive_fields", 'did you mean "receptive_field"'),
        ("Upsample(scale_factor=2)", "network.phase_field((1, 2))", "axis 1 has 2 phases, counted from 0"),
        ("ConvTranspose2d(3, 4, 2, stride=3)", "network.phase_field(0)", "leave values that read nothing"),
        ("MaxPool2d(2)", "network.inputs_read((10, 0))", "axis 0 has 10 values, counted from 0"),
        ("MaxPool2d(2)", "network.inputs_read(-1)", "needs 2 whole numbers from 0"),
        ("MaxPool2d(2)", "network.inputs_read", r"needs the index of the output value: network.inputs_read\(3\)"),
    ],
)
def test_where_there_is_no_field_the_template_is_refused(layers: str, value: str, words: str) -> None:
    tables = f'[network]\ninput = "(3, 21, 30)"\nlayers = "{layers}"\n'
    problems = exercise_problems(tables, answer("interval", value), {})
    assert problems
    for problem in problems:
        assert problem.startswith("T/question.toml: answers.a: ")
    assert re.search(words, "\n".join(problems))


def test_a_stride_that_is_a_letter_may_be_above_1() -> None:
    tables = LETTERS.replace("Conv2d", "ConvTranspose2d")
    (problem,) = exercise_problems(tables, answer("interval", "network.receptive_field"), {})
    assert "with a stride above 1" in problem


def test_two_phases_are_asked_of_two_networks() -> None:
    tables = '[network]\ninput = "(1, 12)"\nlayers = "Upsample(scale_factor=2)"\n'
    second = answer("interval", "network.phase_field(1)", name="b")
    both = f"{answer('interval', 'network.phase_field(0)')}\n\n{second}"
    (problem,) = exercise_problems(tables, both, {})
    assert "another answer asks this network for another phase; use a second network" in problem
