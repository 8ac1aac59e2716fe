"""Figures as templates declare them, and the images that put them in: what is wrong is told with its place."""

from __future__ import annotations

import pytest

from exgen.errors import TemplateError
from exgen.questions.loading import template_from_sources

QUESTION = """title = "T"

[parameters]
K = { one_of = [3, 5] }
image = { matrix = { rows = 2, columns = 2, from = 0, to = 3 } }

[networks.plain]
input = "(1, 9, 9)"
layers = "Conv2d(1, 1, K)"

[networks.wide]
input = "(1, 9, 9)"
layers = "Conv2d(1, 8, K)"

[[answers]]
name = "size"
kind = "shape"
ask = "?"
value = "plain.output_size"

[figures.shown]
"""


def _problems(declaration: str, statement: str = "![](shown)", more: str = "") -> tuple[str, ...]:
    sources = {"question.toml": QUESTION + declaration + "\n" + more, "statement.md": f"Text.\n\n{statement}\n"}
    try:
        template_from_sources("test/question", sources, "T")
    except TemplateError as error:
        return error.problems
    return ()


@pytest.mark.parametrize(
    "declaration",
    [
        'kind = "layers"\nnetwork = "plain"',
        'kind = "kernel"\nlayer = "wide.layers[K - 3]"',
        'kind = "transposed"\nlayer = "plain.layers[0]"\naxis = 1',
        'kind = "receptive_field"\nnetwork = "wide"\nresults = "always"',
        'kind = "matrix"\nmatrices = ["image", "plain.output"]\nlabels = ["I", "O"]',
    ],
)
def test_a_declaration_is_read(declaration: str) -> None:
    assert _problems(declaration) == ()


@pytest.mark.parametrize(
    ("declaration", "problem"),
    [
        ('kind = "stack"', 'figures.shown.kind: line 22, column 9: there is no kind of figure "stack"; allowed: '),
        ('kind = "layers"', "figures.shown.network: missing; there are several: plain, wide"),
        (
            'kind = "layers"\nnetwork = "plane"',
            'figures.shown.network: line 23, column 12: "plane" is no network; did you mean "plain"?',
        ),
        ('kind = "graph"', 'figures.shown.kind: line 22, column 9: kind = "graph" draws a graph, and there is none'),
        (
            'kind = "kernel"\nlayer = "plain.layers[KK]"',
            'figures.shown.layer: line 23, column 10: "plain.layers[KK]": nothing is called KK; did you mean "K"?',
        ),
        (
            'kind = "kernel"\nlayer = "plain.layers["',
            "figures.shown.layer: line 23, column 10: ",
        ),
        (
            'kind = "kernel"\nlayer = "plain.output_size"',
            'figures.shown.layer: line 23, column 10: "plain.output_size" is no layer; a layer is written plain.lay',
        ),
        (
            'kind = "matrix"\nmatrices = ["image", "imag"]',
            'figures.shown.matrices.1: line 23, column 23: "imag": nothing is called imag; did you mean "image"?',
        ),
        ('kind = "matrix"', 'figures.shown.matrices: missing; kind = "matrix" needs it'),
        (
            'kind = "matrix"\nmatrices = ["image"]\nlabels = ["a", "b"]',
            "figures.shown.labels.0: line 24, column 12: found 2 labels for 1 matrices; each has one",
        ),
        (
            'kind = "matrix"\nmatrices = ["image"]\nnetwork = "plain"',
            'figures.shown.network: line 24, column 12: kind = "matrix" has no field network; it has matrices, labe',
        ),
        (
            'kind = "layers"\nnetwork = "plain"\nresults = "sometimes"',
            'figures.shown.results: found "sometimes"; allowed: ',
        ),
        ('kind = "layers"\nnetwork = "plain"\ncolour = "red"', "figures.shown.colour: unknown key"),
        ('kind = "layers"\nnetwork = 3', "figures.shown.network: found 3; a text is needed"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(declaration: str, problem: str) -> None:
    problems = _problems(declaration)
    assert len(problems) == 1
    assert problems[0].startswith(f"T/question.toml: {problem}")


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("![x](shwn)", 'T/statement.md: line 3: there is no figure "shwn"; did you mean "shown"?; an image shows'),
        ("![x](/etc/passwd)", 'T/statement.md: line 3: there is no figure "/etc/passwd"; '),
        ("![x](http://evil.example/a.svg)", 'T/statement.md: line 3: there is no figure "http://evil.example/a.svg"; '),
        ('![x](shown "title")', 'T/statement.md: line 3: there is no figure "shown "title""; '),
        ("![x](0123456789abcdef0123456789abcdef)", "T/statement.md: line 3: there is no figure "),
    ],
)
def test_an_image_of_anything_else_is_refused(statement: str, problem: str) -> None:
    [told] = _problems('kind = "layers"\nnetwork = "plain"', statement)
    assert told.startswith(problem)


def test_a_question_asked_holds_no_image() -> None:
    more = '[[answers]]\nname = "other"\nkind = "integer"\nask = "![x](shown)"\nvalue = "K"\n'
    [told] = _problems('kind = "layers"\nnetwork = "plain"', more=more)
    image = "found an image; figures stand in statement.md and solution.md"
    assert told == f"T/question.toml: answers.other.ask: {image} (line 27, column 1)"
