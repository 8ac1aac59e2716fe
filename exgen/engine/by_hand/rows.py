"""Dense layers: rows of features, one for each example, and how gradients go back through them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from exgen.engine.by_hand.channels import Biases, bias_of
from exgen.engine.by_hand.matrices import Real, RealMatrix, size_of, tidy
from exgen.engine.by_hand.tensors import MATRIX_AXES, axes_of, entries_of
from exgen.errors import ExpressionError


def flattened(tensor: Any, keeps_order: int = 1) -> RealMatrix:
    """All entries in one row: channel by channel, in each row by row; unless it ``keeps_order``, column by column.

    Rows of features stay as they are.

    >>> flattened((((1, 2), (3, 4)), ((5, 6), (7, 8)))), flattened((((1, 2), (3, 4)),), 0)
    (((1, 2, 3, 4, 5, 6, 7, 8),), ((1, 3, 2, 4),))
    """
    if axes_of(tensor) == MATRIX_AXES:
        rows: RealMatrix = tensor
        return rows
    if not keeps_order:
        tensor = tuple([tuple(zip(*matrix, strict=True)) for matrix in tensor])
    return (tuple(entries_of(tensor)),)


def unflattened(gradient: RealMatrix, tensor: Any) -> Any:
    """The gradient's row in the form of what was flattened.

    >>> unflattened(((1, 2, 3, 4),), (((0, 0), (0, 0)),))
    (((1, 2), (3, 4)),)
    """
    entries = list(entries_of(gradient))
    if len(entries) != len(list(entries_of(tensor))):
        raise ExpressionError("unlike_sizes", "the gradient does not have as many entries as were flattened")
    waiting = iter(entries)

    def filled(part: Any) -> Any:
        return tuple([filled(inner) for inner in part]) if isinstance(part, tuple) else next(waiting)

    return filled(tensor)


def transposed(matrix: RealMatrix) -> RealMatrix:
    """Rows become columns."""
    return tuple(zip(*matrix, strict=True))


def product_of(one: RealMatrix, other: RealMatrix) -> RealMatrix:
    """The matrix product; raises ExpressionError where the inner sizes differ.

    >>> product_of(((1, 2),), ((3,), (4,)))
    ((11,),)
    """
    if size_of(one)[1] != len(other):
        text = f"{' x '.join(map(str, size_of(one)))} times {' x '.join(map(str, size_of(other)))} is no product"
        raise ExpressionError("unlike_sizes", text)
    columns = transposed(other)
    return tuple(tuple(tidy(_dot(row, column)) for column in columns) for row in one)


def _dot(one: tuple[Real, ...], other: tuple[Real, ...]) -> Real:
    return sum(mine * theirs for mine, theirs in zip(one, other, strict=True))


def dense(rows: RealMatrix, weight: RealMatrix, biases: Biases, is_transposed: int = 1) -> RealMatrix:
    """A dense layer on every row: x W^T + b, as torch.nn.functional.linear; x W unless it ``is_transposed``.

    >>> dense(((1, 2),), ((3, 4), (0, 1), (1, 1)), (0, 0, 10))
    ((11, 2, 13),)
    """
    products = product_of(rows, transposed(weight) if is_transposed else weight)
    return tuple(tuple(tidy(value + bias_of(biases, place)) for place, value in enumerate(row)) for row in products)


def dense_input_gradient(gradient: RealMatrix, weight: RealMatrix, is_plain: int = 1) -> RealMatrix:
    """The gradient with respect to what goes into a dense layer: G W; G W^T unless it ``is_plain``."""
    return product_of(gradient, weight if is_plain else transposed(weight))


def dense_weight_gradient(rows: RealMatrix, gradient: RealMatrix, is_upright: int = 1) -> RealMatrix:
    """The gradient with respect to the weights: G^T X, summed over the rows; X^T G unless it ``is_upright``.

    >>> dense_weight_gradient(((1, 2),), ((3, 4),))
    ((3, 6), (4, 8))
    """
    made = product_of(transposed(gradient), rows)
    return made if is_upright else transposed(made)


def column_sums(gradient: RealMatrix, adds: int = 1) -> RealMatrix:
    """The gradient with respect to the biases, as a row: the sum of each column; the mean unless it ``adds``.

    >>> column_sums(((1, 2), (3, 5)))
    ((4, 7),)
    """
    share = 1 if adds else Fraction(1, len(gradient))
    return (tuple([tidy(sum(column) * share) for column in transposed(gradient)]),)
