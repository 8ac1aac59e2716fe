"""Bank + roster + seed -> which variant every student gets, its keys, and their proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from hashlib import blake2b

from exgen import __version__
from exgen.questions.banks import points_scale, published_values
from exgen.questions.domains import Parameter, value_of_record
from exgen.questions.drawing import Values, draw, values_of
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.labels import labelled_parts
from exgen.questions.manifest import (
    BankRecord,
    KeyRecord,
    ManifestHead,
    PagesRecord,
    QuestionRecord,
    StudentRecord,
    TemplateRecord,
    VariantRecord,
)
from exgen.questions.proofs import proof
from exgen.questions.record_files import SCHEMA_VERSION, json_text
from exgen.questions.records import Bank, BankQuestion, Template
from exgen.questions.rejections import rejection
from exgen.questions.solving import json_parameters
from exgen.questions.variants import pinned_variant
from exgen.sheets.roster import Student


class SheetMaker:
    """Draws, solves and proves exercises, student by student in the order of the roster.

    With ``as_published`` everybody gets the numbers that were printed, with the true keys. ``shared`` names the
    questions of which two students had to get the same variant, the space being too small.
    """

    def __init__(self, bank: Bank, templates: Mapping[str, Template], seed: int, *, as_published: bool = False) -> None:
        self._bank, self._seed, self._as_published = bank, seed, as_published
        self._templates = templates
        self._makers = {name: Exercises(template) for name, template in templates.items()}
        self._taken: dict[str, set[Values]] = {question.id: set() for question in bank.questions}
        self._shared: dict[str, None] = {}

    @property
    def shared(self) -> tuple[str, ...]:
        """The questions of which two students had to get the same variant, so far."""
        return tuple(self._shared)

    def head(self, pages: PagesRecord) -> ManifestHead:
        """What the sheets of the class have in common."""
        bank = self._bank
        return ManifestHead(
            schema_version=SCHEMA_VERSION,
            exgen=__version__,
            bank=BankRecord(
                name=bank.name,
                title=bank.title,
                course=bank.course,
                digest=bank.digest,
                date=bank.date,
                deadline=bank.deadline,
                language=bank.language,
                paper=bank.paper,
                accent=bank.accent,
            ),
            seed=self._seed,
            as_published=self._as_published,
            pages=pages,
            templates={
                name: TemplateRecord(digest=template.digest, sources=dict(template.sources))
                for name, template in self._templates.items()
            },
            questions=[
                QuestionRecord(
                    number=number,
                    id=question.id,
                    template=question.template,
                    points=str(self._points(question)),
                )
                for number, question in enumerate(bank.questions, 1)
            ],
        )

    def _points(self, question: BankQuestion) -> Fraction:
        return self._templates[question.template].points if question.points is None else question.points

    def student(self, student: Student, group: int) -> StudentRecord:
        """The next student's variants with their keys, all of them proven.

        Raises TemplateError where a template yields no variant, ProofError where rules and oracle disagree.
        """
        variants = []
        for number, question in enumerate(self._bank.questions, 1):
            exercise, draws = self._exercise(question, student)
            variants.append(_variant(number, question, exercise, draws))
        code = sheet_code(self._bank.digest, student.id, variants)
        return StudentRecord(id=student.id, name=student.name, code=code, variants=variants, group=group)

    def take(self, student: StudentRecord) -> None:
        """Keep the variants of a student who has a sheet already from those who are still to come."""
        for question, variant in zip(self._bank.questions, student.variants, strict=True):
            template = self._templates[question.template]
            drawn = {
                name: value_of_record(template.parameters[name], value)
                for name, value in variant.parameters.items()
                if name in template.drawn_parameters
            }
            self._taken[question.id].add(values_of(pinned_variant(template, drawn).parameters))

    def _exercise(self, question: BankQuestion, student: Student) -> tuple[Exercise, int]:
        """A student's exercise of one question with the number of its draw."""
        exercises = self._makers[question.template]
        pinned: Mapping[str, Parameter] = published_values(question) if self._as_published else question.set
        variant = draw(
            exercises.template,
            question.id,
            self._seed,
            student.id,
            pinned=pinned,
            accepts=lambda parameters: rejection(exercises.exercise(parameters)),
            taken=self._taken[question.id],
        )
        if variant.is_repeated:
            self._shared[question.id] = None
        self._taken[question.id].add(values_of(variant.parameters))
        return exercises.exercise(variant.parameters), variant.draw


def _variant(number: int, question: BankQuestion, exercise: Exercise, draws: int) -> VariantRecord:
    scale = points_scale(exercise.template, question.points)
    return VariantRecord(
        draw=draws,
        parameters=json_parameters(exercise.parameters),
        keys={
            label: KeyRecord(
                name=part.name,
                kind=part.answer.kind,
                key=part.key_text,
                points=str(part.points * scale),
                proof=proof(exercise, part),
            )
            for label, part in labelled_parts(number, exercise).items()
        },
    )


def sheet_code(bank_digest: str, student: str, variants: Iterable[VariantRecord]) -> str:
    """Six letters and digits that tell two sheets apart, without 0, O, 1 and I.

    They are made of what the sheet itself shows, so that nobody can find a seed by trying.
    """
    shown = (json_text(variant.parameters) for variant in variants)
    digest = blake2b("\n".join([bank_digest, student, *shown]).encode(), digest_size=8).digest()
    number, letters = int.from_bytes(digest), "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(letters[number >> 5 * position & 31] for position in range(6))
