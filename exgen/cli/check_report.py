"""What people are shown of responses: the outcomes of a class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from exgen.answers import KINDS, Verdict
from exgen.cli.layout import BLANK
from exgen.engine.conventions import convention_sentence
from exgen.engine.wording import joined, said
from exgen.grading.diagnosis import Misconception
from exgen.grading.outcomes import Outcome
from exgen.grading.sheet_check import StudentOutcomes
from exgen.questions.self_check import SheetRecord
from exgen.writers.plain_text import one_line
from exgen.writers.terminal import Block, Cell, Column, Paragraph, Row, Table, Tone

VERDICT_TONES: dict[Verdict, Tone] = {
    Verdict.CORRECT: "good",
    Verdict.PARTIAL: "doubtful",
    Verdict.INCORRECT: "bad",
    Verdict.INVALID: "doubtful",
    Verdict.UNGRADED: "quiet",
}
_LONGEST_ESSAY = 60


def check_blocks(sheet: SheetRecord, checked: Sequence[StudentOutcomes]) -> Iterator[Block]:
    """A table for each student who handed something in, and who did not."""
    for number, student in enumerate(checked):
        if number:
            yield BLANK
        yield from student_blocks(student)
    handed_in = {student.student.id for student in checked}
    absent = [student.id for student in sheet.students if student.id not in handed_in]
    if absent:
        yield BLANK
        yield Paragraph(f"No responses: {', '.join(absent)}", "quiet")


def student_blocks(student: StudentOutcomes, more: Mapping[str, Sequence[str]] | None = None) -> Iterator[Block]:
    """A student's outcomes with the total; ``more`` are further notes under single ones, by their labels."""
    record = student.student
    yield Paragraph(f"{one_line(record.name)} ({record.id})" if record.name else record.id, "strong")
    columns = (Column("question", "name"), Column("verdict", "name"), Column("points", "number"), Column("response"))
    total = Cell(f"{points_number(student.points)} of {points_number(student.possible)}", "strong")
    totals = Row((Cell("total", "strong"), Cell(""), total, Cell("")))
    rows = [_outcome_row(outcome, (more or {}).get(outcome.label, ())) for outcome in student.outcomes]
    yield Table(columns, tuple(rows), totals)
    waiting = [outcome.label for outcome in student.outcomes if outcome.points is None]
    if waiting:
        possible = sum((outcome.possible for outcome in student.outcomes if outcome.points is None), Fraction(0))
        yield Paragraph(
            f"To be read by a person, for up to {points_number(possible)} points more: {', '.join(waiting)}", "quiet"
        )


def _outcome_row(outcome: Outcome, more: Sequence[str]) -> Row:
    tone: Tone = "good" if outcome.follows else VERDICT_TONES[outcome.verdict]
    points = "-" if outcome.points is None else points_number(outcome.points)
    cells = (
        Cell(outcome.label),
        Cell(str(outcome.verdict) if outcome.response else "-", tone),
        Cell(f"{points} of {points_number(outcome.possible)}"),
        Cell(response_text(outcome.response, outcome.verdict)),
    )
    return Row(cells, (*outcome_notes(outcome), *more))


def outcome_notes(outcome: Outcome) -> Iterator[str]:
    """What is to be said of an outcome besides its verdict, a line each; never the key."""
    if outcome.read_as and _squeezed(outcome.read_as) != _squeezed(outcome.response):
        yield said("read_as", response=outcome.read_as)
    if outcome.follows:
        yield said("follows", answers=joined(outcome.follows))
    if outcome.response and outcome.reason:
        yield outcome.reason
    yield from outcome.remarks
    if outcome.builds_on:
        yield said("builds_on", answers=joined(outcome.builds_on))
    yield from misconception_notes(outcome.misconceptions)
    if outcome.convention:
        yield said("convention", sentence=convention_sentence(outcome.convention))


def misconception_notes(misconceptions: Sequence[Misconception], here: str = "") -> Iterator[str]:
    """A line for each explanation, mistakes that happened together in one; of several either the one or the other.

    The place of a mistake is named, unless it is ``here``.
    """
    is_open = any(misconception.group for misconception in misconceptions)
    for number, group in groupby(misconceptions, key=lambda misconception: misconception.group):
        told = said("also").join(_placed(mistake, here) for mistake in group)
        yield said("or" if number else "either", mistakes=told) if is_open else told


def response_text(response: str, verdict: Verdict) -> str:
    """A response as it was typed; of an essay the beginning."""
    if verdict is Verdict.UNGRADED and len(response) > _LONGEST_ESSAY:
        begun = response[: _LONGEST_ESSAY + 1]
        return f"{(begun.rsplit(None, 1)[0] if ' ' in begun.strip() else begun[:-1]).rstrip()} ..."
    return response


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _placed(misconception: Misconception, here: str) -> str:
    if misconception.where in ("", here):
        return misconception.feedback
    return said("at_place", place=misconception.where, sentence=misconception.feedback)


def points_number(number: Fraction) -> str:
    """Points exactly: 2.5, or 1/3."""
    return KINDS["number"].show(number)
