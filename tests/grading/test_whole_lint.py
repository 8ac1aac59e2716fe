"""Everything that is wrong with a template is told at once, each problem once: what is broken stops nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

from exgen.grading.findings import Finding
from exgen.grading.lint import lint_named
from exgen.questions.library import Library

QUESTION = """
title = "A convolution"

[parameters]
H = { from = 20, to = 40 }
K = { one_of = [3, 5] }

[network]
input  = "(3, H, H)"
layers = "Conv2d(3, 8, K)"

[[answers]]
name  = "size"
kind  = "integer"
ask   = "Height?"
value = "network.output_size[0]"

[[answers]]
name  = "weights"
kind  = "integer"
ask   = "Weights?"
value = "network.weights"

[[answers]]
name    = "all"
kind    = "integer"
ask     = "Parameters?"
value   = "network.parameters"
follows = "weights + 8"
"""

STATEMENT = "A kernel of size << K >>, with a bias, stride 1 and no padding, goes over << H >> rows and columns."

EXAMPLES = """
[[examples]]
parameters = { H = 20, K = 3 }
keys = { size = "18", weights = "216", all = "224" }

[[examples]]
parameters = { H = 30, K = 5 }
keys = { size = "26", weights = "600", all = "608" }
"""


class Lint(Protocol):
    """Lints a template with these files."""

    def __call__(self, question: str, statement: str = ..., examples: str = ...) -> Finding: ...


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    """Lints a template with these three files."""

    def found(question: str, statement: str = STATEMENT, examples: str = EXAMPLES) -> Finding:
        folder = tmp_path / "one"
        folder.mkdir()
        for name, text in (("question.toml", question), ("statement.md", statement), ("examples.toml", examples)):
            (folder / name).write_text(text, "utf-8")
        finding = lint_named(Library([tmp_path]), str(folder), 4, None)
        assert len(set(finding.problems)) == len(finding.problems)
        return finding

    return found


def changed(*changes: tuple[str, str]) -> str:
    """The question with each first text replaced by the second."""
    text = QUESTION
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def places(finding: Finding) -> list[str]:
    """Where the problems are: file and key path."""
    return [": ".join(line.rpartition("/")[2].split(": ")[:2]) for line in finding.problems]


def test_nothing_is_wrong_with_the_template_that_is_broken_here(lint: Lint) -> None:
    assert lint(QUESTION).problems == ()


def test_wrong_types_and_missing_keys_stop_nothing_else(lint: Lint) -> None:
    question = changed(
        ('"A convolution"', "3"),
        ('ask   = "Weights?"\n', ""),
        ('kind  = "integer"', "kind = 7"),
        ("network.parameters", "network.parametrs"),
    )
    finding = lint(question, STATEMENT.replace("<< H >>", "<< HH >>"), EXAMPLES.replace('"600"', '"601"'))
    assert places(finding) == [
        "question.toml: title",
        "question.toml: answers.size.kind",
        "question.toml: answers.weights.ask",
        "statement.md: line 1",
        "question.toml: answers.all",
    ]


def test_answers_that_are_whole_are_tried_beside_broken_ones(lint: Lint) -> None:
    question = changed(('value = "network.weights"', 'value = "network.weights +"'))
    finding = lint(question, STATEMENT, EXAMPLES.replace('"26"', '"27"').replace('"608"', '"609"'))
    assert places(finding) == ["question.toml: answers.weights.value", "examples.toml: examples.#2.keys.size"]
    assert finding.drawn == 4


def test_names_of_broken_parameters_are_known_all_the_same(lint: Lint) -> None:
    question = changed(("to = 40", 'to = "x"'), ("one_of = [3, 5]", "one_of = []"), ("(3, H, H)", "(3, H, HHH)"))
    finding = lint(question.replace("network.weights", "network.weights + KK"))
    assert places(finding) == [
        "question.toml: parameters.H.to",
        "question.toml: parameters.K",
        "question.toml: answers.weights.value",
    ]


def test_a_broken_network_stops_nothing_else(lint: Lint) -> None:
    question = changed(("input  = ", "imput = 3\ninput = 3 # "), ('name  = "size"', 'name  = "s i z e"'))
    assert places(lint(question, "<< network.layers >> << P >>", EXAMPLES)) == [
        "question.toml: network.input",
        "question.toml: network.imput",
        "question.toml: answers.s i z e",
        "examples.toml: examples.#1.keys.size",
        "examples.toml: examples.#2.keys.size",
        "statement.md: line 1",
    ]


def test_a_problem_of_the_template_is_told_once_and_not_for_each_example(lint: Lint) -> None:
    finding = lint(changed(("network.parameters", "network.parametrs")))
    assert len(finding.problems) == 1
    assert 'answers.all: a network has no quantity "parametrs"; did you mean "parameters"?' in finding.problems[0]


def test_what_only_an_example_brings_out_is_told_with_it(lint: Lint) -> None:
    finding = lint(QUESTION, STATEMENT, EXAMPLES.replace("H = 30, K = 5", "H = 4, K = 5"))
    (line,) = finding.problems
    assert "/examples.toml: examples.#2: " in line
    assert "layer 1, Conv2d(3, 8, kernel_size=5)" in line


def test_where_a_whole_table_of_names_is_broken_what_fits_no_format_is_told(lint: Lint) -> None:
    assert places(lint(changed(("[parameters]\nH", "parameters = 3\n[other]\nH")))) == [
        "question.toml: parameters",
        "question.toml: other",
    ]


@pytest.mark.parametrize(
    ("kind", "value", "more"),
    [
        ("integer", "network.parameters", 'choices = ["a", "b"]'),
        ("integer", "network.parameters", 'distractors = ["bias_forgotten"]\nwrong_choices = 1\nchoices = ["a", "b"]'),
        ("choice", "network.parameters", 'distractors = ["bias_forgotten"]\nwrong_choices = 1\npartial = true'),
        ("choice", "'\"a\"'", 'choices = ["a", "b"]\nunits = ["m"]'),
        ("shape", "network.output_shape", "evaluated = true"),
    ],
)
def test_options_that_a_kind_does_not_have_are_told_with_file_and_answer(
    lint: Lint, kind: str, value: str, more: str
) -> None:
    value = value if value.startswith("'") else f'"{value}"'
    finding = lint(f'{QUESTION}\n[[answers]]\nname = "what"\nkind = "{kind}"\nask = "?"\nvalue = {value}\n{more}\n')
    assert finding.problems
    assert all(place.startswith("question.toml: answers.what") for place in places(finding))
    assert finding.drawn == 4
