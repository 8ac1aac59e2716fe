"""Scalar factors and divisors in front of the products in which they stand: X^T ((2/n) G) is (2/n) X^T G."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from exgen.engine.gradients.graph import SCALAR
from exgen.engine.gradients.simplifying import positive_first
from exgen.expressions import Binary, Call, Name, Node, Number, Unary, literal
from exgen.expressions.matrices import Shape, is_number, shape_of
from exgen.expressions.matrix_arithmetic import exponent_of

_TRANSPOSE = Name("transpose")


class _Factored(NamedTuple):
    """A number times scalars ``above`` over scalars ``below``, times the ``rest``, which is None where that is all."""

    number: int | Fraction
    above: tuple[Node, ...]
    below: tuple[Node, ...]
    rest: Node | None

    @property
    def has_letters(self) -> bool:
        return bool(self.above or self.below)


def with_factors_in_front(node: Node, shapes: Mapping[str, Shape]) -> Node:
    """The same matrix expression with scalar factors that are no numbers in front of its products, collected.

    ``shapes`` are those of all of its names; a scalar is what they say is one.

    >>> from exgen.expressions.matrices import read_matrices, show_matrices
    >>> shapes = {"X": ("n", "d"), "G": ("n", 1), "n": (1, 1), "s": (1, 1), "A": ("n", "n")}
    >>> for text in ("X^T ((2/n) G)", "(G/s)/(2 s)", "A (A/s)^T G", "G ⊙ ((1/n) G)", "2(G ⊙ 3 G)"):
    ...     print(show_matrices(with_factors_in_front(read_matrices(text), shapes)))
    (2/n) X^T G
    (1/(2 s^2)) G
    (1/s) A A^T G
    (1/n) (G ⊙ G)
    2(G ⊙ 3 G)
    """
    return _Factors(shapes).written(node)


class _Factors:
    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self._shapes = shapes

    def written(self, node: Node) -> Node:
        match node:
            case Binary("/", left, right) if self._is_scalar(right) and not self._is_scalar(left):
                above = self._factored(left)
                is_quotient = isinstance(above.rest, Binary) and above.rest.operator == "/"
                if above.number == 1 and not above.has_letters and above.rest is not None and not is_quotient:
                    return Binary("/", above.rest, self.written(right))
        return _joined(self._factored(node))

    def _is_scalar(self, node: Node) -> bool:
        return shape_of(node, self._shapes) == SCALAR

    def _factored(self, node: Node) -> _Factored:
        if is_number(node):
            return _Factored(exponent_of(node), (), (), None)
        match node:
            case Unary("-", inner):
                found = self._factored(inner)
                return found._replace(number=-found.number)
            case Binary("*", left, right):
                return self._product(left, right)
            case Binary("/", left, right) if self._is_scalar(right):
                return _over(self._factored(left), self._factored(right))
            case Binary("⊙", left, right):
                return self._product(left, right) if self._is_scalar(node) else self._entries(left, right)
            case Binary("/", left, right):
                found = self._factored(left)
                top = Number(1) if found.rest is None else found.rest
                if found.rest is None:  # 1/B has the shape of B, and 2/B does
                    return _Factored(1, (), (), Binary("/", _joined(found), self.written(right)))
                return found._replace(rest=Binary("/", top, self.written(right)))
            case Binary("+" | "-", left, right):
                node = self._sum(node.operator, self.written(left), self.written(right))
            case Binary("^", left, right):
                node = Binary("^", self.written(left), right, column=node.column)
            case Call(function, (inner,)) if function == _TRANSPOSE:
                found = self._factored(inner)
                return found if found.rest is None else found._replace(rest=_transposed(found.rest))
            case Call(function, arguments):
                node = Call(function, tuple(map(self.written, arguments)), node.column)
        return _Factored(1, (node,), (), None) if self._is_scalar(node) else _Factored(1, (), (), node)

    def _product(self, left: Node, right: Node) -> _Factored:
        one, other = self._factored(left), self._factored(right)
        rests = [part for part in (one.rest, other.rest) if part is not None]
        rest = _chained(*rests) if len(rests) > 1 else next(iter(rests), None)
        if rest is not None and len(rests) > 1 and self._is_scalar(rest):  # an inner product is a scalar
            return _Factored(one.number * other.number, (*one.above, *other.above, rest), _both_below(one, other), None)
        return _Factored(one.number * other.number, one.above + other.above, _both_below(one, other), rest)

    def _sum(self, sign: str, left: Node, right: Node) -> Node:
        if isinstance(right, Unary):
            sign, right = "-" if sign == "+" else "+", right.operand
        return positive_first(Binary(sign, left, right))

    def _entries(self, left: Node, right: Node) -> _Factored:
        """A product of entries: a number stays with its factor, unless something goes in front anyway."""
        one, other = self._factored(left), self._factored(right)
        if one.rest is None or other.rest is None:  # a number stands for a matrix of it
            return _Factored(1, (), (), Binary("⊙", _joined(one), _joined(other)))
        if one.has_letters or other.has_letters:
            rest = Binary("⊙", one.rest, other.rest)
            return _Factored(one.number * other.number, one.above + other.above, _both_below(one, other), rest)
        return _Factored(1, (), (), Binary("⊙", _joined(one), _joined(other)))


def _chained(left: Node, right: Node) -> Node:
    """A product of matrices without the brackets that matter nowhere: A (B C) is A B C."""
    if isinstance(right, Binary) and right.operator == "*":
        return Binary("*", _chained(left, right.left), right.right, implicit=True)
    return Binary("*", left, right, implicit=True)


def _both_below(one: _Factored, other: _Factored) -> tuple[Node, ...]:
    return one.below + other.below


def _over(above: _Factored, below: _Factored) -> _Factored:
    number = Fraction(above.number) / below.number
    return _Factored(_exact(number), above.above + below.below, above.below + below.above, above.rest)


def _joined(found: _Factored) -> Node:
    """What was taken apart, as one writes it."""
    number = Fraction(_exact(found.number))
    above, below = _without_common(found.above, found.below)
    size = abs(number)
    scalar: Node | None = None
    if below:
        top = _multiplied(size.numerator, above)
        scalar = Binary("/", Number(1) if top is None else top, _multiplied(size.denominator, below) or Number(1))
    else:
        scalar = _multiplied(_exact(size), above)
    if found.rest is None:
        whole = Number(1) if scalar is None else scalar
    elif scalar is None:
        whole = found.rest
    else:
        whole = _in_front(scalar, found.rest)
    return whole if number >= 0 else Unary("-", whole)


def _in_front(scalar: Node, rest: Node) -> Node:
    """A scalar in front of a product, whose first factor it joins."""
    if isinstance(rest, Binary) and rest.operator == "*":
        return Binary("*", _in_front(scalar, rest.left), rest.right, implicit=True)
    return Binary("*", scalar, rest, implicit=True)


def _multiplied(number: int | Fraction, factors: tuple[Node, ...]) -> Node | None:
    """A number times scalars, equal ones as a power; None where that is 1."""
    powers: dict[Node, int] = {}
    for factor in factors:
        base, power = _power(factor)
        powers[base] = powers.get(base, 0) + power
    parts = [base if power == 1 else Binary("^", base, Number(power)) for base, power in powers.items()]
    product: Node | None = None if number == 1 else literal(number)
    for part in parts:
        product = part if product is None else Binary("*", product, part, implicit=True)
    return product


def _power(factor: Node) -> tuple[Node, int]:
    match factor:
        case Binary("^", base, Number(int(power))) if power > 0:
            return base, power
    return factor, 1


def _without_common(above: tuple[Node, ...], below: tuple[Node, ...]) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Factors without those that stand on both sides of the line."""
    left = [base for base, power in map(_power, below) for _ in range(power)]
    kept = []
    for base, power in map(_power, above):
        for _ in range(power):
            if base in left:
                left.remove(base)
            else:
                kept.append(base)
    return tuple(kept), tuple(left)


def _transposed(node: Node) -> Node:
    if isinstance(node, Call) and node.function == _TRANSPOSE:
        return node.arguments[0]
    return Call(_TRANSPOSE, (node,))


def _exact(value: int | Fraction) -> int | Fraction:
    fraction = Fraction(value)
    return fraction.numerator if fraction.denominator == 1 else fraction
