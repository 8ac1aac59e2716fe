"""Formulas as text.

What is shown plainly reads back: ``read(show(node)) == node`` for every tree the reader can make (unless the
brackets that ``show`` puts around signs carry it beyond the budget of depth).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from exgen.expressions.latex_notation import LatexNotation
from exgen.expressions.nodes import Node
from exgen.expressions.plain_notation import PlainNotation
from exgen.expressions.terminal_notation import TerminalNotation

Notation: TypeAlias = Literal["plain", "latex", "terminal"]

_NOTATIONS: dict[Notation, type[PlainNotation]] = {
    "plain": PlainNotation,
    "latex": LatexNotation,
    "terminal": TerminalNotation,
}


def show(node: Node, notation: Notation = "plain", names: Mapping[str, str] | None = None) -> str:
    """The text of a formula.

    ``names`` says how to print a letter. Other names are printed as they are, in LaTeX with a subscript
    (``C_in``, ``K1``) and as a word if they are longer than a letter. Digits are never grouped and never
    rounded: 1.5 is shown as a decimal, a third as 1/3. LaTeX shows ratios as fractions, ``product((a, b))``
    with a dot and ``sum((a, b))`` with a plus sign. ``terminal`` is for people who read it on a line of text.

    >>> from exgen.expressions.reader import read
    >>> size = read("floor((H + 2*P - K) / S) + 1")
    >>> show(size)
    'floor((H + 2*P - K)/S) + 1'
    >>> print(show(size, "latex", {"K": "k"}))
    \\left\\lfloor \\frac{H + 2 \\cdot P - k}{S} \\right\\rfloor + 1
    >>> show(size, "terminal")
    '⌊(H + 2P - K)/S⌋ + 1'
    """
    return _NOTATIONS[notation](names or {}).piece(node).text
