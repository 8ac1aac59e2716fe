"""What people are shown of an audit: every answer of a published sheet with what is to be said of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from exgen.cli.check_report import misconception_notes, response_text
from exgen.cli.layout import BLANK
from exgen.grading.audit import Audit, Item, Status
from exgen.writers.readable import readable_formula
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
_LATEX = re.compile(r"\\[A-Za-z]")
_ROWS = re.compile(r"\[\s*(?P<first>\[[^\[\]]*\])(?P<inner>(?:\s*,\s*\[[^\[\]]*\])+)\s*\]")
_LONGEST_MATRIX = 40


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


def readable_answer(text: str) -> str:
    r"""An answer as people read it: LaTeX as its signs, everything else as it stands.

    >>> readable_answer(r"\sigma'(o^{(5)}) \odot 2(o^{(6)} - y)")
    "σ'(o^(5)) ⊙ 2(o^(6) - y)"
    """
    return readable_formula(text) if _LATEX.search(text) else text


def _shortened(text: str) -> str:
    """A large matrix by its first row and its number of rows, to leave the table room.

    >>> _shortened("[[1, 0], [-1, 4]]")
    '[[1, 0], [-1, 4]]'
    >>> _shortened("[[2, -2, 1, 0, 0, -1], [0, 3, -1, 2, -3, 2], [0, 0, 1, 0, 2, 0]]")
    '[[2, -2, 1, 0, 0, -1], ...] (3 rows)'
    """
    rows = _ROWS.fullmatch(text.strip())
    if rows is None or len(text) <= _LONGEST_MATRIX:
        return text
    return f"[{rows['first']}, ...] ({1 + rows['inner'].count('[')} rows)"


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
    published = readable_answer(response_text(item.published, item.verdict)) or "-"
    key = item.key if is_compared else "-"
    if item.status is Status.RIGHT:  # what is wrong is shown whole, to be compared
        published, key = _shortened(published), _shortened(key)
    cells = (
        Cell(item.id),
        Cell(published),
        Cell(key),
        Cell(WORDS[item.status], _TONES[item.status]),
    )
    return Row(cells, tuple(_item_notes(item)))
