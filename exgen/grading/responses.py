"""The file of responses: a CSV with the columns ``student``, ``question``, ``response``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from exgen.errors import ResponsesError, did_you_mean
from exgen.questions.manifest import Manifest

COLUMNS = ("student", "question", "response")

Responses = Mapping[str, Mapping[str, str]]
"""Student id -> printed label -> typed text."""


def read_responses(path: Path, manifest: Manifest) -> Responses:
    """The responses of a file, in its order; blank ones are left out.

    UTF-8 (with or without byte order mark) or Latin-1; comma, semicolon or tab. Raises ResponsesError with a line for
    every problem: a missing column, an unknown student or question, two responses to one question.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ResponsesError(f"{path}: {error.strerror}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\0" in text:
        raise ResponsesError(f"{path}: this is no text file; save the table as CSV")
    rows = _rows(text)
    header = [field.strip().lower() for field in rows[0][1]] if rows else []
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise ResponsesError(
            f"{path}: line 1: no column {', '.join(missing)}; the first line names the columns: {','.join(COLUMNS)}"
        )
    return _responses(path, header, rows[1:], manifest)


def _responses(path: Path, header: list[str], rows: list[tuple[int, list[str]]], manifest: Manifest) -> Responses:
    labels = {
        student.id: [label for variant in student.variants for label in variant.keys] for student in manifest.students
    }
    found: dict[str, dict[str, str]] = {}
    lines: dict[tuple[str, str], int] = {}
    problems: list[str] = []
    for line, row in rows:
        fields = dict(zip(header, [*row, *[""] * len(header)], strict=False))
        student, label, response = (fields[column].strip() for column in COLUMNS)
        if student not in labels:
            problems.append(
                f'{path}: line {line}: no student "{student}" on this sheet; {did_you_mean(student, labels)}'
            )
        elif label not in labels[student]:
            problems.append(
                f'{path}: line {line}: no question "{label}" on this sheet; {did_you_mean(label, labels[student])}'
            )
        elif response:
            first = lines.setdefault((student, label), line)
            if first != line:
                problems.append(f"{path}: line {line}: {student} answered {label} in line {first} already")
            found.setdefault(student, {})[label] = response
    if problems:
        raise ResponsesError(*problems)
    return found


def _rows(text: str) -> list[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
        return [(reader.line_num, row) for row in reader if any(field.strip() for field in row)]
    except csv.Error as error:
        raise ResponsesError(f"this is no CSV file: {error}") from error
