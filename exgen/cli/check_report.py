"""What people are shown of responses: a class's outcomes, and the audit of a published sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from exgen.answers import KINDS, Verdict
from exgen.cli.layout import BLANK
from exgen.engine.mal_rules import CONVENTIONS
from exgen.grading.audit import Audit, Item
from exgen.grading.diagnosis import Misconception
from exgen.grading.outcomes import Outcome
from exgen.grading.sheet_check import StudentOutcomes
from exgen.questions.manifest import Manifest
from exgen.writers.terminal import Block, Cell, Column, Paragraph, Row, Table, Tone

_TONES: dict[Verdict, Tone] = {
    Verdict.CORRECT: "good",
    Verdict.PARTIAL: "doubtful",
    Verdict.INCORRECT: "bad",
    Verdict.INVALID: "doubtful",
    Verdict.UNGRADED: "quiet",
}
_LONGEST_ESSAY = 60


def check_blocks(manifest: Manifest, checked: Sequence[StudentOutcomes]) -> Iterator[Block]:
    """A table for each student who handed something in, and who did not."""
    for number, student in enumerate(checked):
        if number:
            yield BLANK
        yield from _student_blocks(student)
    handed_in = {student.student.id for student in checked}
    absent = [student.id for student in manifest.students if student.id not in handed_in]
    if absent:
        yield BLANK
        yield Paragraph(f"No responses: {', '.join(absent)}", "quiet")


def _student_blocks(student: StudentOutcomes) -> Iterator[Block]:
    record = student.student
    yield Paragraph(f"{record.name} ({record.id})" if record.name else record.id, "strong")
    columns = (Column("question", "name"), Column("verdict", "name"), Column("points", "number"), Column("response"))
    total = Cell(f"{_number(student.points)} of {_number(student.possible)}", "strong")
    totals = Row((Cell("total", "strong"), Cell(""), total, Cell("")))
    yield Table(columns, tuple(map(_outcome_row, student.outcomes)), totals)
    waiting = [outcome.label for outcome in student.outcomes if outcome.points is None]
    if waiting:
        possible = sum((outcome.possible for outcome in student.outcomes if outcome.points is None), Fraction(0))
        yield Paragraph(
            f"To be read by a person, for up to {_number(possible)} points more: {', '.join(waiting)}", "quiet"
        )


def _outcome_row(outcome: Outcome) -> Row:
    tone: Tone = "good" if outcome.follows else _TONES[outcome.verdict]
    points = "-" if outcome.points is None else _number(outcome.points)
    cells = (
        Cell(outcome.label),
        Cell(str(outcome.verdict) if outcome.response else "-", tone),
        Cell(f"{points} of {_number(outcome.possible)}"),
        Cell(_response_text(outcome.response, outcome.verdict)),
    )
    return Row(cells, tuple(_outcome_notes(outcome)))


def _outcome_notes(outcome: Outcome) -> Iterator[str]:
    if outcome.read_as and _squeezed(outcome.read_as) != _squeezed(outcome.response):
        yield f"read as {outcome.read_as}"
    if outcome.follows:
        yield f"follows from your {' and '.join(outcome.follows)}: full points"
    if outcome.response and outcome.reason:
        yield outcome.reason
    yield from misconception_notes(outcome.misconceptions)
    if outcome.convention:
        yield f"A convention: {CONVENTIONS[outcome.convention].sentence}"


def misconception_notes(misconceptions: Sequence[Misconception]) -> Iterator[str]:
    """A line for each explanation, mistakes that happened together in one; those after the first are alternatives."""
    for number, group in groupby(misconceptions, key=lambda misconception: misconception.group):
        told = " Also: ".join(f"{_place(mistake)}{mistake.feedback}" for mistake in group)
        yield f"Or: {told}" if number else told


def audit_blocks(found: Audit) -> Iterator[Block]:
    """A table of the printed answers, and how many are wrong; a plain word where nothing was printed."""
    if not found.items:
        yield Paragraph("This bank has no published answers: there is nothing to compare", "quiet")
        return
    columns = (Column("answer", "name"), Column("published"), Column("key"), Column("verdict", "name"))
    yield Table(columns, tuple(map(_item_row, found.items)))
    yield BLANK
    are = "is" if found.wrong == 1 else "are"
    yield Paragraph(f"{found.wrong} of {found.graded} printed answers {are} wrong", "bad" if found.wrong else "good")


def _item_row(item: Item) -> Row:
    verdict = Cell(str(item.verdict), _TONES[item.verdict])
    key = Cell(item.key if item.verdict is not Verdict.UNGRADED else "-")
    cells = (Cell(item.id), Cell(_response_text(item.published, item.verdict)), key, verdict)
    return Row(cells, tuple(_item_notes(item)))


def _item_notes(item: Item) -> Iterator[str]:
    if item.carried_from:
        yield f"follows from {item.carried_from}"
    yield from misconception_notes(item.misconceptions)
    if item.note:
        yield item.note


def _response_text(response: str, verdict: Verdict) -> str:
    """A response as it was typed; of an essay the beginning."""
    if verdict is Verdict.UNGRADED and len(response) > _LONGEST_ESSAY:
        begun = response[: _LONGEST_ESSAY + 1]
        return f"{(begun.rsplit(None, 1)[0] if ' ' in begun.strip() else begun[:-1]).rstrip()} ..."
    return response


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _place(misconception: Misconception) -> str:
    return f"{misconception.where}: " if misconception.where else ""


def _number(number: Fraction) -> str:
    """Points exactly: 2.5, or 1/3."""
    return KINDS["number"].show(number)
