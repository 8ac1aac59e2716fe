"""The roster: who gets a sheet. A CSV file with the columns ``id`` and ``name``."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from exgen.errors import RosterError

NO_FILE_NAME = '/\\:*?"<>|'
"""Characters that an id cannot have: files are named by it, on every system."""


@dataclass(frozen=True, slots=True)
class Student:
    """A student: ``id`` names files and rows, ``name`` is printed as it is."""

    id: str
    name: str


NOBODY = Student("sheet", "")
"""Whom a sheet without a roster is for."""


def read_roster(path: Path) -> tuple[Student, ...]:
    """The students of a roster, in its order.

    UTF-8 (with or without byte order mark) or Latin-1; comma, semicolon or tab; other columns are ignored. Raises
    RosterError with a line for every problem: a missing column, an empty or repeated id, an id that no file can be
    named by.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RosterError(f"{path}: {error.strerror}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    rows = list(_rows(text))
    if not rows:
        raise RosterError(f"{path}: the roster is empty; give a line with the columns id,name and one for each student")
    header = [field.strip().lower() for field in rows[0][1]]
    missing = [column for column in ("id", "name") if column not in header]
    if missing:
        raise RosterError(
            f"{path}: line {rows[0][0]}: no column {' and '.join(missing)}; the first line names the columns: id,name"
        )
    return _students(path, header, rows[1:])


def _students(path: Path, header: list[str], rows: list[tuple[int, list[str]]]) -> tuple[Student, ...]:
    students: list[Student] = []
    problems: list[str] = []
    lines: dict[str, int] = {}
    for line, row in rows:
        fields = dict(zip(header, [*row, *[""] * len(header)], strict=False))
        id, name = fields["id"].strip(), _printable(fields["name"])
        if not id:
            problems.append(f"{path}: line {line}: the id is empty")
            continue
        first = lines.setdefault(unicodedata.normalize("NFC", id).casefold(), line)
        if first != line:
            problems.append(f'{path}: line {line}: the id "{id}" stands in line {first} already (case does not count)')
        if (
            any(character in NO_FILE_NAME or not character.isprintable() for character in id)
            or id.startswith((".", "-", "=", "+", "@"))
            or id.endswith(".")
        ):
            problems.append(
                f'{path}: line {line}: no file can be named by the id "{id}"; use letters, digits, "_", "-", "." or "@"'
            )
        if len(id.encode()) > 100:
            problems.append(f"{path}: line {line}: the id is longer than 100 characters")
        students.append(Student(id, name))
    if not students and not problems:
        problems.append(f"{path}: no student follows the line with the columns")
    if problems:
        raise RosterError(*problems)
    return tuple(students)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    return [(reader.line_num, row) for row in reader if any(field.strip() for field in row)]


def _printable(name: str) -> str:
    """A name without control characters, which no page can show."""
    return "".join(character for character in " ".join(name.split()) if character.isprintable())
