"""Graphs in templates: lines with a variant's parameters put in, gradients as keys, what answers may speak of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from exgen.answers import KINDS
from exgen.answers.matrix_settings import ASKED as ASKED_OPTION, UNSPOKEN
from exgen.engine.by_hand.notation import latex, number
from exgen.engine.conventions import OWN, Conventions
from exgen.engine.derivation import Line as DerivationLine
from exgen.engine.drafts import NetworkDraft
from exgen.engine.gradients.derivation import gradient_derivation
from exgen.engine.gradients.graph import Graph, Line
from exgen.engine.gradients.laid_gradients import definitions, laid_graph
from exgen.engine.gradients.reading import read_graph
from exgen.engine.networks import Network
from exgen.engine.runs import Run
from exgen.engine.wording import Wording, speaking, wording
from exgen.errors import GraphError, InputError, did_you_mean
from exgen.expressions import Attribute, Call, Name, Node, Number, evaluate, names_in, show, walk
from exgen.expressions.matrices import Shape, Size, gradient_name, show_matrices
from exgen.expressions.matrix_arithmetic import Rows
from exgen.questions.domains import Parameter
from exgen.questions.graph_numbers import ASKED, LaidNumber, laid_number, number_lines, numbered
from exgen.questions.graph_places import graph_places
from exgen.questions.insertions import Formula
from exgen.questions.laid_of_graph import LaidGradient, LaidOfGraph, LaidOverInputs
from exgen.questions.records import AnswerSource, GraphSource
from exgen.questions.wrong_lines import LaidWrongLine, laid_wrong_line

Subject: TypeAlias = "Network | NetworkDraft | Graph"
"""What a template's answers ask something of. A place of its calculation is one of its ``layers``."""

KIND = "matrix_expression"
"""The answer kind of gradients."""

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def graph_from(
    source: GraphSource, parameters: Mapping[str, Parameter], conventions: Conventions = OWN, toml: str = ""
) -> Graph:
    """A template's graph with a variant's parameters in the place of their names; a text may hold several lines.

    Of the conventions the layout of gradients and the slope of a ReLU at 0 are the graph's.

    Raises GraphError as ``read_graph`` does, with the places of lines in ``toml``, the text they were read from.
    """

    def put_in(text: str) -> str:
        return _WORD.sub(lambda word: _written(parameters[word[0]]) if word[0] in parameters else word[0], text)

    lines = [line for text in source.lines for line in re.split(r"[;\n]", put_in(text)) if line.strip()]
    updates = tuple(map(put_in, source.updates))
    shapes = tuple(source.shapes.items())
    own = Conventions(slope_at_zero=conventions.slope_at_zero, gradients=conventions.gradients)
    loss = put_in(source.loss)
    try:
        graph = _read(tuple(lines), loss, shapes, source.distributions, updates, own)
    except GraphError:
        if not toml:
            raise
        places = graph_places(source, toml, {name: _written(value) for name, value in parameters.items()})
        graph = read_graph(lines, loss, source.shapes, source.distributions, updates, own, places)
    return numbered(graph, source, parameters)


@lru_cache(maxsize=256)
def _read(
    lines: tuple[str, ...],
    loss: str,
    shapes: tuple[tuple[str, Shape], ...],
    distributions: tuple[str, ...],
    updates: tuple[str, ...],
    conventions: Conventions,
) -> Graph:
    """The graph of these texts, which is the same object for the same texts: what is laid for it is found again."""
    return read_graph(lines, loss, dict(shapes), distributions, updates, conventions)


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


