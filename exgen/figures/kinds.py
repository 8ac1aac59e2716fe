"""The kinds of figures: what each shows of an exercise, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from exgen.errors import ExpressionError, InputError, TemplateError
from exgen.figures.figure import Figure
from exgen.figures.graphs import graph_figure, graph_of
from exgen.figures.kernels import kernel_figure, kernel_on_input
from exgen.figures.matrices import matrices_figure, matrices_of
from exgen.figures.overlaps import overlap_figure, overlap_of
from exgen.figures.receptive_fields import cone_figure, cone_of
from exgen.figures.stacks import stack_figure, stack_of
from exgen.figures.styles import Palette
from exgen.figures.words import WORDS, FigureWords
from exgen.questions.exercise import Exercise
from exgen.questions.figure_fields import located
from exgen.questions.records import FigureSource


class Drawing(NamedTuple):
    """One kind: ``shown`` finds the numbers, a record that is equal for equal numbers; ``figure`` draws them once."""

    shown: Callable[[Exercise, FigureSource, bool], Any]
    figure: Callable[[Any, FigureWords, Palette], Figure]


DRAWINGS = {
    "layers": Drawing(stack_of, stack_figure),
    "kernel": Drawing(kernel_on_input, kernel_figure),
    "receptive_field": Drawing(cone_of, cone_figure),
    "transposed": Drawing(overlap_of, overlap_figure),
    "graph": Drawing(graph_of, graph_figure),
    "matrix": Drawing(matrices_of, matrices_figure),
}


def figure_of(exercise: Exercise, source: FigureSource, *, is_solution: bool, language: str, accent: str) -> Figure:
    """A figure of an exercise, with what is asked in it where the template wants it so.

    Raises TemplateError, naming the file and the place in it, where there is nothing of that kind to be drawn.
    """
    kind = DRAWINGS[source.kind]
    shows_results = source.results == "always" or (is_solution and source.results == "in_solution")
    with _told_of(exercise, source):
        return kind.figure(kind.shown(exercise, source, shows_results), WORDS[language], Palette(accent))


@contextmanager
def _told_of(exercise: Exercise, source: FigureSource) -> Iterator[None]:
    where = f"{exercise.template.where}/question.toml: {source.path}: {located(source.places.get('kind'))}"
    try:
        yield
    except InputError as error:
        raise TemplateError(*(f"{where}{problem}" for problem in error.problems)) from error
    except ExpressionError as error:
        raise TemplateError(f"{where}{error}") from error
