"""The ids of students: files are named by them, so that none may lead out of its folder."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_ID = 100
"""In bytes of UTF-8: a file's name has at most 255, with its ending and what systems put behind it."""

_NOT_IN_FILE_NAMES = '/\\:*?"<>|'
_FORMULA_OR_OPTION = ("-", "=", "+", "@")
"""What begins a formula in a spreadsheet, or an option on a command line."""

_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever their ending."""

_SHORTENED = re.compile(r"[0-9][.,]?[0-9]*E\+[0-9]+")
"""How spreadsheets save long numbers."""


PRACTICE = "practice-"
"""What the ids of practice sheets begin with, before their numbers."""

_PRACTICE_ID = re.compile(f"{PRACTICE}[1-9][0-9]{{0,5}}")


def is_practice_id(id: str) -> bool:
    """Whether this is the id of a practice sheet.

    >>> is_practice_id("practice-12"), is_practice_id("practice-../12")
    (True, False)
    """
    return _PRACTICE_ID.fullmatch(id) is not None


def id_problems(id: str) -> Iterator[str]:
    """Why no file can be named by an id, on whatever system somebody hands it out.

    >>> list(id_problems("ada")), len(list(id_problems("../ada")))
    ([], 1)
    """
    if not id:
        yield "the id is empty"
    elif _SHORTENED.fullmatch(id):
        yield f'the id "{id}" is a number that a spreadsheet has shortened; give its column the format of text'
    elif len(id.encode("utf-8", "surrogatepass")) > LONGEST_ID:
        yield f'the id "{id[:20]}..." is too long; at most {LONGEST_ID} letters and digits name a file'
    elif (
        any(character in _NOT_IN_FILE_NAMES or not character.isprintable() for character in id)
        or id.startswith((".", *_FORMULA_OR_OPTION))
        or id.endswith(".")
        or _DEVICE.fullmatch(id)
    ):
        yield (
            f'no file can be named by the id {quoted(id)}; use letters and digits, with "_", "-", "." or "@" between'
        )


def quoted(id: str) -> str:
    """An id between quotation marks, for a message."""
    shown = (character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in id)
    return f'"{"".join(shown)}"'
