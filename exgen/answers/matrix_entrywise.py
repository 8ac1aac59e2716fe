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


def with_entrywise_stars(node: Node, shapes: Mapping[str, Shape]) -> Node:
    """A formula that does not fit, with those products taken entry by entry that may be, of equal shapes.

    They are ``implicit``: no ``@`` was written for them.

    >>> from exgen.expressions.matrices import read_matrices, show_matrices
    >>> shapes = {"W": ("h", "n"), "a": ("n", 1), "b": ("n", 1)}
    >>> show_matrices(with_entrywise_stars(read_matrices("W^T (a b)"), shapes))
    'W^T (a ⊙ b)'
    """
    return _starred(node, shapes)[0]


def _starred(node: Node, shapes: Mapping[str, Shape]) -> tuple[Node, Shape | None]:
    """The formula and its shape; None where it has none."""
    match node:
        case Unary():
            inner, shape = _starred(node.operand, shapes)
            return Unary("-", inner, node.column), shape
        case Call(arguments=(argument,)):
            inner, _ = _starred(argument, shapes)
            node = Call(node.function, (inner,), node.column)
        case Binary(operator="^"):
            inner, _ = _starred(node.left, shapes)
            node = Binary("^", inner, node.right, column=node.column)
        case Binary():
            (left, first), (right, second) = _starred(node.left, shapes), _starred(node.right, shapes)
            has_one_shape = first is not None and first == second and first[0] != first[1]
            operator = "⊙" if node.implicit and node.operator == "*" and has_one_shape else node.operator
            node = Binary(operator, left, right, node.implicit, node.column)
    try:
        return node, shape_of(node, shapes)
    except ExpressionError:
        return node, None


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
