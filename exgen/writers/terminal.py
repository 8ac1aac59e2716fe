"""Tables and text for people at a terminal; plain, uncoloured and as wide as it takes in a pipe or a file.

Nothing is ever cut: where a table does not fit a terminal, texts are wrapped, numbers and names stay whole.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal, TextIO

from exgen.writers.plain_text import one_line, without_controls

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table as RichTable
    from rich.text import Text

Tone = Literal["plain", "strong", "quiet", "good", "doubtful", "bad"]
"""What a text says, for the colour it gets."""

Form = Literal["number", "name", "text"]
"""A column of numbers (to the right), of names (never wrapped), or of text."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and out of how much."""

_STYLES: dict[Tone, str] = {
    "plain": "",
    "strong": "bold",
    "quiet": "dim",
    "good": "green",
    "doubtful": "yellow",
    "bad": "red",
}
_GAP = "  "
_COLUMN_GAP = "   "
"""Between columns on a terminal: padding on both sides, and rich's divider."""
_LONGEST_WORD = 32
"""In a column of text, words up to this length are never broken."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry of a table; ``notes`` are texts that stand under it."""

    text: str
    tone: Tone = "plain"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and form."""

    title: str
    form: Form = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as there are columns; ``totals`` is a last row that is set apart."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text, wrapped on a terminal; ``indent`` is in columns. An empty text is a blank line."""

    text: str
    tone: Tone = "plain"
    indent: int = 0


Block = Table | Paragraph


def write_blocks(blocks: Iterable[Block], stream: TextIO) -> None:
    """Write blocks for whoever reads the stream."""
    if stream.isatty():
        _write_on_terminal(tuple(blocks), stream)
    else:
        stream.write(plain_blocks(blocks))


def plain_blocks(blocks: Iterable[Block]) -> str:
    """Blocks as they go into a pipe or a file: no colour, no wrapping.

    >>> columns = (Column("layer", "name"), Column("parameters", "number"))
    >>> rows = ((Cell("Conv2d(3, 16, kernel_size=5)"), Cell("1,216")), (Cell("ReLU()"), Cell("0")))
    >>> print(plain_blocks([Paragraph("LeNet"), Table(columns, rows, (Cell("total"), Cell("1,216")))]), end="")
    LeNet
    layer                         parameters
    ----------------------------  ----------
    Conv2d(3, 16, kernel_size=5)       1,216
    ReLU()                                 0
    ----------------------------  ----------
    total                              1,216
    """
    text = StringIO()
    for block in blocks:
        lines = _table_lines(block) if isinstance(block, Table) else _paragraph_lines(block)
        text.writelines(f"{line.rstrip()}\n" for line in lines)
    return text.getvalue()


@contextmanager
def progress_on(stream: TextIO) -> Iterator[Progress]:
    """Something to tell progress to: bars on a terminal, which vanish at the end, and nothing anywhere else."""
    if not stream.isatty():
        yield lambda _what, _done, _of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress as Bars, TaskID, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=Console(file=stream), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def told(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=of)
            bars.update(tasks[what], completed=done, total=of)

        yield told


def _paragraph_lines(paragraph: Paragraph) -> list[str]:
    return [" " * paragraph.indent + line for line in without_controls(paragraph.text).split("\n")]


def _table_lines(table: Table) -> Iterator[str]:
    headings = tuple(Cell(column.title) for column in table.columns)
    rows = [headings, *table.rows, *([table.totals] if table.totals else [])]
    lines = [[_cell_lines(cell) for cell in row] for row in rows]
    widths = [max(_width(text) for row in lines for text in row[index]) for index in range(len(headings))]
    rule = _GAP.join("-" * width for width in widths)
    for number, row in enumerate(lines):
        if number == 1 or (table.totals and number == len(lines) - 1):
            yield rule
        for texts in zip_longest(*row, fillvalue=""):
            yield _GAP.join(map(_padded, texts, widths, table.columns))


def _cell_lines(cell: Cell) -> list[str]:
    return [one_line(text) for text in (cell.text, *cell.notes)]


def _padded(text: str, width: int, column: Column) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if column.form == "number" else text + blanks


def _width(text: str) -> int:
    """How many columns a text takes: wide characters two, marks on others none.

    >>> _width("abc"), _width("日本"), _width("e\\N{COMBINING ACUTE ACCENT}")
    (3, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _write_on_terminal(blocks: Sequence[Block], stream: TextIO) -> None:
    """On a terminal too narrow for a table its lines become longer than the terminal's, which wraps them."""
    from rich.console import Console

    console = Console(file=stream, markup=False, highlight=False, emoji=False)
    terminal = console.width
    for block in blocks:
        if isinstance(block, Table):
            console.width = max(terminal, sum(_least_widths(block)) + len(_COLUMN_GAP) * len(block.columns))
            console.print(_rich_table(block), crop=False)
            console.width = terminal
        else:
            console.print(_rich_paragraph(block))


def _rich_paragraph(paragraph: Paragraph) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    text = Text(without_controls(paragraph.text), style=_STYLES[paragraph.tone])
    return Padding(text, (0, 0, 0, paragraph.indent)) if paragraph.indent else text


def _rich_table(table: Table) -> RichTable:
    from rich import box
    from rich.table import Table as RichTable

    shown = RichTable(box=box.SIMPLE, show_edge=False, header_style="bold", show_footer=bool(table.totals))
    for index, (column, least) in enumerate(zip(table.columns, _least_widths(table), strict=True)):
        shown.add_column(
            column.title,
            footer=_rich_text(table.totals[index]) if table.totals else "",
            justify="right" if column.form == "number" else "left",
            no_wrap=column.form != "text",
            min_width=least,
            overflow="fold",
        )
    for row in table.rows:
        shown.add_row(*map(_rich_text, row))
    return shown


def _least_widths(table: Table) -> list[int]:
    """For each column the width below which something would be cut, or a word broken."""
    widths = []
    for index, column in enumerate(table.columns):
        cells = [row[index] for row in (*table.rows, *([table.totals] if table.totals else []))]
        texts = [column.title, *(line for cell in cells for line in _cell_lines(cell))]
        if column.form == "text":
            words = [word for text in texts for word in text.split()]
            widths.append(min(_LONGEST_WORD, max(map(_width, words), default=1)))
        else:
            widths.append(max(map(_width, texts)))
    return widths


def _rich_text(cell: Cell) -> Text:
    from rich.text import Text

    text, *notes = _cell_lines(cell)
    shown = Text(text, style=_STYLES[cell.tone])
    for note in notes:
        shown.append(f"\n{note}", style="dim")
    return shown
