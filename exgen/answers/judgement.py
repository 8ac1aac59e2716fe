"""What is said about a response: verdict, exact score, what was understood, and why.

Raised on the way there: `UnreadableResponse` and its two special cases. They never leave `judge`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar, TypeAlias

from exgen.errors import ExgenError

Cells: TypeAlias = "tuple[tuple[bool, ...], ...]"


class Verdict(StrEnum):
    """The five things that can be said about a response.

    ``invalid`` means that it could not be read or has the wrong form: it never costs marks or an attempt.
    ``ungraded`` means that a person reads it.
    """

    CORRECT = "correct"
    PARTIAL = "partial"
    INCORRECT = "incorrect"
    INVALID = "invalid"
    UNGRADED = "ungraded"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said about one response.

    ``score`` is exact, from 0 to 1, and None where nothing is scored (invalid, ungraded).
    ``read_as`` is what was understood, in the text form of the keys ("" when nothing was).
    ``reason`` is a sentence for the student ("" when the verdict says it all); it never tells the key.
    ``cells`` says of every entry of a matrix of the right size whether it is right, row by row; None elsewhere.
    """

    verdict: Verdict
    score: Fraction | None
    read_as: str
    reason: str = ""
    cells: Cells | None = None

    @classmethod
    def scored(cls, score: Fraction, read_as: str, reason: str = "") -> Judgement:
        """The judgement of a score: 1 is correct, 0 incorrect, anything between partial.

        >>> Judgement.scored(Fraction(2, 3), "{52, 53}").verdict.value
        'partial'
        """
        if score == 1:
            return cls(Verdict.CORRECT, Fraction(1), read_as, reason)
        verdict = Verdict.PARTIAL if score > 0 else Verdict.INCORRECT
        return cls(verdict, Fraction(score), read_as, reason)

    @classmethod
    def correct(cls, read_as: str, reason: str = "") -> Judgement:
        """A response that is right."""
        return cls.scored(Fraction(1), read_as, reason)

    @classmethod
    def incorrect(cls, read_as: str, reason: str = "") -> Judgement:
        """A response that was understood and is wrong."""
        return cls.scored(Fraction(0), read_as, reason)

    @classmethod
    def invalid(cls, reason: str) -> Judgement:
        """A response that could not be read or has the wrong form."""
        return cls(Verdict.INVALID, None, "", reason)

    def as_json(self) -> dict[str, object]:
        """The object that ``exgen compare`` prints: a whole score is a number, any other a text as "2/3".

        ``cells`` is there only where entries are judged one by one.

        >>> Judgement.scored(Fraction(2, 3), "{52, 53}").as_json()
        {'verdict': 'partial', 'score': '2/3', 'read_as': '{52, 53}', 'reason': ''}
        >>> Judgement.correct("26").as_json()["score"]
        1
        """
        score: str | int | None
        if self.score is None:
            score = None
        elif self.score.denominator == 1:
            score = self.score.numerator
        else:
            score = str(self.score)
        told: dict[str, object] = {
            "verdict": str(self.verdict),
            "score": score,
            "read_as": self.read_as,
            "reason": self.reason,
        }
        return told if self.cells is None else {**told, "cells": [list(row) for row in self.cells]}


class UnreadableResponse(ExgenError):
    """A response that could not be read or has the wrong form: its verdict is ``invalid``.

    ``code`` is stable (``badly_grouped_digits``, ``unknown_name``, ...), ``sentence`` is for the student,
    ``column`` counts the characters of the response from 1 (0 where no place can be named).

    >>> str(UnreadableResponse("unknown_name", '"Q" is not known here', 4))
    '"Q" is not known here (column 4)'
    """

    verdict: ClassVar[Verdict] = Verdict.INVALID

    def __init__(self, code: str, sentence: str, column: int = 0, *, read_as: str = "") -> None:
        super().__init__(f"{sentence} (column {column})" if column else sentence)
        self.code = code
        self.sentence = sentence
        self.column = column
        self.read_as = read_as

    def judgement(self) -> Judgement:
        """The judgement that a response raising this gets."""
        if self.verdict is Verdict.INCORRECT:
            return Judgement.incorrect(self.read_as, str(self))
        return Judgement.invalid(str(self))


class OversizedResponse(UnreadableResponse):
    """A response that is longer, deeper or larger than anything sensible; also ``invalid``."""


class RefutedResponse(UnreadableResponse):
    """A response that was understood, has no single value, and cannot be right: its verdict is ``incorrect``.

    An equation whose sides differ is one, a range with more members than any key may have is another.
    """

    verdict: ClassVar[Verdict] = Verdict.INCORRECT
