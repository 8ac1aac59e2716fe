"""Choices whose wrong answers are what mistakes make of the value that is asked for, in every variant its own.

A wrong value is offered only if the judge of responses tells it apart from the right one and from every other one:
what it would accept, or could not decide, is left out. Which of the listed mistakes are offered, and in what order, is
drawn from a stream that belongs to the variant's parameters, so that a sheet can be made again from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from exgen.answers import KINDS, Verdict, judge
from exgen.answers.matrix_equality import same_at_equal_sizes
from exgen.engine.formulas import Quantity
from exgen.engine.mal_rules import MAL_RULES
from exgen.engine.missteps import Misstep, ways_to_make
from exgen.engine.runs import Run
from exgen.errors import ExgenError, InputError, KindError
from exgen.expressions import Node
from exgen.expressions.factoring import factored
from exgen.questions.domains import Parameter
from exgen.questions.graphs import KIND as GRADIENTS
from exgen.questions.key_forms import TAKES, Key, form_of, in_form_of
from exgen.questions.laid_of_graph import LaidGradient, LaidOfGraph
from exgen.questions.laid_values import LaidValue
from exgen.questions.matrices import matrix_text
from exgen.questions.parts import Choice, Offered, Part
from exgen.questions.records import AnswerSource, frozen
from exgen.questions.seeds import Stream


def asked_openly(answer: AnswerSource, laid: LaidValue | LaidOfGraph, run: Run, symbols: Iterable[str]) -> AnswerSource:
    """The answer that asks for the value itself, in whose kind the values of a choice are shown and told apart."""
    if isinstance(laid, LaidGradient):
        return replace(answer, kind=GRADIENTS, options=frozen({}), distractors=())
    form = form_of(laid.read(run.__getitem__))
    kind = next((kind for kind, forms in TAKES.items() if form in forms and kind != GRADIENTS), None)
    if kind is None:
        raise InputError(f"{laid.name} is {form}; such values cannot be offered to choose from")
    options = {"symbols": list(symbols)} if kind == "expression" else {}
    return replace(answer, kind=kind, options=frozen(options), distractors=())


def choice_of(
    answer: AnswerSource, part: Part, run: Run, parameters: Mapping[str, Parameter], symbols: Iterable[str]
) -> Choice:
    """The values that an answer offers, where ``part`` would ask for one openly.

    They are fewer than wanted where mistakes lead to no more.

    Raises InputError where no listed mistake leads to a wrong value.
    """
    assert part.key is not None, "a value is asked for"
    stream = Stream("choices", part.name, *_labels(parameters))
    told = [offered(part, part.key, None)]
    for mistake in stream.shuffled(answer.distractors):
        if len(told) > answer.wrong_choices:
            break
        wrong = (offered(part, value, step) for value, step in _values(part, run, mistake, tuple(symbols)))
        new = next((one for one in wrong if all(are_told_apart(part, other, one) for other in told)), None)
        told += [] if new is None else [new]
    if len(told) == 1:
        raise InputError(f"distractors: none of them leads to a wrong value; right is {part.key_text}")
    return Choice(part, stream.shuffled(told))


def _labels(parameters: Mapping[str, Parameter]) -> Iterator[str]:
    """A variant as the labels of a stream."""
    for name, value in parameters.items():
        yield name
        yield matrix_text(value) if isinstance(value, tuple) else str(value)


def offered(part: Part, value: Key, step: Misstep | None) -> Offered:
    """A value as it is shown, and the mistake that leads to it."""
    kind = KINDS[part.answer.kind]
    return Offered(value, kind.show(value), kind.show_latex(value), step)


def _values(part: Part, run: Run, mistake: str, symbols: tuple[str, ...]) -> Iterator[tuple[Key, Misstep]]:
    """What a mistake makes of the value, in each way to make it, where that is of the form that is asked for."""
    assert part.laid is not None, "something is asked of a network or graph"
    upstream = run.calculation.upstream(part.laid.slots)
    for step in ways_to_make(run, MAL_RULES[mistake], upstream):
        value = mistaken_value(part, run, step, upstream, symbols)
        if value is not None:
            yield value, step


def mistaken_value(
    part: Part, run: Run, step: Misstep, upstream: frozenset[int], symbols: tuple[str, ...]
) -> Key | None:
    """What a misstep makes of a part's value, as its kind has it; None where there is none of the form that is asked.

    ``upstream`` are the slots on which the part depends.
    """
    assert part.laid is not None, "something is asked of a network or graph"
    try:
        value = part.laid.read(run.rerun([step], within=upstream).__getitem__)
    except InputError:
        return None
    if isinstance(part.laid, LaidGradient) or form_of(value) in TAKES[part.answer.kind]:
        return in_form_of(part.answer, _as_printed(part, value, symbols))
    return None


def _as_printed(part: Part, value: Quantity | Key, symbols: tuple[str, ...]) -> Key:
    """A formula in letters in the form in which the right one is printed: nothing about its looks tells it apart."""
    if part.answer.kind == "expression" and isinstance(value, Node):
        return factored(value, symbols)
    return value


def are_told_apart(part: Part, one: Offered, other: Offered) -> bool:
    """Whether the judge of responses takes neither of two values for the other one.

    A formula that does not fit is no key: of two such ones neither may be the other where all sizes are equal.
    """
    for key, response in ((one, other), (other, one)):
        try:
            verdict = judge(part.answer.kind, key.text, response.text, part.options).verdict
        except KindError:
            continue
        return verdict in (Verdict.INCORRECT, Verdict.PARTIAL)
    try:
        values = one.value, other.value
        return all(isinstance(value, Node) for value in values) and not same_at_equal_sizes(*values, part.options)  # type: ignore[arg-type]  # formulas, just seen
    except ExgenError:  # not decided
        return False
