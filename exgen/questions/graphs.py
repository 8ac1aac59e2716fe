"""Graphs in templates: lines with a variant's parameters put in, gradients as keys, what answers may speak of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar, TypeAlias

from exgen.answers import KINDS
from exgen.engine.derivation import Line as DerivationLine
from exgen.engine.drafts import NetworkDraft
from exgen.engine.formulas import Quantity
from exgen.engine.graphs.gradient_derivation import gradient_derivation
from exgen.engine.graphs.graph import Graph, Line
from exgen.engine.graphs.laid_gradients import laid_graph
from exgen.engine.graphs.reading import read_graph
from exgen.engine.networks import Network
from exgen.engine.runs import Run
from exgen.engine.wording import Wording, speaking, wording
from exgen.errors import InputError, did_you_mean
from exgen.expressions import Attribute, Call, Name, Node, names_in, show, walk
from exgen.expressions.matrices import Shape, gradient_name, show_matrices
from exgen.questions.domains import Parameter
from exgen.questions.insertions import Formula
from exgen.questions.laid_values import Slots
from exgen.questions.records import AnswerSource, GraphSource

Subject: TypeAlias = "Network | NetworkDraft | Graph"
"""What a template's answers ask something of. A place of its calculation is one of its ``layers``."""

KIND = "matrix_expression"
"""The answer kind of gradients."""

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class LaidGradient:
    """The gradient of a graph's loss with respect to a node, and how the answer is read off a run.

    ``slots`` are what the answer is read from, ``pinned`` what other gradients are worked out from.
    """

    network: str
    node: str
    slots: tuple[int, ...]
    pinned: tuple[int, ...]

    quantity: ClassVar[str] = "gradient"
    layer: ClassVar[int | None] = None
    batch: ClassVar[str | None] = None

    def read(self, slots: Slots) -> Quantity:
        """The answer's value, where ``slots`` gives the value of a slot."""
        return slots(self.slots[0])

    @property
    def name(self) -> str:
        """The gradient as a template spells it, for messages."""
        return f"{self.network}.gradient({self.node})"


def graph_from(source: GraphSource, parameters: Mapping[str, Parameter]) -> Graph:
    """A template's graph with a variant's parameters in the place of their names; a text may hold several lines.

    Raises GraphError as ``read_graph`` does.
    """

    def put_in(text: str) -> str:
        return _WORD.sub(lambda word: _written(parameters[word[0]]) if word[0] in parameters else word[0], text)

    lines = [line for text in source.lines for line in re.split(r"[;\n]", put_in(text)) if line.strip()]
    return _read(tuple(lines), put_in(source.loss), tuple(source.shapes.items()))


@lru_cache(maxsize=256)
def _read(lines: tuple[str, ...], loss: str, shapes: tuple[tuple[str, Shape], ...]) -> Graph:
    """The graph of these texts, which is the same object for the same texts: what is laid for it is found again."""
    return read_graph(lines, loss, dict(shapes))


def _written(value: Parameter) -> str:
    """A parameter as a line holds it."""
    return f"({value})" if isinstance(value, Fraction) or (isinstance(value, int) and value < 0) else str(value)


def names_of_gradients(node: Node, graphs: Iterable[str]) -> set[str]:
    """The names that stand in the brackets of ``graph.gradient(...)``: they are the graph's own."""
    asked = [call for call in walk(node) if isinstance(call, Call) and _asked_graph(call.function) in graphs]
    return {name for call in asked for argument in call.arguments for name in names_in(argument)}


def _asked_graph(node: Node) -> str:
    match node:
        case Attribute(Name(graph)):
            return graph
    return ""


def laid_gradient(node: Node, subjects: Mapping[str, Subject]) -> LaidGradient | None:
    """The gradient that a value asks for; None if it speaks of no graph.

    Raises InputError where it asks a graph for something else, or for a gradient that there is not.
    """
    graphs = {name: subject for name, subject in subjects.items() if isinstance(subject, Graph)}
    spoken_of = [part.name for part in walk(node) if isinstance(part, Name) and part.name in graphs]
    if not spoken_of:
        return None
    match node:
        case Call(Attribute(Name(name), "gradient"), (Name(asked),)) if name in graphs:
            laid = laid_graph(graphs[name])
            return LaidGradient(name, asked, (laid.asked(asked),), (laid.gradient(asked),))
    graph = graphs[spoken_of[0]]
    raise InputError(
        f'"{show(node)}" is no gradient; a graph is asked for the gradient with respect to one of its names, such as '
        f"{spoken_of[0]}.gradient({laid_graph(graph).nodes[0]})"
    )


def graph_run(graph: Graph) -> Run:
    """The run of a graph's calculation: it depends on no parameter but through the lines."""
    return laid_graph(graph).run


