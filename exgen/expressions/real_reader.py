"""The reader of formulas over the reals, and of what may be read two ways.

Over the reals ``exp``, ``log``, ``sqrt``, ``tanh``, ``sigmoid``, ``relu`` and the like are functions, ``e`` and ``pi``
numbers, unless a letter of the question has that name. A function may be raised (``tanh^2(x)``) and stand before one
letter or number without brackets (``ln x``); where that leaves a doubt (``ln 2x``) brackets are asked for.

In a response ``a/b c`` is read both ways, and so is the word ``mod`` behind a sum: whoever judges it says so.
"""

from __future__ import annotations

from collections.abc import Collection

from exgen.errors import ExpressionError
from exgen.expressions.nodes import Binary, Call, Name, Node, Number
from exgen.expressions.precedence import ADDED, MULTIPLIED, RAISED
from exgen.expressions.reader import Reader
from exgen.expressions.real_names import CONSTANT_NAMES, FUNCTION_NAMES
from exgen.expressions.substitution import substitute
from exgen.expressions.tokens import Token, tokens

SPELLINGS: dict[str, str] = {
    "ln": "log",
    "log_2": "log2",
    "log_10": "log10",
    "log_e": "log",
    "σ": "sigmoid",
    "sigma": "sigmoid",
    "logistic": "sigmoid",
    "expit": "sigmoid",
    "ReLU": "relu",
    "power": "pow",
    "ld": "log2",
    "lb": "log2",
    "π": "pi",
}
"""Other spellings of functions and constants over the reals, and what they are read as."""

ABBREVIATIONS: dict[str, str] = {
    "log1p": "log(1 + t)",
    "expm1": "exp(t) - 1",
    "exp2": "2^t",
    "cbrt": "t^(1/3)",
    "square": "t^2",
    "softplus": "log(1 + exp(t))",
    "sech": "1/cosh(t)",
    "csch": "1/sinh(t)",
}
"""Functions of one argument that are read as a formula in it, in which it stands once: trees must not double."""

REAL_NAMES = frozenset({*FUNCTION_NAMES, *CONSTANT_NAMES, *SPELLINGS, *ABBREVIATIONS, "pow"})
"""Every name that is a function or a constant over the reals."""


def read_real(text: str, letters: Collection[str] = ()) -> Node:
    """The tree of a formula over the reals; names among ``letters`` are letters whatever else they mean.

    Raises what :func:`~exgen.expressions.reader.read` raises.

    >>> from exgen.expressions.rendering import show
    >>> show(read_real("σ(x)(1 - tanh^2 x) + e^(2π)")), show(read_real("σ(x)", {"σ"}))
    ('sigmoid(x)*(1 - tanh(x)^2) + e^(2*pi)', 'σ x')
    """
    return RealReader(text, letters).whole()


def readings(text: str, letters: Collection[str] = (), *, is_real: bool = False) -> tuple[Node, ...]:
    """The trees a typed formula may mean: one, or several where a product stands behind a slash or mod behind a sum.

    Raises what :func:`~exgen.expressions.reader.read` raises, but never ``ambiguous_division``.

    >>> from exgen.expressions.rendering import show
    >>> [show(node) for node in readings("8/2(2 + 2)")]
    ['(8/2)(2 + 2)', '8/(2*(2 + 2))']
    >>> [show(node) for node in readings("n + 1 mod 2")], len(readings("2n + 1"))
    (['n + 1 % 2', '(n + 1) % 2'], 1)
    """
    bindings = (MULTIPLIED, ADDED) if "mod" in text else (MULTIPLIED,)
    try:
        found = [_read_as(text, letters, is_real, None, modulo) for modulo in bindings]
    except ExpressionError as error:
        if error.code != "ambiguous_division":
            raise
        found = [_read_as(text, letters, is_real, in_turn, modulo) for in_turn in (True, False) for modulo in bindings]
    return tuple(dict.fromkeys(found))


def _read_as(text: str, letters: Collection[str], is_real: bool, divides_in_turn: bool | None, modulo: int) -> Node:
    """The tree of a formula in one way of reading it."""
    reader = RealReader(text, letters) if is_real else Reader(tokens(text))
    reader.DIVIDES_IN_TURN, reader.MODULO = divides_in_turn, modulo
    return reader.whole()


class RealReader(Reader):
    """The parser of one formula over the reals."""

    def __init__(self, text: str, letters: Collection[str] = ()) -> None:
        super().__init__(tokens(text))
        self._letters = letters

    def _name(self) -> Node:
        token = self.next
        name = SPELLINGS.get(token.text, token.text)
        if token.text in self._letters or token.text not in REAL_NAMES:
            return super()._name()
        self.take()
        if name in CONSTANT_NAMES:
            return Call(Name(name, token.column), (), token.column)
        exponent = self._raised(token) if self.is_next("^") or self.next.kind == "superscript" else None
        arguments = self._arguments() if self.is_next("(") else (self._bare_argument(token),)
        wanted = 2 if name == "pow" else 1
        if len(arguments) != wanted:
            found = "here is 1" if len(arguments) == 1 else f"here are {len(arguments) or 'none'}"
            plural = "s" if wanted > 1 else ""
            raise ExpressionError(
                "wrong_number_of_arguments", f"{token.text} takes {wanted} argument{plural}, {found}", token.column
            )
        node: Node
        if name in ABBREVIATIONS:
            node = substitute(read_real(ABBREVIATIONS[name]), {"t": arguments[0]})
        elif name == "pow":
            node = Binary("^", arguments[0], arguments[1], column=token.column)
        else:
            node = Call(Name(name, token.column), arguments, token.column)
        return node if exponent is None else Binary("^", node, exponent, column=token.column)

    def _raised(self, function: Token) -> Number:
        """The whole number to which a function is raised before its argument."""
        sign = self.take()
        if sign.kind == "superscript":
            number: Node = Number(sign.value, sign.column)
        else:
            number = self._bracketed(self.take()) if self.is_next("{", "(") else self._expression(RAISED)
        if isinstance(number, Number) and isinstance(number.value, int) and number.value > 0:
            return number
        raise ExpressionError(
            "ambiguous_power",
            f"only a positive whole number can stand here: write {function.text}(...)^n",
            sign.column,
        )

    def _bare_argument(self, function: Token) -> Node:
        """A letter or a number behind a function without brackets."""
        if self.next.kind not in ("name", "number"):
            raise ExpressionError(
                "unexpected_token", f"{function.text} is a function: write {function.text}(...)", function.column
            )
        argument = self._expression(RAISED)
        token = self.next
        is_function = token.kind == "name" and token.text not in self._letters and token.text in REAL_NAMES
        if self.is_next("(") or (token.kind == "name" and token.text != "mod" and not is_function):
            raise ExpressionError(
                "ambiguous_argument",
                f"where {function.text} ends is not clear: write {function.text}(...)",
                token.column,
            )
        return argument
