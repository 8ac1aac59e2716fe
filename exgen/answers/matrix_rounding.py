"""Responses with rounded numbers, such as ``0.3989 exp(-z^2/2)``: right but for the digits that are left out.

A decimal of two digits or more behind its point says what it stands for up to half a unit of its last digit. Where a
key lies within what these halves can do, the response is asked back: it is not equal, and nobody knows whether it is
meant to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from exgen.answers.judgement import UnreadableResponse
from exgen.answers.matrix_known import known, known_for_now
from exgen.answers.matrix_point_numbers import PASSES
from exgen.answers.matrix_settings import MatrixSetting
from exgen.errors import ExpressionError
from exgen.expressions import Node, Number, walk
from exgen.expressions.matrices import shape_of
from exgen.expressions.patterns import pattern
from exgen.expressions.rebuilding import rebuilt

ROUNDED = UnreadableResponse(
    "rounded", "a number is rounded in this: write what it is exactly, as in 1/sqrt(2 pi) for 0.3989"
)
"""What is asked of such a response."""
_DECIMALS = pattern(r"[.,][0-9]{2}")
_DECIMALS_AT_MOST = 12
_NUMBERS_AT_MOST = 12
_PASSES_WANTED = 4
_GENEROUSLY = Fraction(11, 10)


def has_decimals(response: str) -> bool:
    """Whether a response has a decimal that may be rounded: most have none."""
    return _DECIMALS.search(response) is not None


def is_same_within_digits(key: Node, reading: Node, setting: MatrixSetting) -> bool:
    """Whether a key lies within what the digits can do that the decimals of a reading leave out.

    >>> from exgen.expressions.matrices import read_matrices
    >>> setting = MatrixSetting((("x", ("d", 1)),))
    >>> formulas = map(read_matrices, ("0.333 x", "0.334 x", "0.3 x"))
    >>> [is_same_within_digits(read_matrices("x/3"), formula, setting) for formula in formulas]
    [True, False, False]
    """
    changes = list(_changes(reading))
    try:
        if not changes or shape_of(reading, setting.shapes) != known(key, setting).shape:
            return False
    except ExpressionError:
        return False
    agreed = 0
    theirs = known_for_now(reading, setting)
    for number in PASSES:
        wanted, found = known(key, setting).lively(number), theirs.floats(number)
        others = [theirs.changed(change, number) for change in changes]
        if wanted is None or found is None:
            continue
        for place, (entry, other) in enumerate(zip(wanted, found, strict=True)):
            reach = sum(abs(other - change[place]) for change in others if change is not None)
            if abs(entry - other) > reach * float(_GENEROUSLY):
                return False
        agreed += 1
        if agreed == _PASSES_WANTED:
            return True
    return False


def _changes(reading: Node) -> Iterator[Node]:
    """The reading with one of its decimals half a unit of its last digit larger, for each of them."""
    decimals = [part for part in walk(reading) if isinstance(part, Number) and _half_a_unit(part.value)]
    for decimal in decimals[:_NUMBERS_AT_MOST]:

        def changed(part: Node, _above: Node | None, decimal: Number = decimal) -> Node:
            return Number(decimal.value + _half_a_unit(decimal.value)) if part is decimal else part

        yield rebuilt(reading, changed)


def _half_a_unit(value: int | Fraction) -> Fraction:
    """Half a unit of a decimal's last digit; 0 for a number of fewer digits than may be rounded."""
    digits = next((digits for digits in range(_DECIMALS_AT_MOST + 1) if 10**digits % value.denominator == 0), 0)
    return Fraction(1, 2 * 10**digits) if digits > 1 else Fraction(0)
