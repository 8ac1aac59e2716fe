"""From values to a variant: derived parameters, constraints, and how many variants a template has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import prod
from types import MappingProxyType

from exgen.engine.by_hand.matrices import Matrix
from exgen.errors import ExpressionError, TemplateError
from exgen.expressions import Value, compiled, show
from exgen.questions.domains import Derived, Drawn, Parameter, shown
from exgen.questions.formulas import derived_order
from exgen.questions.pins import pin_problems
from exgen.questions.problem_places import with_places
from exgen.questions.records import Template, Variant, frozen
from exgen.questions.seeds import Stream

ENUMERATED = 10_000
"""Up to so many combinations of values are all tried; of more, so many are drawn."""

NO_PINS: Mapping[str, Parameter] = MappingProxyType({})

_Formula = Callable[[Sequence[Value]], Value]


class Conditions:
    """The derived parameters and constraints of a template, made ready to be worked out many times."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._drawn = template.drawn_parameters
        order = derived_order(template.parameters)[0]
        self._names = (*self._drawn, *order)
        self._derived: list[tuple[str, _Formula]] = []
        for name in order:
            domain = template.parameters[name]
            assert isinstance(domain, Derived)
            self._derived.append((name, compiled(domain.node, self._names)))
        self._constraints = [(name, compiled(node, self._names)) for name, node in template.constraints.items()]

    def completed(self, values: Mapping[str, Parameter]) -> Mapping[str, Parameter]:
        """The values of all parameters, in the template's order, from those of the drawn ones.

        Raises ``TemplateError`` where a formula has no value, or one that no parameter can have, or another one
        than ``values`` say.
        """
        found: list[Parameter] = [values[name] for name in self._drawn]
        unknown = len(self._derived)
        for name, formula in self._derived:
            path = f"parameters.{name}.is"
            value = self._worked_out(formula, found, path, unknown)
            if isinstance(value, bool) or not isinstance(value, int | Fraction | str):
                raise self._error(path, "this is no number and no text", found)
            if name in values and values[name] != value:
                raise self._error(f"parameters.{name}", f"found {shown(values[name])}; it is {shown(value)}", found)
            found.append(value)
            unknown -= 1
        by_name = dict(zip(self._names, found, strict=True))
        return frozen({name: by_name[name] for name in self._template.parameters})

    def violated(self, parameters: Mapping[str, Parameter]) -> Iterator[str]:
        """The names of the constraints that a variant's values break, in order."""
        values = [parameters[name] for name in self._names]
        for name, formula in self._constraints:
            holds = self._worked_out(formula, values, f"constraints.{name}")
            if not isinstance(holds, bool):
                raise self._error(f"constraints.{name}", "this is neither true nor false", values)
            if not holds:
                yield name

    def _worked_out(self, formula: _Formula, values: Sequence[Parameter], path: str, unknown: int = 0) -> Value:
        """The value of a formula; of the values the last ``unknown`` are not there yet, and not needed."""
        try:
            return formula([*values, *[0] * unknown])
        except ExpressionError as error:
            raise self._error(path, str(error), values) from None

    def _error(self, path: str, sentence: str, values: Sequence[Parameter]) -> TemplateError:
        named = dict(zip(self._names, values, strict=False))
        file = f"{self._template.where}/question.toml"
        (told,) = with_places([f"{file}: {path}: {sentence}"], file, self._template.sources["question.toml"])
        return TemplateError(f"{told}{_with(named)}")


@lru_cache(maxsize=256)
def conditions(template: Template) -> Conditions:
    """The conditions of a template, made once."""
    return Conditions(template)


def _with(parameters: Mapping[str, Parameter]) -> str:
    pairs = ", ".join(f"{name} = {shown(value)}" for name, value in parameters.items())
    return f" (with {pairs})" if pairs else ""


