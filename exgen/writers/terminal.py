"""Tables and text for people at a terminal; plain, uncoloured and as wide as it takes in a pipe or a file.

Nothing is ever cut: where a table does not fit a terminal, texts are wrapped, numbers and names stay whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, islice
from typing import Literal, NamedTuple, TextIO, TypeAlias

from exgen.writers.plain_text import one_line, without_controls
from exgen.writers.wrapping import width_of, words, wrapped

Tone = Literal["plain", "strong", "quiet", "good", "doubtful", "bad"]
"""What a text says, for the colour it gets."""

Form = Literal["number", "name", "text"]
"""A column of numbers (to the right), of names (never wrapped), or of text."""

_COLOURLESS: dict[Tone, str] = {"strong": "1", "quiet": "2"}
_INKS: dict[Tone, str] = {**_COLOURLESS, "good": "32", "doubtful": "33", "bad": "31"}
"""The codes that terminals know for a tone; a text without one is as plain as ever."""
_GAP = "  "
_NOTE_INDENT = 4
_LINES_AT_ONCE = 500
"""So many lines are put on a terminal together."""
_LONGEST_TOTAL = 40
"""Totals longer than this, and longer than all in their columns, stand below the table."""
_LONGEST_WORD = 32
"""In a column of text, words up to this length are never broken."""


class Cell(NamedTuple):
    """One entry of a table."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and form.

    ``goes_above``: where the table is too wide for a terminal, the column's cells stand on a line of their own above
    the rest of their row.
    """

    title: str
    form: Form = "text"
    goes_above: bool = False


class Row(NamedTuple):
    """A cell for each column, and notes that stand under them, across all columns."""

    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below headings; ``totals`` is a last row that is set apart."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: Row | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text, wrapped on a terminal. An empty text is a blank line.

    ``indent`` is in columns; ``hang`` is what the lines behind the first are indented more (under an item's mark).
    """

    text: str
    tone: Tone = "plain"
    indent: int = 0
    hang: int = 0


Block: TypeAlias = Table | Paragraph


class _Piece(NamedTuple):
    """A stretch of a line that has one tone."""

    text: str
    tone: Tone


_Line: TypeAlias = list[_Piece]


def write_blocks(blocks: Iterable[Block], stream: TextIO) -> None:
    """Write blocks for whoever reads the stream."""
    if stream.isatty():
        _write_on_terminal(blocks, stream)
    else:
        stream.write(plain_blocks(blocks))


def plain_blocks(blocks: Iterable[Block]) -> str:
    """Blocks as they go into a pipe or a file: no colour, no wrapping.

    >>> columns = (Column("layer", "name"), Column("parameters", "number"))
    >>> rows = (Row((Cell("Conv2d(3, 16, kernel_size=5)"), Cell("1,216"))), Row((Cell("ReLU()"), Cell("0")), ("easy",)))
    >>> print(plain_blocks([Table(columns, rows, Row((Cell("total"), Cell("1,216"))))]), end="")
    layer                         parameters
    ----------------------------  ----------
    Conv2d(3, 16, kernel_size=5)       1,216
    ReLU()                                 0
        easy
    ----------------------------  ----------
    total                              1,216
    """
    lines = (line for block in blocks for line in _lines(block, None))
    return "".join("".join(piece.text for piece in line).rstrip() + "\n" for line in lines)


def _write_on_terminal(blocks: Iterable[Block], stream: TextIO) -> None:
    """Lines as wide as the terminal. Its width and colours are what rich finds out; that it lays lines out once more,
    as it does with what it prints, takes longer than all the rest.
    """
    from rich.console import Console

    console = Console(file=stream, highlight=False)
    inks = {} if console.color_system is None or console.legacy_windows else _COLOURLESS if console.no_color else _INKS
    width = console.width
    for block in blocks:
        lines = _lines(block, width)
        while batch := list(islice(lines, _LINES_AT_ONCE)):
            stream.write("".join([_painted(line, inks) for line in batch]))
            stream.flush()


