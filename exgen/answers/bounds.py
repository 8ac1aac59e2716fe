"""Between which numbers a formula lies, told from how it is written."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from exgen import expressions
from exgen.answers.setting import Setting
from exgen.errors import BudgetError
from exgen.expressions import Binary, Call, Name, Node, Number, Unary, is_whole
from exgen.expressions.budgets import power_within_bits
from exgen.expressions.nodes import left_spine
from exgen.expressions.polynomials import Polynomial, added, multiplied

End: TypeAlias = "int | Fraction | float"  # a float is an infinity
Ends: TypeAlias = "tuple[End, End]"

_ANYWHERE: Ends = (-math.inf, math.inf)
_POWER_AT_MOST = 4


def bounds(node: Node, setting: Setting) -> Ends:
    """The smallest and largest value that a formula can have for sure, infinities where nothing is known.

    Over the positive integers every letter is at least 1: what is a polynomial in them is written in how much they are
    above 1, and is not below its constant if nothing is taken away.

    >>> setting = Setting(("n", "m"))
    >>> bounds(expressions.read("(n mod 7)/7"), setting)
    (0, Fraction(6, 7))
    >>> bounds(expressions.read("n^2 - n"), setting), bounds(expressions.read("floor(1/(n + m))"), setting)
    ((0, inf), (0, 0))
    """
    try:
        ends = _ends(node, setting)
    except (BudgetError, OverflowError):  # numbers too large to be added to an infinity
        return _ANYWHERE
    if ends[0] <= 0 and ends[1] >= 0 and not setting.is_real:
        try:
            polynomial = _above_one(node, setting)
        except BudgetError:
            return ends
        if polynomial is not None:
            constant = polynomial.get((), 0)
            rest = [coefficient for monomial, coefficient in polynomial.items() if monomial]
            if all(coefficient >= 0 for coefficient in rest):
                return max(ends[0], constant), ends[1]
            if all(coefficient <= 0 for coefficient in rest):
                return ends[0], min(ends[1], constant)
    return ends


def is_positive(node: Node, setting: Setting) -> bool:
    """Whether a formula is above 0 for sure, perhaps when its like terms are collected.

    >>> is_positive(expressions.read("3 - n + 2n"), Setting(("n",)))
    True
    """
    if _is_plainly_positive(node, setting):
        return True
    shorter = expressions.fold(node)
    return shorter != node and _is_plainly_positive(shorter, setting)


def _is_plainly_positive(node: Node, setting: Setting) -> bool:
    match node:
        case Number(value=value):
            return value > 0
        case Call(function=Name(name="exp" | "cosh" | "sigmoid" | "e" | "pi")):
            return True
        case Binary(operator="*" | "/"):
            return all(_is_plainly_positive(factor, setting) for factor in _factors(node))
        case Binary(operator="^"):
            return _is_plainly_positive(node.left, setting)
        case Binary(operator="+"):
            left, right = node.left, node.right
            for one, other in ((left, right), (right, left)):
                if bounds(one, setting)[0] >= 0 and _is_plainly_positive(other, setting):
                    return True
    return bounds(node, setting)[0] > 0


def _factors(node: Node) -> Iterator[Node]:
    """What is multiplied and divided by in a product, from the last to the first."""
    while isinstance(node, Binary) and node.operator in ("*", "/"):
        yield node.right
        node = node.left
    yield node


def _ends(node: Node, setting: Setting) -> Ends:
    match node:
        case Number(value=value):
            return value, value
        case Name(name=name):
            for given, formula in setting.givens:
                if given == name:
                    return bounds(formula, setting)
            return _ANYWHERE if setting.is_real else (1, math.inf)
        case Unary(operator=sign):
            low, high = bounds(node.operand, setting)
            return (low, high) if sign == "+" else (-high, -low)
        case Binary():
            first, chain = left_spine(node)
            factors = Counter([first, *(link.right for link in chain)])
            if all(link.operator == "*" for link in chain) and not any(count % 2 for count in factors.values()):
                return 0, math.inf
            ends = bounds(first, setting)
            for link in chain:
                ends = _linked(ends, link, setting)
            return ends
        case Call(function=Name(name=name), arguments=arguments):
            return _called(name, [bounds(argument, setting) for argument in arguments])
    return _ANYWHERE


def _linked(left: Ends, link: Binary, setting: Setting) -> Ends:
    low, high = bounds(link.right, setting)
    match link.operator:
        case "+":
            return left[0] + low, left[1] + high
        case "-":
            return left[0] - high, left[1] - low
        case "*":
            return _product(left, (low, high))
        case "/" | "//" if low > 0:
            ratio = _product(left, (_inverse(high), _inverse(low)))
            return ratio if link.operator == "/" else _called("floor", [ratio])
        case "%" if low > 0:
            whole = not setting.is_real and is_whole(link, setting.symbols)
            return 0, high - 1 if whole else high
        case "^" if isinstance(link.right, Number) and isinstance(link.right.value, int):
            if left[0] >= 0 and link.right.value > 0:
                low, high = (_power(end, link.right.value) for end in left)
                return low, high
            if not link.right.value % 2:
                return 0, math.inf
        case "^" if left[0] > 0:
            return 0, math.inf
    return _ANYWHERE


def _inverse(end: End) -> End:
    return 0 if end == math.inf else 1 / Fraction(end)


def _power(end: End, exponent: int) -> End:
    return end if isinstance(end, float) else power_within_bits(end, exponent, 0)


def _product(left: Ends, right: Ends) -> Ends:
    corners = [0 if not one or not other else one * other for one in left for other in right]
    return min(corners), max(corners)


def _called(name: str, ends: list[Ends]) -> Ends:
    lows, highs = zip(*ends, strict=True) if ends else ((), ())
    match name:
        case "floor" | "ceil":
            rounded = math.floor if name == "floor" else math.ceil
            low, high = (end if isinstance(end, float) else rounded(end) for end in ends[0])
            return low, high
        case "max":
            return max(lows), max(highs)
        case "min":
            return min(lows), min(highs)
        case "abs":
            sizes = abs(lows[0]), abs(highs[0])
            return (0 if lows[0] <= 0 <= highs[0] else min(sizes)), max(sizes)
        case "relu":
            return max(lows[0], 0), max(highs[0], 0)
        case "exp" | "cosh":
            return 0, math.inf
        case "e" | "pi":
            return 2, 4
        case "sigmoid":
            return 0, 1
        case "tanh" | "sin" | "cos":
            return -1, 1
        case "sqrt":
            return 0, math.inf
        case "log" | "log2" | "log10" if lows[0] >= 1:
            return 0, math.inf
    return _ANYWHERE


def _above_one(node: Node, setting: Setting) -> Polynomial | None:
    """A polynomial in how much every letter is above 1; None for what is none with whole coefficients."""
    match node:
        case Number(value=int() as value):
            return {(): value} if value else {}
        case Name(name=name) if name in setting.symbols:
            return {(setting.symbols.index(name),): 1, (): 1}
        case Unary():
            inside = _above_one(node.operand, setting)
            return inside if inside is None or node.operator == "+" else added({}, inside, -1)
        case Binary():
            first, chain = left_spine(node)
            total = _above_one(first, setting)
            for link in chain:
                total = None if total is None else _linked_above_one(total, link, setting)
            return total
    return None


def _linked_above_one(left: Polynomial, link: Binary, setting: Setting) -> Polynomial | None:
    right = _above_one(link.right, setting)
    if right is None:
        return None
    if link.operator in ("+", "-"):
        return added(left, right, 1 if link.operator == "+" else -1)
    if link.operator == "*":
        return multiplied(left, right)
    exponent = right.get((), 0)
    if link.operator == "^" and right.keys() <= {()} and 0 <= exponent <= _POWER_AT_MOST:
        power: Polynomial = {(): 1}
        for _ in range(exponent):
            power = multiplied(power, left)
        return power
    return None
