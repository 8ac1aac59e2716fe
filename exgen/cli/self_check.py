"""``exgen check SHEET`` without responses: question by question, each response judged as soon as it is typed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from io import TextIOWrapper
from itertools import groupby

from exgen.answers import KINDS, Verdict
from exgen.cli.check_report import VERDICT_TONES, outcome_notes, points_number, student_blocks
from exgen.cli.layout import BLANK, markdown_blocks
from exgen.grading.exercise_check import ExerciseCheck
from exgen.grading.outcomes import Outcome
from exgen.grading.sheet_check import AnyStudent, RebuiltQuestion, StudentOutcomes
from exgen.questions.exercise import Part
from exgen.questions.prose import ask, derivation_markdown, statement
from exgen.questions.self_check import SheetRecord
from exgen.writers.plain_text import one_line
from exgen.writers.readable import readable
from exgen.writers.terminal import Block, Paragraph, write_blocks

HELP = "?"
LEAVE = ("q", "quit")
SHOWN_EXAMPLES = 3

Ask = Callable[[str], str]
"""Asks for a line of text with a prompt; raises EOFError where there are no more lines."""


class _Leave(Exception):
    """The student wants to leave."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a student has answered, and whether Ctrl-C ended it."""

    outcomes: tuple[Outcome, ...]
    is_interrupted: bool


@dataclass(frozen=True, slots=True)
class _Texts:
    """A question's statement and what each of its answers asks, as Markdown."""

    statement: str
    asked: Mapping[str, str]


def typed_line(prompt: str) -> str:
    """A line from whoever types, or from a pipe; then it is printed as well, so that the output can be read.

    Raises EOFError where there are no more lines.
    """
    if sys.stdin.isatty():
        with suppress(ImportError):
            import readline  # noqa: F401  # lets input() edit the line and recall earlier ones
        return input(prompt)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    print(f"{prompt}{one_line(line)}")
    return line


def read_leniently() -> None:
    """Let a pipe bring UTF-8 with whatever is broken in it; somebody's terminal knows its own encoding."""
    if isinstance(sys.stdin, TextIOWrapper) and not sys.stdin.isatty():
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")


def asked_student(sheet: SheetRecord, typed: Ask = typed_line) -> AnyStudent:
    """The student who is asked for at the terminal, until one of the sheet is named; raises EOFError."""
    students = {student.id: student for student in sheet.students}
    _show([Paragraph(f"This sheet is of {len(students)} students: {', '.join(students)}")])
    while True:
        id = typed("whose sheet? ").strip()
        if id in students:
            return students[id]
        _show([Paragraph(f'no student "{id}" on this sheet', "doubtful", 2)])


def answered_questions(
    sheet: SheetRecord, student: AnyStudent, questions: Sequence[RebuiltQuestion], typed: Ask = typed_line
) -> Answered:
    """Ask everything a student has to answer; whoever leaves before the end has answered what came before.

    Raises TemplateError, before anything is asked, where a text cannot be rendered.
    """
    texts = list(map(_texts, questions))
    outcomes: list[Outcome] = []
    is_interrupted = False
    _show(_beginning(sheet, student))
    try:
        for question, text in zip(questions, texts, strict=True):
            _show(_question_blocks(question, text, len(questions)))
            for outcome in _answers(question, text, typed):
                outcomes.append(outcome)  # what was answered stays where the next one is left
    except _Leave:
        pass
    except EOFError:
        _end_line()
    except KeyboardInterrupt:
        is_interrupted = True
        _end_line()
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


def _texts(question: RebuiltQuestion) -> _Texts:
    exercise = question.exercise
    return _Texts(statement(exercise), {answer.name: ask(exercise, answer) for answer in exercise.template.answers})


def _question_blocks(question: RebuiltQuestion, texts: _Texts, of: int) -> Iterator[Block]:
    template = question.exercise.template
    points = _points(template.points * question.scale)
    yield BLANK
    yield Paragraph(f"Question {question.number} of {of}: {one_line(template.title)} ({points})", "strong")
    yield BLANK
    yield from markdown_blocks(texts.statement)


def _answers(question: RebuiltQuestion, texts: _Texts, typed: Ask) -> Iterator[Outcome]:
    """Ask part by part; an outcome for each that was answered."""
    check = ExerciseCheck(question.exercise, question.scale)
    for answer, labelled in groupby(question.parts.items(), key=lambda item: item[1].answer):
        _show([BLANK, *markdown_blocks(texts.asked[answer.name])])
        for label, part in labelled:
            if part.key is None:
                _show([Paragraph(f"{label}: a person reads this one; it is not asked for here.", "quiet", 2)])
                continue
            if part.row is not None:
                _show([Paragraph(one_line(part.row_label), "quiet", 2)])
            yield _outcome(label, part, check, typed)


def _outcome(label: str, part: Part, check: ExerciseCheck, typed: Ask) -> Outcome:
    """The outcome of the next line that can be read as a response, or is empty.

    Raises EOFError where there are no more lines, _Leave where somebody types what leaves and means no response.
    """
    while True:
        response = typed(f"{label}> ").strip()
        if response == HELP:
            _show(_help_blocks(part))
            continue
        outcome = check.outcome(label, part, response)
        is_invalid = outcome.verdict is Verdict.INVALID and bool(response)
        if is_invalid and response.lower() in LEAVE:
            raise _Leave
        _show(_outcome_blocks(outcome))
        if not is_invalid:
            return outcome


def _outcome_blocks(outcome: Outcome) -> Iterator[Block]:
    if not outcome.response:
        yield Paragraph("passed over", "quiet", 2)
        return
    if outcome.verdict is Verdict.INVALID:
        yield Paragraph(f"invalid: {outcome.reason}; try again", VERDICT_TONES[outcome.verdict], 2)
        return
    points = "" if outcome.points is None else f", {points_number(outcome.points)} of {_points(outcome.possible)}"
    tone = "good" if outcome.follows else VERDICT_TONES[outcome.verdict]
    yield Paragraph(f"{outcome.verdict}{points}", tone, 2)
    for note in outcome_notes(outcome):
        yield Paragraph(one_line(note), indent=2)


def _help_blocks(part: Part) -> Iterator[Block]:
    """How a response of this kind may be written: what the kind itself gives as right examples."""
    kind = KINDS[part.answer.kind]
    if part.answer.kind == "choice":
        yield Paragraph("a choice: its letter, or its text", "quiet", 2)
        return
    options = part.options
    right = [example for example in kind.examples if example.verdict is Verdict.CORRECT]
    fitting = [example.response for example in right if example.options.keys() <= options.keys()]
    yield Paragraph(f"{kind.name.replace('_', ' ')}, for example", "quiet", 2)
    for response in fitting[:SHOWN_EXAMPLES]:
        yield Paragraph(response, "quiet", 4)


def _graded(question: RebuiltQuestion) -> dict[str, Part]:
    return {label: part for label, part in question.parts.items() if part.key is not None}


def _key_notes(
    graded: Mapping[str, tuple[RebuiltQuestion, Part]], labels: Iterable[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for label in labels:
        question, part = graded[label]
        lines = (readable(line) for line in derivation_markdown(question.exercise, part))
        yield label, (f"key: {part.key_text}", *lines)


def _points(points: Fraction) -> str:
    return f"{points_number(points)} {'point' if points == 1 else 'points'}"


def _end_line() -> None:
    """Begin a new line behind the prompt that nobody answered; a pipe has been shown none."""
    if sys.stdin.isatty():
        print()


def _show(blocks: Iterable[Block]) -> None:
    write_blocks(blocks, sys.stdout)
