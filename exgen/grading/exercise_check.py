"""One student's responses to one exercise -> outcomes, with follow-through from part to part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from exgen.answers import KINDS, UnreadableResponse, Verdict, judge
from exgen.engine.formulas import Quantity
from exgen.errors import ExgenError
from exgen.expressions import Node, literal
from exgen.grading.diagnosis import Diagnosis, Matches, diagnosis
from exgen.grading.outcomes import Outcome
from exgen.questions.exercise import Exercise, Part
from exgen.questions.key_forms import Key

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
        follows = _follows(exercise, part, value, wrong) if wrong else ()
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
        earlier.append(_Answered(label, part, value))
    return outcomes


@dataclass(frozen=True, slots=True)
class _Answered:
    """An earlier part as it was answered; ``value`` is None where the response is right or could not be read."""

    label: str
    part: Part
    value: Any  # whatever the part's answer kind reads


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
    """Whether a key is what the student answered; mistakes lead to keys of other forms too, such as half a pixel."""
    kind = KINDS[part.answer.kind]

    def matches(key: Key) -> bool:
        try:
            if isinstance(value, Node) and isinstance(key, int | Fraction):
                key = literal(key)
            return kind.judge_values(key, value, kind.settled(part.answer.options, key)).verdict is Verdict.CORRECT
        except ExgenError:
            return False

    return matches


def _follows(exercise: Exercise, part: Part, value: Any, wrong: list[_Answered]) -> tuple[str, ...]:
    """The labels of the wrong earlier parts from which this response is right; none where it is not."""
    if value is None:
        return ()
    matches = _matches(part, value)
    for followed_key in (_told_key, _laid_key):
        used = wrong
        key = followed_key(exercise, part, used)
        if key is None or not matches(key):
            continue
        for answered in wrong:
            # what others of them hide, or what this part never reads, has no share in it
            fewer = [other for other in used if other is not answered]
            if followed_key(exercise, part, fewer) == key:
                used = fewer
        return tuple(answered.label for answered in used)
    return ()


def _told_key(exercise: Exercise, part: Part, wrong: list[_Answered]) -> Key | None:
    """What a part's key would be from the student's own earlier values, as the template's ``follows`` tells it."""
    values = {other.name: other.key for other in exercise.parts}
    values |= {answered.part.name: answered.value for answered in wrong}
    try:
        return exercise.followed(part, values)
    except ExgenError:
        return None


def _laid_key(exercise: Exercise, part: Part, wrong: list[_Answered]) -> Key | None:
    """What a part's key would be from the student's own earlier values, as the network's calculation gives it."""
    if part.laid is None:
        return None
    try:
        return part.laid.read(exercise.runs[part.laid.network].rerun((), _all_pins(part, wrong)).__getitem__)
    except ExgenError:
        return None


def _all_pins(part: Part, wrong: list[_Answered]) -> dict[int, Quantity]:
    return {slot: value for answered in wrong for slot, value in _pins(part, answered).items()}


def _pins(part: Part, answered: _Answered) -> dict[int, Quantity]:
    """The slots an earlier response fills: itself for a number, one for each entry of a shape.

    A slot that this part asks for too (the channels that pooling leaves alone) is left out: to repeat a wrong number
    follows from nothing.
    """
    laid, value = answered.part.laid, answered.value
    if laid is None or part.laid is None or laid.network != part.laid.network:
        return {}
    if isinstance(value, tuple):
        sizes = value[1:] if laid.batch and len(value) == len(laid.slots) + 1 else value
        pins = dict(zip(laid.slots, sizes, strict=True)) if len(sizes) == len(laid.slots) else {}
        pins = pins if all(isinstance(size, int) for size in pins.values()) else {}
    else:
        is_number = len(laid.slots) == 1 and isinstance(value, (int, Fraction, Node))
        pins = {laid.slots[0]: value} if is_number else {}
    return {slot: size for slot, size in pins.items() if slot not in part.laid.slots}


def _diagnosis(exercise: Exercise, part: Part, value: Any, wrong: list[_Answered]) -> Diagnosis:
    """What explains a response: a mistake on the true numbers, or else one made on the student's own earlier ones."""
    if part.laid is None:
        return Diagnosis()
    run, network = exercise.runs[part.laid.network], exercise.networks[part.laid.network]
    found = diagnosis(run, part.laid, network, _matches(part, value))
    pins = _all_pins(part, wrong)
    if found != Diagnosis() or not pins:
        return found
    try:
        return diagnosis(run, part.laid, network, _matches(part, value), pins)
    except ExgenError:
        # the student's own numbers lead nowhere: they are larger than anything sensible
        return Diagnosis()
