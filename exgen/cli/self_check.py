"""``exgen check SHEET`` without responses: question by question, each response judged as soon as it is typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from exgen.answers import Verdict
from exgen.cli.asking import (
    HELP,
    LEAVE,
    Ask,
    QuestionTexts,
    asked_parts,
    end_line,
    help_blocks,
    key_notes,
    outcome_blocks,
    question_blocks,
    question_texts,
    show_now,
    typed_line,
)
from exgen.cli.check_report import points_number, student_blocks
from exgen.cli.layout import BLANK
from exgen.grading.exercise_check import ExerciseCheck
from exgen.grading.outcomes import Outcome
from exgen.grading.sheet_check import StudentOutcomes
from exgen.questions.exercise import Part
from exgen.questions.rebuilt import AnyStudent, RebuiltQuestion
from exgen.questions.self_check import SheetRecord
from exgen.writers.plain_text import one_line
from exgen.writers.terminal import Block, Paragraph


class _Leave(Exception):
    """The student wants to leave."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a student has answered, and whether Ctrl-C ended it."""

    outcomes: tuple[Outcome, ...]
    is_interrupted: bool


def asked_student(sheet: SheetRecord, typed: Ask = typed_line) -> AnyStudent:
    """The student who is asked for at the terminal, until one of the sheet is named; raises EOFError."""
    students = {student.id: student for student in sheet.students}
    show_now([Paragraph(f"This sheet is of {len(students)} students: {', '.join(students)}")])
    while True:
        id = typed("whose sheet? ").strip()
        if id in students:
            return students[id]
        show_now([Paragraph(f'no student "{id}" on this sheet', "doubtful", 2)])


def answered_questions(
    sheet: SheetRecord, student: AnyStudent, questions: Sequence[RebuiltQuestion], typed: Ask = typed_line
) -> Answered:
    """Ask everything a student has to answer; whoever leaves before the end has answered what came before.

    Raises TemplateError, before anything is asked, where a text cannot be rendered.
    """
    texts = list(map(question_texts, questions))
    outcomes: list[Outcome] = []
    is_interrupted = False
    show_now(_beginning(sheet, student))
    try:
        for question, text in zip(questions, texts, strict=True):
            show_now(question_blocks(question, text, len(questions)))
            for outcome in _answers(question, text, typed):
                outcomes.append(outcome)  # what was answered stays where the next one is left
    except _Leave:
        pass
    except EOFError:
        end_line()
    except KeyboardInterrupt:
        is_interrupted = True
        end_line()
    return Answered(tuple(outcomes), is_interrupted)


def summary_blocks(
    student: AnyStudent, questions: Sequence[RebuiltQuestion], outcomes: Sequence[Outcome], *, with_keys: bool
) -> Iterator[Block]:
    """What was answered, and what was not; ``with_keys``: with the keys and derivations of what was answered wrong."""
    graded = {label: (question, part) for question in questions for label, part in _graded(question).items()}
    answered = [outcome for outcome in outcomes if outcome.response]
    yield BLANK
    if answered:
        told = StudentOutcomes(student, tuple(answered))
        wrong = [outcome.label for outcome in answered if outcome.verdict is not Verdict.CORRECT]
        yield from student_blocks(told, dict(_key_notes(graded, wrong)) if with_keys else {})
    else:
        yield Paragraph("Nothing was answered.", "quiet")
    labels = [outcome.label for outcome in answered]
    missing = [label for label in graded if label not in labels]
    if missing and answered:
        possible = sum((part.points * question.scale for question, part in graded.values()), Fraction(0))
        yield Paragraph(
            f"Not answered: {', '.join(_shortened(missing))} (the whole sheet gives {points_number(possible)} points)",
            "quiet",
        )


def _shortened(labels: Sequence[str]) -> Iterator[str]:
    """Labels, several rows of one table as one.

    >>> list(_shortened(["1", "2a.row1", "2a.row2", "2b.row4"]))
    ['1', '2a (2 rows)', '2b.row4']
    """
    for name, found in groupby(labels, key=lambda label: label.partition(".row")[0]):
        rows = list(found)
        yield rows[0] if len(rows) == 1 else f"{name} ({len(rows)} rows)"


def _beginning(sheet: SheetRecord, student: AnyStudent) -> Iterator[Block]:
    bank = sheet.bank
    yield Paragraph(
        f"{one_line(bank.title)}, {one_line(bank.course)}" if bank.course else one_line(bank.title), "strong"
    )
    who = f"{one_line(student.name)} ({student.id})" if student.name else student.id
    yield Paragraph(f"{who}, variant {student.code}", "quiet")
    yield BLANK
    yield Paragraph(
        f"Type your response and press Enter. An empty line passes a part over, {HELP} shows how a response may be "
        f"written, {LEAVE[0]} (or Ctrl-D) leaves. What cannot be read is asked again and costs nothing."
    )


def _answers(question: RebuiltQuestion, texts: QuestionTexts, typed: Ask) -> Iterator[Outcome]:
    """Ask part by part; an outcome for each that was answered."""
    check = ExerciseCheck(question.exercise, question.scale)
    for label, part in asked_parts(question, texts):
        yield _outcome(label, part, check, typed)


def _outcome(label: str, part: Part, check: ExerciseCheck, typed: Ask) -> Outcome:
    """The outcome of the next line that can be read as a response, or is empty.

    Raises EOFError where there are no more lines, _Leave where somebody types what leaves and means no response.
    """
    while True:
        response = typed(f"{label}> ").strip()
        if response == HELP:
            show_now(help_blocks(part))
            continue
        outcome = check.outcome(label, part, response)
        is_invalid = outcome.verdict is Verdict.INVALID and bool(response)
        if is_invalid and response.lower() in LEAVE:
            raise _Leave
        show_now(outcome_blocks(outcome))
        if not is_invalid:
            return outcome


def _graded(question: RebuiltQuestion) -> dict[str, Part]:
    return {label: part for label, part in question.parts.items() if part.key is not None}


def _key_notes(
    graded: Mapping[str, tuple[RebuiltQuestion, Part]], labels: Iterable[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for label in labels:
        question, part = graded[label]
        yield label, key_notes(question, part)
