"""The roster: who gets a sheet. A CSV file with the columns ``id`` and ``name``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from exgen.errors import RosterError
from exgen.questions.tables import table_rows

COLUMNS = ("id", "name")

LONGEST_ID = 100
"""In bytes of UTF-8: a file's name has at most 255, with its ending and what systems put behind it."""

_NOT_IN_FILE_NAMES = '/\\:*?"<>|'
_FORMULA_OR_OPTION = ("-", "=", "+", "@")
"""What begins a formula in a spreadsheet, or an option on a command line."""

_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever their ending."""


@dataclass(frozen=True, slots=True)
class Student:
    """A student: ``id`` names files and rows, ``name`` is printed as it is."""

    id: str
    name: str


NOBODY = Student("sheet", "")
"""Whom a sheet without a roster is for."""


def read_roster(path: Path) -> tuple[Student, ...]:
    """The students of a roster, in its order; other columns than id and name are ignored.

    Raises RosterError with a line for every problem: a missing column, an empty or repeated id, an id that no file
    can be named by, a row with too many fields, a file that is no table (:func:`~exgen.questions.tables.table_rows`).
    """
    students: list[Student] = []
    problems: list[str] = []
    lines: dict[str, int] = {}
    for row in table_rows(path, COLUMNS, RosterError):
        where = f"{path}: line {row.line}"
        id = unicodedata.normalize("NFC", row.fields["id"])
        problems += [f"{where}: {problem}" for problem in (row.problem, *_id_problems(id)) if problem]
        first = lines.setdefault(id.casefold(), row.line) if id else row.line
        if first != row.line:
            problems.append(f'{where}: the id "{id}" stands in line {first} already (case does not count)')
        students.append(Student(id, _printable(row.fields["name"])))
    if not students:
        problems.append(f"{path}: no student follows the line with the columns")
    if problems:
        raise RosterError(*problems)
    return tuple(students)


def _id_problems(id: str) -> Iterator[str]:
    """Why no file can be named by an id, on whatever system somebody hands it out."""
    if not id:
        yield "the id is empty"
    elif len(id.encode("utf-8", "surrogatepass")) > LONGEST_ID:
        yield f'the id "{id[:20]}..." is too long; at most {LONGEST_ID} letters and digits name a file'
    elif (
        any(character in _NOT_IN_FILE_NAMES or not character.isprintable() for character in id)
        or id.startswith((".", *_FORMULA_OR_OPTION))
        or id.endswith(".")
        or _DEVICE.fullmatch(id)
    ):
        yield (
            f'no file can be named by the id {_quoted(id)}; use letters and digits, with "_", "-", "." or "@" between'
        )


def _quoted(id: str) -> str:
    shown = (character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in id)
    return f'"{"".join(shown)}"'


def _printable(name: str) -> str:
    """A name without control characters, which no page can show."""
    return "".join(character for character in " ".join(name.split()) if character.isprintable())
