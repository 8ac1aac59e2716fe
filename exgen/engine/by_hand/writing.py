"""How work by hand is written down: one or two entries as sums of products, then the whole matrix, in LaTeX."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exgen.engine.by_hand.channels import Biases, bias_of, read_channels
from exgen.engine.by_hand.convolutions import scaled
from exgen.engine.by_hand.matrices import Axes, RealMatrix, framed, on_axes
from exgen.engine.by_hand.notation import (
    MOST_MATRICES,
    equals,
    firsts,
    latex,
    number,
    place,
    product_of_two,
    sum_of,
    term,
    whole,
)
from exgen.engine.by_hand.pooling import windows
from exgen.engine.by_hand.tensors import Kernels, Stack
from exgen.engine.wording import said
from exgen.engine.written import Written


def written_kernel(value: Kernels, kernels: Kernels, *_: object) -> Iterator[Written]:
    """The kernels as they are laid on the matrix, if that is not as they are given."""
    if value != kernels:
        yield from whole(said("kernel_turned"), value)


def written_padded(value: Stack, *_: object) -> Iterator[Written]:
    """The padded matrix."""
    yield from whole(said("padded_input"), value)


def written_correlation(
    value: Stack, stack: Stack, kernels: Kernels, biases: Biases, stride: Axes, dilation: Axes
) -> Iterator[Written]:
    """Two entries of the first channel and one of each other as sums of products over all that is read, then all."""
    (down, across), (row_gap, column_gap) = on_axes(stride), on_axes(dilation)
    for name, output, top, left in firsts(value):
        bias = bias_of(biases, output)
        products = [
            product_of_two(stack[channel][top * down + row * row_gap][left * across + column * column_gap], weight)
            for channel, kernel in zip(read_channels(kernels, len(stack), output), kernels[output], strict=True)
            for row, weights in enumerate(kernel)
            for column, weight in enumerate(weights)
        ]
        total = sum_of([*products, *([term(bias)] if bias != 0 else [])])
        result = value[output][top][left]
        yield Written(place(top, left, channel=name), f"{total} {equals(result)} {number(result)}")
    yield from whole(said("output"), value)


def written_blocks(
    value: Stack, stack: Stack, kernels: Kernels, kernel_size: Axes, stride: Axes, dilation: Axes, adds: int
) -> Iterator[Written]:
    """The first block, for each output channel the entry where most products meet, then the sums of all blocks."""
    del kernel_size, adds
    kernel, first = kernels[0][0], stack[0][0][0]
    block = f"{number(first)} \\cdot {latex(kernel)} = {latex(scaled(kernel, first))}"
    several = len(stack) > 1
    yield Written(said("first_block_of_channel" if several else "first_block"), block)
    steps = on_axes(stride), on_axes(dilation)
    for output, matrix in enumerate(value[:MOST_MATRICES]):
        met = [_meeting(given, kernels[inside][output], *steps) for inside, given in enumerate(stack)]
        row, column = max(met[0], key=lambda place: len(met[0][place]))
        products = [product for places in met for product in places[row, column]]
        if len(products) > 1:
            channel = said("channel", number=output + 1) if len(value) > 1 else ""
            there = {"row": row + 1, "column": column + 1, "number": len(products)}
            if channel:
                phrase = "products_added_in_channel" if several else "blocks_overlap_in_channel"
                name = said(phrase, channel=channel, **there)
            else:
                name = said("products_added" if several else "blocks_overlap", **there)
            yield Written(name, f"{sum_of(products)} = {number(matrix[row][column])}")
    yield from whole(said("blocks_added"), value)


def _meeting(
    matrix: RealMatrix, kernel: RealMatrix, stride: tuple[int, int], dilation: tuple[int, int]
) -> dict[tuple[int, int], list[str]]:
    """For every place of the sum the products that blocks put there, row by row."""
    found: dict[tuple[int, int], list[str]] = {}
    for top, values in enumerate(matrix):
        for left, value in enumerate(values):
            for row, weights in enumerate(kernel):
                for column, weight in enumerate(weights):
                    there = top * stride[0] + row * dilation[0], left * stride[1] + column * dilation[1]
                    found.setdefault(there, []).append(product_of_two(value, weight))
    return dict(sorted(found.items()))


def written_cropped(
    value: Stack, stack: Stack, biases: Biases, padding: Axes, output_padding: Axes
) -> Iterator[Written]:
    """What is put on and taken off, in words, and the matrix that comes out."""
    del stack
    steps = []
    if any(on_axes(output_padding)):
        steps.append(said("output_padding_added"))
    if any(on_axes(padding)):
        steps.append(said("padding_taken_off"))
    added = biases if isinstance(biases, tuple) else (biases,)
    if any(added):
        steps.append(said("bias_added", bias=f"${number(added[0])}$") if len(added) == 1 else said("biases_added"))
    yield from whole(said("output_with", steps=said("comma").join(steps)), value)


def written_maxima(
    value: Stack, stack: Stack, kernel: Axes, stride: Axes, padding: Axes, dilation: Axes, *_: int
) -> Iterator[Written]:
    """The largest values of two windows of the first channel and of one of each other, then all of them."""
    for name, channel, row, column in firsts(value):
        found = windows(stack[channel], kernel, stride, padding, dilation)
        listed, result = ", ".join(map(number, found[row][column])), value[channel][row][column]
        yield Written(place(row, column, channel=name), f"\\max({listed}) {equals(result)} {number(result)}")
    yield from whole(said("output"), value)


def written_means(
    value: Stack, stack: Stack, kernel: Axes, stride: Axes, padding: Axes, counts_padding: int, *_: int
) -> Iterator[Written]:
    """The means of two windows of the first channel and of one of each other, then all of them."""
    rows, columns = on_axes(kernel)
    for name, channel, row, column in firsts(value):
        # zeros that count are written too
        found = (
            windows(framed(stack[channel], padding), kernel, stride, 0, 1)
            if counts_padding
            else windows(stack[channel], kernel, stride, padding, 1)
        )
        window, result = found[row][column], value[channel][row][column]
        total = sum_of([term(entry) for entry in window])
        count = rows * columns if counts_padding else len(window)
        line = f"\\frac{{{total}}}{{{count}}} {equals(result)} {number(result)}"
        yield Written(place(row, column, channel=name), line)
    yield from whole(said("output"), value)


def written_rectified(value: Any, *_: object) -> Iterator[Written]:
    """The matrix without its negative values."""
    yield from whole(said("rectified"), value)


def written_flattened(value: RealMatrix, *_: object) -> Iterator[Written]:
    """All values in a row."""
    yield Written(said("flattened"), latex(value))


def written_dense(
    value: RealMatrix, rows: RealMatrix, weight: RealMatrix, biases: Biases, *_: object
) -> Iterator[Written]:
    """The first two features as sums of products, then the whole."""
    for name, _number, row, column in firsts(value):
        bias, result = bias_of(biases, column), value[row][column]
        products = [product_of_two(one, other) for one, other in zip(rows[row], weight[column], strict=True)]
        total = sum_of([*products, *([term(bias)] if bias != 0 else [])])
        yield Written(place(row, column, channel=name), f"{total} {equals(result)} {number(result)}")
    yield from whole(said("output"), value)
