"""A published sheet against the truth: every printed answer judged, the mistake named, what follows from what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from exgen.answers import Verdict
from exgen.engine.conventions import convention_sentence
from exgen.errors import BankError, InputError
from exgen.grading.diagnosis import Misconception
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.mistake_places import layer_in_words
from exgen.grading.outcomes import Outcome
from exgen.questions.banks import published_values
from exgen.questions.exercise import Exercise, Exercises, Part
from exgen.questions.laid_values import LaidValue
from exgen.questions.library import Library
from exgen.questions.proofs import proof
from exgen.questions.records import Bank, BankQuestion, Published
from exgen.questions.variants import pinned_variant


class Status(StrEnum):
    """What an audit says of one answer; only mistakes of its own and what was carried forward are wrong.

    ``lost_figure``: it is right or wrong as a figure is read that the published sheet has lost. ``not_answered``: the
    sheet printed nothing. ``ungraded``: an essay.
    """

    RIGHT = "right"
    OWN_MISTAKE = "own_mistake"
    CARRIED = "carried"
    CONVENTION = "convention"
    LOST_FIGURE = "lost_figure"
    NOT_ANSWERED = "not_answered"
    UNGRADED = "ungraded"


WRONG = (Status.OWN_MISTAKE, Status.CARRIED)


@dataclass(frozen=True, slots=True)
class Item:
    """One answer of a sheet. ``id`` is ``question/answer`` or ``question/answer.row3``; ``key`` is the true one.

    ``row`` says what a row of a table is about, such as a layer. ``carried_from`` names the earlier wrong item that
    explains this one, alone or with ``misconceptions`` on top. ``note`` says what else decides: what the bank says of
    a lost figure or of the answer, a convention, what the bank says of the question, or why the answer cannot be read.
    ``convention`` is the id of the one under which the answer is right; such an answer is incorrect by the key, but not
    wrong.
    """

    id: str
    published: str
    key: str
    verdict: Verdict
    status: Status
    misconceptions: tuple[Misconception, ...] = ()
    carried_from: str | None = None
    note: str = ""
    convention: str | None = None
    row: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether the printed answer is wrong, whatever the convention and the figure."""
        return self.status in WRONG

    def as_json(self) -> dict[str, object]:
        """The item as the ``audit`` contract has it."""
        item: dict[str, object] = {
            "id": self.id,
            "published": self.published,
            "key": self.key,
            "verdict": str(self.verdict),
            "status": str(self.status),
            "misconceptions": [misconception.as_json() for misconception in self.misconceptions],
            "carried_from": self.carried_from,
        }
        item |= {"note": self.note} if self.note else {}
        return item | ({"convention": self.convention} if self.convention else {})


@dataclass(frozen=True, slots=True)
class Audit:
    """All answers of a published sheet; its questions without anything ``published`` have none."""

    bank: Bank
    items: tuple[Item, ...]

    def with_status(self, *statuses: Status) -> tuple[Item, ...]:
        """The items of which one of these is said."""
        return tuple(item for item in self.items if item.status in statuses)

    @property
    def wrong(self) -> int:
        """How many graded printed answers are wrong; one that cannot be read is."""
        return len(self.with_status(*WRONG))

    @property
    def graded(self) -> int:
        """How many printed answers can be graded."""
        return len(self.items) - len(self.with_status(Status.NOT_ANSWERED, Status.UNGRADED))


def published_banks(library: Library) -> list[Bank]:
    """The banks of a library that say what a sheet printed, in the order of their names."""
    banks = (library.bank(str(found.path)) for found in library.banks().values())
    return [bank for bank in banks if any(question.published for question in bank.questions)]


def audits(banks: Iterable[Bank], library: Library) -> list[Audit]:
    """The audits of several banks; raises BankError as :func:`audit` does, with the problems of all of them."""
    found: list[Audit] = []
    problems: list[str] = []
    for bank in banks:
        try:
            found.append(audit(bank, library))
        except BankError as error:
            problems += error.problems
    if problems:
        raise BankError(*problems)
    return found


def audits_as_json(audits: Sequence[Audit]) -> dict[str, object]:
    """The ``audit`` contract, for one bank or several: the items of all, each with the name of its bank."""
    return {
        "items": [{"bank": found.bank.name, **item.as_json()} for found in audits for item in found.items],
        "wrong": sum(found.wrong for found in audits),
        "of": sum(found.graded for found in audits),
    }


