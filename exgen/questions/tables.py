"""Tables as people and their spreadsheets save them, CSV or XLSX: a roster, a file of responses."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from exgen.errors import InputError
from exgen.questions.workbooks import Formula, is_workbook, workbook_lines

LARGEST_TABLE = 50_000_000
"""In bytes; the responses of a thousand students are a few hundred thousand."""

SEPARATORS = ",;\t"
"""The separator of a file is the one of these that its first line has most of, outside of quotes."""

_QUOTED = re.compile('"[^"]*"')
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""What .xls files begin with, and whatever Excel keeps under a password."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: where it stands (``line 3``), and its fields by column, without blanks around them.

    Columns go by :func:`column_key`. A field that the row is too short for is "". ``problem`` says what is wrong with
    the row as a whole, "" if nothing; ``formulas`` are the columns in which no value stands, but what gives one.
    """

    place: str
    fields: Mapping[str, str]
    problem: str = ""
    formulas: tuple[str, ...] = ()

    def problem_in(self, columns: Sequence[str]) -> str:
        """What is wrong with the row for somebody who reads these columns; "" if nothing."""
        formulas = [column for column in columns if column in self.formulas]
        if self.problem or not formulas:
            return self.problem
        return f"a formula stands in column {' and '.join(formulas)}; put its value there, or save the table as CSV"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the names of its columns as they are written, where these stand, and the rows below that are not empty.

    A name may stand there twice.
    """

    place: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def found(self) -> str:
        """The names of the columns for a message, cut off where they are many."""
        names = ", ".join(self.columns)
        return names if len(names) <= 60 else f"{names[:57]}..."


def column_key(name: str) -> str:
    """What a column goes by: its name in any case.

    >>> column_key(" ID ")
    'id'
    """
    return name.strip().lower()


def read_table(path: Path, error: type[InputError], example: str) -> Table:
    """The table in a CSV file or in the first sheet of an XLSX file; its first line names its columns.

    CSV is UTF-8 or UTF-16 with a byte order mark, else UTF-8, else Windows' or ISO's Latin-1; comma, semicolon or tab.
    Raises ``error`` where the file cannot be read as a table; of an empty one it tells columns for ``example``.
    """
    data = _data(path, error)
    is_book = is_workbook(data)
    lines = workbook_lines(data, path, error) if is_book else _csv_lines(data, path, error)
    counted = "row" if is_book else "line"
    number, names = next(lines, (0, []))
    if not number:
        raise error(f"{path}: the file is empty; its first line names the columns: {example}")
    columns = tuple(name.strip() for name in names)
    rows = tuple(_row(f"{counted} {number}", columns, fields) for number, fields in lines)
    return Table(f"{counted} {number}", columns, rows)


def table_rows(path: Path, columns: Sequence[str], error: type[InputError]) -> tuple[Row, ...]:
    """The rows of a table that must have each of ``columns`` once; see :func:`read_table`.

    Names of columns are met in any case and order, others are kept.
    """
    needed = ",".join(columns)
    table = read_table(path, error, needed)
    header = list(map(column_key, table.columns))
    missing = [column for column in columns if column not in header]
    repeated = [column for column in columns if header.count(column) > 1]
    if missing or repeated:
        wrong = f"no column {' and '.join(missing)}" if missing else f"two columns {' and '.join(repeated)}"
        raise error(f"{path}: {table.place}: {wrong}; the first line names the columns {needed}, found: {table.found}")
    return table.rows


def _row(place: str, columns: Sequence[str], fields: Sequence[str]) -> Row:
    keys = list(map(column_key, columns))
    padded = [*fields, *[""] * (len(keys) - len(fields))]
    problem = ""
    if any(field.strip() for field in fields[len(keys) :]):
        problem = (
            f"{len(fields)} fields, but the first line names {len(keys)} columns; "
            "put double quotes around a field with a separator in it"
        )
    formulas = tuple(key for key, field in zip(keys, padded, strict=False) if isinstance(field, Formula))
    return Row(place, {key: field.strip() for key, field in zip(keys, padded, strict=False)}, problem, formulas)


def _csv_lines(data: bytes, path: Path, error: type[InputError]) -> Iterator[tuple[int, list[str]]]:
    """The records of the file that are not empty, each with the line it begins in."""
    text = _text(data, path, error)
    first = _QUOTED.sub("", next((line for line in text.splitlines() if line.strip()), ""))
    separator = max(SEPARATORS, key=first.count)
    # strict: a quote that is never closed would swallow the rest of the file
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    begins = 1
    while True:
        try:
            fields = next(reader, None)
        except csv.Error as problem:
            raise error(f"{path}: line {begins}: this is no row of a CSV file: {problem}") from None
        if fields is None:
            return
        if any(field.strip() for field in fields):
            yield begins, fields
        begins = reader.line_num + 1


def _data(path: Path, error: type[InputError]) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_TABLE + 1)
    except OSError as problem:
        raise error(f"{path}: {problem.strerror or problem}") from None
    if len(data) > LARGEST_TABLE:
        raise error(f"{path}: more than {LARGEST_TABLE:,} bytes; this is no table that is meant")
    if data.startswith(_OLD_OFFICE):
        raise error(f"{path}: an old Excel file, or one with a password; save it as XLSX without one, or as CSV")
    return data


def _text(data: bytes, path: Path, error: type[InputError]) -> str:
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        break
    raise error(f"{path}: this is no text file; save the table as CSV (UTF-8)")
