r"""Where the cells of a typed matrix stand: in nested brackets, in LaTeX, in MATLAB's form, or in plain rows.

``[[1, 0], [-1, 4]]``, ``tensor([[1, 0], [-1, 4]])``, NumPy's printed ``[[ 1  0]\n [-1  4]]``
``\begin{bmatrix}1 & 0\\ -1 & 4\end{bmatrix}`` (`exgen.answers.latex_matrices`)
``[1 0; -1 4]``
rows on lines, their cells between tabs, bars, semicolons, commas or blanks
what else programs put around a matrix (`exgen.answers.pasted_matrices`)
"""

from __future__ import annotations

import re
from functools import lru_cache

from exgen.answers.formulas import INTRODUCTION
from exgen.answers.judgement import OversizedResponse, UnreadableResponse
from exgen.answers.latex import without_latex
from exgen.answers.latex_matrices import ENTRIES_AT_MOST, Rows, is_latex_matrix, rows_of_latex, stripped_pieces
from exgen.answers.look_alikes import CHARACTERS_AT_MOST, check_length, without_look_alikes
from exgen.answers.passages import CLOSING, Passage
from exgen.answers.pasted_matrices import unpacked, without_bars, without_margins, word_rows
from exgen.answers.r_matrices import rows_of_r
from exgen.expressions.patterns import pattern

_LEVELS_AT_MOST = 8  # batch, channel, matrix, row, the brackets of a call, and some to spare
_LINE_BREAK = pattern("\r\n?|[\v\f\x85\u2028\u2029]")
_BRACKET_PIECE = pattern("[\u239b-\u23a6\u2502\u2503]")  # of brackets that go over several lines
_LABEL = pattern(r"[^\W\d][^=:\n\[\]{},;]*=(?!=)\s*")
_LABEL_BEHIND = pattern(r"(?<=[)\]}]) ?= ?[^\W\d]\w{0,20}$")
_CALL = pattern(
    r"(?:[^\W\d]\w*\s*\.\s*)?(?:as)?(?:DataFrame|constant|array|Array|DeviceArray|[Mm]atrix|mat|[A-Za-z]{0,9}[Tt]ensor|list|tuple)\s*(?=\()"
)
_KEYWORD = pattern(r"[^\W\d]\w*\s*=(?!=)")
_BETWEEN_GROUPS = frozenset(" ,;\n\t")
_CELL_IN_BRACKETS = pattern(r"\([^\s,;]*\)")
_NEW_LINE, _TAB, _BAR, _SEMICOLON, _COMMA, _SPACE = map(pattern, ("\n", "\t", r"\|", ";", ",", "[ \n\t]+"))
_DECIMAL = pattern(r"[+-]?[0-9]+,[0-9]+")
_BLANKS = " \n\t"


@lru_cache(maxsize=8)  # a wrong response is looked at again for what else it may mean
def matrix_passage(text: str, characters_at_most: int | None) -> Passage:
    """What was typed with its lines and tabs, look-alikes replaced, without a name and what programs put around it.

    Raises `UnreadableResponse` and, for more than ``characters_at_most`` characters, `OversizedResponse`.

    >>> matrix_passage("W = [[1]]", 100).text
    '[[1]]'
    """
    return _without_label(unpacked(_with_lines(text, characters_at_most)))


