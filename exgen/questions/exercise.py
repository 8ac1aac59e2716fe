"""A variant's exercise: the networks run, and a key for every part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from exgen.answers import KINDS
from exgen.engine.by_hand.checks import check_gradient
from exgen.engine.condensing import condensed
from exgen.engine.conventions import Conventions
from exgen.engine.derivation import Line, derivation
from exgen.engine.drafts import NetworkDraft
from exgen.engine.fitting import check_fit, check_ranks
from exgen.engine.gradients.graph import Graph
from exgen.engine.laid_quantities import LaidQuantities, laid_quantities
from exgen.engine.layer_drafts import names_of
from exgen.engine.naming import network_from
from exgen.engine.networks import Network
from exgen.engine.quantity_arguments import Settled
from exgen.engine.runs import Run
from exgen.errors import InputError, TemplateError
from exgen.expressions import Node, show
from exgen.questions.domains import Parameter, shown
from exgen.questions.earlier_answers import worked_out
from exgen.questions.graphs import (
    Subject,
    gradient_lines,
    graph_from,
    graph_run,
)
from exgen.questions.hand_work import input_text, with_matrices
from exgen.questions.input_sizes import check_input_sizes
from exgen.questions.key_forms import Key, in_form_of
from exgen.questions.keyed_parts import keyed_parts
from exgen.questions.keys import check_quantity
from exgen.questions.network_places import NetworkPlan
from exgen.questions.network_settings import batch_axis, number_bytes, with_settings
from exgen.questions.parts import Part as Part, by_answer
from exgen.questions.planning import all_arguments, gathered, planned_parts, slots_asked, told_of
from exgen.questions.problem_places import with_places
from exgen.questions.receptive_fields import check_fields
from exgen.questions.records import NetworkSource, Template
from exgen.questions.symbols import check_symbols, symbolic_run
from exgen.questions.told_conventions import check_conventions, check_division, conventions_of


@dataclass(frozen=True, slots=True)
class Exercise:
    """A variant with its keys.

    ``networks`` holds graphs too. ``runs`` holds for each of them the run of its calculation.
    """

    template: Template
    parameters: Mapping[str, Parameter]
    networks: Mapping[str, Subject]
    runs: Mapping[str, Run]
    parts: tuple[Part, ...]
    conventions: Conventions

    def derivation(self, part: Part) -> tuple[Line, ...]:
        """The lines that lead to the key of a part or of a table's cell, those before it taken as given.

        None where the key is authored, and none for a table itself: its cells have their own.
        """
        if part.laid is None or part.run is None:
            return ()
        subject = self.networks[part.laid.network]
        parts = [cell for other in self.parts for cell in other.cells]
        before = [
            other.laid
            for other in parts[: parts.index(part)]
            if other.laid is not None and other.laid.network == part.laid.network
        ]
        if isinstance(subject, Graph):
            return gradient_lines(part.laid, subject, before)
        earlier = [slot for laid in before for slot in laid.slots]
        axes = len(subject.input) - 1
        known = part.run.calculation.reached(earlier)
        return condensed(derivation(part.run, part.laid.slots, axes, known), subject.groups)

    def followed(self, part: Part, values: Mapping[str, Key | None]) -> Key | None:
        """What a part's key would be if the earlier parts had these ``values`` (by name), told by its ``follows``.

        A key that its author works out from earlier answers follows from them as it is. None where nothing is said of
        how the part follows. Raises ExpressionError where it has no value.
        """
        formula = part.answer.follows or (part.answer.value if part.laid is None else None)
        if formula is None:
            return None
        answers = by_answer(self.parts, values)
        return in_form_of(part.answer, worked_out(formula, self.parameters, answers, self.template.symbols))


class Exercises:
    """All exercises of one question template: its networks are read once and laid once for each structure.

    ``exercise`` is asked for each variant, so everything that does not change between variants is kept here.
    """

    def __init__(self, template: Template) -> None:
        self.template = template
        self._drafts: dict[tuple[str, str, str, int, Conventions], NetworkDraft] = {}
        self._last: Exercise | None = None

    def names_in(self, option: str) -> frozenset[str]:
        """The parameters and symbols in which an option of layers is written, in the networks of the variants made."""
        written = [layer.arguments.get(option, 0) for draft in self._drafts.values() for layer in draft.layers]
        return frozenset(name for value in written for name in names_of(value if isinstance(value, tuple) else [value]))

    def exercise(self, parameters: Mapping[str, Parameter]) -> Exercise:
        """The exercise for these parameter values.

        Raises TemplateError, a line for everything wrong, naming file, table and values: where the network cannot be
        read, its layers don't fit, a value asks for something that isn't there, or has a key that its kind cannot take.
        """
        if self._last is not None and self._last.parameters == parameters:
            return self._last  # whoever draws a variant asks whether it will do, then for the exercise
        try:
            self._last = self._exercise(parameters)
            return self._last
        except TemplateError:
            raise
        except InputError as error:
            raise self._error(error, _with(parameters)) from error

    def _error(self, error: InputError, tail: str = "") -> TemplateError:
        return TemplateError(*self._told(error.problems, tail))

    def _told(self, problems: Iterable[str], tail: str = "") -> Iterator[str]:
        file = f"{self.template.where}/question.toml"
        told = (f"{file}: {problem}" for problem in problems)
        yield from (f"{problem}{tail}" for problem in with_places(told, file, self.template.sources["question.toml"]))

    def _exercise(self, parameters: Mapping[str, Parameter]) -> Exercise:
        networks: dict[str, Network | NetworkDraft] = {}
        conventions = conventions_of(self.template.conventions, parameters)
        plans: dict[str, NetworkPlan] = {}
        problems: list[str] = []
        unreadable: list[str] = []
        for source in self.template.networks.values():
            draft: NetworkDraft | None = None
            with gathered(problems if _follows(source, parameters) else unreadable, source.path):
                draft = self._draft(source, parameters, conventions)
            if draft is None:
                continue
            with gathered(problems, source.path):
                networks[source.name] = network = self._network(draft, source, parameters)
                plans[source.name] = NetworkPlan(
                    source.name,
                    laid_quantities(network),
                    batch_axis(source, network, self.template.symbols, self.template.parameters),
                )
        graphs: dict[str, Graph] = {}
        toml = self.template.sources["question.toml"]
        for name, graph_source in self.template.graphs.items():
            with gathered(problems, graph_source.path):
                graphs[name] = graph_from(graph_source, parameters, conventions, toml)
        if unreadable or problems:
            asked_amiss = self._told(self._misnamed()) if len(plans) < len(self.template.networks) else ()
            raise TemplateError(*asked_amiss, *self._told(unreadable), *self._told(problems, _with(parameters)))
        subjects: dict[str, Subject] = {**networks, **graphs}
        try:
            planned = planned_parts(self.template.answers, subjects, plans, parameters)
        except InputError as error:
            for source in self.template.networks.values():
                with gathered(problems, source.path):
                    _run(plans[source.name].laid, networks[source.name], {}, ())
            unfit = self._error(InputError(*problems), _with(parameters)).problems if problems else ()
            raise TemplateError(*self._error(error).problems, *unfit) from error
        arguments = all_arguments(planned)
        asked = slots_asked(planned)
        runs: dict[str, Run] = {}
        for name, source in self.template.networks.items():
            with gathered(problems, source.path):
                settled, slots = arguments.get(name, {}), asked.get(name, ())
                runs[name] = _run(plans[name].laid, networks[name], settled, slots)
        if problems:
            raise InputError(*problems)
        runs |= {name: graph_run(graph) for name, graph in graphs.items()}
        check_fields(planned, networks, plans, runs)
        check_input_sizes(planned, networks, runs)
        parts = keyed_parts(planned, subjects, runs, parameters, self.template.symbols)
        exercise = Exercise(self.template, parameters, subjects, runs, parts, conventions)
        _check_follows(exercise)
        return exercise

    def _misnamed(self) -> list[str]:
        """What answers ask although nobody has it, which needs no network to be told."""
        problems: list[str] = []
        for answer in self.template.answers:
            for value in (one.value for one in (answer, *answer.columns)):
                with gathered(problems, answer.path):
                    if value is not None:
                        check_quantity(value, self.template.networks)
        return problems

    def _draft(
        self, source: NetworkSource, parameters: Mapping[str, Parameter], conventions: Conventions
    ) -> NetworkDraft:
        """A network as it is written, read once for all variants that write it alike."""
        text = source.layers if source.architecture is None else str(parameters[source.architecture])
        assert text is not None, "the loader takes networks with layers or an architecture only"
        bytes = number_bytes(source, parameters)
        written = (source.name, text, input_text(source, parameters), bytes, conventions)
        if written not in self._drafts:
            declared = [*self.template.parameters, *self.template.symbols]
            self._drafts[written] = with_settings(network_from(*written[1:3]), source, declared, bytes, conventions)
        return self._drafts[written]

    def _network(
        self, draft: NetworkDraft, source: NetworkSource, parameters: Mapping[str, Parameter]
    ) -> Network | NetworkDraft:
        """A network with the variant's numbers; it stays a draft where symbols stand in it."""
        if not set(draft.names) & set(self.template.symbols):
            network: Network | NetworkDraft = draft.resolve(parameters)
        else:
            network = draft.with_numbers({name: value for name, value in parameters.items() if isinstance(value, int)})
            check_symbols(network, self.template.symbols)
        check_ranks(network)
        if isinstance(network, Network):
            check_conventions(network)
        return with_matrices(network, source, parameters)


