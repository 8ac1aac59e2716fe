"""A network as a stack of layers, with the shape of every tensor beside its arrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from exgen.engine.drafts import NetworkDraft
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network, group_text
from exgen.engine.wiring import INPUT, chain
from exgen.errors import InputError
from exgen.figures.canvas import Canvas, middle, runs_width
from exgen.figures.figure import Figure, finished
from exgen.figures.numbers import maths, shape_told
from exgen.figures.styles import INK, QUIET, SMALL, TEXT, WIDEST, Palette, Style
from exgen.figures.words import FigureWords
from exgen.questions.exercise import Exercise
from exgen.questions.network_settings import batch_axis
from exgen.questions.records import FigureSource

UNFOLDED = 12
"""So many layers are drawn one by one; of more, equal ones are one box."""

MOST_ROWS = 40
"""So many boxes a figure has at most."""

MOST_BRANCHED = 16
"""So many a network with branches has, which stands in one column."""

ONE_COLUMN = 5
"""So many boxes stand in one column; more are parted into several."""

_CODE = 8.0
_LINE = 1.25 * _CODE
_PAD, _NUMBER = 5.0, 7.0
_GAP, _SMALL_GAP = 17.0, 11.0
_LONGEST = 165.0
_LANE = 9.0
_GUTTER = 16.0


@dataclass(frozen=True, slots=True)
class StackRow:
    """A box: its text, the boxes it reads (from 0, ``INPUT`` is the input), and the shape behind it.

    ``shape`` is "" where it is asked, None where nothing is said of it.
    """

    text: str
    reads: tuple[int, ...]
    shape: str | None


@dataclass(frozen=True, slots=True)
class Stack:
    """What is drawn: the shape that goes in, and the boxes."""

    input: str
    rows: tuple[StackRow, ...]


def stack_of(exercise: Exercise, source: FigureSource, shows_results: bool) -> Stack:
    """What a figure shows of its network; raises InputError for one with too many layers."""
    network = exercise.networks[source.subject]
    assert isinstance(network, Network | NetworkDraft), "the loader takes networks only"
    run, laid = exercise.runs[source.subject], laid_quantities(network)
    template = exercise.template
    batch = batch_axis(template.networks[source.subject], network, template.symbols, template.parameters)
    ahead = () if batch is None else (batch,)

    def shape(layer: int) -> str:
        sizes = network.input if layer == INPUT else [run[slot] for slot in laid.output_shape(layer)]
        front = f"{ahead[0]} × " if ahead else ""
        return front + shape_told(sizes)

    def told_shape(layer: int) -> str | None:
        return None if source.results == "never" else shape(layer) if shows_results else ""

    texts = [layer.text for layer in network.layers]
    if network.wiring.reads == chain(len(texts)).reads:
        places = list(_folded(texts, network.groups))
        if len(places) > MOST_ROWS:
            raise InputError(f"{len(places)} different layers; a stack is drawn with {MOST_ROWS} boxes at most")
        rows = [
            StackRow(group_text(texts[one.start : one.stop]), (number - 1,), told_shape(one.stop - 1))
            for number, one in enumerate(places)
        ]
    else:
        if len(texts) > MOST_BRANCHED:
            raise InputError(f"{len(texts)} layers with branches; {MOST_BRANCHED} at most are drawn")
        rows = [StackRow(text, network.wiring.reads[layer], told_shape(layer)) for layer, text in enumerate(texts)]
    return Stack(shape(INPUT), tuple(rows))


def _folded(texts: Sequence[str], groups: Sequence[range]) -> Iterator[range]:
    """The layers of each box."""
    if len(texts) <= UNFOLDED:
        yield from (range(place, place + 1) for place in range(len(texts)))
        return
    starts = {group.start: group for group in groups if len(group) > 1}
    place = 0
    while place < len(texts):
        group = starts.get(place)
        if group is None:
            same = next((end for end in range(place + 1, len(texts)) if texts[end] != texts[place]), len(texts))
            group = range(place, same)
        yield group
        place = group.stop


@lru_cache(maxsize=256)
def stack_figure(stack: Stack, words: FigureWords, palette: Palette) -> Figure:
    """The drawing of a stack."""
    canvas = Canvas()
    labels = [_lines(row.text) for row in stack.rows]
    is_numbered = len(stack.rows) > 1 and not any(" * " in row.text for row in stack.rows)
    pad = _PAD + (_NUMBER if is_numbered else 0)
    width = max([70.0, *(runs_width([(line, Style.CODE)], _CODE) + 2 * pad for lines in labels for line in lines)])
    height = 2 * _PAD + 0.75 * _CODE + (max(map(len, labels)) - 1) * _LINE
    gap = _GAP if any(row.shape is not None for row in stack.rows) else _SMALL_GAP
    shapes = [stack.input, *(_shape(row, words) for row in stack.rows)]
    beside = max(runs_width(maths(shape)) for shape in shapes) + 8
    is_branched = any(row.reads != (number - 1,) for number, row in enumerate(stack.rows))
    columns = _columns(len(stack.rows), width + _GUTTER + max(0.0, beside - width / 2)) if not is_branched else 1
    per_column = -(-len(stack.rows) // columns)
    pitch = max(width, width / 2 + beside) + _GUTTER
    lanes = _Lanes(canvas, width, height, gap)
    _tensor(canvas, words.input, stack.input, 0, 0, width)
    for number, (row, lines) in enumerate(zip(stack.rows, labels, strict=True)):
        column, place = divmod(number, per_column)
        x, y = column * pitch, 14 + place * (height + gap)
        if number and not place:  # from the foot of the column before to the head of this one
            foot = 14 + per_column * (height + gap) + 1
            across = x - _GUTTER / 2
            before = x - pitch + width / 2
            corners = [(before, foot - gap - 1), (before, foot), (across, foot), (across, 4), (x + width / 2, 4)]
            canvas.arrow([*corners, (x + width / 2, y)])
        elif row.reads == (number - 1,) or not is_branched or number - 1 in row.reads:
            canvas.arrow([(x + width / 2, y - gap if number else 4), (x + width / 2, y)])
        canvas.box(x, y, width, height, fill=palette.tone(0.08), stroke=palette.accent, line=0.7, radius=2)
        _label(canvas, lines, x + width / 2, y + height / 2)
        if is_numbered:
            canvas.text(x + 3.5, middle(y + height / 2, SMALL), str(number + 1), size=SMALL, colour=QUIET)
        shape = _shape(row, words)
        canvas.text(x + width / 2 + 5, middle(y + height + gap / 2, TEXT), maths(shape), colour=INK)
        if number == len(stack.rows) - 1:
            canvas.arrow([(x + width / 2, y + height), (x + width / 2, y + height + gap)])
    if is_branched:
        lanes.draw(stack.rows)
    return finished(canvas, _described(stack, words))


def _shape(row: StackRow, words: FigureWords) -> str:
    return words.asked if row.shape == "" else row.shape or ""


def _columns(rows: int, width: float) -> int:
    fitting = max(1, int((WIDEST + _GUTTER) // width))
    return min(fitting, max(1, -(-rows // ONE_COLUMN)))


def _tensor(canvas: Canvas, word: str, shape: str, x: float, y: float, width: float) -> None:
    canvas.text(x + width / 2 - 5, middle(y + 4, TEXT), word, anchor="end", colour=QUIET)
    canvas.text(x + width / 2 + 5, middle(y + 4, TEXT), maths(shape))


def _lines(text: str) -> tuple[str, ...]:
    """A layer's text on one line, or the kind above its arguments."""
    text = text.replace(" * ", " × ", 1)
    if runs_width([(text, Style.CODE)], _CODE) + 2 * _PAD <= _LONGEST:
        return (text,)
    kind, _, rest = text.partition("(")
    inside = rest.removesuffix(")")
    if runs_width([(inside, Style.CODE)], _CODE) <= WIDEST / 2 - _GUTTER - 20:
        return kind, inside
    return (kind, *_halves(inside))


