"""A computational graph: leaves and lines as boxes, an arrow for each reading; values and gradients below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from exgen.engine.gradients.graph import Graph
from exgen.errors import ExpressionError, InputError
from exgen.expressions.matrices import show_matrices
from exgen.figures.canvas import Canvas, Run, middle, runs_width
from exgen.figures.figure import Figure, finished
from exgen.figures.graph_layout import Member, Ranks, ranked
from exgen.figures.numbers import maths, told
from exgen.figures.styles import INK, QUIET, SMALL, TEXT, WIDEST, Palette, Style
from exgen.figures.words import FigureWords
from exgen.questions.exercise import Exercise
from exgen.questions.graph_numbers import laid_number
from exgen.questions.graphs import graph_run
from exgen.questions.records import FigureSource

MOST_NODES = 24
"""So many leaves and lines are drawn at most."""

DECIMALS = 4
"""So many are shown of a number that is no fraction."""

_PAD, _HEIGHT = 6.0, 19.0
_BETWEEN_RANKS, _BETWEEN = 24.0, 14.0
_NOTE = 10.0
_FUNCTIONS = {"sigma": "σ", "sigmoid": "σ", "relu": "ReLU", "leaky_relu": "LeakyReLU"}
_WORD = re.compile(r"[A-Za-z_]+")
_NORM = re.compile(r"norm\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Node:
    """A box: a leaf or a line; ``reads`` are the names on its right side, none for a leaf.

    ``value`` and ``gradient`` are texts, "" where there are none to be seen.
    """

    name: str
    formula: str
    reads: tuple[str, ...]
    value: str
    gradient: str


@dataclass(frozen=True, slots=True)
class ComputationalGraph:
    """What is drawn; ``loss`` is what the gradients are of."""

    nodes: tuple[Node, ...]
    loss: str


def graph_of(exercise: Exercise, source: FigureSource, shows_results: bool) -> ComputationalGraph:
    """What a figure shows of its graph; raises InputError for one that is too large."""
    graph = exercise.networks[source.subject]
    assert isinstance(graph, Graph), "the loader takes graphs only"
    if len(graph.leaves) + len(graph.lines) > MOST_NODES:
        raise InputError(f"{len(graph.leaves) + len(graph.lines)} leaves and lines; {MOST_NODES} at most are drawn")
    nodes = []
    for name, _ in graph.leaves:
        rows = (graph.values or {}).get(name)
        value = told(rows[0][0]) if rows is not None and len(rows) == len(rows[0]) == 1 else ""
        gradient = _number(source.subject, graph, "gradient_value", name) if shows_results and value else ""
        nodes.append(Node(name, "", (), value, gradient))
    for line in graph.lines:
        formula = _written(show_matrices(line.node))
        reads = tuple(name for name in dict.fromkeys(line.inputs) if name in graph.shapes)
        has_numbers = shows_results and graph.values is not None
        value = _number(source.subject, graph, "value", line.name) if has_numbers else ""
        gradient = _number(source.subject, graph, "gradient_value", line.name) if value else ""
        nodes.append(Node(line.name, formula, reads, value, gradient))
    return ComputationalGraph(tuple(nodes), graph.loss)


def _number(subject: str, graph: Graph, asked: str, name: str) -> str:
    """A value or gradient that is a single number, as text; "" for a matrix, and where there is none."""
    run = graph_run(graph)
    for digits in (None, DECIMALS):
        try:
            found = laid_number(subject, graph, asked, name, digits).read(run.__getitem__)
        except ExpressionError:
            continue
        except InputError:
            return ""
        return "" if isinstance(found, tuple) else told(found)
    return ""


def _written(formula: str) -> str:
    """A formula in one line as it is printed: with norms between bars, squares and transposes as such."""
    formula = _NORM.sub("‖\\1‖", formula)
    formula = _WORD.sub(lambda word: _FUNCTIONS.get(word[0], word[0]), formula)
    return formula.replace("^2", "²").replace("-", "−").replace(" * ", " ⊙ ").replace("*", "·")


@lru_cache(maxsize=512)
def graph_figure(shown: ComputationalGraph, words: FigureWords, palette: Palette) -> Figure:
    """The drawing, from left to right where there is room, else from top to bottom."""
    canvas = Canvas()
    ranks = ranked({node.name: node.reads for node in shown.nodes})
    nodes = {node.name: node for node in shown.nodes}
    places = _places(ranks, nodes, is_upright=False)
    is_upright = _wide(nodes, places) > WIDEST
    if is_upright:
        places = _places(ranks, nodes, is_upright=True)
        if _wide(nodes, places) > WIDEST:
            raise InputError("this graph is too wide to be drawn")
    for way in ranks.ways:
        _edge(canvas, way, nodes, places, is_upright=is_upright)
    for node in shown.nodes:
        _node(canvas, node, places[node.name], shown.loss, palette)
    return finished(canvas, " ".join(_described(shown, words)))


def _wide(nodes: Mapping[str, Node], places: Mapping[Member, tuple[float, float]]) -> float:
    """How wide the drawing is."""
    ends = [places[name][0] + side * _room(node) / 2 for name, node in nodes.items() for side in (-1, 1)]
    return max(ends) - min(ends)


def _runs(node: Node) -> list[Run]:
    """What stands in a box."""
    name = list(maths(node.name))
    if node.formula:
        return [*name, (" = ", Style.REGULAR), *maths(node.formula)]
    return [*name, (f" = {node.value}", Style.REGULAR)] if node.value else name


def _notes(node: Node, loss: str) -> list[list[Run]]:
    """What stands below a box: the value of a line, the gradient with respect to it."""
    notes: list[list[Run]] = []
    if node.formula and node.value:
        notes.append([*maths(node.name), (f" = {node.value}", Style.REGULAR)])
    if node.gradient:
        parts: list[Run] = [("∂", Style.REGULAR), *maths(loss), ("/∂", Style.REGULAR), *maths(node.name)]
        notes.append([*parts, (f" = {node.gradient}", Style.REGULAR)])
    return notes


def _width(node: Node) -> float:
    return max(24.0, runs_width(_runs(node)) + 2 * _PAD)


def _places(ranks: Ranks, nodes: Mapping[str, Node], *, is_upright: bool) -> dict[Member, tuple[float, float]]:
    """The middle of every member."""
    noted = max(len(_notes(node, "f")) for node in nodes.values()) * _NOTE
    widest = [max([0.0, *(_room(nodes[one]) for one in rank if isinstance(one, str))]) for rank in ranks.members]
    places: dict[Member, tuple[float, float]] = {}
    along = 0.0
    for rank, width in zip(ranks.members, widest, strict=True):
        depth = _HEIGHT + noted if is_upright else width
        along += depth / 2
        rooms = [
            (_room(nodes[one]) if isinstance(one, str) else 10.0) if is_upright else _HEIGHT + noted for one in rank
        ]
        across = _spread(rank, rooms, nodes)
        for member in rank:
            places[member] = (across[member], along) if is_upright else (along, across[member])
        along += depth / 2 + (_BETWEEN_RANKS if not is_upright else 20.0)
    return places


def _spread(rank: Sequence[Member], rooms: Sequence[float], nodes: Mapping[str, Node]) -> dict[Member, float]:
    """The members of a rank beside each other, its lines around 0: lines that follow each other are in a row."""
    at, spread = 0.0, dict[Member, float]()
    for member, room in zip(rank, rooms, strict=True):
        spread[member] = at + room / 2
        at += room + _BETWEEN
    lines = [spread[one] for one in rank if isinstance(one, str) and nodes[one].formula]
    centre = sum(lines) / len(lines) if lines else (at - _BETWEEN) / 2
    return {member: place - centre for member, place in spread.items()}


def _room(node: Node) -> float:
    """How wide a box is with what stands below it."""
    return max(_width(node), *(runs_width(note, SMALL) for note in _notes(node, "f")), 0.0)


def _node(canvas: Canvas, node: Node, place: tuple[float, float], loss: str, palette: Palette) -> None:
    x, y = place
    width = _width(node)
    is_leaf = not node.formula
    fill = "#ffffff" if is_leaf else palette.tone(0.08)
    stroke = QUIET if is_leaf else palette.accent
    radius = _HEIGHT / 2 if is_leaf else 2.0
    canvas.box(x - width / 2, y - _HEIGHT / 2, width, _HEIGHT, fill=fill, stroke=stroke, line=0.7, radius=radius)
    canvas.text(x, middle(y, TEXT), _runs(node), anchor="middle")
    for number, note in enumerate(_notes(node, loss)):
        baseline = y + _HEIGHT / 2 + (number + 0.85) * _NOTE
        colour = palette.accent if note[0][0] == "∂" else INK
        canvas.text(x, baseline, note, size=SMALL, anchor="middle", colour=colour)


def _edge(
    canvas: Canvas,
    way: tuple[Member, ...],
    nodes: Mapping[str, Node],
    places: Mapping[Member, tuple[float, float]],
    *,
    is_upright: bool,
) -> None:
    start, end = nodes[str(way[0])], nodes[str(way[-1])]
    points = [places[member] for member in way]
    (x1, y1), (x2, y2) = points[0], points[-1]
    if is_upright:
        notes = len(_notes(start, "f")) * _NOTE
        points[0], points[-1] = (x1, y1 + _HEIGHT / 2 + notes), (x2, y2 - _HEIGHT / 2)
    else:
        points[0], points[-1] = (x1 + _width(start) / 2, y1), (x2 - _width(end) / 2, y2)
    canvas.curve(points, stroke=QUIET, is_upright=is_upright)


def _described(shown: ComputationalGraph, words: FigureWords) -> Iterator[str]:
    yield words.graph.format(loss=shown.loss)
    for node in shown.nodes:
        if node.formula:
            line = f"{node.name} = {node.formula}"
            yield words.graph_line.format(line=line, reads=", ".join(node.reads))
        else:
            yield words.graph_leaf.format(name=node.name)
        if node.value:
            yield words.graph_value.format(name=node.name, value=node.value)
        if node.gradient:
            yield words.graph_gradient.format(loss=shown.loss, name=node.name, value=node.gradient)
