"""Matrices of R: ``matrix(c(1, 2, 3, 4), nrow=2, byrow=TRUE)``, ``rbind(c(1, 2), c(3, 4))``."""

from __future__ import annotations

from exgen.answers.judgement import OversizedResponse, UnreadableResponse
from exgen.answers.latex_matrices import ENTRIES_AT_MOST, Rows
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

_CALL = pattern(r"(matrix|rbind|cbind)\s*(?=\()")
_VECTOR = pattern(r"c\s*(?=\()")
_RANGE = pattern(r"(-?[0-9]{1,6})\s*:\s*(-?[0-9]{1,6})")
_SETTING = pattern(r"(data|nrow|ncol|byrow|dimnames)\s*=(?!=)\s*")
_POSITIONS = ("data", "nrow", "ncol", "byrow")
_TRUE = frozenset(("TRUE", "T"))


def rows_of_r(passage: Passage) -> Rows | None:
    """The rows of a matrix as R makes it; None for anything else.

    Raises `UnreadableResponse` with code ``wrong_size`` where the entries do not fill the rows.

    >>> [[cell.text for cell in row] for row in rows_of_r(Passage.of("matrix(c(1, 2, 3, 4), nrow = 2)"))]
    [['1', '3'], ['2', '4']]
    >>> [[cell.text for cell in row] for row in rows_of_r(Passage.of("rbind(c(1, 2), 3:4)"))]
    [['1', '2'], ['3', '4']]
    """
    call = _CALL.match(passage.text)
    arguments = passage[call.end() :].unwrapped() if call else passage
    if not call or len(arguments) == len(passage) - call.end():
        return None
    pieces = arguments.split(",")
    if call[1] != "matrix":
        vectors = [_entries(piece) for piece in pieces]
        rows = [vector for vector in vectors if vector is not None]
        if len(rows) < len(vectors):
            return None
        return rows if call[1] == "rbind" else _turned(rows, passage)
    given: dict[str, Passage] = {}
    for place, piece in enumerate(pieces):
        setting = _SETTING.match(piece.text)
        name = setting[1] if setting else _POSITIONS[min(place, 3)]
        given[name] = piece[setting.end() :] if setting else piece
    entries = _entries(given["data"]) if "data" in given else None
    if entries is None:
        return None
    is_by_row = "byrow" in given and given["byrow"].text in _TRUE
    rows_asked, columns_asked = _size(given.get("nrow")), _size(given.get("ncol"))
    count = len(entries)
    height = rows_asked or (count // columns_asked if columns_asked else count)
    width = columns_asked or (count // height if height else 0)
    if height * width != count:
        sentence = f"{count} entries do not fill {height} rows of {width}"
        raise UnreadableResponse("wrong_size", sentence, passage.column)
    lines = [
        entries[at : at + (width if is_by_row else height)] for at in range(0, count, width if is_by_row else height)
    ]
    return lines if is_by_row else _turned(lines, passage)


def _entries(piece: Passage) -> list[Passage] | None:
    """The entries of ``c(1, 2)`` or ``1:4``; None for anything else."""
    if (found := _RANGE.fullmatch(piece.text)) and piece.text.count(":") == 1:
        first, last = int(found[1]), int(found[2])
        if abs(last - first) >= ENTRIES_AT_MOST**2:
            raise OversizedResponse("too_many_entries", "more entries than any matrix has", piece.column)
        step = 1 if last >= first else -1
        return [Passage(str(number), [piece.column] * len(str(number))) for number in range(first, last + step, step)]
    vector = _VECTOR.match(piece.text)
    inside = piece[vector.end() :].unwrapped() if vector else piece
    return inside.split(",") if vector and len(inside) < len(piece) - vector.end() else None


def _turned(lines: Rows, passage: Passage) -> Rows:
    if len({len(line) for line in lines}) > 1:
        raise UnreadableResponse("ragged_rows", "the vectors are not of one length", passage.column)
    return [list(column) for column in zip(*lines, strict=True)]


def _size(typed: Passage | None) -> int:
    """A number of rows or columns; 0 where none is given."""
    return (
        int(typed.text) if typed is not None and typed.text.isascii() and typed.text.isdigit() and len(typed) < 4 else 0
    )
