"""Which stretches of a Markdown text are words, maths or code.

A value put into a statement is written differently in each, so that this must be known for certain. CommonMark itself
is never in doubt about a text, but its reasons (a list that interrupts a paragraph, a dollar sign with a blank beside
it) surprise authors. So this reader covers the plain cases and *refuses* every text in which it could see something
else than pandoc's ``commonmark-raw_html+tex_math_dollars+pipe_tables``: where it gives an answer, both agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MARK = re.compile("\ue000([0-9]+)\ue001")
"""Stands in a text where a value is to be put in: private-use characters around the value's number."""


class Unclear(ValueError):
    """A text whose regions cannot be told for certain, or a value that does not fit where it stands.

    ``position`` is the place in the text, ``sentence`` says what was found and what to write.
    """

    def __init__(self, position: int, sentence: str) -> None:
        super().__init__(sentence)
        self.position = position
        self.sentence = sentence


class Kind(StrEnum):
    """What a region is: words, between dollar signs, between backticks, or lines between code fences."""

    WORDS = "words"
    MATHS = "maths"
    CODE = "code"
    FENCE = "fence"


@dataclass(frozen=True, slots=True)
class Region:
    """The stretch ``text[start:end]``; ``prefix`` is what begins every line of a fence (``>`` and blanks)."""

    kind: Kind
    start: int
    end: int
    prefix: str = ""


_FENCE = re.compile(
    r"(?P<prefix>(?:[ \t>]|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]))*)"
    r"(?P<fence>`{3,}(?=[^`]*\Z)|~{3,})(?P<info>.*)\Z"
)
_TABLE_RULE = re.compile(r"[ \t>]*(?=[^\n]*\|)\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_BLOCK_START = re.compile(
    r"[ \t]*(?:>|#{1,6}(?:[ \t]|\Z)|(?:[-+*]|[0-9]{1,9}[.)])(?:[ \t]|\Z)|`{3,}|~{3,}"
    r"|(?:=+|-+)[ \t]*\Z|(?:[-_*][ \t]*){3,}\Z)"
)
_HEADING = re.compile(r"(?:[ \t>]|[-+*][ \t]|[0-9]{1,9}[.)][ \t])*#{1,6}[ \t]")
_MARKERS = re.compile(r" *(?:(?:[-+*]|[0-9]{1,9}[.)]) +)+")
_DEEP_HEAD = re.compile(r"[ >]*\t|(?:[ >]|[-+*] |[0-9]{1,9}[.)] )*(?:>|[-+*]|[0-9]{1,9}[.)])(?: {5}| *\t)")


def regions(text: str) -> tuple[Region, ...]:
    r"""The regions of a text in order; together they cover it, the delimiters belong to the words.

    Raises :class:`Unclear` for a dollar sign or backtick without its partner, for maths or code that stretches over
    what may be the border of a block, and for a code fence whose lines do not stand below it.

    >>> [(region.kind.value, "a `b` $c$ \\$"[region.start : region.end]) for region in regions("a `b` $c$ \\$")]
    [('words', 'a `'), ('code', 'b'), ('words', '` $'), ('maths', 'c'), ('words', '$ \\$')]
    """
    found: list[Region] = []
    paragraph = position = 0
    lists: list[int] = []
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        opening = _FENCE.match(line)
        if opening:
            found += _in_paragraph(text, paragraph, position, lists)
            fence, number = _fence(lines, number, position, opening, blank_before=paragraph >= position)
            found.append(fence)
            position = paragraph = min(fence.end + len(lines[number]) + 1, len(text))
        else:
            position += len(line) + 1
            if not line.strip(" \t"):
                found += _in_paragraph(text, paragraph, min(position, len(text)), lists)
                paragraph = position
        number += 1
    found += _in_paragraph(text, paragraph, len(text), lists)
    return tuple(_with_words_between(found, len(text)))


def _with_words_between(found: list[Region], end: int) -> Iterator[Region]:
    """The regions found, and the words in between."""
    position = 0
    for region in found:
        if region.start > position:
            yield Region(Kind.WORDS, position, region.start)
        yield region
        position = region.end
    if end > position:
        yield Region(Kind.WORDS, position, end)


def _fence(
    lines: list[str], number: int, position: int, opening: re.Match[str], blank_before: bool
) -> tuple[Region, int]:
    """The lines between two code fences, and the number of the closing line."""
    if "\t" in opening["prefix"]:
        raise Unclear(position, "a tab stands before a code fence; write blanks")
    prefix = re.sub(r"[^ >]", " ", opening["prefix"])
    mark = opening["fence"]
    if MARK.search(opening["info"]):
        raise Unclear(position, "a value cannot stand behind the opening of a code fence")
    if len(prefix) - len(prefix.rstrip(" ")) >= 4 and opening["prefix"] == prefix and not blank_before:
        raise Unclear(position, "an indented code fence needs an empty line before it")
    start = end = position + len(lines[number]) + 1
    closing = re.compile(rf"[ >]*{mark[0]}{{{len(mark)},}}[ \t]*\Z")
    for following in range(number + 1, len(lines)):
        line = lines[following]
        if closing.match(line):
            if not line.startswith(prefix + mark):
                raise Unclear(end, f"the closing {mark} does not stand exactly below the opening one")
            return Region(Kind.FENCE, start, end, prefix), following
        if not line.startswith(prefix) and (line.strip(" \t") or ">" in prefix) and line != prefix.rstrip(" "):
            raise Unclear(end, "a line between code fences is indented less than the opening fence")
        end += len(line) + 1
    raise Unclear(position, f"the code fence {mark} is never closed")


