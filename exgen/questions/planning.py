"""What the answers of a template ask of its networks, before anything is run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import NamedTuple

from exgen.engine.drafts import NetworkDraft
from exgen.engine.networks import Network
from exgen.errors import InputError
from exgen.expressions import Attribute, Name, Node, evaluate, names_in, show
from exgen.questions.domains import Parameter
from exgen.questions.keys import LaidValue, NetworkPlan, laid_value, speaks_of_network
from exgen.questions.records import AnswerSource


class PlannedPart(NamedTuple):
    """A part before its key is known: answer, row (from 1) and its layer, points, what is asked of a network."""

    answer: AnswerSource
    row: int | None
    row_label: str
    points: Fraction
    laid: LaidValue | None


@contextmanager
def told_of(place: str) -> Iterator[None]:
    """Put a place of question.toml in front of every problem found inside."""
    try:
        yield
    except InputError as error:
        raise InputError(*(f"{place}: {problem}" for problem in error.problems)) from error


def planned_parts(
    answers: Iterable[AnswerSource], networks: Mapping[str, Network | NetworkDraft], plans: Mapping[str, NetworkPlan]
) -> tuple[PlannedPart, ...]:
    """The parts of all answers, in their order.

    Raises InputError, a line for every answer that asks for something that isn't there.
    """
    planned: list[PlannedPart] = []
    problems: list[str] = []
    for answer in answers:
        try:
            with told_of(answer.path):
                planned += _parts_of(answer, networks, plans)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*problems)
    return tuple(planned)


def _parts_of(
    answer: AnswerSource, networks: Mapping[str, Network | NetworkDraft], plans: Mapping[str, NetworkPlan]
) -> Iterator[PlannedPart]:
    """The parts of one answer: itself, or its rows."""
    if answer.each is not None and (answer.value is None or "layer" not in names_in(answer.value)):
        raise InputError('with "each" the value asks something of every "layer", such as layer.parameters')
    if answer.value is None or not speaks_of_network(answer.value, plans):
        if answer.separate:
            raise InputError("separate: mistakes change what is asked of a network; this value asks nothing of one")
        yield PlannedPart(answer, None, "", answer.points, None)
    elif answer.each is None:
        yield PlannedPart(answer, None, "", answer.points, laid_value(answer.value, plans, None))
    else:
        name, layers = _rows(answer.each, plans)
        for row, layer in enumerate(layers, 1):
            laid = laid_value(answer.value, plans, (name, layer))
            yield PlannedPart(answer, row, networks[name].layers[layer].text, answer.points / len(layers), laid)


def _rows(each: Node, plans: Mapping[str, NetworkPlan]) -> tuple[str, tuple[int, ...]]:
    match each:
        case Attribute(Name(name), layers) if name in plans:
            found = plans[name].layers(layers)
            if not found:
                raise InputError(f"each: {show(each)} is empty, so the table has no row")
            return name, found
    raise InputError(f'each: "{show(each)}" is no list of a network\'s layers, such as "network.layers"')


def wanted_sizes(
    planned: Iterable[PlannedPart], plans: Mapping[str, NetworkPlan], parameters: Mapping[str, Parameter]
) -> dict[str, tuple[int, ...]]:
    """For each network whose input sizes are asked for, the output size they must give.

    Raises InputError where that is no output size, or two are asked of one network.
    """
    asked: dict[str, Node] = {}
    sizes: dict[str, tuple[int, ...]] = {}
    for part in planned:
        if part.laid is None or part.laid.wanted is None:
            continue
        name, node = part.laid.network, part.laid.wanted
        with told_of(part.answer.path):
            if asked.setdefault(name, node) != node:
                raise InputError(f"{name}.input_sizes is asked for two output sizes; use a second network")
            axes = plans[name].laid.rank - 1
            value = evaluate(node, parameters)
            wanted = value if isinstance(value, tuple) else (value,)
            whole = tuple(size for size in wanted if type(size) is int and size >= 1)
            if len(whole) != len(wanted) or len(whole) != axes:
                needs = "a whole number from 1" if axes == 1 else f"{axes} whole numbers from 1, one for each axis"
                raise InputError(f"input_sizes({show(node)}) needs {needs} in its brackets")
            sizes[name] = whole
    return sizes
