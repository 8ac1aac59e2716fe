"""Matrix expressions as text, plain and for math mode.

Whatever might be read in two ways gets brackets: a matrix product beside ``⊙``, a product on the right of a product.
What is shown plainly reads back as the same tree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from exgen.expressions.latex_notation import LatexNotation
from exgen.expressions.matrix_chains import is_number
from exgen.expressions.matrix_functions import ELEMENTWISE, slope_of
from exgen.expressions.matrix_parameters import WINDOWED, matrices_of, shown_parameters
from exgen.expressions.matrix_tokens import GRADIENT, ONES, is_ones
from exgen.expressions.nodes import Binary, Call, Name, Node, Number, Unary
from exgen.expressions.patterns import pattern
from exgen.expressions.plain_notation import Piece, PlainNotation
from exgen.expressions.precedence import IMPLICIT, MULTIPLIED, PART, RAISED
from exgen.expressions.rendering import Notation
from exgen.expressions.substitution import literal

_LETTERS = {"stride": "S", "padding": "P", "dilation": "D", "size": "K"}
_RAISED_NAME = pattern(r"([^^]*\^)(?:\{([^{}]*)\}|([^{}]))")


def show_matrices(node: Node, notation: Notation = "plain", names: Mapping[str, str] | None = None) -> str:
    r"""The text of a matrix expression.

    ``names`` says how to print a name. Others are printed as they are, in LaTeX with a subscript; a gradient's name is
    the fraction it looks like.

    >>> from exgen.expressions.matrix_reader import read_matrices
    >>> gradient = read_matrices("(sigmoid'(o5) ⊙ 2(o6 - y)) o4^T + dl/dW2")
    >>> show_matrices(gradient)
    "(sigma'(o5) ⊙ 2(o6 - y)) o4^T + dl/dW2"
    >>> print(show_matrices(gradient, "latex", {"o4": "o^{(4)}"}))
    (\sigma'(o_{5}) \odot 2 (o_{6} - y)) o^{(4)\top} + \frac{\partial l}{\partial W_{2}}
    """
    return _NOTATIONS[notation](names or {}).piece(node).text


class _PlainMatrices(PlainNotation):
    """What `read_matrices` reads."""

    PRODUCT = "*"
    ENTRYWISE = " ⊙ "
    NUMBER_AND_BRACKET = ""

    def piece(self, node: Node) -> Piece:
        if isinstance(node, Binary):
            return self._chain(node)
        if isinstance(node, Call):
            return self.call(node)
        if not isinstance(node, Name):
            return super().piece(node)
        if "/" in node.name and (gradient := GRADIENT.fullmatch(node.name)):
            return self.gradient(node.name, gradient)
        if is_ones(node.name) and (sizes := ONES.fullmatch(node.name)):
            return self.ones(node.name, sizes)
        return Piece(self.name(node.name), PART, "name", "name")

    def gradient(self, name: str, parts: re.Match[str]) -> Piece:
        return Piece(self.name(name), RAISED, "name", "name")

    def ones(self, name: str, parts: re.Match[str]) -> Piece:
        return Piece(self.name(name), PART, "name", "name")

    def linked(self, link: Binary, left: Piece, right: Piece) -> Piece:
        operator = link.operator
        if operator == "⊙":
            return self._entrywise(link, left, right)
        if operator == "*":
            return self._multiplied(link, left, right)
        if operator == "/":
            return self.quotient(link, left, right)
        if operator == "-" and (compared := _not_below_zero(link)) is not None:
            return self.indicator(self.piece(compared), "not below")
        return super().linked(link, left, right)

    def _entrywise(self, link: Binary, left: Piece, right: Piece) -> Piece:
        first = left.text if _operator(link.left) == "⊙" else self._scaled(link.left, left)
        return Piece(first + self.ENTRYWISE + self._scaled(link.right, right), MULTIPLIED)

    def _scaled(self, node: Node, piece: Piece) -> str:
        """An operand of ⊙, without brackets if it is one factor or a number times one."""
        is_scaled = isinstance(node, Binary) and _operator(node) == "*" and is_number(node.left)
        return self.operand(piece, IMPLICIT if is_scaled else RAISED, is_right=True)

    def _multiplied(self, link: Binary, left: Piece, right: Piece) -> Piece:
        """A product of two factors; a number never stands where it could be taken for a part of another product."""
        is_left_bare = left.binding >= IMPLICIT or _is_ratio_of_numbers(link.left)
        if isinstance(link.left, Binary) and _operator(link.left) == "*":
            is_left_bare = is_left_bare and not (is_number(link.left.right) or is_number(link.right))
        first = left.text if is_left_bare else self.bracketed(left.text)
        second = self.operand(right, RAISED, is_right=True)
        if second[:1].isdigit() or (is_number(link.right) and right.binding >= RAISED):
            return Piece(first + self.PRODUCT + second, IMPLICIT)
        is_close = left.ends == "number" and is_left_bare and right.binding < RAISED
        return Piece(first + (self.NUMBER_AND_BRACKET if is_close else " ") + second, IMPLICIT)

    def quotient(self, link: Binary, left: Piece, right: Piece) -> Piece:
        above = left.text if _operator(link.left) == "/" else self.operand(left, RAISED, is_right=False)
        below = self.operand(right, RAISED, is_right=True)
        looks_like_one = GRADIENT.match(f"{above}/{below}")
        if looks_like_one and looks_like_one.end() > len(above):
            above = self.bracketed(above)
        return Piece(f"{above}/{below}", MULTIPLIED)

    def call(self, node: Call) -> Piece:
        name = node.function.name if isinstance(node.function, Name) else ""
        if name in WINDOWED:
            return self.windowed(name, node)
        inner = self.piece(node.arguments[0])
        if name == "transpose":
            return self.transposed(inner)
        if shown := self.special(name, inner):
            return shown
        if "(" in name and (slope := slope_of(name)) is not None:
            further = f", {self.piece(_shown_number(slope)).text}"
            return Piece(self.function(name) + self.bracketed(inner.text + further), PART, "name", "bracket")
        return Piece(self.function(name) + self.bracketed(inner.text), PART, "name", "bracket")

    def windowed(self, name: str, node: Call) -> Piece:
        """A function with its parameters, of which those are named that are not what they are without a word."""
        shown = [self.piece(part).text for part in matrices_of(name, node.arguments)]
        for parameter, value in shown_parameters(name, node.arguments):
            text = self.piece(value).text
            shown.append(f"{parameter}={text}" if parameter in ("stride", "padding", "dilation") else text)
        return Piece(f"{name}({', '.join(shown)})", PART, "name", "bracket")

    def special(self, name: str, inner: Piece) -> Piece | None:
        """A call that is not shown as a name with brackets."""
        return self.indicator(inner, "above") if name == "step" else None

    def indicator(self, inner: Piece, where: str) -> Piece:
        """A 1 for every entry that is ``above`` 0, or ``not below`` it."""
        return Piece(f"1[{inner.text} {'>' if where == 'above' else '>='} 0]", PART, "name", "bracket")

    def function(self, name: str) -> str:
        """How a function is named, with the prime of a derivative."""
        if name.endswith("'"):
            return self.function(name[:-1]) + "'"
        return self.named_function("leaky_relu" if "(" in name else name)

    def named_function(self, name: str) -> str:
        """How a function is named."""
        return ELEMENTWISE[name].plain if name in ELEMENTWISE else name

    def transposed(self, inner: Piece) -> Piece:
        return Piece(self.operand(inner, PART, is_right=True) + "^T", RAISED, "name", "name")


class _LatexMatrices(_PlainMatrices, LatexNotation):
    """What a textbook prints."""

    PRODUCT = " \\cdot "
    ENTRYWISE = " \\odot "
    NUMBER_AND_BRACKET = " "

    def bracketed(self, text: str) -> str:
        return f"\\left({text}\\right)" if "\\frac" in text or "\\left" in text else f"({text})"

    def gradient(self, name: str, parts: re.Match[str]) -> Piece:
        if name in self.names:
            return Piece(self.names[name], RAISED, "name", "name")
        above, below = self.name(parts["loss"]), self.name(parts["node"])
        return Piece(rf"\frac{{\partial {above}}}{{\partial {below}}}", RAISED, "fraction", "fraction")

    def ones(self, name: str, parts: re.Match[str]) -> Piece:
        if name in self.names:
            return Piece(self.names[name], PART, "name", "name")
        written = [size for size in (parts["rows"], parts["columns"]) if size]
        sizes = " \\times ".join([size if size.isdecimal() else self.name(size) for size in written])
        return Piece(f"\\mathbf{{1}}_{{{sizes}}}", PART, "name", "name")

    def quotient(self, link: Binary, left: Piece, right: Piece) -> Piece:
        return LatexNotation.divided(self, "/", left, right)

    def windowed(self, name: str, node: Call) -> Piece:
        inner = [self.piece(part).text for part in matrices_of(name, node.arguments)]
        if name == "rows":
            rows = ":".join([self.piece(part).text for part in node.arguments[1:]])
            is_bare = inner[0].isalnum()
            return Piece(f"{inner[0] if is_bare else self.bracketed(inner[0])}_{{{rows}}}", PART, "name", "name")
        for parameter, value in shown_parameters(name, node.arguments):
            inner.append(f"{_LETTERS[parameter]} = {self.piece(value).text}")
        return Piece(self.named_function(name) + self.bracketed(", ".join(inner)), PART, "name", "bracket")

    def special(self, name: str, inner: Piece) -> Piece | None:
        if name == "square":
            return self.raised(inner, Piece("2", PART))
        shown = {
            "sqrt": f"\\sqrt{{{inner.text}}}",
            "abs": f"\\lvert {inner.text} \\rvert",
            "norm": f"\\lVert {inner.text} \\rVert",
        }.get(name)
        if shown is None:
            return super().special(name, inner)
        return Piece(shown, PART, "name", "bracket")

    def indicator(self, inner: Piece, where: str) -> Piece:
        sign = ">" if where == "above" else "\\ge"
        return Piece(f"\\mathbb{{1}}[{inner.text} {sign} 0]", PART, "name", "bracket")

    def named_function(self, name: str) -> str:
        if name in ELEMENTWISE:
            return ELEMENTWISE[name].latex
        words = name.replace("_", "\\_")
        return f"\\operatorname{{{words}}}"

    def transposed(self, inner: Piece) -> Piece:
        """``x^{\\top}``, and ``o^{(5)\\top}`` for a name that has an exponent already."""
        if inner.binding == PART and "^" in inner.text and (raised := _RAISED_NAME.fullmatch(inner.text)):
            shown = f"{raised[1]}{{{raised[2] or raised[3]}\\top}}"
        else:
            shown = self.base(inner) + "^{\\top}"
        return Piece(shown, RAISED, "name", "name")

    def raised(self, base: Piece, exponent: Piece) -> Piece:
        return Piece(f"{self.base(base)}^{{{exponent.text}}}", RAISED, "name", "name")

    def base(self, piece: Piece) -> str:
        """What gets an exponent; a name that has one already is put in brackets."""
        has_exponent = piece.binding == PART and piece.ends == "name" and "^" in piece.text
        return self.bracketed(piece.text) if has_exponent else self.operand(piece, PART, is_right=True)


_NOTATIONS: dict[Notation, type[PlainNotation]] = {"plain": _PlainMatrices, "latex": _LatexMatrices}


def _not_below_zero(node: Binary) -> Node | None:
    """What is compared with 0 where a formula is 1 less the step of its negative."""
    match node:
        case Binary("-", Number(1), Call(Name("step"), (Unary("-", compared),))):
            return compared
    return None


def _operator(node: Node) -> str:
    return node.operator if isinstance(node, Binary) else ""


def _is_ratio_of_numbers(node: Node) -> bool:
    """Whether a formula is one such as 1/2, which may stand before a factor without brackets."""
    return (
        isinstance(node, Binary)
        and node.operator == "/"
        and isinstance(node.left, Number)
        and isinstance(node.right, Number)
    )


def _shown_number(value: Fraction) -> Node:
    """A number as it is shown: as a decimal where it is one."""
    return literal(value) if 10**6 % value.denominator else Number(value)
