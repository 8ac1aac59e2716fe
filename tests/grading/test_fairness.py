"""How alike the variants of a class are: what is counted, and what is beyond a template's limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from exgen.cli.fairness_report import fairness_blocks
from exgen.grading.fairness import Fairness, difficulty, fairness
from exgen.questions.exercise import Exercises
from exgen.questions.library import Library
from exgen.writers.terminal import plain_blocks

QUESTION = """
title = "Width"
[parameters]
{parameters}
[network]
input = "(3, H, H)"
layers = "Conv2d(3, 4, 3, stride=2)"
{difficulty}
[[answers]]
name = "width"
kind = "integer"
ask = "Width?"
value = "network.output_shape[1]"
"""
REST = """
[[answers]]
name = "rest"
kind = "integer"
ask = "How many are they more than 20?"
value = "width - 20"
"""


def _drawn(
    folder: Path, parameters: str, students: int, difficulty: str = "", more: str = ""
) -> tuple[Fairness, Exercises]:
    template = folder / "templates" / "width"
    template.mkdir(parents=True)
    text = QUESTION.format(parameters=parameters, difficulty=difficulty) + more
    (template / "question.toml").write_text(text)
    (template / "statement.md").write_text("A quotient is rounded down.\n")
    (folder / "bank.toml").write_text('title = "B"\n[[questions]]\nid = "width"\ntemplate = "width"\n')
    library = Library([folder])
    [found] = fairness(library.bank(str(folder / "bank.toml")), library, students)
    return found, Exercises(library.template("width"))


def test_a_quotient_that_comes_out_even_is_not_rounded(tmp_path: Path) -> None:
    _, exercises = _drawn(tmp_path, "H = { from = 9, to = 12 }", 1)
    assert [difficulty(exercises.exercise({"H": size})).is_rounded for size in (9, 10, 11, 12)] == [
        False, True, False, True
    ]  # fmt: skip


def test_digits_and_signs_are_those_of_the_numbers(tmp_path: Path) -> None:
    _, exercises = _drawn(tmp_path, "H = { from = 9, to = 2001 }", 1, more=REST)
    small, large = (difficulty(exercises.exercise({"H": size})) for size in (9, 2001))
    assert (small.digits, small.is_negative) == (2, True)
    assert (large.digits, large.is_negative) == (4, False)


def test_a_class_is_counted(tmp_path: Path) -> None:
    found, _ = _drawn(tmp_path, "H = { from = 9, to = 12 }", 6)
    assert (found.space.size, found.distinct, found.students) == (4, 4, 6)
    assert found.sharing == 6  # 9 and 10 lead to 4, 11 and 12 to 5
    assert 1 <= found.rounded <= 5
    assert found.negative == 0
    assert found.problems == ()


@pytest.mark.parametrize(
    ("limits", "problem"),
    [
        ('rounding = "alike"', "rounding: a quotient is rounded for "),
        ('signs = "alike"', "signs: a number is negative for "),
        ("digits = 1", "digits: from 2 to 4 in a class of 40; they may differ by 1"),
        ("digits = 2", None),
        ("steps = 0", None),
    ],
)
def test_what_is_beyond_the_templates_limits_is_told(tmp_path: Path, limits: str, problem: str | None) -> None:
    parameters = "H = { one_of = [20, 23, 50, 3000] }"
    found, _ = _drawn(tmp_path, parameters, 40, f"[difficulty]\n{limits}", more=REST)
    place = f"{tmp_path}/bank.toml: questions.width: width: difficulty."
    assert [line.removeprefix(place)[: len(problem or "")] for line in found.problems] == ([problem] if problem else [])
    text = plain_blocks(fairness_blocks([found]))
    assert ("uneven" in text) == (problem is not None)


def test_a_template_without_answers_to_grade_has_no_digits_to_speak_of(tmp_path: Path) -> None:
    found, _ = _drawn(tmp_path, "H = { one_of = [20] }", 2)
    assert found.as_json()["digits"] == [2, 2]
    assert found.as_json()["sharing"] == 2
