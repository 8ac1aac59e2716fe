"""What all figures have in common: colours, lines, sizes of text. Lengths are in points, of which an inch has 72."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

POINT: Final = 25.4 / 72
"""In millimetres."""

WIDEST: Final = 160 / POINT
"""No figure is wider: it fits between the margins of a sheet."""

TEXT: Final = 9.0
"""The size of text, a little smaller than that of the sheet."""

SMALL: Final = 7.5
"""The size of what stands in cells and beside arrows."""

INDEX_SHARE: Final = 0.72
INDEX_DROP: Final = 0.2
"""The size of an index, and how far below the line it stands, in sizes of the text."""

THIN: Final = 0.5
THICK: Final = 1.4

INK: Final = "#1f1f1f"
QUIET: Final = "#666666"
RULE: Final = "#8c8c8c"


class Style(StrEnum):
    """How a piece of text is set."""

    REGULAR = "regular"
    ITALIC = "italic"
    BOLD = "bold"
    CODE = "code"
    INDEX = "index"
    """Upright, smaller, below the line."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a sheet's figures: its accent, and light tones of it that text on them can be read on."""

    accent: str

    def tone(self, share: float) -> str:
        """The accent mixed with white; ``share`` is that of the accent, from 0 to 1.

        >>> Palette("#184a78").tone(0.25)
        '#c5d2dd'
        """
        return _mixed(self.accent, share)

    @staticmethod
    def grey(share: float) -> str:
        """A grey tone, of so much black.

        >>> Palette.grey(0.2)
        '#cccccc'
        """
        return _mixed("#000000", share)


def _mixed(colour: str, share: float) -> str:
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)
