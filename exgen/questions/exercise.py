"""A variant's exercise: the networks run, and a key for every part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from exgen.answers import KINDS, Members
from exgen.engine.architectures import network_from
from exgen.engine.calculation import Misstep, Run
from exgen.engine.derivation import Line, derivation
from exgen.engine.drafts import NetworkDraft
from exgen.engine.fitting import check_fit, check_ranks
from exgen.engine.formulas import Quantity
from exgen.engine.laid_quantities import LaidQuantities, laid_quantities
from exgen.engine.mal_rules import MAL_RULES
from exgen.engine.networks import Network
from exgen.errors import ExpressionError, InputError, TemplateError
from exgen.expressions import Attribute, Name, Node, Value, evaluate
from exgen.questions.domains import Parameter
from exgen.questions.keys import LaidValue, NetworkPlan, laid_value, speaks_of_network
from exgen.questions.records import AnswerSource, NetworkSource, Template

Key: TypeAlias = "Quantity | Members"
"""A key as a value: what an answer kind shows and judges."""

Planned = tuple[AnswerSource, int | None, str, Fraction, LaidValue | None]
"""A part before its key is known: answer, row, the row's layer, points, what is asked of a network."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to answer: an answer of the template, or one row of an answer that is a table.

    ``row`` counts from 1 and is None for a single answer; ``row_label`` is the row's layer. ``key`` is None for a
    text; ``laid`` is None where the key is plain arithmetic (``authored``) or a text.
    """

    answer: AnswerSource
    row: int | None
    row_label: str
    points: Fraction
    key: Key | None
    laid: LaidValue | None

    @property
    def name(self) -> str:
        """The answer's name, with its row: ``shapes.row3``."""
        return self.answer.name if self.row is None else f"{self.answer.name}.row{self.row}"

    @property
    def key_text(self) -> str:
        """The key as text, "" for a text."""
        return "" if self.key is None else KINDS[self.answer.kind].show(self.key)


@dataclass(frozen=True, slots=True)
class Exercise:
    """A variant with its keys.

    ``runs`` holds for every network the run of its calculation, ``wanted`` the output size that its input sizes are
    asked for, if they are.
    """

    template: Template
    parameters: Mapping[str, Parameter]
    networks: Mapping[str, Network | NetworkDraft]
    runs: Mapping[str, Run]
    wanted: Mapping[str, tuple[int, ...]]
    parts: tuple[Part, ...]

    def derivation(self, part: Part) -> tuple[Line, ...]:
        """The lines that lead to a part's key, earlier parts taken as given; none where the key is authored."""
        if part.laid is None:
            return ()
        run = self.runs[part.laid.network]
        earlier = [
            slot
            for other in self.parts[: self.parts.index(part)]
            if other.laid is not None and other.laid.network == part.laid.network
            for slot in other.laid.slots
        ]
        axes = len(self.networks[part.laid.network].input) - 1
        return derivation(run, part.laid.slots, axes, run.calculation.upstream(earlier))


class Exercises:
    """All exercises of one question template: its networks are read once and laid once for each structure.

    ``exercise`` is asked for each variant, so everything that does not change between variants is kept here.
    """

    def __init__(self, template: Template) -> None:
        self.template = template
        self._drafts: dict[tuple[str, str], NetworkDraft] = {}

    def exercise(self, parameters: Mapping[str, Parameter]) -> Exercise:
        """The exercise for these parameter values.

        Raises TemplateError, naming the template, where the network cannot be read, its layers don't fit, or a value
        asks for something that isn't there.
        """
        try:
            return self._exercise(parameters)
        except TemplateError:
            raise
        except InputError as error:
            raise TemplateError(*(f"{self.template.name}: {problem}" for problem in error.problems)) from error

    def _exercise(self, parameters: Mapping[str, Parameter]) -> Exercise:
        template = self.template
        networks: dict[str, Network | NetworkDraft] = {}
        plans: dict[str, NetworkPlan] = {}
        for source in template.networks.values():
            draft = self._draft(source, parameters)
            network = draft.with_numbers(_numbers(parameters)) if template.symbols else draft.resolve(parameters)
            check_ranks(len(network.input) - 1, network.layers)
            networks[source.name] = network
            plans[source.name] = NetworkPlan(source.name, laid_quantities(network), source.batch)
        planned = list(self._planned(plans, networks))
        wanted = _all_wanted(planned, plans, parameters)
        runs = _runs(plans, networks, wanted)
        parts: list[Part] = []
        for answer, row, label, points, laid in planned:
            key = _key(answer, laid, runs, parameters)
            parts.append(Part(answer, row, label, points, key, laid))
        exercise = Exercise(template, parameters, networks, runs, wanted, tuple(parts))
        _check_follows(exercise)
        return exercise

    def _draft(self, source: NetworkSource, parameters: Mapping[str, Parameter]) -> NetworkDraft:
        text = source.layers if source.architecture is None else str(parameters[source.architecture])
        assert text is not None, "the loader takes networks with layers or an architecture only"
        if (source.name, text) not in self._drafts:
            self._drafts[source.name, text] = network_from(text, source.input)
        return self._drafts[source.name, text]

    def _planned(
        self, plans: Mapping[str, NetworkPlan], networks: Mapping[str, Network | NetworkDraft]
    ) -> Iterator[Planned]:
        for answer in self.template.answers:
            try:
                if answer.value is None or not speaks_of_network(answer.value, plans):
                    yield answer, None, "", answer.points, None
                elif answer.each is None:
                    yield answer, None, "", answer.points, laid_value(answer.value, plans, None)
                else:
                    name, layers = _rows(answer.each, plans)
                    for row, layer in enumerate(layers, 1):
                        laid = laid_value(answer.value, plans, (name, layer))
                        yield (
                            answer,
                            row,
                            networks[name].layers[layer].text,
                            answer.points / len(layers),
                            laid,
                        )
            except InputError as error:
                where = f"{self.template.name}: answers.{answer.name}"
                raise TemplateError(*(f"{where}: {problem}" for problem in error.problems)) from error


