"""Sheets of a class of which no page is set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from exgen.questions.library import Library
from exgen.questions.manifest import Manifest, PagesRecord
from exgen.questions.record_files import json_text
from exgen.questions.records import Bank
from exgen.questions.self_check import ENDING, self_check_file
from exgen.sheets.folder import manifest_pieces
from exgen.sheets.making import SheetMaker
from exgen.sheets.roster import Student

PAGES = PagesRecord(engine="typst", version="0.14.9", solutions=True, self_check=False)


def maker_of(bank: Bank, seed: int, library: Library, *, as_published: bool = False) -> SheetMaker:
    """What draws the variants of a bank's questions."""
    near = library.near(bank.path)
    templates = {question.template: near.template(question.template) for question in bank.questions}
    return SheetMaker(bank, templates, seed, as_published=as_published)


def sheet_of(
    bank: Bank, roster: Sequence[Student], seed: int, library: Library, *, as_published: bool = False
) -> Manifest:
    """The manifest of a class's sheets."""
    maker = maker_of(bank, seed, library, as_published=as_published)
    students = [maker.student(student, 1) for student in roster]
    return Manifest(**dict(maker.head(PAGES)), students=students)


def manifest_text(manifest: Manifest) -> str:
    """The manifest as it is written."""
    return "".join(manifest_pieces(manifest.head, manifest.students, manifest.practice, manifest.files))


def self_check_texts(manifest: Manifest) -> dict[Path, str]:
    """Every student's own file, by its place in the folder."""
    return {
        Path(f"students/{student.id}{ENDING}"): json_text(self_check_file(manifest, student).model_dump())
        for student in manifest.students
    }
