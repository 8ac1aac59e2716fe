"""How a value is written where it is put into a statement: among words, in maths, or in code.

A value never changes the structure of the text around it: among words it is escaped, in maths a number stands in braces
where TeX would otherwise take its first digit only, a text stands in ``\\text{...}``, and what cannot be written in a
place is refused with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from exgen.engine.by_hand.matrices import Matrix
from exgen.questions.matrices import is_matrix
from exgen.questions.regions import MARK, Kind, Region, Unclear, regions


@dataclass(frozen=True, slots=True)
class Formula:
    """Something with a plain and a LaTeX form: among words it becomes maths, in code it is written plainly.

    Both forms come from :func:`exgen.expressions.show`; the LaTeX one is put into maths as it is.
    """

    plain: str
    latex: str


@dataclass(frozen=True, slots=True)
class Markdown:
    """A text that is Markdown already, such as a printed derivation; it can stand among words only."""

    text: str


Insertable: TypeAlias = int | Fraction | str | Formula | Markdown | tuple[int | Fraction | str, ...] | Matrix

_BEFORE_LIST_NUMBER = re.compile(r"[ \t>]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t]+)*[0-9]*\Z")
_BEHIND_LIST_NUMBER = re.compile(r"[0-9]*[.)]")
_ARGUMENTLESS = frozenset(
    (
        *("times", "cdot", "div", "pm", "mp", "bmod", "lfloor", "lceil", "lbrack", "lbrace", "langle"),
        *("lt", "gt", "le", "leq", "leqslant", "ge", "geq", "geqslant", "ne", "neq", "approx", "equiv", "sim"),
        *("in", "notin", "mid", "colon", "to", "mapsto", "rightarrow", "Rightarrow", "leftarrow", "Leftarrow"),
        *("implies", "iff", "land", "lor", "quad", "qquad", "dots", "ldots", "cdots", "max", "min", "log", "ln"),
    )
)
"""Commands of TeX that take no argument: what follows needs no braces."""

_SUM_OR_PRODUCT_BEFORE = re.compile(r"(?:[-+*/]|\\(?:times|cdot|div|pm|mp))\Z")
_TEX_SPECIAL = re.compile(r"[_&%#${}]")


def placed(text: str, values: Sequence[Insertable]) -> str:
    r"""The text with each mark replaced by its value, written as its place asks for.

    Raises :class:`~exgen.questions.regions.Unclear` where a place cannot be told or does not take the value.

    >>> placed("\ue0000\ue001 windows, $x^\ue0001\ue001$, `\ue0000\ue001`", ["5*5*c_in", 12])
    '5\\*5\\*c\\_in windows, $x^{12}$, `5*5*c_in`'
    """
    written: list[str] = []
    line = ""
    for region in regions(text):
        start_in_region = len(written)
        for piece, start, end in _pieces(text, region):
            after = text[end : region.end] or text[region.end : region.end + 1]
            if piece is None:
                put = text[start:end]
            else:
                before = "".join(written[start_in_region:]) if region.kind is Kind.MATHS else line
                try:
                    put = _WRITERS[region.kind](values[piece], before, after, line, region.prefix)
                except ValueError as problem:
                    raise Unclear(start, str(problem)) from problem
            written.append(put)
            line = (line + put).rpartition("\n")[2]
    return "".join(written)


def _pieces(text: str, region: Region) -> list[tuple[int | None, int, int]]:
    """The marks of a region by their number, and (as None) what stands between, each with its two ends."""
    pieces: list[tuple[int | None, int, int]] = []
    position = region.start
    for mark in MARK.finditer(text, region.start, region.end):
        if mark.start() > position:
            pieces.append((None, position, mark.start()))
        pieces.append((int(mark[1]), mark.start(), mark.end()))
        position = mark.end()
    if position < region.end:
        pieces.append((None, position, region.end))
    return pieces


def plain_text(value: Insertable) -> str:
    """A value as a text, numbers exactly.

    Raises ``ValueError`` for a text with control or private-use characters.

    >>> plain_text((3, Fraction(1, 2), 138357544))
    '(3, 1/2, 138357544)'
    """
    match value:
        case Formula():
            return value.plain
        case Markdown():
            raise ValueError("a piece of Markdown can stand among words only")
        case tuple() if is_matrix(value):
            return "[" + ", ".join("[" + ", ".join(map(str, row)) + "]" for row in value) + "]"
        case tuple():
            return "(" + ", ".join(plain_text(item) for item in value) + ("," if len(value) == 1 else "") + ")"
        case str():
            for character in value:
                if unicodedata.category(character) in ("Cc", "Co", "Cs") and character not in "\n\t":
                    raise ValueError(f"the text holds the character U+{ord(character):04X}, which cannot be printed")
            return value
    return str(value)


def _check_digits(written: str, before: str, after: str) -> None:
    """Refuse a number directly beside a digit or another value that begins with one: 3 and 12 would read 312."""
    if written[:1] in "-0123456789" and before[-1:].isdigit():
        raise ValueError(f"the number {written} stands directly behind a digit; put something between them")
    if written[-1:].isdigit() and after[:1].isdigit():
        raise ValueError(f"the number {written} stands directly before a digit; put something between them")


def _among_words(value: Insertable, before: str, after: str, line: str, prefix: str) -> str:
    """A value among words: numbers as they are, texts escaped, formulas between dollar signs."""
    del line, prefix
    if isinstance(value, Markdown):
        indentation = re.match(r"[ \t>]*", before)
        assert indentation is not None
        return value.text.replace("\n", "\n" + indentation[0])
    if isinstance(value, Formula):
        return f"${_checked_latex(value.latex)}$"
    if is_matrix(value):
        return f"${_number_in_maths(value)[0]}$"
    written = " ".join(plain_text(value).split())
    if not isinstance(value, str):
        _check_digits(written, before, after)
        if before.endswith("]"):
            written = re.sub(r"\A\(", r"\\(", written)
    else:
        # an escaped backslash before | would still keep it from ending a table's cell
        written = re.sub(r"([!-/:-@\[\]-`{-~])", r"\\\1", written.replace("\\", "\0")).replace("\0", "&#92;")
    behind = _BEHIND_LIST_NUMBER.match(after)
    if written.isdigit() and behind and _BEFORE_LIST_NUMBER.match(before):
        raise ValueError(
            f"{written}{behind[0]} at the beginning of a line would begin a numbered list;"
            " put it on the line before, or write 1. before every item for a list"
        )
    return written


def _checked_latex(latex: str) -> str:
    """A formula's LaTeX, if it cannot end the maths it stands in."""
    depth = 0
    for token in re.findall(r"\\.|[^\\]|\\\Z", latex, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth < 0 or token in ("$", "\n", "\\") or MARK.search(latex):
            break
    else:
        if depth == 0 and latex.strip():
            return latex.strip()
    raise ValueError(f"the formula {latex!r} cannot stand in maths")


def _in_maths(value: Insertable, before: str, after: str, line: str, prefix: str) -> str:
    """A value in maths; braces where TeX, or a reader, would take it apart."""
    del prefix
    if isinstance(value, str):
        return _text_in_maths(value)
    if isinstance(value, Formula):
        written, is_negative = _checked_latex(value.latex), False
    else:
        written, is_negative = _number_in_maths(value)
        _check_digits(plain_text(value), before.rstrip(), after.lstrip())
    before_it, behind_it = before.rstrip(), after.lstrip()
    is_base = behind_it.startswith("^") and (is_negative or written.startswith("\\frac"))
    if is_base or (is_negative and _SUM_OR_PRODUCT_BEFORE.search(before_it)):
        return f"\\left({written}\\right)" if "\\" in written else f"({written})"
    command = re.search(r"\\([A-Za-z]+)\Z", before_it)
    is_argument = before_it.endswith(("^", "_", "}", "]")) if command is None else command[1] not in _ARGUMENTLESS
    if (is_argument and len(written) > 1) or not line.strip(" \t>"):
        return f"{{{written}}}"
    if command and before.endswith(command[0]) and written[0].isalpha():
        written = " " + written
    if re.search(r"\\[A-Za-z]+\Z", written) and after[:1].isalpha():
        written += " "
    return written


def _number_in_maths(value: int | Fraction | Markdown | tuple[int | Fraction | str, ...] | Matrix) -> tuple[str, bool]:
    """A number or a list of numbers as LaTeX, and whether it is negative."""
    if is_matrix(value):
        rows = r" \\ ".join(" & ".join(map(str, row)) for row in value)
        return f"\\begin{{bmatrix}}{rows}\\end{{bmatrix}}", False
    if isinstance(value, tuple):
        items = [_text_in_maths(item) if isinstance(item, str) else _number_in_maths(item)[0] for item in value]
        return "(" + ", ".join(items) + ("," if len(items) == 1 else "") + ")", False
    if isinstance(value, Fraction) and value.denominator != 1:
        sign = "-" if value < 0 else ""
        return f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}", value < 0
    return plain_text(value), not isinstance(value, Markdown) and value < 0


