"""Whether a statement's figures tell what is asked: no text of a drawing and no description may hold a key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from exgen.figures import Figure, illustrated
from exgen.questions.exercise import Exercise
from exgen.questions.figure_fields import image_names, without_images
from exgen.questions.parts import Part
from exgen.questions.prose import solution, statement

_NUMBER = re.compile(r"[0-9]+")
_TEXT = re.compile(r"<text[^>]*>(.*?)</text>")
_MARKUP = re.compile(r"<[^<>]*>")
_BLANKS = re.compile(r"\s+")

DIGITS = 3
"""A key of fewer digits is met by chance."""

LETTERS = 5
"""So is a formula of fewer signs."""


def told_answers(exercise: Exercise) -> Iterator[str]:
    """A line for each figure of the statement that holds a key which the statement's words do not hold.

    Figures that no text shows are told too. Raises TemplateError where one cannot be drawn.
    """
    template = exercise.template
    text = statement(exercise)
    shown = {*image_names(text), *image_names(solution(exercise) or "")}
    words = without_images(text, {})
    for name, source in template.figures.items():
        where = f"{template.where}/question.toml: {source.path}"
        if name not in {*image_names(template.statement), *image_names(template.solution or "")}:
            yield f"{where}: no text shows this figure; ![caption]({name}) in statement.md or solution.md does"
        if name not in shown:
            continue
        [figure] = illustrated(exercise, f"![]({name})", is_solution=False).figures.values()
        illustrated(exercise, f"![]({name})", is_solution=True)
        for part in exercise.parts:
            if name in image_names(text) and part.key is not None and _holds(figure, part, words):
                yield f"{where}: the figure in the statement shows {part.key_text}, the key of {part.name}"


def _holds(figure: Figure, part: Part, words: str) -> bool:
    """Whether a figure holds a part's key and the words of the statement do not."""
    texts = [unescape(_MARKUP.sub("", text)) for text in _TEXT.findall(figure.svg)]
    key = _NUMBER.findall(part.key_text)
    if re.search("[A-Za-z]", part.key_text):
        formula = _BLANKS.sub("", part.key_text)
        return len(formula) >= LETTERS and any(formula in _BLANKS.sub("", one) for one in (*texts, figure.alt))
    if len("".join(key)) < DIGITS:
        return False
    drawn = [_NUMBER.findall(text) for text in (" ".join(texts), *texts, figure.alt)]
    return any(_within(key, numbers) for numbers in drawn) and not _within(key, _NUMBER.findall(words))


def _within(key: list[str], numbers: list[str]) -> bool:
    """Whether numbers stand behind each other among others."""
    return any(numbers[start : start + len(key)] == key for start in range(len(numbers) - len(key) + 1))
