"""The LaTeX notation: what ``show(node, "latex")`` writes, for math mode.

Besides Greek letters it uses the commands frac, left, right, lfloor, rfloor, lceil, rceil, cdot, bmod, le,
ge, ne, in, land, lor, lnot, min, max, exp, ln, sqrt, tanh, sinh, cosh, sin, cos, tan, operatorname and text.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from exgen.expressions.nodes import Binary, Call, Name, Node, Sequence
from exgen.expressions.patterns import pattern
from exgen.expressions.plain_notation import Piece, PlainNotation
from exgen.expressions.precedence import ADDED, IMPLICIT, MULTIPLIED, PART, RAISED, SIGNED
from exgen.expressions.real_names import CONSTANT_NAMES
from exgen.expressions.tokens import GREEK

_LETTERS = {letter: f"\\{command}" for command, letter in GREEK.items()}
_LETTER_AND_SUBSCRIPT = pattern(r"([^\W\d_])(?:_?([0-9]+)|_([A-Za-z0-9_]+))?")
_BRACKETS: dict[str, tuple[str, str]] = {
    "floor": ("\\lfloor ", " \\right\\rfloor"),
    "ceil": ("\\lceil ", " \\right\\rceil"),
    "abs": ("| ", " \\right|"),
}
_COMMANDS = {
    **{name: f"\\{name}" for name in ("min", "max", "exp", "tanh", "sinh", "cosh", "sin", "cos", "tan")},
    "log": "\\ln",
}
_CONSTANTS = {"e": ("e", PART, "letter e"), "pi": ("\\pi", PART, "name")}
_SPECIAL = str.maketrans(
    {
        "\\": "\\textbackslash{}",
        "~": "\\textasciitilde{}",
        "^": "\\textasciicircum{}",
        **{character: f"\\{character}" for character in "{}$&#%_"},
    }
)


@lru_cache(maxsize=1_024)
def latex_name(name: str) -> str:
    """How a name is set: one letter in italics, with what follows it as a subscript; words upright.

    >>> print(latex_name("C_in"), latex_name("K1"), latex_name("σ"), latex_name("per_output"))
    C_{\\text{in}} K_{1} \\sigma \\text{per output}
    """
    match = _LETTER_AND_SUBSCRIPT.fullmatch(name)
    if match is None:
        return f"\\text{{{name.replace('_', ' ')}}}"
    letter, digits, word = match.groups()
    shown = _LETTERS.get(letter, letter)
    if digits:
        return f"{shown}_{{{digits}}}"
    return f"{shown}_{{\\text{{{word.replace('_', ' ')}}}}}" if word else shown


class LatexNotation(PlainNotation):
    """Fractions, floors and subscripts as a textbook sets them."""

    PRODUCT = " \\cdot "
    TOUCHING: Mapping[tuple[str, str], str] = {
        (ends, begins): " "
        for ends in ("number", "name", "bracket", "fraction")
        for begins in ("name", "letter e", "bracket", "fraction")
        if (ends, begins) != ("number", "fraction")
    }
    COMPARING: Mapping[str, str] = {
        "<": "<",
        "<=": "\\le",
        ">": ">",
        ">=": "\\ge",
        "==": "=",
        "!=": "\\ne",
        "in": "\\in",
    }
    JOINING: Mapping[str, str] = {"and": " \\land ", "or": " \\lor ", "not": "\\lnot "}

    def bracketed(self, text: str) -> str:
        return f"\\left({text}\\right)"

    def indexed(self, text: str) -> str:
        return f"\\left[{text}\\right]"

    def name(self, name: str) -> str:
        return self.names.get(name) or latex_name(name)

    def part_name(self, name: str) -> str:
        return latex_name(name)

    def text(self, text: str) -> str:
        return f"\\text{{{text.translate(_SPECIAL)}}}"

    def truth(self, value: bool) -> str:
        return f"\\text{{{value}}}"

    def fraction(self, value: Fraction) -> Piece:
        shown = f"\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
        return Piece(f"-{shown}", SIGNED) if value < 0 else Piece(shown, RAISED, "fraction", "fraction")

    def raised(self, base: Piece, exponent: Piece) -> Piece:
        shown = f"{self.operand(base, PART, is_right=False)}^{{{exponent.text}}}"
        return Piece(shown, RAISED, "bracket" if base.binding < PART else base.begins, "bracket")

    def divided(self, sign: str, left: Piece, right: Piece) -> Piece:
        if sign == "%":
            shown = (
                self.operand(left, MULTIPLIED, is_right=False) + " \\bmod " + self.operand(right, RAISED, is_right=True)
            )
            return Piece(shown, ADDED)  # behind a sum it stands in brackets: a + b mod c can be read two ways
        ratio = f"\\frac{{{left.text}}}{{{right.text}}}"
        if sign == "//":
            return self._in_brackets("floor", ratio)
        return Piece(ratio, RAISED, "fraction", "fraction")

    def _product(self, link: Binary, left: Piece, right: Piece) -> Piece:
        """A factor 1 that was put in for a letter keeps its dot: nobody writes 1S."""
        if left.text == "1":
            spaced = Binary(link.operator, link.left, link.right, column=link.column)
            return super()._product(spaced, left, right)
        return super()._product(link, left, right)

    def call(self, node: Call) -> Piece:
        if not isinstance(node.function, Name):
            called = self.at_least(node.function, PART)
            return Piece(called + self.bracketed(self.listed(node.arguments)))
        name = node.function.name
        if name in _BRACKETS:
            return self._in_brackets(name, self.listed(node.arguments))
        if name in ("sum", "product") and isinstance(node.arguments[0], Sequence):
            return self._gathered(name, node.arguments[0].items)
        if name in CONSTANT_NAMES:
            return Piece(*_CONSTANTS[name], ends="name")
        if name == "sqrt":
            return Piece(f"\\sqrt{{{self.listed(node.arguments)}}}", PART, "bracket", "bracket")
        command = _COMMANDS.get(name) or f"\\operatorname{{{name}}}"
        return Piece(command + self.bracketed(self.listed(node.arguments)), PART, "bracket", "bracket")

    def _in_brackets(self, name: str, text: str) -> Piece:
        opening, closing = _BRACKETS[name]
        return Piece(f"\\left{opening}{text}{closing}", PART, "bracket", "bracket")

    def _gathered(self, name: str, items: tuple[Node, ...]) -> Piece:
        """``sum((a, b))`` as a + b, ``product((a, b))`` with a dot."""
        if len(items) < 2:
            return self.piece(items[0]) if items else Piece("0" if name == "sum" else "1", PART, "number", "number")
        sign, binding = (" + ", ADDED) if name == "sum" else (self.PRODUCT, MULTIPLIED)
        tighter = MULTIPLIED if name == "sum" else IMPLICIT
        pieces = [self.piece(item) for item in items]
        shown = [self.operand(pieces[0], binding, is_right=False)]
        shown += [self.operand(piece, tighter, is_right=True) for piece in pieces[1:]]
        return Piece(sign.join(shown), binding)
