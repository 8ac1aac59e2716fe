"""The kind ``matrix``: numbers in rows and columns, each judged by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from operator import eq
from typing import ClassVar, TypeAlias

from exgen.answers.cells import cells_of, matrix_passage, too_many_entries
from exgen.answers.digits import Meaning
from exgen.answers.formulas import Exact, number_of, number_text
from exgen.answers.judgement import Judgement, OversizedResponse, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.latex_matrices import ENTRIES_AT_MOST, Rows
from exgen.answers.look_alikes import CHARACTERS_AT_MOST
from exgen.answers.matrix_operations import Grid, without_operations
from exgen.answers.number import largest_difference, tolerance_problems
from exgen.answers.options import Options
from exgen.answers.passages import Passage
from exgen.answers.strict import strict_number
from exgen.expressions.patterns import pattern

Matrix: TypeAlias = "tuple[tuple[Exact, ...], ...]"

MATRIX_CHARACTERS_AT_MOST = 20_000
"""More than other kinds may have; of formulas among the cells only the usual number of characters is read."""

MOST_PLACES = 3
"""So many wrong entries are told by their places at most; of more, only how many are right."""

_NUMERAL = pattern(r"([+-]?)([0-9]{1,30})(?:\.([0-9]{0,30}))?(?:[eE]([+-]?[0-9]{1,2}))?")
_DECIMAL_COMMA = pattern(r"(?<=[0-9]),(?=[0-9])")
_GROUPED = pattern(r"(?<![0-9.,])[1-9][0-9]{0,2}\.[0-9]{3}(?![0-9.])")
_COMMA_OF_DIGITS = pattern(r"[0-9]+,[0-9]+")
_NEXT_ROW = pattern(r"\], ?\[")
_PLAIN = pattern(
    r"(?P<call>(?:np|numpy)\.array\(|torch\.tensor\()?\[\[(?P<rows>[-0-9., ]+(?:\], ?\[[-0-9., ]+)*)\]\](?(call)\))"
)


class MatrixKind(AnswerKind[Grid]):
    r"""A matrix; its score is the share of equal entries, if it has the right size.

    A dot in an entry is decimal. Entries may be calculations with numbers. An entry left blank is not right, and
    never read as 0; rows and columns beyond the size asked for are left out where all of their entries are blank.
    ``tolerance`` allows each entry to lie so far from the key's.

    >>> kind = MatrixKind()
    >>> kind.show(kind.read("tensor([[ 1.,  0.],\n        [-1.,  1/2]])", {}))
    '[[1,0],[-1,0.5]]'
    """

    name = "matrix"
    options = ("tolerance",)
    examples: ClassVar[tuple[Example, ...]] = (
        Example("[[1,0],[-1,4]]", "[1 0; -1 4]", Verdict.CORRECT),
        Example("[[1,0],[-1,4]]", "np.array([[1, 0], [-1, 4]])", Verdict.CORRECT),
        Example("[[1,0],[-1,4]]", r"\begin{bmatrix}1 & 0\\ -1 & 4\end{bmatrix}", Verdict.CORRECT),
        Example("[[0.5,1/3]]", "1/2 1/3", Verdict.CORRECT),
        Example("[[1,0],[-1,4]]", "[[1, 0], [1, 4]]", Verdict.PARTIAL),
        Example("[[1,0],[-1,4]]", "[[0, 1], [4, -1]]", Verdict.INCORRECT),
        Example("[[1,0],[-1,4]]", "[[1, 0, -1, 4]]", Verdict.INCORRECT),
        Example("[[1,0],[-1,4]]", "[[1, 0], [-1]]", Verdict.INVALID),
        Example("[[1,0],[-1,4]]", "1\t0\n\t4", Verdict.PARTIAL),
        Example("[[0.6652,0.2447]]", "0.66524 0.245", Verdict.CORRECT, {"tolerance": {"absolute": "0.001"}}),
    )

    def option_problems(self, options: Options) -> list[str]:
        return super().option_problems(options) + tolerance_problems(options.get("tolerance"), self.name)

    def read_key(self, text: str, options: Options) -> Grid:
        key = _plain_grid(text) or _grid(cells_of(matrix_passage(text, None)), lambda cell: strict_number(cell.text))
        for row_number, row in enumerate(key, start=1):
            if None in row:
                sentence = f"the entry in row {row_number}, column {row.index(None) + 1} is blank"
                raise UnreadableResponse("blank_cell", sentence)
        return key

    def read(self, text: str, options: Options) -> Grid:
        if len(text) <= MATRIX_CHARACTERS_AT_MOST and (plain := _plain_grid(text)):
            return plain
        return _read(matrix_passage(text, MATRIX_CHARACTERS_AT_MOST), Meaning.DOTTED)

    def otherwise(
        self, response: str, options: Options, read: Grid | None
    ) -> Iterator[tuple[Grid, UnreadableResponse]]:
        try:
            is_plain = _PLAIN.fullmatch(response)
            passage = Passage.of(response) if is_plain else matrix_passage(response, MATRIX_CHARACTERS_AT_MOST)
        except UnreadableResponse:
            return
        for typed, meaning, question in _typed_otherwise(passage):
            try:
                yield _read(typed, meaning), question
            except UnreadableResponse:
                continue

    def show(self, value: Grid) -> str:
        return "[" + ",".join("[" + ",".join(map(_entry_text, row)) + "]" for row in value) + "]"

    def show_latex(self, value: Grid) -> str:
        # fractions on one line: rows keep their distance
        rows = r" \\ ".join(" & ".join(map(_entry_text, row)) for row in value)
        return rf"\begin{{bmatrix}}{rows}\end{{bmatrix}}"

    def judge_values(self, key: Grid, response: Grid, options: Options) -> Judgement:
        response = _without_blank_margins(response, _size(key))
        shown = self.show(response)
        if _size(response) != _size(key):
            sentence = f"a matrix of {_size_text(response)} is given; one of {_size_text(key)} is asked"
            return Judgement.incorrect(shown, sentence, "wrong_size")
        tolerance = options.get("tolerance")
        is_right = eq if tolerance is None else partial(_is_near, tolerance=tolerance)
        cells = tuple(tuple(map(is_right, *rows)) for rows in zip(key, response, strict=True))
        score = Fraction(sum(map(sum, cells)), len(key) * len(key[0]))
        code = "blank_cells" if any(None in row for row in response) else ""
        return Judgement.scored(score, shown, _reason(response, cells), code, cells=cells)


def _read(passage: Passage, meaning: Meaning) -> Grid:
    """The matrix of a passage, a factor multiplied in, the rest of what is done to it done.

    Raises `UnreadableResponse`; `OversizedResponse` for too many characters of calculations.
    """

    def number(cell: Passage) -> Exact:
        return _number(cell, meaning)

    inner, done = without_operations(passage, number)
    rows = cells_of(inner)
    formulas = sum(len(cell) for row in rows for cell in row if not _NUMERAL.fullmatch(cell.text))
    if formulas > CHARACTERS_AT_MOST:
        sentence = f"{formulas:,} characters of calculations are too many: at most {CHARACTERS_AT_MOST:,} are read"
        raise OversizedResponse("too_long", sentence)
    return done.done_to(_grid(rows, number))


def _typed_otherwise(passage: Passage) -> Iterator[tuple[Passage, Meaning, UnreadableResponse]]:
    """A matrix with its dots between groups of digits, and with its commas as decimal ones, rows on lines or in one."""
    if found := _GROUPED.search(passage.text):
        sentence = f"does {found[0]} have decimals, or its digits in groups of three? Write 1.5 or 1500"
        yield (
            passage,
            Meaning.GROUPED,
            UnreadableResponse("ambiguous_digits", sentence, passage.column_at(found.start())),
        )
    if found := _COMMA_OF_DIGITS.search(passage.text):
        sentence = f"is the comma of {found[0]} a decimal one, or does it stand between two entries?"
        column = passage.column_at(found.start())
        question = UnreadableResponse("ambiguous_comma", sentence, column, suggestion="write decimals with a dot")
        plain = passage.unwrapped()
        decimal = Passage(_DECIMAL_COMMA.sub(".", plain.text), plain.columns)
        yield decimal, Meaning.DOTTED, question
        yield Passage(decimal.text.replace(";", ","), plain.columns), Meaning.DOTTED, question


def _is_near(key: Exact | None, response: Exact | None, tolerance: object) -> bool:
    """Whether an entry is near enough to the key's."""
    if key is None or response is None:
        return key == response
    return abs(Fraction(response) - key) <= largest_difference(Fraction(key), tolerance)


