"""What people are shown of an audit: every answer of a published sheet with what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from exgen.cli.check_report import misconception_notes, response_text
from exgen.cli.layout import BLANK
from exgen.grading.audit import Audit, Item, Status
from exgen.writers.terminal import Block, Cell, Column, Paragraph, Row, Table, Tone

WORDS: dict[Status, str] = {
    Status.RIGHT: "right",
    Status.OWN_MISTAKE: "own mistake",
    Status.CARRIED: "carried",
    Status.CONVENTION: "convention",
    Status.LOST_FIGURE: "lost figure",
    Status.NOT_ANSWERED: "not answered",
    Status.UNGRADED: "ungraded",
}
_TONES: dict[Status, Tone] = {
    Status.RIGHT: "good",
    Status.OWN_MISTAKE: "bad",
    Status.CARRIED: "bad",
    Status.CONVENTION: "doubtful",
    Status.LOST_FIGURE: "doubtful",
    Status.NOT_ANSWERED: "quiet",
    Status.UNGRADED: "quiet",
}


def audit_blocks(audits: Sequence[Audit]) -> Iterator[Block]:
    """A table of answers for each bank, and how many are wrong; a plain word where nothing was printed."""
    for found in audits:
        if len(audits) > 1:
            yield Paragraph(f"{found.bank.title} ({found.bank.name})", "strong")
        if found.items:
            columns = (Column("answer", "name"), Column("published"), Column("key"), Column("status", "name"))
            yield Table(columns, tuple(map(_item_row, found.items)))
            if len(audits) > 1:
                yield total_block([found])
        else:
            yield Paragraph("This bank has no published answers: there is nothing to compare", "quiet")
        if found.items or len(audits) > 1:
            yield BLANK
    if any(found.items for found in audits):
        yield total_block(audits)


def total_block(audits: Iterable[Audit]) -> Paragraph:
    """How many answers are wrong, of those that can be graded."""
    wrong, graded = (sum(numbers) for numbers in zip(*((one.wrong, one.graded) for one in audits), strict=True))
    return Paragraph(f"{wrong} of {graded} printed answers {'is' if wrong == 1 else 'are'} wrong", _tone(wrong))


def _item_notes(item: Item) -> Iterator[str]:
    if item.carried_from:
        more = ", and more went wrong:" if item.misconceptions else ""
        yield f"follows from {item.carried_from}{more}"
    yield from misconception_notes(item.misconceptions, here=item.row)
    if item.note:
        yield item.note


def _tone(wrong: int) -> Tone:
    return "bad" if wrong else "good"


def _item_row(item: Item) -> Row:
    is_compared = item.status not in (Status.UNGRADED, Status.NOT_ANSWERED)
    cells = (
        Cell(item.id),
        Cell(response_text(item.published, item.verdict) or "-"),
        Cell(item.key if is_compared else "-"),
        Cell(WORDS[item.status], _TONES[item.status]),
    )
    return Row(cells, tuple(_item_notes(item)))
