"""Pooling: the largest value or the mean of every window, and ReLU, which picks value by value."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import prod
from typing import TypeAlias

from exgen.engine.by_hand.matrices import Axes, Real, RealMatrix, check_size, on_axes, size_of, starts, tidy
from exgen.errors import ExpressionError

Place: TypeAlias = tuple[int, int]
"""A row and a column, from 0."""

Window: TypeAlias = "list[Real]"
"""The values of the matrix that a window holds, row by row; those over padding are left out."""


def windows(matrix: RealMatrix, kernel: Axes, stride: Axes, padding: Axes, dilation: Axes) -> list[list[Window]]:
    """The window of every entry that comes out.

    >>> windows(((1, 2), (3, 4)), (2, 1), 1, (1, 0), 1)
    [[[1], [2]], [[1, 3], [2, 4]], [[3], [4]]]
    """
    letters = zip(size_of(matrix), *map(on_axes, (kernel, stride, padding, dilation)), strict=True)
    vertical, horizontal = [tap_places(*axis) for axis in letters]
    if not horizontal:
        return []
    return [
        [[matrix[row][column] for row, column in product(rows, columns)] for columns in horizontal] for rows in vertical
    ]


def tap_places(size: int, kernel: int, stride: int, padding: int, dilation: int) -> list[list[int]]:
    """For every window on one axis where in the matrix its entries stand, those on padding left out."""
    check_size(size + 2 * padding, 1)
    return [
        [place for place in range(start - padding, start - padding + kernel * dilation, dilation) if 0 <= place < size]
        for start in starts(size + 2 * padding, kernel, stride, dilation)
    ]


def window_maxima(
    matrix: RealMatrix,
    kernel: Axes,
    stride: Axes,
    padding: Axes,
    dilation: Axes,
    is_infinite: int = 1,
    is_maximum: int = 1,
) -> RealMatrix:
    """The largest value of every window; padding never wins, as if it were minus infinity.

    As torch.nn.functional.max_pool2d. Unless padding is ``is_infinite``, its zeros may win. Unless ``is_maximum``,
    the mean is taken.

    >>> window_maxima(((-1, -2), (-3, -4)), 2, 2, 1, 1), window_maxima(((-1, -2), (-3, -4)), 2, 2, 1, 1, 0)
    (((-1, -2), (-3, -4)), ((0, 0), (0, 0)))
    """
    if not is_maximum:
        return window_means(matrix, kernel, stride, padding, 1, dilation=dilation)
    full = prod(on_axes(kernel))

    def largest(window: Window) -> Real:
        if not is_infinite and len(window) < full:
            return max([0, *window])
        if not window:
            raise ExpressionError("only_padding", "a window of the pooling holds nothing but padding")
        return max(window)

    return _over_windows(largest, matrix, kernel, stride, padding, dilation)


def window_means(
    matrix: RealMatrix,
    kernel: Axes,
    stride: Axes,
    padding: Axes,
    counts_padding: int,
    divides: int = 1,
    is_mean: int = 1,
    dilation: Axes = 1,
) -> RealMatrix:
    """The mean of every window; the zeros of the padding count unless ``counts_padding`` is 0.

    As torch.nn.functional.avg_pool2d. Unless it ``divides``, the sum is taken; unless ``is_mean``, the largest value.

    >>> window_means(((1, 2), (3, 4)), 2, 2, 0, 1), window_means(((1, 2), (3, 4)), 2, 2, 1, 1)
    (((Fraction(5, 2),),), ((Fraction(1, 4), Fraction(1, 2)), (Fraction(3, 4), 1)))
    >>> window_means(((1, 2), (3, 4)), 2, 2, 1, 0)
    ((1, 2), (3, 4))
    """
    if not is_mean:
        return window_maxima(matrix, kernel, stride, padding, dilation)
    full = prod(on_axes(kernel))

    def mean(window: Window) -> Real:
        count = full if counts_padding else len(window)
        if not count:
            raise ExpressionError("only_padding", "a window of the pooling holds nothing but padding")
        return tidy(sum(window) * (Fraction(1, count) if divides else 1))

    return _over_windows(mean, matrix, kernel, stride, padding, dilation)


def _over_windows(
    picked: Callable[[Window], Real], matrix: RealMatrix, kernel: Axes, stride: Axes, padding: Axes, dilation: Axes
) -> RealMatrix:
    found = windows(matrix, kernel, stride, padding, dilation)
    return tuple(tuple(picked(window) for window in row) for row in found)


def rectified(matrix: RealMatrix, cuts: int = 1) -> RealMatrix:
    """ReLU: every negative value becomes 0; unless it ``cuts``, all stay.

    >>> rectified(((1, -2), (0, 4)))
    ((1, 0), (0, 4))
    """
    return tuple(tuple(max(0, value) for value in row) for row in matrix) if cuts else matrix
