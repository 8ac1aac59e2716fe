"""What is left of a template when its broken pieces are left out: the answers whose variants can be tried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from exgen.expressions import names_in
from exgen.questions.records import AnswerSource, Example, Template

_HARMLESS = ("title", "topics", "source", "schema_version", "hidden", "figures")
"""The keys of question.toml on which no variant depends."""

_HARMLESS_FIELDS = (".ask", ".points")
"""The fields of an answer on which its key does not depend."""


def left_over(template: Template, broken: Iterable[str]) -> Template | None:
    """The template without the answers that are broken, and without those that build on them.

    ``broken`` are the key paths of what is wrong. None where something else is: numbers, networks, conventions that
    nobody wrote make no variant; or where no answer is left.
    """
    serious = [
        path for path in broken if path.partition(".")[0] not in _HARMLESS and not path.endswith(_HARMLESS_FIELDS)
    ]
    if not all(path.startswith("answers.") for path in serious):
        return None
    lost = {
        answer.name
        for answer in template.answers
        if any(path == answer.path or path.startswith(f"{answer.path}.") for path in serious)
    }
    while more := {answer.name for answer in template.answers if not lost.isdisjoint(_named_by(answer))} - lost:
        lost |= more
    answers = tuple([answer for answer in template.answers if answer.name not in lost])
    examples = tuple([_without(example, lost) for example in template.examples])
    return replace(template, answers=answers, examples=examples) if answers else None


def _named_by(answer: AnswerSource) -> set[str]:
    """The names that an answer uses."""
    formulas = (answer.value, answer.follows, *(column.value for column in answer.columns))
    return {*answer.given, *(name for formula in formulas if formula is not None for name in names_in(formula))}


def _without(example: Example, lost: set[str]) -> Example:
    """The example without the keys of answers that are lost, and without the responses to them."""
    keys = {name: key for name, key in example.keys.items() if name not in lost}
    kept = [response for response in example.responses if response.answer.partition(".")[0] not in lost]
    return replace(example, keys=keys, responses=tuple(kept))
