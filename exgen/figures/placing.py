"""The figures that a text puts in, and the text with their digests in its images."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from exgen.figures.figure import Figure
from exgen.figures.kinds import figure_of
from exgen.questions.exercise import Exercise
from exgen.questions.figure_fields import image_names, with_targets, without_images
from exgen.questions.sheet_layout import ACCENT

_MARKS = re.compile(r"[\\`*_$\[\]<>|#~!]")


class Illustrated(NamedTuple):
    """Markdown whose images name figures by their digests, and these figures."""

    markdown: str
    figures: Mapping[str, Figure]


def illustrated(
    exercise: Exercise, markdown: str, *, is_solution: bool, language: str = "en", accent: str = ACCENT
) -> Illustrated:
    """A statement (or solution) of an exercise with its figures drawn.

    Raises TemplateError where a figure cannot be drawn.
    """
    named = {
        name: figure_of(
            exercise, exercise.template.figures[name], is_solution=is_solution, language=language, accent=accent
        )
        for name in dict.fromkeys(image_names(markdown))
        if name in exercise.template.figures
    }
    digests = {name: figure.digest for name, figure in named.items()}
    return Illustrated(with_targets(markdown, digests), {figure.digest: figure for figure in named.values()})


def in_words(exercise: Exercise, markdown: str, *, is_solution: bool) -> str:
    """A text for a place that shows no drawings: what each figure shows, in words."""
    found = illustrated(exercise, markdown, is_solution=is_solution)
    return without_images(found.markdown, {digest: as_markdown(figure.alt) for digest, figure in found.figures.items()})


def as_markdown(text: str) -> str:
    """A plain text as Markdown that reads as it stands."""
    return _MARKS.sub(r"\\\g<0>", text)
