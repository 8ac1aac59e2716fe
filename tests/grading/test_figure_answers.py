"""Lint refuses a statement whose figure shows what is asked."""

from __future__ import annotations

import pytest

from exgen.errors import TemplateError
from exgen.grading.figure_answers import told_answers
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.loading import template_from_sources
from exgen.questions.variants import pinned_variant

QUESTION = """title = "T"
[parameters]
H = { from = 50, to = 90 }

[network]
input = "(3, H, H)"
layers = "Conv2d(3, 16, 5, stride=3, padding=%s); ReLU()"

[[answers]]
name = "size"
kind = "shape"
ask = "?"
value = "network.layers[0].output_shape"

[figures.shown]
"""


def _exercise(declaration: str, statement: str, solution: str = "", padding: int = 1) -> Exercise:
    sources = {"question.toml": QUESTION % padding + declaration + "\n", "statement.md": statement}
    template = template_from_sources("test/question", sources | ({"solution.md": solution} if solution else {}), "T")
    return Exercises(template).exercise(pinned_variant(template, {"H": 70}).parameters)


@pytest.mark.parametrize("declaration", ['kind = "layers"\nresults = "always"'])
def test_a_statement_that_shows_the_key_is_refused(declaration: str) -> None:
    [line] = told_answers(_exercise(declaration, "Text.\n\n![](shown)\n"))
    assert line == "T/question.toml: figures.shown: the figure in the statement shows (16, 23, 23), the key of size"


@pytest.mark.parametrize(
    ("declaration", "statement", "solution"),
    [
        ('kind = "layers"', "Text.\n\n![](shown)\n", ""),
        ('kind = "kernel"', "Text.\n\n![](shown)\n", "![](shown)\n"),
        ('kind = "layers"\nresults = "always"', "Text.\n", "![](shown)\n"),
        ('kind = "layers"\nresults = "always"', "It is (16, 23, 23), as you see.\n\n![](shown)\n", ""),
    ],
)
def test_what_is_hidden_or_told_in_words_is_none(declaration: str, statement: str, solution: str) -> None:
    assert list(told_answers(_exercise(declaration, statement, solution))) == []


def test_a_figure_that_no_text_shows_is_told() -> None:
    [line] = told_answers(_exercise('kind = "layers"', "Text.\n"))
    assert line.startswith("T/question.toml: figures.shown: no text shows this figure; ![caption](shown)")


def test_a_figure_that_cannot_be_drawn_in_the_solution_is_told_too() -> None:
    declaration = 'kind = "matrix"\nmatrices = ["network.output_size"]'
    with pytest.raises(TemplateError, match="is no matrix"):
        list(told_answers(_exercise(declaration, "Text.\n\n![](shown)\n")))
