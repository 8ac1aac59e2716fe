"""The kind ``choice``: one of several given texts, by its text, its letter or its number."""

from __future__ import annotations

from typing import ClassVar

from exgen import expressions
from exgen.answers.given_texts import GivenTexts, given_texts_problems, one_of_several
from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.look_alikes import cleaned
from exgen.answers.options import Options, shown
from exgen.errors import did_you_mean
from exgen.expressions.patterns import pattern

_LABEL = pattern(r"\(?\s*([a-z]|[0-9]{1,2})\s*[).:]?")
_LABEL_AND_TEXT = pattern(r"\(?\s*([a-z]|[0-9]{1,2})\s*[).:-]\s*(.+)")
_INTRODUCTION = pattern(
    r"^(?:(?:(?:the|my|die) )?(?:answer|option|choice|antwort|réponse)(?: (?:is|ist|est))?"
    r"|i think|it(?: i|')s|es ist|c'est|#) ?[:=]? ?"
)
_END = pattern(r"\.$|(?<=[a-z]{3})!$")  # of a sentence; n! is none


class ChoiceKind(AnswerKind[str]):
    """One text of ``choices``; a response that is a choice's text is that choice, also if it is a letter.

    Case and blanks don't count. Letters and numbers follow the order in which the choices are given; numbers
    do so only where no choice is a number itself.

    >>> ChoiceKind().read("B)", {"choices": ["max pooling", "average pooling"]})
    'average pooling'
    """

    name = "choice"
    options = ("choices",)
    examples: ClassVar[tuple[Example, ...]] = (
        Example("ReLU", "relu", Verdict.CORRECT, {"choices": ["Softmax", "ReLU"]}),
        Example("ReLU", "(b)", Verdict.CORRECT, {"choices": ["Softmax", "ReLU"]}),
        Example("ReLU", "1", Verdict.INCORRECT, {"choices": ["Softmax", "ReLU"]}),
        Example("ReLU", "c", Verdict.INVALID, {"choices": ["Softmax", "ReLU"]}),
    )

    def option_problems(self, options: Options) -> list[str]:
        return super().option_problems(options) + given_texts_problems(self.name, options, "choices")

    def read_key(self, text: str, options: Options) -> str:
        choices = GivenTexts.of(options, "choices").texts
        if text.strip() not in choices:
            sentence = f"{shown(text.strip())} is none of the choices; {did_you_mean(text.strip(), choices)}"
            raise UnreadableResponse("unknown_choice", sentence)
        return text.strip()

    def read(self, text: str, options: Options) -> str:
        given = GivenTexts.of(options, "choices")
        if text.strip() in given.texts:
            return text.strip()
        typed = cleaned(_unquoted(text)).text.casefold()
        bare = _INTRODUCTION.sub("", typed, count=1)
        for meant in dict.fromkeys((typed, _END.sub("", typed), bare, _END.sub("", bare))):
            found = _same_text(meant, given)
            if found is None:
                found = _labelled(meant, given)
            if found is not None:
                return given.texts[found]
        sentence = f"{shown(text.strip())} is none of the choices: {given.listed()}"
        raise UnreadableResponse("unknown_choice", sentence)

    def show(self, value: str) -> str:
        return value

    def show_latex(self, value: str) -> str:
        return expressions.show(expressions.Text(" ".join(value.split())), "latex")

    def judge_values(self, key: str, response: str, options: Options) -> Judgement:
        return Judgement.correct(response) if response == key else Judgement.incorrect(response)


def _unquoted(text: str) -> str:
    """What was typed, without the signs around it that Markdown and LaTeX use: ``**b**``, ``$7$``."""
    bare = text.strip()
    for mark in ("**", "`", "$", '"'):
        if len(bare) > 2 * len(mark) and bare.startswith(mark) and bare.endswith(mark):
            bare = bare[len(mark) : -len(mark)].strip()
    return bare


def _same_text(typed: str, given: GivenTexts) -> int | None:
    """The choice whose text was typed, apart from case and blanks."""
    same = given.alike(typed)
    if len(same) > 1:
        raise one_of_several(typed, same, given)
    return same[0] if same else None


def _labelled(typed: str, given: GivenTexts) -> int | None:
    """The choice whose letter or number was typed, alone or with the choice's text behind it."""
    if label := _LABEL.fullmatch(typed):
        return given.at(label[1])
    if both := _LABEL_AND_TEXT.fullmatch(typed):
        found = given.at(both[1])
        if found is not None and found in given.alike(both[2]):
            return found
    return None
