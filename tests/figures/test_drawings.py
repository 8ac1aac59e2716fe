"""What figures look like: golden drawings, no text over another, nothing a format could stumble over."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from exgen.figures import Figure
from exgen.questions.drawing import draw
from exgen.questions.exercise import Exercise, Exercises
from exgen.questions.library import Library, own_place
from exgen.questions.rejections import rejection
from exgen.questions.sheet_layout import LEAST_CONTRAST, contrast
from tests.figures.drawing import SVG, exercise_with, figure, texts, view

GOLDEN = Path(__file__).parent / "golden"

ELEMENTS = {"svg", "title", "rect", "polyline", "polygon", "path", "text", "tspan"}

SMALL = """[network]
input = "(3, 12, 16)"
layers = "Conv2d(3, 8, 3, stride=2, padding=1); ReLU(); Flatten(); Linear(384, 10)\""""
BRANCHED = '[network]\ninput = "(4, 8, 8)"\nlayers = "Residual(Conv2d(4, 4, 3, padding=1); ReLU()); MaxPool2d(2)"'
DEEP = '[network]\ninput = "(1, 40, 40)"\nlayers = "Conv2d(1, 4, 5, dilation=2); ReLU(); MaxPool2d(2); Conv2d(4, 4, 3)"'
BY_HAND = """[parameters]
image = [[1, 2, 3], [0, -1, 4], [2, 2, 5]]
kernel = [[1, 0], [-1, 2]]

[network]
input = "image"
layers = "Conv2d(1, 1, 2, padding=1, stride=2, bias=False)"
weights = { "0.weight" = "kernel" }"""
TRANSPOSED = (
    '[network]\ninput = "(1, 9, 4)"\nlayers = "ConvTranspose2d(1, 1, 3, stride=2, padding=1, output_padding=1)"'
)
GRAPH = """[parameters]
X = -2
Y = 5

[graph]
lines = ["q = x + y", "f = q x"]
loss = "f"
shapes = { x = [1, 1], y = [1, 1] }
values = { x = "X", y = "Y" }"""
LETTERS = """[graph]
lines = ["z = W1 x + b1", "a = sigmoid(z)", "r = x + W2 a", "L = 1/2 norm(r - y)^2"]
loss = "L"
shapes = { x = ["d", 1], W1 = ["h", "d"], b1 = ["h", 1], W2 = ["d", "h"], y = ["d", 1] }"""

DRAWN = {
    "layers": (SMALL, 'kind = "layers"'),
    "branches": (BRANCHED, 'kind = "layers"'),
    "kernel": (SMALL, 'kind = "kernel"'),
    "kernel-with-numbers": (BY_HAND, 'kind = "kernel"'),
    "receptive-field": (DEEP, 'kind = "receptive_field"'),
    "transposed": (TRANSPOSED, 'kind = "transposed"\naxis = 1'),
    "graph": (GRAPH, 'kind = "graph"'),
    "graph-in-letters": (LETTERS, 'kind = "graph"'),
    "matrix": (BY_HAND, 'kind = "matrix"\nmatrices = ["image", "network.output"]\nlabels = ["I", "O_1"]'),
}


@pytest.mark.parametrize("is_solution", [False, True], ids=["statement", "solution"])
@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_is_the_golden_drawing(
    name: str, is_solution: bool, assert_golden: Callable[[Path, str], None]
) -> None:
    drawn = figure(exercise_with(*DRAWN[name]), is_solution=is_solution)
    assert_golden(GOLDEN / f"{name}-{'solution' if is_solution else 'statement'}.svg", drawn.svg)
    _check(drawn)


def _illustrated() -> list[str]:
    """The templates with figures, found without reading them."""
    files = sorted((own_place() / "templates").glob("*/*/question.toml"))
    return ["/".join(file.parts[-3:-1]) for file in files if "\n[figures." in file.read_text(encoding="utf-8")]


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([own_place()])


@pytest.mark.parametrize("name", _illustrated())
def test_every_figure_of_every_template_is_readable(name: str, library: Library) -> None:
    template = library.template(name)
    exercises = Exercises(template)
    for seed in range(2):
        exercise = _drawn(exercises, seed)
        for source in template.figures:
            for is_solution in (False, True):
                _check(figure(exercise, source, is_solution=is_solution, language=("en", "de")[seed % 2]))


def _drawn(exercises: Exercises, seed: int) -> Exercise:
    variant = draw(exercises.template, "q", seed, "", accepts=lambda values: rejection(exercises.exercise(values)))
    return exercises.exercise(variant.parameters)


def _check(drawn: Figure) -> None:
    """No text over another one or beyond the edge, no wider than a sheet, nothing but plain marks, dark enough."""
    root = ElementTree.fromstring(drawn.svg)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= ELEMENTS
    assert not [name for element in root.iter() for name in element.attrib if name.startswith(("on", "href", "style"))]
    for (one, box), (other, another) in combinations(texts(drawn.svg), 2):
        assert not box.overlaps(another), (one, other)
    edge = view(drawn.svg)
    for text, box in texts(drawn.svg):
        assert edge.left <= box.left <= box.right <= edge.right, text
    assert 10 < drawn.width <= 161
    assert drawn.height < 130
    for element in root.iter(f"{SVG}text"):
        assert contrast(element.attrib["fill"]) >= LEAST_CONTRAST
        assert float(element.attrib["font-size"]) >= 7.5
    assert drawn.alt
    assert root.findtext(f"{SVG}title") == drawn.alt