def laid_of_graph(
    node: Node, subjects: Mapping[str, Subject], parameters: Mapping[str, Parameter]
) -> LaidOfGraph | None:
    """The gradient that a value asks for, or the number; None if it speaks of no graph.

    ``parameters`` may say which mistake was made in a derivation. Raises InputError where it asks a graph for
    something else, or for a gradient that there is not.
    """
    graphs = {name: subject for name, subject in subjects.items() if isinstance(subject, Graph)}
    spoken_of = [part.name for part in walk(node) if isinstance(part, Name) and part.name in graphs]
    if not spoken_of:
        return None
    match node:
        case Call(Attribute(Name(name), "gradient"), (Name(asked),)) if name in graphs:
            laid = laid_graph(graphs[name])
            return LaidGradient(name, asked, (laid.asked(asked),), (laid.gradient(asked),), graphs[name])
        case Call(Attribute(Name(name), "gradient_over_inputs"), (Name(asked),)) if name in graphs:
            laid = laid_graph(graphs[name])
            return LaidOverInputs(name, asked, (laid.asked(asked),), (laid.gradient(asked),), graphs[name])
        case Call(Attribute(Name(name), "wrong_line"), (Name(asked), mistake, *turn)) if name in graphs:
            match [evaluate(part, dict(parameters)) for part in (mistake, *turn)]:
                case [str(id)]:
                    return laid_wrong_line(name, graphs[name], asked, id, 0)
                case [str(id), int(number)]:
                    return laid_wrong_line(name, graphs[name], asked, id, number)
            raise InputError(f'"{show(node)}": behind the name stand a mistake and, if you like, a whole number')
        case Call(Attribute(Name(name), asked), (Name(of),)) if name in graphs and asked in ASKED:
            return laid_number(name, graphs[name], asked, of, None)
        case Call(Attribute(Name(name), asked), (Name(of), Number(int(digits)))) if name in graphs and asked in ASKED:
            return laid_number(name, graphs[name], asked, of, digits)
    name = spoken_of[0]
    first = laid_graph(graphs[name]).nodes[0]
    raise InputError(
        f'"{show(node)}" is no gradient; a graph is asked for the gradient with respect to one of its names, such as '
        f"{name}.gradient({first}), or where it has numbers for {name}.gradient_value({first}), {name}.value(...) "
        f"and {name}.update(...), with the number of decimals behind a comma if they are no fractions"
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
    if isinstance(laid, LaidNumber):
        return number_lines(laid, before)
    if isinstance(laid, LaidWrongLine):
        return laid.solution()
    assert isinstance(laid, LaidGradient), "a graph is asked for gradients only"
    known = tuple(other.node for other in before if isinstance(other, LaidGradient))
    lines = _derived(graph, laid.node, known, wording())
    return (*lines, laid.last_line) if isinstance(laid, LaidOverInputs) else lines


@lru_cache(maxsize=1024)
def _derived(graph: Graph, node: str, known: tuple[str, ...], spoken: Wording) -> tuple[DerivationLine, ...]:
    with speaking(spoken):
        return gradient_derivation(laid_graph(graph), node, known)


def gradient_options(
    laid: LaidGradient, subjects: Mapping[str, Subject], earlier: Iterable[object], answer: AnswerSource
) -> dict[str, object]:
    """The options by which a response to a gradient is judged: those of its answer, and what the graph says.

    A response may speak of everything that the lines work out, of gradients asked ``earlier``, and of those that the
    answer's own ``given`` names; one over the inputs of what the answer's own equations name alone. Raises InputError
    for a gradient that there is not.
    """
    graph, options = subjects[laid.network], answer.options
    assert isinstance(graph, Graph), "a gradient is one of a graph"
    laid_whole = laid_graph(graph)
    names = {gradient_name(graph.loss, node): node for node in laid_whole.nodes if node != laid.node}
    asked = [other for other in earlier if isinstance(other, LaidGradient) and other.network == laid.network]
    nodes = dict.fromkeys(other.node for other in asked if other.node != laid.node)
    given = [*_drawn(graph), *_lines(graph)]
    if isinstance(laid, LaidOverInputs):
        given, names, nodes = [*_drawn(graph)], {}, {}
    more: list[str] = []
    for text in _texts(options.get("given")):
        if "=" in text:
            more.append(text)
        elif text.replace(" ", "") in names:
            nodes[names[text.replace(" ", "")]] = None
        else:
            hint = did_you_mean(text, names) if names else "a response over the inputs speaks of none"
            raise InputError(f'given: "{text}" is no gradient of this graph; {hint}')
    given += _gradients(graph, tuple(nodes)) if names else ()
    filled = {**options, "shapes": _shapes(graph), "given": [*given, *more]}
    filled[ASKED_OPTION] = gradient_name(graph.loss, laid.node)
    problems = KINDS[KIND].option_problems(filled) if more or options.keys() - {"given"} else []
    if problems:
        raise InputError(*problems)
    return filled


def _shapes(graph: Graph) -> dict[str, list[Size]]:
    """The shapes of what is drawn: leaves, and what distributions are made from."""
    shapes = {name: list(shape) for name, shape in graph.leaves}
    return shapes | {name + UNSPOKEN: shapes[name] for name in shapes if name in graph.distributions}


@lru_cache(maxsize=256)
def _lines(graph: Graph) -> tuple[str, ...]:
    """What the lines work out, of which a response may speak beside the leaves."""
    return tuple([line_formula(line).plain for line in graph.lines])


def _drawn(graph: Graph) -> list[str]:
    """The leaves that are distributions, made from what is drawn."""
    return [f"{name} = softmax({name}{UNSPOKEN})" for name, _ in graph.leaves if name in graph.distributions]


@lru_cache(maxsize=1024)
def _gradients(graph: Graph, nodes: tuple[str, ...]) -> tuple[str, ...]:
    """Gradients with their formulas, as options of the kind have them; first those that others use by name."""
    laid = laid_graph(graph)
    needed = definitions(laid)
    needed |= {gradient_name(graph.loss, node): laid.formula(node) for node in nodes}
    return tuple(f"{name} = {show_matrices(formula)}" for name, formula in needed.items())


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
        "updates": tuple(line_formula(line) for line in graph.updates),
        "values": tuple(_given(name, rows) for name, rows in (graph.values or {}).items()),
    }


def _given(name: str, rows: Rows[int | Fraction]) -> Formula:
    """A leaf with its numbers."""
    is_scalar = len(rows) == len(rows[0]) == 1
    plain = str(rows[0][0]) if is_scalar else f"[{', '.join(f'[{chr(44).join(map(str, row))}]' for row in rows)}]"
    return Formula(f"{name} = {plain}", f"{_name(name).latex} = {number(rows[0][0]) if is_scalar else latex(rows)}")


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
