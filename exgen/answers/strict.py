"""Keys of numbers, read strictly: what an author or a rule wrote, of any length, never guessed at."""

from __future__ import annotations

import re
from fractions import Fraction

from exgen import expressions
from exgen.answers.formulas import columns_of, one_number
from exgen.answers.judgement import OversizedResponse
from exgen.answers.passages import Passage
from exgen.expressions.patterns import pattern

DIGITS_AT_MOST = 4_000

_SCIENTIFIC = pattern(r"(?<![\w.])([0-9]+(?:\.[0-9]+)?)[eE]([+-]?)0*([0-9]+)(?![\w.])", re.ASCII)
_INTEGER = pattern(r"[+-]?[0-9]+")


def strict_number(text: str) -> int | Fraction:
    """The exact value of a key: a dot is decimal, a comma or blank inside a number an error.

    Scientific notation such as ``1e-3`` is read. Raises `UnreadableResponse`; `OversizedResponse` for an integer of
    more than 4,000 digits.

    >>> strict_number("1.569"), strict_number("(32*7*7+1)*64"), strict_number("1e-3")
    (Fraction(1569, 1000), 100416, Fraction(1, 1000))
    """
    passage = Passage.of(text).stripped()
    if _INTEGER.fullmatch(passage.text):
        if len(passage) > DIGITS_AT_MOST:
            sentence = f"{len(passage):,} digits are too many: at most {DIGITS_AT_MOST:,} are read"
            raise OversizedResponse("too_many_digits", sentence)
        return int(passage.text)
    passage = passage.rewritten(
        (found.start(), found.end(), f"({found[1]}*10^({found[2]}{found[3]}))")
        for found in _SCIENTIFIC.finditer(passage.text)
    )
    with columns_of(passage):
        return one_number(expressions.evaluate(expressions.read(passage.text), {}), passage)