def _reason(grid: Grid, cells: tuple[tuple[bool, ...], ...]) -> str:
    """How many entries are right, where the others stand if they are few, and how many are blank."""
    count, hits, blanks = len(cells) * len(cells[0]), sum(map(sum, cells)), sum(row.count(None) for row in grid)
    if hits == count or count == 1:
        return ""
    told = f"{hits} of {count} entries {'is' if hits == 1 else 'are'} right"
    if hits and 0 < count - hits - blanks <= MOST_PLACES:
        wrong = [
            f"row {row}, column {column}"
            for row, entries in enumerate(cells, 1)
            for column, right in enumerate(entries, 1)
            if not right and grid[row - 1][column - 1] is not None
        ]
        told += f", not {' and '.join(wrong)}"
    return told + (f"; {blanks} {'is' if blanks == 1 else 'are'} blank" if blanks else "")


def _entry_text(entry: Exact | None) -> str:
    return "" if entry is None else number_text(entry)


def _without_blank_margins(grid: Grid, size: tuple[int, int]) -> Grid:
    """A matrix without the rows and columns beyond a size, as long as the last of them is blank.

    >>> _without_blank_margins(((1, 0, None), (-1, 4, None)), (2, 2))
    ((1, 0), (-1, 4))
    """
    while len(grid) > size[0] and not any(entry is not None for entry in grid[-1]):
        grid = grid[:-1]
    while len(grid[0]) > size[1] and not any(row[-1] is not None for row in grid):
        grid = tuple(row[:-1] for row in grid)
    return grid


