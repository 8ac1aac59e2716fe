"""Matrix expressions made tidy without changing what they are: no factor changes its place but a number."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from exgen.expressions.nodes import Binary, Call, Name, Node, Number, Unary
from exgen.expressions.substitution import literal

_Scaled: TypeAlias = "tuple[int | Fraction, Node | None]"


def tidied(node: Node) -> Node:
    """The same expression with double transposes, double signs and factors of 1 gone, and numbers in front.

    Numbers of one matrix product are multiplied and put in front of it; beside ``⊙`` a number stays with its factor,
    as it is printed (``σ'(z) ⊙ 2(o - y)``), and two are multiplied in front. Matrices are never commuted.

    >>> from exgen.expressions.matrix_notation import show_matrices
    >>> from exgen.expressions.matrix_reader import read_matrices
    >>> show_matrices(tidied(read_matrices("(W^T)^T (1/2 (G*2)) (-1 * x^T)")))
    '-W G x^T'
    >>> show_matrices(tidied(read_matrices("a ⊙ (2 (b - c))")))
    'a ⊙ 2(b - c)'
    """
    return _scaled(*_split(node))


def _scaled(number: int | Fraction, rest: Node | None) -> Node:
    """A number times a rest as a node; no rest is 1."""
    if rest is None:
        return literal(number)
    if number in (1, -1):
        return rest if number == 1 else Unary("-", rest)
    product = _times(literal(abs(number)), rest)
    return product if number > 0 else Unary("-", product)


def _times(number: Node, rest: Node) -> Node:
    """A number in front of a product, whose first factor it joins."""
    if isinstance(rest, Binary) and rest.operator == "*":
        return Binary("*", _times(number, rest.left), rest.right, implicit=True)
    return Binary("*", number, rest, implicit=True)


def _split(node: Node) -> _Scaled:
    """The number in front of an expression and the tidied rest, which is None where there is nothing else."""
    match node:
        case Number(value=value):
            return value, None
        case Unary(operator="-"):
            number, rest = _split(node.operand)
            return -number, rest
        case Call(function=Name(name="transpose"), arguments=(inner,)):
            number, rest = _split(inner)
            return number, None if rest is None else _transposed(rest)
        case Call(arguments=(inner,)):
            return 1, Call(node.function, (tidied(inner),), node.column)
        case Call():
            return 1, Call(node.function, tuple(map(tidied, node.arguments)), node.column)
        case Binary(operator="*"):
            return _split_product(node)
        case Binary(operator="⊙"):
            return _split_entrywise(node)
        case Binary(operator="/"):
            return _split_quotient(node)
        case Binary(operator="+" | "-"):
            return 1, _sum(node)
        case Binary():
            return 1, Binary(node.operator, tidied(node.left), node.right, column=node.column)
    return 1, node


def _transposed(rest: Node) -> Node:
    if isinstance(rest, Call) and rest.function == Name("transpose"):
        return rest.arguments[0]
    return Call(Name("transpose"), (rest,))


def _split_product(node: Binary) -> _Scaled:
    (first, left), (second, right) = _split(node.left), _split(node.right)
    number = _exact(first * second)
    if left is None or right is None:
        return number, right if left is None else left
    return number, Binary("*", left, right, implicit=True)


def _split_entrywise(node: Binary) -> _Scaled:
    """The factors of a chain of ⊙ in their order; all signs, and two numbers or more, go in front."""
    waiting = [node.right]
    left = node.left
    while isinstance(left, Binary) and left.operator == "⊙":
        waiting.append(left.right)
        left = left.left
    number: int | Fraction = 1
    factors: list[tuple[int | Fraction, Node]] = []
    for factor in (left, *reversed(waiting)):
        scale, rest = _split(factor)
        if rest is None or scale < 0:
            number = _exact(number * (scale if rest is None else -1))
        if rest is not None:
            factors.append((_size(scale), rest))
    if not factors:
        return number, None
    if abs(number) != 1 or sum(scale != 1 for scale, _ in factors) > 1:
        for scale, _ in factors:
            number = _exact(number * scale)
        factors = [(1, rest) for _, rest in factors]
    chain = _scaled(*factors[0])
    for scale, rest in factors[1:]:
        chain = Binary("⊙", chain, _scaled(scale, rest))
    return number, chain


def _split_quotient(node: Binary) -> _Scaled:
    (first, left), (second, right) = _split(node.left), _split(node.right)
    if right is None and second:
        return _exact(Fraction(first) / second), left
    return 1, Binary("/", _scaled(first, left), _scaled(second, right))


def _sum(node: Binary) -> Node:
    """A sum from left to right, in which what is negative is taken away."""
    links = [node]
    while isinstance(left := links[-1].left, Binary) and left.operator in ("+", "-"):
        links.append(left)
    total = tidied(links[-1].left)
    for link in reversed(links):
        number, rest = _split(link.right)
        is_taken_away = (link.operator == "-") != (number < 0)
        total = Binary("-" if is_taken_away else "+", total, _scaled(_size(number), rest))
    return total


def _size(value: int | Fraction) -> int | Fraction:
    return value if value >= 0 else -value


def _exact(value: int | Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value
