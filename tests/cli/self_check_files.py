"""A student's own file for the tests of ``exgen check`` without responses."""

from __future__ import annotations

from pathlib import Path

from exgen.questions.library import Library
from exgen.questions.manifest import Manifest
from exgen.sheets.folder import MANIFEST
from exgen.sheets.roster import Student
from tests.sheets.classes import manifest_text, self_check_texts, sheet_of


def small_sheet(checkout: Path, folder: Path) -> Manifest:
    """Write the sheet of ada and ben into a folder, without pages, and a file for each of them."""
    library = Library([checkout / "tests" / "sheets" / "data"])
    roster = (Student("ada", "Ada Lovelace"), Student("ben", ""))
    made = sheet_of(library.bank("small"), roster, 5, library)
    for place in ("students", "teacher"):
        (folder / place).mkdir(parents=True)
    for name, text in {MANIFEST: manifest_text(made), **self_check_texts(made)}.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    for student in made.students:
        (folder / "students" / f"{student.id}.pdf").write_bytes(b"%PDF")
    return made
