"""The kind ``text``: an essay or explanation that a person reads; exgen never judges one."""

from __future__ import annotations

from typing import ClassVar

from exgen import expressions
from exgen.answers.judgement import Judgement, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.options import Options


class TextKind(AnswerKind[str]):
    """A text: always ``ungraded``, whatever the key says.

    >>> TextKind().judge_values("It has fewer weights.", "No idea", {}).verdict.value
    'ungraded'
    """

    name = "text"
    is_graded = False
    examples: ClassVar[tuple[Example, ...]] = (
        Example("Fewer weights.", "It has fewer weights.", Verdict.UNGRADED),
        Example("", "", Verdict.UNGRADED),
    )

    def read(self, text: str, options: Options) -> str:
        return text.strip()

    def show(self, value: str) -> str:
        return value

    def show_latex(self, value: str) -> str:
        return expressions.show(expressions.Text(" ".join(value.split())), "latex")

    def judge_values(self, key: str, response: str, options: Options) -> Judgement:
        return Judgement(Verdict.UNGRADED, None, self.show(response))