def cells_of(passage: Passage) -> Rows:
    r"""The cells of a typed matrix, row by row; rows may differ in length, and cells may be blank.

    Raises `UnreadableResponse`.

    >>> [[cell.text for cell in row] for row in cells_of(Passage.of("1\t0\n-1\t4"))]
    [['1', '0'], ['-1', '4']]
    >>> [[cell.text for cell in row] for row in cells_of(Passage.of("np.array([[1, 0],\n [-1, 4]], dtype=int)"))]
    [['1', '0'], ['-1', '4']]
    """
    if rows := word_rows(passage):
        return rows_of_latex(rows)
    if listed := rows_of_r(passage):
        return listed
    if is_latex_matrix(passage):
        return rows_of_latex(passage)
    if "\\" in passage.text or "$" in passage.text:
        check_length(passage, CHARACTERS_AT_MOST)
        passage = without_latex(passage)
    passage = _without_call(_without_label(passage).with_closed_brackets())
    is_bracketed = False
    for _ in range(_LEVELS_AT_MOST):
        groups = _groups(passage)
        if not groups or _are_cells(groups):
            return _bracketed_lines(passage) if is_bracketed else _lines(passage)
        if len(groups) > ENTRIES_AT_MOST:
            raise too_many_entries()
        if len(groups) > 1:
            return _grouped_rows(groups)
        passage = groups[0][1:-1].stripped(_BLANKS)
        is_bracketed = True
    raise _too_many_levels(passage)


def _with_lines(text: str, characters_at_most: int | None) -> Passage:
    """What was typed with look-alikes replaced; line breaks and tabs stay, for they separate."""
    passage = Passage.of(text).stripped(" \n\r")
    check_length(passage, characters_at_most)
    passage = passage.replaced(_LINE_BREAK, "\n").replaced(_BRACKET_PIECE, " ")
    passage = without_look_alikes(passage, kept="\n\t").stripped(" \n")
    check_length(passage, characters_at_most and 2 * characters_at_most)  # a fraction sign becomes five characters
    if not passage.text.strip():
        raise UnreadableResponse("empty", "nothing was typed")
    return passage


def _without_label(passage: Passage) -> Passage:
    """The passage without ``Answer:``, ``W =`` or ``= W``, and without the dot of a sentence behind a bracket."""
    for label in (INTRODUCTION, _LABEL):
        if found := label.match(passage.text):
            passage = passage[found.end() :]
    if passage.text.endswith(tuple(f"{closing}." for closing in CLOSING)):
        passage = passage[:-1]
    behind = _LABEL_BEHIND.search(passage.text)
    return passage[: behind.start()] if behind else passage


def _without_call(passage: Passage) -> Passage:
    """What stands in the brackets of ``np.array(...)`` or ``torch.tensor(...)``, without ``dtype=...``."""
    call = _CALL.match(passage.text)
    if not call:
        return passage
    inside = passage[call.end() :].unwrapped()
    values = [piece for piece in inside.split(",") if not _KEYWORD.match(piece.text)]
    matrix = values[0] if len(values) == 1 else inside
    text = matrix.text
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""  # np.matrix('1 0; -1 4')
    return matrix[1:-1].stripped() if is_quoted else matrix


def _groups(passage: Passage) -> list[Passage]:
    """The outermost pairs of brackets, if nothing but separators stands beside them; else []."""
    text = passage.text
    if not text or not (text[0] in "([{" or text[0] in _BETWEEN_GROUPS):
        return []
    groups: list[Passage] = []
    start = done = 0
    for index, depth in passage.brackets():
        if depth:
            continue
        if text[index] in "([{":
            if not _BETWEEN_GROUPS.issuperset(text[done:index]):
                return []
            start = index
        elif text[index] in ")]}":
            groups.append(passage[start : index + 1])
            if len(groups) > ENTRIES_AT_MOST**2:
                raise too_many_entries()
        else:
            return []
        done = index + 1
    return groups if _BETWEEN_GROUPS.issuperset(text[done:]) else []


def _are_cells(groups: list[Passage]) -> bool:
    """Whether several pairs of brackets hold one entry each, as in ``(1/2) (-3)``: no rows, but cells."""
    return len(groups) > 1 and all(_CELL_IN_BRACKETS.fullmatch(group.text) for group in groups)


