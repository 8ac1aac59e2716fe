"""Formulas in which products of equal shapes that do not multiply are taken entry by entry."""

from __future__ import annotations

from collections.abc import Mapping

from exgen.answers.matrix_meanings import Grouping, called, join
from exgen.errors import ExpressionError
from exgen.expressions import Binary, Call, Name, Node, Number, Unary
from exgen.expressions.matrices import Shape, shape_of


def with_entrywise_products(node: Node, shapes: Mapping[str, Shape]) -> Node:
    """A formula with products of equal shapes that do not multiply taken entry by entry; as it is where that won't do.

    >>> from exgen.expressions.matrices import read_matrices, show_matrices
    >>> show_matrices(with_entrywise_products(read_matrices("2 a b"), {"a": ("n", 1), "b": ("n", 1)}))
    '2 a ⊙ b'
    """
    grouping = _fitted(node, shapes)
    return node if grouping is None else grouping.node


def _fitted(node: Node, shapes: Mapping[str, Shape]) -> Grouping | None:
    match node:
        case Binary(operator="^") | Number() | Name():
            try:
                return Grouping(node, shape_of(node, shapes), ("",))
            except ExpressionError:
                return None
        case Unary():
            inner = _fitted(node.operand, shapes)
            return inner and Grouping(Unary("-", inner.node, node.column), inner.shape, ("",))
        case Call(function=Name(name=name), arguments=(argument,)):
            inner = _fitted(argument, shapes)
            return inner and called(name, inner, node.column)
        case Binary():
            left, right = _fitted(node.left, shapes), _fitted(node.right, shapes)
            sign = "·" if node.operator == "*" else node.operator
            return left and right and join(sign, left, right, node.column)
    return None
