"""Convolution as a product of matrices: the input unfolded (im2col), or the kernels spread out (Toeplitz)."""

from __future__ import annotations

from itertools import product

from exgen.engine.by_hand.channels import read_channels
from exgen.engine.by_hand.matrices import Axes, Real, RealMatrix, check_size, on_axes, size_of, starts
from exgen.engine.by_hand.rows import transposed
from exgen.engine.by_hand.tensors import Kernels, Stack


def unfolded(
    padded: Stack, kernel_size: Axes, stride: Axes, dilation: Axes, in_columns: int = 1, by_rows: int = 1
) -> RealMatrix:
    """The values under the kernel, a column for each of its positions: channel by channel, in each row by row.

    As torch.nn.functional.unfold. Unless ``in_columns``, a row for each position; unless ``by_rows``, each window is
    read column by column.

    >>> unfolded((((1, 2, 3), (4, 5, 6)),), (2, 2), 1, 1)
    ((1, 2), (2, 3), (4, 5), (5, 6))
    """
    (height, width), (rows, columns) = size_of(padded[0]), on_axes(kernel_size)
    (down, across), (row_gap, column_gap) = on_axes(stride), on_axes(dilation)
    positions = list(product(starts(height, rows, down, row_gap), starts(width, columns, across, column_gap)))
    taps = list(product(range(rows), range(columns)))
    if not by_rows:
        taps.sort(key=lambda tap: (tap[1], tap[0]))
    check_size(len(padded) * len(taps), len(positions))
    made = tuple(
        tuple(matrix[top + row * row_gap][left + column * column_gap] for top, left in positions)
        for matrix in padded
        for row, column in taps
    )
    return made if in_columns else transposed(made)


def toeplitz(
    kernels: Kernels, image: Stack, stride: Axes, padding: Axes, dilation: Axes, is_upright: int = 1, skips: int = 1
) -> RealMatrix:
    """The matrix that makes of the flattened input the flattened output: a row for each output value.

    The input is taken without its padding, whose columns would meet zeros only. Unless it ``is_upright``, the
    transpose; unless it ``skips``, the weights of a row stand side by side, without the zeros for the values that the
    kernel leaves out where it goes on to the next row of the input.

    >>> toeplitz((((((1, 2),),)),), (((0, 0, 0),),), 1, 0, 1)
    ((1, 2, 0), (0, 1, 2))
    """
    (height, width), (rows, columns) = size_of(image[0]), size_of(kernels[0][0])
    (down, across), (above, beside) = on_axes(stride), on_axes(padding)
    row_gap, column_gap = on_axes(dilation)
    tops = starts(height + 2 * above, rows, down, row_gap)
    lefts = starts(width + 2 * beside, columns, across, column_gap)
    check_size(len(kernels) * len(tops) * len(lefts), len(image) * height * width)
    made = []
    for output, top, left in product(range(len(kernels)), tops, lefts):
        line: list[Real] = [0] * (len(image) * height * width)
        read = read_channels(kernels, len(image), output)
        for place, (channel, row, column) in enumerate(product(read, range(rows), range(columns))):
            there = top - above + row * row_gap, left - beside + column * column_gap
            if 0 <= there[0] < height and 0 <= there[1] < width:
                start = (channel * height + there[0]) * width + there[1]
                if not skips:
                    start = (top * width + left + place) % len(line)
                line[start] = kernels[output][channel - read.start][row][column]
        made.append(tuple(line))
    return tuple(made) if is_upright else transposed(tuple(made))
