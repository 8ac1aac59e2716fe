"""The key sheet of a class: a row for each student, and what the keys of each question range over.

Landscape, in as many tables as its columns need, each with the students' ids in front. Keys stand there as they are
typed; long ones are shortened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from exgen.questions.sheet_layout import Paper
from exgen.writers.latex import escaped, latex_metadata
from exgen.writers.typst_characters import string
from exgen.writers.typst_markup import PAPERS
from exgen.writers.words import Words, words_of

LONGEST_KEY = 32
"""So many characters of a key are printed at most in a student's row."""

LONGEST_END = 44
"""So many of the least and the greatest key."""

LONGEST_NAME = 30

_WIDTHS = {"a4": 273, "letter": 255}
"""Between the margins, in mm."""
_MARGINS = ("landscape", "left=12mm", "right=12mm", "top=12mm", "bottom=16mm", "footskip=8mm")
_PACKAGES = ("lmodern", "amsmath", "amssymb", "array", "longtable", "xcolor", "colortbl", "fancyhdr")
"""Some of those that a sheet loads."""
_TYPED_CHARACTER, _WORD_CHARACTER, _CODE_CHARACTER, _BOLD_CHARACTER = 1.5, 1.55, 2.1, 1.8
"""The widths of a character of a key and, about, of a word, of capital letters and of a head, in mm."""
_BESIDE_CELL = 3.2
_PAGE_BREAK_AT = 40
"""Longer tables than this begin on a new page."""

TOGETHER = 400
"""So many students stand in one table: typst needs 0.3 MB for each of them until their pages are written."""


class KeyRange(NamedTuple):
    """What the keys of a part range over in a class: ``least`` and ``greatest`` are "" where they have no order.

    ``label`` is the printed one, or the question's id with the part's letter where labels differ; ``asked`` tells
    template and answer, ``distinct`` how many keys there are among those of ``students``.
    """

    label: str
    asked: str
    points: str
    least: str
    greatest: str
    distinct: int
    students: int


class KeyRow(NamedTuple):
    """A student's keys, as many as there are labels; "" where a student is not asked."""

    id: str
    name: str
    code: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeySheet:
    """What stands on the key sheet; ``labels`` are those of the parts whose keys differ from student to student."""

    title: str
    course: str
    language: str
    paper: Paper
    accent: str
    ranges: tuple[KeyRange, ...]
    labels: tuple[str, ...]
    rows: tuple[KeyRow, ...]


class _Table(NamedTuple):
    """Widths in mm and heads of columns, of which the first few hold ``words``, and rows of cells."""

    widths: tuple[float, ...]
    words: int
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def shortened(text: str, longest: int) -> str:
    """A text, or its beginning with three dots.

    >>> shortened("{184, 185, 186}", 10)
    '{184, 1...'
    """
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def _tables(sheet: KeySheet, words: Words) -> Iterator[list[_Table]]:
    """The table of ranges, and those of the first students, each as wide as the page at most; then those of others."""
    tables = [_range_table(sheet, words)]
    if not sheet.labels:
        yield tables
        return
    rows = [
        (row.id, shortened(row.name, LONGEST_NAME), row.code, *(shortened(key, LONGEST_KEY) for key in row.keys))
        for row in sheet.rows
    ]
    front = [_width(words.student_id, [row[0] for row in rows], _WORD_CHARACTER)]
    front += [_width(words.name, [row[1] for row in rows], _WORD_CHARACTER)]
    front += [_width(words.code, [row[2] for row in rows], _CODE_CHARACTER)]
    widths = [
        _width(label, [row[place] for row in rows], _TYPED_CHARACTER) for place, label in enumerate(sheet.labels, 3)
    ]
    for begin in range(0, len(rows), TOGETHER):
        tables += [
            _Table(
                (*front, *widths[first:last]),
                len(front),
                (words.student_id, words.name, words.code, *sheet.labels[first:last]),
                tuple([(*row[:3], *row[first + 3 : last + 3]) for row in rows[begin : begin + TOGETHER]]),
            )
            for first, last in _packed(widths, _WIDTHS[sheet.paper] - sum(front))
        ]
        yield tables
        tables = []


def _range_table(sheet: KeySheet, words: Words) -> _Table:
    rows = tuple(
        [
            (
                each.label,
                each.asked,
                each.points,
                f"{each.distinct} / {each.students}",
                shortened(each.least, LONGEST_END),
                shortened(each.greatest, LONGEST_END) if each.distinct > 1 else "",
            )
            for each in sheet.ranges
        ]
    )
    heads = (words.question, "", words.points_row, words.distinct, words.least, words.greatest)
    is_word = (True, True, True, True, False, False)
    widths = [
        _width(head, [row[place] for row in rows], _WORD_CHARACTER if is_word[place] else _TYPED_CHARACTER)
        for place, head in enumerate(heads)
    ]
    return _Table(tuple(widths), sum(is_word), heads, rows)


