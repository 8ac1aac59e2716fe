"""A kernel, or the window of a pooling, on the padded input: at its first positions, and at its last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from exgen.engine.networks import Network
from exgen.errors import InputError
from exgen.expressions import Attribute, Index, Name, Number
from exgen.figures.asked import Window, layer_index, numbered_network, value_of, windows_of
from exgen.figures.canvas import Canvas, middle, runs_width
from exgen.figures.figure import Figure, finished
from exgen.figures.grids import CELL, Rows, cell_width, draw_grid, draw_unknown
from exgen.figures.kernel_marks import MARKS, WHOLE, Marks
from exgen.figures.numbers import rows_told, shape_told
from exgen.figures.styles import QUIET, SMALL, Palette
from exgen.figures.words import FigureWords
from exgen.questions.exercise import Exercise
from exgen.questions.matrices import is_matrix
from exgen.questions.records import FigureSource

MOST_CELLS = 26
"""So many cells of an axis are drawn at most."""

_BETWEEN = 24.0


@dataclass(frozen=True, slots=True)
class KernelOnInput:
    """The windows of a layer on each axis; with numbers in work by hand.

    ``values`` are those of the input with its padding, ``kernel`` those of the kernel, ``output`` what comes out, if it
    is to be seen.
    """

    windows: tuple[Window, ...]
    shows_results: bool
    values: Rows | None = None
    kernel: Rows | None = None
    output: Rows | None = None


def kernel_on_input(exercise: Exercise, source: FigureSource, shows_results: bool) -> KernelOnInput:
    """What a figure shows of its layer; raises InputError for a layer without a kernel, or with three axes."""
    network = numbered_network(exercise, source)
    index = layer_index(exercise, source, network)
    windows = windows_of(network, index, source.kind)
    if len(windows) > 2:
        raise InputError(f"layer {index + 1}, {network.layers[index].text}, has {len(windows)} axes; 2 can be drawn")
    if any(window.reach > MOST_CELLS - 6 for window in windows):
        raise InputError(f"layer {index + 1}, {network.layers[index].text}: its kernel is too large to be drawn")
    values = _padded(network, windows) if index == 0 else None
    if values is None:
        return KernelOnInput(windows, shows_results)
    kernel = network.matrices.weights.get("0.weight") if network.matrices is not None else None
    rows = kernel if is_matrix(kernel) and not isinstance(kernel[0][0], tuple) else None
    output = None
    if shows_results:
        asked = Attribute(Index(Attribute(Name(source.subject), "layers"), Number(0)), "output")
        found = value_of(exercise, asked)
        output = found if is_matrix(found) and not isinstance(found[0][0], tuple) else None
    return KernelOnInput(windows, shows_results, values, rows, output)


def _padded(network: Network, windows: Sequence[Window]) -> Rows | None:
    """The one channel of an input that is worked with by hand, with its padding; None where it is none or too large."""
    image = network.matrices.image if network.matrices is not None else None
    if image is None or len(image) != 1 or not isinstance(image[0][0], tuple) or len(windows) != 2:
        return None
    if any(window.size + 2 * window.padding > WHOLE for window in windows):
        return None
    filled = "−∞" if network.layers[0].kind.startswith("MaxPool") else 0
    above, beside = windows[0].padding, windows[1].padding
    blank = (filled,) * (windows[1].size + 2 * beside)
    rows = [(filled,) * beside + tuple(row) + (filled,) * beside for row in image[0]]
    return (blank,) * above + tuple(rows) + (blank,) * above


@lru_cache(maxsize=512)
def kernel_figure(shown: KernelOnInput, words: FigureWords, palette: Palette) -> Figure:
    """The drawing: the grid with its windows, below it what the marks mean; beside it kernel and output, if known."""
    canvas = Canvas()
    marks = Marks(canvas, _axes(shown), palette, shown.values)
    marks.draw(shown.shows_results)
    width, height = marks.width, marks.height
    x = width + _BETWEEN
    if shown.kernel is not None:
        x = _beside(canvas, x, height, shown.kernel, words.kernel, palette) + _BETWEEN
    if shown.output is not None:
        _beside(canvas, x, height, shown.output, words.output, palette)
    elif shown.values is not None:
        draw_unknown(canvas, x, height / 2 - 1.5 * CELL, 3 * CELL)
        canvas.text(x + 1.5 * CELL, height / 2 + 1.5 * CELL + 11, words.output, anchor="middle", colour=QUIET)
    _legend(canvas, canvas.covered.bottom + 9, shown, words, palette)
    return finished(canvas, " ".join(_described(shown, words)))


def _axes(shown: KernelOnInput) -> tuple[Window, Window]:
    """Rows and columns; of a signal there is one row."""
    if len(shown.windows) == 2:
        return shown.windows[0], shown.windows[1]
    return Window(1, 1, 1, 0, 1, 1), shown.windows[0]


def _beside(canvas: Canvas, x: float, height: float, rows: Rows, word: str, palette: Palette) -> float:
    """A matrix beside the input, its name below; returns where it ends."""
    width = max(cell_width(rows) * len(rows[0]), runs_width(word))
    top = (height - CELL * len(rows)) / 2
    draw_grid(canvas, x + (width - cell_width(rows) * len(rows[0])) / 2, top, rows, palette)
    canvas.text(x + width / 2, top + CELL * len(rows) + 11, word, anchor="middle", colour=QUIET)
    return x + width


def _legend(canvas: Canvas, y: float, shown: KernelOnInput, words: FigureWords, palette: Palette) -> None:
    """What the marks mean, on one line from the left."""
    x = 0.0
    entries = [("first", words.first)]
    across = _axes(shown)[1]
    if across.positions > 1:
        entries.append(("next", words.next))
    if shown.shows_results and any(window.positions > 1 for window in shown.windows):
        entries.append(("last", words.last))
    if any(window.padding for window in shown.windows):
        entries.append(("padding", words.padding))
    if shown.shows_results and any(map(left_over, shown.windows)):
        entries.append(("left out", words.left_out))
    for mark, word in entries:
        MARKS[mark](canvas, x, y, 9.0, 9.0, palette)
        x += 13 + canvas.text(x + 13, middle(y + 4.5, SMALL), word, size=SMALL, colour=QUIET) + 12


def left_over(window: Window) -> int:
    """How many places at the end no window reaches."""
    return window.size + 2 * window.padding - window.last - window.reach


def _described(shown: KernelOnInput, words: FigureWords) -> Iterator[str]:
    windows = shown.windows
    padding = shape_told([window.padding for window in windows])
    yield words.kernel_first.format(
        kernel=shape_told([window.kernel for window in windows]), size=shape_told([window.size for window in windows])
    )
    if any(window.padding for window in windows):
        yield words.kernel_padding.format(padding=padding)
    if any(window.dilation > 1 for window in windows):
        yield words.kernel_dilation.format(dilation=shape_told([window.dilation for window in windows]))
    if windows[-1].positions > 1:
        yield words.kernel_next.format(stride=windows[-1].stride)
    if shown.values is not None:
        yield words.grid_values.format(name=words.input, values=rows_told(shown.values))
    if shown.kernel is not None:
        yield words.grid_values.format(name=words.kernel, values=rows_told(shown.kernel))
    if shown.shows_results:
        yield words.kernel_last.format(place=shape_told([window.last for window in windows]))
        yield words.kernel_output.format(positions=shape_told([window.positions for window in windows]))
        if any(map(left_over, windows)):
            yield words.kernel_left_out.format(count=shape_told([left_over(window) for window in windows]))
    if shown.output is not None:
        yield words.grid_values.format(name=words.output, values=rows_told(shown.output))
