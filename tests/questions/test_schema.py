from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.answers import Verdict
from exgen.questions.schema import (
    OPTIONS,
    AnswerTable,
    BankFile,
    ExamplesFile,
    ParameterTable,
    QuestionFile,
    ResponseTable,
)
from exgen.questions.validation import key_path, validated


def test_the_verdicts_of_examples_are_those_of_the_answers() -> None:
    row = {"answer": "a", "response": "b"}
    for verdict in Verdict:
        assert ResponseTable.model_validate({**row, "verdict": verdict.value}).verdict == verdict


def test_every_option_of_the_answer_kinds_has_a_field() -> None:
    from exgen.answers import KINDS

    settled_by_keys, told_by_graphs, of_pasted_tables = {"axes", "entries"}, {"shapes", "asked"}, {"columns", "rows"}
    options = {option for kind in KINDS.values() for option in kind.options}
    assert options - settled_by_keys - told_by_graphs - of_pasted_tables == set(OPTIONS)
    assert set(OPTIONS) <= set(AnswerTable.model_fields)


@pytest.mark.parametrize(
    ("written", "points"),
    [
        (2, 2),
        (Fraction(1, 2), Fraction(1, 2)),
        ("1/2", Fraction(1, 2)),
        ("2.50", Fraction(5, 2)),
        ("10/4", Fraction(5, 2)),
    ],
)
def test_points_are_exact(written: object, points: Fraction) -> None:
    answer = {"name": "a", "kind": "integer", "ask": "?", "points": written}
    assert AnswerTable.model_validate(answer).points == points


@pytest.mark.parametrize(
    "written", [0, "0", "0/3", "0.00", "1/0", "1/00", "-1", -1, "1e3", 1e3, True, "", "1/2/3", "½", None]
)
def test_other_points_are_refused(written: object) -> None:
    answer = {"name": "a", "kind": "integer", "ask": "?", "points": written}
    problems = validated(QuestionFile, {"title": "T", "answers": [answer]}, "f").lines
    assert len(problems) == 1
    assert problems[0].startswith("f: answers.a.points: found ")


def test_keys_spelt_as_in_the_code_are_unknown() -> None:
    for name in ("first", "last", "formula"):
        problems = validated(ParameterTable, {name: 3}, "f").lines
        assert problems[0].startswith(f"f: {name}: unknown key; ")


@pytest.mark.parametrize("model", [QuestionFile, ExamplesFile, BankFile])
def test_every_file_has_a_version(model: type[QuestionFile]) -> None:
    assert "f: schema_version: found 2; allowed: 1" in validated(model, {"schema_version": 2}, "f")[1]
    assert not [line for line in validated(model, {"schema_version": 1}, "f")[1] if "schema_version" in line]


@pytest.mark.parametrize(
    ("data", "location", "path"),
    [
        ({}, ("title",), "title"),
        ({"answers": [{"name": "a"}, {"name": "a"}]}, ("answers", 1), "answers.#2"),
        ({"answers": [{"name": "a"}, {"name": 3}]}, ("answers", 0, "value"), "answers.a.value"),
        ({"answers": [{"name": "a"}, {"name": 3}]}, ("answers", 1, "value"), "answers.#2.value"),
        ({"questions": [{"id": "q", "published": {}}]}, ("questions", 0, "published", "x"), "questions.q.published.x"),
        ({"topics": "x"}, ("topics", 3, "a"), "topics.#4.a"),
    ],
)
def test_a_place_in_a_file_is_named_by_ids_and_names(data: object, location: tuple[int | str, ...], path: str) -> None:
    assert key_path(data, location) == path
