"""Text on lines of so many columns of a terminal, broken between words."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[(\[{][^()\[\]{}]{1,22}[)\]}]\S*|\S{1,12} : \S{1,12}(?!\S)|\S+")


def wrapped(text: str, width: int | None) -> list[str]:
    """A text on lines of a width, broken between words; a word is broken only if it is longer than a line.

    >>> wrapped("multiplications of the layer", 15)
    ['multiplications', 'of the layer']
    >>> wrapped("  - indented", 9)
    ['  -', 'indented']
    """
    if width is None or width_of(text) <= width:
        return [text]
    lines = [text[: len(text) - len(text.lstrip())]]
    for word in words(text):
        joined = f"{lines[-1]} {word}" if lines[-1].strip() else lines[-1] + word
        if width_of(joined) <= width:
            lines[-1] = joined
            continue
        lines += [""] if lines[-1].strip() else []
        while width_of(word) > width and len(word) > 1:
            fitting = next((end for end in range(len(word), 1, -1) if width_of(word[:end]) <= width), 1)
            lines[-1:] = [word[:fitting], ""]
            word = word[fitting:]
        lines[-1] = word
    return lines


def words(text: str) -> list[str]:
    """The words of a text; what begins with a bracket is one word up to its end, if it is as short as a shape.

    An interval is one word too, if its ends are short.

    >>> words("a map of (64, 224, 224) values"), words("16*m : 16*m+139, 16*m : 16*m+155, ...")
    (['a', 'map', 'of', '(64, 224, 224)', 'values'], ['16*m : 16*m+139,', '16*m : 16*m+155,', '...'])
    """
    return [found.group() for found in _WORD.finditer(text)]


def width_of(text: str) -> int:
    """How many columns a text takes: wide characters two, marks on others none.

    >>> width_of("abc"), width_of("日本"), width_of("e\\N{COMBINING ACUTE ACCENT}")
    (3, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
