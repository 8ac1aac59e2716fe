"""The grid of a padded input, abridged where it is long, with windows on it and measures around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from exgen.figures.asked import Window
from exgen.figures.canvas import Canvas, Run, middle
from exgen.figures.grids import CELL, Rows, cell_width, tone
from exgen.figures.numbers import named, told
from exgen.figures.styles import INK, QUIET, RULE, SMALL, THICK, Palette, Style

WHOLE = 14
"""An axis of so many places is drawn whole; of a longer one the beginning and the end."""

_SIDE = 9.0
_GAP = 1.6
"""How much room the places have that are not drawn, in cells."""


def _first(canvas: Canvas, x: float, y: float, width: float, height: float, palette: Palette) -> None:
    canvas.box(x, y, width, height, stroke=palette.accent, line=THICK)


def _next(canvas: Canvas, x: float, y: float, width: float, height: float, _palette: Palette) -> None:
    canvas.box(x, y, width, height, stroke=INK, line=1.0, dashes="3 2")


def _last(canvas: Canvas, x: float, y: float, width: float, height: float, _palette: Palette) -> None:
    canvas.box(x, y, width, height, stroke=INK, line=THICK)


def _padding(canvas: Canvas, x: float, y: float, width: float, height: float, palette: Palette) -> None:
    canvas.box(x, y, width, height, fill=palette.grey(0.09), stroke=palette.grey(0.3), dashes="1 1")


def _left_out(canvas: Canvas, x: float, y: float, width: float, height: float, _palette: Palette) -> None:
    canvas.line([(x, y + height), (x + width, y)], stroke=RULE)
    canvas.line([(x, y), (x + width, y + height)], stroke=RULE)


Mark = Callable[[Canvas, float, float, float, float, Palette], None]
MARKS: Mapping[str, Mark] = {
    "first": _first,
    "next": _next,
    "last": _last,
    "padding": _padding,
    "left out": _left_out,
}
"""What is drawn around or in cells, by its meaning: x, y, width, height."""


class Scale(NamedTuple):
    """Where the places of an axis are drawn: ``at[place]`` is where a cell begins; ``end`` is where the last one ends.

    Places from ``gap[0]`` to before ``gap[1]`` are left out, if there is a gap.
    """

    at: Mapping[int, float]
    side: float
    end: float
    gap: tuple[int, int] | None

    def span(self, start: int, places: int) -> tuple[float, float]:
        """Where some places begin and end."""
        return self.at[start], self.at[start + places - 1] + self.side


def scale(window: Window, shows_results: bool, side: float, *, has_next: bool) -> Scale:
    """The places of an axis that are drawn: all of a short one, else those at both ends that windows are shown on.

    ``has_next``: the second window is shown on this axis.
    """
    places = window.size + 2 * window.padding
    head = window.reach + (window.stride if window.positions > 1 and has_next else 0) + 1
    foot = places - window.last if shows_results else window.padding + 2
    head = max(head, window.padding + 2)
    if places <= WHOLE or head + foot + 1 >= places:
        return Scale({place: place * side for place in range(places)}, side, places * side, None)
    at = {place: place * side for place in range(head)}
    begin = (head + _GAP) * side
    at |= {place: begin + (place - places + foot) * side for place in range(places - foot, places)}
    return Scale(at, side, begin + foot * side, (head, places - foot))


class Marks:
    """Draws the input of a layer with its windows; ``width`` and ``height`` are those of the grid."""

    def __init__(self, canvas: Canvas, axes: tuple[Window, Window], palette: Palette, values: Rows | None) -> None:
        self._canvas, self._palette, self._values, self._axes = canvas, palette, values, axes
        self._across = _SIDE if values is None else cell_width(values)
        self._down = _SIDE if values is None else CELL

    def draw(self, shows_results: bool) -> None:
        """Draw cells, windows, measures."""
        self._rows = scale(self._axes[0], shows_results, self._down, has_next=False)
        self._columns = scale(self._axes[1], shows_results, self._across, has_next=True)
        self.width, self.height = self._columns.end, self._rows.end
        self._cells()
        if shows_results:
            self._left_out()
        self._gaps()
        self._inside()
        down, across = self._axes
        self._window("first", 0, 0)
        if across.positions > 1:
            self._window("next", 0, across.stride)
        if shows_results and (down.positions > 1 or across.positions > 1):
            self._window("last", down.last, across.last)
        self._measures()

    def _cells(self) -> None:
        down, across = self._axes
        entries = [entry for row in self._values or () for entry in row if isinstance(entry, int | float)]
        largest = max(map(abs, entries), default=0) or 1
        for row, top in self._rows.at.items():
            for column, left in self._columns.at.items():
                is_padding = not (
                    down.padding <= row < down.padding + down.size
                    and across.padding <= column < across.padding + across.size
                )
                entry = None if self._values is None else self._values[row][column]
                if is_padding:
                    _padding(self._canvas, left, top, self._across, self._down, self._palette)
                else:
                    fill = "#ffffff" if entry is None else tone(entry, largest, self._palette)
                    if entry is None and self._is_read(row, column):
                        fill = self._palette.tone(0.22)
                    self._canvas.box(left, top, self._across, self._down, fill=fill)
                if is_padding and entry is None and self._is_read(row, column):
                    self._canvas.box(left, top, self._across, self._down, fill=self._palette.tone(0.22))
                if entry is not None:
                    self._number(left, top, told(entry), QUIET if is_padding else INK)

    def _number(self, left: float, top: float, text: str, colour: str) -> None:
        x, y = left + self._across / 2, middle(top + self._down / 2, SMALL)
        self._canvas.text(x, y, text, size=SMALL, anchor="middle", colour=colour)

    def _is_read(self, row: int, column: int) -> bool:
        """Whether the window reads a place at its first position."""
        down, across = self._axes
        return row % down.dilation == 0 and row < down.reach and column % across.dilation == 0 and column < across.reach

    def _inside(self) -> None:
        """The border between the input and its padding."""
        down, across = self._axes
        if down.padding or across.padding:
            left, right = self._columns.span(across.padding, across.size)
            top, bottom = self._rows.span(down.padding, down.size)
            self._canvas.box(left, top, right - left, bottom - top, stroke=INK, line=0.8)
        else:
            self._canvas.box(0, 0, self.width, self.height, stroke=INK, line=0.8)

    def _gaps(self) -> None:
        """Dots for what is left out."""
        if self._columns.gap:
            x = (self._columns.at[self._columns.gap[0] - 1] + self._across + self._columns.at[self._columns.gap[1]]) / 2
            for top in self._rows.at.values():
                dots(self._canvas, x, top + self._down / 2, is_across=True)
        if self._rows.gap:
            y = (self._rows.at[self._rows.gap[0] - 1] + self._down + self._rows.at[self._rows.gap[1]]) / 2
            for left in self._columns.at.values():
                dots(self._canvas, left + self._across / 2, y, is_across=False)

    def _left_out(self) -> None:
        down, across = self._axes
        rows, columns = down.last + down.reach, across.last + across.reach
        for row, top in self._rows.at.items():
            for column, left in self._columns.at.items():
                if row >= rows or column >= columns:
                    _left_out(self._canvas, left, top, self._across, self._down, self._palette)

    def _window(self, mark: str, row: int, column: int) -> None:
        down, across = self._axes
        left, right = self._columns.span(column, across.reach)
        top, bottom = self._rows.span(row, down.reach)
        MARKS[mark](self._canvas, left, top, right - left, bottom - top, self._palette)

    def _measures(self) -> None:
        down, across = self._axes
        y = -6.0
        if across.positions > 1:
            shift = self._columns.at.get(across.stride, self._columns.end)
            measure_across(self._canvas, 0, shift, y, named("S", across.stride))
            y -= 15
        kernel = named("K", across.kernel)
        if across.dilation > 1:
            kernel = (*kernel, (", ", Style.REGULAR), *named("D", across.dilation))
        measure_across(self._canvas, *self._columns.span(0, across.reach), y, kernel)
        y = self.height + 6
        is_signal = down.size == 1 and down.kernel == 1
        letters = ("", "W") if is_signal else ("H", "W")
        left, right = self._columns.span(across.padding, across.size)
        measure_across(self._canvas, left, right, y, named(letters[1], across.size), is_below=True)
        if across.padding:
            measure_across(self._canvas, 0, left, y, named("P", across.padding), is_below=True, is_ahead=True)
        if not is_signal:
            top, bottom = self._rows.span(down.padding, down.size)
            self._measure_down(top, bottom, -6, named("H", down.size))
            same = (down.kernel, down.stride, down.padding) == (across.kernel, across.stride, across.padding)
            if not same:
                self._measure_down(
                    *self._rows.span(0, down.reach), self.width + 6, named("K", down.kernel), is_right=True
                )

    def _measure_down(
        self, top: float, bottom: float, x: float, label: Sequence[Run], *, is_right: bool = False
    ) -> None:
        _bar(self._canvas, [(x, top), (x, bottom)])
        self._canvas.text(
            x + (4 if is_right else -4),
            middle((top + bottom) / 2, SMALL),
            label,
            size=SMALL,
            anchor="start" if is_right else "end",
        )


def measure_across(
    canvas: Canvas,
    left: float,
    right: float,
    y: float,
    label: Sequence[Run],
    *,
    is_below: bool = False,
    is_ahead: bool = False,
    is_open: bool = False,
) -> None:
    """A measure above or below a row of cells.

    ``is_ahead``: its label ends where the measure does, and reaches out on the left; ``is_open``: where it ends is not
    told.
    """
    if is_open:
        canvas.line([(left, y), (right, y)], stroke=QUIET, dashes="3 2")
        canvas.line([(left, y - 2), (left, y + 2)], stroke=QUIET)
    else:
        _bar(canvas, [(left, y), (right, y)])
    x = right if is_ahead else (left + right) / 2
    baseline = y + 9 if is_below else y - 4
    canvas.text(x, baseline, label, size=SMALL, anchor="end" if is_ahead else "middle")


def _bar(canvas: Canvas, ends: Sequence[tuple[float, float]]) -> None:
    """A measure between two ends: a thin line with a stroke across each end."""
    (x1, y1), (x2, y2) = ends
    canvas.line(ends, stroke=QUIET)
    across, down = (0.0, 2.0) if y1 == y2 else (2.0, 0.0)
    for x, y in ((x1, y1), (x2, y2)):
        canvas.line([(x - across, y - down), (x + across, y + down)], stroke=QUIET)


def dots(canvas: Canvas, x: float, y: float, *, is_across: bool) -> None:
    """Three dots around a point, for what is not drawn."""
    for step in (-3.2, 0.0, 3.2):
        left, top = (x + step, y) if is_across else (x, y + step)
        canvas.box(left - 0.4, top - 0.4, 0.8, 0.8, fill=RULE, stroke="none")
