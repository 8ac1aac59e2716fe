"""All keys of a class in one table, and what the keys of each part range over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TypeAlias

from exgen.questions.manifest import KeyRecord, ManifestHead, StudentRecord, printed_questions
from exgen.writers.key_sheet import KeyRange, KeyRow, KeySheet

ORDERED = frozenset({"integer", "number", "shape", "set", "interval"})
"""The kinds whose keys have a least and a greatest one: by their numbers, from the first to the last."""

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:/[0-9]+)?")

Place: TypeAlias = tuple[str, str]
"""A part, the same for every student: the question's id, and what follows its number in the label (``b.row3``)."""


class PartKeys:
    """The keys of one part in a class; ``first`` is one of them."""

    def __init__(self, asked: str, label: str, first: KeyRecord) -> None:
        self.asked, self.label, self.points = asked, label, first.points
        self.students = 0
        self.keys: set[str] = set()
        self._is_ordered = first.kind in ORDERED
        self._least = self._greatest = (_numbers(first.key), first.key)

    def add(self, key: str) -> None:
        """Another student's key."""
        self.students += 1
        if key not in self.keys:
            self.keys.add(key)
            found = (_numbers(key), key)
            self._least, self._greatest = min(self._least, found), max(self._greatest, found)

    @property
    def range(self) -> KeyRange:
        """What the keys range over."""
        is_told = self._is_ordered or len(self.keys) == 1
        least, greatest = (self._least[1], self._greatest[1]) if is_told else ("", "")
        return KeyRange(self.label, self.asked, self.points, least, greatest, len(self.keys), self.students)


def key_sheet(head: ManifestHead, students: Iterable[StudentRecord]) -> KeySheet:
    """The key sheet of a class.

    Where everybody has the same questions in the same order, parts are named by their labels, else by the ids of their
    questions, with each student's label in front of the key. Of parts that have the same key for all only the range is
    told, unless there is one student alone. Essays have no keys.
    """
    columns: dict[Place, PartKeys] = {}
    found: list[tuple[StudentRecord, dict[Place, str]]] = []
    is_varied = False
    for student in students:
        own: dict[Place, str] = {}
        for place, label, asked, key in _keys(head, student):
            names_question = student.variants[0].question is not None
            is_varied = is_varied or names_question
            if place not in columns:
                columns[place] = PartKeys(asked, f"{place[0]} {place[1]}".strip() if names_question else label, key)
            columns[place].add(key.key)
            own[place] = f"{label}: {key.key}" if names_question else key.key
        found.append((student.model_copy(update={"variants": [], "files": {}}), own))
    if is_varied:  # in the order of the bank, not in that of whoever comes first
        order = {question.id: number for number, question in enumerate(head.questions)}
        columns = dict(sorted(columns.items(), key=lambda column: order[column[0][0]]))
    shown = [place for place, column in columns.items() if len(column.keys) > 1 or len(found) == 1]
    return KeySheet(
        title=head.bank.title,
        course=head.bank.course,
        language=head.bank.language,
        paper=head.bank.paper,
        accent=head.bank.accent,
        ranges=tuple(column.range for column in columns.values()),
        labels=tuple(columns[place].label for place in shown),
        rows=tuple(
            KeyRow(student.id, student.name, student.code, tuple(own.get(place, "") for place in shown))
            for student, own in found
        ),
    )


def _keys(head: ManifestHead, student: StudentRecord) -> Iterator[tuple[Place, str, str, KeyRecord]]:
    """Each part that has a key: its place, its label, its template with the answer's name, and the key."""
    for question, variant in zip(printed_questions(head.questions, student.variants), student.variants, strict=True):
        for label, key in variant.keys.items():
            if key.proof != "ungraded":
                part = label.removeprefix(str(question.number))
                yield (question.id, part), label, f"{question.template}: {key.name}", key


def _numbers(key: str) -> tuple[Fraction, ...]:
    """The numbers in a key, from the first to the last.

    >>> _numbers("(N, 16, 1/2)")
    (Fraction(16, 1), Fraction(1, 2))
    """
    return tuple(map(Fraction, _NUMBER.findall(key)))
