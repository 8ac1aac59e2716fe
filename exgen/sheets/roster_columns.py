"""Which columns of a roster hold ids and names: guessed from the names that learning platforms give them.

Moodle, Canvas, Gradescope and ILIAS, in English and German, as their exports come; and exgen's own ``id,name``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exgen.errors import did_you_mean
from exgen.questions.tables import Row, Table, column_key

SIS = ("sisuserid", "sisloginid")
"""Canvas's columns of the ids that the university gave."""

IDS = (
    *SIS,
    "id",
    *("idnumber", "idnummer", "matrikelnummer", "matrikelnr", "mtknr", "matriculationnumber"),
    *("studentid", "studentnumber", "sid"),
    *("username", "benutzername", "anmeldename", "login", "kennung"),
    *("emailaddress", "emailadresse", "email", "mail"),
)
"""Ids are taken from the first of these that is there and holds anything."""

FIRST_NAMES = ("firstname", "vorname", "givenname", "forename")
LAST_NAMES = ("lastname", "nachname", "surname", "familyname", "familienname")
WHOLE_NAMES = ("name", "fullname", "vollständigername", "student", "studentname", "displayname", "anzeigename")

_CANVAS_IDS = (*SIS, "id", "integrationid")
_TEST_STUDENTS = ("student, test", "test student")
_ROLE, _STUDENTS = "role", ("", "student")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a roster is read from, as their names are written; ``names`` are put together with a blank.

    ``other_ids`` are columns that could hold ids as well.
    """

    ids: str
    names: tuple[str, ...]
    other_ids: tuple[str, ...] = ()


def plain(name: str) -> str:
    """The letters and digits of a column's name, in lower case.

    >>> plain("E-Mail-Adresse")
    'emailadresse'
    """
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", name).lower()))


def roster_columns(table: Table, id_column: str | None, name_columns: Sequence[str]) -> tuple[Columns, list[str]]:
    """The columns of a roster, guessed where they are not given, and everything that is wrong with them."""
    found: dict[str, str] = {}
    for column in table.columns:
        found.setdefault(plain(column), column)
    known = [found[name] for name in IDS if name in found]
    filled = [column for column in known if any(row.fields[column_key(column)] for row in table.rows)]
    ids = [id_column] if id_column is not None else (filled or known)[:1]
    names = list(name_columns) or _names(found)
    if problems := list(_problems(table, ids, names)):
        return Columns("", ()), problems
    chosen = {column_key(column): column for column in reversed(table.columns)}
    written = [chosen[column_key(column)] for column in (*ids, *names)]
    others = () if id_column is not None else tuple(column for column in filled if column != written[0])
    return Columns(written[0], tuple(written[1:]), others), []


def _names(found: dict[str, str]) -> list[str]:
    first, last, whole = (
        next((found[name] for name in names if name in found), None) for names in (FIRST_NAMES, LAST_NAMES, WHOLE_NAMES)
    )
    if first is not None and (last or whole) is not None:
        # "Name", "Vorname" are a German list's last and first name
        return [first, last or whole or ""]
    return [] if whole is None else [whole]


def _problems(table: Table, ids: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    keys = list(map(column_key, table.columns))
    for option, what, columns in (("--id-column", "ids", ids), ("--name-column", "names", names)):
        if not columns:
            yield f"{table.place}: no known column of {what}; name it with {option}, found: {table.found}"
        for column in columns:
            if column_key(column) not in keys:
                yield f'{table.place}: no column "{column}"; {did_you_mean(column, filter(None, table.columns))}'
            elif keys.count(column_key(column)) > 1:
                yield f'{table.place}: two columns "{column}"; choose another with {option}, found: {table.found}'


def nobody(table: Table, row: Row) -> str:
    """Why a platform's row is of no student, "" if it is of one.

    Canvas writes points possible below its header, and a test student; Gradescope's roster has the staff.
    """
    fields = {plain(column): row.fields[column_key(column)] for column in table.columns}
    if any(name in fields for name in SIS):
        if not any(fields.get(name) for name in _CANVAS_IDS):
            return "no id"
        if fields.get("student", "").lower() in _TEST_STUDENTS and not fields.get("sisuserid"):
            return "test student"
    role = fields.get(_ROLE, "")
    return "" if role.lower() in _STUDENTS else role
