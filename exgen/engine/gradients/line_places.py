"""Where the lines of a graph stand, for messages: counted from 1, or in the file that they were read from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Place(NamedTuple):
    """Where a line stands in a file: its number there, and the column of each of its characters."""

    line: int
    columns: Sequence[int]


class LinePlaces:
    """The ``places`` of lines, of the updates numbered on behind them, and of the loss; without any they are counted.

    >>> file = [Place(7, range(12, 19)), Place(9, [9])]
    >>> LinePlaces(["z = W x"], [], ()).where(0), LinePlaces(["z = W x"], [], file).where(0)
    ('line 1, z = W x', 'line 7, z = W x')
    >>> LinePlaces(["z = W x"], [], file).column(0, 5), LinePlaces(["z = W x"], [], file).loss
    (' (column 16)', 'line 9, loss')
    >>> LinePlaces(["z = W x"], [], file).loss_column
    ' (column 9)'
    """

    def __init__(self, lines: Sequence[str], updates: Sequence[str], places: Sequence[Place]) -> None:
        self._lines, self._places = len(lines), places
        self._texts = [*lines, *updates]

    def line(self, number: int) -> int:
        """What line it is that is the one of this number, from 0."""
        return self._places[number].line if self._places else number + 1

    def where(self, number: int) -> str:
        """What is said in front of a problem with a line."""
        if number >= self._lines and not self._places:
            return f"update {number - self._lines + 1}, {self._texts[number]}"
        return f"line {self.line(number)}, {self._texts[number]}"

    @property
    def loss(self) -> str:
        """What is said in front of a problem with the name of the loss."""
        return f"line {self._places[-1].line}, loss" if self._places else "loss"

    @property
    def loss_column(self) -> str:
        """What is said behind a problem with the name of the loss."""
        return f" (column {self._places[-1].columns[0]})" if self._places else ""

    def column(self, number: int, column: int) -> str:
        """What is said behind a problem at a column of a line, from 1; nothing where that is 0 and no place is known.

        Of a line that stands for several it is in the last of the line's own columns at most.
        """
        if self._places:
            columns = self._places[number].columns
            column = columns[min(max(column, 1), len(columns)) - 1]
        return f" (column {column})" if column else ""