def _halves(arguments: str) -> tuple[str, str]:
    parts = arguments.split(", ")
    half = min(
        range(1, len(parts)), key=lambda place: abs(len(", ".join(parts[:place])) - len(arguments) / 2), default=1
    )
    return ", ".join(parts[:half]) + ",", ", ".join(parts[half:])


def _label(canvas: Canvas, lines: Sequence[str], x: float, y: float) -> None:
    top = y - (len(lines) - 1) * _LINE / 2
    for number, line in enumerate(lines):
        colour = QUIET if number else INK
        baseline = middle(top + number * _LINE, _CODE)
        canvas.text(x, baseline, line, size=_CODE, anchor="middle", style=Style.CODE, colour=colour)


class _Lanes:
    """The ways around boxes, on the left of a column: one lane for each tensor that is read further down."""

    def __init__(self, canvas: Canvas, width: float, height: float, gap: float) -> None:
        self._canvas, self._width, self._height, self._gap = canvas, width, height, gap

    def draw(self, rows: Sequence[StackRow]) -> None:
        """Draw every reading that is not of the box before."""
        jumps = [(read, number) for number, row in enumerate(rows) for read in row.reads if read != number - 1]
        taken: list[list[tuple[int, int]]] = []
        for read, number in sorted(jumps, key=lambda jump: (jump[1] - jump[0], jump)):
            lane = next(
                (at for at, used in enumerate(taken) if all(number <= a or read >= b for a, b in used)), len(taken)
            )
            if lane == len(taken):
                taken.append([])
            taken[lane].append((read, number))
            x = -(lane + 1) * _LANE
            start = 8.0 if read == INPUT else self._top(read) + self._height + 4
            end = self._top(number) + self._height / 2
            if read != INPUT:
                self._canvas.line([(self._width / 2, start - 4), (self._width / 2, start)], stroke=INK, line=0.7)
            self._canvas.arrow([(self._width / 2, start), (x, start), (x, end), (0, end)])

    def _top(self, number: int) -> float:
        return 14 + number * (self._height + self._gap)


def _described(stack: Stack, words: FigureWords) -> str:
    sentences = [words.stack.format(shape=stack.input)]
    for number, row in enumerate(stack.rows, 1):
        shape = words.not_told if row.shape == "" else row.shape
        if row.shape is None and row.reads == (number - 2,):
            sentences.append(words.stack_plain.format(number=number, layer=row.text))
        elif row.shape is None:
            sentences.append(words.stack_plain_reads.format(number=number, layer=row.text, reads=_readers(row, words)))
        elif row.reads == (number - 2,):
            sentences.append(words.stack_layer.format(number=number, layer=row.text, shape=shape))
        else:
            reads = _readers(row, words)
            sentences.append(words.stack_reads.format(number=number, layer=row.text, reads=reads, shape=shape))
    return " ".join(sentences)


def _readers(row: StackRow, words: FigureWords) -> str:
    """What a box reads, by their numbers."""
    return ", ".join(words.input if read == INPUT else str(read + 1) for read in row.reads)
