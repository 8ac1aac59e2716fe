"""What the answers of a template ask of its networks, before anything is run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from exgen.engine.quantities import Layers
from exgen.engine.quantity_arguments import LAID_NUMBERS, Settled
from exgen.errors import InputError
from exgen.expressions import Attribute, Name, Node, names_in, show
from exgen.questions.domains import Parameter
from exgen.questions.graphs import Subject, laid_of_graph
from exgen.questions.keys import laid_value, speaks_of_network
from exgen.questions.laid_of_graph import LaidOfGraph
from exgen.questions.laid_values import LaidValue
from exgen.questions.network_places import NetworkPlan, place_text
from exgen.questions.records import AnswerSource

_ASKED = {
    "decimals": "number of decimals",
    "wanted": "output size",
    "until": "size to be reached",
    "limits": "set of limits",
    "phase": "phase",
    "index": "index",
    "unit": "unit",
    "available": "amount of memory",
}
"""What the numbers are that one network can be asked with in one way only, by the name of the argument."""


class PlannedPart(NamedTuple):
    """A part before its key is known: answer, row (from 1) and its layer, points, what is asked of a network.

    A table asked as a whole has ``rows`` of parts that are its cells.
    """

    answer: AnswerSource
    row: int | None
    row_label: str
    points: Fraction
    laid: LaidValue | LaidOfGraph | None
    rows: tuple[tuple[PlannedPart, ...], ...] = ()

    @property
    def cells(self) -> tuple[PlannedPart, ...]:
        """The cells of a table that is asked as a whole; any other part by itself."""
        return tuple([cell for row in self.rows for cell in row]) if self.rows else (self,)


@contextmanager
def told_of(place: str) -> Iterator[None]:
    """Put a place of question.toml in front of every problem found inside."""
    try:
        yield
    except InputError as error:
        raise InputError(*(f"{place}: {problem}" for problem in error.problems)) from error


@contextmanager
def gathered(problems: list[str], place: str) -> Iterator[None]:
    """Keep every problem found inside, with a place of question.toml in front of it, and go on."""
    try:
        yield
    except InputError as error:
        problems += [f"{place}: {problem}" for problem in error.problems]


def planned_parts(
    answers: Iterable[AnswerSource],
    networks: Mapping[str, Subject],
    plans: Mapping[str, NetworkPlan],
    parameters: Mapping[str, Parameter],
) -> tuple[PlannedPart, ...]:
    """The parts of all answers, in their order; ``parameters`` are what stands in brackets behind quantities.

    Raises InputError, a line for every answer that asks for something that isn't there.
    """
    planned: list[PlannedPart] = []
    problems: list[str] = []
    for answer in answers:
        try:
            with told_of(answer.path):
                planned += _parts_of(answer, networks, plans, parameters)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*problems)
    return tuple(planned)


def _parts_of(
    answer: AnswerSource,
    networks: Mapping[str, Subject],
    plans: Mapping[str, NetworkPlan],
    parameters: Mapping[str, Parameter],
) -> Iterator[PlannedPart]:
    """The parts of one answer: itself, or its rows."""
    if answer.columns:
        yield _whole_table(answer, networks, plans, parameters)
        return
    gradient = None if answer.value is None else laid_of_graph(answer.value, networks, parameters)
    if gradient is not None:
        yield PlannedPart(answer, None, "", answer.points, gradient)
        return
    if answer.each is not None and (answer.value is None or "layer" not in names_in(answer.value)):
        raise InputError('with "each" the value asks something of every "layer", such as layer.parameters')
    if answer.value is None or not speaks_of_network(answer.value, plans):
        for field, mistakes in (("separate", answer.separate), ("distractors", answer.distractors)):
            if mistakes:
                raise InputError(f"{field}: mistakes change what is asked of a network; this value asks nothing of one")
        yield PlannedPart(answer, None, "", answer.points, None)
    elif answer.each is None:
        yield PlannedPart(answer, None, "", answer.points, laid_value(answer.value, plans, None, parameters))
    else:
        name, layers = _rows(answer.each, plans)
        for row, layer in enumerate(layers, 1):
            laid = laid_value(answer.value, plans, (name, layer), parameters)
            yield PlannedPart(answer, row, place_text(networks[name].layers, layer), answer.points / len(layers), laid)


def _whole_table(
    answer: AnswerSource,
    networks: Mapping[str, Subject],
    plans: Mapping[str, NetworkPlan],
    parameters: Mapping[str, Parameter],
) -> PlannedPart:
    columns = [tuple(_parts_of(column, networks, plans, parameters)) for column in answer.columns]
    return PlannedPart(answer, None, "", answer.points, None, tuple(zip(*columns, strict=True)))


def _rows(each: Node, plans: Mapping[str, NetworkPlan]) -> tuple[str, tuple[Layers, ...]]:
    match each:
        case Attribute(Name(name), layers) if name in plans:
            found = plans[name].layers(layers)
            if not found:
                raise InputError(f"each: {show(each)} is empty, so the table has no row")
            return name, found
    raise InputError(f'each: "{show(each)}" is no list of a network\'s layers, such as "network.layers"')


def all_arguments(planned: Iterable[PlannedPart]) -> dict[str, Settled]:
    """For each network the numbers that its calculation is run with, beside its own.

    Raises InputError where two answers ask one network for different ones.
    """
    asked: dict[str, dict[str, tuple[int, ...] | int | str | None]] = {}
    for part in chain.from_iterable(whole.cells for whole in planned):
        if not isinstance(part.laid, LaidValue):
            continue
        numbers = {name: value for name, value in part.laid.arguments.items() if _is_run_with(name, value)}
        for name, value in numbers.items():
            if asked.setdefault(part.laid.network, {}).setdefault(name, value) != value:
                asked_before = f"another answer asks this network for another {_ASKED[name]}"
                with told_of(part.answer.path):
                    raise InputError(f"{part.laid.network}.{part.laid.quantity}: {asked_before}; use a second network")
    return dict(asked)


def slots_asked(planned: Iterable[PlannedPart]) -> dict[str, tuple[int, ...]]:
    """For each network the slots of everything that is asked of it."""
    asked: dict[str, list[int]] = {}
    for part in chain.from_iterable(whole.cells for whole in planned):
        if part.laid is not None:
            asked.setdefault(part.laid.network, []).extend(part.laid.slots)
    return {name: tuple(slots) for name, slots in asked.items()}


def _is_run_with(name: str, value: object) -> bool:
    """Whether an argument is a number that a calculation is run with: others decide what is laid."""
    return isinstance(value, int | tuple) and name not in LAID_NUMBERS
