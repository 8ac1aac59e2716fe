"""Formulas as sums of terms, taken apart and put together again; for ``folding`` and ``factoring``.

A term is a number times factors, over factors. Numbers are multiplied out over sums; nothing else is rearranged:
products of sums stay products, and what stands inside ``floor`` stays inside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm
from typing import TypeAlias

from exgen.expressions.budgets import within_bits
from exgen.expressions.nodes import Binary, Node, Number, Sequence, Text, Truth, Unary

Key: TypeAlias = tuple[frozenset[tuple[Node, int]], frozenset[tuple[Node, int]]]
_LARGEST_COUNTED_POWER = 64


@dataclass(frozen=True, slots=True)
class Term:
    """coefficient * over[0] * over[1] ... / (under[0] * ...); ``implicit``: products written without sign."""

    coefficient: int | Fraction
    over: tuple[Node, ...] = ()
    under: tuple[Node, ...] = ()
    implicit: bool = True

    def __post_init__(self) -> None:
        within_bits(self.coefficient, 0)

    def times(self, factor: int | Fraction) -> Term:
        return self if factor == 1 else Term(self.coefficient * factor, self.over, self.under, self.implicit)

    def key(self) -> Key:
        """Equal for like terms, in whatever order their factors stand."""
        return frozenset(counted(self.over).items()), frozenset(counted(self.under).items())


def is_link(node: Node, above: Node | None) -> bool:
    """Whether a node is part of a longer sum or product, which is taken apart in one go where it ends."""
    if not (isinstance(node, Binary) and isinstance(above, Binary)):
        return False
    return {node.operator, above.operator} <= {"+", "-"} or {node.operator, above.operator} <= {"*", "/"}


def terms_of(node: Node) -> list[Term]:
    """The terms whose sum a formula is, from left to right, not yet collected."""
    terms: list[Term] = []
    waiting = [(node, 1)]
    while waiting:
        part, sign = waiting.pop()
        match part:
            case Unary():
                waiting.append((part.operand, -sign if part.operator == "-" else sign))
            case Binary(operator="+" | "-"):
                waiting.append((part.right, -sign if part.operator == "-" else sign))
                waiting.append((part.left, sign))
            case _:
                terms += [term.times(sign) for term in _multiplied_out(term_of(part))]
    return terms


def term_of(node: Node) -> Term:
    """A product or ratio as one term."""
    coefficient: int | Fraction = 1
    factors: tuple[list[Node], list[Node]] = ([], [])
    implicit = True
    waiting = [(node, False)]
    while waiting:
        part, is_under = waiting.pop()
        match part:
            case Number(value=value) if value or not is_under:
                coefficient = Fraction(coefficient) / value if is_under else coefficient * value
            case Unary():
                coefficient = -coefficient if part.operator == "-" else coefficient
                waiting.append((part.operand, is_under))
            case Binary(operator="*"):
                implicit = implicit and (part.implicit or is_literal(part.left) or is_literal(part.right))
                waiting += [(part.right, is_under), (part.left, is_under)]
            case Binary(operator="/"):
                waiting += [(part.right, not is_under), (part.left, is_under)]
            case _:
                factors[is_under].append(part)
    return Term(coefficient, tuple(factors[0]), tuple(factors[1]), implicit)


def _multiplied_out(term: Term) -> list[Term]:
    """The terms of a number times a sum; a number over which a sum stands is cancelled if it divides the sum.

    Any other term stands for itself. A sum over a number is kept in lowest terms: then like ones are alike.
    """
    if not term.coefficient:
        return []
    if not _is_sum_times_number(term):
        return [term]
    inner = terms_of(term.over[0])
    if not term.under and term.coefficient.denominator == 1:
        return [part.times(term.coefficient) for part in inner]
    divisor = content(inner)
    coefficient = term.coefficient * divisor
    lowest = [part.times(1 / divisor) for part in inner]
    if not term.under and coefficient.denominator == 1:
        return [part.times(coefficient) for part in lowest]
    return [replace(term, coefficient=coefficient, over=(sum_of(lowest),))]


def _is_sum_times_number(term: Term) -> bool:
    return len(term.over) == 1 and isinstance(term.over[0], Binary) and term.over[0].operator in ("+", "-")


def content(terms: list[Term]) -> Fraction:
    """The largest number by which all coefficients can be divided and stay whole."""
    return Fraction(
        gcd(*(term.coefficient.numerator for term in terms)),
        lcm(*(term.coefficient.denominator for term in terms)),
    )


def collected(terms: list[Term]) -> list[Term]:
    """The terms with like ones as one, none of them zero, the constant last."""
    like: dict[Key, Term] = {}
    for term in terms:
        key = term.key()
        first = like.get(key)
        like[key] = term if first is None else replace(first, coefficient=first.coefficient + term.coefficient)
    found = sorted(like.values(), key=lambda term: not (term.over or term.under))
    whole = [part for term in found for part in _multiplied_out(term)]
    return whole if whole == found else collected(whole)


def sum_of(terms: list[Term]) -> Node:
    """The formula of a sum of terms."""
    total: Node | None = None
    for term in collected(terms):
        if total is None:
            total = written(term)
        elif term.coefficient < 0:
            total = Binary("-", total, written(term.times(-1)))
        else:
            total = Binary("+", total, written(term))
    return total or Number(0)


def written(term: Term) -> Node:
    """The formula of one term."""
    number, divisor = term.coefficient.numerator, term.coefficient.denominator
    if _is_sum_times_number(term):
        above = sum_of([part.times(number) for part in terms_of(term.over[0])])
    else:
        above = _above(number, term)
    below = ([Number(divisor)] if divisor != 1 else []) + list(term.under)
    return Binary("/", above, product_of(below, term.implicit)) if below else above


def _above(number: int, term: Term) -> Node:
    """What stands over the slash: the number, unless it is 1, and the factors."""
    factors = list(term.over)
    if abs(number) != 1 or not factors:
        factors.insert(0, Number(abs(number)))
    if number > 0:
        return product_of(factors, term.implicit)
    if term.implicit:
        return Unary("-", product_of(factors, implicit=True))
    return product_of([Unary("-", factors[0]), *factors[1:]], implicit=False)


def product_of(factors: Collection[Node], implicit: bool) -> Node:
    """The formula of a product; ``implicit``: written without sign."""
    product: Node | None = None
    for factor in factors:
        product = factor if product is None else Binary("*", product, factor, implicit)
    return product or Number(1)


def counted(factors: tuple[Node, ...]) -> Counter[Node]:
    """How often each factor stands there; ``K^2`` is K twice."""
    counts: Counter[Node] = Counter()
    for factor in factors:
        match factor:
            case Binary(operator="^", left=base, right=Number(value=int() as exponent)) if (
                0 < exponent <= _LARGEST_COUNTED_POWER
            ):
                counts[base] += exponent
            case _:
                counts[factor] += 1
    return counts


def is_literal(node: Node) -> bool:
    """Whether a node holds no name and nothing to work out."""
    match node:
        case Number() | Text() | Truth() | Unary(operand=Number()):
            return True
        case Binary(operator="/", left=left, right=Number()):
            return isinstance(left, (Number, Unary)) and is_literal(left)
        case Sequence():
            return all(map(is_literal, node.items))
    return False