def gradient_problem(answer: AnswerSource, laid: object) -> str | None:
    """Why an answer cannot have this key: gradients, and only they, are of their kind; None if it can."""
    if isinstance(laid, LaidGradient) and answer.kind != KIND:
        return f'{laid.name} is a formula of matrices; kind = "{answer.kind}" takes none, it is of kind = "{KIND}"'
    if answer.kind == KIND and not isinstance(laid, LaidGradient):
        return f'kind = "{KIND}" takes a gradient of a graph, such as graph.gradient(W1)'
    return None


def gradient_lines(laid: object, graph: Graph, before: Iterable[object]) -> tuple[DerivationLine, ...]:
    """The derivation of a gradient, that of earlier ones taken as known."""
    assert isinstance(laid, LaidGradient), "a graph is asked for gradients only"
    known = tuple(other.node for other in before if isinstance(other, LaidGradient))
    return _derived(graph, laid.node, known, wording())


@lru_cache(maxsize=1024)
def _derived(graph: Graph, node: str, known: tuple[str, ...], spoken: Wording) -> tuple[DerivationLine, ...]:
    with speaking(spoken):
        return gradient_derivation(laid_graph(graph), node, known)


def gradient_options(
    laid: LaidGradient, subjects: Mapping[str, Subject], earlier: Iterable[object], answer: AnswerSource
) -> dict[str, object]:
    """The options by which a response to a gradient is judged: those of its answer, and what the graph says.

    A response may speak of everything that the lines work out, of gradients asked ``earlier``, and of those that the
    answer's own ``given`` names. Raises InputError for one that there is not.
    """
    graph, options = subjects[laid.network], answer.options
    assert isinstance(graph, Graph), "a gradient is one of a graph"
    laid_whole = laid_graph(graph)
    names = {gradient_name(graph.loss, node): node for node in laid_whole.nodes if node != laid.node}
    asked = [other for other in earlier if isinstance(other, LaidGradient) and other.network == laid.network]
    nodes = dict.fromkeys(other.node for other in asked if other.node != laid.node)
    more: list[str] = []
    for text in _texts(options.get("given")):
        if "=" in text:
            more.append(text)
        elif text.replace(" ", "") in names:
            nodes[names[text.replace(" ", "")]] = None
        else:
            raise InputError(f'given: "{text}" is no gradient of this graph; {did_you_mean(text, names)}')
    lines = [line_formula(line).plain for line in graph.lines]
    gradients = [_gradient(graph, node) for node in nodes]
    shapes = {name: list(shape) for name, shape in graph.leaves}
    filled = {**options, "shapes": shapes, "given": [*lines, *gradients, *more]}
    problems = KINDS[KIND].option_problems(filled) if more or options.keys() - {"given"} else []
    if problems:
        raise InputError(*problems)
    return filled


@lru_cache(maxsize=1024)
def _gradient(graph: Graph, node: str) -> str:
    """A gradient's name and formula, as an option of the kind has it."""
    return f"{gradient_name(graph.loss, node)} = {show_matrices(laid_graph(graph).formula(node))}"


def _texts(value: object) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list | tuple) else []


def graph_context(graph: Graph) -> Mapping[str, object]:
    """What a statement may put in of a graph, as formulas: its lines, all lines below each other, its leaves."""
    lines = tuple(line_formula(line) for line in graph.lines)
    aligned = " \\\\ ".join(line.latex.replace(" = ", " &= ", 1) for line in lines)
    return {
        "lines": lines,
        "forward": Formula("; ".join(line.plain for line in lines), f"\\begin{{aligned}} {aligned} \\end{{aligned}}"),
        "leaves": tuple(_leaf(name, shape) for name, shape in graph.leaves),
        "loss": _name(graph.loss),
    }


def _name(name: str) -> Formula:
    return Formula(name, show_matrices(Name(name), "latex"))


@lru_cache(maxsize=1024)
def line_formula(line: Line) -> Formula:
    """A line of a graph as it is printed."""
    plain = f"{line.name} = {show_matrices(line.node)}"
    return Formula(plain, f"{_name(line.name).latex} = {show_matrices(line.node, 'latex')}")


def _leaf(name: str, shape: Shape) -> Formula:
    """What a leaf is: a matrix, a column, or a number."""
    sizes = [str(size) for size in shape if size != 1] if shape[1] == 1 else [str(size) for size in shape]
    power = " \\times ".join(sizes)
    space = f"\\mathbb{{R}}^{{{power}}}" if power else "\\mathbb{R}"
    plain = f"R^({' x '.join(sizes)})" if sizes else "R"
    return Formula(f"{name} in {plain}", f"{_name(name).latex} \\in {space}")
