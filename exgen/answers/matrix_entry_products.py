"""Products from which the matrices of entries are made: entry by entry, by numbers, with transposes and diagonals."""

from __future__ import annotations

from collections.abc import Sequence as Values

from exgen.expressions import Binary, Call, Name, Node, Number, Unary
from exgen.expressions.matrix_chains import unbracketed


def entrywise(nodes: Values[Node]) -> Node | None:
    """Matrices of one shape multiplied entry by entry; None if there are none."""
    whole: Node | None = None
    for node in nodes:
        whole = node if whole is None else Binary("⊙", whole, node)
    return whole


def scaled(scalars: Values[Node], node: Node | None) -> Node:
    """A matrix times numbers, or over those that are inverse."""
    for scalar in reversed(scalars):
        match scalar:
            case Binary("^", divisor, Unary()) if node is not None:
                node = Binary("/", node, unbracketed(divisor))
            case Number(value=1) if node is not None:
                continue
            case _:
                node = scalar if node is None else times(scalar, node)
    assert node is not None
    return node


def one_over(base: Node, exponent: Node, column: int) -> Node:
    """1 over every entry of a matrix to a power; its inverse is another matrix."""
    below = base if exponent == Number(1) else Binary("^", base, exponent, column=column)
    return Binary("/", Number(1), below, column=column)


def times(left: Node, right: Node) -> Node:
    """A product of matrices, or by a number."""
    return Binary("*", left, right, implicit=True)


def diagonal(node: Node) -> Node:
    """A column as a diagonal matrix."""
    return Call(Name("diag"), (node,))


def transposed(node: Node) -> Node:
    """A transpose; of a transpose what it is of."""
    if isinstance(node, Call) and node.function == Name("transpose"):
        return node.arguments[0]
    return Call(Name("transpose"), (node,))
