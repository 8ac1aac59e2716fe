"""Responses against their sheet: the exercises are rebuilt from its manifest or a student's own file, then checked."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from exgen.errors import InputError, SheetError
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.outcomes import Outcome
from exgen.grading.responses import Responses, name_hint
from exgen.questions.banks import points_scale
from exgen.questions.domains import value_of_record
from exgen.questions.exercise import Exercise, Exercises, Part
from exgen.questions.files import digest
from exgen.questions.labels import labelled_parts
from exgen.questions.loading import template_from_sources
from exgen.questions.manifest import (
    KeyRecord,
    Manifest,
    QuestionRecord,
    StudentRecord,
    TemplateRecord,
    VariantRecord,
)
from exgen.questions.records import Template
from exgen.questions.self_check import KeyDigest, OwnStudentRecord, OwnVariantRecord, SheetRecord
from exgen.questions.solving import json_parameters
from exgen.questions.variants import pinned_variant

AnyStudent: TypeAlias = StudentRecord | OwnStudentRecord
AnyVariant: TypeAlias = VariantRecord | OwnVariantRecord


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


@dataclass(frozen=True, slots=True)
class RebuiltQuestion:
    """One question of one student's sheet, made again; ``scale`` makes the answers' points add up to the sheet's."""

    number: int
    exercise: Exercise
    scale: Fraction

    @property
    def parts(self) -> dict[str, Part]:
        """The parts under their printed names."""
        return labelled_parts(self.number, self.exercise)


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
    students = {student.id: student for student in sheet.students}
    if id is not None:
        found = students.get(unicodedata.normalize("NFC", id))
        if found is None:
            raise SheetError(f'{place}: no student "{id}" on this sheet; {name_hint(id, students)}')
        return found
    if len(students) == 1:
        return sheet.students[0]
    name = unicodedata.normalize("NFC", place.name)
    endings = (".pdf", ".tex")
    return next((students[known] for known in students for ending in endings if name == known + ending), None)


def exercise_makers(sheet: SheetRecord) -> dict[str, Exercises]:
    """What makes the exercises of each template of a sheet."""
    return {name: Exercises(_template(name, record, sheet.called)) for name, record in sheet.templates.items()}


def rebuilt_questions(
    sheet: SheetRecord, student: AnyStudent, makers: Mapping[str, Exercises]
) -> list[RebuiltQuestion]:
    """A student's exercises, made again; raises SheetError as :func:`checked_sheet` does."""
    questions = []
    variants: Sequence[AnyVariant] = student.variants
    for question, variant in zip(sheet.questions, variants, strict=True):
        try:
            exercise = rebuilt_exercise(makers[question.template], question, variant, sheet.called)
        except InputError as error:
            raise SheetError(*(f"{student.id}: {problem}" for problem in error.problems)) from error
        scale = points_scale(exercise.template, Fraction(question.points))
        questions.append(RebuiltQuestion(question.number, exercise, scale))
    return questions


def rebuilt_exercise(
    exercises: Exercises, question: QuestionRecord, variant: AnyVariant, called: str = Manifest.called
) -> Exercise:
    """The exercise of a question, made again from the drawn parameters; ``called`` says where they stand.

    Raises SheetError where a parameter or a key comes out otherwise, TemplateError where the template cannot have
    these parameters.
    """
    template = exercises.template
    drawn = {
        name: value_of_record(template.parameters[name], value)
        for name, value in variant.parameters.items()
        if name in template.drawn_parameters
    }
    exercise = exercises.exercise(pinned_variant(template, drawn).parameters)
    scale = points_scale(template, Fraction(question.points))
    parts = labelled_parts(question.number, exercise)
    recorded: Mapping[str, KeyRecord | KeyDigest] = variant.keys
    differ = ["parameters"] if json_parameters(exercise.parameters) != variant.parameters else []
    differ += [
        label
        for label in {**parts, **recorded}
        if label not in parts or label not in recorded or not _is_said(recorded[label], parts[label], scale)
    ]
    if differ:
        raise SheetError(
            f"question {question.number}: what {called} says of {', '.join(differ)} is not what this exgen finds "
            f"(was {called} edited, or the sheet made by another version?)"
        )
    return exercise


def _is_said(record: KeyRecord | KeyDigest, part: Part, scale: Fraction) -> bool:
    return record.says(part.name, part.answer.kind, part.key_text, str(part.points * scale))


def _template(name: str, record: TemplateRecord, called: str) -> Template:
    if digest(record.sources) != record.digest:
        raise SheetError(f"{called}'s {name}: its text is not the one the sheet was made from")
    return template_from_sources(name, record.sources, f"{called}'s {name}")
