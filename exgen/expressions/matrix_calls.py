"""Functions that say what other signs say as well: ``pow(x, 2)``, ``heaviside(z, 0)``, ``greater(z, 0)``, ..."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from exgen.errors import ExpressionError
from exgen.expressions.matrix_arithmetic import exponent_of
from exgen.expressions.matrix_chains import is_number, unbracketed
from exgen.expressions.matrix_functions import leaky_relu_name
from exgen.expressions.matrix_steps import chosen, step_of
from exgen.expressions.matrix_tokens import PI
from exgen.expressions.nodes import Binary, Call, Name, Node, Number, Sequence, Unary

_COMPARED = {
    **dict.fromkeys(("greater", "gt"), ">"),
    **dict.fromkeys(("greater_equal", "ge"), ">="),
    **dict.fromkeys(("less", "lt"), "<"),
    **dict.fromkeys(("less_equal", "le"), "<="),
}
METHODS = frozenset((*_COMPARED, "pow"))
"""Those that are methods of a matrix too: ``z.gt(0)``."""
_OF_ONE: dict[str, Callable[[Node, int], Node]] = {
    "normal_cdf": lambda x, column: _over(_bracketed("+", Number(1), _erf(x, column)), Number(2), column),
    "normal_pdf": lambda x, column: _over(_bell(x, column), _root(Binary("*", Number(2), Name(PI))), column),
    "cosh": lambda x, column: _over(_ends(x, "+", column), Number(2), column),
    "sinh": lambda x, column: _over(_ends(x, "-", column), Number(2), column),
    "sech": lambda x, column: _over(Number(2), _ends(x, "+", column), column),
}
CALLS = frozenset((*_COMPARED, *_OF_ONE, "pow", "power", "heaviside", "where"))
"""The names of such functions."""
DOUBLING = ("cosh", "sinh", "sech")
"""Those that have their argument twice; so has the condition of ``where``."""


def call(name: str, arguments: tuple[Node, ...], column: int) -> Node:
    """The call of a function; the slope of a leaky relu is part of its name.

    Raises ``ExpressionError`` (code ``slope``).

    >>> call("pow", (Name("x"), Number(2)), 0)
    Binary(operator='^', left=Sequence(items=(Name(name='x'),)), right=Number(value=2))
    >>> call("greater", (Name("z"), Number(0)), 0)
    Sequence(items=(Call(function=Name(name='step'), arguments=(Name(name='z'),)),))
    """
    match arguments:
        case (argument,):
            if name == "heaviside":
                name = "step"
            if name in _OF_ONE:
                return Sequence((_OF_ONE[name](argument, column),), column)
        case (first, second):
            if name in _COMPARED:
                return Sequence((step_of(first, _COMPARED[name], second, column),), column)
            if is_number(number := unbracketed(second)):
                if name.startswith("leaky_relu"):
                    return Call(Name(leaky_relu_name(_slope(number, column), name), column), (first,), column)
                if name in ("pow", "power"):
                    return Binary("^", Sequence((first,), column), number, column=column)
                if name == "heaviside" and (step := _step(first, number, column)) is not None:
                    return step
        case (condition, met, otherwise) if name == "where":
            return chosen(condition, met, otherwise, column)
    return Call(Name(name, column), arguments, column)


def _step(argument: Node, at_zero: Node, column: int) -> Node | None:
    """A step with the value that it has at 0: 0, 1 or a half."""
    try:
        value = exponent_of(at_zero)
    except ZeroDivisionError:
        return None
    match value:
        case 0 | 1:
            return Sequence((step_of(argument, ">=" if value else ">", Number(0), column),), column)
        case Fraction(numerator=1, denominator=2):
            sign = Call(Name("sign", column), (argument,), column)
            return Sequence((_over(Sequence((Binary("+", Number(1), sign),)), Number(2), column),), column)
    return None


def _erf(argument: Node, column: int) -> Node:
    """The error function of something over the root of 2."""
    return Call(Name("erf", column), (_over(Sequence((argument,)), _root(Number(2)), column),), column)


def _bell(argument: Node, column: int) -> Node:
    """The exponential of something squared, halved and negative."""
    square = Binary("^", Sequence((argument,)), Number(2), column=column)
    return Call(Name("exp", column), (Unary("-", Sequence((_over(square, Number(2), column),))),), column)


def _root(inner: Node) -> Node:
    return Call(Name("sqrt"), (inner,))


def _bracketed(sign: str, left: Node, right: Node) -> Node:
    return Sequence((Binary(sign, left, right),))


def _ends(argument: Node, sign: str, column: int) -> Node:
    """The exponential of something, and that of its opposite, with a sign between them."""
    first = Call(Name("exp", column), (argument,), column)
    second = Call(Name("exp", column), (Unary("-", Sequence((argument,))),), column)
    return Sequence((Binary(sign, first, second),), column)


def _over(above: Node, below: Node, column: int) -> Node:
    return Binary("/", above, below, column=column)


def _slope(node: Node, column: int) -> int | Fraction:
    """The slope of a leaky relu: a number or a ratio of two."""
    try:
        return exponent_of(node)
    except ZeroDivisionError:
        raise ExpressionError("slope", "the slope of a leaky relu is a number, as in 0.1", column) from None
