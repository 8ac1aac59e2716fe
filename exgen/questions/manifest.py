"""The manifest of a sheet: everything needed to rebuild it and to grade it, on a machine that has only exgen.

It carries the text of the question templates it was made from, as data; opening one runs nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from exgen.errors import SheetError

SCHEMA_VERSION: Final = 1


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
    points: str


class KeyRecord(_Record):
    """The key of one part of a student's exercise; ``proof`` says how far it can be trusted."""

    name: str
    kind: str
    key: str
    points: str
    proof: Literal["proven", "authored", "ungraded"]


class VariantRecord(_Record):
    """A student's variant of one question: which draw it was, its parameters, and a key for each printed label."""

    draw: int
    parameters: dict[str, Any]
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
    questions: list[QuestionRecord]
    students: list[StudentRecord]

    def student(self, id: str) -> StudentRecord | None:
        """The student of this id."""
        return next((student for student in self.students if student.id == id), None)


def read_manifest(place: Path) -> Manifest:
    """The manifest of a sheet, found from its folder, its ``teacher`` folder, the file itself or a student's file.

    Raises SheetError where there is none or it cannot be read.
    """
    choices = (
        place,
        place / "manifest.json",
        place / "teacher" / "manifest.json",
        place.parent.parent / "teacher" / "manifest.json",
    )
    path = next((path for path in choices if path.name == "manifest.json" and path.is_file()), None)
    if path is None:
        raise SheetError(
            f"{place}: no sheet is here; give a folder written by exgen sheet, or its teacher/manifest.json"
        )
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise SheetError(
            f"{path}: this is no manifest of a sheet that this exgen can read ({where}: {first['msg']})"
        ) from error
    except OSError as error:
        raise SheetError(f"{path}: {error.strerror}") from error
