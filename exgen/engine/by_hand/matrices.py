"""Matrices as nested tuples: their size, and what is put around them or cut off."""

from __future__ import annotations

from typing import TypeAlias

from exgen.engine.by_hand.enclosures import Exact as Entry, Real, tidy
from exgen.errors import ExpressionError

__all__ = [
    "LARGEST",
    "Axes",
    "Entry",
    "Matrix",
    "Real",
    "RealMatrix",
    "check_size",
    "framed",
    "lengthened",
    "on_axes",
    "size_of",
    "starts",
    "tidy",
]

Matrix: TypeAlias = tuple[tuple[Entry, ...], ...]
"""Rows of equal length, of whole numbers and fractions; without rows where no window fits."""

RealMatrix: TypeAlias = tuple[tuple[Real, ...], ...]
"""A matrix as it is worked out: with numbers in it, too, that are known between two ends."""

LARGEST = 40
"""So many rows and columns a matrix has at most."""

Axes: TypeAlias = int | tuple[int, ...]
"""A number for both axes, or one for rows and one for columns."""


def on_axes(number: Axes) -> tuple[int, int]:
    """The numbers for rows and columns.

    Raises ExpressionError for half a row: a mistake can halve an odd padding.

    >>> on_axes(2), on_axes((2, 1))
    ((2, 2), (2, 1))
    """
    rows, columns = number if isinstance(number, tuple) else (number, number)
    if {type(rows), type(columns)} != {int}:
        raise ExpressionError("no_whole_number", "a matrix has whole rows and columns")
    return rows, columns


def size_of(matrix: RealMatrix) -> tuple[int, int]:
    """How many rows and columns there are.

    >>> size_of(((1, 2, 3), (4, 5, 6))), size_of(())
    ((2, 3), (0, 0))
    """
    return len(matrix), len(matrix[0]) if matrix else 0


def check_size(rows: int, columns: int) -> None:
    """Raise ExpressionError where somebody would have to work out more than fits on a page."""
    if max(rows, columns) > LARGEST:
        sentence = f"{rows} x {columns} values are too many to work out by hand; at most {LARGEST} x {LARGEST} are"
        raise ExpressionError("matrix_too_large", sentence)


def framed(matrix: RealMatrix, padding: Axes) -> RealMatrix:
    """The matrix with so many rows and columns of zeros on each side; with a negative number they are cut off.

    >>> framed(((1, 2), (3, 4)), (0, 1))
    ((0, 1, 2, 0), (0, 3, 4, 0))
    >>> framed(((0, 1, 2, 0), (0, 3, 4, 0)), (0, -1))
    ((1, 2), (3, 4))
    """
    (height, width), (down, across) = size_of(matrix), on_axes(padding)
    check_size(height + 2 * down, width + 2 * across)
    return tuple(
        tuple(
            matrix[row][column] if 0 <= row < height and 0 <= column < width else 0
            for column in range(-across, width + across)
        )
        for row in range(-down, height + down)
    )


def lengthened(matrix: RealMatrix, more: Axes) -> RealMatrix:
    """The matrix with so many rows of zeros below and columns of zeros to the right.

    >>> lengthened(((1, 2), (3, 4)), 1)
    ((1, 2, 0), (3, 4, 0), (0, 0, 0))
    """
    (height, width), (down, across) = size_of(matrix), on_axes(more)
    check_size(height + down, width + across)
    rows = [(*row, *(0,) * across) for row in matrix]
    return (*rows, *((0,) * (width + across),) * down)


def starts(size: int, kernel: int, stride: int, dilation: int) -> range:
    """Where a kernel begins that moves along an axis and never leaves it.

    >>> list(starts(7, 3, 2, 1))
    [0, 2, 4]
    """
    return range(0, size - dilation * (kernel - 1), stride)