def _in_paragraph(text: str, start: int, end: int, lists: list[int]) -> list[Region]:
    """Maths and code in lines that belong together; neither reaches over an empty line.

    ``lists`` are the columns at which the items of the open lists begin; it is kept up to date.
    """
    paragraph = text[start:end]
    deep = [_is_deep(line, lists) for line in paragraph.split("\n")]  # all of them: each may open or close lists
    found = list(_spans(text, start, end))
    if any(deep) and (found or MARK.search(paragraph)):
        raise Unclear(
            start, "lines that begin with a tab or with four blanks too many are code to Markdown; indent less"
        )
    return found


def _is_deep(line: str, lists: list[int]) -> bool:
    """Whether a line may begin so far to the right that it is code; opens and closes lists on the way."""
    indentation = len(line) - len(line.lstrip(" "))
    if indentation == len(line):
        return False
    while lists and lists[-1] > indentation:
        lists.pop()
    if indentation - (lists[-1] if lists else 0) >= 4 or _DEEP_HEAD.match(line):
        return True
    markers = _MARKERS.match(line)
    if markers and markers.end() < len(line):
        lists.append(markers.end())
    return False


def _spans(text: str, start: int, end: int) -> Iterator[Region]:
    """Maths and code between two places, as CommonMark finds them: from left to right."""
    is_table = any(_TABLE_RULE.fullmatch(line) for line in text[start:end].split("\n"))
    position = start
    while position < end:
        character = text[position]
        if character == "\\":
            if text[position + 1 : position + 2] == "\ue000":
                raise Unclear(position, "a value cannot follow a backslash")
            position += 2
        elif character == "`":
            region, position = _code(text, position, end)
            _check_lines(text, region, is_table)
            yield region
        elif character == "$":
            region, position = _maths(text, position, end)
            _check_lines(text, region, is_table)
            yield region
        else:
            position += 1


def _code(text: str, position: int, end: int) -> tuple[Region, int]:
    """The code span that opens at a position, and where the words go on."""
    opened = re.compile("`+").match(text, position, end)
    assert opened is not None
    for closing in re.compile("`+").finditer(text, opened.end(), end):
        if len(closing[0]) == len(opened[0]):
            return Region(Kind.CODE, opened.end(), closing.start()), closing.end()
    raise Unclear(position, f"{opened[0]} has no partner; write \\` for a backtick")


def _maths(text: str, position: int, end: int) -> tuple[Region, int]:
    """The maths that opens at a position, and where the words go on."""
    mark = "$$" if text.startswith("$$", position, end) else "$"
    start = inner = position + len(mark)
    if mark == "$" and text[start : start + 1] in (" ", "\t", "\n"):
        raise Unclear(position, "$ is followed by a blank; write $x$ for maths, \\$ for a dollar sign")
    depth = 0
    while inner < end:
        character = text[inner]
        if character == "\\":
            if text[inner + 1 : inner + 2] == "\ue000":
                raise Unclear(inner, "a value cannot follow a backslash")
            inner += 1
        elif character in "{}":
            depth += 1 if character == "{" else -1
            if depth < 0:
                raise Unclear(inner, "} has no partner in the maths")
        elif character == "$":
            if depth:
                raise Unclear(inner, "{ has no partner in the maths, or a $ stands between braces")
            return _closed_maths(text, mark, start, inner)
        inner += 1
    raise Unclear(position, f"{mark} has no partner; write \\$ for a dollar sign")


def _closed_maths(text: str, mark: str, start: int, end: int) -> tuple[Region, int]:
    """The maths between two places, checked for what pandoc would not take as maths."""
    if not text.startswith(mark, end):
        raise Unclear(end, "maths that begins with $$ ends with $$")
    if not text[start:end].strip():
        raise Unclear(start, "there is nothing between the dollar signs; write \\$ for a dollar sign")
    if mark == "$" and text[end - 1] in " \t\n":
        raise Unclear(end, "a blank stands before the closing $; write $x$ for maths, \\$ for a dollar sign")
    return Region(Kind.MATHS, start, end), end + len(mark)


def _check_lines(text: str, region: Region, is_table: bool) -> None:
    """Refuse maths and code that may stretch over the border of a block or of a table's cell."""
    content = text[region.start : region.end]
    if is_table and re.search(r"[|\n]", content):
        raise Unclear(region.start, f"{region.kind} in a table cannot hold | or a new line; write \\vert in maths")
    others = content.split("\n")[1:]
    if not others:
        return
    line_start = text.rfind("\n", 0, region.start) + 1
    if _HEADING.match(text, line_start):
        raise Unclear(region.start, f"{region.kind} in a heading must end on the same line")
    if region.kind is Kind.CODE and MARK.search(content):
        raise Unclear(region.start, "code with a value in it must stand on one line, or between fences")
    for line in others:
        if _BLOCK_START.match(line):
            raise Unclear(
                region.start,
                f'a line of the {region.kind} begins with "{line.strip()[:10]}", as a list, '
                "quotation or heading does; put it on the line before",
            )
