"""What figures say in words, from the same numbers; and what a statement's figure does not say."""

from __future__ import annotations

import pytest

from exgen.errors import TemplateError
from tests.figures.drawing import exercise_with, figure, shown_texts


def _network(layers: str, shape: str) -> str:
    return f'[network]\ninput = "{shape}"\nlayers = "{layers}"'


CONVOLUTION = _network("Conv2d(3, 16, 5, stride=3, padding=2)", "(3, 78, 84)")
CHAIN = _network("Conv2d(3, 16, 5); ReLU(); MaxPool2d(2)", "(3, 32, 40)")
TRANSPOSED = _network("ConvTranspose2d(4, 2, (3, 5), stride=2, padding=1)", "(4, 10, 21)")

SAID = [
    (
        CONVOLUTION,
        'kind = "kernel"',
        "A window of 5 × 5 values at its first position on an input of 78 × 84 values. There is padding of 2 × 2 "
        "around the input. Stride: 3.",
        "At the last position the window begins 75 × 81 places behind the first one. Number of positions: 26 × 28. "
        "Places at the end that are not reached: 2 × 2.",
    ),
    (
        CHAIN,
        'kind = "layers"',
        "A network drawn as a stack of layers. The input has the shape 3 × 32 × 40. 1: Conv2d(3, 16, kernel_size=5), "
        "output asked. 2: ReLU(), output asked. 3: MaxPool2d(kernel_size=2, stride=2), output asked.",
        "1: Conv2d(3, 16, kernel_size=5), output 16 × 28 × 36. 2: ReLU(), output 16 × 28 × 36. "
        "3: MaxPool2d(kernel_size=2, stride=2), output 16 × 14 × 18.",
    ),
    (
        CHAIN,
        'kind = "layers"\nresults = "never"',
        "1: Conv2d(3, 16, kernel_size=5). 2: ReLU(). 3: MaxPool2d(kernel_size=2, stride=2).",
        "1: Conv2d(3, 16, kernel_size=5). 2: ReLU(). 3: MaxPool2d(kernel_size=2, stride=2).",
    ),
    (
        _network("Conv2d(1, 4, 3, dilation=2); MaxPool2d(2); Conv2d(4, 4, 5)", "(1, 60, 60)"),
        'kind = "receptive_field"',
        "MaxPool2d, K = 2, S = 2. Conv2d, K = 3, D = 2. How many values it is on the way back to the input is not "
        "shown.",
        "Conv2d, K = 5: one value depends on 5 values of what goes in. MaxPool2d, K = 2, S = 2: one value depends on "
        "10 values of what goes in. Conv2d, K = 3, D = 2: one value depends on 14 values of what goes in.",
    ),
    (
        TRANSPOSED,
        'kind = "transposed"\naxis = 1',
        "21 input values, each spread over 5 places; from one to the next the kernel moves on by 2. Places in which "
        "the products of neighbours meet and are added: 3. Places taken off at each end: 1.",
        "Places that are left: 43.",
    ),
    (
        '[parameters]\nX = -2\n[graph]\nlines = ["q = x + x", "f = q x"]\nloss = "f"\nshapes = { x = [1, 1] }\n'
        'values = { x = "X" }',
        'kind = "graph"',
        "Leaf x. x has the value −2. q = x + x reads x. f = q x reads q, x.",
        "x has the value −2. The gradient of f with respect to x is −8. q = x + x reads x. q has the value −4. The "
        "gradient of f with respect to q is −2. f = q x reads q, x. f has the value 8.",
    ),
    (
        '[parameters]\nimage = [[1, 2], [-3, "1/2"]]\n[network]\ninput = "image"\nlayers = "AvgPool2d(2)"',
        'kind = "matrix"\nmatrices = ["image", "network.output"]\nlabels = ["I", "O"]',
        "I: a matrix of 2 rows and 2 columns. I: 1, 2; −3, 1/2. O: asked.",
        "O: a matrix of 1 rows and 1 columns. O: 1/8.",
    ),
]


@pytest.mark.parametrize(("tables", "declaration", "asked", "solved"), SAID)
def test_a_description_has_the_numbers_of_the_drawing(tables: str, declaration: str, asked: str, solved: str) -> None:
    exercise = exercise_with(tables, declaration)
    assert asked in figure(exercise).alt
    assert solved in figure(exercise, is_solution=True).alt


