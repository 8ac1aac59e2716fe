"""The kind ``number``: any rational number, exact unless the question allows a tolerance."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

from exgen.answers.digits import Meaning
from exgen.answers.formulas import Exact, chained_number, number_latex, number_text, passage_of
from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.number_readings import doubt_about, judged_both_ways, question_about, question_about_signs
from exgen.answers.options import (
    Options,
    count_problems,
    exact_number,
    flag_problems,
    list_of_texts_problems,
    shown,
    texts,
)
from exgen.answers.strict import strict_number
from exgen.answers.written_forms import with_remarks
from exgen.errors import did_you_mean

_TOLERANCES = ("absolute", "relative", "digits")
_DIGITS_AT_MOST = 30


class NumberKind(AnswerKind[Exact]):
    """A number with a decimal dot or comma, a fraction, a percentage or a calculation.

    ``1.569`` is read as a decimal; where that is not right and 1569 would be, it is asked back, and so is ``1,569``
    where only one of the two is right. The first known
    unit of ``units`` is that of the key; others of its quantity are converted. ``significant`` asks for so many digits:
    right is what lies within half a unit of the last one, and a remark tells of more or fewer digits. ``evaluated``
    asks for a number, and has a remark for a calculation.

    >>> NumberKind().read("24,47 %", {})
    Fraction(2447, 10000)
    """

    name = "number"
    options = ("tolerance", "units", "significant", "evaluated")
    examples: ClassVar[tuple[Example, ...]] = (
        Example("0.2447", "0,2447", Verdict.CORRECT),
        Example("0.375", "3/8", Verdict.CORRECT),
        Example("0.2447", "24.4 %", Verdict.CORRECT, {"tolerance": {"absolute": "0.001"}}),
        Example("1.5", "1500 kB", Verdict.CORRECT, {"units": ["MB"]}),
        Example("0.24468", "0.245", Verdict.CORRECT, {"significant": 3}),
        Example("0.2447", "0.245", Verdict.INCORRECT),
        Example("1.5", "1.5 s", Verdict.INVALID, {"units": ["MB"]}),
        Example("1569", "1.569", Verdict.INVALID),
    )

    def option_problems(self, options: Options) -> list[str]:
        return (
            super().option_problems(options)
            + list_of_texts_problems(self.name, options, "units")
            + tolerance_problems(options.get("tolerance"), self.name)
            + count_problems(self.name, options, "significant", _DIGITS_AT_MOST)
            + flag_problems(self.name, options, "evaluated")
        )

    def read_key(self, text: str, options: Options) -> Exact:
        return strict_number(text)

    def read(self, text: str, options: Options) -> Exact:
        return chained_number(passage_of(text), Meaning.DECIMAL, texts(options, "units"))

    def judge_response(self, key: Exact, response: str, options: Options) -> Judgement:
        try:
            value = self.read(response, options)
        except UnreadableResponse as error:
            judgement = error.judgement()
            if error.code == "ambiguous_division":
                both = judged_both_ways(
                    response, options, Meaning.DECIMAL, lambda value: self.judged(key, value, options)
                )
                return both or judgement
        else:
            judgement = self.judged(key, value, options)
            if judgement.verdict is Verdict.CORRECT:
                if doubt := doubt_about(response, options, lambda value: _is_right(key, value, options)):
                    return doubt.judgement()
                return with_remarks(judgement, response, value, options)
        for ask in (question_about, question_about_signs):
            if question := ask(response, options, lambda value: _is_right(key, value, options)):
                return question.judgement()
        return judgement

    def show(self, value: Exact) -> str:
        return number_text(value)

    def show_latex(self, value: Exact) -> str:
        return number_latex(value)

    def judge_values(self, key: Exact, response: Exact, options: Options) -> Judgement:
        if _is_right(key, response, options):
            return Judgement.correct(self.show(response))
        return Judgement.incorrect(self.show(response))


def _is_right(key: Exact, response: Exact, options: Options) -> bool:
    tolerance = options.get("tolerance")
    if tolerance is None and "significant" in options:
        tolerance = {"digits": options["significant"]}
    return abs(Fraction(response) - key) <= largest_difference(Fraction(key), tolerance)


def largest_difference(key: Fraction, tolerance: object) -> Fraction:
    """How far from the key a response may lie: 0 without a tolerance.

    ``digits`` = n allows half a unit of the key's n-th significant digit (for the key 0: n-th decimal).

    >>> largest_difference(Fraction("0.2447"), {"digits": 2})
    Fraction(1, 200)
    >>> largest_difference(Fraction(200), {"relative": 0.01})
    Fraction(2, 1)
    """
    if not isinstance(tolerance, Mapping):
        return Fraction(0)
    ((name, given),) = tolerance.items()
    size = exact_number(given) or Fraction(0)
    if name == "relative":
        return size * abs(key)
    if name == "digits":
        return Fraction(10) ** (_magnitude(key) - int(size)) / 2
    return size


def _magnitude(value: Fraction) -> int:
    """How many digits stand before the decimal point; for 0.0123 it is -1, for 0 it is 0."""
    if not value:
        return 0
    numerator, denominator = abs(value.numerator), value.denominator
    magnitude = len(str(numerator)) - len(str(denominator))
    return magnitude + 1 if abs(value) >= Fraction(10) ** magnitude else magnitude


def tolerance_problems(tolerance: object, kind: str) -> list[str]:
    """A line if a tolerance is given to a kind and cannot be used."""
    if tolerance is None:
        return []
    if not isinstance(tolerance, Mapping) or len(tolerance) != 1:
        found = shown(dict(tolerance) if isinstance(tolerance, Mapping) else tolerance)
        allowed = ", ".join(_TOLERANCES)
        return [f'{kind}: tolerance must have one of {allowed}, as {{"absolute": 0.01}}; found {found}']
    ((name, given),) = tolerance.items()
    if name not in _TOLERANCES:
        return [f'{kind}: tolerance has no "{name}"; {did_you_mean(str(name), _TOLERANCES)}']
    size = exact_number(given)
    if size is None or size < 0:
        return [f"{kind}: tolerance {name} must be a number, 0 or more; found {shown(given)}"]
    if name == "digits" and (size.denominator != 1 or not 1 <= size <= _DIGITS_AT_MOST):
        return [f"{kind}: tolerance digits must be an integer from 1 to {_DIGITS_AT_MOST}; found {shown(given)}"]
    return []
