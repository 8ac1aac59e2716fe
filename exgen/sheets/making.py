"""Bank + roster + seed -> sheets: which variant every student gets, its keys, and their proof."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b

from exgen import __version__
from exgen.questions.banks import points_scale, published_values
from exgen.questions.domains import Parameter
from exgen.questions.drawing import Values, draw, values_of
from exgen.questions.exercise import Exercise, Exercises, Part
from exgen.questions.labels import labelled_parts
from exgen.questions.library import Library
from exgen.questions.manifest import (
    BankRecord,
    KeyRecord,
    Manifest,
    QuestionRecord,
    StudentRecord,
    TemplateRecord,
    VariantRecord,
)
from exgen.questions.proofs import proof
from exgen.questions.record_files import SCHEMA_VERSION
from exgen.questions.records import Bank, BankQuestion, Template, Variant
from exgen.questions.rejections import rejection
from exgen.questions.solving import json_parameters
from exgen.sheets.roster import Student


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """One question of one student's sheet. ``scale`` makes the answers' points add up to the bank's."""

    number: int
    source: BankQuestion
    exercise: Exercise
    draw: int
    scale: Fraction

    @property
    def parts(self) -> dict[str, Part]:
        """The parts under their printed names."""
        return labelled_parts(self.number, self.exercise)


@dataclass(frozen=True, slots=True)
class StudentSheet:
    """A student's sheet; ``code`` is a short name of it that tells nothing about seed or keys."""

    student: Student
    code: str
    questions: tuple[SheetQuestion, ...]


@dataclass(frozen=True, slots=True)
class ClassSheet:
    """The sheets of a class. ``shared`` names the questions of which two students had to get the same variant."""

    bank: Bank
    seed: int
    as_published: bool
    templates: Mapping[str, Template]
    students: tuple[StudentSheet, ...]
    shared: tuple[str, ...]


def class_sheet(
    bank: Bank,
    roster: Sequence[Student],
    seed: int,
    library: Library,
    *,
    as_published: bool = False,
    progress: Callable[[int], None] = lambda _done: None,
) -> ClassSheet:
    """Draw, solve and prove every student's exercises.

    With ``as_published`` everybody gets the numbers that were printed, with the true keys. ``progress`` is told how
    many students are done. Raises TemplateError where a template yields no variant, ProofError where rules and oracle
    disagree.
    """
    near = library.near(bank.path)
    templates = {question.template: near.template(question.template) for question in bank.questions}
    makers = {name: Exercises(template) for name, template in templates.items()}
    taken: dict[str, set[Values]] = {question.id: set() for question in bank.questions}
    shared: dict[str, None] = {}
    sheets: list[StudentSheet] = []
    for student in roster:
        questions: list[SheetQuestion] = []
        for number, question in enumerate(bank.questions, 1):
            pinned = published_values(question) if as_published else question.set
            made, variant = _exercise(makers[question.template], question.id, seed, student, pinned, taken[question.id])
            if variant.is_repeated:
                shared[question.id] = None
            taken[question.id].add(values_of(variant.parameters))
            questions.append(
                SheetQuestion(number, question, made, variant.draw, points_scale(made.template, question.points))
            )
        sheets.append(StudentSheet(student, _code(bank, student, questions), tuple(questions)))
        progress(len(sheets))
    return ClassSheet(bank, seed, as_published, templates, tuple(sheets), tuple(shared))


def manifest(sheet: ClassSheet) -> Manifest:
    """The record of a class's sheets from which they can be rebuilt and graded."""
    bank = sheet.bank
    return Manifest(
        schema_version=SCHEMA_VERSION,
        exgen=__version__,
        bank=BankRecord(name=bank.name, title=bank.title, course=bank.course, digest=bank.digest),
        seed=sheet.seed,
        as_published=sheet.as_published,
        templates={
            name: TemplateRecord(digest=template.digest, sources=dict(template.sources))
            for name, template in sheet.templates.items()
        },
        questions=[
            QuestionRecord(
                number=number,
                id=question.id,
                template=question.template,
                points=str(sheet.templates[question.template].points if question.points is None else question.points),
            )
            for number, question in enumerate(bank.questions, 1)
        ],
        students=[
            StudentRecord(
                id=student.student.id,
                name=student.student.name,
                code=student.code,
                variants=[_variant(question) for question in student.questions],
            )
            for student in sheet.students
        ],
    )


def _exercise(
    exercises: Exercises,
    question: str,
    seed: int,
    student: Student,
    pinned: Mapping[str, Parameter],
    taken: Container[Values],
) -> tuple[Exercise, Variant]:
    """A student's exercise of one question, its keys proven."""
    variant = draw(
        exercises.template,
        question,
        seed,
        student.id,
        pinned=pinned,
        accepts=lambda parameters: rejection(exercises.exercise(parameters)),
        taken=taken,
    )
    exercise = exercises.exercise(variant.parameters)
    for part in exercise.parts:
        proof(exercise, part)
    return exercise, variant


def _variant(question: SheetQuestion) -> VariantRecord:
    return VariantRecord(
        draw=question.draw,
        parameters=json_parameters(question.exercise.parameters),
        keys={
            label: KeyRecord(
                name=part.name,
                kind=part.answer.kind,
                key=part.key_text,
                points=str(part.points * question.scale),
                proof=proof(question.exercise, part),
            )
            for label, part in question.parts.items()
        },
    )


def _code(bank: Bank, student: Student, questions: Sequence[SheetQuestion]) -> str:
    """Six letters and digits that tell two sheets apart, without 0, O, 1 and I.

    They are made of what the sheet itself shows, so that nobody can find a seed by trying.
    """
    shown = [bank.digest, student.id, *(str(values_of(question.exercise.parameters)) for question in questions)]
    digest = blake2b("\n".join(shown).encode(), digest_size=8).digest()
    number, letters = int.from_bytes(digest), "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(letters[number >> 5 * position & 31] for position in range(6))
