"""The plain notation: what ``show(node)`` writes and the reader reads.

A node is shown as a :class:`Piece`, a text that knows how tightly its outermost operator binds; whoever uses
it as an operand puts brackets around what binds too loosely. Other notations say only what they write
differently.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from exgen.expressions import budgets
from exgen.expressions.nodes import (
    Attribute,
    Binary,
    Call,
    Comparison,
    Index,
    Logical,
    Name,
    Node,
    Number,
    Sequence,
    Text,
    Truth,
    Unary,
    left_spine,
)
from exgen.expressions.precedence import (
    ADDED,
    AND,
    BINDING,
    COMPARED,
    IMPLICIT,
    MULTIPLIED,
    NOT,
    OR,
    PART,
    RAISED,
    SIGNED,
)
from exgen.expressions.real_names import CONSTANT_NAMES
from exgen.expressions.substitution import names_in


class Piece(NamedTuple):
    """The text of a node.

    ``binding`` is that of its outermost operator. ``begins`` and ``ends`` say with what: ``number``,
    ``name``, ``letter e`` (a name that behind a number would look like an exponent), ``bracket``, ``power``,
    ``fraction`` or ``other``. Whether a product needs its sign depends on them.
    """

    text: str
    binding: int = PART
    begins: str = "other"
    ends: str = "other"


def decimal(value: Fraction) -> str | None:
    """The digits of a fraction, if they end and the reader would take them.

    >>> decimal(Fraction(3, 2)), decimal(Fraction(1, 80)), decimal(Fraction(1, 3))
    ('1.5', '0.0125', None)
    """
    places = next((n for n in range(1, budgets.DIGITS) if 10**n % value.denominator == 0), None)
    if places is None:
        return None
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    if len(digits) > budgets.DIGITS:
        return None
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


class PlainNotation:
    """The notation the reader reads, in textbook spacing."""

    PRODUCT = "*"
    TOUCHING: Mapping[tuple[str, str], str] = {
        ("number", "name"): "",
        ("number", "bracket"): "",
        ("name", "name"): " ",
        ("name", "letter e"): " ",
        ("name", "bracket"): "",
        ("bracket", "name"): "",
        ("bracket", "letter e"): "",
        ("bracket", "bracket"): "",
        ("power", "name"): " ",
    }
    """What stands between factors that need no sign, by how the left one ends and the right one begins."""

    COMPARING: Mapping[str, str] = {sign: sign for sign in ("<", "<=", ">", ">=", "==", "!=", "in")}
    JOINING: Mapping[str, str] = {"and": " and ", "or": " or ", "not": "not "}

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def bracketed(self, text: str) -> str:
        return f"({text})"

    def indexed(self, text: str) -> str:
        return f"[{text}]"

    def name(self, name: str) -> str:
        return self.names.get(name, name)

    def text(self, text: str) -> str:
        doubled = text.replace('"', '""')
        return f'"{doubled}"'

    def truth(self, value: bool) -> str:
        return str(value)

    def fraction(self, value: Fraction) -> Piece:
        return Piece(str(value), MULTIPLIED)

    def piece(self, node: Node) -> Piece:
        match node:  # the commonest first
            case Name():
                begins = "letter e" if node.name[0] in "eE" else "name"
                return Piece(self.name(node.name), PART, begins, "name")
            case Number():
                return self._number(node.value)
            case Binary():
                return self._chain(node)
            case Text():
                return Piece(self.text(node.value))
            case Truth():
                return Piece(self.truth(node.value))
            case Unary():
                operand = self.piece(node.operand)
                return Piece(node.operator + self.operand(operand, SIGNED, is_right=True), SIGNED)
            case Comparison():
                return Piece(self._comparison(node), COMPARED)
            case Logical():
                return self._logical(node)
            case Call():
                return self.call(node)
            case Attribute():
                return Piece(f"{self.at_least(node.value, PART)}.{self.part_name(node.name)}")
            case Index():
                return Piece(self.at_least(node.value, PART) + self.indexed(self.piece(node.index).text))
            case Sequence():
                return Piece(self.bracketed(self.listed(node.items) + ("," if len(node.items) == 1 else "")))

    def part_name(self, name: str) -> str:
        return name

    def at_least(self, node: Node, binding: int) -> str:
        """A node as an operand on the left, in brackets if it binds looser than that."""
        return self.operand(self.piece(node), binding, is_right=False)

    def operand(self, piece: Piece, binding: int, is_right: bool) -> str:
        """A piece as an operand; one on the right is bracketed also if it begins with a sign."""
        if piece.binding < binding or (is_right and piece.text.startswith(("-", "+"))):
            return self.bracketed(piece.text)
        return piece.text

    def listed(self, nodes: tuple[Node, ...]) -> str:
        return ", ".join([self.piece(node).text for node in nodes])

    def _number(self, value: int | Fraction) -> Piece:
        if isinstance(value, Fraction) and value.denominator != 1:
            text = decimal(value)
            if text is None:
                return self.fraction(value)
        else:
            text = str(value)
        return Piece(text, SIGNED) if value < 0 else Piece(text, PART, "number", "number")

    def _chain(self, node: Binary) -> Piece:
        """``a + b - c`` from left to right, in a loop: a chain may be longer than Python recurses."""
        first, chain = left_spine(node)
        piece = self.piece(first)
        for link in chain:
            piece = self.linked(link, piece, self.piece(link.right))
        return piece

    def linked(self, link: Binary, left: Piece, right: Piece) -> Piece:
        """One operator between its operands."""
        sign, binding = link.operator, BINDING[link.operator]
        if sign in "+-":
            return Piece(self._joined(left, f" {sign} ", right, ADDED, MULTIPLIED), binding)
        if sign == "^":
            return self.raised(left, right)
        if sign == "*":
            return self._product(link, left, right)
        return self.divided(sign, left, right)

    def _joined(self, left: Piece, sign: str, right: Piece, left_binding: int, right_binding: int) -> str:
        return (
            self.operand(left, left_binding, is_right=False) + sign + self.operand(right, right_binding, is_right=True)
        )

    def raised(self, base: Piece, exponent: Piece) -> Piece:
        shown = self._joined(base, "^", exponent, PART, RAISED)
        return Piece(shown, RAISED, "bracket" if base.binding < PART else base.begins, "power")

    def divided(self, sign: str, left: Piece, right: Piece) -> Piece:
        spaced = sign if sign == "/" else f" {sign} "
        return Piece(self._joined(left, spaced, right, MULTIPLIED, RAISED), MULTIPLIED)

    def _product(self, link: Binary, left: Piece, right: Piece) -> Piece:
        """A product, without its sign if it was written so, can be read so, and is more than numbers."""
        ends = "bracket" if left.binding < IMPLICIT else left.ends
        begins = "bracket" if right.binding < RAISED else right.begins
        between = self.TOUCHING.get((ends, begins))
        if link.implicit and between is not None and (ends != "number" or names_in(link.right)):
            shown = self._joined(left, between, right, IMPLICIT, RAISED)
            return Piece(shown, IMPLICIT, ends="bracket" if right.binding < RAISED else right.ends)
        return Piece(self._joined(left, self.PRODUCT, right, MULTIPLIED, IMPLICIT), MULTIPLIED)

    def _comparison(self, node: Comparison) -> str:
        parts = [self.at_least(node.first, ADDED)]
        for sign, operand in node.rest:
            parts += [self.COMPARING[sign], self.at_least(operand, ADDED)]
        return " ".join(parts)

    def _logical(self, node: Logical) -> Piece:
        joining = self.JOINING[node.operator]
        if node.operator == "not":
            return Piece(joining + self.at_least(node.operands[0], NOT), NOT)
        binding = AND if node.operator == "and" else OR
        return Piece(joining.join([self.at_least(operand, binding + 1) for operand in node.operands]), binding)

    def call(self, node: Call) -> Piece:
        if isinstance(node.function, Name) and node.function.name in CONSTANT_NAMES:
            return self.piece(node.function)
        function = node.function.name if isinstance(node.function, Name) else self.at_least(node.function, PART)
        return Piece(function + self.bracketed(self.listed(node.arguments)))
