r"""A table that is pasted whole, cut into its cells: tabs, Markdown, CSV, LaTeX, aligned columns, lists of lists.

Which sign separates cells is told by what gives the rows and columns that are asked. A header may name the columns, in
any order and beside others; a first column may name the rows, in any order, or count them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from exgen.answers.given_texts import squeezed
from exgen.answers.judgement import OversizedResponse, UnreadableResponse
from exgen.answers.key_data import json_key
from exgen.answers.look_alikes import check_length
from exgen.answers.options import shown
from exgen.answers.passages import CLOSING, OPENING, Passage
from exgen.expressions.patterns import pattern

TABLE_CHARACTERS_AT_MOST = 10_000
ROWS_AT_MOST = 100
_CELLS_AT_MOST = 40  # in one row

TypedRows: TypeAlias = "list[list[Passage]]"

_LINE = pattern(r"[^\r\n]+")
_ENVIRONMENT = pattern(r"\\(?:begin|end)\s?\{(?:tabular|tabularx|array|table|center|longtable)\*?\}(?:\{[^{}]*\})?")
_RULE = pattern(r"[-=+:|_\s\u2500-\u257f]*|(?:\s|\\(?:hline|toprule|midrule|bottomrule|centering))*")
_LATEX_RULE = pattern(r"\\(?:hline|toprule|midrule|bottomrule|centering)")
_ROW_END = pattern(r"\\\\")
_GAP = pattern("[ \u00a0]{2,}")
_BLANK = pattern("[ \u00a0]+")
_SEPARATORS = ("\t", "|", "&", ";", ",", "gap", "blank", "")
_STRICT = frozenset("\t|&")
"""The separators that no bracket hides."""
_BLANK_CELLS = frozenset(("", "?", "-", "\u2013", "\u2014", "...", "\u2026"))


@dataclass(frozen=True, slots=True)
class Layout:
    """What is asked: the names of the columns, how many rows, and the rows' labels, if the question prints some."""

    columns: tuple[str, ...]
    rows: int
    labels: tuple[str, ...] = ()


def is_blank(cell: Passage) -> bool:
    """Whether nothing, or a mere dash, stands in a cell."""
    return cell.text in _BLANK_CELLS


def cells_of_table(text: str, layout: Layout) -> TypedRows:
    """The typed cells, row by row, in the order of the layout's columns and labels; a cell left out is blank.

    Raises `UnreadableResponse` with code ``empty``, ``wrong_number_of_columns``, ``wrong_number_of_rows``,
    ``unknown_column`` or ``unknown_row``.

    >>> layout = Layout(("size", "weights"), 2)
    >>> rows = cells_of_table("| weights | size |\\n|---|---|\\n|1|26|\\n|2|28|", layout)
    >>> [[cell.text for cell in row] for row in rows]
    [['26', '1'], ['28', '2']]
    """
    passage = Passage.of(text.replace("\N{BOX DRAWINGS LIGHT VERTICAL}", "|"))
    check_length(passage, TABLE_CHARACTERS_AT_MOST)
    if not text.strip():
        raise UnreadableResponse("empty", "nothing was typed")
    listed = _data_rows(text) or _listed_rows(passage)
    if listed:
        return _laid_out(listed, layout)
    lines = _lines(passage)
    if len(lines) > 2 * ROWS_AT_MOST:
        raise OversizedResponse(
            "too_many_entries", f"{len(lines)} lines are too many: at most {ROWS_AT_MOST} rows are read"
        )
    problem: UnreadableResponse | None = None
    for separator in _SEPARATORS:
        rows = [_split(line, separator) for line in lines]
        is_used = max(map(len, rows), default=0) > 1 or (separator == "|" and "|" in text)
        if not (is_used or not separator):
            continue
        try:
            return _laid_out(_evened(rows, separator), layout)
        except UnreadableResponse as error:
            problem = problem or error
    assert problem is not None, "the last of the separators is tried on every table"
    raise problem


