"""Marks on a canvas, written as SVG: lines, boxes, arrows, text whose width is known.

What stands on a canvas decides how large it is; coordinates are points, to the right and downwards, also below 0.
Only what typst, browsers and office programs draw alike is used: no styles, no scripts, no filters, no references.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import Literal

from exgen.figures.glyph_widths import width_of
from exgen.figures.styles import INDEX_DROP, INDEX_SHARE, INK, POINT, RULE, TEXT, THIN, Style

Anchor = Literal["start", "middle", "end"]
Run = tuple[str, Style]
"""A piece of text and how it is set."""

_FAMILIES = {
    False: "New Computer Modern, Latin Modern Roman, CMU Serif, Cambria, Times New Roman, serif",
    True: "DejaVu Sans Mono, Menlo, Consolas, monospace",
}
_ABOVE, _BELOW = 0.72, 0.22
"""How far letters reach above and below the line they stand on, in sizes of the text."""

MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: its left upper corner, its right lower one."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether two rectangles have an area in common.

        >>> Box(0, 0, 2, 2).overlaps(Box(1, 1, 3, 3)), Box(0, 0, 2, 2).overlaps(Box(2, 0, 3, 2))
        (True, False)
        """
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(slots=True)
class Canvas:
    """Collects marks; ``texts`` are the rectangles that texts take, each with its text."""

    marks: list[str] = field(default_factory=list)
    texts: list[tuple[Box, str]] = field(default_factory=list)
    _boxes: list[Box] = field(default_factory=list)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "none",
        stroke: str = RULE,
        line: float = THIN,
        dashes: str = "",
        radius: float = 0,
    ) -> None:
        """A rectangle with its left upper corner at x, y."""
        round_corners = f' rx="{_n(radius)}"' if radius else ""
        self.marks.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"{round_corners} '
            f'fill="{fill}"{_stroke(stroke, line, dashes)}/>'
        )
        half = line / 2 if stroke != "none" else 0
        self._boxes.append(Box(x - half, y - half, x + width + half, y + height + half))

    def line(
        self, points: Sequence[tuple[float, float]], *, stroke: str = RULE, line: float = THIN, dashes: str = ""
    ) -> None:
        """A line through points."""
        path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        joined = ' stroke-linejoin="round"' if len(points) > 2 else ""
        self.marks.append(f'<polyline points="{path}" fill="none"{_stroke(stroke, line, dashes)}{joined}/>')
        self._cover(points, line / 2)

    def area(
        self, points: Sequence[tuple[float, float]], *, fill: str, stroke: str = "none", line: float = THIN
    ) -> None:
        """A polygon."""
        path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self.marks.append(f'<polygon points="{path}" fill="{fill}"{_stroke(stroke, line, "")}/>')
        self._cover(points, line / 2)

    def arrow(
        self,
        points: Sequence[tuple[float, float]],
        *,
        stroke: str = INK,
        line: float = 0.7,
        head: float = 4.0,
        dashes: str = "",
        is_double: bool = False,
    ) -> None:
        """A line with a head at its end, or (``is_double``) at both ends."""
        *_, before, end = points
        shaft = [*points[:-1], _towards(end, before, head * 0.8)]
        if is_double:
            shaft[0] = _towards(points[0], points[1], head * 0.8)
        self.line(shaft, stroke=stroke, line=line, dashes=dashes)
        self._head(before, end, stroke, head)
        if is_double:
            self._head(points[1], points[0], stroke, head)

    def curve(
        self, points: Sequence[tuple[float, float]], *, stroke: str = INK, line: float = 0.7, is_upright: bool
    ) -> None:
        """A bent arrow through points that leaves and reaches them in one direction: downwards, or to the right."""
        head = 4.0
        *_, (x, y) = points
        end = (x, y - 0.8 * head) if is_upright else (x - 0.8 * head, y)
        through = [*points[:-1], end]
        path = [f"M{_n(through[0][0])} {_n(through[0][1])}"]
        for (x1, y1), (x2, y2) in pairwise(through):
            half_x, half_y = (x1 + x2) / 2, (y1 + y2) / 2
            controls = ((x1, half_y), (x2, half_y)) if is_upright else ((half_x, y1), (half_x, y2))
            path.append("C" + " ".join(f"{_n(a)} {_n(b)}" for a, b in (*controls, (x2, y2))))
        self.marks.append(f'<path d="{" ".join(path)}" fill="none"{_stroke(stroke, line, "")}/>')
        self._cover(points, line / 2)
        self._head((x, y - head) if is_upright else (x - head, y), (x, y), stroke, head)

    def _head(self, before: tuple[float, float], end: tuple[float, float], colour: str, head: float) -> None:
        base = _towards(end, before, head)
        along = ((end[0] - base[0]) * 0.34, (end[1] - base[1]) * 0.34)
        self.area(
            [end, (base[0] - along[1], base[1] + along[0]), (base[0] + along[1], base[1] - along[0])], fill=colour
        )

    def text(
        self,
        x: float,
        y: float,
        text: str | Sequence[Run],
        *,
        size: float = TEXT,
        anchor: Anchor = "start",
        colour: str = INK,
        style: Style = Style.REGULAR,
    ) -> float:
        """Text on the line at y, beginning, ending or with its middle at x; returns its width."""
        runs = [(text, style)] if isinstance(text, str) else [run for run in text if run[0]]
        width = runs_width(runs, size)
        left = x - (0 if anchor == "start" else width if anchor == "end" else width / 2)
        pieces = escape(runs[0][0], quote=False) if len(runs) == 1 else _pieces(runs, size)
        own = _styled(runs[0][1]) if len(runs) == 1 else f' font-family="{_FAMILIES[False]}"'
        self.marks.append(
            f'<text x="{_n(left)}" y="{_n(y)}" font-size="{_n(size)}"{own} fill="{colour}" xml:space="preserve">'
            f"{pieces}</text>"
        )
        box = Box(left, y - _ABOVE * size, left + width, y + _BELOW * size)
        self.texts.append((box, "".join(piece for piece, _ in runs)))
        self._boxes.append(box)
        return width

    def _cover(self, points: Sequence[tuple[float, float]], half: float) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self._boxes.append(Box(min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half))

    @property
    def covered(self) -> Box:
        """The rectangle around everything."""
        return Box(
            min(box.left for box in self._boxes) - MARGIN,
            min(box.top for box in self._boxes) - MARGIN,
            max(box.right for box in self._boxes) + MARGIN,
            max(box.bottom for box in self._boxes) + MARGIN,
        )

    def svg(self, alt: str) -> str:
        """The figure as an SVG document, ``alt`` being its description for those who cannot see it."""
        box = self.covered
        width, height = box.right - box.left, box.bottom - box.top
        view = " ".join(map(_n, (box.left, box.top, width, height)))
        size = f'width="{_n(width * POINT)}mm" height="{_n(height * POINT)}mm"'
        described = f"<title>{escape(alt, quote=False)}</title>"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="{view}" role="img">\n{described}\n'
            + "\n".join(self.marks)
            + "\n</svg>\n"
        )


