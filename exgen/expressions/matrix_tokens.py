"""The pieces of a matrix expression, as plain text and Unicode write them.

Beside the signs of every formula there are ``⊙`` (also ``∘`` and ``.*``) for the product of entries, ``@``, the prime
of a derivative, ``⊤``, the signs of an indicator such as ``1[z > 0]``, and two names that look like more:
``dl/do5``, the gradient of l with respect to o5, and ``ones(n, d)``.
"""

from __future__ import annotations

import re
from fractions import Fraction

from exgen.errors import BudgetError, ExpressionError
from exgen.expressions import budgets
from exgen.expressions.patterns import pattern
from exgen.expressions.tokens import GREEK, LOOK_ALIKES, Token

LETTER = "A-Za-z" + "".join(GREEK.values())
NAME = rf"[{LETTER}][{LETTER}0-9]*(?:_[{LETTER}0-9]+)*"
GRADIENT = pattern(rf"d(?P<loss>{NAME})\s*/\s*d(?P<node>{NAME})")
"""The name of a gradient: that of ``loss`` with respect to ``node``."""
SIZE = rf"(?:{NAME}|[0-9]+)"
ONES = pattern(
    rf"ones\s*\(\s*(?P<tuple>\(\s*)?(?P<rows>{SIZE})\s*(?:,\s*(?P<columns>{SIZE})\s*)?,?\s*(?(tuple)\)\s*)\)"
)
"""A matrix in which every entry is 1, or a column: its rows and columns."""

PI = "pi"
"""The name of the number that is 3.14159..., unless a question has a name like that."""

SIGNS: dict[str, str] = {
    **{sign: sign for sign in "+-*/^()[]<>@'.,_=⊗"},
    **dict.fromkeys(("<=", "≤"), "<="),
    **dict.fromkeys((">=", "≥"), ">="),
    **{sign: read for sign, read in LOOK_ALIKES.items() if read in ("-", "/")},
    **dict.fromkeys(("**", ".^"), "^"),
    "./": "/",
    **dict.fromkeys("×", "*"),
    **dict.fromkeys("·⋅∙", "·"),
    **dict.fromkeys(("⊙", "∘", "◦", "○", ".*"), "⊙"),
    **dict.fromkeys("⊤ᵀ", "⊤"),
    **dict.fromkeys("′’", "'"),
}
"""A sign, and what it is read as."""

_PIECES = pattern(
    rf"""
    \s* (?:
      (?P<scientific> (?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+ )
    | (?P<number>     [0-9]+(?:\.[0-9]+|\.(?![A-Za-z*]))?|\.[0-9]+ )
    | (?P<gradient>   {GRADIENT.pattern} )
    | (?P<ones>       {ONES.pattern} )
    | (?P<name>       {NAME} )
    | (?P<sign>       {"|".join(re.escape(sign) for sign in SIGNS if len(sign) > 1)}
                    | [{re.escape("".join(sign for sign in SIGNS if len(sign) == 1))}] )
    )
    """,
    re.VERBOSE,
)


def matrix_tokens(text: str) -> tuple[Token, ...]:
    """The pieces of a matrix expression, the last of them of kind ``end``.

    Raises :class:`~exgen.errors.ExpressionError` (``unexpected_character``, ``scientific_notation``) and
    :class:`~exgen.errors.BudgetError` (``too_long``, ``too_many_tokens``, ``number_too_long``).

    >>> [token.text for token in matrix_tokens("σ'(z) .* dl/do5")]
    ['σ', "'", '(', 'z', ')', '⊙', 'dl/do5', '']
    """
    if len(text) > budgets.CHARACTERS:
        raise BudgetError("too_long", f"the formula has {len(text)} characters; at most {budgets.CHARACTERS} are read")
    found: list[Token] = []
    position = 0
    for piece in _PIECES.finditer(text):
        if piece.start() != position:
            break
        kind = piece.lastgroup
        if kind == "sign":  # the commonest first
            source = piece[kind]
            found.append(Token("symbol", SIGNS[source], source, piece.end() - len(source) + 1))
        elif kind == "name":
            source = piece[kind]
            found.append(Token("name", source, source, piece.end() - len(source) + 1))
        else:
            found.append(_token(piece))
        if len(found) > budgets.TOKENS:
            sentence = f"the formula has more than {budgets.TOKENS} numbers, names and signs"
            raise BudgetError("too_many_tokens", sentence, position + 1)
        position = piece.end()
    if rest := text[position:].strip():
        raise _unexpected(rest[0], text.index(rest[0], position) + 1)
    found.append(Token("end", "", "", len(text.rstrip()) + 1))
    return tuple(found)


def _token(piece: re.Match[str]) -> Token:
    kind = piece.lastgroup or ""
    source, column = piece[kind], piece.start(kind) + 1
    if kind == "number":
        return Token("number", source, source, column, _number(source, column))
    if kind == "gradient":
        return Token("name", gradient_name(piece["loss"], piece["node"]), source, column)
    if kind == "ones":
        return Token("name", ones_name(piece["rows"], piece["columns"] or "1"), source, column)
    sentence = f'"{source}" is scientific notation, which is not read; write the number out'
    raise ExpressionError("scientific_notation", sentence, column)


def gradient_name(loss: str, node: str) -> str:
    """The name of the gradient of a loss with respect to a node.

    >>> gradient_name("l", "o5")
    'dl/do5'
    """
    return f"d{loss}/d{node}"


def ones_name(rows: object, columns: object = 1) -> str:
    """The name of the matrix of so many rows and columns in which every entry is 1.

    >>> ones_name("n"), ones_name(1, "d")
    ('ones(n)', 'ones(1, d)')
    """
    return f"ones({rows})" if str(columns) == "1" else f"ones({rows}, {columns})"


def is_ones(name: str) -> bool:
    """Whether a name is one that `ones_name` makes."""
    return name.startswith("ones(")


def _number(source: str, column: int) -> int | Fraction:
    if len(source) > budgets.DIGITS:
        sentence = f"a number of {len(source)} digits; at most {budgets.DIGITS} are read"
        raise BudgetError("number_too_long", sentence, column)
    if source.isdecimal():
        return int(source)
    value = Fraction(f"0{source}0" if source.endswith(".") else f"0{source}")
    return value.numerator if value.denominator == 1 else value


def _unexpected(character: str, column: int) -> ExpressionError:
    shown = f'"{character}"' if character.isprintable() else f"the character U+{ord(character):04X}"
    return ExpressionError("unexpected_character", f"{shown} is not read here", column)