def pinned_variant(template: Template, pinned: Mapping[str, Parameter], place: str | None = None) -> Variant:
    """The variant with exactly these values; parameters that have one value only may be left out.

    The values skip domains but must fulfil the constraints. ``place`` begins the messages, such as a bank's file and
    key path; the template's folder does by default. Raises ``TemplateError`` with a line for every name the template
    does not have, every value of a wrong type and every missing value, or else for every constraint that is broken.
    """
    place = place or template.where
    lines = [f"{place}: {name}: {sentence}" for name, sentence in pin_problems(template.parameters, pinned)]
    values = dict(pinned)
    for name in template.drawn_parameters:
        domain = template.parameters[name]
        assert not isinstance(domain, Derived)
        if name not in values and domain.size == 1:
            values[name] = domain.value_at(0)
        elif name not in values:
            lines.append(f"{place}: {name}: no value is given ({domain} when drawn)")
    if lines:
        raise TemplateError(*lines)
    parameters = conditions(template).completed(values)
    broken = [
        f"{place}: constraint {name}: {show(template.constraints[name])} does not hold{_with(parameters)}"
        for name in conditions(template).violated(parameters)
    ]
    if broken:
        raise TemplateError(*broken)
    return Variant(parameters, 0)


@dataclass(frozen=True, slots=True)
class Space:
    """How many variants a template has, before ``separate`` takes some away.

    ``size`` is exact, or else estimated from ``tried`` random combinations; ``rejected`` says how many of those
    tried each constraint rejects.
    """

    size: int
    is_exact: bool
    tried: int
    rejected: Mapping[str, int]


def variant_space(template: Template, pinned: Mapping[str, Parameter] = NO_PINS) -> Space:
    """How many variants there are, with the pinned parameters fixed.

    Up to 10,000 combinations of values are all tried; of more, 10,000 are drawn (always the same ones).
    Raises ``TemplateError`` if no combination tried satisfies the constraints, and names those that reject most.
    """
    domains: dict[str, Drawn] = {}
    for name in template.drawn_parameters:
        domain = template.parameters[name]
        assert not isinstance(domain, Derived)
        domains[name] = domain
    free = {name: domain for name, domain in domains.items() if name not in pinned}
    combinations = prod(domain.size for domain in free.values())
    is_enumerated = combinations <= ENUMERATED
    rejected: Counter[str] = Counter(dict.fromkeys(template.constraints, 0))
    tried = accepted = 0
    told = conditions(template)
    for values in _all(free) if is_enumerated else _sampled(free):
        tried += 1
        broken = list(told.violated(told.completed({**pinned, **values})))
        accepted += not broken
        rejected.update(broken)
    if not accepted:
        raise TemplateError(_unsatisfiable(template, rejected, tried, is_enumerated))
    if is_enumerated:
        return Space(accepted, True, tried, frozen(rejected))
    return Space(combinations * accepted // tried, accepted == tried and not rejected, tried, frozen(rejected))


def _all(domains: Mapping[str, Drawn]) -> Iterator[dict[str, int | str | Matrix]]:
    lists: Iterable[Iterable[int | str | Matrix]] = domains.values()
    for values in product(*lists):
        yield dict(zip(domains, values, strict=True))


def _sampled(domains: Mapping[str, Drawn]) -> Iterator[dict[str, int | str | Matrix]]:
    streams = {name: Stream("variant space", name) for name in domains}
    for _ in range(ENUMERATED):
        yield {name: domain.value_at(streams[name].below(domain.size)) for name, domain in domains.items()}


def _unsatisfiable(template: Template, rejected: Counter[str], tried: int, is_enumerated: bool) -> str:
    """The sentence that says which constraints leave no variant."""
    sample = f"all {tried} combinations of values" if is_enumerated else f"{tried} random combinations of values"
    place = f"{template.where}/question.toml"
    for name, count in rejected.items():
        if count == tried:
            return f"{place}: constraints.{name}: {show(template.constraints[name])} holds for none of {sample}"
    most = ", ".join(f"{name} rejects {count}" for name, count in rejected.most_common(3))
    return f"{place}: constraints: no variant satisfies all of them; of {sample} {most}"
