"""The fastest closures there are, for formulas over whole numbers.

They work on ints without any check: each node becomes a closure made for its operands, which are a letter,
a constant or anything else (``n``, ``c``, ``f`` in the tables). What can go wrong on the way, dividing by
zero and powers out of bounds, raises an ``ArithmeticError``; the caller then asks the checked closures of
:mod:`~exgen.expressions.evaluation`, which say what and where.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence as Values
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

from exgen.expressions.budgets import BITS
from exgen.expressions.nodes import (
    Binary,
    Call,
    Comparison,
    Logical,
    Name,
    Node,
    Number,
    Sequence,
    Truth,
    Unary,
    left_spine,
)
from exgen.expressions.whole_numbers import is_condition, is_whole

BareClosure: TypeAlias = Callable[[Values[int]], int]
Maker: TypeAlias = Callable[[Any, Any], BareClosure]

MOST_NESTED = 8
"""Sums and products of more operators are gathered flat: closures in closures run only as deep as Python recurses."""


class _Operand(NamedTuple):
    """``kind`` n: a letter's place among the values; c: a constant; f: a closure."""

    kind: str
    content: Any

    def closure(self) -> BareClosure:
        content = self.content
        if self.kind == "n":
            return operator.itemgetter(content)
        return (lambda _: content) if self.kind == "c" else content


