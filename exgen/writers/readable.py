r"""Markdown with formulas as people read it without a page: no dollar signs, no backslashes, lists numbered.

It is for terminals only, and lenient: a command it does not know is shown by its name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from exgen.writers.readable_signs import ACCENTS, NUMBER_SETS, SIGNS
from exgen.writers.wrapping import wrapped

_INLINE = re.compile(
    r"(?P<ticks>`+)(?P<code>.+?)(?P=ticks)"
    r"|\$\$(?P<display>.+?)\$\$"
    r"|\$(?P<maths>[^$]+)\$"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<backslash>&#92;)"
    r"|(?P<strong>\*\*(?=\S)|(?<=\S)\*\*)"
    r"|(?P<emphasis>(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*]))",
    re.DOTALL,
)
_ITEM = re.compile(r"(?P<indent> *)(?:(?P<bullet>[-+*])|(?P<number>[0-9]{1,9})[.)])[ \t]+(?P<text>.*)")
_LETTERED = re.compile(r"[a-z]\) ")
_MARK = re.compile(r" *(?:- |[0-9]+\. |[a-z]\) )")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")

_FRACTION = re.compile(r"\\[dt]?frac\s*\{(?P<above>[^{}]*)\}\s*\{(?P<below>[^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\s*\{(?P<inside>[^{}]*)\}")
_BINOMIAL = re.compile(r"\\binom\s*\{(?P<above>[^{}]*)\}\s*\{(?P<below>[^{}]*)\}")
_ACCENT = re.compile(r"\\(?P<name>hat|bar|overline|tilde|vec)\s*\{(?P<inside>[^{}]*)\}")
_BRACE = re.compile(r"\\(?:under|over)brace\s*\{(?P<inside>[^{}]*)\}")
_WORDS = re.compile(
    r"\\(?:text|textrm|mathrm|mathit|mathbf|mathcal|mathsf|mathtt|boldsymbol|underline|operatorname|texttt)"
    r"\s*\{(?P<words>[^{}]*)\}"
)
_SCRIPT = re.compile(r"(?P<sign>[_^])\{(?P<script>[^{}]*)\}")
_COMMAND = re.compile(r"\\(?P<name>[A-Za-z]+)(?P<blanks>[ \t]*)|\\(?P<sign>[^A-Za-z])")
_MATRIX = re.compile(r"\\begin\{(?P<kind>[bpvVB]?matrix)\}(?P<rows>.*?)\\end\{(?P=kind)\}", re.DOTALL)
_ALIGNED = re.compile(r"\\begin\{(?P<kind>aligned|gathered)\}(?P<rows>.*?)\\end\{(?P=kind)\}", re.DOTALL)
_CASES = re.compile(r"\\begin\{cases\}(?P<rows>.*?)\\end\{cases\}", re.DOTALL)
_DISPLAY = re.compile(r"\$\$(?P<tex>[^$]+)\$\$")
_GAP = re.compile(r"\s*\\q?quad\b")
_BOARD = re.compile(r"\\mathbb\s*\{?(?P<letter>[NRZ])\}?")
_RULE = re.compile(r"[|: \t-]*-[|: \t-]*")
_SIMPLE = re.compile(r"(?:\\partial )?√?[\w.]*|\\top|\([^()]*\)")
_INNER_BLANKS = re.compile(r"(?<=[⌊⌈]) +|(?<=\x00\{) +| +(?=[⌋⌉]|\x00\}|‖\^)")
_BLANKS = (",", ";", ":", "!", " ", "\\")

_TOUCHING = ("∂", "‖")
"""Signs that stand close to what follows them."""


class _Block(NamedTuple):
    kind: Literal["paragraph", "item", "code", "table"]
    text: str


def readable(markdown: str, width: int | None = None) -> str:
    r"""The text, with a line for every paragraph and every item of a list, or several where a ``width`` is given.

    >>> print(readable("A kernel of\n$(3,\\ 5)$ over $H \\times W$:\n\n1. `Conv2d(3, 8, 3)`\n\n1. `ReLU()`"))
    A kernel of (3, 5) over H × W:
    <BLANKLINE>
    1. Conv2d(3, 8, 3)
    2. ReLU()
    """
    text = ""
    before: _Block | None = None
    for block in _blocks(markdown):
        if before is not None:
            text += "\n" if block.kind == before.kind == "item" else "\n\n"
        display = _DISPLAY.fullmatch(block.text)
        if block.kind == "table":
            text += _aligned_table(block.text.split("\n"))
        elif block.kind == "code":
            text += block.text
        else:
            text += _displayed(display["tex"]) if display else _lines(block, _INLINE.sub(_shown, block.text), width)
        before = block
    return text


def _lines(block: _Block, shown: str, width: int | None) -> str:
    """A paragraph or item on lines of a width; those of an item stand below its text, not below its mark."""
    if width is None:
        return shown
    mark = _MARK.match(shown) if block.kind == "item" else None
    hang = mark.end() if mark else 0
    return f"\n{' ' * hang}".join(wrapped(shown, width) if not hang else _hanging(shown, hang, width))


def _hanging(shown: str, hang: int, width: int) -> list[str]:
    first, *others = wrapped(shown[hang:], width - hang)
    return [shown[:hang] + first, *others]


def _blocks(markdown: str) -> list[_Block]:
    """The paragraphs, items and listings of a text; numbered items count on until a paragraph comes."""
    blocks: list[_Block] = []
    number = 0
    is_open = False
    listing: list[str] | None = None
    for line in markdown.split("\n"):
        item = _ITEM.fullmatch(line)
        if _FENCE.match(line):
            if listing is not None:
                blocks.append(_Block("code", "\n".join(listing)))
            listing, is_open = [] if listing is None else None, False
        elif listing is not None:
            listing.append(line)
        elif not line.strip():
            is_open = False
        elif line.lstrip().startswith("|") and not (is_open and blocks[-1].kind != "table"):
            if is_open:
                blocks[-1] = _Block("table", f"{blocks[-1].text}\n{line.strip()}")
            else:
                blocks.append(_Block("table", line.strip()))
                number, is_open = 0, True
        elif item:
            if item["number"]:
                number = number + 1 if number else int(item["number"])
            is_lettered = item["bullet"] and _LETTERED.match(item["text"])  # a letter is mark enough
            mark = f"{number}. " if item["number"] else "" if is_lettered else "- "
            blocks.append(_Block("item", f"{item['indent']}{mark}{item['text']}"))
            is_open = True
        elif is_open:
            blocks[-1] = _Block(blocks[-1].kind, f"{blocks[-1].text} {line.strip()}")
        else:
            blocks.append(_Block("paragraph", line.strip()))
            number, is_open = 0, True
    return blocks


def readable_formula(tex: str) -> str:
    r"""A formula without TeX.

    >>> readable_formula(r"\left\lfloor \frac{H + 2 \cdot 1 - 5}{3} \right\rfloor + 1 = H_{\text{out}}")
    '⌊(H + 2 · 1 - 5)/3⌋ + 1 = H_out'
    """
    tex = _MATRIX.sub(lambda found: _nested(_cells(found["rows"])), tex)
    tex = _BOARD.sub(lambda found: NUMBER_SETS[found["letter"]], tex)
    tex = _ALIGNED.sub(lambda found: "; ".join(" ".join(row) for row in _cells(found["rows"])), tex)
    tex = _CASES.sub(lambda found: rf"\{{{'; '.join(', '.join(row) for row in _cells(found['rows']))}\}}", tex)
    before = None
    while before != tex:
        before = tex
        tex = _ACCENT.sub(lambda found: _accented(found["name"], found["inside"]), tex)
        tex = _BRACE.sub(lambda found: f"({found['inside']})", tex)
        tex = _BINOMIAL.sub(lambda found: f"({found['above']} over {found['below']})", tex)
        tex = _WORDS.sub(lambda found: found["words"], tex)
        tex = _ROOT.sub(lambda found: f"√{_bracketed(found['inside'])}", tex)
        tex = _FRACTION.sub(lambda found: f"{_bracketed(found['above'])}/{_bracketed(found['below'])}", tex)
        tex = _SCRIPT.sub(lambda found: f"{found['sign']}{_bracketed(found['script'])}", tex)
    tex = _COMMAND.sub(lambda found: _sign(found["name"], found["blanks"], found["sign"]), tex.replace("~", " "))
    tex = re.sub(r"(?<!\x00)[{}]", "", tex)
    tex = _INNER_BLANKS.sub("", tex).replace("\x00", "")
    return " ".join(tex.split())


def _displayed(tex: str) -> str:
    r"""A formula on lines of its own: matrices as they are written, aligned lines one below the other.

    >>> print(_displayed(r"K = \begin{bmatrix}1 & -1 \\ 0 & 10\end{bmatrix}"))
    K = ⎡1  -1⎤
        ⎣0  10⎦
    """
    aligned = _ALIGNED.fullmatch(tex.strip())
    if aligned:
        return "\n".join(" ".join(row) for row in _cells(aligned["rows"]))
    height = max((len(_cells(found["rows"])) for found in _MATRIX.finditer(tex)), default=1)
    if height == 1:
        return readable_formula(tex)
    lines = [""] * height
    pieces = _MATRIX.split(tex)
    for place, piece in enumerate(pieces):
        if place % 3 == 1:
            continue  # the kind of the matrix that comes next
        grid = _grid(_cells(piece)) if place % 3 else [_spaced(piece, is_first=not place)]
        above = (height - len(grid)) // 2
        blank = " " * len(grid[0])
        grid = [*[blank] * above, *grid, *[blank] * (height - above - len(grid))]
        lines = [line + more for line, more in zip(lines, grid, strict=True)]
    return "\n".join(line.rstrip() for line in lines)


def _spaced(tex: str, *, is_first: bool) -> str:
    """What stands between matrices, with a blank to each of them, and more where the formula leaves a gap."""
    shown = readable_formula(tex)
    gap = "   " if _GAP.match(tex) else " "
    return f"{'' if is_first else gap}{shown} " if shown else ""


def _cells(rows: str) -> list[list[str]]:
    """The cells of a matrix or of aligned lines, each as people read it."""
    return [
        [readable_formula(cell) for cell in row.split("&")]
        for row in re.split(r"\\\\(?:\[[^\]]*\])?", rows)
        if row.strip()
    ]


def _nested(rows: list[list[str]]) -> str:
    return "[" + ", ".join(f"[{', '.join(row)}]" for row in rows) + "]"


def _grid(rows: list[list[str]]) -> list[str]:
    """A matrix on lines, its columns to the right, within brackets."""
    columns = max(map(len, rows), default=0)
    padded = [row + [""] * (columns - len(row)) for row in rows]
    widths = [max(len(row[column]) for row in padded) for column in range(columns)]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in padded]
    if len(lines) < 2:
        return [f"[{''.join(lines)}]"]
    marks = ["⎡⎤", *["⎢⎥"] * (len(lines) - 2), "⎣⎦"]
    return [f"{mark[0]}{line}{mark[1]}" for mark, line in zip(marks, lines, strict=True)]


def _aligned_table(lines: list[str]) -> str:
    """A pipe table with its columns one below the other."""
    rows = [
        [_INLINE.sub(_shown, cell.strip()).replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
        for line in lines
        if not _RULE.fullmatch(line)
    ]
    columns = max(map(len, rows), default=0)
    padded = [row + [""] * (columns - len(row)) for row in rows]
    widths = [max(len(row[column]) for row in padded) for column in range(columns)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in padded
    )


def _shown(found: re.Match[str]) -> str:
    maths = found["display"] or found["maths"]
    if maths is not None:
        return readable_formula(maths)
    return "\\" if found["backslash"] else found["code"] or found["escaped"] or ""


def _accented(name: str, inside: str) -> str:
    is_letter = len(inside.strip()) == 1
    return unicodedata.normalize("NFC", inside.strip() + ACCENTS[name]) if is_letter else f"{name}({inside})"


def _bracketed(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _sign(name: str | None, blanks: str | None, sign: str | None) -> str:
    """What a command shows: a sign, a blank, or its own name; real braces are marked, to outlive the others."""
    if name is None:
        return f"\x00{sign}" if sign in ("{", "}") else " " if sign in _BLANKS else sign or ""
    shown = SIGNS.get(name, name)
    if shown in _TOUCHING:
        return shown
    if shown in ("{", "}"):
        return f"\x00{shown}"
    return shown + (blanks or "") if shown else ""
