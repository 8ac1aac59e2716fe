"""Figures of small templates, and what can be read from an SVG again."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

from exgen.figures import Figure
from exgen.figures.canvas import Box
from exgen.figures.glyph_widths import width_of
from exgen.figures.kinds import figure_of
from exgen.figures.styles import Style
from exgen.questions.domains import Parameter
from exgen.questions.exercise import Exercise
from tests.questions.small_templates import exercise_of

SVG = "{http://www.w3.org/2000/svg}"
ACCENT = "#184a78"
ANSWER = 'name = "asked"\nkind = "integer"\nvalue = "1"'


def exercise_with(tables: str, declaration: str, values: dict[str, Parameter] | None = None) -> Exercise:
    """An exercise whose template declares one figure, ``shown``."""
    return exercise_of(f"{tables}\n[figures.shown]\n{declaration}\n", ANSWER, values or {})


def figure(exercise: Exercise, name: str = "shown", *, is_solution: bool = False, language: str = "en") -> Figure:
    """A figure of an exercise."""
    source = exercise.template.figures[name]
    return figure_of(exercise, source, is_solution=is_solution, language=language, accent=ACCENT)


def texts(svg: str) -> Iterator[tuple[str, Box]]:
    """Every text of a drawing with the room that it takes."""
    for element in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        size = float(element.attrib["font-size"])
        runs = [element, *element]
        width = sum(
            width_of(run.text or "", _style(run), size) for run in runs if run is not element or not len(element)
        )
        x, y = float(element.attrib["x"]), float(element.attrib["y"])
        yield "".join(element.itertext()), Box(x, y - 0.7 * size, x + width, y + 0.2 * size)


def _style(element: ElementTree.Element) -> Style:
    if "Mono" in element.attrib.get("font-family", ""):
        return Style.CODE
    if "dy" in element.attrib and "font-size" in element.attrib:
        return Style.INDEX
    return Style.ITALIC if "font-style" in element.attrib else Style.REGULAR


def shown_texts(svg: str) -> list[str]:
    """The texts of a drawing in their order."""
    return [text for text, _ in texts(svg)]


def view(svg: str) -> Box:
    """The rectangle that a drawing shows."""
    x, y, width, height = map(float, ElementTree.fromstring(svg).attrib["viewBox"].split())
    return Box(x, y, x + width, y + height)
