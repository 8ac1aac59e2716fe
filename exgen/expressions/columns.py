"""A formula over whole numbers worked out for many points at once: each node once, over whole columns of numbers.

Nothing is compiled, and the loop over the points runs in C: for some hundred points this is several times as fast as
the closures of :mod:`~exgen.expressions.bare_closures`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence as Values
from functools import reduce
from itertools import repeat

from exgen.expressions.budgets import BITS
from exgen.expressions.nodes import Binary, Call, Name, Node, Number, Sequence, Unary, left_spine, walk
from exgen.expressions.whole_numbers import is_whole

Column = list[int]

_OPERATORS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
}
_GATHERED: dict[str, Callable[[int, int], int]] = {"min": min, "max": max, "sum": operator.add, "product": operator.mul}


def has_column(node: Node, letters: Values[str]) -> bool:
    """Whether a formula can be worked out column by column: it stays whole, and in ``where`` lies no choice.

    >>> from exgen.expressions.reader import read
    >>> has_column(read("floor((H - 1) / 2)"), ("H",)), has_column(read("H / 2"), ("H",))
    (True, False)
    """
    return is_whole(node, letters) and not any(
        isinstance(part, Call) and part.function == Name("where") for part in walk(node)
    )


def column(node: Node, letters: Values[str], points: Values[Values[int]]) -> Column:
    """The values of a formula that ``has_column`` at points, which hold the values of the letters in their order.

    Raises ``ArithmeticError`` where a point has no value, or a power out of bounds: only the checked closures of
    :mod:`~exgen.expressions.evaluation` say at which, and why.

    >>> from exgen.expressions.reader import read
    >>> column(read("floor((H - K) / 2) + 1"), ("H", "K"), [(5, 3), (8, 3), (7, 5)])
    [2, 3, 2]
    """
    return list(_values(node, dict(zip(letters, zip(*points, strict=True), strict=True)), len(points)))


def _values(node: Node, given: Mapping[str, Values[int]], size: int) -> Values[int]:
    match node:
        case Number(value):
            return list(repeat(int(value), size))
        case Name(name):
            return given[name]
        case Unary(sign, operand):
            inside = _values(operand, given, size)
            return inside if sign == "+" else list(map(operator.neg, inside))
        case Binary():
            first, chain = left_spine(node)
            values = _values(first, given, size)
            for link in chain:
                values = _linked(link, values, given, size)
            return values
        case Call(Name(name), (argument, *_) as arguments):
            return _called(name, argument, arguments, given, size)
    raise AssertionError(f"{type(node).__name__} is never whole")


def _linked(link: Binary, left: Values[int], given: Mapping[str, Values[int]], size: int) -> Values[int]:
    if link.operator == "^":
        assert isinstance(link.right, Number)
        exponent = int(link.right.value)
        if any(value.bit_length() * exponent > BITS for value in left):
            raise OverflowError
        return [value**exponent for value in left]
    return list(map(_OPERATORS[link.operator], left, _values(link.right, given, size)))


def _called(
    name: str, argument: Node, arguments: tuple[Node, ...], given: Mapping[str, Values[int]], size: int
) -> Values[int]:
    if name in ("floor", "ceil"):
        if not (isinstance(argument, Binary) and argument.operator == "/"):
            return _values(argument, given, size)
        left, right = (_values(side, given, size) for side in (argument.left, argument.right))
        if name == "floor":
            return list(map(operator.floordiv, left, right))
        return [-(-ours // theirs) for ours, theirs in zip(left, right, strict=True)]
    if name == "abs":
        return list(map(abs, _values(argument, given, size)))
    items = argument.items if isinstance(argument, Sequence) else arguments
    columns = [_values(item, given, size) for item in items]
    if not columns:
        raise ArithmeticError("the checked closures say what a sum of nothing is")
    work_out = _GATHERED[name]
    return reduce(lambda ours, theirs: list(map(work_out, ours, theirs)), columns)
