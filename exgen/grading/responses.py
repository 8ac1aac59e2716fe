"""The file of responses: a table with the columns ``student``, ``question``, ``response``."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path

from exgen.errors import ResponsesError, did_you_mean
from exgen.questions.self_check import SheetRecord
from exgen.questions.tables import table_rows

COLUMNS = ("student", "question", "response")

SHOWN = 30
"""So many names are listed where none is near the one that was found."""

Responses = Mapping[str, Mapping[str, str]]
"""Student id -> printed label -> typed text."""


def read_responses(path: Path, sheet: SheetRecord) -> Responses:
    """The responses of a file, in its order; blank ones are left out.

    Raises ResponsesError with a line for every problem: a missing column, an unknown student or question, two
    responses to one question, a row with too many fields, a file that is no table (see
    :func:`~exgen.questions.tables.table_rows`).
    """
    labels = {
        student.id: [label for variant in student.variants for label in variant.keys] for student in sheet.students
    }
    found: dict[str, dict[str, str]] = {}
    places: dict[tuple[str, str], str] = {}
    problems: list[str] = []
    for row in table_rows(path, COLUMNS, ResponsesError):
        student, label, response = (row.fields[column] for column in COLUMNS)
        student = unicodedata.normalize("NFC", student)
        problem = row.problem_in(COLUMNS)
        if student not in labels:
            problem = f'no student "{student}" on this sheet; {name_hint(student, labels)}'
        elif label not in labels[student]:
            problem = f'no question "{label}" on this sheet; {name_hint(label, labels[student])}'
        elif response and not problem:
            first = places.setdefault((student, label), row.place)
            if first != row.place:
                problem = f"{student} answered {label} in {first} already"
            found.setdefault(student, {})[label] = response
        if problem:
            problems.append(f"{path}: {row.place}: {problem}")
    if problems:
        raise ResponsesError(*problems)
    return found


def name_hint(name: str, known: Collection[str]) -> str:
    """What may have been meant; of a whole class the first few stand for all."""
    hint = did_you_mean(name, known)
    if hint.startswith("allowed") and len(known) > SHOWN:
        return f"there are {len(known)}, such as {', '.join(list(known)[:3])}"
    return hint
