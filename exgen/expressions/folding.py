"""Formulas made shorter without changing their value, for the lines of a derivation.

A formula is taken as a sum of terms (``terms``): numbers are multiplied out over sums, like terms collected in order
of first appearance, the constant put last. Nothing else is rearranged.
"""

from __future__ import annotations

from collections.abc import Collection

from exgen.errors import BudgetError, ExpressionError
from exgen.expressions.evaluation import evaluate
from exgen.expressions.extremes import without_beaten
from exgen.expressions.nodes import (
    Binary,
    Call,
    Comparison,
    Index,
    Logical,
    Name,
    Node,
    Number,
    Sequence,
    Truth,
    Unary,
    children,
)
from exgen.expressions.rebuilding import rebuilt
from exgen.expressions.substitution import literal
from exgen.expressions.terms import collected, is_link, is_literal, product_of, sum_of, terms_of
from exgen.expressions.whole_numbers import is_whole
from exgen.expressions.whole_parts import with_whole_parts


def fold(node: Node, whole: Collection[str] = (), *, folded: Collection[Node] = ()) -> Node:
    """A shorter formula of the same value wherever the formula has one.

    Constants are worked out (where that is an error, they stay), ``x*1``, ``x + 0``, ``x^1`` and ``x/1``
    vanish, a condition that is known chooses its branch of ``where``. ``whole`` are names known to stand for
    whole numbers: the floor of what is whole with them vanishes too. ``folded`` are parts of the formula, the very
    nodes, that were folded before: nothing inside them is looked at again.

    >>> from exgen.expressions.reader import read
    >>> from exgen.expressions.rendering import show
    >>> show(fold(read("floor((H + 2P - 1*(K - 1) - 1) / S) + 1")))
    'floor((H + 2P - K)/S) + 1'
    >>> show(fold(read("H + 2*2 - 1*(5 - 1) - 1")))
    'H - 1'
    >>> show(fold(read("floor((H - 2) / 2) + 1")))
    'floor(H/2)'
    >>> show(fold(read("floor((H - K) / 1) + 1")))
    'floor(H - K) + 1'
    >>> show(fold(read("floor((H - K) / 1) + 1"), whole=("H", "K")))
    'H - K + 1'
    """
    return rebuilt(node, lambda part, above: part if is_link(part, above) else _folded(part, whole), whole=folded)


def _folded(node: Node, whole: Collection[str]) -> Node:
    """A node whose children are folded already; unchanged if its numbers are too large to be worked out."""
    try:
        return _shorter(node, whole)
    except BudgetError:
        return node


def _shorter(node: Node, whole: Collection[str]) -> Node:
    match node:
        case Number():
            return literal(node.value) if node.value < 0 else node
        case Unary() | Binary(operator="*" | "/"):
            return sum_of(terms_of(node))
        case Binary(operator="+" | "-"):
            return sum_of(with_whole_parts(collected(terms_of(node))))
        case Binary(operator="^", right=Number(value=0)):
            return Number(1)
        case Binary(operator="^", right=Number(value=1)):
            return node.left
        case Call(function=Name()):
            return _folded_call(node, whole)
        case Index(value=Sequence(items=items), index=Number(value=int() as place)) if place < len(items):
            return items[place]
        case Binary() | Comparison() | Logical():
            return _worked_out(node)
    return node


def _folded_call(node: Call, whole: Collection[str]) -> Node:
    """A call whose arguments are folded already."""
    match node:
        case Call(function=Name(name="where"), arguments=(Truth(value=is_true), then, otherwise)):
            return then if is_true else otherwise
        case Call(function=Name(name="floor" | "ceil"), arguments=(argument,)) if is_whole(argument, whole):
            return argument
        case Call(function=Name(name="sum"), arguments=(Sequence(items=items),)):
            return sum_of([term for item in items for term in terms_of(item)])
        case Call(function=Name(name="product"), arguments=(Sequence(items=items),)):
            return sum_of(terms_of(product_of(items, implicit=False)))
        case Call(function=Name(name="min" | "max"), arguments=(_, _, *_)) if not all(map(is_literal, node.arguments)):
            return without_beaten(node)
    return _worked_out(node)


def _worked_out(node: Node) -> Node:
    """The value of a node as a literal, if all below it are literals and it has a value."""
    if not all(map(is_literal, children(node))):
        return node
    try:
        return literal(evaluate(node, {}))
    except ExpressionError:
        return node