def _data_rows(text: str) -> TypedRows | None:
    """The rows of a list of lists as JSON and Python write it; None for anything else."""
    if not text.lstrip().startswith("["):
        return None
    try:
        data = json_key(text)
    except UnreadableResponse:
        return None
    if not isinstance(data, list) or not all(isinstance(row, list) for row in data):
        return None
    if not all(isinstance(cell, str | None) for row in data for cell in row):
        return None
    return [[Passage(cell or "", ()) for cell in row] for row in data]


def _listed_rows(passage: Passage) -> TypedRows:
    """The rows of ``[[(1, 2), 3], [(4, 5), 6]]``, in brackets each; [] for anything else."""
    passage = passage.stripped()
    inside = passage.unwrapped("[")
    rows = inside.split(",") if inside is not passage else []
    if not rows or any(row.unwrapped("[(") is row for row in rows):
        return []
    return [[_bare(cell) for cell in row.unwrapped("[(").split(",")] for row in rows]


def _lines(passage: Passage) -> list[Passage]:
    """The rows of a table as they are written, without rules between them."""
    text = passage.text
    if "\\\\" in text or "\\begin" in text:
        passage = passage.replaced(_ENVIRONMENT, "")
        lines = passage.between(list(_ROW_END.finditer(passage.text)))
        lines = [_on_one_line(line) for line in lines]
    else:
        lines = [passage[match.start() : match.end()] for match in _LINE.finditer(text)]
    return [line for line in lines if "\t" in line.text or not _RULE.fullmatch(line.text)]


def _on_one_line(line: Passage) -> Passage:
    line = line.replaced(_LATEX_RULE, " ")
    return Passage(line.text.replace("\r", " ").replace("\n", " "), line.columns).stripped()


def _split(line: Passage, separator: str) -> list[Passage]:
    """The cells of a line, without blanks, quotation marks, asterisks or backticks around them."""
    if separator in ("gap", "blank"):
        line = line.stripped()
        marks = (_GAP if separator == "gap" else _BLANK).finditer(line.text)
        hidden = _hidden(line.text)
        ends = [(mark.start(), mark.end()) for mark in marks if not hidden[mark.start()]]
    elif separator:
        hidden = [False] * len(line) if separator in _STRICT else _hidden(line.text)
        ends = [
            (place, place + 1)
            for place, character in enumerate(line.text)
            if character == separator and not hidden[place]
        ]
    else:
        ends = []
    ends = ends[:_CELLS_AT_MOST]
    starts = [0, *(end for _, end in ends)]
    pieces = [line[start:end] for start, end in zip(starts, [*(start for start, _ in ends), len(line)], strict=True)]
    if separator == "|":
        pieces = pieces[1:] if not pieces[0].text.strip() else pieces
        pieces = pieces[:-1] if pieces and not pieces[-1].text.strip() else pieces
    return [_bare(piece) for piece in pieces]


def _hidden(text: str) -> list[bool]:
    """Of each character whether it stands in brackets or double quotes."""
    found: list[bool] = []
    depth, is_quoted = 0, False
    for character in text:
        if character == '"':
            is_quoted = not is_quoted
        if character in CLOSING and not is_quoted:
            depth = max(0, depth - 1)
        found.append(is_quoted or depth > 0)
        if character in OPENING and not is_quoted:
            depth += 1
    return found


def _bare(cell: Passage) -> Passage:
    cell = cell.stripped()
    for mark in ('"', "'", "`", "**"):
        if len(cell) > 2 * len(mark) and cell.text.startswith(mark) and cell.text.endswith(mark):
            cell = cell[len(mark) : -len(mark)].stripped()
    return cell[:0] if cell.text == '""' else cell


def _evened(rows: TypedRows, separator: str) -> TypedRows:
    """The rows, those that end early filled with blank cells where a tab separates: blanks at the end get lost."""
    if separator != "\t":
        return rows
    width = max(map(len, rows))
    return [[*row, *[Passage("", ())] * (width - len(row))] for row in rows]


