"""Reading the files of templates and banks: as text, as TOML, and never from outside their folder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from fractions import Fraction
from hashlib import blake2b
from pathlib import Path

from exgen.errors import InputError

LARGEST_FILE = 1_000_000
"""In bytes; a template or bank is a few thousand."""

_PLAIN_DECIMAL = re.compile(r"[+-]?[0-9]{1,30}\.[0-9]{1,30}")
_TOML_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)\Z")


def text_of_file(path: Path, folder: Path | None, error: type[InputError]) -> str:
    """The text of a file, newlines as they are; ``error`` with one line if it cannot be read.

    With a ``folder`` the file must really lie in it: a symbolic link that leads out is refused.
    """
    try:
        if folder is not None and not path.resolve(strict=True).is_relative_to(folder.resolve(strict=True)):
            raise error(f"{path}: this leads out of {folder} by a symbolic link; a file must lie in its folder")
        if path.exists() and not path.is_file():
            raise error(f"{path}: this is not a file")
        if path.stat().st_size > LARGEST_FILE:
            raise error(f"{path}: {path.stat().st_size} bytes; at most {LARGEST_FILE} are read")
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as problem:
        raise error(f"{path}: not UTF-8 text (byte {problem.start + 1}); save it as UTF-8") from None
    except (OSError, RuntimeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "a symbolic link that leads to itself"
        raise error(f"{path}: cannot be read: {reason}") from None


def toml_table(text: str, file: str, error: type[InputError]) -> dict[str, object]:
    """The table a TOML text holds, decimal numbers as exact fractions; ``error`` names file, line and column.

    >>> toml_table("points = 0.1", "question.toml", InputError)
    {'points': Fraction(1, 10)}
    >>> toml_table("[parameters]\\nH = 3x", "question.toml", InputError)
    Traceback (most recent call last):
    ...
    exgen.errors.InputError: question.toml: line 2, column 6: this is not TOML: expected newline or end of document \
after a statement
    """
    text = text.removeprefix("\ufeff")
    try:
        return tomllib.loads(text, parse_float=_exact)
    except tomllib.TOMLDecodeError as problem:
        sentence = str(problem)
        place = _TOML_PLACE.search(sentence)
        line = text.count("\n") + 1
        where = f"line {line}"
        if place:
            sentence = sentence[: place.start()]
            where = f"line {place['line']}, column {place['column']}" if place["line"] else f"line {line}, at the end"
        raise error(f"{file}: {where}: this is not TOML: {sentence[:1].lower()}{sentence[1:]}") from None
    except RecursionError:
        raise error(f"{file}: this is nested too deep") from None
    except ValueError:
        # Python refuses to read an integer of thousands of digits
        raise error(f"{file}: a number in it has too many digits") from None


def _exact(text: str) -> Fraction | float:
    """A decimal number exactly; ``1e5``, ``inf`` and ``nan`` stay floats, which no schema takes."""
    plain = text.replace("_", "")
    return Fraction(plain) if _PLAIN_DECIMAL.fullmatch(plain) else float(plain)


def digest(sources: Mapping[str, str]) -> str:
    """BLAKE2b over the names and the exact texts of files, in the order of the names: 32 hexadecimal digits.

    >>> digest({"statement.md": "Text"}) == digest({"statement.md": "Text\\n"})
    False
    """
    hashed = blake2b(digest_size=16, person=b"exgen sources 1")
    for name in sorted(sources):
        for part in (name, sources[name]):
            encoded = part.encode("utf-8", "surrogatepass")
            hashed.update(len(encoded).to_bytes(8, "big") + encoded)
    return hashed.hexdigest()