def _width(head: str, texts: Sequence[str], character: float) -> float:
    widest = max(len(head) * _BOLD_CHARACTER, max(map(len, texts), default=0) * character)
    return round(widest + _BESIDE_CELL, 1)


def _packed(widths: Sequence[float], room: float) -> Iterator[tuple[int, int]]:
    """First and last (excluded) of the columns that fit beside each other.

    >>> list(_packed([30, 30, 50, 10], 70))
    [(0, 2), (2, 4)]
    """
    first, used = 0, 0.0
    for place, width in enumerate(widths):
        if place > first and used + width > room:
            yield first, place
            first, used = place, 0.0
        used += width
    yield first, len(widths)


def _class(sheet: KeySheet, words: Words) -> str:
    return f"{words.students}: {len(sheet.rows)}"


def _packages(paper: Paper) -> Iterator[str]:
    """The packages of a sheet, with this page's margins."""
    yield rf"\usepackage[{','.join((f'{paper}paper', *_MARGINS))}]{{geometry}}"
    yield from (r"\usepackage[T1]{fontenc}", r"\usepackage[utf8]{inputenc}")
    yield from (rf"\usepackage{{{package}}}" for package in _PACKAGES)


def latex_key_sheet(sheet: KeySheet) -> str:
    """The key sheet as a ``.tex`` file that compiles alone; the same sheet gives the same bytes."""
    words = words_of(sheet.language)
    lines = [
        r"\documentclass[10pt]{article}",
        *_packages(sheet.paper),
        rf"\definecolor{{accent}}{{HTML}}{{{sheet.accent.removeprefix('#').upper()}}}",
        Path(__file__).with_name("key_sheet.tex").read_text(encoding="utf-8").rstrip(),
        rf"\newcommand{{\WordKeys}}{{{escaped(words.keys)}}}",
        rf"\newcommand{{\WordPage}}{{{escaped(words.page)}}}",
        r"\begin{document}",
        latex_metadata(f"{sheet.title} - {words.keys}"),
        rf"\KeySheetHead{{{escaped(sheet.course)}}}{{{escaped(sheet.title)}}}{{{escaped(_class(sheet, words))}}}",
    ]
    for table in chain.from_iterable(_tables(sheet, words)):
        if len(table.rows) > _PAGE_BREAK_AT:
            lines.append(r"\clearpage")
        room = [width - _BESIDE_CELL for width in table.widths]
        columns = "".join(f"{'W' if place < table.words else 'K'}{{{width:.1f}mm}}" for place, width in enumerate(room))
        heads = " & ".join(rf"\KeyHead{{{escaped(head)}}}" for head in table.heads)
        lines.append(rf"\begin{{Keys}}{{{columns}}}{{{heads}}}")
        lines += [" & ".join(map(escaped, row)) + r"\KeyRow" for row in table.rows]
        lines.append(r"\end{Keys}")
    body = "\n".join([*lines, r"\end{document}"]) + "\n"
    identity = hashlib.blake2b(body.encode(), digest_size=16).hexdigest()
    return rf"\pdftrailerid{{{identity}}}\pdfinfoomitdate=1\pdfsuppressptexinfo=-1" + "\n" + body


def typst_key_sheets(sheet: KeySheet) -> Iterator[Callable[[int], str]]:
    """The key sheet as typst sources, of so many students each that a class of thousands takes no more memory.

    Each is given with the number of its first page.
    """
    words = words_of(sheet.language)
    for number, tables in enumerate(_tables(sheet, words)):
        yield partial(_typst_source, sheet, words, tables, has_head=number == 0)


def _typst_source(sheet: KeySheet, words: Words, tables: Sequence[_Table], first_page: int, *, has_head: bool) -> str:
    fields = {"course": sheet.course, "title": sheet.title, "class": _class(sheet, words), "paper": PAPERS[sheet.paper]}
    told = {"language": sheet.language, "keys": words.keys, "page": words.page}
    lines = [
        f'#let accent = rgb("{sheet.accent}")',
        Path(__file__).with_name("key_sheet.typ").read_text(encoding="utf-8"),
        f"#let words = ({', '.join(f'{key}: {string(word)}' for key, word in told.items())})",
        f"#show: key-sheet.with(words, {', '.join(f'{key}: {string(value)}' for key, value in fields.items())}, "
        f"first-page: {first_page}, has-head: {str(has_head).lower()})",
    ]
    for table in tables:
        if len(table.rows) > _PAGE_BREAK_AT:
            lines.append("#new-page")
        widths = ", ".join(f"{width}mm" for width in table.widths)
        heads = ", ".join(map(string, table.heads))
        lines.append(f"#keys(({widths},), {table.words}, ({heads},), (")
        lines += [f"  ({', '.join(map(string, row))},)," for row in table.rows]
        lines.append("))")
    return "\n".join(lines) + "\n"