def _follows(source: NetworkSource, parameters: Mapping[str, Parameter]) -> bool:
    """Whether what is read of a network is another text in another variant."""
    return source.architecture is not None or source.input in parameters or source.precision in parameters


def _with(parameters: Mapping[str, Parameter]) -> str:
    """The values of a variant, as they stand behind what is wrong with it."""
    values = ", ".join(f"{name} = {shown(value)}" for name, value in parameters.items())
    return f" (with {values})" if values else ""


def _run(laid: LaidQuantities, network: Network | NetworkDraft, arguments: Settled, asked: tuple[int, ...]) -> Run:
    """Run a network's calculation; what is written in its layers must fit what arrives there."""
    if isinstance(network, NetworkDraft):
        fixed = None if isinstance(network.batch, int) else replace(network, batch=1).network
        if fixed is not None:  # nothing but the batch is a symbol
            _run(laid, fixed, arguments, asked)
        return symbolic_run(laid, network, arguments, asked)
    run = laid.calculation.run(laid.leaves_of(network, arguments), asked, network.conventions)
    sizes = shapes(laid, run)
    check_division(network, sizes)
    check_fit(network, sizes)
    check_gradient(network, sizes[-1])
    return run


def shapes(laid: LaidQuantities, run: Run) -> list[tuple[int, ...]]:
    """The shape that goes into a network and those that come out of its layers, in numbers."""
    slots = [laid.input_shape(None), *(laid.output_shape(layer) for layer in range(len(laid.kinds)))]
    return [tuple([run[slot] for slot in shape]) for shape in slots]  # type: ignore[misc]  # a run on numbers


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
    return kind.judge_values(part.key, value, kind.settled(part.options, part.key)).score == 1
