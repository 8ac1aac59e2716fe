"""A class's responses against its sheet: the exercises are rebuilt from the manifest, then checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from exgen.errors import InputError, SheetError
from exgen.grading.exercise_check import checked_exercise
from exgen.grading.outcomes import Outcome
from exgen.grading.responses import Responses
from exgen.questions.banks import points_scale
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.files import digest
from exgen.questions.labels import labelled_parts
from exgen.questions.loading import template_from_sources
from exgen.questions.manifest import Manifest, QuestionRecord, StudentRecord, TemplateRecord, VariantRecord
from exgen.questions.records import Template
from exgen.questions.solving import json_parameters
from exgen.questions.variants import pinned_variant


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

    Raises SheetError where the manifest does not say what this exgen finds: it was edited, or another version made it.
    """
    makers = {name: Exercises(_template(name, record)) for name, record in manifest.templates.items()}
    return [
        StudentOutcomes(student, tuple(_outcomes(manifest, student, responses[student.id], makers)))
        for student in manifest.students
        if student.id in responses
    ]


def rebuilt_exercise(exercises: Exercises, question: QuestionRecord, variant: VariantRecord) -> Exercise:
    """The exercise of a question, made again from the drawn parameters in the manifest.

    Raises SheetError where a parameter or a key comes out otherwise, TemplateError where the template cannot have
    these parameters.
    """
    template = exercises.template
    drawn = {name: value for name, value in variant.parameters.items() if name in template.drawn_parameters}
    exercise = exercises.exercise(pinned_variant(template, drawn).parameters)
    keys = {
        label: (
            part.name,
            part.answer.kind,
            part.key_text,
            part.points * points_scale(template, Fraction(question.points)),
        )
        for label, part in labelled_parts(question.number, exercise).items()
    }
    recorded = {
        label: (record.name, record.kind, record.key, Fraction(record.points)) for label, record in variant.keys.items()
    }
    differ = ["parameters"] if json_parameters(exercise.parameters) != variant.parameters else []
    differ += [label for label in {**keys, **recorded} if keys.get(label) != recorded.get(label)]
    if differ:
        raise SheetError(
            f"question {question.number}: what the manifest says of {', '.join(differ)} is not what this exgen finds "
            "(was the manifest edited, or the sheet made by another version?)"
        )
    return exercise


def _template(name: str, record: TemplateRecord) -> Template:
    if digest(record.sources) != record.digest:
        raise SheetError(f"the manifest's {name}: its text is not the one the sheet was made from")
    return template_from_sources(name, record.sources, f"the manifest's {name}")


def _outcomes(
    manifest: Manifest, student: StudentRecord, responses: Mapping[str, str], makers: Mapping[str, Exercises]
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for question, variant in zip(manifest.questions, student.variants, strict=True):
        try:
            exercise = rebuilt_exercise(makers[question.template], question, variant)
        except InputError as error:
            raise SheetError(*(f"{student.id}: {problem}" for problem in error.problems)) from error
        parts = labelled_parts(question.number, exercise)
        outcomes += checked_exercise(
            exercise, parts, responses, points_scale(exercise.template, Fraction(question.points))
        )
    return outcomes
