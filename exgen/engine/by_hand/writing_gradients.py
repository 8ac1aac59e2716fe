"""How gradients by hand are written down: where each entry comes from for the first ones, then the whole matrix."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from exgen.engine.by_hand.channels import read_channels
from exgen.engine.by_hand.gradients import largest_places, met_windows
from exgen.engine.by_hand.matrices import Axes, RealMatrix, on_axes
from exgen.engine.by_hand.notation import (
    MOST_MATRICES,
    equals,
    firsts,
    latex,
    latex_fixed,
    matrices_in,
    number,
    of_matrix,
    place,
    product_of_two,
    sum_of,
    term,
    whole,
)
from exgen.engine.by_hand.tensors import Kernels, Stack, entries_of, stacked
from exgen.engine.wording import joined, said
from exgen.engine.written import Written


def written_spread(value: Stack, gradient: Stack, image: Stack, *letters: Any) -> Iterator[Written]:
    """The gradient with the zeros put in, and how many they are."""
    del image
    if value == gradient:
        return
    kernel, stride, padding, dilation = map(on_axes, letters[:4])
    steps = []
    if max(stride) > 1:
        steps.append(said("zeros_between", zeros=_zeros([step - 1 for step in stride])))
    around = [gap * (size - 1) - border for size, border, gap in zip(kernel, padding, dilation, strict=True)]
    if max(around) > 0:
        steps.append(said("zeros_in_front", zeros=_zeros(around)))
    yield from whole(said("gradient_with", steps=joined(steps) or said("border_off")), value)


def _zeros(counts: list[int]) -> str:
    """So many zeros, or so many on each axis."""
    if counts[0] != counts[1]:
        return said("rows_of_zeros", rows=counts[0], columns=counts[1])
    return said("one_zero") if counts[0] == 1 else said("zeros", number=counts[0])


def written_turned_back(value: Kernels, *_: object) -> Iterator[Written]:
    """The turned kernels."""
    yield from whole(said("kernel_turned_back"), value)


def written_input_gradient(
    value: Stack, spread: Stack, kernels: Kernels, image: Stack, dilation: Axes
) -> Iterator[Written]:
    """Two entries of the first channel and one of each other as sums of products over all outputs that read it."""
    row_gap, column_gap = on_axes(dilation)
    for name, channel, top, left in firsts(value):
        products = [
            product_of_two(spread[output][top + row * row_gap][left + column * column_gap], weight)
            for output in range(len(kernels))
            if channel in (read := read_channels(kernels, len(image), output))
            for row, weights in enumerate(kernels[output][channel - read.start])
            for column, weight in enumerate(weights)
        ]
        result = value[channel][top][left]
        line = f"{sum_of(products)} {equals(result)} {number(result)}"
        yield Written(place(top, left, "input_value_gradient", name), line)
    yield from whole(said("of_input"), value)


def written_weight_gradient(
    value: Kernels, padded: Stack, gradient: Stack, kernel_size: Axes, stride: Axes, dilation: Axes, groups: int
) -> Iterator[Written]:
    """Two entries of the first kernel and one of each other: the gradient times the values that met the weight."""
    del kernel_size
    (down, across), (row_gap, column_gap) = on_axes(stride), on_axes(dilation)
    width = len(value[0])
    for name, kernel, row, column in firsts(value):
        output, inside = divmod(kernel, width)
        given = padded[output // (len(gradient) // groups) * width + inside]
        products = [
            product_of_two(slope, given[top * down + row * row_gap][left * across + column * column_gap])
            for top, slopes in enumerate(gradient[output])
            for left, slope in enumerate(slopes)
        ]
        result = value[output][inside][row][column]
        line = f"{sum_of(products)} {equals(result)} {number(result)}"
        yield Written(place(row, column, "weight_gradient", name), line)
    yield from whole(said("of_weights"), value)


def written_channel_sums(value: RealMatrix, gradient: Any, *_: object) -> Iterator[Written]:
    """Each channel's gradient added up."""
    for index, (matrix, total) in enumerate(zip(stacked(gradient), value[0], strict=True), 1):
        title = said("of_bias_of_channel", number=index) if len(value[0]) > 1 else said("of_bias")
        yield Written(title, f"{sum_of([term(entry) for entry in entries_of(matrix)])} {equals(total)} {number(total)}")