@pytest.mark.parametrize(
    ("tables", "declaration", "results"),
    [
        (CONVOLUTION, 'kind = "kernel"', ("26", "28", "last position", "left out")),
        (CHAIN, 'kind = "layers"', ("16 × 28 × 36", "16 × 14 × 18")),
        (_network("Conv2d(1, 4, 3); MaxPool2d(2)", "(1, 60, 60)"), 'kind = "receptive_field"', ("4",)),
        (TRANSPOSED, 'kind = "transposed"\naxis = 1', ("output: 43",)),
    ],
)
def test_results_are_shown_in_the_solution_alone_unless_a_template_wants_them(
    tables: str, declaration: str, results: tuple[str, ...]
) -> None:
    shown = {
        (chosen, is_solution): [
            result
            for result in results
            if result in shown_texts(figure(exercise, is_solution=is_solution).svg)
            or f" {result}." in figure(exercise, is_solution=is_solution).alt
        ]
        for chosen in ("in_solution", "always", "never")
        for exercise in [exercise_with(tables, f'{declaration}\nresults = "{chosen}"')]
        for is_solution in (False, True)
    }
    assert shown["in_solution", False] == shown["never", False] == shown["never", True] == []
    assert shown["in_solution", True] == shown["always", False] == shown["always", True] != []


def test_words_are_those_of_the_sheets_language() -> None:
    exercise = exercise_with(CONVOLUTION, 'kind = "kernel"')
    german = figure(exercise, is_solution=True, language="de")
    assert "Zahl der Stellen: 26 × 28." in german.alt
    assert {"erste Stelle", "nächste Stelle", "letzte Stelle", "Rand"} <= set(shown_texts(german.svg))
    assert "position" not in german.svg


def test_a_long_network_is_folded_and_put_into_columns() -> None:
    layers = "Conv2d(3, 8, 3, padding=1)\\n36 * Conv2d(8, 8, 3, padding=1)\\nMaxPool2d(2)"
    drawn = figure(exercise_with(_network(layers, "(3, 32, 32)"), 'kind = "layers"'), is_solution=True)
    assert "36 × Conv2d" in " ".join(shown_texts(drawn.svg)).replace("( ", "(")
    assert drawn.height < 60
    twelve = "Conv2d(3, 8, 3, padding=1)" + 11 * "; ReLU()"
    assert figure(exercise_with(_network(twelve, "(3, 32, 32)"), 'kind = "layers"')).height < 90


BROKEN = [
    ("Linear(4, 2)", "(4)", 'kind = "kernel"', "draws a convolution or pooling; layer 1 is Linear"),
    ("Conv3d(1, 1, 3)", "(1, 9, 9, 9)", 'kind = "kernel"', "has 3 axes; 2 can be drawn"),
    ("Conv2d(1, 1, 25)", "(1, 40, 40)", 'kind = "kernel"', "its kernel is too large to be drawn"),
    ("Conv2d(1, 1, 3)", "(1, 9, 9)", 'kind = "kernel"\nlayer = "network.layers[4]"', "does not exist: there are 1"),
    (
        "Conv2d(1, 1, 3)",
        "(1, 9, 9)",
        'kind = "transposed"',
        "draws a ConvTranspose1d or ConvTranspose2d; this is Conv2d",
    ),
    ("ConvTranspose1d(1, 1, 3)", "(1, 9)", 'kind = "transposed"\naxis = 1', "axis = 1: there are 1 axes"),
    ("Conv2d(1, 1, 3)", "(1, 9, 9)", 'kind = "receptive_field"\naxis = 2', "axis = 2: there are 2 axes"),
    ("ReLU()", "(1, 9, 9)", 'kind = "receptive_field"', "no layer of this network has a window"),
    ("Residual(ReLU())", "(1, 9, 9)", 'kind = "receptive_field"', "this network has branches"),
    ("Conv2d(1, 1, 3)", "(1, 9, 9)", 'kind = "matrix"\nmatrices = ["2 + 3"]', "2 + 3 is no matrix"),
]


@pytest.mark.parametrize(("layers", "shape", "declaration", "problem"), BROKEN)
def test_what_cannot_be_drawn_is_told_with_its_place(layers: str, shape: str, declaration: str, problem: str) -> None:
    exercise = exercise_with(_network(layers, shape), declaration)
    with pytest.raises(TemplateError) as error:
        figure(exercise, is_solution=True)
    assert problem in str(error.value)
    assert str(error.value).startswith("T/question.toml: figures.shown: line 6, column 9: ")
