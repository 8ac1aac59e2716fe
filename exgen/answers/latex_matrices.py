r"""Where the cells of a matrix in LaTeX stand: rows end with ``\\``, cells are separated by ``&``."""

from __future__ import annotations

import re
from typing import TypeAlias

from exgen.answers.judgement import OversizedResponse, UnreadableResponse
from exgen.answers.latex import without_latex
from exgen.answers.look_alikes import CHARACTERS_AT_MOST, check_length
from exgen.answers.passages import Passage
from exgen.errors import did_you_mean
from exgen.expressions.patterns import pattern

Rows: TypeAlias = list[list[Passage]]

ENTRIES_AT_MOST = 64
"""In a row, and rows."""
ENVIRONMENTS = ("bmatrix", "pmatrix", "matrix", "Bmatrix", "smallmatrix", "array")

_PIECES_AT_MOST = 3 * ENTRIES_AT_MOST  # blank lines between rows are pieces too
_BEGIN = pattern(r"\\begin\s?\{([A-Za-z]{1,20}\*?)\}(?:\s?\{[lcr|@ ]{1,200}\}|\s?\[[lcr]\])?")
_END = pattern(r"\\end\s?\{([A-Za-z]{1,20}\*?)\}")
_OPENING = pattern(r"\\left\s?(?:\\\{|[(\[{.|])|\\displaystyle|\\[(\[,;!]|[$\s(\[{]")
_CLOSING = pattern(r"\\right\s?(?:\\\}|[)\]}.|])|\\[)\],;!]|[$\s)\]}.,]")
_ROW = pattern(r"\\\\(?:\s?\[-?[0-9.]{1,6}(?:pt|em|ex|mm|cm)\])?|\\cr(?![A-Za-z])")
_CELL = pattern(r"(?<!\\)&")
_SPACE = pattern(r"\\hline(?![A-Za-z])|[\n\t]")


def is_latex_matrix(passage: Passage) -> bool:
    """Whether a passage holds a matrix in LaTeX; the environment around its rows may be missing."""
    return "\\begin" in passage.text or "&" in passage.text


def rows_of_latex(passage: Passage) -> Rows:
    r"""The cells of a matrix in LaTeX, row by row, each rewritten to plain text.

    Raises `UnreadableResponse` with code ``unknown_environment``, ``not_one_matrix`` or ``beside_matrix``.

    >>> rows = rows_of_latex(Passage.of(r"\begin{bmatrix}1 & \frac{1}{2}\\ -1 & 4\end{bmatrix}"))
    >>> [[cell.text for cell in row] for row in rows]
    [['1', '((1)/(2))'], ['-1', '4']]
    """
    content = _content(passage)
    content = content.replaced(_SPACE, " ")
    rows = stripped_pieces(content, list(_ROW.finditer(content.text)))
    if len(rows) > 1 and not rows[-1].text:
        rows.pop()
    return [[_plain(cell) for cell in stripped_pieces(row, list(_CELL.finditer(row.text)))] for row in rows]


def _content(passage: Passage) -> Passage:
    """What stands between ``\\begin`` and ``\\end``; the whole passage without its ``$`` where there is neither."""
    begins, ends = list(_BEGIN.finditer(passage.text)), list(_END.finditer(passage.text))
    if not begins and not ends and "\\begin" not in passage.text:
        return passage.stripped("$ \n")
    if len(begins) != 1 or len(ends) != 1 or begins[0].end() > ends[0].start() or begins[0][1] != ends[0][1]:
        raise UnreadableResponse("not_one_matrix", r"one matrix \begin{bmatrix} ... \end{bmatrix} is asked", 0)
    name = begins[0][1]
    if name.removesuffix("*") not in ENVIRONMENTS:
        column = passage.column_at(begins[0].start())
        sentence = f"the environment {name} is no matrix here; {did_you_mean(name, ENVIRONMENTS)}"
        raise UnreadableResponse("unknown_environment", sentence, column)
    for start, end, allowed in ((0, begins[0].start(), _OPENING), (ends[0].end(), len(passage), _CLOSING)):
        beside = passage.text[start:end]
        label_end = max(beside.rfind("="), beside.rfind(":")) + 1 if not start else 0
        beside = allowed.sub("", beside[label_end:])
        if beside:
            column = passage.column_at(start)
            raise UnreadableResponse(
                "beside_matrix", f"a matrix alone is asked; beside it stands {beside[:20]}", column
            )
    return passage[begins[0].end() : ends[0].start()]


def stripped_pieces(passage: Passage, marks: list[re.Match[str]], blanks: str | None = None) -> list[Passage]:
    """The pieces between marks, without blanks at their ends; `OversizedResponse` for more than any matrix has."""
    if len(marks) > _PIECES_AT_MOST:
        raise OversizedResponse("too_many_entries", f"at most {ENTRIES_AT_MOST} x {ENTRIES_AT_MOST} entries are read")
    return [piece.stripped(blanks) for piece in passage.between(marks)]


def _plain(cell: Passage) -> Passage:
    check_length(cell, CHARACTERS_AT_MOST)
    return without_latex(cell)
