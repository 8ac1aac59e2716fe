"""Pieces that several reports are laid out with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from exgen.writers.readable import readable
from exgen.writers.terminal import Block, Cell, Paragraph, Row

if TYPE_CHECKING:
    from exgen.questions.variants import Space

_MARK = re.compile(r" *(?:-|[0-9]+\.|[a-z]\)) ")

BLANK = Paragraph("")
"""A blank line."""


def facts(named: Mapping[str, str]) -> Iterator[Block]:
    """A line for each fact, the names in one column; empty ones are left out.

    >>> [line.text for line in facts({"name": "vgg", "source": "", "topics": "shapes"})]
    ['name    vgg', 'topics  shapes']
    """
    width = max(len(name) for name, text in named.items() if text)
    for name, text in named.items():
        if text:
            yield Paragraph(f"{name.ljust(width)}  {text}")


def cells(*texts: str) -> Row:
    """A row of plain cells."""
    return Row(tuple(map(Cell, texts)))


def space_text(space: Space | None) -> str:
    """The number of variants, ``about`` where it was estimated; - where there is none to tell."""
    if space is None:
        return "-"
    return f"{'' if space.is_exact else 'about '}{space.size:,}"


def markdown_blocks(markdown: str) -> Iterator[Block]:
    """Markdown with formulas for a terminal: a paragraph for each line, items of lists hanging under their marks."""
    for line in readable(markdown).split("\n"):
        mark = _MARK.match(line)
        yield Paragraph(line, hang=mark.end() if mark else 0)
