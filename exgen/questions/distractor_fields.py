"""The fields of an answer that offers what mistakes lead to, checked when a template is read."""

from __future__ import annotations

from collections.abc import Iterator

from exgen.engine.mal_rules import MAL_RULES
from exgen.errors import did_you_mean
from exgen.questions.schema import OPTIONS, AnswerTable

WRONG_CHOICES = 3
"""So many wrong values are offered beside the right one unless a template says otherwise."""

MOST_WRONG_CHOICES = 25
"""With the right one there are as many as letters."""

_MADE = "with distractors the choices are the value asked for and what mistakes make of it"
_WITHOUT = {
    "each": "with distractors every row of the table would have choices of its own; ask each in an answer by itself",
    **dict.fromkeys(("follows", *OPTIONS), _MADE),
}
"""Fields that an answer cannot have beside ``distractors``, and why."""


def distractor_problems(table: AnswerTable) -> Iterator[tuple[str, str]]:
    """What is wrong with the distractors of an answer: fields, each with a sentence."""
    if not table.distractors:
        if table.wrong_choices is not None:
            yield "wrong_choices", "it says how many of the distractors are offered, and there are none"
        return
    if table.kind != "choice":
        yield "distractors", f'they are offered in an answer of kind = "choice"; this one is of kind "{table.kind}"'
    for mistake in table.distractors:
        if mistake not in MAL_RULES:
            yield "distractors", f'there is no mistake "{mistake}"; {did_you_mean(mistake, MAL_RULES)}'
        elif table.distractors.count(mistake) > 1:
            yield "distractors", f'"{mistake}" stands there twice'
    for field, why in _WITHOUT.items():
        if getattr(table, field) is not None:
            yield field, why
    most = min(len(table.distractors), MOST_WRONG_CHOICES)
    if not 1 <= wrong_choices(table) <= most:
        yield "wrong_choices", f"found {table.wrong_choices}; of these distractors 1 to {most} can be offered"


def wrong_choices(table: AnswerTable) -> int:
    """How many wrong values are offered."""
    return min(WRONG_CHOICES, len(table.distractors)) if table.wrong_choices is None else table.wrong_choices