_PLUS: dict[str, Maker] = {
    "nn": lambda a, b: lambda values: values[a] + values[b],
    "nc": lambda a, b: lambda values: values[a] + b,
    "nf": lambda a, b: lambda values: values[a] + b(values),
    "cn": lambda a, b: lambda values: a + values[b],
    "cf": lambda a, b: lambda values: a + b(values),
    "fn": lambda a, b: lambda values: a(values) + values[b],
    "fc": lambda a, b: lambda values: a(values) + b,
    "ff": lambda a, b: lambda values: a(values) + b(values),
}
_MINUS: dict[str, Maker] = {
    "nn": lambda a, b: lambda values: values[a] - values[b],
    "nc": lambda a, b: lambda values: values[a] - b,
    "nf": lambda a, b: lambda values: values[a] - b(values),
    "cn": lambda a, b: lambda values: a - values[b],
    "cf": lambda a, b: lambda values: a - b(values),
    "fn": lambda a, b: lambda values: a(values) - values[b],
    "fc": lambda a, b: lambda values: a(values) - b,
    "ff": lambda a, b: lambda values: a(values) - b(values),
}
_TIMES: dict[str, Maker] = {
    "nn": lambda a, b: lambda values: values[a] * values[b],
    "nc": lambda a, b: lambda values: values[a] * b,
    "nf": lambda a, b: lambda values: values[a] * b(values),
    "cn": lambda a, b: lambda values: a * values[b],
    "cf": lambda a, b: lambda values: a * b(values),
    "fn": lambda a, b: lambda values: a(values) * values[b],
    "fc": lambda a, b: lambda values: a(values) * b,
    "ff": lambda a, b: lambda values: a(values) * b(values),
}
_FLOOR: dict[str, Maker] = {
    "nn": lambda a, b: lambda values: values[a] // values[b],
    "nc": lambda a, b: lambda values: values[a] // b,
    "fn": lambda a, b: lambda values: a(values) // values[b],
    "fc": lambda a, b: lambda values: a(values) // b,
    "ff": lambda a, b: lambda values: a(values) // b(values),
}
_CEIL: dict[str, Maker] = {
    "fn": lambda a, b: lambda values: -(-a(values) // values[b]),
    "ff": lambda a, b: lambda values: -(-a(values) // b(values)),
}
_REMAINDER: dict[str, Maker] = {
    "nn": lambda a, b: lambda values: values[a] % values[b],
    "nc": lambda a, b: lambda values: values[a] % b,
    "ff": lambda a, b: lambda values: a(values) % b(values),
}
_MAKERS = {"+": _PLUS, "-": _MINUS, "*": _TIMES, "//": _FLOOR, "ceil": _CEIL, "%": _REMAINDER}

_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_GATHERERS: dict[str, Callable[[list[int]], int]] = {
    "min": min,
    "max": max,
    "sum": sum,
    "product": math.prod,
}


def bare_closure(node: Node, letters: Values[str]) -> BareClosure | None:
    """The closure of a formula or condition over whole numbers; None if it may leave them.

    >>> from exgen.expressions.reader import read
    >>> bare_closure(read("floor((H - 1) / 2)"), ("H",))((6,))
    2
    >>> bare_closure(read("(H - 1) / 2"), ("H",)) is None
    True
    """
    if is_whole(node, letters):
        return _operand(node, letters).closure()
    return _condition(node, letters) if is_condition(node, letters) else None


def _closure(node: Node, letters: Values[str]) -> BareClosure:
    return _operand(node, letters).closure()


def _operand(node: Node, letters: Values[str]) -> _Operand:
    """A formula that :func:`~exgen.expressions.whole_numbers.is_whole` found whole."""
    match node:
        case Number():
            return _Operand("c", node.value)
        case Name():
            return _Operand("n", letters.index(node.name))
        case Unary():
            operand = _operand(node.operand, letters)
            return operand if node.operator == "+" else _joined("-", _Operand("c", 0), operand)
        case Binary():
            first, chain = left_spine(node)
            joined = _operand(first, letters)
            for level, links in groupby(chain, key=lambda link: "+" if link.operator == "-" else link.operator):
                joined = _chained(level, joined, [(link.operator, _operand(link.right, letters)) for link in links])
            return joined
        case Call(function=Name(name=name)):
            return _called(name, node.arguments, letters)
    raise AssertionError(f"{type(node).__name__} is never whole")


def _chained(level: str, first: _Operand, links: list[tuple[str, _Operand]]) -> _Operand:
    """Operators of one level, left to right: a long sum or product is gathered, so that none is too deep."""
    if level not in "+*" or len(links) <= MOST_NESTED:
        joined = first
        for sign, operand in links:
            joined = _joined(sign, joined, operand)
        return joined
    gathered = _all_of(level, [first, *(operand for sign, operand in links if sign != "-")])
    taken = [operand for sign, operand in links if sign == "-"]
    return _joined("-", gathered, _all_of("+", taken)) if taken else gathered


def _all_of(sign: str, operands: list[_Operand]) -> _Operand:
    """The sum or product of any number of operands."""
    gather = sum if sign == "+" else math.prod
    if len(operands) > 1 and all(operand.kind == "n" for operand in operands):
        picked = operator.itemgetter(*(operand.content for operand in operands))
        return _Operand("f", lambda values: gather(picked(values)))
    closures = [operand.closure() for operand in operands]
    return _Operand("f", lambda values: gather([closure(values) for closure in closures]))


def _joined(sign: str, left: _Operand, right: _Operand) -> _Operand:
    """Two operands as one, a constant if both are."""
    if sign == "^":
        return _Operand("f", _power(left.closure(), right.content))
    makers = _MAKERS[sign]
    if left.kind == right.kind == "c" and (right.content or sign in "+-*"):
        return _Operand("c", makers["ff"](left.closure(), right.closure())(()))
    maker = makers.get(left.kind + right.kind)
    if maker is not None:
        return _Operand("f", maker(left.content, right.content))
    half = makers.get("f" + right.kind)
    if half is not None:
        return _Operand("f", half(left.closure(), right.content))
    return _Operand("f", makers["ff"](left.closure(), right.closure()))


def _power(base: BareClosure, exponent: int) -> BareClosure:
    def power(values: Values[int]) -> int:
        value = base(values)
        if value.bit_length() * exponent > BITS:
            raise OverflowError
        return int(value**exponent)

    return power


def _called(name: str, arguments: tuple[Node, ...], letters: Values[str]) -> _Operand:
    """A call whose value is whole."""
    argument = arguments[0]
    if name in ("floor", "ceil"):
        if isinstance(argument, Binary) and argument.operator == "/":
            sign = "//" if name == "floor" else "ceil"
            return _joined(sign, _operand(argument.left, letters), _operand(argument.right, letters))
        return _operand(argument, letters)
    if name == "where":
        condition = _condition(argument, letters)
        then, otherwise = (_closure(branch, letters) for branch in arguments[1:])
        return _Operand("f", lambda values: then(values) if condition(values) else otherwise(values))
    if name == "abs":
        inner = _closure(argument, letters)
        return _Operand("f", lambda values: abs(inner(values)))
    items = argument.items if isinstance(argument, Sequence) else arguments
    closures = [_closure(item, letters) for item in items]
    return _Operand("f", _gathered(name, closures))


def _gathered(name: str, closures: list[BareClosure]) -> BareClosure:
    """min, max, sum or product of what the closures give."""
    if name in ("min", "max") and len(closures) == 2:
        first, second = closures
        if name == "min":
            return lambda values: a if (a := first(values)) < (b := second(values)) else b
        return lambda values: a if (a := first(values)) > (b := second(values)) else b
    gather = _GATHERERS[name]
    return lambda values: gather([closure(values) for closure in closures])


def _condition(node: Node, letters: Values[str]) -> Callable[[Values[int]], bool]:
    """A condition that :func:`~exgen.expressions.whole_numbers.is_condition` accepted."""
    match node:
        case Truth(value=value):
            return lambda _: value
        case Comparison():
            lefts = (node.first, *(operand for _, operand in node.rest))
            pairs = [
                _compared(left, sign, right, letters) for left, (sign, right) in zip(lefts, node.rest, strict=False)
            ]
            return pairs[0] if len(pairs) == 1 else lambda values: all(pair(values) for pair in pairs)
        case Logical(operator="not", operands=(operand,)):
            inner = _condition(operand, letters)
            return lambda values: not inner(values)
        case Logical():
            conditions = [_condition(operand, letters) for operand in node.operands]
            if node.operator == "and":
                return lambda values: all(is_true(values) for is_true in conditions)
            return lambda values: any(is_true(values) for is_true in conditions)
    raise AssertionError(f"{type(node).__name__} is no condition")


def _compared(left: Node, sign: str, right: Node, letters: Values[str]) -> Callable[[Values[int]], bool]:
    first = _closure(left, letters)
    if isinstance(right, Sequence):
        members = frozenset(item.value for item in right.items if isinstance(item, Number))
        return lambda values: first(values) in members
    compare, second = _COMPARISONS[sign], _closure(right, letters)
    return lambda values: compare(first(values), second(values))
