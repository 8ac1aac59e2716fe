"""A network as a stack of layers, with the shape of every tensor beside its arrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from exgen.engine.drafts import NetworkDraft
from exgen.engine.laid_quantities import laid_quantities
from exgen.engine.networks import Network
from exgen.engine.wiring import INPUT, chain
from exgen.errors import InputError
from exgen.figures.canvas import Canvas
from exgen.figures.figure import Figure, finished
from exgen.figures.numbers import shape_told
from exgen.figures.stack_drawing import StackDrawing
from exgen.figures.styles import Palette
from exgen.figures.words import FigureWords
from exgen.questions.exercise import Exercise
from exgen.questions.network_settings import batch_axis
from exgen.questions.records import FigureSource

UNFOLDED = 12
"""So many layers are drawn one by one; of more, equal ones are one box."""

MOST_ROWS = 24
"""So many boxes a figure has at most."""

MOST_BRANCHED = 14
"""So many a network with branches has, which stands in one column."""


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
    is_chain = network.wiring.reads == chain(len(texts)).reads
    if is_chain and len(texts) > UNFOLDED:
        boxes = list(_folded(texts, [kind.can_work_in_place for kind in laid.kinds]))
        rows = [StackRow(text, (number - 1,), told_shape(last)) for number, (text, last) in enumerate(boxes)]
    else:
        rows = [StackRow(text, network.wiring.reads[layer], told_shape(layer)) for layer, text in enumerate(texts)]
    most = MOST_ROWS if is_chain else MOST_BRANCHED
    if len(rows) > most:
        raise InputError(f"{len(rows)} different layers; a stack is drawn with {most} boxes at most")
    return Stack(shape(INPUT), tuple(rows))


def _folded(texts: Sequence[str], are_in_place: Sequence[bool]) -> Iterator[tuple[str, int]]:
    """Fewer boxes for many layers: the text of each, and its last layer.

    What works in place, such as a ReLU, stands in the box of the layer before it; equal neighbours are one box.

    >>> list(_folded(["Conv2d(3, 3, kernel_size=3)", "ReLU()"] * 2 + ["Flatten()"], [False, True] * 2 + [False]))
    [('2 * Conv2d(3, 3, kernel_size=3) + ReLU', 3), ('Flatten()', 4)]
    """
    boxes: list[tuple[str, int]] = []
    for layer, (text, is_in_place) in enumerate(zip(texts, are_in_place, strict=True)):
        if is_in_place and boxes:
            boxes[-1] = (f"{boxes[-1][0]} + {text.removesuffix('()')}", layer)
        else:
            boxes.append((text, layer))
    for text, same in groupby(boxes, key=lambda box: box[0]):
        alike = list(same)
        yield (text if len(alike) == 1 else f"{len(alike)} * {text}"), alike[-1][1]


@lru_cache(maxsize=256)
def stack_figure(stack: Stack, words: FigureWords, palette: Palette) -> Figure:
    """The drawing of a stack."""
    canvas = Canvas()
    shapes = [stack.input, *(words.asked if row.shape == "" else row.shape or "" for row in stack.rows)]
    texts, reads = [row.text for row in stack.rows], [row.reads for row in stack.rows]
    StackDrawing(canvas, texts, reads, shapes, palette).draw(words)
    return finished(canvas, _described(stack, words))


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
