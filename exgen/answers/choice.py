"""The kind ``choice``: one of several given texts, by its text, its letter or its number."""

from __future__ import annotations

import re
from string import ascii_lowercase
from typing import ClassVar

from exgen import expressions
from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.look_alikes import cleaned, without_look_alikes
from exgen.answers.options import Options, list_of_texts_problems, shown, texts
from exgen.answers.passages import Passage
from exgen.errors import did_you_mean

_LABEL = re.compile(r"\(?\s*([a-z]|[0-9]{1,2})\s*[).:]?")
_NUMERIC = re.compile(r"[-+0-9.,/ %]+")
_LABEL_AND_TEXT = re.compile(r"\(?\s*([a-z]|[0-9]{1,2})\s*[).:]\s*(.+)")


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
        problems = super().option_problems(options)
        if "choices" not in options:
            return [*problems, "choice: the option choices is missing: the texts to choose from"]
        problems += list_of_texts_problems(self.name, options, "choices")
        choices = [_squeezed(choice) for choice in texts(options, "choices")]
        if not problems and len(choices) < 2:
            problems.append(f"choice: choices must have at least 2 texts; found {len(choices)}")
        if not problems and len(choices) > len(ascii_lowercase):
            problems.append(f"choice: choices must have at most {len(ascii_lowercase)} texts; found {len(choices)}")
        exact = [choice.strip() for choice in texts(options, "choices")]
        problems += [f"choice: {shown(choice)} stands twice in choices" for choice in _repeated(exact)]
        return problems

    def read_key(self, text: str, options: Options) -> str:
        choices = _choices(options)
        if text.strip() not in choices:
            sentence = f"{shown(text.strip())} is none of the choices; {did_you_mean(text.strip(), choices)}"
            raise UnreadableResponse("unknown_choice", sentence)
        return text.strip()

    def read(self, text: str, options: Options) -> str:
        choices = _choices(options)
        if text.strip() in choices:
            return text.strip()
        typed = cleaned(text).text.casefold()
        for meant in dict.fromkeys((typed, typed.removesuffix("."))):  # the dot ends a sentence
            found = _same_text(meant, choices)
            if found is None:
                found = _labelled(meant, choices)
            if found is not None:
                return found
        raise UnreadableResponse("unknown_choice", f"{shown(text.strip())} is none of the choices: {_listed(choices)}")

    def show(self, value: str) -> str:
        return value

    def show_latex(self, value: str) -> str:
        return expressions.show(expressions.Text(" ".join(value.split())), "latex")

    def judge_values(self, key: str, response: str, options: Options) -> Judgement:
        return Judgement.correct(response) if response == key else Judgement.incorrect(response)


def _same_text(typed: str, choices: list[str]) -> str | None:
    """The choice whose text was typed, apart from case and blanks."""
    same = [choice for choice in choices if _squeezed(choice) == _squeezed(typed)]
    if len(same) > 1:
        sentence = f"{shown(typed)} can be {' or '.join(map(shown, same))}; write the letter"
        raise UnreadableResponse("ambiguous_choice", sentence)
    return same[0] if same else None


def _labelled(typed: str, choices: list[str]) -> str | None:
    """The choice whose letter or number was typed, alone or with the choice's text behind it."""
    if label := _LABEL.fullmatch(typed):
        return _at(label[1], choices)
    if both := _LABEL_AND_TEXT.fullmatch(typed):
        found = _at(both[1], choices)
        if found is not None and _squeezed(found) == _squeezed(both[2]):
            return found
    return None


def _at(label: str, choices: list[str]) -> str | None:
    if label in ascii_lowercase:
        index = ascii_lowercase.index(label)
    elif any(map(_NUMERIC.fullmatch, choices)):
        return None
    else:
        index = int(label) - 1
    return choices[index] if 0 <= index < len(choices) else None


def _choices(options: Options) -> list[str]:
    return [choice.strip() for choice in texts(options, "choices")]


def _squeezed(text: str) -> str:
    return "".join(without_look_alikes(Passage.of(text)).text.split()).casefold()


def _repeated(items: list[str]) -> list[str]:
    return sorted({item for item in items if items.count(item) > 1})


def _listed(choices: list[str]) -> str:
    return ", ".join(f"{letter}) {shown(choice)}" for letter, choice in zip(ascii_lowercase, choices, strict=False))
