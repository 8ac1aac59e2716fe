"""Convolution and transposed convolution of one matrix by one kernel."""

from __future__ import annotations

from exgen.engine.by_hand.matrices import (
    Axes,
    Real,
    RealMatrix,
    check_size,
    framed,
    lengthened,
    on_axes,
    size_of,
    starts,
    tidy,
)


def turned_kernel(kernel: RealMatrix, flips: int, is_upright: int = 1) -> RealMatrix:
    """The kernel as it is laid on the matrix: turned by 180 degrees if it ``flips``.

    Unless it ``is_upright``, its rows and columns are exchanged.

    >>> turned_kernel(((1, 2), (3, 4)), 1), turned_kernel(((1, 2), (3, 4)), 0, 0)
    (((4, 3), (2, 1)), ((1, 3), (2, 4)))
    """
    if flips:
        kernel = tuple(row[::-1] for row in kernel[::-1])
    return kernel if is_upright else tuple(zip(*kernel, strict=True))


def padded_input(matrix: RealMatrix, padding: Axes) -> RealMatrix:
    """The matrix with ``padding`` rows and columns of zeros on each side."""
    return framed(matrix, padding)


def cross_correlation(matrix: RealMatrix, kernel: RealMatrix, bias: Real, stride: Axes, dilation: Axes) -> RealMatrix:
    """For every window the sum of the products of matrix and kernel, entry by entry, plus the bias.

    As torch.nn.functional.conv2d: the kernel is not flipped. No rows come out where no window fits.

    >>> image = ((2, 0, -1, -1), (0, 1, 0, 2), (-2, 0, 1, 1), (1, 1, 0, -1))
    >>> cross_correlation(image, ((1, -1, 1), (0, 1, 0), (1, -1, 1)), 0, 1, 1)
    ((1, 0), (-1, 4))
    """
    (height, width), (rows, columns) = size_of(matrix), size_of(kernel)
    (down, across), (row_gap, column_gap) = on_axes(stride), on_axes(dilation)
    weights = [
        (row * row_gap, column * column_gap, weight)
        for row, weights_in_row in enumerate(kernel)
        for column, weight in enumerate(weights_in_row)
    ]
    across_starts = starts(width, columns, across, column_gap)
    if not across_starts:
        return ()
    return tuple(
        tuple(
            tidy(sum((matrix[top + row][left + column] * weight for row, column, weight in weights), bias))
            for left in across_starts
        )
        for top in starts(height, rows, down, row_gap)
    )


def added_blocks(
    matrix: RealMatrix, kernel: RealMatrix, kernel_size: Axes, stride: Axes, dilation: Axes, adds: int = 1
) -> RealMatrix:
    """Every entry times the kernel, put down ``stride`` further for each row and column; overlaps are added.

    As torch.nn.functional.conv_transpose2d without padding, by its definition. Unless it ``adds``, later blocks
    overwrite earlier ones. ``kernel_size`` is there for mistakes that take it for the stride.

    >>> added_blocks(((2, 1),), ((1, -1), (0, 3)), 2, 1, 1)
    ((2, -1, -1), (0, 6, 3))
    >>> added_blocks(((2, 1),), ((1, -1), (0, 3)), 2, 1, 1, adds=0)
    ((2, 1, -1), (0, 0, 3))
    """
    del kernel_size
    (height, width), (rows, columns) = size_of(matrix), size_of(kernel)
    (down, across), (row_gap, column_gap) = on_axes(stride), on_axes(dilation)
    reached = down * (height - 1) + row_gap * (rows - 1) + 1, across * (width - 1) + column_gap * (columns - 1) + 1
    check_size(*reached)
    sums: list[list[Real]] = [[0] * reached[1] for _ in range(reached[0])]
    for top, values in enumerate(matrix):
        for left, value in enumerate(values):
            for row, weights in enumerate(kernel):
                line = sums[top * down + row * row_gap]
                for column, weight in enumerate(weights):
                    place = left * across + column * column_gap
                    line[place] = (line[place] if adds else 0) + value * weight
    return tuple(tuple(map(tidy, line)) for line in sums)


def cropped_output(matrix: RealMatrix, bias: Real, padding: Axes, output_padding: Axes) -> RealMatrix:
    """The sum of all blocks as it comes out: output padding added at its end, padding cut off, bias added.

    >>> cropped_output(((1, 2, 3), (4, 5, 6), (7, 8, 9)), 0, 1, (0, 1))
    ((5, 6),)
    >>> cropped_output(((1, 2), (3, 4)), 10, 0, 1)
    ((11, 12, 10), (13, 14, 10), (10, 10, 10))
    """
    (down, across), (height, width) = on_axes(padding), size_of(matrix)
    (more_rows, more_columns) = on_axes(output_padding)
    if height + more_rows <= 2 * down or width + more_columns <= 2 * across:
        return ()
    whole = framed(lengthened(matrix, output_padding), (-down, -across))
    return tuple(tuple(tidy(value + bias) for value in row) for row in whole) if bias else whole


def scaled(kernel: RealMatrix, factor: Real) -> RealMatrix:
    """Every entry times a factor: the block that one value of a transposed convolution puts down.

    >>> from fractions import Fraction
    >>> scaled(((1, -1), (0, 3)), Fraction(1, 3))
    ((Fraction(1, 3), Fraction(-1, 3)), (0, 1))
    """
    return tuple(tuple(tidy(factor * weight) for weight in row) for row in kernel)
