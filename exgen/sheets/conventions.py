"""The conventions on a sheet: of those on which courses differ, the ones that its questions' keys hang on.

Which these are is a matter of the question, not of the student's numbers: a box that spoke of rounding down only where
a quotient is not whole would tell something about the answer. So some variants of the template are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

from exgen.engine.wording import settings_in
from exgen.errors import InputError
from exgen.grading.dependences import conventions_decisive
from exgen.questions.drawing import draw
from exgen.questions.exercise import Exercises
from exgen.questions.rebuilt import RebuiltQuestion
from exgen.questions.records import Template
from exgen.questions.told_conventions import SETTABLE
from exgen.writers.words import words_of

VARIANTS = 3
"""So many variants of a question are looked at; it is done once for each question and process."""


def convention_lines(questions: Sequence[RebuiltQuestion], language: str) -> tuple[str, ...]:
    """A sentence for each convention in use, with the questions' numbers where not all of them keep to the same.

    What a template hides is not told. There are none in a language that has no sentences for them.
    """
    sentences = settings_in(language)
    if not sentences:
        return ()
    told: dict[str, dict[str, list[str]]] = {name: {} for name in SETTABLE}
    for question in questions:
        kept_to = question.exercise.conventions
        template = question.exercise.template
        for name in _fields(_AsWritten(template.sources["question.toml"], template)):
            told[name].setdefault(sentences[f"{name}.{kept_to.value(name)}"], []).append(str(question.number))
    word = words_of(language).question
    return tuple(
        sentence if len(found) == 1 else f"{word} {', '.join(numbers)}: {sentence}"
        for found in told.values()
        for sentence, numbers in found.items()
    )


@dataclass(frozen=True, slots=True)
class _AsWritten:
    """A template that is the same as another one of the same question.toml: keys hang on nothing else."""

    text: str
    it: Template = field(compare=False)


@lru_cache(maxsize=256)
def _fields(template: _AsWritten) -> frozenset[str]:
    """The fields of conventions that a template settles, and those with which a key of some variant would change."""
    found = set(template.it.conventions)
    exercises = Exercises(template.it)
    with suppress(InputError):  # a template may have no variants but those that a bank pins
        for number in range(VARIANTS):
            variant = draw(template.it, "conventions", 0, str(number))
            found |= conventions_decisive(exercises.exercise(variant.parameters)).keys()
    return frozenset(found - set(template.it.hidden))
