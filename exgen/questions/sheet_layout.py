"""How sheets look: language, paper, colour, engine, what a layout chooses, the address before a sheet's code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

Language = Literal["en", "de"]
"""The languages of which the words on a sheet are known (ISO 639-1)."""

Paper = Literal["a4", "letter"]

EngineName = Literal["typst", "latex"]
"""What sets PDFs: typst, or pdflatex."""
FontSize = Literal[10, 11, 12]
Spacing = Literal["normal", "tight"]
AnswerSpace = Literal["none", "compact", "full"]
CoverField = Literal["name", "id", "code", "date", "seat", "room", "group", "signature"]
"""What a cover has a line for; those that are known are filled in."""
Format = Literal["html", "docx", "markdown", "notebook", "text", "fragments"]
"""What sheets are written in beside ``.tex`` and PDF."""

ACCENT: Final = "#184a78"
"""The colour of title, question numbers and rules unless a bank chooses another."""

LEAST_CONTRAST: Final = 4.5
"""Text on white paper is readable from this contrast on (WCAG 2.1, criterion 1.4.3)."""


class Margins(NamedTuple):
    """The margins of a page in millimetres."""

    top: int
    right: int
    bottom: int
    left: int


class Logo(NamedTuple):
    """A picture in the head: its place beside the source, its height in millimetres."""

    file: str
    height: int


_MARGINS: Final = Margins(16, 22, 20, 22)


@dataclass(frozen=True, slots=True)
class Look:
    """What a layout says of how pages are set; without anything, the look of exgen's own layout "handout".

    ``working_space`` is the room to work above an answer line, in millimetres. A LaTeX source is of the class
    ``document_class`` with ``class_options`` (None: the size of the font), and has ``macros`` behind exgen's own.
    """

    font_size: FontSize = 11
    margins: Margins = _MARGINS
    spacing: Spacing = "normal"
    answer_space: AnswerSpace = "full"
    working_space: int = 0
    points_table: bool = False
    logo: Logo | None = None
    document_class: str = "article"
    class_options: tuple[str, ...] | None = None
    macros: str = ""


USUAL: Final = Look()

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_URL = re.compile(r"https?://[!-~]{1,200}")


def contrast(colour: str) -> float:
    """The contrast of a colour ``#rrggbb`` to white paper, from 1 (white) to 21 (black); formula of WCAG 2.1.

    >>> round(contrast("#000000"), 2), round(contrast("#ffff00"), 2)
    (21.0, 1.07)
    """
    shares = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    luminance = sum(weight * light for weight, light in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 1.05 / (luminance + 0.05)


def accent_problem(text: str) -> str | None:
    """What is wrong with an accent colour; None where it will do.

    >>> accent_problem("blue")
    'a colour is written #rrggbb, such as #184a78'
    >>> accent_problem("#ffff00")
    'too light to be read on white paper (contrast 1.1 to 1; at least 4.5 is needed)'
    """
    if not _COLOUR.fullmatch(text):
        return f"a colour is written #rrggbb, such as {ACCENT}"
    if contrast(text) < LEAST_CONTRAST:
        found = f"contrast {contrast(text):.1f} to 1"
        return f"too light to be read on white paper ({found}; at least {LEAST_CONTRAST} is needed)"
    return None


def url_problem(text: str) -> str | None:
    """What is wrong with the address that stands before a sheet's code; None where it will do.

    >>> url_problem("exgen.example.org")
    'an address is needed, such as https://example.org/sheets/'
    """
    return None if _URL.fullmatch(text) else "an address is needed, such as https://example.org/sheets/"
