"""Names of a formula, and formulas put in for names."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from exgen.errors import ExpressionError
from exgen.expressions.nodes import (
    Binary,
    Name,
    Node,
    Number,
    Sequence,
    Text,
    Truth,
    Unary,
    Value,
    walk,
)
from exgen.expressions.rebuilding import rebuilt


def names_in(node: Node) -> tuple[str, ...]:
    """The names a formula needs, each once, in order of appearance; called functions are none.

    >>> from exgen.expressions.reader import read
    >>> names_in(read("floor((H + 2P - K) / S) + network.layers[H]"))
    ('H', 'P', 'K', 'S', 'network')
    """
    return tuple(dict.fromkeys([part.name for part in walk(node) if part.__class__ is Name]))


def substitute(node: Node, replacements: Mapping[str, Node]) -> Node:
    """The formula with other formulas in the place of names, all at once; nothing is worked out.

    >>> from exgen.expressions.reader import read
    >>> from exgen.expressions.rendering import show
    >>> show(substitute(read("D(K - 1) + P"), {"D": literal(2), "K": read("P + 1"), "P": literal(-3)}))
    '2(P + 1 - 1) + (-3)'
    """
    return rebuilt(node, lambda part, _: replacements.get(part.name, part) if isinstance(part, Name) else part)


def literal(value: Value) -> Node:
    """The formula that says a value, as the reader would read it.

    Raises ``ExpressionError`` (code ``not_exact``) for what no formula says, such as a float or a set.

    >>> literal((True, -3))
    Sequence(items=(Truth(value=True), Unary(operator='-', operand=Number(value=3))))
    >>> literal(Fraction(-1, 2))
    Binary(operator='/', left=Unary(operator='-', operand=Number(value=1)), right=Number(value=2))
    """
    match value:
        case bool():
            return Truth(value)
        case int():
            return Number(value) if value >= 0 else Unary("-", Number(-value))
        case Fraction():
            above = literal(value.numerator)
            return above if value.denominator == 1 else Binary("/", above, Number(value.denominator))
        case str():
            return Text(value)
        case tuple():
            return Sequence(tuple([literal(member) for member in value]))
    raise ExpressionError("not_exact", f"{value!r} ({type(value).__name__}) is no value that a formula can say")
