"""The notation for people at a terminal: ⌊H/2⌋, K²·C_in·C_out + C_out."""

from __future__ import annotations

from collections.abc import Mapping

from exgen.expressions.nodes import Binary, Call, Name
from exgen.expressions.plain_notation import Piece, PlainNotation
from exgen.expressions.precedence import PART, RAISED

_RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BRACKETS = {"floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉"), "abs": ("|", "|")}


class TerminalNotation(PlainNotation):
    """What one line of a terminal can show: brackets of floor and ceil, raised digits, dots between letters."""

    PRODUCT = "·"
    TOUCHING: Mapping[tuple[str, str], str] = {("number", "name"): "", ("number", "letter e"): ""}

    def raised(self, base: Piece, exponent: Piece) -> Piece:
        if not (exponent.text.isascii() and exponent.text.isdigit()):
            return super().raised(base, exponent)
        shown = self.operand(base, PART, is_right=False) + exponent.text.translate(_RAISED_DIGITS)
        return Piece(shown, RAISED, "bracket" if base.binding < PART else base.begins, "power")

    def divided(self, sign: str, left: Piece, right: Piece) -> Piece:
        if sign == "//":
            return Piece(_bracketed("floor", super().divided("/", left, right).text))
        return super().divided(sign, left, right)

    def _product(self, link: Binary, left: Piece, right: Piece) -> Piece:
        """A number stands close to the letter behind it, however it was written."""
        is_close = left.ends == "number" and left.binding == PART and right.begins in ("name", "letter e")
        return super()._product(Binary("*", link.left, link.right, implicit=is_close), left, right)

    def call(self, node: Call) -> Piece:
        if isinstance(node.function, Name) and node.function.name in _BRACKETS:
            return Piece(_bracketed(node.function.name, self.listed(node.arguments)))
        return super().call(node)


def _bracketed(name: str, text: str) -> str:
    opening, closing = _BRACKETS[name]
    return f"{opening}{text}{closing}"
