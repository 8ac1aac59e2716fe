"""What people are shown of how alike the variants of a class are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exgen.cli.layout import BLANK, cells, space_text
from exgen.grading.fairness import Fairness
from exgen.writers.terminal import Block, Cell, Column, Paragraph, Row, Table

LEGEND = (
    "drawn: different variants",
    "same answers: students all of whose answers somebody else has too",
    "steps: lines of the derivations; digits: of the longest whole number",
    "rounded, negative: variants in which a quotient is rounded, a number is negative",
)


def fairness_blocks(found: Sequence[Fairness]) -> Iterator[Block]:
    """A row for each question, what is beyond its template's limits below it."""
    students = found[0].students if found else 0
    yield Paragraph(f"A class of {students}: from the easiest to the hardest variant", "strong")
    columns = (
        Column("question", "name"),
        Column("variants", "number"),
        Column("drawn", "number"),
        Column("same answers", "number"),
        Column("steps", "number"),
        Column("digits", "number"),
        Column("rounded", "number"),
        Column("negative", "number"),
        Column("verdict", "name"),
    )
    yield Table(columns, tuple(map(_row, found)))
    yield BLANK
    for told in LEGEND:
        yield Paragraph(told, "quiet", hang=2)


def _row(found: Fairness) -> Row:
    row = cells(
        found.question,
        space_text(found.space),
        str(found.distinct),
        str(found.sharing),
        _span(found.steps),
        _span(found.digits),
        str(found.rounded),
        str(found.negative),
    )
    verdict = Cell("uneven", "bad") if found.problems else Cell("good", "good")
    return Row((*row.cells, verdict), found.problems)


def _span(ends: tuple[int, int]) -> str:
    least, most = ends
    return str(least) if least == most else f"{least} to {most}"
