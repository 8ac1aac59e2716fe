"""The roster: who gets a sheet. A table with ids and names, as a learning platform exports it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from exgen.errors import RosterError
from exgen.questions.student_ids import id_problems, quoted
from exgen.questions.tables import column_key, read_table
from exgen.sheets.roster_columns import nobody, roster_columns


@dataclass(frozen=True, slots=True)
class Student:
    """A student: ``id`` names files and rows, ``name`` is printed as it is."""

    id: str
    name: str


NOBODY = Student("sheet", "")
"""Whom a sheet without a roster is for."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The students of a class, in the roster's order; ``ids`` and ``names`` are the columns they were found in.

    ``left_out`` tells of rows that are no student's: where they stand, what is in them, and why.
    """

    students: tuple[Student, ...]
    ids: str
    names: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def read_roster(
    path: Path, *, id_column: str | None = None, name_columns: Sequence[str] = (), usual_ids: str | None = None
) -> Roster:
    """The roster in a table; its columns are guessed where they are not given, others are ignored.

    Ids are taken from the column ``usual_ids`` where none is given and there is such a column.

    Raises RosterError with a line for every problem: no column of ids or names, an empty or repeated id, an id that no
    file can be named by, a row with too many fields, a file that is no table
    (:func:`~exgen.questions.tables.read_table`).
    """
    table = read_table(path, RosterError, "id,name")
    if id_column is None and usual_ids is not None and column_key(usual_ids) in map(column_key, table.columns):
        id_column = usual_ids
    columns, missing = roster_columns(table, id_column, name_columns)
    if missing:
        raise RosterError(*(f"{path}: {problem}" for problem in missing))
    keys = [column_key(column) for column in (columns.ids, *columns.names)]
    students: list[Student] = []
    problems: list[str] = []
    left_out: list[str] = []
    places: dict[str, str] = {}
    for row in table.rows:
        where = f"{path}: {row.place}"
        id, *names = (row.fields[key] for key in keys)
        id, name = unicodedata.normalize("NFC", id), _printable(" ".join(names))
        if reason := nobody(table, row):
            left_out.append(f"{row.place}{f' {quoted(name)}' if name else ''} ({reason})")
            continue
        problems += [f"{where}: {problem}" for problem in (row.problem_in(keys), *id_problems(id)) if problem]
        first = places.setdefault(id.casefold(), row.place) if id else row.place
        if first != row.place:
            problems.append(f'{where}: the id "{id}" stands in {first} already (case does not count)')
        students.append(Student(id, name))
    if problems and columns.other_ids:
        others = " or ".join(map(quoted, columns.other_ids))
        problems.append(f"{path}: ids were looked for in column {quoted(columns.ids)}; --id-column takes {others}")
    if not students:
        problems.append(f"{path}: no student follows the line with the columns")
    if problems:
        raise RosterError(*problems)
    return Roster(tuple(students), columns.ids, columns.names, tuple(left_out))


def _printable(name: str) -> str:
    """A name without control characters, which no page can show."""
    return "".join(character for character in " ".join(name.split()) if character.isprintable())
