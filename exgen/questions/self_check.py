"""A student's own file: their exercises as data, to be checked without the class's manifest, bank or templates.

Nothing of anybody else is in it, no seed, and no key in clear text. But parameters and templates are, so whoever opens
it with exgen can work the keys out. Opening one runs nothing.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import ClassVar, Final, Literal, TypeAlias

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from exgen.questions.files import digest
from exgen.questions.manifest import (
    LARGEST_MANIFEST,
    WHAT,
    BankRecord,
    JsonParameter,
    KeyRecord,
    Manifest,
    ManifestHead,
    Questions,
    StudentRecord,
    TemplateRecord,
    VariantRecord,
    manifest_path,
    misfits,
    printed_questions,
)
from exgen.questions.record_files import SCHEMA_VERSION, Record, json_content, record

ENDING: Final = ".self-check.json"
"""What follows a student's id in the name of the file."""

NEEDED: Final = ("question.toml", "statement.md")
"""The files of a template that are taken along: examples and the author's solutions stay with the teacher."""


class KeyDigest(Record):
    """What tells whether another exgen finds another key; the key itself cannot be read from it."""

    digest: str

    def says(self, name: str, kind: str, key: str, points: str) -> bool:
        """Whether this is the digest of such a key."""
        return self.digest == key_digest(name, kind, key, points)


class OwnVariantRecord(Record):
    """The student's variant of one question, with a digest for each printed label."""

    parameters: dict[str, JsonParameter]
    keys: dict[str, KeyDigest]
    orders: dict[str, dict[str, list[int]]] | None = None

    @property
    def question(self) -> None:
        """No question has to be named: the file has those of the student alone, as they are printed."""
        return


class OwnStudentRecord(Record):
    """The student whose file it is."""

    id: str
    name: str
    code: str
    variants: list[OwnVariantRecord]


class SelfCheckFile(Record):
    """One student's sheet; ``templates`` holds only what is needed to make its exercises."""

    called: ClassVar[str] = "the student's file"

    schema_version: Literal[1]
    purpose: Literal["self-check"]
    exgen: str
    bank: BankRecord
    templates: dict[str, TemplateRecord]
    questions: Questions
    student: OwnStudentRecord

    @property
    def students(self) -> tuple[OwnStudentRecord]:
        """The one student there is."""
        return (self.student,)

    @model_validator(mode="after")
    def _parts_fit(self) -> SelfCheckFile:
        problem = next(misfits(self.questions, self.templates, self.students), None)
        if problem is not None:
            raise PydanticCustomError("exgen", "{problem}", {"problem": problem})
        return self


SheetRecord: TypeAlias = Manifest | SelfCheckFile
"""A sheet as it is read again."""


def self_check_file(manifest: ManifestHead, student: StudentRecord) -> SelfCheckFile:
    """The file of one student of a sheet."""
    questions = printed_questions(manifest.questions, student.variants)
    used = {question.template for question in questions}
    templates = {}
    for name, template in manifest.templates.items():
        if name not in used:
            continue
        sources = {file: template.sources[file] for file in NEEDED}
        templates[name] = TemplateRecord(digest=digest(sources), sources=sources)
    return SelfCheckFile(
        schema_version=SCHEMA_VERSION,
        purpose="self-check",
        exgen=manifest.exgen,
        bank=manifest.bank,
        templates=templates,
        questions=questions,
        student=OwnStudentRecord(
            id=student.id, name=student.name, code=student.code, variants=list(map(_own_variant, student.variants))
        ),
    )


def read_sheet(place: Path) -> SheetRecord:
    """The sheet that a folder written by exgen holds, a file of it, a manifest, or a student's own file.

    Raises SheetError where there is none, it cannot be read, or its parts do not belong together.
    """
    path = manifest_path(place)
    content = json_content(path, LARGEST_MANIFEST, WHAT)
    if isinstance(content, dict) and "purpose" in content:
        return record(SelfCheckFile, content, path, "student's file")
    return record(Manifest, content, path, WHAT)


def key_digest(name: str, kind: str, key: str, points: str) -> str:
    """BLAKE2b over what a manifest says of a key: 16 hexadecimal digits."""
    return blake2b("\n".join((name, kind, key, points)).encode(), digest_size=8, person=b"exgen key 1").hexdigest()


def _own_variant(variant: VariantRecord) -> OwnVariantRecord:
    keys = {label: _digest(key) for label, key in variant.keys.items()}
    return OwnVariantRecord(parameters=variant.parameters, keys=keys, orders=variant.orders)


def _digest(key: KeyRecord) -> KeyDigest:
    return KeyDigest(digest=key_digest(key.name, key.kind, key.key, key.points))
