"""Options of a choice that are the same to whoever chooses: by how they read, or by their value."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from exgen.answers.given_texts import squeezed
from exgen.answers.options import texts
from exgen.errors import ExpressionError
from exgen.expressions import Value, evaluate, read
from exgen.questions.distractors import are_told_apart
from exgen.questions.exercise import Exercise


def equal_options(exercise: Exercise) -> Iterator[str]:
    """A sentence for every two options of an answer that differ in case and blanks alone, or are one number.

    A student who picks the other one of them would be told that it is wrong. Of values that mistakes lead to no two may
    be the same to the judge of responses either.
    """
    for part in exercise.parts:
        for pair in combinations(part.choice.offered, 2) if part.choice is not None else ():
            if part.choice is not None and not are_told_apart(part.choice.part, *pair):
                yield f'{part.answer.path}.distractors: "{pair[0].text}" and "{pair[1].text}" are not told apart'
        for one, other in combinations(texts(part.options, "choices"), 2):
            if squeezed(one) == squeezed(other):
                yield f'{part.answer.path}.choices: "{one}" and "{other}" read alike'
            elif (value := _value(one)) is not None and value == _value(other):
                yield f'{part.answer.path}.choices: "{one}" and "{other}" are the same number'


def _value(text: str) -> Value | None:
    """The number that an option is; None for words and formulas."""
    try:
        return evaluate(read(text.replace("$", "")), {})
    except ExpressionError:
        return None
