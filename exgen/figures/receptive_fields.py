"""The receptive field of one output value on one axis: a cone from the last layer down to the input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from math import log

from exgen.engine.network_report import network_report
from exgen.engine.networks import Network
from exgen.engine.wiring import chain
from exgen.errors import InputError
from exgen.figures.asked import all_facts, field_behind, numbered_network
from exgen.figures.canvas import Canvas, Run, middle
from exgen.figures.figure import Figure, finished
from exgen.figures.numbers import named, told
from exgen.figures.styles import INK, QUIET, RULE, SMALL, TEXT, Palette, Style
from exgen.figures.words import FigureWords
from exgen.questions.exercise import Exercise
from exgen.questions.records import FigureSource

MOST_UNITS = 44
"""A field of so many values is drawn value by value; a larger one as bars, not to scale."""

MOST_STEPS = 14
"""So many layers are drawn; of more, equal neighbours are one step."""

_WIDTH = 290.0
_WIDEST_UNIT = 13.0
_HEIGHT = 30.0


@dataclass(frozen=True, slots=True)
class Step:
    """A layer with a window (``times`` equal ones behind each other): its letters.

    The output value depends on ``count`` neighbouring values of what goes in; ``reads`` are those of them that are
    read, from 0: a dilated kernel passes over others.
    """

    kind: str
    kernel: int
    stride: int
    dilation: int
    times: int
    count: int
    reads: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cone:
    """The layers from the last one back to the first; ``centres`` are where values of each tensor have their middle,
    the network's input being the last: the first value's, and the distance to the next.
    """

    steps: tuple[Step, ...]
    centres: tuple[tuple[float, float], ...]
    shows_results: bool

    @property
    def counts(self) -> tuple[int, ...]:
        """How many values of each tensor the output value depends on, itself first."""
        return (1, *(step.count for step in self.steps))


def cone_of(exercise: Exercise, source: FigureSource, shows_results: bool) -> Cone:
    """What a figure shows of its network; raises InputError where there is no field of one form on that axis."""
    network = numbered_network(exercise, source)
    if network.wiring.reads != chain(len(network.layers)).reads:
        raise InputError('kind = "receptive_field" draws layers in a row; this network has branches')
    axis, windows = source.axis, list(_windows(network, source.axis))
    if not windows:
        raise InputError("no layer of this network has a window, so there is no cone")
    end = windows[-1][0] + 1
    forwards = [row.receptive_field for row in network_report(network).rows]
    whole = field_behind(network, 0, end)
    steps, centres = [], [_centre(whole.start[axis], whole.end[axis], 0, whole.stride[axis])]
    needed: tuple[int, ...] = (0,)
    for index, kind, kernel, stride, dilation in reversed(windows):
        field = field_behind(network, index, end)
        reads = {value * stride + tap * dilation for value in needed for tap in range(kernel)}
        needed = tuple(sorted(reads)) if field.size[axis] <= MOST_UNITS else ()
        steps.append(Step(kind, kernel, stride, dilation, 1, field.size[axis], needed))
        first, before = field.start[axis], forwards[index - 1] if index else None
        if before is None:
            centres.append((float(first), 1.0))
        else:
            centres.append(_centre(before.start[axis], before.end[axis], first, before.stride[axis]))
    return Cone(tuple(steps), tuple(centres), shows_results)


def _windows(network: Network, axis: int) -> Iterator[tuple[int, str, int, int, int]]:
    """The layers with a window on an axis, as long as there is one: index, kind, kernel, stride, dilation."""
    for index, (layer, (facts, _)) in enumerate(zip(network.layers, all_facts(network), strict=True)):
        if not facts.windows:
            return
        if axis >= len(facts.windows):
            raise InputError(f"axis = {axis}: there are {len(facts.windows)} axes, counted from 0")
        found = facts.windows[axis]
        if found is None:
            continue
        kernel, stride, _, dilation = (int(letter) for letter in found)  # type: ignore[arg-type]  # numbers, no formulas
        if kernel > 1 or stride > 1:
            yield index, layer.kind, kernel, stride, dilation


def _centre(start: int, end: int, first: int, stride: int) -> tuple[float, float]:
    """Where the value of index ``first`` of a tensor has the middle of its field, and how far the next one's lies."""
    return (start + end) / 2 + first * stride, float(stride)


@lru_cache(maxsize=512)
def cone_figure(cone: Cone, words: FigureWords, palette: Palette) -> Figure:
    """The drawing: value by value where there is room, else bars; nothing below the last layer where it is asked."""
    canvas = Canvas()
    if cone.shows_results and cone.counts[-1] <= MOST_UNITS and len(cone.steps) <= MOST_STEPS:
        _draw_units(canvas, cone, words, palette)
    else:
        _draw_bars(canvas, _folded(cone), words, palette)
    return finished(canvas, " ".join(_described(cone, words)))


