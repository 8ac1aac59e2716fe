"""What is said about a response: verdict, exact score, what was understood, and why.

Raised on the way there: `UnreadableResponse` and its two special cases. They never leave `judge`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar, TypeAlias

from exgen.errors import ExgenError

Cells: TypeAlias = "tuple[tuple[bool | Verdict | None, ...], ...]"

_NOTHING, _ALL = Fraction(0), Fraction(1)


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
    ``read_as`` is what was understood, in the text form of the keys ("" when nothing was), and ``latex`` says it
    as LaTeX (None where nothing was).
    ``reason`` is a sentence for the student ("" when the verdict says it all); it never tells the key.
    ``code`` is that reason for a program: stable, snake_case, "" where there is none. ``column`` is where in the
    response the reason lies, counted from 1 (0: nowhere in particular), and ``suggestion`` what may have been meant.
    ``remarks`` are sentences about a response that is right, but not quite as it was asked for.
    ``cells`` says of every entry of a matrix of the right size, or of every item of a matching, whether it is right,
    row by row, and gives the verdict on every cell of a table (None: not asked); None elsewhere.
    """

    verdict: Verdict
    score: Fraction | None
    read_as: str
    reason: str = ""
    cells: Cells | None = None
    code: str = ""
    column: int = 0
    suggestion: str = ""
    remarks: tuple[str, ...] = ()
    latex: Callable[[], str] | None = field(default=None, compare=False, repr=False)

    @property
    def read_as_latex(self) -> str:
        """What was understood, as LaTeX; it is set only when it is asked for."""
        return "" if self.latex is None else self.latex()

    @classmethod
    def scored(
        cls, score: Fraction, read_as: str, reason: str = "", code: str = "", *, cells: Cells | None = None
    ) -> Judgement:
        """The judgement of a score: 1 is correct, 0 incorrect, anything between partial.

        >>> Judgement.scored(Fraction(2, 3), "{52, 53}").verdict.value
        'partial'
        """
        if score == 1:
            return cls(Verdict.CORRECT, _ALL, read_as, reason, cells, code)
        verdict = Verdict.PARTIAL if score > 0 else Verdict.INCORRECT
        return cls(verdict, Fraction(score), read_as, reason, cells, code)

    @classmethod
    def correct(cls, read_as: str, reason: str = "", *, remarks: Iterable[str] = ()) -> Judgement:
        """A response that is right, with what nevertheless is to be said about it."""
        return cls(Verdict.CORRECT, _ALL, read_as, reason, remarks=tuple(remarks))

    @classmethod
    def incorrect(cls, read_as: str, reason: str = "", code: str = "") -> Judgement:
        """A response that was understood and is wrong."""
        return cls(Verdict.INCORRECT, _NOTHING, read_as, reason, code=code)

    @classmethod
    def invalid(cls, reason: str, code: str = "", column: int = 0, suggestion: str = "") -> Judgement:
        """A response that could not be read or has the wrong form."""
        return cls(Verdict.INVALID, None, "", reason, code=code, column=column, suggestion=suggestion)

    def with_latex(self, latex: Callable[[], str]) -> Judgement:
        """The same judgement, with what says what was understood as LaTeX.

        This is called for every response: no ``replace``.

        >>> Judgement.correct("26").with_latex(lambda: "26").read_as_latex
        '26'
        """
        return Judgement(
            self.verdict,
            self.score,
            self.read_as,
            self.reason,
            self.cells,
            self.code,
            self.column,
            self.suggestion,
            self.remarks,
            latex,
        )

    def remarked(self, *remarks: str, code: str = "") -> Judgement:
        """The same judgement with more remarks, if it is right; any other as it is. A code it has stays.

        >>> Judgement.correct("26").remarked("write 26 as one number").remarks
        ('write 26 as one number',)
        """
        if self.verdict is not Verdict.CORRECT or not remarks:
            return self
        return replace(self, remarks=(*self.remarks, *remarks), code=self.code or code)

    def as_json(self) -> dict[str, object]:
        """The object that ``exgen compare`` prints: a whole score is a number, any other a text as "2/3".

        ``cells`` is there only where entries are judged one by one; ``code``, ``column``, ``suggestion`` and
        ``remarks`` where they say something, ``read_as_latex`` where it is not ``read_as`` itself.

        >>> Judgement.scored(Fraction(2, 3), "{52, 53}").as_json()
        {'verdict': 'partial', 'score': '2/3', 'read_as': '{52, 53}', 'reason': ''}
        >>> Judgement.correct("26").as_json()["score"]
        1
        >>> Judgement.invalid("the bracket is not closed", "unclosed_bracket", 4).as_json()["column"]
        4
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
        if self.code:
            told["code"] = self.code
        if self.column:
            told["column"] = self.column
        if self.suggestion:
            told["suggestion"] = self.suggestion
        if self.remarks:
            told["remarks"] = list(self.remarks)
        if (latex := self.read_as_latex) and latex != self.read_as:
            told["read_as_latex"] = latex
        if self.cells is not None:
            told["cells"] = [list(row) for row in self.cells]
        return told


class UnreadableResponse(ExgenError):
    """A response that could not be read or has the wrong form: its verdict is ``invalid``.

    ``code`` is stable (``badly_grouped_digits``, ``unknown_name``, ...), ``sentence`` is for the student,
    ``column`` counts the characters of the response from 1 (0 where no place can be named), ``suggestion`` is what
    may have been meant; it is told with the sentence, unless that says it already.

    >>> str(UnreadableResponse("unknown_name", '"Q" is not known here', 4, suggestion='did you mean "W"?'))
    '"Q" is not known here; did you mean "W"? (column 4)'
    """

    verdict: ClassVar[Verdict] = Verdict.INVALID

    def __init__(self, code: str, sentence: str, column: int = 0, *, read_as: str = "", suggestion: str = "") -> None:
        if suggestion and suggestion not in sentence:
            sentence += f"{' ' if sentence.endswith('?') else '; '}{suggestion}"
        super().__init__(f"{sentence} (column {column})" if column else sentence)
        self.code = code
        self.sentence = sentence
        self.column = column
        self.read_as = read_as
        self.suggestion = suggestion

    def judgement(self) -> Judgement:
        """The judgement that a response raising this gets."""
        score = Fraction(0) if self.verdict is Verdict.INCORRECT else None
        read_as = self.read_as if self.verdict is Verdict.INCORRECT else ""
        told = str(self)
        return Judgement(
            self.verdict, score, read_as, told, code=self.code, column=self.column, suggestion=self.suggestion
        )


class OversizedResponse(UnreadableResponse):
    """A response that is longer, deeper or larger than anything sensible; also ``invalid``."""


class RefutedResponse(UnreadableResponse):
    """A response that was understood, has no single value, and cannot be right: its verdict is ``incorrect``.

    An equation whose sides differ is one, a range with more members than any key may have is another.
    """

    verdict: ClassVar[Verdict] = Verdict.INCORRECT