def _painted(line: _Line, inks: Mapping[Tone, str]) -> str:
    """A line with its end, without the blanks before it; neighbours of one tone are one stretch."""
    if len(line) == 1 and line[0].tone not in inks:
        return line[0].text.rstrip() + "\n"
    stretches = [("".join([piece.text for piece in of_tone]), tone) for tone, of_tone in groupby(line, _tone_of)]
    while stretches and not stretches[-1][0].rstrip():
        stretches.pop()
    if not stretches:
        return "\n"
    stretches[-1] = (stretches[-1][0].rstrip(), stretches[-1][1])
    shown = [f"\x1b[{inks[tone]}m{text}\x1b[0m" if tone in inks else text for text, tone in stretches]
    return "".join(shown) + "\n"


def _tone_of(piece: _Piece) -> Tone:
    return piece.tone


def _lines(block: Block, width: int | None) -> Iterator[_Line]:
    """The lines of a block on so many columns; None is as many as it takes."""
    return _table_lines(block, width) if isinstance(block, Table) else _paragraph_lines(block, width)


def _paragraph_lines(paragraph: Paragraph, width: int | None) -> Iterator[_Line]:
    room = None if width is None else width - paragraph.indent - paragraph.hang
    for line in without_controls(paragraph.text).split("\n"):
        first, rest = line[: paragraph.hang], line[paragraph.hang :]
        for text in wrapped(rest, room):
            yield [_Piece(" " * paragraph.indent + first + text, paragraph.tone)]
            first = " " * paragraph.hang


def _table_lines(table: Table, width: int | None) -> Iterator[_Line]:
    if table.totals is not None and _are_long(table, table.totals):
        yield from _table_lines(replace(table, totals=None), width)
        yield from _totals_below(table.columns, table.totals, width)
        return
    headings = Row(tuple(Cell(column.title, "strong") for column in table.columns))
    rows = [headings, *table.rows, *([table.totals] if table.totals else [])]
    widths = _widths(table.columns, rows, width)
    if width is not None and _total(widths) > width and any(column.goes_above for column in table.columns):
        yield from _stacked_lines(table, width)
        return
    rule = _rule(widths, width)
    for number, row in enumerate(rows):
        if number == 1 or row is table.totals:
            yield rule
        yield from _row_lines(row, table.columns, widths)
        yield from _note_lines(row, width)


def _are_long(table: Table, totals: Row) -> bool:
    """Whether totals are sums written out, which would make a column many times as wide as its rows need."""
    return any(
        width_of(cell.text) > max([_LONGEST_TOTAL, *(width_of(row.cells[index].text) for row in table.rows)])
        for index, cell in enumerate(totals.cells)
    )


def _totals_below(columns: Sequence[Column], totals: Row, width: int | None) -> Iterator[_Line]:
    """A row of totals as lines, each with its column's heading."""
    yield from _paragraph_lines(Paragraph(""), width)
    head = " ".join(cell.text for cell, column in zip(totals.cells, columns, strict=True) if column.goes_above)
    yield from _paragraph_lines(Paragraph(head.strip(), "strong"), width)
    for cell, column in zip(totals.cells, columns, strict=True):
        if cell.text and not column.goes_above:
            yield from _paragraph_lines(Paragraph(f"{column.title}: {cell.text}", indent=2, hang=2), width)


def _stacked_lines(table: Table, width: int) -> Iterator[_Line]:
    """A table too wide: in two lines for each row, or more, the second one indented."""
    above = [index for index, column in enumerate(table.columns) if column.goes_above]
    below = [index for index in range(len(table.columns)) if index not in above]
    headings = Row(tuple(Cell(column.title, "strong") for column in table.columns))
    rows = [headings, *table.rows, *([table.totals] if table.totals else [])]
    (upper, upper_widths), (lower, lower_widths) = (
        (columns, _widths(columns, [_part(row, places) for row in rows], room))
        for places, room in ((above, width), (below, width - _NOTE_INDENT))
        for columns in [[table.columns[index] for index in places]]
    )
    indent = _Piece(" " * _NOTE_INDENT, "plain")
    rule = _rule([max(_total(upper_widths), _NOTE_INDENT + _total(lower_widths))], width)
    for number, row in enumerate(rows):
        if number == 1 or row is table.totals:
            yield rule
        yield from _row_lines(_part(row, above), upper, upper_widths)
        yield from ([indent, *line] for line in _row_lines(_part(row, below), lower, lower_widths))
        yield from _note_lines(row, width)


