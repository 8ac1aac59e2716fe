"""Values of matrix expressions, in floating point: they are for comparing formulas, never for keys.

A matrix is a tuple of its rows. Whether shapes fit is what `exgen.expressions.matrix_shapes` says; here they must.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import TypeAlias

from exgen.errors import ExpressionError, did_you_mean
from exgen.expressions.matrix_functions import entry_function
from exgen.expressions.matrix_shapes import joined_shape
from exgen.expressions.nodes import Binary, Call, Name, Node, Number, Unary

Matrix: TypeAlias = "tuple[tuple[float, ...], ...]"

_JOINING: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "⊙": operator.mul,
    "/": operator.truediv,
}


def value_of(node: Node, values: Mapping[str, Matrix]) -> Matrix:
    """The value of a matrix expression whose names have these values.

    Raises :class:`~exgen.errors.ExpressionError`: ``not_finite`` where something overflows or divides by zero,
    ``shapes_differ`` as `shape_of` does, ``unknown_name``.

    >>> from exgen.expressions.matrix_reader import read_matrices
    >>> value_of(read_matrices("2 W^T W + 1"), {"W": ((1, 2), (3, 4))})
    ((21.0, 29.0), (29.0, 41.0))
    """
    try:
        value = _value(node, values)
    except (OverflowError, ZeroDivisionError, ValueError):
        raise _not_finite(node) from None
    if not all(math.isfinite(entry) for row in value for entry in row):
        raise _not_finite(node)
    return value


def _value(node: Node, values: Mapping[str, Matrix]) -> Matrix:
    match node:
        case Number(value=number):
            return ((number.numerator / number.denominator,),)
        case Name(name=name):
            if name not in values:
                raise ExpressionError(
                    "unknown_name", f'"{name}" is not known here; {did_you_mean(name, values)}', node.column
                )
            return values[name]
        case Unary():
            return _each(lambda entry: -entry, _value(node.operand, values))
        case Call(function=Name(name=name), arguments=(argument,)):
            return called_value(name, _value(argument, values), node.column)
        case Binary():
            return joined_value(node, _value(node.left, values), _value(node.right, values))
    raise ExpressionError("not_a_value", "this is no matrix expression", node.column)


def called_value(name: str, argument: Matrix, column: int = 0) -> Matrix:
    """The value of a function; raises ``OverflowError``, ``ValueError`` or ``ZeroDivisionError`` where it has none."""
    if name == "transpose":
        return tuple(zip(*argument, strict=True))
    if name == "norm":
        return ((math.hypot(*(entry for row in argument for entry in row)),),)
    if name == "sum":
        return ((math.fsum(entry for row in argument for entry in row),),)
    if name == "diag":
        entries = [entry for row in argument for entry in row]
        return tuple(
            tuple(entry if i == j else 0 * entry for j in range(len(entries))) for i, entry in enumerate(entries)
        )
    function = entry_function(name)
    if function is None:
        raise ExpressionError("unknown_function", f'"{name}" is no function of matrices', column)
    return _each(function, argument)


def joined_value(node: Binary, left: Matrix, right: Matrix) -> Matrix:
    """The value of a sum, product, quotient or power of operands whose values are known; raises as `called_value`."""
    joined_shape(node, _shape(left), _shape(right))
    if node.operator == "^":
        exponent = right[0][0]
        return _each(lambda entry: math.pow(entry, exponent), left)
    if node.operator == "*" and len(left[0]) == len(right):
        columns = tuple(zip(*right, strict=True))
        return tuple([tuple([sum(map(operator.mul, row, column)) for column in columns]) for row in left])
    join = _JOINING[node.operator]
    if len(left) == len(right) and len(left[0]) == len(right[0]):
        return tuple([tuple(map(join, ours, theirs)) for ours, theirs in zip(left, right, strict=True)])
    if _shape(right) == (1, 1):
        number = right[0][0]
        return _each(lambda entry: join(entry, number), left)
    number = left[0][0]
    return _each(lambda entry: join(number, entry), right)


def _each(function: Callable[[float], float], matrix: Matrix) -> Matrix:
    return tuple([tuple(map(function, row)) for row in matrix])


def _shape(matrix: Matrix) -> tuple[int, int]:
    return len(matrix), len(matrix[0])


def _not_finite(node: Node) -> ExpressionError:
    return ExpressionError("not_finite", "this overflows or divides by zero", node.column)
