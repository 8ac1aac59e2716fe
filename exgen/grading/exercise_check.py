"""One student's responses to one exercise -> outcomes, with follow-through from part to part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from exgen.answers import KINDS, UnreadableResponse, Verdict, judge
from exgen.answers.expression import are_formulas_soon_apart
from exgen.answers.intervals import IntervalAxis
from exgen.answers.matrix_equality import readings_of, same_at_equal_sizes, same_in_shapes
from exgen.engine.formulas import Quantity
from exgen.engine.quantities import Form
from exgen.errors import ExgenError
from exgen.expressions import Node, literal
from exgen.grading.diagnosis import Diagnosis, Matches, diagnosis
from exgen.grading.outcomes import Outcome
from exgen.questions.exercise import Exercise, Part
from exgen.questions.graphs import LaidGradient
from exgen.questions.key_forms import Key
from exgen.questions.keys import LaidValue

NOT_ANSWERED = "not answered"


def checked_exercise(
    exercise: Exercise,
    parts: Mapping[str, Part],
    responses: Mapping[str, str],
    scale: Fraction = Fraction(1),
    *,
    is_thorough: bool = False,
) -> list[Outcome]:
    """The outcomes of an exercise's parts, in their order.

    ``parts`` holds them under their labels, ``responses`` the typed text under the same labels (absent or blank: not
    answered). A part that is right from the student's own wrong earlier parts gets its points. ``is_thorough`` is for
    :func:`~exgen.grading.diagnosis.diagnosis`.
    """
    check = ExerciseCheck(exercise, scale, is_thorough=is_thorough)
    return [check.outcome(label, part, responses.get(label, "")) for label, part in parts.items()]


class ExerciseCheck:
    """One student's way through one exercise: the parts are judged in their order, each from those before it.

    A part may be answered again; what can be read takes the place of its earlier response.
    """

    def __init__(self, exercise: Exercise, scale: Fraction = Fraction(1), *, is_thorough: bool = False) -> None:
        self._exercise, self._scale, self._is_thorough = exercise, scale, is_thorough
        self._wrong: list[_Answered] = []
        self._made: set[str] = set()

    def outcome(self, label: str, part: Part, response: str) -> Outcome:
        """The outcome of the next part; later ones may follow from it if it is wrong."""
        response = response.strip()
        possible = part.points * self._scale
        if not response:
            points = None if part.key is None else Fraction(0)
            return Outcome(label, "", _blank_verdict(part), points, possible, "", NOT_ANSWERED)
        judgement = judge(part.answer.kind, part.key_text, response, part.options)
        value = _value(part, response) if judgement.verdict in (Verdict.INCORRECT, Verdict.PARTIAL) else None
        if judgement.verdict is not Verdict.INVALID:
            self.forget(label)
        explained = _Explained()
        if value is not None:
            explained = self._explained(part, value)
            self._made |= explained.alone
            self._wrong.append(_Answered(label, part, value))
        score = Fraction(1) if explained.follows else judgement.score
        return Outcome(
            label,
            response,
            judgement.verdict,
            None if score is None and judgement.verdict is Verdict.UNGRADED else (score or Fraction(0)) * possible,
            possible,
            judgement.read_as,
            judgement.reason,
            explained.found.misconceptions,
            explained.found.convention,
            explained.follows,
            explained.builds_on,
            judgement.remarks,
        )

    def forget(self, label: str) -> None:
        """Let later parts follow no more from a wrong response to this one."""
        self._wrong = [answered for answered in self._wrong if answered.label != label]

    def _explained(self, part: Part, value: Any) -> _Explained:
        """What leads to a wrong response: earlier ones alone, a mistake on the true numbers, one on earlier ones.

        Two mistakes together are told only where a single one on earlier ones does not do.
        """
        follows = _follows(self._exercise, part, value, self._wrong) if self._wrong else ()
        if follows or part.laid is None:
            return _Explained(follows=follows)
        on_true = _Explained(self._diagnosis(part, part.laid, value, ()))
        if on_true.found.convention or on_true.alone or not _all_pins(part, self._wrong):
            return on_true
        used = self._wrong
        found = self._diagnosis(part, part.laid, value, used)
        if found == Diagnosis() or (on_true.found != Diagnosis() and not _Explained(found).alone):
            return on_true
        for answered in self._wrong:
            fewer = [other for other in used if other is not answered]
            if self._diagnosis(part, part.laid, value, fewer) == found:
                used = fewer
        return _Explained(found, builds_on=tuple(answered.label for answered in used))

    def _diagnosis(
        self, part: Part, laid: LaidValue | LaidGradient, value: Any, wrong: Sequence[_Answered]
    ) -> Diagnosis:
        """What explains a response: a mistake on the true numbers, or on top of the student's own earlier ones."""
        run, network = self._exercise.runs[laid.network], self._exercise.networks[laid.network]
        pins = _all_pins(part, wrong)
        try:
            matches, is_thorough = _matches_mistake(part, value), self._is_thorough
            return diagnosis(run, laid, network, matches, pins, is_thorough=is_thorough, made=self._made)
        except ExgenError:
            if not pins:
                raise
            # the student's own numbers lead nowhere: they are larger than anything sensible
            return Diagnosis()


