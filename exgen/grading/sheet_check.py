"""A class's responses against its sheet: the exercises are rebuilt from the manifest, then checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from exgen.errors import SheetError
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.outcomes import Outcome
from exgen.grading.responses import Responses
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.labels import labelled_parts
from exgen.questions.loading import template_from_sources
from exgen.questions.manifest import Manifest, QuestionRecord, StudentRecord, VariantRecord


@dataclass(frozen=True, slots=True)
class StudentOutcomes:
    """All outcomes of one student, in the order of the sheet."""

    student: StudentRecord
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


def checked_sheet(manifest: Manifest, responses: Responses) -> list[StudentOutcomes]:
    """The outcomes of every student who handed something in, in the order of the roster.

    Raises SheetError where a rebuilt key differs from the one on the sheet: then another version of exgen made it.
    """
    makers = {
        name: Exercises(template_from_sources(name, record.sources, f"the manifest's {name}"))
        for name, record in manifest.templates.items()
    }
    return [
        StudentOutcomes(student, tuple(_outcomes(manifest, student, responses[student.id], makers)))
        for student in manifest.students
        if student.id in responses
    ]


def _outcomes(
    manifest: Manifest, student: StudentRecord, responses: Mapping[str, str], makers: Mapping[str, Exercises]
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for question, variant in zip(manifest.questions, student.variants, strict=True):
        exercise = makers[question.template].exercise(variant.parameters)
        parts = labelled_parts(question.number, exercise)
        _check_keys(student, question, variant, exercise)
        answers = sum((answer.points for answer in exercise.template.answers), Fraction(0))
        scale = Fraction(question.points) / answers if answers else Fraction(1)
        outcomes += checked_exercise(exercise, parts, responses, scale)
    return outcomes


def _check_keys(student: StudentRecord, question: QuestionRecord, variant: VariantRecord, exercise: Exercise) -> None:
    keys = {label: part.key_text for label, part in labelled_parts(question.number, exercise).items()}
    on_sheet = {label: record.key for label, record in variant.keys.items()}
    if keys != on_sheet:
        raise SheetError(
            f"{student.id}, question {question.number}: the keys in the manifest are not those this exgen finds "
            "(was the manifest edited, or the sheet made by another version?)"
        )
