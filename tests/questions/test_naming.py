from __future__ import annotations

import pytest

from exgen.expressions import ALIASES, FUNCTIONS, Name, read
from exgen.questions.naming import NAME, TAKEN, name_problems


@pytest.mark.parametrize("name", ["H", "M1", "C_in", "output_size_2", "Hin2"])
def test_a_name_is_one_name_to_formulas_too(name: str) -> None:
    assert NAME.fullmatch(name)
    assert read(name) == Name(name)


@pytest.mark.parametrize("name", ["", "2H", "_H", "H_", "C__in", "a b", "a-b", "Größe", "H'", "a.b"])
def test_other_texts_are_no_names(name: str) -> None:
    assert name_problems([(name, "symbols.x")], "question.toml") == [
        f'question.toml: symbols.x: "{name}" is no name; a name is letters and digits, a letter first,'
        " with single underscores between them"
    ]


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("network", "the name of the template's network"),
        ("layer", "the layer of a row in an answer with each"),
        ("ceiling", "a function of formulas"),
        ("and", "a word of formulas"),
        ("loop", "a word of statements"),
    ],
)
def test_names_with_a_meaning_cannot_be_given(name: str, meaning: str) -> None:
    assert name_problems([(name, "parameters.x")], "f") == [
        f"f: parameters.x: {name} is {meaning}; choose another name"
    ]


def test_every_function_is_taken() -> None:
    assert {*FUNCTIONS, *ALIASES} <= set(TAKEN)


def test_a_name_given_twice_is_an_error_that_names_both_places() -> None:
    named = [("H", "parameters.H"), ("K", "parameters.K"), ("H", "answers.H")]
    assert name_problems(named, "f") == [
        "f: answers.H: H is the name of parameters.H too; choose another name for one of them"
    ]
