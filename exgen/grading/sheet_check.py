"""Responses against their sheet: the exercises are rebuilt from its manifest or a student's own file, then checked."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import TypeVar

from exgen.errors import SheetError
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.outcomes import Outcome
from exgen.grading.responses import Responses, name_hint
from exgen.questions.rebuilt import AnyStudent, exercise_makers, rebuilt_questions
from exgen.questions.self_check import SheetRecord

StudentT = TypeVar("StudentT", bound=AnyStudent)


@dataclass(frozen=True, slots=True)
class StudentOutcomes:
    """All outcomes of one student, in the order of the sheet."""

    student: AnyStudent
    outcomes: tuple[Outcome, ...]

    @property
    def points(self) -> Fraction:
        """The points so far; parts that a person has to read count nothing yet."""
        return sum((outcome.points for outcome in self.outcomes if outcome.points is not None), Fraction(0))

    @property
    def possible(self) -> Fraction:
        """The points there are, without those that a person has to give."""
        return sum((outcome.possible for outcome in self.outcomes if outcome.points is not None), Fraction(0))

    def as_json(self) -> dict[str, object]:
        """One student's line of ``exgen check --json``."""
        return {
            "student": self.student.id,
            "name": self.student.name,
            "points": str(self.points),
            "possible": str(self.possible),
            "outcomes": [outcome.as_json() for outcome in self.outcomes],
        }


def checked_sheet(sheet: SheetRecord, responses: Responses) -> list[StudentOutcomes]:
    """The outcomes of every student who handed something in, in the order of the roster.

    Raises SheetError where the sheet does not say what this exgen finds: it was edited, or another version made it.
    """
    makers = exercise_makers(sheet)
    checked = []
    for student in sheet.students:
        if student.id in responses:
            questions = rebuilt_questions(sheet, student, makers)
            outcomes = (
                checked_exercise(question.exercise, question.parts, responses[student.id], question.scale)
                for question in questions
            )
            checked.append(StudentOutcomes(student, tuple(chain(*outcomes))))
    return checked


def student_of(sheet: SheetRecord, place: Path, id: str | None) -> AnyStudent | None:
    """The student whose sheet is meant: by id, by naming a student's file of the folder, or the only one there is.

    None where the sheet is of several and nothing says which. Raises SheetError for an id that is not on the sheet.
    """
    if id is not None:
        return student_named(sheet.students, id, place)
    students = {student.id: student for student in sheet.students}
    if len(students) == 1:
        return sheet.students[0]
    name = unicodedata.normalize("NFC", place.name)
    endings = (".pdf", ".tex")
    return next((students[known] for known in students for ending in endings if name == known + ending), None)


def student_named(students: Sequence[StudentT], id: str, place: Path) -> StudentT:
    """The student of an id; raises SheetError where there is none."""
    known = {student.id: student for student in students}
    found = known.get(unicodedata.normalize("NFC", id))
    if found is None:
        raise SheetError(f'{place}: no student "{id}" on this sheet; {name_hint(id, known)}')
    return found
