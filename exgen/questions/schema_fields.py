"""The values that stand in question.toml, examples.toml and bank files: what each may be, and how it is refused."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from exgen.engine.by_hand.matrices import Matrix
from exgen.questions.domains import LARGEST, shown
from exgen.questions.matrices import (
    ALLOWED,
    LARGEST_ENTRY,
    LARGEST_SIDE,
    BrokenMatrix,
    looks_like_matrix,
    matrix_of_rows,
    matrix_of_text,
)
from exgen.questions.naming import NAME
from exgen.questions.sheet_layout import accent_problem

_POINTS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}|/[0-9]{1,6})?")
_SIZE = re.compile(r"[1-9][0-9]{0,3}|[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ue000-\uf8ff\U000f0000-\U0010ffff]")


def wrong(sentence: str) -> PydanticCustomError:
    """The error with a sentence of ours."""
    return PydanticCustomError("exgen", "{sentence}", {"sentence": sentence})


def refused(found: object, allowed: str) -> PydanticCustomError:
    """The error with the sentence "found ...; ..."."""
    return wrong(f"found {shown(found)}; {allowed}")


def _points(value: object) -> Fraction:
    text = str(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _POINTS.fullmatch(text) or re.search(r"/0*\Z", text) or not Fraction(text):
        raise refused(value, 'points are a number above 0, such as 2, 0.5 or "1/2"')
    return Fraction(text)


def _prose(value: str) -> str:
    strange = _UNPRINTABLE.search(value)
    if strange:
        raise refused(value, f"the character U+{ord(strange[0]):04X} cannot be printed")
    if not value.strip():
        raise refused(value, "a text is needed")
    return value


def _line(value: str) -> str:
    if "\n" in value or "\t" in value:
        raise refused(value, "one line of text is needed")
    return _prose(value)


def _value(value: object) -> int | str | Matrix:
    if isinstance(value, list) or (isinstance(value, str) and looks_like_matrix(value)):
        return checked_matrix(value)
    return _number_or_text(value)


def _weight(value: object) -> int | str | Matrix | tuple[tuple[str, ...], ...]:
    """A tensor of a layer; names in rows are kernels, a row of them for each output channel."""
    rows = value if isinstance(value, list) and all(isinstance(row, list) for row in value) else []
    names = [name for row in rows for name in row]
    if names and all(isinstance(name, str) and NAME.fullmatch(name) for name in names):
        if len({len(row) for row in rows}) > 1:
            raise refused(value, "kernels stand in rows of equal length, one for each output channel")
        return tuple(tuple(row) for row in rows)
    return _value(value)


def _number_or_text(value: object) -> int | str:
    if isinstance(value, str):
        return _line(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise refused(value, "a whole number or a text is needed")
    return _whole(value)


def checked_matrix(value: str | list[object]) -> Matrix:
    """The matrix of a list of rows or of its text; raises the error that says what is wrong with it."""
    try:
        if isinstance(value, str):
            return matrix_of_text(value)
        if not all(isinstance(row, list) for row in value):
            raise refused(value, ALLOWED)
        return matrix_of_rows([list(row) for row in value if isinstance(row, list)])
    except BrokenMatrix as problem:
        raise refused(value, str(problem)) from None


def _side(value: int) -> int:
    if not 1 <= value <= LARGEST_SIDE:
        raise refused(value, f"a matrix has from 1 to {LARGEST_SIDE} rows and columns")
    return value


def _entry(value: int) -> int:
    if abs(value) > LARGEST_ENTRY:
        raise refused(value, "an entry has at most 9 digits")
    return value


def _whole(value: int) -> int:
    if abs(value) >= LARGEST:
        raise refused(value, "a whole number has at most 18 digits")
    return value


def _key(value: object) -> str | tuple[str, ...]:
    return tuple(_key_text(item) for item in value) if isinstance(value, list) else _key_text(value)


def _printed(value: object) -> str | tuple[str, ...]:
    texts = ["" if item == "" else _key_text(item) for item in (value if isinstance(value, list) else [value])]
    return tuple(texts) if isinstance(value, list) else texts[0]


def _graph_shape(value: list[int | str]) -> list[int | str]:
    sizes = [size for size in value if _SIZE.fullmatch(str(size))]
    if len(value) != 2 or len(sizes) != 2:
        found = ", ".join(f'"{size}"' if isinstance(size, str) else str(size) for size in value)
        needed = 'a shape is rows and columns, each a letter or a number from 1, such as ["h", "d"] or ["d", 1]'
        raise wrong(f"found [{found}]; {needed}")
    return value


def _key_text(value: object) -> str:
    if not isinstance(value, str):
        raise refused(value, 'an answer is written as text, such as "(25, 28)", or as a list of texts')
    return _prose(value)


def _accept(value: object) -> str | dict[str, int]:
    if isinstance(value, dict) and all(type(count) is int for count in value.values()):
        return {str(name): count for name, count in value.items()}
    if not isinstance(value, str):
        raise refused(value, '"all", "any" or { at_least = 2 } is needed')
    return _line(value)


def _accent(value: str) -> str:
    problem = accent_problem(value)
    if problem is not None:
        raise refused(value, problem)
    return value.lower()


def _index(value: object) -> str | list[str]:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return [_line(name) for name in value]
    if not isinstance(value, str):
        raise refused(value, 'a name such as "i" is needed, or a list with one for each axis')
    return _line(value)


Line = Annotated[str, AfterValidator(_line)]
Accent = Annotated[str, AfterValidator(_accent)]
Prose = Annotated[str, AfterValidator(_prose)]
Points = Annotated[Fraction, BeforeValidator(_points)]
Whole = Annotated[int, AfterValidator(_whole)]
Value = Annotated[int | str | tuple[tuple[int | Fraction, ...], ...], BeforeValidator(_value)]
Weight = Annotated[
    int | str | tuple[tuple[int | Fraction | str, ...], ...],
    BeforeValidator(_weight),
]
NumberOrText = Annotated[int | str, BeforeValidator(_number_or_text)]
Side = Annotated[int, AfterValidator(_side)]
Key = Annotated[str | tuple[str, ...], BeforeValidator(_key)]
Printed = Annotated[str | tuple[str, ...], BeforeValidator(_printed)]
GraphShape = Annotated[list[int | str], AfterValidator(_graph_shape)]
Entry = Annotated[int, AfterValidator(_entry)]
Accept = Annotated[str | dict[str, int], BeforeValidator(_accept)]
Index = Annotated[str | list[str], BeforeValidator(_index)]
Version = Literal[1]
