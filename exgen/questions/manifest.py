"""The manifest of a sheet: everything needed to rebuild it and to grade it, on a machine that has only exgen.

It carries the text of the question templates it was made from, as data; opening one runs nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Annotated, ClassVar, Final, Literal, Protocol, TypeAlias, TypeVar

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from exgen.errors import SheetError
from exgen.questions.layouts import LayoutRecord
from exgen.questions.record_files import Record, json_content, record
from exgen.questions.schema_fields import Accent
from exgen.questions.sheet_layout import ACCENT, EngineName, Format, Language, Paper, url_problem
from exgen.questions.student_ids import PRACTICE, id_problems, is_practice_id

WHAT: Final = "manifest of a sheet"

LARGEST_MANIFEST = 200_000_000
"""In bytes; a class of a thousand has a few million."""

_POINTS = re.compile(r"[0-9]{1,30}(?:/[1-9][0-9]{0,29})?")


def _checked_points(text: str) -> str:
    if not _POINTS.fullmatch(text):
        raise PydanticCustomError("exgen", '{found} are no points; they are written "2" or "1/2"', {"found": text[:40]})
    return text


Points = Annotated[str, AfterValidator(_checked_points)]
"""Points as exact text."""


def _checked_id(text: str) -> str:
    problem = next(id_problems(text), None)
    if problem is not None:
        raise PydanticCustomError("exgen", "{problem}", {"problem": problem})
    return text


StudentId = Annotated[str, AfterValidator(_checked_id)]
"""A student's id: whoever wrote the manifest, files are written under this name."""


def _checked_url(text: str) -> str:
    problem = url_problem(text) if text else None
    if problem is not None:
        raise PydanticCustomError("exgen", "found {found}; {problem}", {"found": text[:40], "problem": problem})
    return text


Url = Annotated[str, AfterValidator(_checked_url)]
"""What stands before a sheet's code in an address, or ""."""


class BankRecord(Record):
    """The bank a sheet was made from, and how its sheets look; ``digest`` is that of its file."""

    name: str
    title: str
    course: str
    digest: str
    date: str = ""
    deadline: str = ""
    language: Language = "en"
    paper: Paper = "a4"
    accent: Accent = ACCENT


class RosterRecord(Record):
    """The columns of the roster that ids and names were taken from, as they are called there."""

    ids: str
    names: list[str]


class TemplateRecord(Record):
    """A question template: ``sources`` holds the text of its files by name."""

    digest: str
    sources: dict[str, str]


class QuestionRecord(Record):
    """A question of the bank as set: its number in the bank, its id there, its template, its points."""

    number: int
    id: str
    template: str
    points: Points


class KeyRecord(Record):
    """The key of one part of a student's exercise; ``proof`` says how far it can be trusted.

    ``mistakes`` are the wrong values to which common mistakes lead, by their ids, the likeliest first.
    """

    name: str
    kind: str
    key: str
    points: Points
    proof: Literal["proven", "authored", "ungraded"]
    mistakes: dict[str, str] = Field(default_factory=dict)

    def says(self, name: str, kind: str, key: str, points: str) -> bool:
        """Whether this is the record of such a key."""
        return (self.name, self.kind, self.key, Fraction(self.points)) == (name, kind, key, Fraction(points))


JsonParameter: TypeAlias = int | str
"""A parameter's value; fractions stand there as text."""


class VariantRecord(Record):
    """A student's variant of one question: which draw it was, its parameters, and a key for each printed label.

    Parameters that are fractions stand there as text; they are derived ones, and worked out again. ``question`` is the
    id of the question, where students can get different ones, or in another order. ``orders`` are those of the options
    of answers, where each student has their own.
    """

    draw: int
    parameters: dict[str, JsonParameter]
    keys: dict[str, KeyRecord]
    question: str | None = None
    orders: dict[str, dict[str, list[int]]] | None = None


class FileRecord(Record):
    """A file as it was written; ``pages`` are those of a PDF."""

    sha256: str
    pages: int | None = None


class StudentRecord(Record):
    """A student of the roster; ``variants`` stand in the order in which their questions are printed.

    ``group`` numbers the students that were set in one run, from 1; ``files`` are the student's, by their place in the
    folder. ``version`` is the letter of those whose variants are the same, where an exam has versions. In the place of
    ``unprinted`` characters the PDFs have boxes, there being no font.
    """

    id: StudentId
    name: str
    code: str
    variants: list[VariantRecord]
    group: int = 1
    files: dict[str, FileRecord] = Field(default_factory=dict)
    version: str | None = None
    unprinted: str = ""


class PagesRecord(Record):
    """How the pages were set: by which engine of which version; whether there are solutions and self-checks.

    ``url`` is what stands before the sheet's code in the address that its QR code holds; "" for the code alone.
    ``formats`` are those in which sheets are written beside ``.tex`` and PDF.
    """

    engine: EngineName
    version: str
    solutions: bool
    self_check: bool
    url: Url = ""
    formats: list[Format] = Field(default_factory=list)