def runs_width(runs: str | Sequence[Run], size: float = TEXT) -> float:
    """How wide pieces of text are set side by side."""
    pieces = [(runs, Style.REGULAR)] if isinstance(runs, str) else runs
    return sum(width_of(text, style, size) for text, style in pieces)


def middle(y: float, size: float) -> float:
    """The line on which text stands whose letters have their middle at y."""
    return y + 0.33 * size


def _styled(style: Style) -> str:
    family = f' font-family="{_FAMILIES[style is Style.CODE]}"'
    if style is Style.ITALIC:
        return f'{family} font-style="italic"'
    return f'{family} font-weight="bold"' if style is Style.BOLD else family


def _pieces(runs: Sequence[Run], size: float) -> str:
    """Pieces of text behind each other; behind an index the line goes up again."""
    pieces, dropped = [], False
    for text, style in runs:
        is_index = style is Style.INDEX
        moved = ""
        if is_index != dropped:
            moved = f' dy="{_n((1 if is_index else -1) * INDEX_DROP * size)}"'
        sized = f' font-size="{_n(INDEX_SHARE * size)}"' if is_index else ""
        pieces.append(f"<tspan{_styled(style)}{moved}{sized}>{escape(text, quote=False)}</tspan>")
        dropped = is_index
    return "".join(pieces)


def _stroke(colour: str, line: float, dashes: str) -> str:
    if colour == "none":
        return ""
    broken = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f' stroke="{colour}" stroke-width="{_n(line)}"{broken}'


def _towards(start: tuple[float, float], end: tuple[float, float], length: float) -> tuple[float, float]:
    """The point at so far from the start on the way to the end."""
    across, down = end[0] - start[0], end[1] - start[1]
    share = length / max((across**2 + down**2) ** 0.5, 1e-9)
    return start[0] + across * share, start[1] + down * share


def _n(number: float) -> str:
    """A length as short as a hundredth of a point needs it; the same on every machine.

    >>> _n(3.0), _n(-0.001), _n(2.5)
    ('3', '0', '2.5')
    """
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
