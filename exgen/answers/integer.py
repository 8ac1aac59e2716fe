"""The kind ``integer``: one integer, or a calculation whose exact value is one."""

from __future__ import annotations

from typing import ClassVar

from exgen.answers.digits import Meaning
from exgen.answers.formulas import Exact, chained_number, number_text, passage_of
from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.number_readings import (
    doubt_about,
    is_right_in_decimals,
    judged_both_ways,
    question_about,
    question_about_decimals,
    question_about_signs,
)
from exgen.answers.options import Options, flag_problems, list_of_texts_problems, texts
from exgen.answers.strict import strict_number
from exgen.answers.written_forms import with_remarks
from exgen.expressions.patterns import pattern

_PLAIN = pattern(r"[1-9][0-9]{0,29}|[1-9][0-9]{0,2}(?P<by>[,. '])[0-9]{3}(?:(?P=by)[0-9]{3}){0,8}")
_NO_DIGIT = pattern(r"[^0-9]")


class IntegerKind(AnswerKind[Exact]):
    """One integer; a response that is a number but no integer is read, and is incorrect.

    The first known unit of ``units`` is that of the key; others of its quantity are converted. ``evaluated`` asks for
    a number, and has a remark for a calculation.

    >>> kind = IntegerKind()
    >>> kind.read("(32*7*7+1)*64 = 100.416", {})
    100416
    """

    name = "integer"
    options = ("units", "evaluated")
    examples: ClassVar[tuple[Example, ...]] = (
        Example("100416", "100416", Verdict.CORRECT),
        Example("100416", "(32*7*7+1)*64", Verdict.CORRECT),
        Example("1569", "1.569 parameters", Verdict.CORRECT, {"units": ["parameters"]}),
        Example("1500", "1.5 kB", Verdict.CORRECT, {"units": ["bytes"]}),
        Example("26", "26.5", Verdict.INCORRECT),
        Example("1569", "32*7*7 = 1569", Verdict.INCORRECT),
        Example("156", "1,56", Verdict.INVALID),
        Example("26", "(26, 28)", Verdict.INVALID),
    )

    def option_problems(self, options: Options) -> list[str]:
        return (
            super().option_problems(options)
            + list_of_texts_problems(self.name, options, "units")
            + flag_problems(self.name, options, "evaluated")
        )

    def read_key(self, text: str, options: Options) -> Exact:
        value = strict_number(text)
        if value.denominator != 1:
            raise UnreadableResponse("not_an_integer", f"{number_text(value)} is not an integer")
        return value

    def read(self, text: str, options: Options) -> Exact:
        if _PLAIN.fullmatch(text):  # most responses, in no time
            return int(_NO_DIGIT.sub("", text))
        return chained_number(passage_of(text), Meaning.INTEGER, texts(options, "units"))

    def judge_response(self, key: Exact, response: str, options: Options) -> Judgement:
        judgement = super().judge_response(key, response, options)
        if judgement.code == "ambiguous_division":
            both = judged_both_ways(response, options, Meaning.INTEGER, lambda value: self.judged(key, value, options))
            return both or judgement
        if judgement.code == "badly_grouped_digits" and is_right_in_decimals(
            response, options, lambda value: value == key
        ):
            judgement = self.judged(key, key, options)  # 5,0 is 5, and nothing else
        if judgement.verdict is Verdict.CORRECT:
            if "units" in options and (doubt := doubt_about(response, options, lambda value: value == key)):
                return doubt.judgement()
            return with_remarks(judgement, response, key, options) if options.get("evaluated") else judgement
        if "units" in options:
            question = question_about(response, options, lambda value: value == key)
        else:
            question = question_about_decimals(response, lambda value: value == key)
        question = question or question_about_signs(response, options, lambda value: value == key)
        return question.judgement() if question else judgement

    def show(self, value: Exact) -> str:
        return number_text(value)

    def show_latex(self, value: Exact) -> str:
        return number_text(value)

    def judge_values(self, key: Exact, response: Exact, options: Options) -> Judgement:
        if response == key:
            return Judgement.correct(self.show(response))
        reason = "" if response.denominator == 1 else f"an integer is asked; {self.show(response)} is none"
        return Judgement.incorrect(self.show(response), reason, "not_an_integer" if reason else "")