def _part(row: Row, places: Sequence[int]) -> Row:
    return Row(tuple([row.cells[index] for index in places]))


def _note_lines(row: Row, width: int | None) -> Iterator[_Line]:
    for note in row.notes:
        yield from _paragraph_lines(Paragraph(one_line(note), "quiet", _NOTE_INDENT), width)


def _rule(widths: Sequence[int], width: int | None) -> _Line:
    dash = "-" if width is None else "─"
    return [_Piece(_GAP.join(dash * column for column in widths), "quiet")]


def _total(widths: Sequence[int]) -> int:
    """How many columns of a terminal columns of these widths take."""
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _row_lines(row: Row, columns: Sequence[Column], widths: Sequence[int]) -> Iterator[_Line]:
    """The lines of a row; where no cell has a tone each is one piece."""
    is_plain = all(tone == "plain" for _, tone in row.cells)
    cells = [
        _laid(cell.text, width, is_number=column.form == "number")
        for cell, column, width in zip(row.cells, columns, widths, strict=True)
    ]
    for number in range(max(map(len, cells))):
        texts = [
            lines[number] if number < len(lines) else " " * width for lines, width in zip(cells, widths, strict=True)
        ]
        if is_plain:
            yield [_Piece(_GAP.join(texts), "plain")]
            continue
        line: _Line = []
        for text, cell in zip(texts, row.cells, strict=True):
            line += [_Piece(text, cell.tone), _Piece(_GAP, "plain")]
        yield line[:-1]


def _laid(text: str, width: int, *, is_number: bool) -> tuple[str, ...]:
    """The lines of a cell, each as wide as its column; most fit on one and are of simple characters."""
    if len(text) <= width and text.isascii() and text.isprintable() and "  " not in text and text.strip() == text:
        return (text.rjust(width) if is_number else text.ljust(width),)
    return _wrapped_cell(text, width, is_number)


@lru_cache(maxsize=1024)
def _wrapped_cell(text: str, width: int, is_number: bool) -> tuple[str, ...]:
    """The same for any text; a table often has one in many rows."""
    lines = [(line, " " * (width - width_of(line))) for line in wrapped(one_line(text), width)]
    return tuple([blanks + line if is_number else line + blanks for line, blanks in lines])


def _widths(columns: Sequence[Column], rows: Sequence[Row], width: int | None) -> list[int]:
    """The width of each column: what it takes; if that is too much, columns of text become narrower, and headings
    (the first of the rows) stand on several lines.
    """
    texts = [list(dict.fromkeys([one_line(row.cells[index].text) for row in rows])) for index in range(len(columns))]
    widths = [max(map(width_of, column)) for column in texts]
    if width is None:
        return widths
    least = [_least(column.form, found) for column, found in zip(columns, texts, strict=True)]
    while _total(widths) > width:
        room, widest = max(
            (natural if natural > low else 0, index)
            for index, (natural, low) in enumerate(zip(widths, least, strict=True))
        )
        if not room:
            break
        widths[widest] -= 1
    return widths


def _least(form: Form, texts: Sequence[str]) -> int:
    """The least width of a column with these texts, the first of which is its heading: numbers and names stay whole."""
    heading, *others = texts
    parts = texts if form == "text" else [heading]
    broken = max((width_of(word) for text in parts for word in words(text)), default=1)
    whole = 0 if form == "text" else max(map(width_of, others), default=0)
    return max(min(_LONGEST_WORD, broken), whole)
