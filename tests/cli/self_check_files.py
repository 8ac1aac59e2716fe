"""A student's own file for the tests of ``exgen check`` without responses."""

from __future__ import annotations

from pathlib import Path

from exgen.questions.library import Library
from exgen.questions.manifest import Manifest
from exgen.sheets.folder import MANIFEST, manifest_text, self_check_texts, write_texts
from exgen.sheets.making import class_sheet, manifest
from exgen.sheets.roster import Student


def small_sheet(checkout: Path, folder: Path) -> Manifest:
    """Write the sheet of ada and ben into a folder, without pages, and a file for each of them."""
    library = Library([checkout / "tests" / "sheets" / "data"])
    roster = (Student("ada", "Ada Lovelace"), Student("ben", ""))
    made = manifest(class_sheet(library.bank("small"), roster, 5, library))
    for name in ("students", "teacher"):
        (folder / name).mkdir(parents=True)
    write_texts(folder, {MANIFEST: manifest_text(made), **self_check_texts(made)})
    for student in made.students:
        (folder / "students" / f"{student.id}.pdf").write_bytes(b"%PDF")
    return made
