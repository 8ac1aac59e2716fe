"""Matrices as grids of cells: the cell of a number is toned by its size, and the number stands in it."""

from __future__ import annotations

from exgen.figures.canvas import Canvas, middle, runs_width
from exgen.figures.numbers import told
from exgen.figures.styles import INK, QUIET, RULE, SMALL, TEXT, Palette

CELL = 15.0
"""The height of a cell with a number in it, and its width at least."""

Rows = tuple[tuple[object, ...], ...]


def cell_width(rows: Rows) -> float:
    """How wide the cells of a matrix are, so that each number has room."""
    return max(CELL, 5 + max(runs_width(told(entry), SMALL) for row in rows for entry in row))


def draw_grid(canvas: Canvas, x: float, y: float, rows: Rows, palette: Palette) -> tuple[float, float]:
    """A matrix with its left upper corner at x, y; returns its width and height."""
    width = cell_width(rows)
    largest = max((abs(entry) for row in rows for entry in row if isinstance(entry, int | float)), default=0) or 1
    for down, row in enumerate(rows):
        for across, entry in enumerate(row):
            left, top = x + across * width, y + down * CELL
            canvas.box(left, top, width, CELL, fill=tone(entry, largest, palette))
            canvas.text(
                left + width / 2, middle(top + CELL / 2, SMALL), told(entry), size=SMALL, anchor="middle", colour=INK
            )
    canvas.box(x, y, width * len(rows[0]), CELL * len(rows), stroke=INK, line=0.8)
    return width * len(rows[0]), CELL * len(rows)


def tone(entry: object, largest: float, palette: Palette) -> str:
    """The accent for what is above 0, grey for what is below, the darker the larger."""
    if not isinstance(entry, int | float) or not entry:
        return "#ffffff"
    share = 0.06 + 0.24 * min(1.0, abs(entry) / largest)
    return palette.tone(share) if entry > 0 else palette.grey(share)


def draw_unknown(canvas: Canvas, x: float, y: float, side: float) -> None:
    """The place of a matrix that is asked: its size is not told."""
    canvas.box(x, y, side, side, stroke=RULE, dashes="3 2")
    canvas.text(x + side / 2, middle(y + side / 2, TEXT), "?", anchor="middle", colour=QUIET)
