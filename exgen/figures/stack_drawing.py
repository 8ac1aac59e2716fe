"""A stack of layers drawn: boxes below each other, in several columns where there are many; ways around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exgen.engine.wiring import INPUT
from exgen.figures.canvas import Canvas, middle, runs_width
from exgen.figures.numbers import maths
from exgen.figures.styles import INK, QUIET, SMALL, TEXT, WIDEST, Palette, Style
from exgen.figures.words import FigureWords

ONE_COLUMN = 5
"""So many boxes stand in one column; more are parted into several."""

_CODE = 8.0
_LINE = 1.25 * _CODE
_PAD, _NUMBER = 5.0, 7.0
_GAP, _SMALL_GAP = 17.0, 11.0
_TOP = 14.0
_LONGEST = 165.0
_NARROWEST = 70.0
_LANE = 9.0
_GUTTER = 16.0


class StackDrawing:
    """Draws boxes with these texts; ``reads`` are the boxes each one reads, ``shapes`` stand behind the input and each.

    A shape is "" where none is to be seen.
    """

    def __init__(
        self,
        canvas: Canvas,
        texts: Sequence[str],
        reads: Sequence[Sequence[int]],
        shapes: Sequence[str],
        palette: Palette,
    ) -> None:
        self._canvas, self._palette, self._reads, self._shapes = canvas, palette, reads, shapes
        self._labels = [label_lines(text) for text in texts]
        self._is_numbered = len(texts) > 1 and not any(" * " in text or " + " in text for text in texts)
        pad = _PAD + (_NUMBER if self._is_numbered else 0)
        widths = (runs_width([(line, Style.CODE)], _CODE) for lines in self._labels for line in lines)
        self._width = max([_NARROWEST, *(width + 2 * pad for width in widths)])
        self._gap = _GAP if any(shapes[1:]) else _SMALL_GAP
        beside = max(runs_width(maths(shape)) for shape in shapes) + 8
        self._pitch = max(self._width, self._width / 2 + beside) + _GUTTER
        self._is_branched = any(tuple(read) != (number - 1,) for number, read in enumerate(reads))
        columns = (
            1
            if self._is_branched
            else min(max(1, int((WIDEST + _GUTTER) // self._pitch)), -(-len(texts) // ONE_COLUMN))
        )
        self._per_column = -(-len(texts) // columns)
        self._tops = list(self._found_tops())

    def _found_tops(self) -> Iterator[float]:
        top = _TOP
        for number in range(len(self._labels)):
            top = _TOP if number % self._per_column == 0 else top
            yield top
            top += self._height(number) + self._gap

    def _height(self, number: int) -> float:
        return 2 * _PAD + 0.75 * _CODE + (len(self._labels[number]) - 1) * _LINE

    def _left(self, number: int) -> float:
        return number // self._per_column * self._pitch

    def _foot(self, number: int) -> float:
        return self._tops[number] + self._height(number)

    def draw(self, words: FigureWords) -> None:
        """Draw the input, the boxes, the arrows between them."""
        canvas, centre = self._canvas, self._width / 2
        canvas.text(centre - 5, middle(4, TEXT), words.input, anchor="end", colour=QUIET)
        canvas.text(centre + 5, middle(4, TEXT), maths(self._shapes[0]))
        for number, lines in enumerate(self._labels):
            self._arrive(number)
            x, y, height = self._left(number), self._tops[number], self._height(number)
            fill = self._palette.tone(0.08)
            canvas.box(x, y, self._width, height, fill=fill, stroke=self._palette.accent, line=0.7, radius=2)
            self._label(lines, x + centre, y + height / 2)
            if self._is_numbered:
                canvas.text(x + 3.5, middle(y + height / 2, SMALL), str(number + 1), size=SMALL, colour=QUIET)
            if shape := self._shapes[number + 1]:
                canvas.text(x + centre + 5, middle(y + height + self._gap / 2, TEXT), maths(shape))
        last = len(self._labels) - 1
        x = self._left(last) + centre
        canvas.arrow([(x, self._foot(last)), (x, self._foot(last) + self._gap)])
        if self._is_branched:
            self._lanes()

    def _arrive(self, number: int) -> None:
        """The arrow to a box from the one before it, which may stand at the foot of another column."""
        x, y = self._left(number) + self._width / 2, self._tops[number]
        if number and number % self._per_column == 0:
            before = x - self._pitch
            start, across = self._foot(number - 1), x - self._width / 2 - _GUTTER / 2
            foot = start + self._gap + 1
            self._canvas.arrow([(before, start), (before, foot), (across, foot), (across, 4), (x, 4), (x, y)])
        elif number - 1 in self._reads[number]:
            self._canvas.arrow([(x, y - self._gap if number else 4), (x, y)])

    def _label(self, lines: Sequence[str], x: float, y: float) -> None:
        top = y - (len(lines) - 1) * _LINE / 2
        for number, line in enumerate(lines):
            colour = QUIET if number else INK
            baseline = middle(top + number * _LINE, _CODE)
            self._canvas.text(x, baseline, line, size=_CODE, anchor="middle", style=Style.CODE, colour=colour)

    def _lanes(self) -> None:
        """The ways around boxes, on the left: every reading that is not of the box before."""
        jumps = [(read, number) for number, reads in enumerate(self._reads) for read in reads if read != number - 1]
        taken: list[list[tuple[int, int]]] = []
        centre = self._width / 2
        for read, number in sorted(jumps, key=lambda jump: (jump[1] - jump[0], jump)):
            free = (at for at, used in enumerate(taken) if all(number <= a or read >= b for a, b in used))
            lane = next(free, len(taken))
            if lane == len(taken):
                taken.append([])
            taken[lane].append((read, number))
            x, end = -(lane + 1) * _LANE, self._tops[number] + self._height(number) / 2
            start = 11.0 if read == INPUT else self._foot(read) + 4
            self._canvas.line([(centre, start - 4), (centre, start)], stroke=INK, line=0.7)
            self._canvas.arrow([(centre, start), (x, start), (x, end), (0, end)])


def label_lines(text: str) -> tuple[str, ...]:
    """A layer's text on one line, or the kind above its arguments, with what works in place behind it.

    >>> label_lines("ReLU()"), label_lines("Conv2d(3, 16, kernel_size=5, padding=2)")
    (('ReLU()',), ('Conv2d', '3, 16, kernel_size=5, padding=2'))
    >>> label_lines("2 * Conv2d(16, 16, kernel_size=5, padding=2) + ReLU")
    ('2 × Conv2d + ReLU', '16, 16, kernel_size=5, padding=2')
    """
    text = text.replace(" * ", " × ", 1)
    if runs_width([(text, Style.CODE)], _CODE) + 2 * _PAD <= _LONGEST:
        return (text,)
    layer, plus, others = text.partition(" + ")
    kind, _, rest = layer.partition("(")
    inside = rest.removesuffix(")")
    if runs_width([(inside, Style.CODE)], _CODE) <= WIDEST / 2 - _GUTTER - 20:
        return kind + plus + others, inside
    return (kind + plus + others, *_halves(inside))


def _halves(arguments: str) -> tuple[str, str]:
    parts = arguments.split(", ")
    half = min(
        range(1, len(parts)), key=lambda place: abs(len(", ".join(parts[:place])) - len(arguments) / 2), default=1
    )
    return ", ".join(parts[:half]) + ",", ", ".join(parts[half:])
