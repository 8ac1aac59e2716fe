"""Bank + roster + seed -> which variant every student gets, its keys, and their proof."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from fractions import Fraction
from hashlib import blake2b
from string import ascii_uppercase

from exgen import __version__
from exgen.errors import SheetError
from exgen.questions.banks import points_scale, published_values
from exgen.questions.common_mistakes import CommonMistakes
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
    RosterRecord,
    StudentRecord,
    TemplateRecord,
    VariantRecord,
    asked,
)
from exgen.questions.option_orders import drawn_orders
from exgen.questions.proofs import proof
from exgen.questions.record_files import SCHEMA_VERSION, json_text
from exgen.questions.records import Bank, BankQuestion, Template, Variant
from exgen.questions.rejections import rejection
from exgen.questions.selection import EVERYBODY, selected
from exgen.questions.solving import json_parameters
from exgen.questions.student_ids import PRACTICE
from exgen.questions.variants import pinned_variant, variant_space
from exgen.sheets.roster import Student


class SheetMaker:
    """Draws, solves and proves exercises, student by student in the order of the roster.

    With ``as_published`` everybody gets the numbers that were printed, with the true keys. With ``versions`` there are
    only so many sheets, A, B, ..., and students get them in turn. ``shared`` names the questions of which two
    students, or versions, had to get the same variant, the space being too small.
    """

    def __init__(
        self,
        bank: Bank,
        templates: Mapping[str, Template],
        seed: int,
        *,
        as_published: bool = False,
        versions: int | None = None,
    ) -> None:
        self._bank, self._seed, self._as_published = bank, seed, as_published
        self._versions = versions
        self._of_versions: dict[str, list[VariantRecord]] = {}
        self._students = 0
        self._templates = templates
        self._makers = {name: Exercises(template) for name, template in templates.items()}
        self._taken: dict[str, set[Values]] = {question.id: set() for question in bank.questions}
        self._shared: dict[str, None] = {}
        self._not_practised: dict[str, None] = {}
        self._mistakes = CommonMistakes()

    @property
    def shared(self) -> tuple[str, ...]:
        """The questions of which two students had to get the same variant, so far."""
        return tuple(self._shared)

    @property
    def not_practised(self) -> tuple[str, ...]:
        """The questions that a practice sheet had to leave out, so far."""
        return tuple(self._not_practised)

    def head(self, pages: PagesRecord, roster: RosterRecord | None = None) -> ManifestHead:
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
            layout=bank.layout.record(),
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
            versions=self._versions,
            roster=roster,
        )

    def _points(self, question: BankQuestion) -> Fraction:
        return self._templates[question.template].points if question.points is None else question.points

    def student(self, student: Student, group: int) -> StudentRecord:
        """The next student's variants with their keys, all of them proven.

        Raises TemplateError where a template yields no variant, ProofError where rules and oracle disagree.
        """
        version = ascii_uppercase[self._students % self._versions] if self._versions else None
        self._students += 1
        if version is None:
            variants = self._variants(student.id)
        else:
            if version not in self._of_versions:
                self._of_versions[version] = self._variants(f"version {version}")
            variants = self._of_versions[version]
        code = sheet_code(self._bank.digest, student.id, variants, version)
        return StudentRecord(
            id=student.id, name=student.name, code=code, variants=variants, group=group, version=version
        )

    def practice(self, number: int, group: int) -> StudentRecord:
        """A variant to practise on, which no student has so far, nor another practice sheet.

        A question of which there is none is left out (``not_practised``). Raises SheetError where that is every one.
        """
        id = f"{PRACTICE}{number}"
        variants: list[VariantRecord] = []
        for question in selected(self._bank, self._seed, id):
            variant = self._drawn(question, id, question.set)
            is_one = variant_space(self._templates[question.template], question.set).size == 1
            if is_one or values_of(variant.parameters) in self._taken[question.id]:
                self._not_practised[question.id] = None
                continue
            self._taken[question.id].add(values_of(variant.parameters))
            exercise = self._makers[question.template].exercise(variant.parameters)
            variants.append(self._variant(len(variants) + 1, question, exercise, variant.draw, id, question.id))
        if not variants:
            raise SheetError(f"{self._bank.path}: nothing is left to practise on: students have every variant there is")
        code = sheet_code(self._bank.digest, id, variants)
        return StudentRecord(id=id, name="", code=code, variants=variants, group=group)

    def _variants(self, whose: str) -> list[VariantRecord]:
        """The variants that are drawn for a student, or for a version."""
        variants = []
        for number, question in enumerate(selected(self._bank, self._seed, whose), 1):
            exercise, draws = self._exercise(question, whose)
            named = question.id if self._bank.is_varied else None
            variants.append(self._variant(number, question, exercise, draws, whose, named))
        return variants

    def _variant(
        self, number: int, question: BankQuestion, exercise: Exercise, draws: int, whose: str, named: str | None
    ) -> VariantRecord:
        record = variant_record(number, question.points, exercise, draws, self._mistakes)
        orders = drawn_orders(exercise.template, question.id, self._seed, whose) if self._bank.shuffles_options else {}
        return record.model_copy(update={"question": named, "orders": orders or None})

    def take(self, student: StudentRecord) -> None:
        """Keep the variants of a student who has a sheet already from those who are still to come."""
        self._students += 1
        if student.version is not None:
            self._of_versions[student.version] = student.variants
        self.take_practice(student)

    def take_practice(self, student: StudentRecord) -> None:
        """Keep the variants of a practice sheet that is there already from those who are still to come."""
        for question, variant in zip(asked(self._bank.questions, student.variants), student.variants, strict=True):
            template = self._templates[question.template]
            drawn = {
                name: value_of_record(template.parameters[name], value)
                for name, value in variant.parameters.items()
                if name in template.drawn_parameters
            }
            self._taken[question.id].add(values_of(pinned_variant(template, drawn).parameters))

    def _exercise(self, question: BankQuestion, whose: str) -> tuple[Exercise, int]:
        """The exercise of one question that is drawn for a student or version, with the number of its draw."""
        exercises = self._makers[question.template]
        pinned: Mapping[str, Parameter] = published_values(question) if self._as_published else question.set
        if question.is_same_for_all:
            variant = self._drawn(question, EVERYBODY, pinned, frozenset())
        else:
            variant = self._drawn(question, whose, pinned)
        if variant.is_repeated:
            self._shared[question.id] = None
        self._taken[question.id].add(values_of(variant.parameters))
        return exercises.exercise(variant.parameters), variant.draw

    def _drawn(
        self,
        question: BankQuestion,
        whose: str,
        pinned: Mapping[str, Parameter],
        taken: Container[Values] | None = None,
    ) -> Variant:
        """A variant that nobody has, unless others than those of the class are ``taken``."""
        exercises = self._makers[question.template]
        return draw(
            exercises.template,
            question.id,
            self._seed,
            whose,
            pinned=pinned,
            accepts=lambda parameters: rejection(exercises.exercise(parameters)),
            taken=self._taken[question.id] if taken is None else taken,
        )


def variant_record(
    number: int, points: Fraction | None, exercise: Exercise, draws: int, mistakes: CommonMistakes
) -> VariantRecord:
    """The record of a variant under its printed number; ``points`` None are the template's own.

    Raises ProofError where rules and oracle disagree about one of its keys.
    """
    scale = points_scale(exercise.template, points)
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
                mistakes=dict(mistakes.of(exercise, part)),
            )
            for label, part in labelled_parts(number, exercise).items()
        },
    )


def sheet_code(bank_digest: str, student: str, variants: Sequence[VariantRecord], version: str | None = None) -> str:
    """Six letters and digits that tell two sheets apart, without 0, O, 1 and I; the letter of a version before them.

    They are made of what the sheet itself shows, so that nobody can find a seed by trying.
    """
    shown = [
        json_text(variant.parameters if variant.question is None else [variant.question, variant.parameters])
        for variant in variants
    ]
    shown += [json_text(variant.orders) for variant in variants if variant.orders is not None]
    digest = blake2b("\n".join([bank_digest, student, *shown]).encode(), digest_size=8).digest()
    number, letters = int.from_bytes(digest), "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    code = "".join(letters[number >> 5 * position & 31] for position in range(6))
    return code if version is None else f"{version}-{code}"