def _rows(each: Node, plans: Mapping[str, NetworkPlan]) -> tuple[str, tuple[int, ...]]:
    match each:
        case Attribute(Name(name), layers) if name in plans:
            return name, plans[name].layers(layers)
    raise InputError('each is a list of a network\'s layers, such as "network.layers"')


def _runs(
    plans: Mapping[str, NetworkPlan],
    networks: Mapping[str, Network | NetworkDraft],
    wanted: Mapping[str, tuple[int, ...]],
) -> dict[str, Run]:
    """Run every network's calculation; what is written in its layers must fit what arrives there."""
    runs: dict[str, Run] = {}
    for name, plan in plans.items():
        network = networks[name]
        runs[name] = plan.laid.calculation.run(plan.laid.leaves_of(network, wanted.get(name)))
        if isinstance(network, Network):
            check_fit(network, shapes(plan.laid, runs[name]))
    return runs


def _all_wanted(
    planned: Iterable[Planned], plans: Mapping[str, NetworkPlan], parameters: Mapping[str, Parameter]
) -> dict[str, tuple[int, ...]]:
    """For each network whose input sizes are asked for, the output size they must give."""
    asked: dict[str, Node] = {}
    for _, _, _, _, laid in planned:
        if laid is not None and laid.wanted is not None and asked.setdefault(laid.network, laid.wanted) != laid.wanted:
            raise InputError(f"{laid.network}: input_sizes is asked for two output sizes; use a second network")
    return {name: _wanted(node, parameters, plans[name]) for name, node in asked.items()}


def shapes(laid: LaidQuantities, run: Run) -> list[tuple[int, ...]]:
    """The shape that goes into a network and those that come out of its layers, in numbers."""
    slots = [laid.input_shape(None), *(laid.output_shape(layer) for layer in range(len(laid.kinds)))]
    return [tuple([run[slot] for slot in shape]) for shape in slots]  # type: ignore[misc]  # a run on numbers


def _numbers(parameters: Mapping[str, Parameter]) -> dict[str, int]:
    return {name: value for name, value in parameters.items() if isinstance(value, int)}


def _wanted(node: Node, parameters: Mapping[str, Parameter], plan: NetworkPlan) -> tuple[int, ...]:
    value = evaluate(node, parameters)
    sizes = value if isinstance(value, tuple) else (value,)
    if len(sizes) != plan.laid.rank - 1 or not all(isinstance(size, int) and size >= 1 for size in sizes):
        raise InputError(f"input_sizes needs {plan.laid.rank - 1} whole numbers from 1, one for each spatial axis")
    return tuple(size for size in sizes if isinstance(size, int))


def _key(
    answer: AnswerSource, laid: LaidValue | None, runs: Mapping[str, Run], parameters: Mapping[str, Parameter]
) -> Key | None:
    if laid is not None:
        return laid.read(runs[laid.network].__getitem__)
    return None if answer.value is None else evaluate(answer.value, parameters)


def _check_follows(exercise: Exercise) -> None:
    for part in exercise.parts:
        if part.answer.follows is not None:
            value = followed(exercise, part, {other.name: other.key for other in exercise.parts})
            if value != part.key:
                raise InputError(
                    f'answers.{part.answer.name}: "follows" gives {value} where the key is {part.key_text}'
                )


def followed(exercise: Exercise, part: Part, earlier: Mapping[str, Key | None]) -> Value:
    """A part's value by its ``follows``, from values of the earlier parts."""
    assert part.answer.follows is not None
    names: dict[str, Value] = dict(exercise.parameters)
    names |= {name: value for name, value in earlier.items() if isinstance(value, int | Fraction | tuple)}
    return evaluate(part.answer.follows, names)


def rejection(exercise: Exercise) -> str | None:
    """What ``separate`` rejects this variant for: a listed mistake that gives the right answer, or two that coincide.

    None if the variant tells all listed mistakes apart.
    """
    for part in exercise.parts:
        if part.laid is None:
            continue
        run, seen = exercise.runs[part.laid.network], {part.key: "the right answer"}
        for name in part.answer.separate:
            try:
                value = part.laid.read(run.rerun([Misstep(MAL_RULES[name])]).__getitem__)
            except (ExpressionError, InputError):
                continue
            if value in seen:
                return f"separate: {name} and {seen[value]} give the same {part.name}"
            seen[value] = name
    return None
