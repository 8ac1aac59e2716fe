"""What a lecturer would not leave standing in a gradient: ones that change nothing, terms that are 0, numbers apart."""

from __future__ import annotations

from fractions import Fraction

from exgen.expressions import Binary, Call, Name, Node, Number, Unary, literal
from exgen.expressions.matrices import is_number, tidied
from exgen.expressions.matrix_tokens import ONES, is_ones, ones_name
from exgen.expressions.rebuilding import rebuilt

_TRANSPOSE = Name("transpose")
_ONES_LIKE = Name("ones_like")
_LINEAR = ("sum", "mean", "row_sums", "row_means", "column_sums", "column_means")


def simplified(node: Node) -> Node:
    """The same matrix expression, tidy and without what a textbook leaves out; its shapes must fit.

    >>> from exgen.expressions.matrices import read_matrices, show_matrices
    >>> texts = "(ones(n)^T G)^T + 0 b", "a ⊙ ones_like(z)", "2 ((1/n) (o - y))", "-((-1/n) (p - y))", "G + (o - y)"
    >>> for text in (*texts, "diag(v)^T G"):
    ...     print(show_matrices(simplified(read_matrices(text))))
    G^T ones(n)
    a
    (2/n) (o - y)
    (1/n) (p - y)
    G + o - y
    diag(v) G
    """
    tidy = tidied(rebuilt(node, lambda part, _: _shorter(part)))
    return rebuilt(tidy, lambda part, _: positive_first(_number_over(part)))


def positive_first(node: Node) -> Node:
    """A sum with what is positive first, if anything in it is; minus a sum that begins negative is its opposite."""
    match node:
        case Unary("-", Binary("+" | "-") as inner):
            terms = _terms(inner)
            if terms[0][0] < 0:
                return _sum_of([(-sign, term) for sign, term in terms])
        case Binary("+" | "-"):
            terms = _terms(node)
            if terms[0][0] < 0:
                first = next((place for place, (sign, _) in enumerate(terms) if sign > 0), 0)
                return _sum_of([terms[first], *terms[:first], *terms[first + 1 :]]) if first else node
    return node


def _terms(node: Node) -> list[tuple[int, Node]]:
    """The terms of a sum from left to right, each with its sign."""
    match node:
        case Binary("+", left, right):
            return [*_terms(left), (1, right)]
        case Binary("-", left, right):
            return [*_terms(left), (-1, right)]
        case Unary("-", inner):
            return [(-1, inner)]
    return [(1, node)]


def _sum_of(terms: list[tuple[int, Node]]) -> Node:
    (sign, first), *others = terms
    total = first if sign > 0 else Unary("-", first)
    for sign, term in others:
        total = Binary("+" if sign > 0 else "-", total, term)
    return total


def _shorter(node: Node) -> Node:
    match node:
        case Call(function, (Name(name),)) if function == _TRANSPOSE and is_ones(name):
            sizes = ONES.fullmatch(name)
            return node if sizes is None else Name(ones_name(sizes["columns"] or "1", sizes["rows"]))
        case Call(function, (Call(Name("diag")) as inner,)) if function == _TRANSPOSE:
            return inner
        case Call(function, (Binary("*", left, right),)) if function == _TRANSPOSE and (
            _turned(left) or _turned(right)
        ):
            return Binary("*", _transposed(right), _transposed(left), implicit=True)
        case Binary("⊙", Number(1), other) | Binary("⊙", other, Number(1)):
            return other
        case Binary("⊙", left, Binary("/", Number(1), below)):
            return Binary("/", left, below)
        case Call(Name(name) as function, (inner,)) if name in _LINEAR and isinstance(opposite := tidied(inner), Unary):
            return Unary("-", Call(function, (opposite.operand,)))
        case Binary("⊙", left, right):
            if _is_ones_like(right) and not is_number(left):
                return left
            if _is_ones_like(left) and not is_number(right):
                return right
        case Binary("+", left, right) if _is_zero(left) or _is_zero(right):
            return left if _is_zero(right) else right
        case Binary("-", left, right) if _is_zero(right):
            return left
        case Binary("+", left, Binary("+" | "-" as sign, first, last)) if not is_number(first):
            return Binary(sign, Binary("+", left, first), last)
        case Binary("/", Unary("-", above), below) if not is_number(below):
            return Unary("-", Binary("/", above, below))
        case Binary("/", Binary("/", above, below), divisor) if is_number(above) and not is_number(divisor):
            return Binary("/", above, Binary("*", below, divisor, implicit=True))
    return node


def _number_over(node: Node) -> Node:
    """A number times one over something as a quotient: 2 (1/n) is 2/n."""
    match node:
        case Binary("*", Number() as number, Binary("/", Number(1), below)):
            return Binary("/", number, below)
        case Binary("/", Number() as number, Binary("*", Number() as factor, below)):
            return Binary("/", literal(Fraction(number.value) / factor.value), below)
        case Unary("-", inner) if _is_zero(inner):
            return inner
    return node


def _turned(node: Node) -> bool:
    """Whether the transpose of a factor is shorter than the factor, or as short."""
    if isinstance(node, Name):
        return is_ones(node.name)
    return isinstance(node, Call) and node.function == _TRANSPOSE


def _transposed(node: Node) -> Node:
    if isinstance(node, Call) and node.function == _TRANSPOSE:
        return node.arguments[0]
    return _shorter(Call(_TRANSPOSE, (node,)))


def _is_ones_like(node: Node) -> bool:
    """Whether every entry is 1, beside a matrix of the same shape."""
    return (isinstance(node, Call) and node.function == _ONES_LIKE) or (isinstance(node, Name) and is_ones(node.name))


def _is_zero(node: Node) -> bool:
    """Whether a term is a matrix times 0."""
    match node:
        case Unary(_, inner):
            return _is_zero(inner)
        case Binary("*" | "⊙", left, right):
            return Number(0) in (left, right) or _is_zero(left) or _is_zero(right)
        case Binary("/", left, _):
            return _is_zero(left)
    return False
