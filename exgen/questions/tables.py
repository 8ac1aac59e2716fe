"""CSV files as people and their spreadsheets save them: a roster, a file of responses."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from exgen.errors import InputError

LARGEST_TABLE = 50_000_000
"""In bytes; the responses of a thousand students are a few hundred thousand."""

SEPARATORS = ",;\t"
"""The separator of a file is the one of these that its first line has most of."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the line it begins in (from 1), and its fields by column, without blanks around them.

    A field that the row is too short for is "". ``problem`` says what is wrong with the row as a whole, "" if nothing.
    """

    line: int
    fields: Mapping[str, str]
    problem: str = ""


def table_rows(path: Path, columns: Sequence[str], error: type[InputError]) -> tuple[Row, ...]:
    """The rows of a CSV file below its first line, which names its columns; empty ones are passed over.

    Names of columns are met in any case and order, others than ``columns`` are kept. UTF-8 (with or without byte order
    mark), else Windows' or ISO's Latin-1; comma, semicolon or tab. Raises ``error`` where the file cannot be read as a
    table, or does not have each of ``columns`` once.
    """
    lines = _lines(path, error)
    line, names = next(lines, (0, []))
    needed = ",".join(columns)
    if not line:
        raise error(f"{path}: the file is empty; its first line names the columns: {needed}")
    header = [name.strip().lower() for name in names]
    missing = [column for column in columns if column not in header]
    repeated = [column for column in columns if header.count(column) > 1]
    if missing or repeated:
        wrong = f"no column {' and '.join(missing)}" if missing else f"two columns {' and '.join(repeated)}"
        found = ", ".join(header)
        found = found if len(found) <= 60 else f"{found[:57]}..."
        raise error(f"{path}: line {line}: {wrong}; the first line names the columns {needed}, found: {found}")
    return tuple(_row(line, header, fields) for line, fields in lines)


def _row(line: int, header: Sequence[str], fields: Sequence[str]) -> Row:
    padded = [*fields, *[""] * (len(header) - len(fields))]
    problem = ""
    if any(field.strip() for field in fields[len(header) :]):
        problem = (
            f"{len(fields)} fields, but the first line names {len(header)} columns; "
            "put double quotes around a field with a separator in it"
        )
    return Row(line, {name: field.strip() for name, field in zip(header, padded, strict=False)}, problem)


def _lines(path: Path, error: type[InputError]) -> Iterator[tuple[int, list[str]]]:
    """The records of the file that are not empty, each with the line it begins in."""
    text = _text(path, error)
    first = next((line for line in text.splitlines() if line.strip()), "")
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


def _text(path: Path, error: type[InputError]) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_TABLE + 1)
    except OSError as problem:
        raise error(f"{path}: {problem.strerror or problem}") from None
    if len(data) > LARGEST_TABLE:
        raise error(f"{path}: more than {LARGEST_TABLE:,} bytes; this is no table that is meant")
    if b"\0" in data:
        raise error(f"{path}: this is no text file; save the table as CSV (UTF-8)")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
