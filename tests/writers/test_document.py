"""Sheets before they have a form."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from exgen.writers.document import (
    AnswerBlock,
    AnswerField,
    QuestionBlock,
    SheetDocument,
    answer_groups,
    named_fragments,
    total_points,
)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("integer", "short line"),
        ("number", "short line"),
        ("shape", "short line"),
        ("choice", "short line"),
        ("matrix", "small box"),
        ("expression", "long line"),
        ("set", "long line"),
        ("text", "box"),
    ],
)
def test_the_space_for_an_answer_follows_its_kind(kind: str, field: AnswerField) -> None:
    assert AnswerBlock("1a", "", None, kind, (), None).field == field


@pytest.mark.parametrize(
    ("kind", "cells", "field"),
    [
        ("matrix", (1, 1), "cells"),
        ("matrix", (8, 8), "cells"),
        ("matrix", (9, 1), "small box"),
        ("matrix", (2, 9), "small box"),
        ("matrix", None, "small box"),
    ],
)
def test_a_matrix_has_cells_where_its_size_is_told_and_fits(
    kind: str, cells: tuple[int, int] | None, field: AnswerField
) -> None:
    assert AnswerBlock("1a", "", None, kind, (), None, cells).field == field


def test_points_add_up_and_questions_without_points_do_not_count() -> None:
    questions = [QuestionBlock(1, "", points, "", (), None) for points in (Fraction(5, 2), None, Fraction(1, 2))]
    document = SheetDocument("", "", "", "", "", "en", tuple(questions), False)
    assert total_points(document) == 3
    assert total_points(replace(document, questions=(questions[1],))) is None


def test_neighbouring_tables_share_columns_only_with_the_same_rows_and_three_at_most() -> None:
    rows = [("x", "y"), ("x", "y"), ("x",), (), (), ("x",), ("x",), ("x",), ("x",)]
    answers = tuple(AnswerBlock(str(index), "", None, "integer", row, None) for index, row in enumerate(rows))
    groups = answer_groups(QuestionBlock(1, "", None, "", answers, None))
    assert [[answer.label for answer in group] for group in groups] == [
        ["0", "1"], ["2"], ["3"], ["4"], ["5", "6", "7"], ["8"],
    ]  # fmt: skip


def test_a_students_sheet_never_holds_a_fragment_of_a_solution(solution_sheet: SheetDocument) -> None:
    shown = [text for _, text in named_fragments(replace(solution_sheet, is_solution=False))]
    solved = [text for _, text in named_fragments(solution_sheet)]
    assert "$(25, 28)$" in solved
    assert "Written by the author." in solved
    for answer in (answer for question in solution_sheet.questions for answer in question.answers):
        assert answer.solution is not None
        assert not set(answer.solution.keys) & set(shown)
        assert not any(line in text for line in answer.solution.derivation for text in shown)
    assert "Written by the author." not in shown


def test_every_fragment_is_named_by_question_part_and_row(solution_sheet: SheetDocument) -> None:
    names = [name for name, _ in named_fragments(solution_sheet)]
    assert "question 1 (Output size), statement" in names
    assert "question 1 (Output size), part 1a, key" in names
    assert "question 2 (Parameters & shapes), part 2b, row 2" in names
    assert "question 2 (Parameters & shapes), part 2b, key 2" in names
    assert "question 2 (Parameters & shapes), part 2b, derivation" in names
    assert "question 2 (Parameters & shapes), solution" in names


def test_an_error_names_the_template_files_of_a_question() -> None:
    part = AnswerBlock("1a", "Size?", None, "integer", (), None)
    question = QuestionBlock(1, "Q", None, "A map.", (part,), "So.", template="convolution/size")
    document = SheetDocument("T", "", "", "", "", "en", (question,), True)
    assert [name for name, _ in named_fragments(document)] == [
        "question 1 (Q), convolution/size/statement.md",
        "question 1 (Q), convolution/size/question.toml, part 1a",
        "question 1 (Q), convolution/size/solution.md",
    ]
