"""Values of matrix expressions in floating point: what differences of a forward pass are compared with."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence as Values
from fractions import Fraction
from itertools import chain
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
    return FloatMatrices(values.__getitem__).finite_value(node)


_SIGNS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "⊙": operator.mul,
    "/": operator.truediv,
}


SATURATED: dict[str, float] = {
    **dict.fromkeys(("sigmoid", "softplus"), 8.0),
    **dict.fromkeys(("tanh", "gelu", "erf"), 4.0),
}
"""How far from 0 an entry may be before a function of it hardly changes: there its derivative is below 0.002."""
SPREAD = 8.0
"""How far apart the entries of a softmax may be."""


class FloatMatrices(MatrixArithmetic[float]):
    """Entries are floats; ``known`` tells the value of a name, or the expression it stands for.

    With ``is_lively`` a function that saturates raises :class:`~exgen.errors.ExpressionError` (code ``saturated``):
    where a sigmoid is flat, formulas that differ give nearly the same.
    """

    def __init__(self, known: Callable[[str], Node | Matrix], *, is_lively: bool = False) -> None:
        super().__init__(_SIGNS)
        self._known = known
        self._is_lively = is_lively
        self._names: dict[str, Matrix] = {}

    def finite_value(self, node: Node) -> Matrix:
        """The value; raises `ExpressionError` (``not_finite``) where something overflows or divides by zero."""
        try:
            value = self.value(node)
        except (OverflowError, ZeroDivisionError, ValueError):
            raise _not_finite(node) from None
        if not all(map(math.isfinite, chain.from_iterable(value))):
            raise _not_finite(node)
        return value

    def named(self, node: Name) -> Matrix:
        value = self._names.get(node.name)
        if value is None:
            known = self._known(node.name)
            value = self._names[node.name] = known if isinstance(known, tuple) else self.value(known)
        return value

    def number(self, value: int | Fraction) -> float:
        return value.numerator / value.denominator

    def negative(self, entry: float) -> float:
        return -entry

    def dot(self, row: Values[float], column: Values[float]) -> float:
        products: Iterator[float] = map(operator.mul, row, column)
        return sum(products)

    def product(self, rows: Rows[float], columns: Rows[float]) -> Rows[float]:
        times = operator.mul
        if len(columns) == 1:
            column = columns[0]
            return tuple([(sum(map(times, row, column)),) for row in rows])
        return tuple([tuple([sum(map(times, row, column)) for column in columns]) for row in rows])

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
        if self._is_lively and any(max(row) - min(row) > SPREAD for row in rows):
            raise _saturated("softmax", argument)
        exponentials = tuple([tuple([math.exp(entry - max(row)) for entry in row]) for row in rows])
        shares = self._shares(exponentials)
        return tuple(zip(*shares, strict=True)) if is_column else shares

    def function(self, name: str, argument: Node) -> Rows[float]:
        function = entry_function(name)
        if function is None:
            raise unknown(name)
        value = self.value(argument)
        if self._is_lively and _is_flat(name, value):
            raise _saturated(name, argument)
        return tuple([tuple(map(function, row)) for row in value])


def _not_finite(node: Node) -> ExpressionError:
    return ExpressionError("not_finite", "this overflows or divides by zero", node.column)


def _is_flat(name: str, value: Matrix) -> bool:
    bound = SATURATED.get(name.removesuffix("'"), math.inf)
    return any(abs(entry) > bound for row in value for entry in row)


def _saturated(name: str, argument: Node) -> ExpressionError:
    return ExpressionError("saturated", f"{name} is flat where this is worked out", argument.column)
