"""Matrices side by side, as grids with their names below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from exgen.errors import InputError
from exgen.expressions import show
from exgen.figures.asked import value_of
from exgen.figures.canvas import Canvas, middle, runs_width
from exgen.figures.figure import Figure, finished
from exgen.figures.grids import CELL, Rows, cell_width, draw_grid, draw_unknown
from exgen.figures.numbers import maths, rows_told
from exgen.figures.styles import TEXT, WIDEST, Palette
from exgen.figures.words import FigureWords
from exgen.questions.exercise import Exercise
from exgen.questions.keys import speaks_of_network
from exgen.questions.matrices import is_matrix
from exgen.questions.records import FigureSource

_BETWEEN = 22.0
_UNKNOWN = 3 * CELL


@dataclass(frozen=True, slots=True)
class NamedMatrix:
    """A matrix with its name; ``rows`` is None where it is asked."""

    name: str
    rows: Rows | None


def matrices_of(exercise: Exercise, source: FigureSource, shows_results: bool) -> tuple[NamedMatrix, ...]:
    """The matrices of a figure: what a network makes is a result. Raises InputError for what is no matrix."""
    return tuple(_matrices(exercise, source, shows_results))


def _matrices(exercise: Exercise, source: FigureSource, shows_results: bool) -> Iterator[NamedMatrix]:
    for node, name in source.matrices:
        if speaks_of_network(node, exercise.template.networks) and not shows_results:
            yield NamedMatrix(name, None)
            continue
        value = value_of(exercise, node)
        if not is_matrix(value):
            raise InputError(f"{show(node)} is no matrix; a figure shows parameters and outputs that are")
        rows: Rows = tuple(tuple(row) for row in value)
        if len(rows) * CELL > WIDEST or len(rows[0]) * cell_width(rows) > WIDEST:
            raise InputError(f"{show(node)} has {len(rows)} rows and {len(rows[0])} columns, too many to be drawn")
        yield NamedMatrix(name, rows)


@lru_cache(maxsize=512)
def matrices_figure(shown: tuple[NamedMatrix, ...], words: FigureWords, palette: Palette) -> Figure:
    """The drawing of matrices, in several lines where they are too wide for one."""
    canvas, x, y, sentences = Canvas(), 0.0, 0.0, []
    line: list[tuple[NamedMatrix, float, float]] = []
    lines = [line]
    for matrix in shown:
        width, height = _size(matrix)
        if line and sum(one[1] + _BETWEEN for one in line) + width > WIDEST:
            line = []
            lines.append(line)
        line.append((matrix, width, height))
    for line in lines:
        tallest = max(height for _, _, height in line)
        x = 0.0
        for matrix, width, height in line:
            top = y + (tallest - height) / 2
            left = x + (width - _drawn_width(matrix)) / 2
            if matrix.rows is None:
                draw_unknown(canvas, left, top, _UNKNOWN)
                sentences.append(words.grid_values.format(name=matrix.name, values=words.not_told))
            else:
                draw_grid(canvas, left, top, matrix.rows, palette)
                size = {"rows": len(matrix.rows), "columns": len(matrix.rows[0])}
                sentences.append(words.grid.format(name=matrix.name, **size))
                sentences.append(words.grid_values.format(name=matrix.name, values=rows_told(matrix.rows)))
            canvas.text(x + width / 2, middle(y + tallest + 9, TEXT), maths(matrix.name), anchor="middle")
            x += width + _BETWEEN
        y += tallest + 30
    return finished(canvas, " ".join(sentences))


def _drawn_width(matrix: NamedMatrix) -> float:
    return _UNKNOWN if matrix.rows is None else cell_width(matrix.rows) * len(matrix.rows[0])


def _size(matrix: NamedMatrix) -> tuple[float, float]:
    """The room that a matrix takes with its name."""
    height = _UNKNOWN if matrix.rows is None else CELL * len(matrix.rows)
    return max(_drawn_width(matrix), runs_width(maths(matrix.name))), height
