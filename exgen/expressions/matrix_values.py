"""Values of matrix expressions in floating point: what differences of a forward pass are compared with."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence as Values
from fractions import Fraction
from typing import TypeAlias

from exgen.errors import ExpressionError
from exgen.expressions.matrix_arithmetic import MatrixArithmetic, Rows, unknown
from exgen.expressions.matrix_functions import entry_function
from exgen.expressions.matrix_shapes import shape_of
from exgen.expressions.nodes import Name, Node

Matrix: TypeAlias = "tuple[tuple[float, ...], ...]"


def value_of(node: Node, values: Mapping[str, Matrix]) -> Matrix:
    """The value of a matrix expression whose names have these values.

    Raises :class:`~exgen.errors.ExpressionError`: ``not_finite`` where something overflows or divides by zero,
    ``shapes_differ`` and ``unknown_name`` as `shape_of` does.

    >>> from exgen.expressions.matrix_reader import read_matrices
    >>> value_of(read_matrices("2 W^T W + 1"), {"W": ((1, 2), (3, 4))})
    ((21.0, 29.0), (29.0, 41.0))
    """
    shape_of(node, {name: (len(value), len(value[0])) for name, value in values.items()})
    try:
        value = _Floats(values).value(node)
    except (OverflowError, ZeroDivisionError, ValueError):
        raise _not_finite(node) from None
    if not all(math.isfinite(entry) for row in value for entry in row):
        raise _not_finite(node)
    return value


_SIGNS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "⊙": operator.mul,
    "/": operator.truediv,
}


class _Floats(MatrixArithmetic[float]):
    """Entries are floats; raises ``OverflowError``, ``ValueError`` or ``ZeroDivisionError`` where there is no value."""

    def __init__(self, values: Mapping[str, Matrix]) -> None:
        super().__init__(_SIGNS)
        self._values = values

    def named(self, node: Name) -> Matrix:
        return self._values[node.name]

    def number(self, value: int | Fraction) -> float:
        return value.numerator / value.denominator

    def negative(self, entry: float) -> float:
        return -entry

    def dot(self, row: Values[float], column: Values[float]) -> float:
        return sum([one * other for one, other in zip(row, column, strict=True)])

    def total(self, entries: Values[float]) -> float:
        return math.fsum(entries)

    def norm(self, entries: Values[float]) -> float:
        return math.hypot(*entries)

    def power(self, entry: float, exponent: int | Fraction) -> float:
        return math.pow(entry, exponent)

    def softmax(self, argument: Node) -> Rows[float]:
        """Of what is left when the largest entry is taken away, so that nothing overflows."""
        value = self.value(argument)
        is_column = len(value[0]) == 1
        rows = tuple(zip(*value, strict=True)) if is_column else value
        exponentials = tuple([tuple([math.exp(entry - max(row)) for entry in row]) for row in rows])
        shares = self._shares(exponentials)
        return tuple(zip(*shares, strict=True)) if is_column else shares

    def function(self, name: str, argument: Node) -> Rows[float]:
        function = entry_function(name)
        if function is None:
            raise unknown(name)
        return tuple([tuple(map(function, row)) for row in self.value(argument)])


def _not_finite(node: Node) -> ExpressionError:
    return ExpressionError("not_finite", "this overflows or divides by zero", node.column)
