"""The kind ``matrix``: numbers in rows and columns, each judged by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, TypeAlias

from exgen.answers.cells import cells_of
from exgen.answers.digits import Meaning
from exgen.answers.formulas import Exact, number_of, number_text
from exgen.answers.judgement import Cells, Judgement, OversizedResponse, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.latex_matrices import ENTRIES_AT_MOST, Rows
from exgen.answers.look_alikes import CHARACTERS_AT_MOST
from exgen.answers.options import Options
from exgen.answers.passages import Passage
from exgen.answers.strict import strict_number

Matrix: TypeAlias = "tuple[tuple[Exact, ...], ...]"

MATRIX_CHARACTERS_AT_MOST = 20_000
"""More than other kinds may have; of formulas among the cells only the usual number of characters is read."""

MOST_PLACES = 3
"""So many wrong entries are told by their places at most; of more, only how many are right."""

_NUMERAL = re.compile(r"([+-]?)([0-9]{1,30})(?:\.([0-9]{0,30}))?(?:[eE]([+-]?[0-9]{1,2}))?")


class MatrixKind(AnswerKind[Matrix]):
    r"""A matrix; its score is the share of equal entries, if it has the right size.

    A dot in an entry is decimal. Entries may be calculations with numbers.

    >>> kind = MatrixKind()
    >>> kind.show(kind.read("tensor([[ 1.,  0.],\n        [-1.,  1/2]])", {}))
    '[[1,0],[-1,0.5]]'
    """

    name = "matrix"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("[[1,0],[-1,4]]", "[1 0; -1 4]", Verdict.CORRECT),
        Example("[[1,0],[-1,4]]", "np.array([[1, 0], [-1, 4]])", Verdict.CORRECT),
        Example("[[1,0],[-1,4]]", r"\begin{bmatrix}1 & 0\\ -1 & 4\end{bmatrix}", Verdict.CORRECT),
        Example("[[0.5,1/3]]", "1/2 1/3", Verdict.CORRECT),
        Example("[[1,0],[-1,4]]", "[[1, 0], [1, 4]]", Verdict.PARTIAL),
        Example("[[1,0],[-1,4]]", "[[0, 1], [4, -1]]", Verdict.INCORRECT),
        Example("[[1,0],[-1,4]]", "[[1, 0, -1, 4]]", Verdict.INCORRECT),
        Example("[[1,0],[-1,4]]", "[[1, 0], [-1]]", Verdict.INVALID),
        Example("[[1,0],[-1,4]]", "1\t0\n\t4", Verdict.INVALID),
    )

    def read_key(self, text: str, options: Options) -> Matrix:
        return _matrix(cells_of(text, None), lambda cell: strict_number(cell.text))

    def read(self, text: str, options: Options) -> Matrix:
        rows = cells_of(text, MATRIX_CHARACTERS_AT_MOST)
        formulas = sum(len(cell) for row in rows for cell in row if not _NUMERAL.fullmatch(cell.text))
        if formulas > CHARACTERS_AT_MOST:
            sentence = f"{formulas:,} characters of calculations are too many: at most {CHARACTERS_AT_MOST:,} are read"
            raise OversizedResponse("too_long", sentence)
        return _matrix(rows, _number)

    def show(self, value: Matrix) -> str:
        return "[" + ",".join("[" + ",".join(map(number_text, row)) + "]" for row in value) + "]"

    def show_latex(self, value: Matrix) -> str:
        # fractions on one line: rows keep their distance
        rows = r" \\ ".join(" & ".join(map(number_text, row)) for row in value)
        return rf"\begin{{bmatrix}}{rows}\end{{bmatrix}}"

    def judge_values(self, key: Matrix, response: Matrix, options: Options) -> Judgement:
        shown = self.show(response)
        if _size(response) != _size(key):
            sentence = f"a matrix of {_size_text(response)} is given; one of {_size_text(key)} is asked"
            return Judgement.incorrect(shown, sentence)
        cells = tuple(
            tuple(ours == theirs for ours, theirs in zip(*rows, strict=True))
            for rows in zip(key, response, strict=True)
        )
        score = Fraction(sum(map(sum, cells)), len(key) * len(key[0]))
        return replace(Judgement.scored(score, shown, _reason(cells)), cells=cells)


def _reason(cells: Cells) -> str:
    """How many entries are right, and where the others stand if they are few."""
    wrong = [
        (row, column) for row, rights in enumerate(cells, 1) for column, right in enumerate(rights, 1) if not right
    ]
    count = len(cells) * len(cells[0])
    if not wrong or count == 1:
        return ""
    hits = count - len(wrong)
    told = f"{hits} of {count} entries {'is' if hits == 1 else 'are'} right"
    if len(wrong) > MOST_PLACES or not hits:
        return told
    return f"{told}, not {' and '.join(f'row {row}, column {column}' for row, column in wrong)}"


def _matrix(rows: Rows, number: Callable[[Passage], Exact]) -> Matrix:
    """The matrix of typed cells, each read by ``number``.

    Raises `UnreadableResponse` with code ``empty``, ``ragged_rows`` or ``blank_cell``, `OversizedResponse` with code
    ``too_many_entries``, and what reading a cell raises, with the place of the cell in front.
    """
    if not rows or not rows[0]:
        raise UnreadableResponse("empty", "a matrix without entries is given")
    width = len(rows[0])
    if len(rows) > ENTRIES_AT_MOST or any(len(row) > ENTRIES_AT_MOST for row in rows):
        raise OversizedResponse("too_many_entries", f"at most {ENTRIES_AT_MOST} x {ENTRIES_AT_MOST} entries are read")
    for row_number, row in enumerate(rows, start=1):
        for column_number, cell in enumerate(row, start=1):
            if not cell.text:
                raise UnreadableResponse(
                    "blank_cell", f"the entry in row {row_number}, column {column_number} is blank"
                )
        if len(row) != width:
            entries = "entry" if len(row) == 1 else "entries"
            sentence = f"row {row_number} has {len(row)} {entries}, and row 1 has {width}"
            raise UnreadableResponse("ragged_rows", sentence, row[0].column if row else 0)
    return tuple(
        tuple(
            _entry(cell, number, f"row {row_number}, column {column_number}")
            for column_number, cell in enumerate(row, 1)
        )
        for row_number, row in enumerate(rows, 1)
    )


def _entry(cell: Passage, number: Callable[[Passage], Exact], place: str) -> Exact:
    try:
        return number(cell)
    except UnreadableResponse as error:
        raise type(error)(error.code, f"the entry in {place}: {error.sentence}", error.column or cell.column) from None


def _number(cell: Passage) -> Exact:
    """The number of a cell: a numeral with a decimal dot, or anything that a number may be written as."""
    numeral = _NUMERAL.fullmatch(cell.text)
    if not numeral:
        if "," in cell.text and cell.unwrapped() is not cell:
            raise UnreadableResponse("not_one_number", "one number is asked", cell.column)
        return number_of(cell, Meaning.DOTTED)
    sign, whole, decimals, exponent = numeral.groups()
    size = int(f"{sign}{whole}{decimals or ''}")
    power = int(exponent or 0) - len(decimals or "")
    value = Fraction(size) * Fraction(10) ** power if power else size
    return value.numerator if value.denominator == 1 else value


def _size(matrix: Matrix) -> tuple[int, int]:
    return len(matrix), len(matrix[0])


def _size_text(matrix: Matrix) -> str:
    rows, columns = _size(matrix)
    return f"{rows} x {columns}"
