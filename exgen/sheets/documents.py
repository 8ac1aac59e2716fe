"""A student's sheet as the writers take it: statements and keys as Markdown, everything else plain."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, groupby

from exgen.questions.labels import answer_label
from exgen.questions.proofs import proof
from exgen.questions.prose import ask, derivation_markdown, key_markdown, solution, statement
from exgen.questions.records import Bank
from exgen.sheets.making import SheetQuestion, StudentSheet
from exgen.sheets.roster import NOBODY
from exgen.writers.document import AnswerBlock, QuestionBlock, SheetDocument, Solution


def sheet_document(bank: Bank, sheet: StudentSheet, *, is_solution: bool) -> SheetDocument:
    """The sheet that a student gets, or (``is_solution``) its solution.

    Keys and derivations are in the solution only: nothing of them reaches a student's file.
    """
    is_nobody = sheet.student == NOBODY
    return SheetDocument(
        title=bank.title,
        course=bank.course,
        student_id="" if is_nobody else sheet.student.id,
        student_name=sheet.student.name,
        code=sheet.code,
        language="en",
        questions=tuple(_question(question, is_solution) for question in sheet.questions),
        is_solution=is_solution,
    )


def _question(question: SheetQuestion, is_solution: bool) -> QuestionBlock:
    exercise = question.exercise
    answers = tuple(_answers(question, is_solution))
    return QuestionBlock(
        number=question.number,
        title=exercise.template.title,
        points=exercise.template.points * question.scale,
        statement=statement(exercise),
        answers=answers,
        solution=solution(exercise) if is_solution else None,
        template=exercise.template.name,
    )


def _answers(question: SheetQuestion, is_solution: bool) -> Iterator[AnswerBlock]:
    exercise = question.exercise
    for answer, group in groupby(exercise.parts, key=lambda part: part.answer):
        parts = list(group)
        solved = None
        if is_solution:
            derivations = dict.fromkeys(derivation_markdown(exercise, part) for part in parts)
            proofs = {proof(exercise, part) for part in parts}
            solved = Solution(
                tuple(map(key_markdown, parts)),
                tuple(chain(*derivations)),
                "proven" if proofs == {"proven"} else "authored",
            )
        yield AnswerBlock(
            label=answer_label(question.number, exercise.template, answer),
            ask=ask(exercise, answer),
            points=answer.points * question.scale if len(exercise.template.answers) > 1 else None,
            kind=answer.kind,
            rows=tuple(f"`{part.row_label}`" for part in parts) if parts[0].row is not None else (),
            solution=solved,
        )
