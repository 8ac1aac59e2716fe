"""Matrices as parameters: read from a file, drawn entry by entry, written as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TypeGuard

from exgen.engine.by_hand.matrices import Entry, Matrix
from exgen.questions.seeds import Stream

LARGEST_SIDE = 12
"""So many rows and columns a matrix has at most; somebody works with it by hand."""

LARGEST_ENTRY = 10**9 - 1

ALLOWED = "a matrix has rows of equal length, such as [[2, 0], [1, 1/2]]"

_LOOKS_LIKE_ONE = re.compile(r"\s*\[\s*\[")
_ROW = re.compile(r"\s*\[([^\[\]]*)\]\s*")
_ENTRY = re.compile(r"[+-]?[0-9]{1,9}(?:/[0-9]{1,9}|\.[0-9]{1,9})?")


class BrokenMatrix(ValueError):
    """What was written is no matrix; the text says why, and what is allowed."""


@dataclass(frozen=True, slots=True)
class Matrices:
    """The matrices of a size whose entries are whole numbers from ``first`` to ``last``, each for itself.

    >>> Matrices(2, 2, -1, 1).size, str(Matrices(2, 3, -1, 1)), Matrices(2, 2, -1, 1).value_at(5)
    (81, '2 x 3 matrices with entries from -1 to 1', ((-1, -1), (0, 1)))
    """

    rows: int
    columns: int
    first: int
    last: int

    @property
    def size(self) -> int:
        """How many values there are."""
        size: int = (self.last - self.first + 1) ** (self.rows * self.columns)
        return size

    def __iter__(self) -> Iterator[Matrix]:
        entries = range(self.first, self.last + 1)
        return map(self._in_rows, product(entries, repeat=self.rows * self.columns))

    def value_at(self, place: int) -> Matrix:
        """The value at a place from 0 to ``size - 1``."""
        entries: list[int] = []
        for _ in range(self.rows * self.columns):
            place, digit = divmod(place, self.last - self.first + 1)
            entries.append(self.first + digit)
        return self._in_rows(tuple(reversed(entries)))

    def drawn(self, *labels: str | int) -> Matrix:
        """A matrix whose entries have streams of their own: another row changes none of those above it.

        >>> Matrices(2, 2, -2, 2).drawn("question", 1, "anna", 0, "image")
        ((2, -2), (0, 2))
        >>> Matrices(3, 2, -2, 2).drawn("question", 1, "anna", 0, "image")
        ((2, -2), (0, 2), (2, -1))
        """
        entries = self.last - self.first + 1
        return tuple(
            tuple(self.first + Stream(*labels, row, column).below(entries) for column in range(self.columns))
            for row in range(self.rows)
        )

    def _in_rows(self, entries: tuple[int, ...]) -> Matrix:
        return tuple(entries[start : start + self.columns] for start in range(0, len(entries), self.columns))

    def __str__(self) -> str:
        return f"{self.rows} x {self.columns} matrices with entries from {self.first} to {self.last}"


def is_matrix(value: object) -> TypeGuard[Matrix]:
    """Whether a parameter's value is a matrix."""
    return isinstance(value, tuple) and bool(value) and all(isinstance(row, tuple) for row in value)


def looks_like_matrix(text: str) -> bool:
    """Whether a text is meant as a matrix: it begins with two square brackets."""
    return bool(_LOOKS_LIKE_ONE.match(text))


def matrix_of_text(text: str) -> Matrix:
    """The matrix that a text says; raises BrokenMatrix with what is wrong and what is allowed.

    >>> matrix_of_text("[[2, 0], [1, 1/2]]")
    ((2, 0), (1, Fraction(1, 2)))
    >>> matrix_of_text("[[2, 0], [1]]")
    Traceback (most recent call last):
    ...
    exgen.questions.matrices.BrokenMatrix: row 2 has 1 entry, and row 1 has 2; a matrix has rows of equal length, \
such as [[2, 0], [1, 1/2]]
    """
    inside = text.strip()
    if not (inside.startswith("[") and inside.endswith("]")):
        raise BrokenMatrix(ALLOWED)
    rows: list[list[object]] = []
    position, inside = 0, inside[1:-1]
    while row := _ROW.match(inside, position):
        rows.append([entry.strip() for entry in row[1].split(",")] if row[1].strip() else [])
        position = row.end()
        if position == len(inside):
            break
        if inside[position] != ",":
            raise BrokenMatrix(f"between rows stands a comma; {ALLOWED}")
        position += 1
    else:
        raise BrokenMatrix(f"what stands behind row {len(rows)} is no row in square brackets; {ALLOWED}")
    return matrix_of_rows(rows)


def matrix_of_rows(rows: list[list[object]]) -> Matrix:
    """The matrix of lists of numbers or texts such as "1/2"; raises BrokenMatrix with what is wrong."""
    if not rows or not rows[0]:
        raise BrokenMatrix(f"there is no entry in it; {ALLOWED}")
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            entries = "entry" if len(row) == 1 else "entries"
            raise BrokenMatrix(f"row {number} has {len(row)} {entries}, and row 1 has {len(rows[0])}; {ALLOWED}")
    if max(len(rows), len(rows[0])) > LARGEST_SIDE:
        size = f"{len(rows)} x {len(rows[0])}"
        raise BrokenMatrix(f"it is {size}; a matrix has at most {LARGEST_SIDE} rows and columns")
    return tuple(
        tuple(_entry(entry, f"row {number}, column {place}") for place, entry in enumerate(row, 1))
        for number, row in enumerate(rows, 1)
    )


def _entry(entry: object, place: str) -> Entry:
    value: Entry | None = None
    if isinstance(entry, int | Fraction) and not isinstance(entry, bool):
        value = entry
    elif isinstance(entry, str) and _ENTRY.fullmatch(entry.strip()) and not re.search(r"/0+\Z", entry.strip()):
        value = Fraction(entry.strip())
    if value is None or max(abs(value.numerator), value.denominator) > LARGEST_ENTRY:
        found = f'"{entry}"' if isinstance(entry, str) else "a list" if isinstance(entry, list) else str(entry)
        raise BrokenMatrix(f"the entry in {place} is {found[:40]}; a whole number or a fraction such as 1/2 is needed")
    return value.numerator if value.denominator == 1 else value


def matrix_text(matrix: Matrix) -> str:
    """The matrix as a file may hold it, exactly.

    >>> matrix_text(((2, 0), (1, Fraction(1, 2))))
    '[[2,0],[1,1/2]]'
    """
    return "[" + ",".join("[" + ",".join(map(str, row)) + "]" for row in matrix) + "]"
