"""The parts of a variant with their keys: read off runs, or worked out, each one that its kind can take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from exgen.answers import KINDS, key_value
from exgen.answers.table import Cell
from exgen.engine.runs import Run
from exgen.errors import InputError
from exgen.questions.distractors import asked_openly, choice_of
from exgen.questions.domains import Parameter
from exgen.questions.earlier_answers import worked_out
from exgen.questions.graphs import KIND as GRADIENTS, Subject, gradient_options, gradient_problem
from exgen.questions.key_forms import Key, in_form_of, key_problem
from exgen.questions.laid_of_graph import LaidGradient, LaidOfGraph
from exgen.questions.laid_values import LaidValue
from exgen.questions.parts import Part, by_answer, given_slots, settled_options
from exgen.questions.planning import PlannedPart, told_of
from exgen.questions.records import AnswerSource
from exgen.questions.symbols import printed
from exgen.questions.whole_tables import table_options


def keyed_parts(
    planned: Iterable[PlannedPart],
    subjects: Mapping[str, Subject],
    runs: Mapping[str, Run],
    parameters: Mapping[str, Parameter],
    symbols: Mapping[str, str],
) -> tuple[Part, ...]:
    """The parts with their keys, each of a form that its answer kind takes.

    Raises InputError, with what is wrong in each answer.
    """
    parts: list[Part] = []
    problems: dict[str, tuple[str, ...]] = {}
    for each in planned:
        try:
            parts.append(_part(each, parts, subjects, runs, parameters, symbols))
        except InputError as error:
            problems.setdefault(each.answer.name, error.problems)
            # later ones may speak of it
            parts.append(Part(each.answer, each.row, each.row_label, each.points, None, each.laid, None, {}))
    if problems:
        raise InputError(*(line for lines in problems.values() for line in lines))
    return tuple(parts)


def _part(
    planned: PlannedPart,
    earlier: Sequence[Part],
    subjects: Mapping[str, Subject],
    runs: Mapping[str, Run],
    parameters: Mapping[str, Parameter],
    symbols: Mapping[str, str],
) -> Part:
    """A part with its key. Raises InputError where there is none, or its kind cannot take it."""
    answer, row, label, points, laid, rows = planned
    if rows:
        return _whole_table(answer, points, rows, subjects, runs, parameters, symbols)
    if laid is not None and answer.distractors:
        with told_of(answer.path):
            openly = planned._replace(answer=asked_openly(answer, laid, runs[laid.network], symbols))
        part = _part(openly, earlier, subjects, runs, parameters, symbols)
        with told_of(answer.path):
            choice = choice_of(answer, part, runs[laid.network], parameters, symbols)
        offered = {"choices": list(choice.texts)}
        return Part(answer, row, label, points, choice.right.text, laid, part.run, offered, choice=choice)
    key: Key | None = None
    run, options = None if laid is None else runs[laid.network], settled_options(answer, earlier, parameters)
    with told_of(answer.path):
        if isinstance(laid, LaidGradient):
            options = gradient_options(laid, subjects, [part.laid for part in earlier], answer)
        elif isinstance(laid, LaidValue) and run is not None:
            run = printed(run, symbols, given_slots(answer, laid, run, earlier))
        if laid is not None and run is not None:
            key = laid.read(run.__getitem__)
        elif answer.value is not None:
            answers = by_answer(earlier, {part.name: part.key for part in earlier})
            key = worked_out(answer.value, parameters, answers, symbols)
        if key is not None and (problem := _key_problem(answer, laid, key)) is not None:
            raise InputError(problem)
        key = None if key is None else in_form_of(answer, key)
    return Part(answer, row, label, points, key, laid, run, options)


def _whole_table(
    answer: AnswerSource,
    points: Fraction,
    rows: Iterable[Iterable[PlannedPart]],
    subjects: Mapping[str, Subject],
    runs: Mapping[str, Run],
    parameters: Mapping[str, Parameter],
    symbols: Mapping[str, str],
) -> Part:
    """A table with the keys of its cells; raises InputError for one whose kind cannot take it."""
    cells = tuple(keyed_parts(row, subjects, runs, parameters, symbols) for row in rows)
    key = tuple(tuple(Cell(cell.answer.kind, cell.key) for cell in row) for row in cells)
    options = table_options(cells)
    with told_of(answer.path):
        KINDS[answer.kind].check_options(options)
        key_value(answer.kind, KINDS[answer.kind].show(key), options)
    return Part(answer, None, "", points, key, None, None, options, cells)


def _key_problem(answer: AnswerSource, laid: LaidValue | LaidOfGraph | None, key: Key) -> str | None:
    """Why an answer cannot have this key; None if it can."""
    if isinstance(laid, LaidGradient) or answer.kind == GRADIENTS:
        return gradient_problem(answer, laid)
    return key_problem(answer, key)
