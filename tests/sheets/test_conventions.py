"""The box with a sheet's conventions: what its questions' keys hang on, whatever a student's numbers are."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from exgen.engine.conventions import settings
from exgen.engine.wording import settings_in, wording
from exgen.questions.exercise import Exercises
from exgen.questions.library import Library
from exgen.questions.rebuilt import RebuiltQuestion
from exgen.sheets import conventions
from exgen.sheets.conventions import convention_lines
from exgen.writers import WORDS

QUESTION = """
title = "A layer"

[parameters]
H = {{ from = 20, to = 60 }}
S = {{ one_of = [1, 2] }}

[network]
input  = "(3, H, H)"
layers = "Conv2d(3, 16, 3, stride=S)"
{more}
[[answers]]
name  = "asked"
kind  = "integer"
ask   = "What?"
value = "{value}"
"""
Asked = Callable[..., RebuiltQuestion]


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    """A question of a layer, asking for a value, with the numbers of a student."""

    def question(value: str, number: int = 1, more: str = "", H: int = 21, S: int = 2) -> RebuiltQuestion:
        folder = tmp_path / "templates" / f"q{number}"
        folder.mkdir(parents=True)
        (folder / "question.toml").write_text(QUESTION.format(value=value, more=more), encoding="utf-8")
        (folder / "statement.md").write_text("A layer.", encoding="utf-8")
        exercises = Exercises(Library([tmp_path]).template(f"q{number}"))
        return RebuiltQuestion(number, exercises.exercise({"H": H, "S": S}), Fraction(1))

    return question


def sentence(setting: str) -> str:
    return wording().settings[setting]


def test_what_a_key_hangs_on_is_told_once(asked: Asked) -> None:
    questions = [asked("network.parameters"), asked("network.output_size[0]", 2), asked("network.parameters", 3)]
    assert convention_lines(questions, "en") == (sentence("division.floor"), sentence("biases.counted"))
    assert convention_lines([asked("network.layers[0].weights", 4)], "en") == ()


@pytest.mark.parametrize(("H", "S"), [(21, 1), (21, 2), (22, 2)])
def test_no_students_numbers_are_told_by_the_box(asked: Asked, H: int, S: int) -> None:
    question = asked("network.output_size[0]", H=H, S=S)
    assert convention_lines([question], "en") == (sentence("division.floor"),)


def test_questions_that_keep_to_different_conventions_are_named(asked: Asked) -> None:
    questions = [
        asked("network.parameters"),
        asked("network.parameters", 2, '[conventions]\nbiases = "left_out"\n'),
        asked("network.parameters", 3),
    ]
    assert convention_lines(questions, "en") == (
        f"Question 1, 3: {sentence('biases.counted')}",
        f"Question 2: {sentence('biases.left_out')}",
    )


def test_what_a_template_hides_is_not_told(asked: Asked) -> None:
    hidden = '[hidden]\nbiases = "the statement says it in other words"\n'
    assert convention_lines([asked("network.parameters", 1, hidden)], "en") == ()


def test_a_german_sheet_has_german_sentences(asked: Asked) -> None:
    questions = [asked("network.parameters"), asked("network.parameters", 2, '[conventions]\nbiases = "left_out"\n')]
    assert convention_lines(questions, "de") == (
        "Aufgabe 1: Auch Biases sind Parameter.",
        "Aufgabe 2: Biases zählen nicht als Parameter.",
    )


def test_a_language_without_sentences_has_no_box(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conventions, "settings_in", lambda _language: {})
    assert convention_lines([asked("network.parameters")], "de") == ()


@pytest.mark.parametrize("language", WORDS)
def test_every_language_has_a_sentence_for_every_setting_short_enough_for_the_box(language: str) -> None:
    sentences = settings_in(language)
    assert set(sentences) == {f"{name}.{value}" for name, allowed in settings().items() for value in allowed}
    assert max(map(len, sentences.values())) < 140
    assert language == "en" or not set(sentences.values()) & set(settings_in("en").values())


def test_another_wording_of_a_question_takes_no_new_look(asked: Asked, tmp_path: Path) -> None:
    more = "[constraints]\nlarge = 'H > 20'\n"
    question = asked("network.output_size[0]", more=more)
    lines = convention_lines([question], "en")
    looked = conventions._fields.cache_info().misses
    (tmp_path / "templates" / "q1" / "statement.md").write_text("The same layer.", encoding="utf-8")
    again = Exercises(Library([tmp_path]).template("q1"))
    reworded = RebuiltQuestion(1, again.exercise({"H": 21, "S": 2}), Fraction(1))
    assert convention_lines([reworded], "en") == lines
    assert conventions._fields.cache_info().misses == looked
    assert convention_lines([asked("network.parameters", 2, more=more)], "en") != lines
