"""A transposed convolution on one axis: what each input value is spread over, and where the products meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from exgen.errors import InputError
from exgen.figures.asked import all_facts, layer_index, numbered_network
from exgen.figures.canvas import Canvas, middle
from exgen.figures.figure import Figure, finished
from exgen.figures.kernel_marks import MARKS, dots, measure_across
from exgen.figures.numbers import named
from exgen.figures.styles import INK, QUIET, RULE, SMALL, TEXT, THIN, Palette, Style
from exgen.figures.words import FigureWords
from exgen.questions.exercise import Exercise
from exgen.questions.records import FigureSource

_LETTERS = ("kernel_size", "stride", "padding", "dilation", "output_padding")

WHOLE = 5
"""So many input values are drawn one by one; of more, the first and the last ones."""

MOST_PLACES = 30
"""So many places a kernel may reach over."""

_SIDE = 11.0
_ROW = 15.0
_GAP = 3
"""How much room the places have that are not drawn, in places."""

_GAP_ROWS = 1
_INPUT = -40.0
"""Where the input values stand, on the left of the map's first place."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """The letters of a transposed convolution on an axis, what goes in and what comes out."""

    size: int
    kernel: int
    stride: int
    padding: int
    dilation: int
    output_padding: int
    output: int
    shows_results: bool

    @property
    def reach(self) -> int:
        """How many places a kernel reaches over."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def taps(self) -> tuple[int, ...]:
        """The places of a kernel at which there is an entry."""
        return tuple(tap * self.dilation for tap in range(self.kernel))

    @property
    def met(self) -> int:
        """In how many places the products of two neighbours meet."""
        return len(set(self.taps) & {self.stride + tap for tap in self.taps})


def overlap_of(exercise: Exercise, source: FigureSource, shows_results: bool) -> Overlap:
    """What a figure shows of its layer; raises InputError for one that is no transposed convolution."""
    network = numbered_network(exercise, source)
    index = layer_index(exercise, source, network)
    layer = network.layers[index]
    if not layer.kind.startswith("ConvTranspose"):
        raise InputError(f'kind = "transposed" draws a ConvTranspose1d or ConvTranspose2d; this is {layer.text}')
    facts, given = all_facts(network)[index]
    if source.axis >= len(given) - 1:
        raise InputError(f"axis = {source.axis}: there are {len(given) - 1} axes, counted from 0")
    kernel, stride, padding, dilation, put_on = (layer.axes(name)[source.axis] for name in _LETTERS)
    shape = cast("tuple[int, ...]", facts.output_shape)
    size, output = given[1 + source.axis], shape[1 + source.axis]
    shown = Overlap(size, kernel, stride, padding, dilation, put_on, output, shows_results)
    if shown.reach + shown.stride > MOST_PLACES:
        raise InputError(f"{layer.text}: its kernel reaches too far to be drawn")
    return shown


@lru_cache(maxsize=512)
def overlap_figure(shown: Overlap, words: FigureWords, palette: Palette) -> Figure:
    """The drawing: the input above, a row for what each value is spread over, the map below."""
    canvas = Canvas()
    _Drawing(canvas, shown, words, palette).draw()
    return finished(canvas, " ".join(_described(shown, words)))


class _Drawing:
    """Draws rows, one for each input value, over the columns of the map that they are added into."""

    def __init__(self, canvas: Canvas, shown: Overlap, words: FigureWords, palette: Palette) -> None:
        self._canvas, self._shown, self._words, self._palette = canvas, shown, words, palette
        is_whole = shown.shows_results and shown.size <= WHOLE
        self._head = range(shown.size if is_whole else min(3, shown.size))
        self._foot = range(shown.size - 1, shown.size) if shown.shows_results and not is_whole else range(0)
        self._head_end = self._head[-1] * shown.stride + shown.reach
        self._foot_start = (shown.size - 1) * shown.stride
        self._shift = 0 if is_whole else self._head_end + _GAP - self._foot_start
        self._rows = len(self._head) + len(self._foot) + (0 if is_whole else _GAP_ROWS)

    def _x(self, place: int, *, is_foot: bool = False) -> float:
        return (place + (self._shift if is_foot else 0)) * _SIDE

    def draw(self) -> None:
        """Draw everything."""
        shown, canvas = self._shown, self._canvas
        for number, value in enumerate(self._head):
            self._products(number * _ROW, value, is_foot=False)
        for value in self._foot:
            self._products((self._rows - 1) * _ROW, value, is_foot=True)
        if self._rows > len(self._head) + len(self._foot):
            y = len(self._head) * _ROW + 0.5 * _SIDE
            dots(canvas, _INPUT + _SIDE / 2, y, is_across=False)
            dots(canvas, self._x(self._head_end) + 0.5 * _GAP * _SIDE, y, is_across=True)
        word = f"{self._words.input}: {shown.size}"
        canvas.text(_INPUT - 6, middle(_SIDE / 2, TEXT), word, anchor="end", colour=QUIET)
        kernel = named("K", shown.kernel)
        if shown.dilation > 1:
            kernel = (*kernel, (", ", Style.REGULAR), *named("D", shown.dilation))
        stride_y = -6.0
        if shown.size > 1:
            measure_across(canvas, 0, shown.stride * _SIDE, stride_y, named("S", shown.stride))
            stride_y -= 15
        measure_across(canvas, 0, shown.reach * _SIDE, stride_y, kernel)
        self._map(self._rows * _ROW + 8)

    def _products(self, y: float, value: int, *, is_foot: bool) -> None:
        """An input value and what it is spread over."""
        shown, canvas, palette = self._shown, self._canvas, self._palette
        left = self._x(value * shown.stride, is_foot=is_foot)
        canvas.box(_INPUT, y, _SIDE, _SIDE, fill=palette.tone(0.45), stroke=palette.accent)
        canvas.arrow([(_INPUT + _SIDE + 2, y + _SIDE / 2), (left - 2, y + _SIDE / 2)], stroke=RULE, line=THIN, head=3.5)
        for tap in range(shown.reach):
            fill = palette.tone(0.2) if tap in shown.taps else "#ffffff"
            canvas.box(left + tap * _SIDE, y, _SIDE, _SIDE, fill=fill, stroke=RULE)
        canvas.box(left, y, shown.reach * _SIDE, _SIDE, stroke=palette.accent, line=1.0)

    def _map(self, y: float) -> None:
        """The map, with what is added up, what is taken off and what is put on."""
        shown, canvas = self._shown, self._canvas
        end = self._foot_start + shown.reach
        cut = shown.padding - shown.output_padding
        spans = [(range(self._head_end), False)]
        if self._foot:
            spans.append((range(self._foot_start, end), True))
        for places, is_foot in spans:
            for place in places:
                is_off = place < shown.padding or (shown.shows_results and place >= end - cut)
                self._place(self._x(place, is_foot=is_foot), y, self._meeting(place), is_off=is_off)
        last = self._x(end, is_foot=bool(self._foot))
        if shown.shows_results:
            for number in range(-cut):
                MARKS["padding"](canvas, last + number * _SIDE, y, _SIDE, _SIDE, self._palette)
            last -= cut * _SIDE
        canvas.text(_INPUT - 6, middle(y + _SIDE / 2, TEXT), self._words.map, anchor="end", colour=QUIET)
        if not shown.shows_results or self._foot:
            dots(canvas, self._x(self._head_end) + 0.5 * _GAP * _SIDE, y + _SIDE / 2, is_across=True)
        if shown.padding:
            label = named("P", shown.padding)
            measure_across(canvas, 0, shown.padding * _SIDE, y + _SIDE + 6, label, is_below=True, is_ahead=True)
        kept = shown.padding * _SIDE
        right = last if shown.shows_results else self._x(self._head_end) + _GAP * _SIDE
        told_size = str(shown.output) if shown.shows_results else self._words.asked
        size_label = [(f"{self._words.output}: {told_size}", Style.REGULAR)]
        below = y + _SIDE + (18 if shown.padding else 6)
        measure_across(canvas, kept, right, below, size_label, is_below=True, is_open=not shown.shows_results)
        self._legend(below + 20)

    def _meeting(self, place: int) -> int:
        """How many products are added in a place of the map."""
        shown = self._shown
        starts = (place - tap for tap in shown.taps)
        return sum(not start % shown.stride and 0 <= start // shown.stride < shown.size for start in starts)

    def _place(self, x: float, y: float, products: int, *, is_off: bool) -> None:
        palette, canvas = self._palette, self._canvas
        fill = palette.tone(0.45) if products > 1 else palette.tone(0.15) if products else "#ffffff"
        canvas.box(x, y, _SIDE, _SIDE, fill=fill, stroke=INK)
        if products > 1:
            _plus(canvas, x, y)
        if is_off:
            MARKS["left out"](canvas, x, y, _SIDE, _SIDE, palette)

    def _legend(self, y: float) -> None:
        x = 0.0
        shown, words = self._shown, self._words
        if shown.met and shown.size > 1:
            self._canvas.box(x, y, 9, 9, fill=self._palette.tone(0.45), stroke=INK)
            _plus(self._canvas, x - 1, y - 1)
            x += 13 + self._canvas.text(x + 13, middle(y + 4.5, SMALL), words.overlap, size=SMALL, colour=QUIET) + 12
        if shown.padding:
            self._canvas.box(x, y, 9, 9, stroke=INK)
            MARKS["left out"](self._canvas, x, y, 9, 9, self._palette)
            self._canvas.text(x + 13, middle(y + 4.5, SMALL), words.taken_off, size=SMALL, colour=QUIET)


def _plus(canvas: Canvas, x: float, y: float) -> None:
    middle_x, middle_y = x + _SIDE / 2, y + _SIDE / 2
    canvas.line([(middle_x - 2.4, middle_y), (middle_x + 2.4, middle_y)], stroke=INK, line=0.8)
    canvas.line([(middle_x, middle_y - 2.4), (middle_x, middle_y + 2.4)], stroke=INK, line=0.8)


def _described(shown: Overlap, words: FigureWords) -> Iterator[str]:
    yield words.transposed.format(count=shown.size, kernel=shown.reach, stride=shown.stride)
    if shown.dilation > 1:
        yield words.kernel_dilation.format(dilation=shown.dilation)
    if shown.size > 1:
        yield words.transposed_overlap.format(count=shown.met) if shown.met else words.transposed_apart
    if shown.padding:
        yield words.transposed_taken_off.format(count=shown.padding)
    if shown.output_padding:
        yield words.transposed_put_on.format(count=shown.output_padding)
    if shown.shows_results:
        yield words.transposed_output.format(count=shown.output)
