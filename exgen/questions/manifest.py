"""The manifest of a sheet: everything needed to rebuild it and to grade it, on a machine that has only exgen.

It carries the text of the question templates it was made from, as data; opening one runs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError, from_json

from exgen.errors import SheetError
from exgen.questions.domains import shown

SCHEMA_VERSION: Final = 1

LARGEST_MANIFEST = 200_000_000
"""In bytes; a class of a thousand has a few million."""

_NEEDED = {
    "string_type": "a text is needed",
    "int_type": "a whole number is needed",
    "bool_type": "true or false is needed",
    "list_type": "a list is needed",
    "dict_type": "an object is needed",
    "model_type": "an object is needed",
    "too_short": "at least one is needed",
}
"""What the format asks for, by pydantic's word for what is wrong."""

_UNION_PARTS = ("int", "str")

_POINTS = re.compile(r"[0-9]{1,30}(?:/[1-9][0-9]{0,29})?")


def _checked_points(text: str) -> str:
    if not _POINTS.fullmatch(text):
        raise PydanticCustomError("exgen", '{found} are no points; they are written "2" or "1/2"', {"found": text[:40]})
    return text


Points = Annotated[str, AfterValidator(_checked_points)]
"""Points as exact text."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class BankRecord(_Record):
    """The bank a sheet was made from; ``digest`` is that of its file."""

    name: str
    title: str
    course: str
    digest: str


class TemplateRecord(_Record):
    """A question template: ``sources`` holds the text of its files by name."""

    digest: str
    sources: dict[str, str]


class QuestionRecord(_Record):
    """A question of the bank as set: its printed number, its id in the bank, its template, its points."""

    number: int
    id: str
    template: str
    points: Points


class KeyRecord(_Record):
    """The key of one part of a student's exercise; ``proof`` says how far it can be trusted."""

    name: str
    kind: str
    key: str
    points: Points
    proof: Literal["proven", "authored", "ungraded"]


class VariantRecord(_Record):
    """A student's variant of one question: which draw it was, its parameters, and a key for each printed label.

    Parameters that are fractions stand there as text; they are derived ones, and worked out again.
    """

    draw: int
    parameters: dict[str, int | str]
    keys: dict[str, KeyRecord]


class StudentRecord(_Record):
    """A student of the roster; ``variants`` stand in the order of the questions."""

    id: str
    name: str
    code: str
    variants: list[VariantRecord]


class Manifest(_Record):
    """A sheet as it was made: bank, seed, templates, questions, students."""

    schema_version: Literal[1]
    exgen: str
    bank: BankRecord
    seed: int
    as_published: bool
    templates: dict[str, TemplateRecord]
    questions: Annotated[list[QuestionRecord], Field(min_length=1)]
    students: Annotated[list[StudentRecord], Field(min_length=1)]

    @model_validator(mode="after")
    def _parts_fit(self) -> Manifest:
        problem = next(self._misfits(), None)
        if problem is not None:
            raise PydanticCustomError("exgen", "{problem}", {"problem": problem})
        return self

    def _misfits(self) -> Iterator[str]:
        for place, question in enumerate(self.questions, 1):
            if question.number != place:
                yield f"question {place} has the number {question.number}"
            if question.template not in self.templates:
                yield f'question {place}: its template "{question.template}" is not there'
        seen: set[str] = set()
        for student in self.students:
            if student.id in seen:
                yield f'the student "{student.id}" stands there twice'
            seen.add(student.id)
            if len(student.variants) != len(self.questions):
                yield f"{student.id}: {len(student.variants)} variants for {len(self.questions)} questions"

    def student(self, id: str) -> StudentRecord | None:
        """The student of this id."""
        return next((student for student in self.students if student.id == id), None)


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
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_MANIFEST + 1)
    except OSError as error:
        raise SheetError(f"{path}: {error.strerror or error}") from None
    if len(data) > LARGEST_MANIFEST:
        raise SheetError(f"{path}: more than {LARGEST_MANIFEST:,} bytes; this is no manifest of a sheet")
    try:
        content = from_json(data)
    except ValueError as error:
        raise SheetError(f"{path}: this is no JSON: {error}") from None
    version = content.get("schema_version") if isinstance(content, dict) else None
    if isinstance(version, int) and version != SCHEMA_VERSION:
        # said before the parts are looked at: in another version they may have other names
        raise SheetError(
            f"{path}: schema_version {version} is of another exgen; this one reads schema_version {SCHEMA_VERSION}"
        )
    try:
        return Manifest.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"] if step not in _UNION_PARTS)
        raise SheetError(
            f"{path}: this is no manifest of a sheet{f' ({where})' if where else ''}: {_sentence(first)}"
        ) from None


def _sentence(details: ErrorDetails) -> str:
    """What is wrong at one place, in words."""
    match details["type"]:
        case "exgen":
            return details["msg"]
        case "missing":
            return "missing"
        case "extra_forbidden":
            return "unknown key"
        case "literal_error":
            return f"found {shown(details['input'])}; allowed: {details['ctx']['expected'].replace(chr(39), '')}"
        case "int_type" | "string_type" if details["loc"][-1] in _UNION_PARTS:
            return f"found {shown(details['input'])}; a whole number or a text is needed"
        case kind:
            return f"found {shown(details['input'])}; {_NEEDED.get(kind, 'something else is needed')}"