def _plain_grid(text: str) -> Grid | None:
    """The matrix of a text such as ``[[1, 0], [-1, 4.5]]``, in no time; None for whatever else a matrix may look like.

    >>> _plain_grid("[[1, 0], [-1, 4.5]]"), _plain_grid("[[1], [,4]]")
    (((1, 0), (-1, Fraction(9, 2))), None)
    """
    plain = _PLAIN.fullmatch(text)
    if plain is None:
        return None
    rows = [row.split(",") for row in _NEXT_ROW.split(plain["rows"])]
    found = [[_NUMERAL.fullmatch(cell.strip()) for cell in row] for row in rows]
    sizes = {len(row) for row in rows}
    if len(sizes) > 1 or max(len(rows), *sizes) > ENTRIES_AT_MOST:
        return None
    grid = tuple(tuple(_value(numeral) for numeral in row if numeral) for row in found)
    return grid if all(len(row) in sizes for row in grid) else None


def _grid(rows: Rows, number: Callable[[Passage], Exact]) -> Grid:
    """The matrix of typed cells, each that is not blank read by ``number``.

    Raises `UnreadableResponse` with code ``empty`` or ``ragged_rows``, `OversizedResponse` with code
    ``too_many_entries``, and what reading a cell raises, with the place of the cell in front.
    """
    if not any(cell.text for row in rows for cell in row):
        raise UnreadableResponse("empty", "a matrix without entries is given")
    width = len(rows[0])
    if len(rows) > ENTRIES_AT_MOST or any(len(row) > ENTRIES_AT_MOST for row in rows):
        raise too_many_entries()
    for row_number, row in enumerate(rows, start=1):
        if len(row) != width:
            entries = "entry" if len(row) == 1 else "entries"
            sentence = f"row {row_number} has {len(row)} {entries}, and row 1 has {width}"
            raise UnreadableResponse("ragged_rows", sentence, row[0].column if row else 0)
    return tuple(
        tuple(
            _entry(cell, number, row_number, column_number) if cell.text else None
            for column_number, cell in enumerate(row, 1)
        )
        for row_number, row in enumerate(rows, 1)
    )


def _entry(cell: Passage, number: Callable[[Passage], Exact], row: int, column: int) -> Exact:
    try:
        return number(cell)
    except UnreadableResponse as error:
        sentence = f"the entry in row {row}, column {column}: {error.sentence}"
        place = error.column or cell.column
        raise type(error)(error.code, sentence, place, suggestion=error.suggestion) from None


def _number(cell: Passage, meaning: Meaning) -> Exact:
    """The number of a cell: a numeral with a decimal dot, or anything that a number may be written as."""
    numeral = _NUMERAL.fullmatch(cell.text)
    if not numeral or meaning is not Meaning.DOTTED:
        if "," in cell.text and cell.unwrapped() is not cell:
            raise UnreadableResponse("not_one_number", "one number is asked", cell.column)
        return number_of(cell, meaning)
    return _value(numeral)


def _value(numeral: re.Match[str]) -> Exact:
    sign, whole, decimals, exponent = numeral.groups()
    if decimals is exponent is None:
        return int(sign + whole)
    size = int(f"{sign}{whole}{decimals or ''}")
    power = int(exponent or 0) - len(decimals or "")
    value = Fraction(size) * Fraction(10) ** power if power else size
    return value.numerator if value.denominator == 1 else value


def _size(matrix: Grid) -> tuple[int, int]:
    return len(matrix), len(matrix[0])


def _size_text(matrix: Grid) -> str:
    rows, columns = _size(matrix)
    return f"{rows} x {columns}"
