"""A variant's exercise: the networks run, and a key for every part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from exgen.answers import KINDS, Members
from exgen.answers.members import common_size
from exgen.engine.architectures import network_from
from exgen.engine.calculation import Misstep, Run
from exgen.engine.derivation import Line, derivation
from exgen.engine.drafts import NetworkDraft
from exgen.engine.fitting import check_fit, check_ranks
from exgen.engine.laid_quantities import LaidQuantities, laid_quantities
from exgen.engine.mal_rules import MAL_RULES, MalRule
from exgen.engine.networks import Network
from exgen.errors import InputError, TemplateError
from exgen.expressions import Node, show
from exgen.questions.domains import Parameter, shown
from exgen.questions.earlier_answers import worked_out
from exgen.questions.key_forms import Key, key_problem
from exgen.questions.keys import LaidValue, NetworkPlan
from exgen.questions.planning import PlannedPart, planned_parts, told_of, wanted_sizes
from exgen.questions.records import AnswerSource, NetworkSource, Template


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

    def followed(self, part: Part, values: Mapping[str, Key | None]) -> Key | None:
        """What a part's key would be if the earlier parts had these ``values`` (by name), told by its ``follows``.

        A key that its author works out from earlier answers follows from them as it is. None where nothing is said of
        how the part follows. Raises ExpressionError where it has no value.
        """
        formula = part.answer.follows or (part.answer.value if part.laid is None else None)
        if formula is None:
            return None
        answers = _by_answer(self.parts, values)
        return worked_out(formula, self.parameters, answers, self.template.symbols)


class Exercises:
    """All exercises of one question template: its networks are read once and laid once for each structure.

    ``exercise`` is asked for each variant, so everything that does not change between variants is kept here.
    """

    def __init__(self, template: Template) -> None:
        self.template = template
        self._drafts: dict[tuple[str, str], NetworkDraft] = {}

    def exercise(self, parameters: Mapping[str, Parameter]) -> Exercise:
        """The exercise for these parameter values.

        Raises TemplateError, a line for everything wrong, naming file, table and values: where the network cannot be
        read, its layers don't fit, a value asks for something that isn't there, or has a key that its kind cannot take.
        """
        try:
            return self._exercise(parameters)
        except TemplateError:
            raise
        except InputError as error:
            values = ", ".join(f"{name} = {shown(value)}" for name, value in parameters.items())
            raise self._error(error, f" (with {values})" if values else "") from error

    def _error(self, error: InputError, tail: str = "") -> TemplateError:
        return TemplateError(*(f"{self.template.where}/question.toml: {problem}{tail}" for problem in error.problems))

    def _exercise(self, parameters: Mapping[str, Parameter]) -> Exercise:
        networks: dict[str, Network | NetworkDraft] = {}
        plans: dict[str, NetworkPlan] = {}
        for source in self.template.networks.values():
            with told_of(source.path):
                networks[source.name] = network = self._network(source, parameters)
                plans[source.name] = NetworkPlan(source.name, laid_quantities(network), source.batch)
        try:
            planned = planned_parts(self.template.answers, networks, plans)
        except InputError as error:
            raise self._error(error) from error
        wanted = wanted_sizes(planned, plans, parameters)
        runs: dict[str, Run] = {}
        for source in self.template.networks.values():
            with told_of(source.path):
                runs[source.name] = _run(plans[source.name].laid, networks[source.name], wanted.get(source.name))
        parts = _parts(planned, runs, parameters, self.template.symbols)
        exercise = Exercise(self.template, parameters, networks, runs, wanted, parts)
        _check_follows(exercise)
        return exercise

    def _network(self, source: NetworkSource, parameters: Mapping[str, Parameter]) -> Network | NetworkDraft:
        """A network with the variant's numbers; it stays a draft where symbols stand in it."""
        text = source.layers if source.architecture is None else str(parameters[source.architecture])
        assert text is not None, "the loader takes networks with layers or an architecture only"
        if (source.name, text) not in self._drafts:
            self._drafts[source.name, text] = network_from(text, source.input)
        draft = self._drafts[source.name, text]
        if not set(draft.names) & set(self.template.symbols):
            network: Network | NetworkDraft = draft.resolve(parameters)
        else:
            network = draft.with_numbers({name: value for name, value in parameters.items() if isinstance(value, int)})
            _check_symbols(network, self.template.symbols)
        check_ranks(len(network.input) - 1, network.layers)
        return network


def _check_symbols(draft: NetworkDraft, symbols: Mapping[str, str]) -> None:
    """Refuse a draft in which names that are no symbols are left, or symbols decide how many layers there are."""
    strange = [name for name in draft.names if name not in symbols]
    if strange:
        raise InputError(*(f'"{name}" has no whole number and is no symbol' for name in strange))
    if draft.count_names:
        raise InputError(f"how many layers there are cannot depend on a symbol, here {', '.join(draft.count_names)}")


