"""A rule's line as it is applied at a step: true or mistaken, its tuples spread out into single letters.

``product(K)`` over a kernel of two sides is ``K.0 * K.1``: so a line runs on plain numbers, and prints as one
would write it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, reduce
from typing import NamedTuple, TypeAlias

from exgen.engine.mal_rules import MalRule
from exgen.engine.rules import RULES
from exgen.errors import ExpressionError
from exgen.expressions import (
    Binary,
    Call,
    Index,
    Name,
    Node,
    Number,
    Sequence as SequenceNode,
    Unary,
    Value,
    compiled,
    fold,
    literal,
    names_in,
    substitute,
)
from exgen.expressions.nodes import rebuilt

Quantity: TypeAlias = "Value | Node"
"""What a slot holds: an exact number, or a formula."""

Lengths = tuple[int | None, ...]
"""For each letter of a rule, how many members its tuple has; None for a letter that is one number."""


class Formula(NamedTuple):
    """A line over single letters: as an expression, and compiled for numbers."""

    letters: tuple[str, ...]
    node: Node
    function: Callable[[Sequence[Value]], Value]

    def with_formulas(self, given: Sequence[Quantity]) -> Quantity:
        """The line's value where formulas may go in: a number if none does, else the folded formula.

        The names in them stand for whole numbers, as all numbers of a network are.
        """
        if not any(isinstance(value, Node) for value in given):
            return self.function(given)  # type: ignore[arg-type]  # no formula is among them
        node = self.put_in(given)
        return fold(node, whole=names_in(node))

    def put_in(self, given: Sequence[Quantity]) -> Node:
        """The line with values in the place of its letters, nothing worked out."""
        return substitute(self.node, dict(zip(self.letters, map(as_node, given), strict=True)))


@lru_cache(maxsize=8192)
def formula(rule: str, lengths: Lengths, mal_rules: tuple[MalRule, ...] = ()) -> Formula:
    """A rule's line, as somebody applies it who makes these mistakes: arguments are replaced before formulas.

    Raises ExpressionError where two mistakes replace the whole formula: both cannot have been used.

    >>> formula("flattened_size", (None, 2)).letters
    ('C', 'I.0', 'I.1')
    """
    changes = [mal_rule.changes[rule] for mal_rule in mal_rules]
    lines = [change.formula for change in changes if change.formula is not None]
    if len(lines) > 1:
        raise ExpressionError("two_formulas", f"two formulas for {rule} at one place")
    node = lines[0] if lines else RULES[rule].node
    for change in changes:
        node = substitute(node, change.arguments)
    tuples = {
        letter: SequenceNode(tuple(Name(member) for member in members(letter, length)))
        for letter, length in zip(RULES[rule].letters, lengths, strict=True)
        if length is not None
    }
    node = spread(node, tuples)
    letters = tuple(
        name for letter, length in zip(RULES[rule].letters, lengths, strict=True) for name in members(letter, length)
    )
    if mal_rules:
        node = fold(node)  # 2(P / 2) is P again, a whole number: much faster, and a mistaken line is never printed
    return Formula(letters, node, compiled(node, letters))


def members(letter: str, length: int | None) -> tuple[str, ...]:
    """The single letters that a rule's letter is spread out into: ``K.0``, ``K.1``."""
    return (letter,) if length is None else tuple(f"{letter}.{index}" for index in range(length))


def spread(node: Node, tuples: Mapping[str, Node]) -> Node:
    """The line with tuples put in, sums and products over them written out, single members picked.

    Raises ExpressionError for a member that a tuple does not have.
    """
    return rebuilt(substitute(node, tuples), lambda part, _: _written_out(part))


def as_node(value: Quantity) -> Node:
    """A value as an expression: a number becomes a literal, a formula stays."""
    return value if isinstance(value, Node) else literal(value)


def _written_out(node: Node) -> Node:
    match node:
        case Call(Name("product"), (SequenceNode(items),)):
            return reduce(lambda left, right: Binary("*", left, right), items) if items else Number(1)
        case Call(Name("sum"), (SequenceNode(items),)):
            return reduce(lambda left, right: Binary("+", left, right), items) if items else Number(0)
        case Index(SequenceNode(items), Number(int(position))) | Index(
            SequenceNode(items), Unary("-", Number(int(position)))
        ):
            index = position if isinstance(node.index, Number) else -position
            if not -len(items) <= index < len(items):
                raise ExpressionError("index_out_of_range", f"there is no member {index}")
            return items[index]
        case Binary("*", left, Binary("*", inner, outer)):
            # a product within a product needs no brackets: C (K1 K2) is C K1 K2
            return _written_out(Binary("*", _written_out(Binary("*", left, inner)), outer))
    return node
