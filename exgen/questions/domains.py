"""Where the values of a parameter come from: finite domains, and formulas over other parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from exgen.engine.by_hand.matrices import Matrix
from exgen.expressions import Node
from exgen.questions.matrices import (
    BrokenMatrix,
    Matrices,
    is_matrix,
    looks_like_matrix,
    matrix_of_text,
    matrix_text,
)
from exgen.questions.seeds import Stream

Parameter: TypeAlias = int | Fraction | str | Matrix
"""The value of a parameter: drawn ones are whole numbers, texts or matrices, derived ones may be fractions."""

LARGEST = 10**18
"""Bounds and choices lie strictly between this and its negative."""

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Range:
    """The whole numbers ``first``, ``first + step``, ... up to ``last`` (inclusive, if it is hit).

    >>> Range(1, 10, 3).size, list(Range(1, 10, 3))
    (4, [1, 4, 7, 10])
    """

    first: int
    last: int
    step: int = 1

    @property
    def size(self) -> int:
        """How many values there are."""
        return (self.last - self.first) // self.step + 1

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1, self.step))

    def value_at(self, place: int) -> int:
        """The value at a place from 0 to ``size - 1``."""
        return self.first + place * self.step

    def __str__(self) -> str:
        return f"{self.first} to {self.last}" + (f" in steps of {self.step}" if self.step > 1 else "")


@dataclass(frozen=True, slots=True)
class Choices:
    """Whole numbers, texts and matrices, listed; a fixed value is a list of one.

    >>> Choices((3, 5, 7)).size, str(Choices(("vgg11", "vgg16")))
    (3, 'one of vgg11, vgg16')
    """

    values: tuple[int | str | Matrix, ...]

    @property
    def size(self) -> int:
        """How many values there are."""
        return len(self.values)

    def __iter__(self) -> Iterator[int | str | Matrix]:
        return iter(self.values)

    def value_at(self, place: int) -> int | str | Matrix:
        """The value at a place from 0 to ``size - 1``."""
        return self.values[place]

    def __str__(self) -> str:
        listed = ", ".join(matrix_text(value) if is_matrix(value) else str(value) for value in self.values)
        return f"one of {listed}" if self.size > 1 else listed


@dataclass(frozen=True, slots=True)
class Derived:
    """A value worked out from other parameters; ``text`` is the formula as written, ``node`` as read."""

    node: Node
    text: str

    def __str__(self) -> str:
        return self.text


Drawn: TypeAlias = Range | Choices | Matrices
"""The domains that values are drawn from."""

Domain: TypeAlias = Drawn | Derived


def drawn(domain: Drawn, *labels: str | int) -> int | str | Matrix:
    """The value that a student gets, each equally likely; ``labels`` are those of the parameter's stream.

    >>> drawn(Choices((3, 5, 7)), "question", 1, "anna", 0, "K")
    5
    """
    if isinstance(domain, Matrices):
        return domain.drawn(*labels)
    return domain.value_at(Stream(*labels).below(domain.size))


def type_problem(domain: Drawn, value: object) -> str | None:
    """Why a value pinned by somebody cannot be a value of this parameter; None if it can.

    The domain's bounds do not count, only whether it is of whole numbers, of texts, of matrices, or of several.

    >>> type_problem(Range(24, 128), 7) is None
    True
    >>> type_problem(Range(24, 128), "seven")
    'found "seven"; a whole number is needed (24 to 128 when drawn)'
    """
    sorts = _sorts(domain)
    if type(value) in sorts and not (isinstance(value, int) and abs(value) >= LARGEST):
        return None
    if sorts == {tuple} and isinstance(value, str):
        try:
            matrix_of_text(value)
        except BrokenMatrix as problem:
            return f"found {shown(value)}; {problem}"
    needed = {int: "a whole number", str: "a text", tuple: "a matrix such as [[2,0],[1,1/2]]"}
    allowed = " or ".join(needed[sort] for sort in (int, str, tuple) if sort in sorts)
    return f"found {shown(value)}; {allowed} is needed ({domain} when drawn)"


def _sorts(domain: Drawn) -> set[type]:
    """The types of a domain's values."""
    if isinstance(domain, Choices):
        return {type(member) for member in domain.values}
    return {tuple} if isinstance(domain, Matrices) else {int}


def value_of_record(domain: Domain, value: int | str) -> Parameter:
    """The value of a parameter as a manifest holds it, where a matrix is a text.

    >>> value_of_record(Matrices(2, 2, 0, 5), "[[2,0],[1,1/2]]"), value_of_record(Choices(("3", 4)), "3")
    (((2, 0), (1, Fraction(1, 2))), '3')
    """
    if (
        isinstance(value, str)
        and looks_like_matrix(value)
        and tuple in ({} if isinstance(domain, Derived) else _sorts(domain))
    ):
        try:
            return matrix_of_text(value)
        except BrokenMatrix:
            return value
    return value


def value_of_text(domain: Domain, text: str) -> Parameter:
    """The value that somebody typed for a parameter, as on a command line: ``78`` is a number if it can be one.

    >>> value_of_text(Range(24, 128), "78"), value_of_text(Choices(("A", "D")), "D")
    (78, 'D')
    """
    takes_numbers = isinstance(domain, Derived) or int in _sorts(domain)
    if takes_numbers and _WHOLE.fullmatch(text.strip()):
        return int(text)
    return value_of_record(domain, text)


def listed(parameters: Mapping[str, Parameter]) -> str:
    """Parameters with their values, whole and exactly, one after the other.

    >>> listed({"K": 3, "kernel": ((1, 0), (0, Fraction(1, 2)))})
    'K = 3, kernel = [[1,0],[0,1/2]]'
    """
    texts = {name: matrix_text(value) if is_matrix(value) else value for name, value in parameters.items()}
    return ", ".join(f"{name} = {text}" for name, text in texts.items())


def shown(value: object) -> str:
    """A value as TOML would write it, shortened; for messages.

    >>> shown("3x3"), shown(True), shown(Fraction("24.50")), shown(Fraction(1, 3)), shown([1]), shown({})
    ('"3x3"', 'true', '24.5', '1/3', 'a list', 'a table')
    """
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"' if len(value) <= 60 else f'"{value[:57]}..."'
        case Fraction():
            if 10**30 % value.denominator:
                return str(value)
            return f"{Decimal(value.numerator) / value.denominator}" + (".0" if value.denominator == 1 else "")
        case int() | float():
            return str(value)
        case tuple() if is_matrix(value):
            text = matrix_text(value)
            return text if len(text) <= 60 else f"{text[:57]}..."
        case list() | tuple():
            return "a list" if value else "an empty list"
        case dict():
            return "a table"
        case None:
            return "nothing"
    return f"a {type(value).__name__}"
