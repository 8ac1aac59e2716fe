"""Formulas made shorter without changing their value, for the lines of a derivation.

A formula is taken as a sum of terms; a term is a number times factors, over factors. Numbers are multiplied
out over sums, like terms collected in order of first appearance, the constant put last. Nothing else is
rearranged: products of sums stay products, and what stands inside ``floor`` stays inside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm
from typing import TypeAlias

from exgen.errors import BudgetError, ExpressionError
from exgen.expressions.budgets import within_bits
from exgen.expressions.evaluation import evaluate
from exgen.expressions.nodes import (
    Binary,
    Call,
    Comparison,
    Index,
    Logical,
    Name,
    Node,
    Number,
    Sequence,
    Text,
    Truth,
    Unary,
    children,
    rebuilt,
)
from exgen.expressions.substitution import literal
from exgen.expressions.whole_numbers import is_whole

_Key: TypeAlias = tuple[frozenset[tuple[Node, int]], frozenset[tuple[Node, int]]]
_LARGEST_COUNTED_POWER = 64


@dataclass(frozen=True, slots=True)
class _Term:
    """coefficient * over[0] * over[1] ... / (under[0] * ...); ``implicit``: products written without sign."""

    coefficient: int | Fraction
    over: tuple[Node, ...] = ()
    under: tuple[Node, ...] = ()
    implicit: bool = True

    def __post_init__(self) -> None:
        within_bits(self.coefficient, 0)

    def times(self, factor: int | Fraction) -> _Term:
        return replace(self, coefficient=self.coefficient * factor)

    def key(self) -> _Key:
        """Equal for like terms, in whatever order their factors stand."""
        return frozenset(_counted(self.over).items()), frozenset(_counted(self.under).items())


def fold(node: Node, whole: Collection[str] = ()) -> Node:
    """A shorter formula of the same value wherever the formula has one.

    Constants are worked out (where that is an error, they stay), ``x*1``, ``x + 0``, ``x^1`` and ``x/1``
    vanish, a condition that is known chooses its branch of ``where``. ``whole`` are names known to stand for
    whole numbers: the floor of what is whole with them vanishes too.

    >>> from exgen.expressions.reader import read
    >>> from exgen.expressions.rendering import show
    >>> show(fold(read("floor((H + 2P - 1*(K - 1) - 1) / S) + 1")))
    'floor((H + 2P - K)/S) + 1'
    >>> show(fold(read("H + 2*2 - 1*(5 - 1) - 1")))
    'H - 1'
    >>> show(fold(read("floor((H - K) / 1) + 1")))
    'floor(H - K) + 1'
    >>> show(fold(read("floor((H - K) / 1) + 1"), whole=("H", "K")))
    'H - K + 1'
    """
    return rebuilt(node, lambda part, above: part if _is_link(part, above) else _folded(part, whole))


def _is_link(node: Node, above: Node | None) -> bool:
    """Whether a node is part of a longer sum or product, which is folded in one go where it ends."""
    if not (isinstance(node, Binary) and isinstance(above, Binary)):
        return False
    return {node.operator, above.operator} <= {"+", "-"} or {node.operator, above.operator} <= {"*", "/"}


def _folded(node: Node, whole: Collection[str]) -> Node:
    """A node whose children are folded already; unchanged if its numbers are too large to be worked out."""
    try:
        return _shorter(node, whole)
    except BudgetError:
        return node


def _shorter(node: Node, whole: Collection[str]) -> Node:
    match node:
        case Number():
            return literal(node.value) if node.value < 0 else node
        case Unary() | Binary(operator="+" | "-" | "*" | "/"):
            return _sum(_terms(node))
        case Binary(operator="^", right=Number(value=0)):
            return Number(1)
        case Binary(operator="^", right=Number(value=1)):
            return node.left
        case Call(function=Name()):
            return _folded_call(node, whole)
        case Index(value=Sequence(items=items), index=Number(value=int() as place)) if place < len(items):
            return items[place]
        case Binary() | Comparison() | Logical():
            return _worked_out(node)
    return node


def _folded_call(node: Call, whole: Collection[str]) -> Node:
    """A call whose arguments are folded already."""
    match node:
        case Call(function=Name(name="where"), arguments=(Truth(value=is_true), then, otherwise)):
            return then if is_true else otherwise
        case Call(function=Name(name="floor" | "ceil"), arguments=(argument,)) if is_whole(argument, whole):
            return argument
        case Call(function=Name(name="sum"), arguments=(Sequence(items=items),)):
            return _sum([term for item in items for term in _terms(item)])
        case Call(function=Name(name="product"), arguments=(Sequence(items=items),)):
            return _sum(_terms(_product(items, implicit=False)))
    return _worked_out(node)


def _worked_out(node: Node) -> Node:
    """The value of a node as a literal, if all below it are literals and it has a value."""
    if not all(map(_is_literal, children(node))):
        return node
    try:
        return literal(evaluate(node, {}))
    except ExpressionError:
        return node


def _is_literal(node: Node) -> bool:
    match node:
        case Number() | Text() | Truth() | Unary(operand=Number()):
            return True
        case Binary(operator="/", left=left, right=Number()):
            return isinstance(left, (Number, Unary)) and _is_literal(left)
        case Sequence():
            return all(map(_is_literal, node.items))
    return False


def _terms(node: Node) -> list[_Term]:
    """The terms whose sum a formula is, from left to right, not yet collected."""
    terms: list[_Term] = []
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
                terms.extend(term.times(sign) for term in _multiplied_out(_term(part)))
    return terms


def _term(node: Node) -> _Term:
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
                implicit = implicit and (part.implicit or _is_literal(part.left) or _is_literal(part.right))
                waiting += [(part.right, is_under), (part.left, is_under)]
            case Binary(operator="/"):
                waiting += [(part.right, not is_under), (part.left, is_under)]
            case _:
                factors[is_under].append(part)
    return _Term(coefficient, tuple(factors[0]), tuple(factors[1]), implicit)


def _multiplied_out(term: _Term) -> list[_Term]:
    """The terms of a number times a sum; a number over which a sum stands is cancelled if it divides the sum.

    Any other term stands for itself. A sum over a number is kept in lowest terms: then like ones are alike.
    """
    if not term.coefficient:
        return []
    if not _is_sum_times_number(term):
        return [term]
    inner = _terms(term.over[0])
    if not term.under and term.coefficient.denominator == 1:
        return [part.times(term.coefficient) for part in inner]
    content = _content(inner)
    coefficient = term.coefficient * content
    lowest = [part.times(1 / content) for part in inner]
    if not term.under and coefficient.denominator == 1:
        return [part.times(coefficient) for part in lowest]
    return [replace(term, coefficient=coefficient, over=(_sum(lowest),))]


def _is_sum_times_number(term: _Term) -> bool:
    return len(term.over) == 1 and isinstance(term.over[0], Binary) and term.over[0].operator in ("+", "-")


def _content(terms: list[_Term]) -> Fraction:
    """The largest number by which all coefficients can be divided and stay whole."""
    return Fraction(
        gcd(*(term.coefficient.numerator for term in terms)),
        lcm(*(term.coefficient.denominator for term in terms)),
    )


def _collected(terms: list[_Term]) -> list[_Term]:
    """The terms with like ones as one, none of them zero, the constant last."""
    like: dict[_Key, _Term] = {}
    for term in terms:
        key = term.key()
        first = like.get(key)
        like[key] = term if first is None else replace(first, coefficient=first.coefficient + term.coefficient)
    found = sorted(like.values(), key=lambda term: not (term.over or term.under))
    whole = [part for term in found for part in _multiplied_out(term)]
    return whole if whole == found else _collected(whole)


def _sum(terms: list[_Term]) -> Node:
    """The formula of a sum of terms."""
    total: Node | None = None
    for term in _collected(terms):
        if total is None:
            total = _written(term)
        elif term.coefficient < 0:
            total = Binary("-", total, _written(term.times(-1)))
        else:
            total = Binary("+", total, _written(term))
    return total or Number(0)


def _written(term: _Term) -> Node:
    """The formula of one term."""
    number, divisor = term.coefficient.numerator, term.coefficient.denominator
    if _is_sum_times_number(term):
        above = _sum([part.times(number) for part in _terms(term.over[0])])
    else:
        above = _above(number, term)
    below = ([Number(divisor)] if divisor != 1 else []) + list(term.under)
    return Binary("/", above, _product(below, term.implicit)) if below else above


def _above(number: int, term: _Term) -> Node:
    """What stands over the slash: the number, unless it is 1, and the factors."""
    factors = list(term.over)
    if abs(number) != 1 or not factors:
        factors.insert(0, Number(abs(number)))
    if number > 0:
        return _product(factors, term.implicit)
    if term.implicit:
        return Unary("-", _product(factors, implicit=True))
    return _product([Unary("-", factors[0]), *factors[1:]], implicit=False)


def _product(factors: Collection[Node], implicit: bool) -> Node:
    product: Node | None = None
    for factor in factors:
        product = factor if product is None else Binary("*", product, factor, implicit)
    return product or Number(1)


def _counted(factors: tuple[Node, ...]) -> Counter[Node]:
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
