"""One student's responses to one exercise -> outcomes, with follow-through from part to part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from exgen.answers import KINDS, UnreadableResponse, Verdict, judge
from exgen.errors import ExgenError
from exgen.grading.diagnosis import Diagnosis, diagnosis, explained_by
from exgen.grading.elsewhere import Elsewhere
from exgen.grading.follow_through import Answered, all_pins, followed_from, laid_key, needed, told_key
from exgen.grading.matching_keys import matches_of, matches_of_mistakes
from exgen.grading.other_networks import of_other_networks
from exgen.grading.outcomes import Outcome
from exgen.grading.shape_forms import shapes_in_other_forms
from exgen.grading.slips import slips, with_slips
from exgen.questions.exercise import Exercise, Part
from exgen.questions.laid_of_graph import LaidOfGraph
from exgen.questions.laid_values import LaidValue
from exgen.questions.parts import Choice, Offered

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
        self._wrong: list[Answered] = []
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
            openly = (part, value) if part.choice is None else (part.choice.part, part.choice.of(value).value)
            self._wrong.append(Answered(label, *openly))
        score = Fraction(1) if explained.follows else judgement.score
        told = part.laid.told_of(value) if value is not None and isinstance(part.laid, LaidOfGraph) else ""
        return Outcome(
            label,
            response,
            judgement.verdict,
            None if score is None and judgement.verdict is Verdict.UNGRADED else (score or Fraction(0)) * possible,
            possible,
            judgement.read_as,
            told or judgement.reason,
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
        """What leads to a wrong response: earlier ones alone, mistakes (``_mistaken``), a slip."""
        if part.choice is not None:
            return self._chosen(part.choice, part.choice.of(value))
        follows = followed_from(self._exercise, part, matches_of(part, value), self._wrong) if self._wrong else ()
        if follows:
            return _Explained(follows=follows)
        mistaken = _Explained() if part.laid is None else self._mistaken(part, part.laid, value)
        return mistaken if mistaken.found.misconceptions else self._slipped(part, value, mistaken)

    def _chosen(self, choice: Choice, chosen: Offered) -> _Explained:
        """What leads to a wrong value that was chosen: earlier responses, or the mistake for which it is offered."""
        part = choice.part
        follows = (
            followed_from(self._exercise, part, matches_of(part, chosen.value), self._wrong) if self._wrong else ()
        )
        if follows or chosen.misstep is None or part.laid is None:
            return _Explained(follows=follows)
        run, network = self._exercise.runs[part.laid.network], self._exercise.networks[part.laid.network]
        return _Explained(explained_by(chosen.misstep, run, part.laid, network))

    def _mistaken(self, part: Part, laid: LaidValue | LaidOfGraph, value: Any) -> _Explained:
        """What leads to a wrong response by mistakes: one on the true numbers, one on earlier responses.

        Two mistakes together are told only where a single one on earlier ones does not do.
        """
        on_true = _Explained(self._diagnosis(part, laid, value, ()))
        if on_true.found.convention or on_true.alone or not all_pins(part, self._wrong):
            return on_true
        used = self._wrong
        found = self._diagnosis(part, laid, value, used)
        if not found or (on_true.found and not _Explained(found).alone):
            return on_true
        for answered in self._wrong:
            fewer = [other for other in used if other is not answered]
            if self._diagnosis(part, laid, value, fewer) == found:
                used = fewer
        return _Explained(found, builds_on=tuple(answered.label for answered in used))

    def _slipped(self, part: Part, value: Any, mistaken: _Explained) -> _Explained:
        """A slip in writing down the key, or what follows from earlier responses; a convention that fits is kept."""
        assert part.key is not None
        matches = matches_of(part, value)
        found = with_slips(mistaken.found, part.key, elsewhere(self._exercise, part), matches)
        if found or not self._wrong:
            return replace(mistaken, found=found)
        for followed_key in (told_key, laid_key):
            key = followed_key(self._exercise, part, self._wrong)
            if key is not None and key != part.key:
                found = slips(key, (), matches)
                if found:
                    used = needed(self._exercise, part, self._wrong, followed_key, key)
                    return _Explained(found, builds_on=used)
        return _Explained()

    def _diagnosis(self, part: Part, laid: LaidValue | LaidOfGraph, value: Any, wrong: Sequence[Answered]) -> Diagnosis:
        """What explains a response: a mistake on the true numbers, or on top of the student's own earlier ones."""
        run, network = self._exercise.runs[laid.network], self._exercise.networks[laid.network]
        pins = all_pins(part, wrong)
        try:
            matches, is_thorough = matches_of_mistakes(part, value), self._is_thorough
            return diagnosis(run, laid, network, matches, pins, is_thorough=is_thorough, made=self._made)
        except ExgenError:
            if not pins:
                raise
            # the student's own numbers lead nowhere: they are larger than anything sensible
            return Diagnosis()


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


def elsewhere(exercise: Exercise, part: Part) -> Iterator[Elsewhere]:
    """The keys of the other rows of a part's table, and of other parts that ask the same quantity of another layer;
    what is right for other networks of the same name, and a shape in another form.
    """
    if part.laid is not None:
        name = part.laid.network
        yield from of_other_networks(exercise.networks[name], part.laid)
        yield from shapes_in_other_forms(exercise.networks[name], exercise.runs[name], part.laid)
    for other in exercise.parts:
        if other is part or other.key is None:
            continue
        if part.row is not None and other.row is not None and other.answer is part.answer:
            is_next = abs(other.row - part.row) == 1
            yield Elsewhere(other.key, "row_off_by_one" if is_next else "another_layers_value")
        elif (
            isinstance(part.laid, LaidValue)
            and isinstance(other.laid, LaidValue)
            and (other.laid.network, other.laid.quantity) == (part.laid.network, part.laid.quantity)
        ):
            yield Elsewhere(other.key, "another_layers_value")
