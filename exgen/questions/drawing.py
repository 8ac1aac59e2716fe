"""Drawing a variant for a student: the same one for the same seed, on every machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping

from exgen.engine.network_tokens import shortened
from exgen.errors import TemplateError
from exgen.expressions import evaluate, names_in, show
from exgen.questions.domains import Derived, Drawn, Parameter, drawn, shown
from exgen.questions.pins import pin_problems
from exgen.questions.records import Template, Variant
from exgen.questions.variants import NO_PINS, conditions, variant_space

DRAWS = 500
"""So many draws may be rejected before the search is given up."""

REPEATS = 2_000
"""So many draws may give variants that are taken already before one of them is given again."""

_CONSTRAINT = "constraint "

Values = tuple[tuple[str, Parameter], ...]


def values_of(parameters: Mapping[str, Parameter]) -> Values:
    """A variant's values as something that sets can hold, to remember which are taken.

    >>> values_of({"H": 28, "K": 3})
    (('H', 28), ('K', 3))
    """
    return tuple(parameters.items())


def _accept_all(parameters: Mapping[str, Parameter]) -> str | None:
    del parameters
    return None


def draw(
    template: Template,
    question_id: str,
    seed: int,
    student: str,
    *,
    pinned: Mapping[str, Parameter] = NO_PINS,
    accepts: Callable[[Mapping[str, Parameter]], str | None] = _accept_all,
    taken: Container[Values] = frozenset(),
    first_draw: int = 0,
) -> Variant:
    """The variant of a question that a student gets.

    Each parameter has a stream of its own, from (question id, seed, student, draw, parameter). Draw by draw,
    from ``first_draw`` on, all parameters that are not pinned get values, the derived ones are worked out, and the
    constraints are checked; a variant in ``taken`` (see :func:`values_of`) is passed over, and of the others
    ``accepts`` says what rejects them (``"separate: plus_one_dropped gives the right size"``) or None. Where
    everything is taken, a variant is given again and says so (``is_repeated``).

    If nothing is left to draw (each parameter is pinned or has one value), ``taken`` does not count; ``accepts`` is not
    asked if something is pinned, and what it rejects is an error at once if nothing is.

    Raises ``TemplateError`` for pins the template cannot have, for pins that break a constraint by
    themselves, and after 500 rejected draws, naming what rejects most.
    """
    lines = [f"{template.where}: {name}: {sentence}" for name, sentence in pin_problems(template.parameters, pinned)]
    if lines:
        raise TemplateError(*lines)
    domains = _free_domains(template, pinned)
    has_choice = any(domain.size > 1 for domain in domains.values())
    rejected: Counter[str] = Counter()
    repeated: Variant | None = None
    repeats = 0
    number = first_draw
    while rejected.total() < (DRAWS if has_choice else 1) and repeats < REPEATS:
        values = {name: drawn(domain, question_id, seed, student, number, name) for name, domain in domains.items()}
        parameters = conditions(template).completed({**pinned, **values})
        broken = next(conditions(template).violated(parameters), None)
        if broken is not None:
            rejected[f"{_CONSTRAINT}{broken}"] += 1
        elif has_choice and values_of(parameters) in taken:
            repeats += 1
            repeated = repeated or Variant(parameters, number, is_repeated=True)
        else:
            reason = accepts(parameters) if has_choice or not pinned else None
            if reason is None:
                return Variant(parameters, number)
            rejected[reason] += 1
        number += 1
    if repeated is not None:
        return repeated
    raise _nothing_found(template, question_id, pinned, rejected)


def _free_domains(template: Template, pinned: Mapping[str, Parameter]) -> dict[str, Drawn]:
    domains = {name: template.parameters[name] for name in template.drawn_parameters if name not in pinned}
    return {name: domain for name, domain in domains.items() if not isinstance(domain, Derived)}


def _nothing_found(
    template: Template, question_id: str, pinned: Mapping[str, Parameter], rejected: Counter[str]
) -> TemplateError:
    """The error that says what rejected the draws; it is that of the whole space if that is empty."""
    if any(reason.startswith(_CONSTRAINT) for reason in rejected):
        broken = [f"{template.where}: {sentence}" for sentence in _broken_by_pins(template, pinned)]
        if broken:
            return TemplateError(*broken)
        variant_space(template, pinned)
    draws = rejected.total()
    most = ", ".join(f"{count} rejected because {_because(reason)}" for reason, count in rejected.most_common(3))
    pins = f" with {_listed(pinned)}" if pinned else ""
    found = f"no variant found{pins} in {draws} draw{'s' if draws != 1 else ''}"
    return TemplateError(f"{template.where}: question {question_id}: {found}: {most}")


def _broken_by_pins(template: Template, pinned: Mapping[str, Parameter]) -> Iterator[str]:
    """The constraints that speak of pinned values only, and do not hold for them."""
    for name, node in template.constraints.items():
        letters = names_in(node)
        used = {name: value for name, value in pinned.items() if name in letters}
        if used and len(used) == len(letters) and evaluate(node, used) is False:
            yield f"{_listed(used)} break{'s' if len(used) == 1 else ''} {name}: {shortened(show(node), 80)}"


def _because(reason: str) -> str:
    """A reason as half a sentence: which constraint does not hold, or what ``separate`` found."""
    kind, colon, sentence = reason.partition(": ")
    if reason.startswith(_CONSTRAINT):
        return f"the constraint {reason.removeprefix(_CONSTRAINT)} does not hold"
    return f"{sentence} ({kind})" if colon else reason


def _listed(values: Mapping[str, Parameter]) -> str:
    return ", ".join(f"{name} = {shown(value)}" for name, value in values.items())