Questions: TypeAlias = Annotated[list[QuestionRecord], Field(min_length=1)]


class ManifestHead(Record):
    """What a class's sheets have in common; older manifests do not have ``pages`` or ``layout``.

    ``versions`` is how many there are, where students do not get a variant each; ``roster`` tells the columns of the
    first roster, where there was one.
    """

    called: ClassVar[str] = "the manifest"

    schema_version: Literal[1]
    exgen: str
    bank: BankRecord
    seed: int
    as_published: bool
    pages: PagesRecord | None = None
    layout: LayoutRecord | None = None
    templates: dict[str, TemplateRecord]
    questions: Questions
    versions: int | None = None
    roster: RosterRecord | None = None


class Manifest(ManifestHead):
    """A sheet as it was made: what all have in common, the students, and the ``files`` that are made of all of them.

    ``practice`` are variants that nobody has, for the whole class; each names its questions.
    """

    students: Annotated[list[StudentRecord], Field(min_length=1)]
    practice: list[StudentRecord] = Field(default_factory=list)
    files: dict[str, FileRecord] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _parts_fit(self) -> Manifest:
        misnamed = (each.id for each in self.practice if not is_practice_id(each.id))
        problems = chain(
            misfits(self.questions, self.templates, self.students),
            misfits(self.questions, self.templates, self.practice),
            (f'a practice sheet is called {PRACTICE}1, {PRACTICE}2, ..., not "{id}"' for id in misnamed),
        )
        problem = next(problems, None)
        if problem is not None:
            raise PydanticCustomError("exgen", "{problem}", {"problem": problem})
        return self

    @property
    def head(self) -> ManifestHead:
        """What the students' sheets have in common."""
        return ManifestHead(**{name: value for name, value in self if name in ManifestHead.model_fields})

    def student(self, id: str) -> StudentRecord | None:
        """The student of this id."""
        return next((student for student in self.students if student.id == id), None)


class _NamesQuestion(Protocol):
    @property
    def question(self) -> str | None: ...


class _HasVariants(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def variants(self) -> Sequence[_NamesQuestion]: ...


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


QuestionT = TypeVar("QuestionT", bound=_HasId)


def asked(questions: Sequence[QuestionT], variants: Sequence[_NamesQuestion]) -> list[QuestionT]:
    """The question of each variant: the one it names, else the one in its place."""
    by_id = {question.id: question for question in questions}
    return [
        questions[place] if variant.question is None else by_id[variant.question]
        for place, variant in enumerate(variants)
    ]


def printed_questions(questions: Sequence[QuestionRecord], variants: Sequence[_NamesQuestion]) -> list[QuestionRecord]:
    """The questions of a student under their printed numbers."""
    return [
        question if question.number == number else question.model_copy(update={"number": number})
        for number, question in enumerate(asked(questions, variants), 1)
    ]


def misfits(
    questions: Sequence[QuestionRecord], templates: Container[str], students: Iterable[_HasVariants]
) -> Iterator[str]:
    """A line for everything that does not belong together in a sheet's record."""
    for place, question in enumerate(questions, 1):
        if question.number != place:
            yield f"question {place} has the number {question.number}"
        if question.template not in templates:
            yield f'question {place}: its template "{question.template}" is not there'
    seen: set[str] = set()
    for student in students:
        if student.id in seen:
            yield f'the student "{student.id}" stands there twice'
        seen.add(student.id)
        yield from _misnamed(questions, student)


def _misnamed(questions: Sequence[QuestionRecord], student: _HasVariants) -> Iterator[str]:
    """What is wrong with the questions that a student's variants name."""
    named = [variant.question for variant in student.variants if variant.question is not None]
    if not named and len(student.variants) != len(questions):
        yield f"{student.id}: {len(student.variants)} variants for {len(questions)} questions"
    if named and len(named) != len(student.variants):
        yield f"{student.id}: some variants name their question, others do not"
    known = {question.id for question in questions}
    for id, times in Counter(named).items():
        if id not in known:
            yield f'{student.id}: there is no question "{id}"'
        if times > 1:
            yield f'{student.id}: the question "{id}" stands there twice'


def manifest_path(place: Path) -> Path:
    """Where the manifest of a sheet lies, found from its folder, the file itself, or any file of the sheet.

    Raises SheetError where there is none.
    """
    if place.is_file() and place.suffix == ".json" and place.name != "keys.json":
        return place
    if place.exists():
        whole = place.absolute()
        folders = (whole, *whole.parents[:3])
        for path in (whole / "manifest.json", *(folder / "teacher" / "manifest.json" for folder in folders)):
            if path.is_file():
                return path
    raise SheetError(f"{place}: no sheet is here; give a folder written by exgen sheet, or its teacher/manifest.json")


def read_manifest(place: Path) -> Manifest:
    """The manifest of a sheet (see :func:`manifest_path` for how it is found).

    Raises SheetError where there is none, it cannot be read, or its parts do not belong together.
    """
    path = manifest_path(place)
    return record(Manifest, json_content(path, LARGEST_MANIFEST, WHAT), path, WHAT)
