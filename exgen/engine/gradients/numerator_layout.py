"""Gradients in numerator layout: the transposes of those in denominator layout, written as one writes them there.

The chain rule goes on from the left: ``(W^T G)^T`` is ``G^T W``, and a column that is multiplied entry by entry becomes
a row times a diagonal matrix. Source: Magnus and Neudecker, "Matrix Differential Calculus" (2019), chapter 5: the
derivative of a number with respect to a column is a row.
"""

from __future__ import annotations

from collections.abc import Mapping

from exgen.engine.gradients.graph import SCALAR
from exgen.engine.gradients.simplifying import simplified
from exgen.errors import ExpressionError
from exgen.expressions import Binary, Call, Name, Node, Unary
from exgen.expressions.matrices import Shape, is_number, shape_of

_TRANSPOSE = Name("transpose")
_OTHERS = {
    "row_sums": "column_sums",
    "row_means": "column_means",
    "column_sums": "row_sums",
    "column_means": "row_means",
}
"""What becomes of sums over rows where rows become columns."""
_WHATEVER_SHAPE = ("sum", "mean", "norm")


def in_numerator_layout(formula: Node, shapes: Mapping[str, Shape]) -> Node:
    """The same formula with what is transposed as a whole taken apart: only names and functions are turned.

    Of a formula that does not fit, such as one with a mistake in it, no scalar is known but its numbers.

    >>> from exgen.expressions.matrices import read_matrices, show_matrices
    >>> shapes = {"W": ("o", "h"), "z": ("h", 1), "x": ("d", 1), "g": (1, "o"), "P": ("n", "o"), "G": ("o", "n")}
    >>> texts = "(sigma'(z) ⊙ (W^T g^T))^T", "((W^T g^T) x^T)^T", "(P ⊙ (G^T - row_sums(P ⊙ G^T) ones(1, o)))^T"
    >>> for text in texts:
    ...     node = read_matrices(text)
    ...     print(show_matrices(in_numerator_layout(node, {**shapes, "ones(1, o)": (1, "o")})))
    g W diag(sigma'(z))
    x (g W)
    P^T ⊙ (G - ones(o) column_sums(P^T ⊙ G))
    """
    return simplified(_Turning(shapes).straight(formula))


class _Turning:
    """Transposes carried inwards; ``shapes`` are those of the names."""

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self._shapes = shapes

    def straight(self, node: Node) -> Node:
        """A formula with its transposes carried inwards."""
        match node:
            case Call(function, (inner,)) if function == _TRANSPOSE:
                return self._turned(inner)
            case Call(Name(name) as function, (inner,)) if name in _WHATEVER_SHAPE:
                return Call(function, (_without_transpose(self.straight(inner)),))
            case Call(function, arguments):
                return Call(function, tuple(map(self.straight, arguments)))
            case Binary(sign, left, right):
                return Binary(sign, self.straight(left), self.straight(right), implicit=node.implicit)
            case Unary(sign, inner):
                return Unary(sign, self.straight(inner))
        return node

    def _turned(self, node: Node) -> Node:
        """The transpose of a formula."""
        if self._is_scalar(node):
            return self.straight(node)
        match node:
            case Call(function, (inner,)) if function == _TRANSPOSE:
                return self.straight(inner)
            case Call(Name(name), (inner,)) if name in _OTHERS:
                return Call(Name(_OTHERS[name]), (self._turned(inner),))
            case Call(Name("diag"), _):
                return self.straight(node)
            case Unary(sign, inner):
                return Unary(sign, self._turned(inner))
            case Binary("*", left, right) if not self._is_scalar(left) and not self._is_scalar(right):
                return Binary("*", self._turned(right), self._turned(left), implicit=True)
            case Binary("⊙", left, right) if self._is_column(left) and not self._is_scalar(right):
                diagonal = Call(Name("diag"), (self.straight(left),))
                return Binary("*", self._turned(right), diagonal, implicit=True)
            case Binary("^", base, exponent):
                return Binary("^", self._turned(base), exponent)
            case Binary(sign, left, right):
                return _together(sign, self._turned(left), self._turned(right), is_implicit=node.implicit)
        return Call(_TRANSPOSE, (self.straight(node),))

    def _is_scalar(self, node: Node) -> bool:
        return is_number(node) or self._shape(node) == SCALAR

    def _is_column(self, node: Node) -> bool:
        shape = None if is_number(node) else self._shape(node)
        return shape is not None and shape[1] == 1 and shape != SCALAR

    def _shape(self, node: Node) -> Shape | None:
        try:
            return shape_of(node, self._shapes)
        except ExpressionError:
            return None


def _together(sign: str, left: Node, right: Node, *, is_implicit: bool) -> Node:
    """Two turned operands of a sign that works entry by entry, turned as one where both are: (o - y)^T."""
    inner = _without_transpose(left), _without_transpose(right)
    if inner[0] is not left and inner[1] is not right:
        return Call(_TRANSPOSE, (Binary(sign, *inner, is_implicit),))
    return Binary(sign, left, right, is_implicit)


def _without_transpose(node: Node) -> Node:
    return node.arguments[0] if isinstance(node, Call) and node.function == _TRANSPOSE else node