def _text_in_maths(value: str) -> str:
    """A text in maths: upright, and with TeX's special characters escaped."""
    written = " ".join(plain_text(value).split())
    unwritable = re.search(r"[\\^~`<>|*\[\]]", written)
    if unwritable:
        raise ValueError(f'the text "{written[:40]}" holds {unwritable[0]}, which cannot stand in maths')
    return "\\text{" + _TEX_SPECIAL.sub(lambda special: "\\" + special[0], written) + "}"


def _in_code(value: Insertable, before: str, after: str, line: str, prefix: str) -> str:
    """A value between backticks."""
    del line, prefix
    written = " ".join(plain_text(value).split())
    if "`" in written or "|" in written:
        raise ValueError(f'the value "{written[:40]}" holds a backtick or |, which cannot stand in code')
    if isinstance(value, int | Fraction):
        _check_digits(written, before, after)
    return written


def _in_fence(value: Insertable, before: str, after: str, line: str, prefix: str) -> str:
    """A value between code fences; its lines begin as the fence does."""
    del line
    written = plain_text(value)
    if "`" in written or "~~~" in written:
        raise ValueError(f'the value "{written[:40]}" holds a code fence')
    if isinstance(value, int | Fraction):
        _check_digits(written, before, after)
    lines = [text.rstrip() for text in written.split("\n") if text.strip()]
    return ("\n" + prefix).join(lines)


_WRITERS: dict[Kind, Callable[[Insertable, str, str, str, str], str]] = {
    Kind.WORDS: _among_words,
    Kind.MATHS: _in_maths,
    Kind.CODE: _in_code,
    Kind.FENCE: _in_fence,
}