def written_routed(
    value: Any,
    tensor: Any,
    gradient: Any,
    kernel: Axes,
    stride: Axes,
    padding: Axes,
    dilation: Axes,
    is_first: int,
    *_: int,
) -> Iterator[Written]:
    """Which entry was the largest of a window and so gets the gradient, ties said; then all of them.

    Of the first channel two windows are told, of each other one.
    """
    ties = ("gradient_routed_to_all", "gradient_routed_to_first", "gradient_routed_in_shares")
    pairs = zip(stacked(tensor), stacked(gradient), strict=True)
    several = len(stacked(tensor)) > 1
    for index, (matrix, slopes) in enumerate(islice(pairs, MOST_MATRICES)):
        channel = said("channel", number=index + 1) if several else ""
        met = met_windows(matrix, slopes, kernel, stride, padding, dilation)
        for out, places in islice(met, 1 if index else 2):
            winners = largest_places(matrix, places)
            row, column = winners[0]
            listed = ", ".join(number(matrix[one][other]) for one, other in places)
            largest = f"\\max({listed}) = {number(matrix[row][column])}"
            slope = number(slopes[out[0]][out[1]])
            phrase = ties[is_first] if len(winners) > 1 else "gradient_routed"
            title = of_matrix(said(phrase, gradient=slope, row=row + 1, column=column + 1), channel)
            in_words = place(row, column, "gradient_goes_to", channel)
            yield Written(in_words if "\\" in slope else title, largest)
    yield from whole(said("of_input"), value)


def written_shared(
    value: Any, tensor: Any, gradient: Any, kernel: Axes, stride: Axes, padding: Axes, counts_padding: int, *_: int
) -> Iterator[Written]:
    """The share of the first window's entries, then all of them."""
    matrix, slopes = stacked(tensor)[0], stacked(gradient)[0]
    rows, columns = on_axes(kernel)
    for out, places in list(met_windows(matrix, slopes, kernel, stride, padding, 1))[:1]:
        count = rows * columns if counts_padding else len(places)
        slope = slopes[out[0]][out[1]]
        yield Written(said("share_of_values"), f"\\frac{{{number(slope)}}}{{{count}}}")
    yield from whole(said("of_input"), value)


def written_passed(value: Any, tensor: Any, gradient: Any, cuts: int, halves: int) -> Iterator[Written]:
    """The gradient that gets through."""
    del tensor, gradient, cuts
    phrases = ("passed_where_positive", "half_passed_at_zero", "passed_at_zero")
    yield from whole(said(phrases[halves]), value)


def written_unflattened(value: Any, *_: object) -> Iterator[Written]:
    """The gradient in the form of what was flattened."""
    yield from whole(said("in_rows_again"), value)


def written_dense_input(value: RealMatrix, gradient: RealMatrix, weight: RealMatrix, *_: object) -> Iterator[Written]:
    """The product of matrices."""
    yield Written(
        said("of_input_as", formula="$G W$"), f"{latex(gradient)} {latex(weight)} {equals(value)} {latex(value)}"
    )


def written_dense_weight(value: RealMatrix, rows: RealMatrix, gradient: RealMatrix, *_: object) -> Iterator[Written]:
    """The product of matrices."""
    product = f"{latex(gradient)}^T {latex(rows)}"
    yield Written(said("of_weights_as", formula="$G^T X$"), f"{product} {equals(value)} {latex(value)}")


def written_column_sums(value: RealMatrix, gradient: RealMatrix, *_: object) -> Iterator[Written]:
    """The sums of the columns."""
    yield Written(said("column_sums", formula=f"$G = {latex(gradient)}$"), latex(value))


def written_rounded(value: Any, tensor: Any, decimals: int) -> Iterator[Written]:
    """What is printed in the end."""
    if value != tensor:
        for channel, matrix in matrices_in(value):
            yield Written(of_matrix(said("rounded", decimals=decimals), channel), latex_fixed(matrix, decimals))