def _run(laid: LaidQuantities, network: Network | NetworkDraft, wanted: tuple[int, ...] | None) -> Run:
    """Run a network's calculation; what is written in its layers must fit what arrives there."""
    run = laid.calculation.run(laid.leaves_of(network, wanted))
    if isinstance(network, Network):
        check_fit(network, shapes(laid, run))
    return run


def shapes(laid: LaidQuantities, run: Run) -> list[tuple[int, ...]]:
    """The shape that goes into a network and those that come out of its layers, in numbers."""
    slots = [laid.input_shape(None), *(laid.output_shape(layer) for layer in range(len(laid.kinds)))]
    return [tuple([run[slot] for slot in shape]) for shape in slots]  # type: ignore[misc]  # a run on numbers


def _parts(
    planned: Iterable[PlannedPart],
    runs: Mapping[str, Run],
    parameters: Mapping[str, Parameter],
    symbols: Mapping[str, str],
) -> tuple[Part, ...]:
    """The parts with their keys, each of a form that its answer kind takes."""
    parts: list[Part] = []
    problems: dict[str, str] = {}
    for answer, row, label, points, laid in planned:
        key: Key | None = None
        try:
            if laid is not None:
                key = laid.read(runs[laid.network].__getitem__)
            elif answer.value is not None:
                answers = _by_answer(parts, {part.name: part.key for part in parts})
                key = worked_out(answer.value, parameters, answers, symbols)
        except InputError as error:
            problems.setdefault(answer.name, f"{answer.path}: {error}")
        else:
            problem = None if key is None else key_problem(answer, key)
            if problem is not None:
                problems.setdefault(answer.name, f"{answer.path}: {problem}")
        parts.append(Part(answer, row, label, points, key, laid))
    if problems:
        raise InputError(*problems.values())
    return tuple(parts)


def _by_answer(
    parts: Sequence[Part], values: Mapping[str, Key | None]
) -> dict[str, Key | tuple[Key | None, ...] | None]:
    """The values of parts as formulas speak of them: of a table all rows together."""
    found: dict[str, Key | tuple[Key | None, ...] | None] = {}
    rows: dict[str, list[Key | None]] = {}
    for part in parts:
        value = values.get(part.name)
        if part.row is None:
            found[part.answer.name] = value
        else:
            rows.setdefault(part.answer.name, []).append(value)
    return found | {name: tuple(members) for name, members in rows.items()}


def _check_follows(exercise: Exercise) -> None:
    """Hold every ``follows`` to the key: over the true earlier parts it must give the same."""
    keys = {part.name: part.key for part in exercise.parts}
    for part in exercise.parts:
        if part.answer.follows is not None:
            with told_of(f"{part.answer.path}.follows"):
                value = exercise.followed(part, keys)
                if value is None or not _is_same(part, value):
                    text = show(value) if isinstance(value, Node) else value
                    raise InputError(f"{show(part.answer.follows)} gives {text} where the key is {part.key_text}")


def _is_same(part: Part, value: Key) -> bool:
    if not isinstance(value, Node):
        return value == part.key
    kind = KINDS[part.answer.kind]
    return kind.judge_values(part.key, value, kind.settled(part.answer.options, part.key)).score == 1


def rejection(exercise: Exercise) -> str | None:
    """What ``separate`` rejects this variant for: a listed mistake that gives a right answer, or two that coincide.

    None if the variant tells all listed mistakes apart. A mistake is made everywhere, one of single layers in each of
    them; in a table's row one that cannot be made there is no reason.
    """
    for part in exercise.parts:
        if part.laid is None:
            continue
        run, seen = exercise.runs[part.laid.network], dict[Key, str]()
        for name in part.answer.separate:
            for step in _ways(part, part.laid, run, MAL_RULES[name]):
                try:
                    value = part.laid.read(run.rerun([step]).__getitem__)
                except InputError:
                    continue
                if _gives_right_answer(part, value):
                    return f"separate: {name} gives the right {part.name}"
                if seen.setdefault(value, name) != name:
                    return f"separate: {name} and {seen[value]} give the same {part.name}"
    return None


def _ways(part: Part, laid: LaidValue, run: Run, mal_rule: MalRule) -> list[Misstep]:
    """How somebody makes a listed mistake; for a single answer at least one way, even if it changes nothing."""
    ways = run.missteps([mal_rule], run.calculation.upstream(laid.slots))
    everywhere = [step for step in ways if step.is_everywhere]
    return everywhere or ways or ([Misstep(mal_rule)] if part.row is None else [])


def _gives_right_answer(part: Part, value: Key) -> bool:
    """Whether somebody who gets to this value answers right; where any member of a set will do, one is enough."""
    if part.answer.kind == "set" and part.answer.options.get("accept") == "any":
        return common_size(cast("Members", part.key), cast("Members", value)) > 0
    return value == part.key
