"""The formula sheet of a layout: the formulas of the rules by which a sheet's keys are found, or a teacher's own text.

A formula that somebody is asked for is not told: where a question has a rule run on letters, its line is the key, and
is left out whatever other question uses it too. Gradients are left out as a whole, whose lines are their answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache

from exgen.engine.derivation import Line
from exgen.engine.gradients.graph import Graph
from exgen.engine.same import Same
from exgen.engine.wording import LANGUAGES
from exgen.errors import InputError
from exgen.questions.drawing import draw
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.layout_schema import RULES
from exgen.questions.layouts import Layout
from exgen.questions.rebuilt import RebuiltQuestion
from exgen.questions.records import Template
from exgen.sheets.conventions import VARIANTS
from exgen.writers.document import FormulaPiece


def formula_pieces(layout: Layout, questions: Sequence[RebuiltQuestion], language: str) -> tuple[FormulaPiece, ...]:
    """What stands on a sheet's last page; nothing where the layout wants no formulas, or there are none."""
    pieces = (
        FormulaPiece(rule_formulas(questions, language), True)
        if name == RULES
        else FormulaPiece(layout.text(name), False)
        for name in layout.settings.formula_sheet
    )
    return tuple(piece for piece in pieces if piece.text.strip())


def rule_formulas(questions: Sequence[RebuiltQuestion], language: str) -> str:
    """The formulas of the rules in use as Markdown, a paragraph for each, first things first.

    In a language that the engine does not speak they have no names.
    """
    lines: dict[tuple[str, str], None] = {}
    secret: set[str] = set()
    for question in questions:
        told, hidden = _lines_of(Same(question.exercise.template))
        lines |= dict.fromkeys((*told, *_told(question.exercise)))
        secret |= hidden
    named = [(title, formula) for title, formula in lines if title not in secret]
    if language not in LANGUAGES:
        return "\n\n".join(f"${formula}$" for formula in dict.fromkeys(formula for _, formula in named))
    return "\n\n".join(f"{title[0].upper()}{title[1:]}: ${formula}$" for title, formula in named)


@lru_cache(maxsize=256)
def _lines_of(template: Same[Template]) -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
    """The lines of some variants of a template, and the names of rules whose lines it asks for."""
    told: dict[tuple[str, str], None] = {}
    hidden: set[str] = set()
    exercises = Exercises(template.it)
    with suppress(InputError):  # a template may have no variants but those that a bank pins
        for number in range(VARIANTS):
            variant = draw(template.it, "conventions", 0, str(number))
            exercise = exercises.exercise(variant.parameters)
            told |= dict.fromkeys(_told(exercise))
            hidden |= {line.title for line, is_key in _lines(exercise) if is_key}
    return tuple(told), frozenset(hidden)


def _told(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """The lines that lead to an exercise's keys, in letters; of a layer's height and width the first one."""
    seen: set[tuple[str, int | None]] = set()
    for line, is_key in _lines(exercise):
        place = (line.title, line.place.layer)
        if line.letters and not is_key and not (line.place.axis is not None and place in seen):
            seen.add(place)
            yield line.title, line.letters


def _lines(exercise: Exercise) -> Iterator[tuple[Line, bool]]:
    """Every line of the derivations of an exercise, and whether it is a key that is asked for, in letters."""
    for part in exercise.parts:
        for cell in part.cells:
            if cell.laid is not None and not isinstance(exercise.networks[cell.laid.network], Graph):
                is_key = exercise.runs[cell.laid.network].is_symbolic
                for line in exercise.derivation(cell):
                    yield line, is_key
