"""Numbers, rows and columns that NumPy spreads over a matrix beside them, and the ones that say the same."""

from __future__ import annotations

from collections.abc import Mapping

from exgen.expressions import Binary, Call, Name, Node, Number, Unary
from exgen.expressions.matrices import Shape, is_number, shape_of
from exgen.expressions.matrix_tokens import ones_name


def spread_shape(left: Shape, right: Shape) -> Shape | None:
    """The shape of a sum, ⊙ or quotient in which a number, a row or a column is spread over the other; None if none is.

    A column and a row, of which both would be spread, are none.

    >>> spread_shape(("n", "k"), (1, "k")), spread_shape((1, 1), ("n", 1)), spread_shape(("n", 1), (1, "n"))
    (('n', 'k'), ('n', 1), None)
    """
    for wide, narrow in ((left, right), (right, left)):
        if wide != narrow and all(theirs in (1, ours) for ours, theirs in zip(wide, narrow, strict=True)):
            return wide
    return None


def with_ones_written(node: Node, shapes: Mapping[str, Shape]) -> Node:
    """A formula with everything that is spread in a sum, a quotient or by ⊙ times the ones that spread it.

    ``shapes`` has those of matrices of ones too. Raises ``ExpressionError`` where the shapes do not fit even so.

    >>> from exgen.expressions.matrices import read_matrices, show_matrices
    >>> shapes = {"A": ("n", "d"), "p": ("n", 1), "ones(n)": ("n", 1)}
    >>> show_matrices(with_ones_written(read_matrices("A - column_means(A)"), shapes))
    'A - ones(n) column_means(A)'
    >>> show_matrices(with_ones_written(read_matrices("p ⊙ (p - p^T p)"), shapes))
    'p ⊙ (p - p^T p ones(n))'
    """
    match node:
        case Unary(operand=operand):
            return Unary(node.operator, with_ones_written(operand, shapes), node.column)
        case Call(arguments=(argument,)):
            return Call(node.function, (with_ones_written(argument, shapes),), node.column)
        case Binary(operator="^"):
            return Binary("^", with_ones_written(node.left, shapes), node.right, column=node.column)
        case Binary():
            left, right = with_ones_written(node.left, shapes), with_ones_written(node.right, shapes)
            if node.operator in ("+", "-", "⊙", "/"):
                divides = node.operator == "/" and shape_of(right, shapes) == (1, 1)  # a number divides any matrix
                left, right = _spread(left, right, shapes), right if divides else _spread(right, left, shapes)
            return Binary(node.operator, left, right, node.implicit, node.column)
    return node


def _spread(node: Node, beside: Node, shapes: Mapping[str, Shape]) -> Node:
    """An operand times the ones that spread it over the other one, if it is the narrower."""
    if is_number(node) or is_number(beside):
        return node
    shape, wide = shape_of(node, shapes), shape_of(beside, shapes)
    if shape == wide or spread_shape(shape, wide) != wide:
        return node
    if shape == (1, 1):
        return _times(node, Name(ones_name(*wide)))
    return _times(Name(ones_name(wide[0])), node) if shape[0] == 1 else _times(node, Name(ones_name(1, wide[1])))


def _times(left: Node, right: Node) -> Node:
    if isinstance(right, Binary) and right.operator == "*" and right.left == Number(1):  # a 1 that stood for the ones
        right = right.right
    return Binary("*", left, right, implicit=True)
