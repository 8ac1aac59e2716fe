"""One student's responses to one exercise -> outcomes, with follow-through from part to part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from exgen.answers import KINDS, Judgement, UnreadableResponse, Verdict, judge
from exgen.engine.formulas import Quantity
from exgen.errors import ExgenError
from exgen.expressions import Node
from exgen.grading.diagnosis import Diagnosis, Matches, diagnosis
from exgen.grading.outcomes import Outcome
from exgen.questions.exercise import Exercise, Key, Part, followed

NOT_ANSWERED = "not answered"


def checked_exercise(
    exercise: Exercise, parts: Mapping[str, Part], responses: Mapping[str, str], scale: Fraction = Fraction(1)
) -> list[Outcome]:
    """The outcomes of an exercise's parts, in their order.

    ``parts`` holds them under their labels, ``responses`` the typed text under the same labels (absent or blank: not
    answered). A part that is right from the student's own wrong earlier parts gets its points.
    """
    outcomes: list[Outcome] = []
    earlier: list[_Answered] = []
    for label, part in parts.items():
        response = responses.get(label, "").strip()
        possible = part.points * scale
        if not response:
            points = None if part.key is None else Fraction(0)
            outcomes.append(Outcome(label, "", _blank_verdict(part), points, possible, "", NOT_ANSWERED))
            continue
        judgement = judge(part.answer.kind, part.key_text, response, part.answer.options)
        value = _value(part, response) if judgement.verdict in (Verdict.INCORRECT, Verdict.PARTIAL) else None
        wrong = [other for other in earlier if other.value is not None]
        follows = _follows(exercise, part, value, wrong)
        found = Diagnosis() if follows or value is None else _diagnosis(exercise, part, value, wrong)
        score = Fraction(1) if follows else judgement.score
        outcomes.append(
            Outcome(
                label,
                response,
                judgement.verdict,
                None if score is None and judgement.verdict is Verdict.UNGRADED else (score or Fraction(0)) * possible,
                possible,
                judgement.read_as,
                judgement.reason,
                found.misconceptions,
                found.convention,
                follows,
            )
        )
        earlier.append(_Answered(label, part, value, judgement))
    return outcomes


@dataclass(frozen=True, slots=True)
class _Answered:
    """An earlier part as it was answered; ``value`` is None where the response is right or could not be read."""

    label: str
    part: Part
    value: Any  # whatever the part's answer kind reads
    judgement: Judgement


def _blank_verdict(part: Part) -> Verdict:
    return Verdict.UNGRADED if part.key is None else Verdict.INVALID


def _value(part: Part, response: str) -> Any:
    """The response as a value; None where the key was met by its text alone."""
    kind = KINDS[part.answer.kind]
    try:
        return kind.read(response, kind.settled(part.answer.options, part.key))
    except UnreadableResponse:
        return None


def _matches(part: Part, value: Any) -> Matches:
    kind = KINDS[part.answer.kind]

    def matches(key: Key) -> bool:
        try:
            options = kind.settled(part.answer.options, key)
            return kind.judge_values(key, value, options).verdict is Verdict.CORRECT
        except (ExgenError, TypeError):
            # a mistake can lead to something that is no value of this kind: half a pixel, a negative size
            return False

    return matches


def _follows(exercise: Exercise, part: Part, value: Any, wrong: list[_Answered]) -> tuple[str, ...]:
    """The labels of wrong earlier parts from which this response is right; none where it is not."""
    if value is None or not wrong:
        return ()
    key, used = _followed_key(exercise, part, wrong)
    return used if key is not None and used and _matches(part, value)(key) else ()


def _followed_key(exercise: Exercise, part: Part, wrong: list[_Answered]) -> tuple[Key | None, tuple[str, ...]]:
    """What a part's key would be from the student's own earlier values, and the labels of those that matter."""
    if part.answer.follows is not None:
        values = {other.name: other.key for other in exercise.parts}
        values |= {answered.part.name: answered.value for answered in wrong}
        try:
            return followed(exercise, part, values), tuple(answered.label for answered in wrong)
        except ExgenError:
            return None, ()
    if part.laid is None:
        return None, ()
    run = exercise.runs[part.laid.network]
    upstream = run.calculation.upstream(part.laid.slots)
    used = [answered for answered in wrong if upstream & _pins(part, answered).keys()]
    try:
        rerun = run.rerun((), {slot: value for answered in used for slot, value in _pins(part, answered).items()})
        return part.laid.read(rerun.__getitem__), tuple(answered.label for answered in used)
    except ExgenError:
        return None, ()


def _pins(part: Part, answered: _Answered) -> dict[int, Quantity]:
    """The slots an earlier response fills: itself for a number, one for each entry of a shape."""
    laid, value = answered.part.laid, answered.value
    if laid is None or part.laid is None or laid.network != part.laid.network or set(laid.slots) & set(part.laid.slots):
        return {}
    if isinstance(value, tuple):
        sizes = value[1:] if laid.batch and len(value) == len(laid.slots) + 1 else value
        pins = dict(zip(laid.slots, sizes, strict=True)) if len(sizes) == len(laid.slots) else {}
        return pins if all(isinstance(size, int) for size in pins.values()) else {}
    if len(laid.slots) == 1 and isinstance(value, (int, Fraction, Node)):
        return {laid.slots[0]: value}
    return {}


def _diagnosis(exercise: Exercise, part: Part, value: Any, wrong: list[_Answered]) -> Diagnosis:
    if part.laid is None:
        return Diagnosis()
    run, network = exercise.runs[part.laid.network], exercise.networks[part.laid.network]
    found = diagnosis(run, part.laid, network, _matches(part, value))
    pins = {slot: pin for answered in wrong for slot, pin in _pins(part, answered).items()}
    if not found.misconceptions and pins:
        found = diagnosis(run, part.laid, network, _matches(part, value), pins)
    return found