def _laid_out(rows: TypedRows, layout: Layout) -> TypedRows:
    """The cells that are asked, in the order asked; `UnreadableResponse` where they cannot be told."""
    while rows and _is_blank_row(rows[0]):
        del rows[0]
    names = [squeezed(name) for name in layout.columns]
    header = [squeezed(cell.text) for cell in rows[0]] if rows else []
    if rows and set(names) <= set(header):
        rows = _without_blank_rows(rows[1:], layout)
        if rows and all(len(row) == len(header) + 1 for row in rows) and _are_labels([row[0] for row in rows], layout):
            header = ["", *header]  # nothing stands above the labels
        places = [header.index(name) for name in names]
        _check_widths(rows, len(header), layout)
        beside = [place for place in range(len(header)) if place not in places]
    else:
        if len(rows) == layout.rows + 1 and not any(character.isdigit() for character in "".join(header)):
            unknown = next(cell for cell in rows[0] if squeezed(cell.text) not in names or len(rows[0]) < len(names))
            sentence = f"{shown(unknown.text)} names no column here; the columns are {_listed(layout.columns)}"
            raise UnreadableResponse("unknown_column", sentence, unknown.column)
        rows = _without_blank_rows(rows, layout)
        is_wider = bool(rows) and len(rows[0]) == len(names) + 1
        is_labelled = is_wider and _are_labels([row[0] for row in rows], layout)
        if is_wider and layout.labels and not is_labelled:
            unknown = next(
                (row[0] for row in rows if squeezed(row[0].text) not in map(squeezed, layout.labels)), rows[0][0]
            )
            sentence = f"{shown(unknown.text)} names no row here, or one of several; they are {_listed(layout.labels)}"
            raise UnreadableResponse("unknown_row", sentence, unknown.column)
        _check_widths(rows, len(names) + is_labelled, layout)
        places = [place + is_labelled for place in range(len(names))]
        beside = [0] if is_labelled else []
    for place in beside:
        order = _order([row[place] for row in rows], layout)
        if order is not None:
            blank = [Passage("", ())] * len(names)
            return [[rows[at][place] for place in places] if at is not None else blank for at in order]
    if len(rows) != layout.rows:
        are = "row is" if len(rows) == 1 else "rows are"
        raise UnreadableResponse("wrong_number_of_rows", f"{len(rows)} {are} given; {layout.rows} are asked")
    return [[row[place] for place in places] for row in rows]


def _is_blank_row(row: list[Passage]) -> bool:
    return not any(cell.text for cell in row)


def _without_blank_rows(rows: TypedRows, layout: Layout) -> TypedRows:
    """The rows, blank ones left out unless they are among as many as are asked."""
    return rows if len(rows) == layout.rows else [row for row in rows if not _is_blank_row(row)]


def _check_widths(rows: TypedRows, width: int, layout: Layout) -> None:
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            cells = "cell" if len(row) == 1 else "cells"
            sentence = f"row {number} has {len(row)} {cells}; {width} are asked, for {_listed(layout.columns)}"
            raise UnreadableResponse("wrong_number_of_columns", sentence, row[0].column if row else 0)


def _are_labels(cells: Sequence[Passage], layout: Layout) -> bool:
    """Whether cells name the rows, or count them from 0 or 1."""
    return _order(cells, layout) is not None or _are_counted(cells)


def _are_counted(cells: Sequence[Passage]) -> bool:
    typed = [cell.text.rstrip(".)") for cell in cells]
    return any(typed == [str(number) for number in range(start, start + len(typed))] for start in (0, 1))


def _order(cells: Sequence[Passage], layout: Layout) -> list[int | None] | None:
    """For each label the row that has it (None: none has); None if something else than labels is there."""
    labels = [squeezed(label) for label in layout.labels]
    typed = [squeezed(cell.text) for cell in cells]
    if not labels or not set(typed) <= set(labels):
        return None
    order = list(_places(labels, typed))
    return order if len(typed) == sum(place is not None for place in order) else None


def _places(labels: Sequence[str], typed: Sequence[str]) -> Iterator[int | None]:
    """The place of each label among the typed ones; labels that are the same come one after the other."""
    used: set[int] = set()
    for label in labels:
        found = next((place for place, one in enumerate(typed) if one == label and place not in used), None)
        if found is not None:
            used.add(found)
        yield found


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(map(shown, columns))
