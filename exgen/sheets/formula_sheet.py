"""The formula sheet of a layout: the formulas of the rules by which a sheet's keys are found, or a teacher's own text.

A formula that somebody is asked for is not told: where a question has a rule run on letters, its line is the key, and
is left out whatever other question uses it too. Gradients are left out as a whole, whose lines are their answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

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

MOST_KINDS = 3
"""So many kinds of layers are named before a formula at most."""

NUMBERS = frozenset({"integer", "number", "shape", "set"})
"""The kinds of answers that are numbers."""


def formula_pieces(layout: Layout, questions: Sequence[RebuiltQuestion], language: str) -> tuple[FormulaPiece, ...]:
    """What stands on a sheet's last page; nothing where the layout wants no formulas, or there are none."""
    pieces = (
        FormulaPiece(rows=rule_formulas(questions, language))
        if name == RULES
        else FormulaPiece(layout.text(name), source=layout.called(name))
        for name in layout.settings.formula_sheet
    )
    return tuple(piece for piece in pieces if piece.text.strip() or piece.rows)


class _RuleLine(NamedTuple):
    """A rule's line in letters (LaTeX), what its result is called, the kind of layer it is used for ("" for none)."""

    title: str
    letters: str
    kind: str


def rule_formulas(questions: Sequence[RebuiltQuestion], language: str) -> tuple[tuple[str, str], ...]:
    """The formulas of the rules in use as Markdown, each with its name in front, first things first.

    A name is what the result is called and for which layers. In a language that the engine does not speak it is the
    layers alone.
    """
    layers: dict[tuple[str, str], dict[str, None]] = {}
    secret: set[str] = set()
    for question in questions:
        told, hidden = _lines_of(Same(question.exercise.template))
        secret |= hidden
        for line in (*told, *_told(question.exercise)):
            layers.setdefault((line.title, line.letters), {})[line.kind] = None
    is_spoken = language in LANGUAGES
    return tuple(
        (_name(title if is_spoken else "", tuple(filter(None, kinds))), f"${letters}$")
        for (title, letters), kinds in layers.items()
        if title not in secret
    )


def _name(title: str, kinds: Sequence[str]) -> str:
    """What stands in front of a formula.

    >>> _name("output size", ("Conv2d", "MaxPool2d")), _name("", ("Conv2d",)), _name("additions", ())
    ('Output size (Conv2d, MaxPool2d)', 'Conv2d', 'Additions')
    """
    listed = ", ".join(kinds[:MOST_KINDS]) + (", ..." if len(kinds) > MOST_KINDS else "")
    if not title:
        return listed
    return f"{title[0].upper()}{title[1:]}" + (f" ({listed})" if listed else "")


@lru_cache(maxsize=256)
def _lines_of(template: Same[Template]) -> tuple[tuple[_RuleLine, ...], frozenset[str]]:
    """The lines of some variants of a template, and what results are called whose lines it asks for."""
    told: dict[_RuleLine, None] = {}
    hidden: set[str] = set()
    exercises = Exercises(template.it)
    with suppress(InputError):  # a template may have no variants but those that a bank pins
        for number in range(VARIANTS):
            variant = draw(template.it, "conventions", 0, str(number))
            exercise = exercises.exercise(variant.parameters)
            told |= dict.fromkeys(_told(exercise))
            hidden |= {line.title for line, _, is_key in _lines(exercise) if is_key}
    return tuple(told), frozenset(hidden)


def _told(exercise: Exercise) -> Iterator[_RuleLine]:
    """The lines that lead to an exercise's keys, in letters; of a layer's height and width the first one."""
    seen: set[tuple[str, int | None]] = set()
    for line, kind, is_key in _lines(exercise):
        place = (line.title, line.place.layer)
        if line.letters and not is_key and not (line.place.axis is not None and place in seen):
            seen.add(place)
            yield _RuleLine(line.title, line.letters, kind)


def _lines(exercise: Exercise) -> Iterator[tuple[Line, str, bool]]:
    """Every line of the derivations of an exercise, with the kind of its layer, and whether it leads to a formula."""
    for part in exercise.parts:
        for cell in part.cells:
            network = None if cell.laid is None else exercise.networks[cell.laid.network]
            if cell.laid is None or network is None or isinstance(network, Graph):
                continue
            is_key = exercise.runs[cell.laid.network].is_symbolic and cell.answer.kind not in NUMBERS
            for line in exercise.derivation(cell):
                layer = line.place.layer
                is_layer = layer is not None and 0 <= layer < len(network.layers)
                yield line, network.layers[layer].kind if layer is not None and is_layer else "", is_key
