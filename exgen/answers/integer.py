"""The kind ``integer``: one integer, or a calculation whose exact value is one."""

from __future__ import annotations

from typing import ClassVar

from exgen.answers.digits import Meaning
from exgen.answers.formulas import Exact, chained_number, number_text, passage_of
from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.options import Options, list_of_texts_problems, texts
from exgen.answers.strict import strict_number


class IntegerKind(AnswerKind[Exact]):
    """One integer; a response that is a number but no integer is read, and is incorrect.

    >>> kind = IntegerKind()
    >>> kind.read("(32*7*7+1)*64 = 100.416", {})
    100416
    """

    name = "integer"
    options = ("units",)
    examples: ClassVar[tuple[Example, ...]] = (
        Example("100416", "100416", Verdict.CORRECT),
        Example("100416", "(32*7*7+1)*64", Verdict.CORRECT),
        Example("1569", "1.569 parameters", Verdict.CORRECT, {"units": ["parameters"]}),
        Example("26", "26.5", Verdict.INCORRECT),
        Example("1569", "32*7*7 = 1569", Verdict.INCORRECT),
        Example("156", "1,56", Verdict.INVALID),
        Example("26", "(26, 28)", Verdict.INVALID),
    )

    def option_problems(self, options: Options) -> list[str]:
        return super().option_problems(options) + list_of_texts_problems(self.name, options, "units")

    def read_key(self, text: str, options: Options) -> Exact:
        value = strict_number(text)
        if value.denominator != 1:
            raise UnreadableResponse("not_an_integer", f"{number_text(value)} is not an integer")
        return value

    def read(self, text: str, options: Options) -> Exact:
        return chained_number(passage_of(text), Meaning.INTEGER, texts(options, "units"))

    def show(self, value: Exact) -> str:
        return number_text(value)

    def show_latex(self, value: Exact) -> str:
        return number_text(value)

    def judge_values(self, key: Exact, response: Exact, options: Options) -> Judgement:
        if response == key:
            return Judgement.correct(self.show(response))
        reason = "" if response.denominator == 1 else f"an integer is asked; {self.show(response)} is none"
        return Judgement.incorrect(self.show(response), reason)
