r"""Markdown with formulas as people read it without a page: no dollar signs, no backslashes, lists numbered.

It is for terminals only, and lenient: a command it does not know is shown by its name.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

_INLINE = re.compile(
    r"(?P<ticks>`+)(?P<code>.+?)(?P=ticks)"
    r"|\$\$(?P<display>.+?)\$\$"
    r"|\$(?P<maths>[^$]+)\$"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<backslash>&#92;)"
    r"|(?P<strong>\*\*(?=\S)|(?<=\S)\*\*)",
    re.DOTALL,
)
_ITEM = re.compile(r"(?P<indent> *)(?:(?P<bullet>[-+*])|(?P<number>[0-9]{1,9})[.)])[ \t]+(?P<text>.*)")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")

_FRACTION = re.compile(r"\\[dt]?frac\s*\{(?P<above>[^{}]*)\}\s*\{(?P<below>[^{}]*)\}")
_WORDS = re.compile(r"\\(?:text|textrm|mathrm|mathit|mathbf|operatorname|texttt)\s*\{(?P<words>[^{}]*)\}")
_SCRIPT = re.compile(r"(?P<sign>[_^])\{(?P<script>[^{}]*)\}")
_COMMAND = re.compile(r"\\(?P<name>[A-Za-z]+)(?P<blanks>[ \t]*)|\\(?P<sign>[^A-Za-z])")
_SIMPLE = re.compile(r"[\w.]*")
_INNER_BLANKS = re.compile(r"(?<=[⌊⌈]) +|(?<=\x00\{) +| +(?=[⌋⌉]|\x00\})")
_BLANKS = (",", ";", ":", "!", " ", "\\")

_SIGNS = {
    **{"times": "×", "cdot": "·", "div": "÷", "pm": "±", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠"},
    **{"neq": "≠", "approx": "≈", "in": "∈", "to": "→", "rightarrow": "→", "Rightarrow": "⇒", "mapsto": "↦"},
    **{"ldots": "...", "dots": "...", "cdots": "...", "lt": "<", "gt": ">", "infty": "∞", "mid": "|"},
    **{"lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lbrace": "{", "rbrace": "}"},
    **{"left": "", "right": "", "bigl": "", "bigr": "", "displaystyle": "", "quad": " ", "qquad": "  "},
    **{"alpha": "α", "beta": "β", "gamma": "γ", "epsilon": "ε", "lambda": "λ", "mu": "μ", "sigma": "σ", "Sigma": "Σ"},
}


class _Block(NamedTuple):
    kind: Literal["paragraph", "item", "code"]
    text: str


def readable(markdown: str) -> str:
    r"""The text, with a line for every paragraph and every item of a list.

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
        text += block.text if block.kind == "code" else _INLINE.sub(_shown, block.text)
        before = block
    return text


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
        elif item:
            if item["number"]:
                number = number + 1 if number else int(item["number"])
            mark = f"{number}." if item["number"] else "-"
            blocks.append(_Block("item", f"{item['indent']}{mark} {item['text']}"))
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
    before = None
    while before != tex:
        before = tex
        tex = _WORDS.sub(lambda found: found["words"], tex)
        tex = _FRACTION.sub(lambda found: f"{_bracketed(found['above'])}/{_bracketed(found['below'])}", tex)
        tex = _SCRIPT.sub(lambda found: f"{found['sign']}{_bracketed(found['script'])}", tex)
    tex = _COMMAND.sub(lambda found: _sign(found["name"], found["blanks"], found["sign"]), tex.replace("~", " "))
    tex = re.sub(r"(?<!\x00)[{}]", "", tex)
    tex = _INNER_BLANKS.sub("", tex).replace("\x00", "")
    return " ".join(tex.split())


def _shown(found: re.Match[str]) -> str:
    maths = found["display"] or found["maths"]
    if maths is not None:
        return readable_formula(maths)
    return "\\" if found["backslash"] else found["code"] or found["escaped"] or ""


def _bracketed(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _sign(name: str | None, blanks: str | None, sign: str | None) -> str:
    """What a command shows: a sign, a blank, or its own name; real braces are marked, to outlive the others."""
    if name is None:
        return f"\x00{sign}" if sign in ("{", "}") else " " if sign in _BLANKS else sign or ""
    shown = _SIGNS.get(name, name)
    if shown in ("{", "}"):
        return f"\x00{shown}"
    return shown + (blanks or "") if shown else ""
