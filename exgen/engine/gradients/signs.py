"""Signs in front: the sum of what has a minus is minus the sum."""

from __future__ import annotations

from exgen.expressions import Binary, Call, Name, Node, Unary


def sign_in_front(node: Node) -> Node:
    """The sum or mean of what has a minus as minus the sum: ``sum(-y ⊙ log(p))``."""
    match node:
        case Call(Name("sum" | "mean"), (inner,)):
            outside = _positive(inner)
            return node if outside is None else Unary("-", Call(node.function, (outside,), node.column), node.column)
        case Binary("-") if (outside := _positive(node)) is not None:
            return Unary("-", outside, node.column)
        case Binary("*", Unary("-", left), right):
            return Unary("-", Binary("*", left, right, node.implicit, node.column), node.column)
    return node


def _positive(node: Node) -> Node | None:
    """The terms that a minus stands before, each one of them; None where one has none."""
    match node:
        case Unary("-", inner):
            return inner
        case Binary("⊙" | "*" as sign, Unary("-", left), right):
            return Binary(sign, left, right, node.implicit, node.column)
        case Binary("-", left, right) if (first := _positive(left)) is not None:
            return Binary("+", first, right, column=node.column)
    return None
