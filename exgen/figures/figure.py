"""A figure as every format takes it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from exgen.figures.canvas import Canvas
from exgen.figures.styles import POINT


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG, the same in words, and how large it is set, in millimetres."""

    svg: str
    alt: str
    width: float
    height: float

    @property
    def digest(self) -> str:
        """BLAKE2b over the figure: 32 hexadecimal digits, by which a text speaks of it."""
        return blake2b(self.svg.encode(), digest_size=16, person=b"exgen figure").hexdigest()


def finished(canvas: Canvas, alt: str) -> Figure:
    """The figure of a canvas; ``alt`` is what it shows in words."""
    box = canvas.covered
    width, height = (round(length * POINT, 2) for length in (box.right - box.left, box.bottom - box.top))
    return Figure(canvas.svg(alt), alt, width, height)