def _grouped_rows(groups: list[Passage]) -> Rows:
    """The cells of rows that have brackets of their own; blanks and line breaks in them are the same."""
    rows = [group[1:-1].stripped(_BLANKS) for group in groups]
    for row in rows:
        if (inner := _groups(row)) and not (_are_cells(inner) or _CELL_IN_BRACKETS.fullmatch(row.text)):
            raise _too_many_levels(row)
    cells = _cells(rows, _SEMICOLON, _COMMA)
    width = max(len(_without_last_if_blank(row)) for row in cells)
    return [_without_last_if_blank(row) if len(row) > width else row for row in cells]


def _bracketed_lines(passage: Passage) -> Rows:
    """The rows of ``[1 0; -1 4]``: between semicolons, or on lines, with or without a separator at their ends."""
    lines = [line.stripped(_BLANKS) for line in _split(passage, _NEW_LINE)]
    lines = [line[:-1] if line.text.endswith((",", ";")) else line for line in lines if line.text]
    if len(lines) == 1:
        lines = _without_last_if_blank(_split(lines[0], _SEMICOLON))
    return _cells(lines, _SEMICOLON, _COMMA)


def _lines(passage: Passage) -> Rows:
    """The rows on lines, or between semicolons: of a single line, or where they stand at the ends of lines only."""
    lines = [line for line in _split(passage, _NEW_LINE) if line.text]
    if "\t" in passage.text:
        return without_margins(_cells(lines, _TAB))
    if len(lines) > 1 and not lines[-1].text.endswith(",") and all(line.text.endswith(",") for line in lines[:-1]):
        lines = [line[:-1] for line in lines[:-1]] + lines[-1:]
    lines = without_bars(lines)
    if any("|" in line.text for line in lines):
        return _cells(lines, _BAR)
    if len(lines) == 1 or all(line.text.find(";") in (-1, len(line) - 1) for line in lines):
        lines = [row for line in lines for row in _without_last_if_blank(_split(line, _SEMICOLON))]
    return without_margins(_cells(lines, _SEMICOLON, _COMMA))


def _cells(rows: list[Passage], *separators: re.Pattern[str]) -> Rows:
    """The cells of rows, between the first of the separators that any row has, else between blanks."""
    separators = _separators_of_decimals(rows) or separators
    for separator in separators:
        cells = [_split(row, separator) for row in rows]
        if any(len(row) > 1 for row in cells):
            return [[cell.stripped(_BLANKS) for cell in row] for row in cells]
    return [[cell for cell in _split(row, _SPACE) if cell.text] for row in rows]


def _separators_of_decimals(rows: list[Passage]) -> tuple[re.Pattern[str], ...]:
    """Blanks, where every entry of rows that blanks separate has a decimal comma: ``0,5 1,5``; else none."""
    if len(rows) < 2 and not any(" " in row.text for row in rows):
        return ()
    pieces = [piece for row in rows for piece in row.text.split()]
    has_blanks = all(len(row.text.split()) > 1 for row in rows)
    return (_SPACE,) if has_blanks and all(map(_DECIMAL.fullmatch, pieces)) else ()


def _split(passage: Passage, separators: re.Pattern[str]) -> list[Passage]:
    """The pieces between separators outside all brackets, without blanks, but with tabs, at their ends."""
    return stripped_pieces(passage, passage.outside_brackets(separators), " ")


def _without_last_if_blank(pieces: list[Passage]) -> list[Passage]:
    return pieces[:-1] if len(pieces) > 1 and not pieces[-1].text else pieces


def too_many_entries() -> OversizedResponse:
    """What is raised for a matrix that is larger than any asked for."""
    return OversizedResponse("too_many_entries", f"at most {ENTRIES_AT_MOST} x {ENTRIES_AT_MOST} entries are read")


def _too_many_levels(passage: Passage) -> UnreadableResponse:
    sentence = "brackets are nested deeper than the rows of one matrix; write [[1, 0], [-1, 4]]"
    return UnreadableResponse("too_many_levels", sentence, passage.column)