def audit(bank: Bank, library: Library) -> Audit:
    """Judge everything a bank has under ``published``.

    >>> from exgen.questions.library import Library, own_place
    >>> library = Library([own_place()])
    >>> found = audit(library.bank("section09"), library)
    >>> found.wrong, found.graded
    (1, 21)

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
    return Audit(bank, tuple(items))


def _items(question: BankQuestion, published: Published, library: Library) -> list[Item]:
    template = library.template(question.template)
    exercise = Exercises(template).exercise(pinned_variant(template, published_values(question)).parameters)
    printed = _printed(exercise, published)
    for part in exercise.parts:
        if part.name in printed:
            proof(exercise, part)
    parts = {part.name: part for part in exercise.parts}
    items: dict[str, Item] = {}
    for outcome in checked_exercise(exercise, parts, printed, is_thorough=True):
        part = parts[outcome.label]
        items[outcome.label] = _item(question, published, outcome, part, _row(exercise, part), items)
    return list(items.values())


def _row(exercise: Exercise, part: Part) -> str:
    """What a table's row is about, told as the place of a mistake is."""
    layer = part.laid.layer if isinstance(part.laid, LaidValue) else None
    if part.row is None or not isinstance(layer, int) or not isinstance(part.laid, LaidValue):
        return part.row_label
    return layer_in_words(layer, exercise.networks[part.laid.network])


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
            problems.append(
                f'published.answers.{answer}: a list of {len(rows)} texts is needed, one for each row ("" for one that '
                "was not printed)"
            )
        else:
            problems.append(
                f"published.answers.{answer}: the question has no such single answer; it has {', '.join(names)}"
            )
    answers = {part.answer.name for part in exercise.parts}
    for field, noted in (("notes", published.notes), ("lost_figure", published.lost_figure)):
        strange = [name for name in noted if name not in names and name not in answers]
        problems += [f"published.{field}.{name}: the table has no such row" for name in strange]
    if problems:
        raise BankError(*problems)
    return {name: text for name, text in printed.items() if text}


def _item(
    question: BankQuestion, published: Published, outcome: Outcome, part: Part, row: str, earlier: Mapping[str, Item]
) -> Item:
    sources = [earlier[label] for label in outcome.follows or outcome.builds_on]
    lost = _noted(published.lost_figure, part)
    status, convention = _status(outcome, sources, is_figure_lost=bool(lost))
    notes = [_noted(published.notes, part), published.note]
    if status is Status.CONVENTION and convention:
        notes.insert(1, f"depends on a convention: {convention_sentence(convention)}")
    if status is Status.LOST_FIGURE:
        notes.insert(0, f"depends on a lost figure: {lost}" if lost else sources[-1].note)
    if outcome.response and outcome.verdict is Verdict.INVALID:
        notes.append(outcome.reason)
    return Item(
        id=f"{question.id}/{outcome.label}",
        published=outcome.response,
        key=part.key_text,
        verdict=outcome.verdict if outcome.response else Verdict.UNGRADED,
        status=status,
        misconceptions=outcome.misconceptions,
        carried_from=sources[-1].id if sources else None,
        note=next(filter(None, notes), ""),
        convention=convention,
        row=row,
    )


def _noted(notes: Mapping[str, str], part: Part) -> str:
    """What a bank says of a part: of its row, or else of its answer."""
    return notes.get(part.name) or notes.get(part.answer.name, "")


def _status(outcome: Outcome, sources: Sequence[Item], *, is_figure_lost: bool) -> tuple[Status, str | None]:
    """What is to be said of an answer, and the convention that it depends on, if it does.

    ``sources`` are the earlier answers that it follows from or builds on. What only follows from answers that depend
    on a convention or a lost figure depends on it too.
    """
    if not outcome.response:
        return Status.NOT_ANSWERED, None
    if outcome.verdict is Verdict.UNGRADED:
        return Status.UNGRADED, None
    if outcome.verdict is Verdict.CORRECT:
        return Status.RIGHT, None
    if is_figure_lost:
        return Status.LOST_FIGURE, None
    if any(source.is_wrong for source in sources):
        return Status.CARRIED, None
    if outcome.convention:
        return Status.CONVENTION, outcome.convention
    if outcome.follows:
        return sources[-1].status, sources[-1].convention
    return Status.OWN_MISTAKE, None
