"""The parts of a template's record, each made from its table of question.toml or examples.toml and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from exgen.engine.conventions import settings
from exgen.engine.mal_rules import MAL_RULES
from exgen.errors import did_you_mean
from exgen.expressions import Node
from exgen.questions.answer_options import answer_options, given_answers
from exgen.questions.distractor_fields import distractor_problems, wrong_choices
from exgen.questions.domains import Choices, Derived, Domain, Range
from exgen.questions.formulas import Problems, derived_order
from exgen.questions.graph_parts import graph_clashes, graphs, names_asked
from exgen.questions.hand_work import hand_work_problems
from exgen.questions.matrices import Matrices
from exgen.questions.naming import name_problems
from exgen.questions.network_settings import is_wildcard, settings_problems
from exgen.questions.pins import pin_problems
from exgen.questions.records import AnswerSource, Example, ExampleResponse, NetworkSource, frozen
from exgen.questions.schema import AnswerTable, ExamplesFile, ExampleTable, NetworkTable, ParameterTable, QuestionFile
from exgen.questions.whole_tables import CELLS, TABLE, column_source, kind_of_cells, table_problems

if TYPE_CHECKING:
    from exgen.answers.kind import AnswerKind

_ROW = re.compile(r"(?P<answer>.+)\.row[1-9][0-9]{0,3}")


def answer_paths(question: QuestionFile) -> tuple[str, ...]:
    """The key path of every answer: by its name, or by its number where a name is given twice."""
    names = [answer.name for answer in question.answers]
    return tuple(
        f"answers.{name}" if name and names.count(name) == 1 else f"answers.#{number}"
        for number, name in enumerate(names, 1)
    )


def clashes(question: QuestionFile, file: str) -> list[str]:
    """A line for every name that cannot be given, or that is given twice."""
    named = [(name, f"parameters.{name}") for name in question.parameters]
    named += [(name, f"symbols.{name}") for name in question.symbols]
    named += [(name, f"networks.{name}") for name in question.networks]
    batches = {network.batch: f"{path}.batch" for path, network in reversed(network_tables(question).items())}
    declared = [*question.parameters, *question.symbols]
    named += [
        (letter, path) for letter, path in batches.items() if letter is not None and is_wildcard(letter, declared)
    ]
    named += [(answer.name, path) for answer, path in zip(question.answers, answer_paths(question), strict=True)]
    named += [(name, f"graphs.{name}") for name in question.graphs]
    problems = [*name_problems(named, file), *graph_clashes(question, named, file)]
    if question.graph and question.graphs:
        problems.append(f"{file}: graphs: found [graph] too; write [graph] for one, [graphs.NAME] for several")
    if question.network and question.networks:
        problems.append(f"{file}: networks: found [network] too; write [network] for one, [networks.NAME] for several")
    return problems


def parameters(question: QuestionFile, problems: Problems) -> dict[str, Domain]:
    """The domains of the parameters; broken ones are left out."""
    elsewhere = dict.fromkeys(question.symbols, "a symbol, and has no value")
    found: dict[str, Domain] = {}
    for name, table in question.parameters.items():
        if table.formula is None:
            found[name] = _domain(table)
            continue
        path = f"parameters.{name}.is"
        node = problems.formula(table.formula, path, question.parameters, elsewhere)
        if node is not None:
            found[name] = Derived(node, table.formula)
    circular = derived_order(found)[1]
    if circular:
        sentence = " and ".join(circular) + (" depend on each other" if circular[1:] else " depends on itself")
        problems.add(f"parameters.{circular[0]}.is", sentence)
    return found


def _domain(table: ParameterTable) -> Domain:
    if table.one_of is not None:
        return Choices(tuple(table.one_of))
    if table.matrix is not None:
        return Matrices(table.matrix.rows, table.matrix.columns, table.matrix.first, table.matrix.last)
    assert table.first is not None
    assert table.last is not None
    return Range(table.first, table.last, table.step or 1)


def constraints(question: QuestionFile, problems: Problems) -> dict[str, Node]:
    """The conditions every variant fulfils, by name."""
    elsewhere = dict.fromkeys(question.symbols, "a symbol, and has no value")
    found = {
        name: problems.formula(text, f"constraints.{name}", question.parameters, elsewhere)
        for name, text in question.constraints.items()
    }
    return {name: node for name, node in found.items() if node is not None}


def network_tables(question: QuestionFile) -> dict[str, NetworkTable]:
    """The tables of networks by their key paths."""
    tables = {"network": question.network} if question.network else {}
    return tables | {f"networks.{name}": table for name, table in question.networks.items()}


def networks(question: QuestionFile, problems: Problems) -> dict[str, NetworkSource]:
    """The networks by the names that formulas call them."""
    found = {}
    for path, table in network_tables(question).items():
        name = path.rpartition(".")[2]
        if table.architecture is not None and table.architecture not in question.parameters:
            hint = did_you_mean(table.architecture, question.parameters) if question.parameters else "there is none"
            problems.add(f"{path}.architecture", f'"{table.architecture}" is no parameter; {hint}')
        for place, sentence in hand_work_problems(table, question.parameters):
            problems.add(f"{path}.{place}", sentence)
        declared = [*question.parameters, *question.symbols]
        for place, sentence in settings_problems(table.batch, table.precision, declared, question.parameters):
            problems.add(f"{path}.{place}", sentence)
        found[name] = NetworkSource(
            name, table.input, table.layers, table.architecture, table.batch, path,
            frozen(table.weights), table.convolution == "flipped", table.precision,
            table.gradient, table.rows == "examples",
        )  # fmt: skip
    return found


def answers(question: QuestionFile, problems: Problems) -> tuple[AnswerSource, ...]:
    """The answers, each with its formulas read and its options checked by its kind."""
    named_networks = {path.rpartition(".")[2] for path in network_tables(question)}
    names = {*question.parameters, *question.symbols, *named_networks, *graphs(question)}
    later = dict.fromkeys((answer.name for answer in question.answers), "no earlier answer; only those can be used")
    named_graphs = set(graphs(question))
    found = []
    earlier: dict[str, AnswerTable] = {}
    for table, path in zip(question.answers, answer_paths(question), strict=True):
        given = given_answers(table, path, earlier, problems)
        found.append(_answer(table, path, names, named_networks, named_graphs, later, question, given, problems))
        names = names if table.kind == TABLE else names | {table.name}
        earlier[table.name] = table
        later.pop(table.name, None)
    return tuple(found)


def _answer(
    table: AnswerTable,
    path: str,
    names: set[str],
    named_networks: set[str],
    named_graphs: set[str],
    later: Mapping[str, str],
    question: QuestionFile,
    given: tuple[str, ...],
    problems: Problems,
) -> AnswerSource:
    from exgen.answers import KINDS

    kind = KINDS.get(table.kind)
    if kind is None:
        problems.add(f"{path}.kind", f'there is no answer kind "{table.kind}"; {did_you_mean(table.kind, KINDS)}')
        options: dict[str, object] = {}
    else:
        options = answer_options(table, path, kind, question, given, problems) if table.kind != TABLE else {}
        if table.kind == TABLE:
            for field, sentence in table_problems(table):
                problems.add(f"{path}.{field}", sentence)
        else:
            _check_fields(table, path, kind, problems)
    if table.size_told and table.kind != "matrix":
        problems.add(f"{path}.size_told", f'the kind {table.kind} has no size; size_told is for kind = "matrix"')
    for mistake in table.separate:
        if mistake not in MAL_RULES:
            hint = did_you_mean(mistake, MAL_RULES)
            problems.add(f"{path}.separate", f'there is no mistake "{mistake}"; {hint}')
    for field, sentence in distractor_problems(table):
        problems.add(f"{path}.{field}", sentence)
    each = None if table.each is None else problems.formula(table.each, f"{path}.each", named_networks, later)
    value_names = names | {"layer"} if table.each is not None else names
    value_names = value_names | names_asked(table.value, named_graphs)
    elsewhere = later if table.each is not None else {**later, "layer": "known only in an answer with each"}
    formulas = {
        field: problems.formula(text, f"{path}.{field}", value_names, elsewhere)
        for field, text in (("value", table.value), ("follows", table.follows))
        if text is not None
    }
    columns = []
    for name, column in table.columns.items():
        place = f"{path}.columns.{name}"
        if (cells := kind_of_cells(column.kind)) is None:
            problems.add(f"{place}.kind", f'no cell is of kind "{column.kind}"; {did_you_mean(column.kind, CELLS)}')
            continue
        column_options = answer_options(column, place, cells, question, (), problems)
        value = problems.formula(column.value, f"{place}.value", value_names, elsewhere)
        columns.append(column_source(name, column.kind, value, each, column_options, place))
    return AnswerSource(
        table.name, table.kind, table.ask, formulas.get("value"), table.points, formulas.get("follows"), each,
        frozen(options), tuple(table.separate), table.rubric, path, given, tuple(columns),
        tuple(table.distractors), wrong_choices(table), table.size_told,
    )  # fmt: skip


def _check_fields(table: AnswerTable, path: str, kind: AnswerKind[object], problems: Problems) -> None:
    """Note the fields that are missing for a kind, and those it has no use for."""
    if table.columns:
        problems.add(f"{path}.columns", f'columns are for kind = "{TABLE}"')
    if kind.is_graded:
        if table.value is None:
            problems.add(f"{path}.value", f"missing; the kind {table.kind} needs the formula of its key")
        if table.rubric is not None:
            problems.add(f"{path}.rubric", f"the kind {table.kind} is graded by its key; a rubric is for kind text")
        return
    if table.rubric is None:
        problems.add(f"{path}.rubric", f"missing; the kind {table.kind} has no key, a person grades it by the rubric")
    for field in ("value", "follows", "each", "separate"):
        if getattr(table, field):
            problems.add(f"{path}.{field}", f"the kind {table.kind} has no key; it has a rubric instead")


def examples(
    file: ExamplesFile, question: QuestionFile, domains: Mapping[str, Domain], problems: Problems
) -> tuple[Example, ...]:
    """The examples, with every name and type checked."""
    has_rows = {answer.name: answer.each is not None and answer.kind != TABLE for answer in question.answers}
    found = []
    for number, table in enumerate(file.examples, 1):
        path = f"examples.#{number}"
        for name, sentence in pin_problems(domains, table.parameters):
            if name in domains or name not in question.parameters:  # a broken domain has its own problem
                problems.add(f"{path}.parameters.{name}", sentence)
        _check_keys_and_responses(table, path, has_rows, problems)
        responses = tuple(
            ExampleResponse(row.answer, row.response, row.verdict, row.misconception, row.convention)
            for row in table.responses
        )
        found.append(Example(frozen(table.parameters), frozen(table.keys), responses))
    return tuple(found)


def _check_keys_and_responses(table: ExampleTable, path: str, has_rows: Mapping[str, bool], problems: Problems) -> None:
    for name, key in table.keys.items():
        if name not in has_rows:
            problems.add(f"{path}.keys.{name}", f"no such answer; {did_you_mean(name, has_rows)}")
        elif isinstance(key, tuple) != has_rows[name]:
            form = "a text" if isinstance(key, tuple) else "a list of texts, one for each row"
            problems.add(f"{path}.keys.{name}", f"the key is {form}")
    for place, response in enumerate(table.responses, 1):
        row = _ROW.fullmatch(response.answer)
        name = row["answer"] if row else response.answer
        if name not in has_rows:
            problems.add(f"{path}.responses.#{place}.answer", f'"{name}" is no answer; {did_you_mean(name, has_rows)}')
        elif bool(row) != has_rows[name]:
            form = "no row" if row else f"a row, as in {name}.row1,"
            problems.add(f"{path}.responses.#{place}.answer", f'found "{response.answer}"; {form} is needed')
        mistake = response.misconception
        if mistake is not None and mistake not in MAL_RULES:
            hint = did_you_mean(mistake, MAL_RULES)
            problems.add(f"{path}.responses.#{place}.misconception", f'there is no mistake "{mistake}"; {hint}')
        names = [name for allowed in settings().values() for name in allowed.values()]
        if response.convention is not None and response.convention not in names:
            hint = did_you_mean(response.convention, names)
            problems.add(
                f"{path}.responses.#{place}.convention", f'there is no convention "{response.convention}"; {hint}'
            )
