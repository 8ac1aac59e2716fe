"""A student's sheet as the writers take it: statements and keys as Markdown, everything else plain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby

from exgen.figures import illustrated
from exgen.questions.labels import answer_label
from exgen.questions.manifest import BankRecord, StudentRecord, VariantRecord
from exgen.questions.parts import Part
from exgen.questions.prose import ask, derivation_markdown, key_markdown, solution, statement
from exgen.questions.rebuilt import RebuiltQuestion
from exgen.sheets.conventions import convention_lines
from exgen.sheets.roster import NOBODY, Student
from exgen.writers.document import AnswerBlock, QuestionBlock, SheetDocument, Solution


def sheet_document(
    bank: BankRecord,
    student: StudentRecord,
    questions: Sequence[RebuiltQuestion],
    *,
    is_solution: bool,
    url: str = "",
) -> SheetDocument:
    """The sheet that a student gets, or (``is_solution``) its solution; ``url`` stands before the code in its QR code.

    Keys and derivations are in the solution only: nothing of them reaches a student's file.
    """
    return SheetDocument(
        title=bank.title,
        course=bank.course,
        student_id="" if Student(student.id, student.name) == NOBODY else student.id,
        student_name=student.name,
        code=student.code,
        language=bank.language,
        questions=tuple(
            _question(question, variant, bank, is_solution)
            for question, variant in zip(questions, student.variants, strict=True)
        ),
        is_solution=is_solution,
        date=bank.date,
        deadline=bank.deadline,
        qr=url + student.code,
        paper=bank.paper,
        accent=bank.accent,
        conventions=() if is_solution else convention_lines(questions, bank.language),
    )


def _question(question: RebuiltQuestion, variant: VariantRecord, bank: BankRecord, is_solution: bool) -> QuestionBlock:
    exercise = question.exercise
    answers = tuple(_answers(question, variant, is_solution))
    asked = illustrated(exercise, statement(exercise), is_solution=False, language=bank.language, accent=bank.accent)
    own = solution(exercise) if is_solution else None
    solved = illustrated(exercise, own or "", is_solution=True, language=bank.language, accent=bank.accent)
    return QuestionBlock(
        number=question.number,
        title=exercise.template.title,
        points=exercise.template.points * question.scale,
        statement=asked.markdown,
        answers=answers,
        solution=None if own is None else solved.markdown,
        template=exercise.template.name,
        figures={**asked.figures, **solved.figures},
    )


def _answers(question: RebuiltQuestion, variant: VariantRecord, is_solution: bool) -> Iterator[AnswerBlock]:
    exercise = question.exercise
    for answer, group in groupby(question.parts.items(), key=lambda labelled: labelled[1].answer):
        labelled = list(group)
        parts = [part for _, part in labelled]
        solved = None
        if is_solution:
            derivations = dict.fromkeys(derivation_markdown(exercise, part) for part in parts)
            proofs = {variant.keys[label].proof for label, _ in labelled}
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
            cells=_cells(parts[0]),
        )


def _cells(part: Part) -> tuple[int, int] | None:
    """The rows and columns of a key that is a matrix, where the student is told them anyway."""
    if not part.answer.size_told or not isinstance(part.key, tuple):
        return None
    rows = [row for row in part.key if isinstance(row, tuple)]
    return len(rows), len(rows[0])
