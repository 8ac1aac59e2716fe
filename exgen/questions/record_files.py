"""JSON files that exgen writes and reads again: whatever stands in one, reading it runs nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, from_json

from exgen.errors import SheetError
from exgen.questions.domains import shown

SCHEMA_VERSION: Final = 1

_NEEDED = {
    "string_type": "a text is needed",
    "int_type": "a whole number is needed",
    "bool_type": "true or false is needed",
    "list_type": "a list is needed",
    "dict_type": "an object is needed",
    "model_type": "an object is needed",
    "too_short": "at least one is needed",
}
"""What the format asks for, by pydantic's word for what is wrong."""

_UNION_PARTS = ("int", "str")


class Record(BaseModel):
    """A part of such a file: no other keys than its fields, no conversion of values."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def json_text(value: object) -> str:
    """A value as such files hold it: the same bytes for the same value."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


RecordT = TypeVar("RecordT", bound=Record)


def json_content(path: Path, largest: int, what: str) -> object:
    """What stands in a file of at most ``largest`` bytes; ``what`` it should be is for the message.

    Raises SheetError where it cannot be read, is no JSON, or was written by another exgen's format.
    """
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise SheetError(f"{path}: {error.strerror or error}") from None
    if len(data) > largest:
        raise SheetError(f"{path}: more than {largest:,} bytes; this is no {what}")
    try:
        content: object = from_json(data)
    except ValueError as error:
        raise SheetError(f"{path}: this is no JSON: {error}") from None
    version = content.get("schema_version") if isinstance(content, dict) else None
    if isinstance(version, int) and version != SCHEMA_VERSION:
        # said before the parts are looked at: in another version they may have other names
        raise SheetError(
            f"{path}: schema_version {version} is of another exgen; this one reads schema_version {SCHEMA_VERSION}"
        )
    return content


def record(model: type[RecordT], content: object, path: Path, what: str) -> RecordT:
    """The record that a file's content is.

    Raises SheetError, naming the first place that is not as it should be.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"] if step not in _UNION_PARTS)
        raise SheetError(f"{path}: this is no {what}{f' ({where})' if where else ''}: {_sentence(first)}") from None


def _sentence(details: ErrorDetails) -> str:
    """What is wrong at one place, in words."""
    match details["type"]:
        case "exgen":
            return details["msg"]
        case "missing":
            return "missing"
        case "extra_forbidden":
            return "unknown key"
        case "literal_error":
            return f"found {shown(details['input'])}; allowed: {details['ctx']['expected'].replace(chr(39), '')}"
        case "int_type" | "string_type" if details["loc"][-1] in _UNION_PARTS:
            return f"found {shown(details['input'])}; a whole number or a text is needed"
        case kind:
            return f"found {shown(details['input'])}; {_NEEDED.get(kind, 'something else is needed')}"
