"""A published sheet against the truth: every printed answer judged, the mistake named, what follows from what."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from exgen.answers import Verdict
from exgen.engine.mal_rules import CONVENTIONS
from exgen.errors import BankError, InputError
from exgen.grading.diagnosis import Misconception
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.outcomes import Outcome
from exgen.questions.banks import published_values
from exgen.questions.exercise import Exercise, Exercises, Part
from exgen.questions.library import Library
from exgen.questions.proofs import proof
from exgen.questions.records import Bank, BankQuestion, Published
from exgen.questions.variants import pinned_variant


@dataclass(frozen=True, slots=True)
class Item:
    """One printed answer. ``id`` is ``question/answer`` or ``question/answer.row3``; ``key`` is the true one.

    ``carried_from`` names the earlier wrong item that explains it, ``note`` says what else decides: what the bank says
    of the answer, a convention, what the bank says of the question, or why the answer cannot be read. ``convention``
    is the id of the one under which the answer is right; such an answer is incorrect by the key, but not wrong.
    """

    id: str
    published: str
    key: str
    verdict: Verdict
    misconceptions: tuple[Misconception, ...]
    carried_from: str | None
    note: str
    is_wrong: bool
    convention: str | None = None

    def as_json(self) -> dict[str, object]:
        """The item as the ``audit`` contract has it."""
        item: dict[str, object] = {
            "id": self.id,
            "published": self.published,
            "key": self.key,
            "verdict": str(self.verdict),
            "misconceptions": [misconception.as_json() for misconception in self.misconceptions],
            "carried_from": self.carried_from,
        }
        item |= {"note": self.note} if self.note else {}
        return item | ({"convention": self.convention} if self.convention else {})


@dataclass(frozen=True, slots=True)
class Audit:
    """All printed answers of a bank."""

    items: tuple[Item, ...]

    @property
    def wrong(self) -> int:
        """How many graded printed answers are wrong: what cannot be read is, what is right under a convention not."""
        return sum(item.is_wrong for item in self.items)

    @property
    def graded(self) -> int:
        """How many printed answers can be graded."""
        return sum(item.verdict is not Verdict.UNGRADED for item in self.items)

    def as_json(self) -> dict[str, object]:
        """The ``audit`` contract."""
        return {"items": [item.as_json() for item in self.items], "wrong": self.wrong, "of": self.graded}


def audit(bank: Bank, library: Library) -> Audit:
    """Judge everything a bank has under ``published``.

    Raises BankError, all problems at once, where printed answers are named that the question does not have, or the
    printed parameters make no exercise.
    """
    items: list[Item] = []
    problems: list[str] = []
    near = library.near(bank.path)
    for question in bank.questions:
        if question.published is not None:
            try:
                items += _items(question, question.published, near)
            except InputError as error:
                problems += [f"{bank.path}: {question.id}: {problem}" for problem in error.problems]
    if problems:
        raise BankError(*problems)
    return Audit(tuple(items))


def _items(question: BankQuestion, published: Published, library: Library) -> list[Item]:
    template = library.template(question.template)
    exercise = Exercises(template).exercise(pinned_variant(template, published_values(question)).parameters)
    printed = _printed(exercise, published)
    parts = {part.name: part for part in exercise.parts if part.name in printed}
    for part in parts.values():
        proof(exercise, part)
    items: list[Item] = []
    conventions: dict[str, str | None] = {}
    for outcome in checked_exercise(exercise, parts, printed, Fraction(1)):
        # what only follows from answers of another convention is of that convention too
        sources = [conventions[label] for label in outcome.follows]
        convention = outcome.convention or (sources[-1] if all(sources) and sources else None)
        conventions[outcome.label] = convention
        items.append(_item(question, published, outcome, parts[outcome.label], convention))
    return items


def _printed(exercise: Exercise, published: Published) -> dict[str, str]:
    """The printed answers under the names of the parts they belong to."""
    names = [part.name for part in exercise.parts]
    printed: dict[str, str] = {}
    problems: list[str] = []
    for answer, text in published.answers.items():
        rows = [name for name in names if name.startswith(f"{answer}.row")]
        if answer in names and isinstance(text, str):
            printed[answer] = text
        elif rows and not isinstance(text, str) and len(text) == len(rows):
            printed.update(zip(rows, text, strict=True))
        elif rows:
            problems.append(f"published.answers.{answer}: a list of {len(rows)} texts is needed, one for each row")
        else:
            problems.append(
                f"published.answers.{answer}: the question has no such single answer; it has {', '.join(names)}"
            )
    if problems:
        raise BankError(*problems)
    return {name: text for name, text in printed.items() if text}


def _item(question: BankQuestion, published: Published, outcome: Outcome, part: Part, convention: str | None) -> Item:
    is_unlike = outcome.verdict in (Verdict.INCORRECT, Verdict.PARTIAL, Verdict.INVALID)
    notes = [published.notes.get(part.answer.name, ""), published.note]
    if convention:
        notes.insert(1, f"depends on a convention: {CONVENTIONS[convention].sentence}")
    if outcome.verdict is Verdict.INVALID:
        notes.append(outcome.reason)
    return Item(
        f"{question.id}/{outcome.label}",
        outcome.response,
        part.key_text,
        outcome.verdict,
        outcome.misconceptions,
        f"{question.id}/{outcome.follows[-1]}" if outcome.follows else None,
        next(filter(None, notes), ""),
        is_unlike and convention is None,
        convention,
    )