def _folded(cone: Cone) -> Cone:
    """The cone with equal neighbours as one step, where there are many."""
    if len(cone.steps) <= MOST_STEPS:
        return cone
    steps = []
    for _, same in groupby(cone.steps, key=lambda step: (step.kind, step.kernel, step.stride, step.dilation)):
        group = list(same)
        last = group[-1]
        steps.append(Step(last.kind, last.kernel, last.stride, last.dilation, len(group), last.count, last.reads))
    if len(steps) > MOST_STEPS:
        raise InputError(f"{len(steps)} different layers; a cone is drawn of {MOST_STEPS} at most")
    return Cone(tuple(steps), (), cone.shows_results)


def _draw_units(canvas: Canvas, cone: Cone, words: FigureWords, palette: Palette) -> None:
    unit = min(_WIDEST_UNIT, _WIDTH / cone.counts[-1])
    origin, side = cone.centres[-1][0], min(7.0, 0.72 * unit)
    needed: tuple[int, ...] = (0,)

    def x(tensor: int, value: int) -> float:
        first, pitch = cone.centres[tensor]
        return (first + value * pitch - origin) * unit

    for number, step in enumerate(cone.steps):
        y = number * _HEIGHT
        taps = [value * step.stride + tap * step.dilation for value in needed for tap in range(step.kernel)]
        owners = [value for value in needed for _ in range(step.kernel)]
        for owner, tap in zip(owners, taps, strict=True):
            canvas.line([(x(number, owner), y), (x(number + 1, tap), y + _HEIGHT)], stroke=palette.tone(0.45), line=0.4)
        needed = step.reads
    reads: list[tuple[int, ...]] = [(0,), *(step.reads for step in cone.steps)]
    for number, count in enumerate(cone.counts):
        for value in range(count):
            is_read = value in reads[number]
            left, top = x(number, value) - side / 2, number * _HEIGHT - side / 2
            fill = palette.accent if is_read else "#ffffff"
            canvas.box(left, top, side, side, fill=fill, stroke=palette.accent if is_read else RULE)
    right = max(x(tensor, count - 1) for tensor, count in enumerate(cone.counts)) + side / 2
    left = min(x(tensor, 0) for tensor in range(len(cone.counts))) - side / 2
    _labels(canvas, cone, left - 12, right + 12, words)


def _draw_bars(canvas: Canvas, cone: Cone, words: FigureWords, palette: Palette) -> None:
    """Bars for the values of each tensor: their widths grow, but not as the values do."""
    counts = cone.counts if cone.shows_results else tuple(range(1, len(cone.steps) + 2))
    widths = [8 + 240 * log(count) / max(log(counts[-1]), 1) * min(1.0, len(counts) / 4) for count in counts]
    for number, (above, below) in enumerate(pairwise(widths)):
        y = number * _HEIGHT
        corners = [(-above / 2, y), (above / 2, y), (below / 2, y + _HEIGHT), (-below / 2, y + _HEIGHT)]
        canvas.area(corners, fill=palette.tone(0.1))
        for sign in (-0.5, 0.5):
            canvas.line([(sign * above, y), (sign * below, y + _HEIGHT)], stroke=palette.tone(0.6), dashes="3 2")
    for number, width in enumerate(widths):
        y = number * _HEIGHT
        fill = palette.accent if not number else palette.tone(0.3)
        canvas.box(-width / 2, y - 3.5, width, 7, fill=fill, stroke=palette.accent)
    _labels(canvas, cone, -max(widths) / 2 - 12, max(widths) / 2 + 12, words)
    canvas.text(0, len(cone.steps) * _HEIGHT + 16, words.not_to_scale, size=SMALL, anchor="middle", colour=QUIET)


def _labels(canvas: Canvas, cone: Cone, left: float, right: float, words: FigureWords) -> None:
    """The layers on the left, between the tensors; how many values it is on the right."""
    for number, step in enumerate(cone.steps):
        canvas.text(left, middle((number + 0.5) * _HEIGHT, SMALL), _letters(step), size=SMALL, anchor="end")
    ends = {0: words.output, len(cone.steps): words.input}
    for number, count in enumerate(cone.counts):
        y = middle(number * _HEIGHT, TEXT)
        shown = told(count) if cone.shows_results or not number else words.asked
        canvas.text(right, y, shown, colour=INK)
        if number in ends:
            canvas.text(left, y, ends[number], anchor="end", colour=QUIET)


def _letters(step: Step) -> list[Run]:
    runs: list[Run] = [(f"{step.times} × " if step.times > 1 else "", Style.REGULAR), (step.kind, Style.CODE)]
    for letter, value in (("K", step.kernel), ("S", step.stride), ("D", step.dilation)):
        if letter == "K" or value != 1:
            runs += [("  " if letter == "K" else ", ", Style.REGULAR), *named(letter, value)]
    return [run for run in runs if run[0]]


def _described(cone: Cone, words: FigureWords) -> Iterator[str]:
    yield words.field
    if not cone.shows_results:
        for step in cone.steps:
            yield f"{''.join(text for text, _ in _letters(step)).replace('  ', ', ')}."
        yield words.field_hidden
        return
    for step in cone.steps:
        letters = "".join(text for text, _ in _letters(step)).replace("  ", ", ")
        yield words.field_of_one.format(layer=letters, count=step.count)
