"""Numbers, sizes and formulas as they stand in drawings and descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from exgen.engine.formulas import Quantity
from exgen.expressions import Node, show
from exgen.figures.canvas import Run
from exgen.figures.styles import Style

MINUS = "\u2212"
_NAME = re.compile(r"([A-Za-z]+)(?:_([A-Za-z0-9]{1,4}(?![A-Za-z0-9]))|([0-9]+))?")


def told(value: object) -> str:
    """A number or formula in one line, with a real minus sign.

    >>> told(-3), told(Fraction(1, 2))
    ('−3', '1/2')
    """
    text = show(value) if isinstance(value, Node) else str(value)
    return text.replace("-", MINUS).replace("*", "·")


def shape_told(shape: Iterable[Quantity]) -> str:
    """The sizes of a shape with crosses between them.

    >>> shape_told((3, 32, 32))
    '3 × 32 × 32'
    """
    return " × ".join(map(told, shape))


def rows_told(rows: Iterable[Iterable[object]]) -> str:
    """A matrix in one line, its rows behind each other.

    >>> rows_told(((1, -2), (0, Fraction(1, 2))))
    '1, −2; 0, 1/2'
    """
    return "; ".join(", ".join(map(told, row)) for row in rows)


def maths(text: str) -> tuple[Run, ...]:
    """A text in pieces as formulas are set: single letters italic, their indices low, words and digits upright.

    >>> maths("2W1 + max(S)")[:3]
    (('2', <Style.REGULAR: 'regular'>), ('W', <Style.ITALIC: 'italic'>), ('1', <Style.INDEX: 'index'>))
    """
    pieces: list[Run] = []
    end = 0
    for name in _NAME.finditer(text):
        style = Style.ITALIC if len(name[1]) == 1 else Style.REGULAR
        index = (name[2] or name[3] or "", Style.INDEX)
        pieces += [(text[end : name.start()], Style.REGULAR), (name[1], style), index]
        end = name.end()
    return tuple(piece for piece in (*pieces, (text[end:], Style.REGULAR)) if piece[0])


def named(letter: str, value: Quantity) -> tuple[Run, ...]:
    """A letter with its number, or the formula that stands in its place.

    >>> "".join(text for text, _ in named("K", 3))
    'K = 3'
    """
    text = told(value)
    return maths(text if isinstance(value, Node) else f"{letter} = {text}")


def is_number(value: object) -> bool:
    """Whether a size is a number, not a formula."""
    return isinstance(value, int | Fraction) and not isinstance(value, bool)