@dataclass(frozen=True, slots=True)
class _Answered:
    """An earlier part that was answered wrong, with the value that was read."""

    label: str
    part: Part
    value: Any  # whatever the part's answer kind reads


@dataclass(frozen=True, slots=True)
class _Explained:
    """What explains a wrong response (see :class:`~exgen.grading.outcomes.Outcome`)."""

    found: Diagnosis = field(default_factory=Diagnosis)
    follows: tuple[str, ...] = ()
    builds_on: tuple[str, ...] = ()

    @property
    def alone(self) -> set[str]:
        """The mistakes that explain the response without another one."""
        groups = [misconception.group for misconception in self.found.misconceptions]
        return {one.id for one in self.found.misconceptions if groups.count(one.group) == 1}


def _blank_verdict(part: Part) -> Verdict:
    return Verdict.UNGRADED if part.key is None else Verdict.INVALID


def _value(part: Part, response: str) -> Any:
    """The response as a value; None where the key was met by its text alone, or entries were left blank."""
    kind = KINDS[part.answer.kind]
    try:
        value = kind.read(response, kind.settled(part.options, part.key))
    except UnreadableResponse:
        return None
    has_blanks = isinstance(value, tuple) and any(isinstance(row, tuple) and None in row for row in value)
    return None if has_blanks else value


def _matches(part: Part, value: Any) -> Matches:
    """Whether a key is what the student answered; mistakes lead to keys of other forms too, such as half a pixel."""
    kind = KINDS[part.answer.kind]

    def matches(key: Key) -> bool:
        try:
            if isinstance(value, Node) and isinstance(key, int | Fraction):
                key = literal(key)
            options = kind.settled(part.options, key)
            formula = key if isinstance(key, Node) and part.answer.kind == "expression" else None
            if formula is not None and are_formulas_soon_apart(formula, value, options):
                return False
            if isinstance(part.laid, LaidGradient):
                return isinstance(key, Node) and same_in_shapes(key, value, options)
            return kind.judge_values(key, value, options).verdict is Verdict.CORRECT
        except ExgenError:
            return False

    return matches


def _matches_mistake(part: Part, value: Any) -> Matches:
    """Whether what a mistake leads to is what the student answered.

    A transpose left out leads to matrices that do not fit; where all sizes are equal, such formulas can be compared.
    """
    matches = _matches(part, value)
    if not isinstance(part.laid, LaidGradient):
        return matches
    return lambda key: matches(key) or (isinstance(key, Node) and same_at_equal_sizes(key, value, part.options))


def _follows(exercise: Exercise, part: Part, value: Any, wrong: Sequence[_Answered]) -> tuple[str, ...]:
    """The labels of the wrong earlier parts from which this response is right; none where it is not so."""
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


def _told_key(exercise: Exercise, part: Part, wrong: Sequence[_Answered]) -> Key | None:
    """What a part's key would be from the student's own earlier values, as the template's ``follows`` tells it."""
    values = {other.name: other.key for other in exercise.parts}
    values |= {answered.part.name: answered.value for answered in wrong}
    try:
        return exercise.followed(part, values)
    except ExgenError:
        return None


def _laid_key(exercise: Exercise, part: Part, wrong: Sequence[_Answered]) -> Key | None:
    """What a part's key would be from the student's own earlier values, as the network's calculation gives it."""
    if part.laid is None:
        return None
    try:
        return part.laid.read(exercise.runs[part.laid.network].rerun((), _all_pins(part, wrong)).__getitem__)
    except ExgenError:
        return None


def _all_pins(part: Part, wrong: Sequence[_Answered]) -> dict[int, Quantity]:
    return {slot: value for answered in wrong for slot, value in _pins(part, answered).items()}


def _pins(part: Part, answered: _Answered) -> dict[int, Quantity]:
    """The slots an earlier response fills: itself for a number, one for each entry of a shape or end of an interval.

    A slot that this part asks for too (the channels that pooling leaves alone) is left out: to repeat a wrong number
    follows from nothing.
    """
    laid, value = answered.part.laid, answered.value
    if laid is None or part.laid is None or laid.network != part.laid.network:
        return {}
    if isinstance(value, tuple) and value and all(isinstance(axis, IntervalAxis) for axis in value):
        ends = [end for axis in value for end in axis.parts]
        pins = dict(zip(laid.slots, ends, strict=True)) if len(ends) == len(laid.slots) else {}
    elif isinstance(laid, LaidValue) and laid.form is Form.MATRIX:
        pins = {slot: laid.filled(value, answered.part.run.__getitem__) for slot in laid.pinned if answered.part.run}
    elif isinstance(value, tuple):
        sizes = value[1:] if laid.batch and len(value) == len(laid.slots) + 1 else value
        pins = dict(zip(laid.slots, sizes, strict=True)) if len(sizes) == len(laid.slots) else {}
        pins = pins if all(isinstance(size, int) for size in pins.values()) else {}
    elif isinstance(laid, LaidGradient):
        pins = {slot: readings_of(value)[0] for slot in laid.pinned}
    else:
        is_number = len(laid.pinned) == 1 and isinstance(value, (int, Fraction, Node))
        pins = {laid.slots[0]: value} if is_number else {}
    return {slot: size for slot, size in pins.items() if slot not in part.laid.pinned}
