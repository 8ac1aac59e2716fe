"""How the parts of a question are named on paper, and so in ``responses.csv``: ``1``, ``2b``, ``2b.row3``."""

from __future__ import annotations

from string import ascii_lowercase

from exgen.questions.exercise import Exercise, Part
from exgen.questions.records import AnswerSource, Template


def answer_label(number: int, template: Template, answer: AnswerSource) -> str:
    """The printed name of an answer in question ``number``: a letter follows only where there are several."""
    if len(template.answers) == 1:
        return str(number)
    return f"{number}{_letters(template.answers.index(answer))}"


def _letters(position: int) -> str:
    """a to z, then aa, ab, ..."""
    before, last = divmod(position, 26)
    return (_letters(before - 1) if before else "") + ascii_lowercase[last]


def labelled_parts(number: int, exercise: Exercise) -> dict[str, Part]:
    """Every part of an exercise under its printed name, rows as ``2b.row3``."""
    labels: dict[str, Part] = {}
    for part in exercise.parts:
        label = answer_label(number, exercise.template, part.answer)
        labels[label if part.row is None else f"{label}.row{part.row}"] = part
    return labels
