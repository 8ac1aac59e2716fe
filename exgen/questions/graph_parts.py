"""The parts of a template's record that speak of graphs, each made from question.toml and checked."""

from __future__ import annotations

from exgen.errors import ExpressionError
from exgen.expressions import read
from exgen.questions.graphs import names_of_gradients
from exgen.questions.naming import NAME, name_problems
from exgen.questions.records import GraphSource, frozen
from exgen.questions.schema import GraphTable, QuestionFile


def graph_tables(question: QuestionFile) -> dict[str, GraphTable]:
    """The tables of graphs by their key paths."""
    tables = {"graph": question.graph} if question.graph else {}
    return tables | {f"graphs.{name}": table for name, table in question.graphs.items()}


def graphs(question: QuestionFile) -> dict[str, GraphSource]:
    """The graphs by the names that formulas call them."""
    found = {}
    for path, table in graph_tables(question).items():
        name = path.rpartition(".")[2]
        shapes = {leaf: (shape[0], shape[1]) for leaf, shape in table.shapes.items()}
        found[name] = GraphSource(
            name,
            tuple(table.lines),
            table.loss,
            frozen(shapes),
            path,
            tuple(table.distributions),
            frozen(table.values),
            tuple(table.updates),
        )
    return found


def graph_clashes(question: QuestionFile, named: list[tuple[str, str]], file: str) -> list[str]:
    """A line for every name of a graph, or letter of a shape, that is the name of something else too."""
    elsewhere = dict(reversed(named))
    problems = []
    for path, table in graph_tables(question).items():
        lines = [line.partition("=")[0].strip() for line in table.lines if "=" in line]
        names = {name: f"{path}.lines" for name in lines if NAME.fullmatch(name)}
        names |= {name: f"{path}.shapes.{name}" for name in table.shapes}
        letters: dict[str, str] = {}
        for name, shape in table.shapes.items():
            for size in shape:
                if isinstance(size, str) and size in question.parameters:
                    letters.setdefault(size, f"{path}.shapes.{name}")
        problems += name_problems([(name, place) for name, place in names.items() if name not in elsewhere], file)
        problems += [
            f"{file}: {place}: {name} is the name of {elsewhere[name]} too; choose another name for one of them"
            for name, place in (*names.items(), *letters.items())
            if name in elsewhere
        ]
    return problems


def names_asked(value: str | None, named_graphs: set[str]) -> set[str]:
    """The names of graphs' own that a value may use; what cannot be read is told of elsewhere."""
    try:
        return set() if value is None else names_of_gradients(read(value), named_graphs)
    except ExpressionError:
        return set()
