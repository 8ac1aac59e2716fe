"""The exercises of a sheet, made again from its manifest or a student's own file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from exgen.errors import InputError, SheetError
from exgen.questions.banks import points_scale
from exgen.questions.domains import value_of_record
from exgen.questions.exercise import Exercise, Exercises, Part
from exgen.questions.files import digest
from exgen.questions.labels import labelled_parts
from exgen.questions.loading import template_from_sources
from exgen.questions.manifest import (
    KeyRecord,
    Manifest,
    ManifestHead,
    QuestionRecord,
    StudentRecord,
    TemplateRecord,
    VariantRecord,
    printed_questions,
)
from exgen.questions.option_orders import in_order
from exgen.questions.records import Template
from exgen.questions.self_check import KeyDigest, OwnStudentRecord, OwnVariantRecord, SelfCheckFile
from exgen.questions.solving import json_parameters
from exgen.questions.variants import pinned_variant

AnyStudent: TypeAlias = StudentRecord | OwnStudentRecord
AnySheet: TypeAlias = ManifestHead | SelfCheckFile
AnyVariant: TypeAlias = VariantRecord | OwnVariantRecord


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


def exercise_makers(sheet: AnySheet) -> dict[str, Exercises]:
    """What makes the exercises of each template of a sheet."""
    return {name: Exercises(_template(name, record, sheet.called)) for name, record in sheet.templates.items()}


def rebuilt_questions(sheet: AnySheet, student: AnyStudent, makers: Mapping[str, Exercises]) -> list[RebuiltQuestion]:
    """A student's exercises, made again.

    Raises SheetError where the sheet does not say what this exgen finds: it was edited, or another version made it.
    """
    questions = []
    variants: Sequence[AnyVariant] = student.variants
    for question, variant in zip(printed_questions(sheet.questions, variants), variants, strict=True):
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
    """The exercise of a question, under its printed number, made again from the drawn parameters.

    ``called`` says where they stand. Raises SheetError where a parameter or a key comes out otherwise, TemplateError
    where the template cannot have these parameters.
    """
    template = exercises.template
    drawn = {
        name: value_of_record(template.parameters[name], value)
        for name, value in variant.parameters.items()
        if name in template.drawn_parameters
    }
    exercise = in_order(exercises.exercise(pinned_variant(template, drawn).parameters), variant.orders or {})
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
