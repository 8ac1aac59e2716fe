"""Work by hand: published matrices, the definitions, one operation against another, and PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, strategies as st

from exgen.engine.by_hand.convolutions import (
    added_blocks,
    cropped_output,
    cross_correlation,
    padded_input,
    turned_kernel,
)
from exgen.engine.by_hand.matrices import LARGEST, Axes, Entry, Matrix, RealMatrix, framed, on_axes, size_of
from exgen.engine.by_hand.pooling import rectified, window_maxima, window_means
from exgen.errors import ExpressionError

IMAGE = ((2, 0, -1, -1), (0, 1, 0, 2), (-2, 0, 1, 1), (1, 1, 0, -1))
KERNEL = ((1, -1, 1), (0, 1, 0), (1, -1, 1))
SMALL = ((1, 2), (3, -1))
CORNER = ((1, 2), (0, -1))

entries = st.one_of(st.integers(-5, 5), st.fractions(-3, 3, max_denominator=6))
pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


def matrices(rows: st.SearchStrategy[int], columns: st.SearchStrategy[int]) -> st.SearchStrategy[Matrix]:
    """Matrices of whole numbers and fractions."""
    sizes = st.tuples(rows, columns)
    return sizes.flatmap(lambda size: st.tuples(*[st.tuples(*[entries] * size[1])] * size[0]))


images = matrices(st.integers(1, 5), st.integers(1, 5))
kernels = matrices(st.integers(1, 3), st.integers(1, 3))


def test_the_published_convolution_of_csci_5922() -> None:
    assert cross_correlation(IMAGE, KERNEL, 0, 1, 1) == ((1, 0), (-1, 4))


def test_the_published_transposed_convolution_of_csci_5922() -> None:
    assert added_blocks(IMAGE, KERNEL, 3, 1, 1) == (
        (2, -2, 1, 0, 0, -1),
        (0, 3, -1, 2, -3, 2),
        (0, 0, 1, 0, 2, 0),
        (1, -1, -1, 4, 0, 1),
        (-2, 3, 0, 0, -1, 1),
        (1, 0, 0, 0, 1, -1),
    )


@pytest.mark.parametrize(
    ("stride", "dilation", "bias", "expected"),
    [
        (1, 1, 0, ((1, -2, -5), (2, 0, 3), (-3, 2, 4))),
        (2, 1, 0, ((1, -5), (-3, 4))),
        ((2, 1), 1, 1, ((2, -1, -4), (-2, 3, 5))),
        # entries of every other row and column
        (1, 2, 0, ((-1, -3), (0, 6))),
        (1, (2, 1), 0, ((2 + 0 - 0, 0 - 2 - 1, -1 - 2 - 1), (0 + 2 - 1, 1 + 0 - 0, 0 + 4 + 1))),
    ],
)
def test_windows_move_by_the_stride_and_spread_by_the_dilation(
    stride: Axes, dilation: Axes, bias: int, expected: Matrix
) -> None:
    assert cross_correlation(IMAGE, CORNER, bias, stride, dilation) == expected


def test_halves_stay_halves_and_sums_become_whole() -> None:
    half = Fraction(1, 2)
    made = cross_correlation(((half, half), (1, 0)), ((1, 1),), 0, 1, 1)
    assert made == ((1,), (1,))
    assert {type(value) for row in made for value in row} == {int}
    assert cross_correlation(((half,),), ((half,),), 0, 1, 1) == ((Fraction(1, 4),),)


def test_nothing_comes_out_where_no_window_fits() -> None:
    assert cross_correlation(SMALL, KERNEL, 0, 1, 1) == ()
    assert window_maxima(SMALL, 3, 1, 0, 1) == ()
    assert window_means((), 2, 2, 0, 1) == ()
    assert cropped_output(SMALL, 0, 1, 0) == ()


def test_a_flipped_kernel_is_turned_and_a_lying_one_is_transposed() -> None:
    assert turned_kernel(((1, 2, 3), (4, 5, 6)), 1) == ((6, 5, 4), (3, 2, 1))
    assert turned_kernel(((1, 2, 3), (4, 5, 6)), 0, 0) == ((1, 4), (2, 5), (3, 6))


@given(images, kernels, pairs, pairs)
def test_a_transposed_convolution_scatters_the_kernel(
    image: Matrix, kernel: Matrix, stride: tuple[int, int], dilation: tuple[int, int]
) -> None:
    places: dict[tuple[int, int], Entry] = {}
    for (top, values), (row, weights) in product(enumerate(image), enumerate(kernel)):
        for (left, value), (column, weight) in product(enumerate(values), enumerate(weights)):
            place = top * stride[0] + row * dilation[0], left * stride[1] + column * dilation[1]
            places[place] = places.get(place, 0) + value * weight
    height, width = max(row for row, _ in places) + 1, max(column for _, column in places) + 1
    scattered = tuple(tuple(places.get((row, column), 0) for column in range(width)) for row in range(height))
    assert added_blocks(image, kernel, size_of(kernel), stride, dilation) == scattered


@given(images, kernels, pairs, pairs, st.integers(0, 2), st.data())
def test_a_transposed_convolution_is_the_transpose_of_the_convolution(
    image: Matrix, kernel: Matrix, stride: tuple[int, int], dilation: tuple[int, int], padding: int, data: st.DataObject
) -> None:
    more = tuple(data.draw(st.integers(0, step - 1)) for step in stride)
    blocks = added_blocks(image, kernel, size_of(kernel), stride, dilation)
    output = cropped_output(blocks, 0, padding, more)
    if not output:
        return
    # <C x, y> = <x, C^T y> for every x with a single 1
    for row, column in product(*map(range, size_of(output))):
        unit = tuple(
            tuple(int((row, column) == (above, beside)) for beside in range(len(output[0])))
            for above in range(len(output))
        )
        there = cross_correlation(padded_input(unit, padding), kernel, 0, stride, dilation)
        assert size_of(there) == size_of(image)
        assert output[row][column] == sum(
            left * right
            for ours, theirs in zip(there, image, strict=True)
            for left, right in zip(ours, theirs, strict=True)
        )


def test_later_blocks_overwrite_unless_they_are_added() -> None:
    assert added_blocks(SMALL, CORNER, 2, 1, 1) == ((1, 4, 4), (3, 4, -4), (0, -3, 1))
    assert added_blocks(SMALL, CORNER, 2, 1, 1, adds=0) == ((1, 2, 4), (3, -1, -2), (0, 0, 1))


def test_padding_is_taken_off_and_output_padding_put_on_at_the_end() -> None:
    nine = ((1, 2, 3), (4, 5, 6), (7, 8, 9))
    assert cropped_output(nine, 0, 1, 0) == ((5,),)
    # what output padding keeps are values that padding would take off, and zeros beyond them
    assert cropped_output(nine, 0, 1, 1) == ((5, 6), (8, 9))
    assert cropped_output(nine, 1, (1, 0), (2, 1)) == ((5, 6, 7, 1), (8, 9, 10, 1), (1, 1, 1, 1))


@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "dilation", "largest"),
    [
        (2, 2, 0, 1, ((2, 2), (1, 1))),
        (2, 1, 0, 1, ((2, 1, 2), (1, 1, 2), (1, 1, 1))),
        ((1, 2), (2, 2), 0, 1, ((2, -1), (0, 1))),
        (2, 2, 1, 1, ((2, 0, -1), (0, 1, 2), (1, 1, -1))),
        (2, 1, 0, 2, ((2, 1), (1, 2))),
    ],
)
def test_max_pooling_takes_the_largest_value_of_every_window(
    kernel: Axes, stride: Axes, padding: Axes, dilation: Axes, largest: Matrix
) -> None:
    assert window_maxima(IMAGE, kernel, stride, padding, dilation) == largest


def test_padding_never_wins_and_zeros_would() -> None:
    below = ((-1, -2), (-3, -4))
    assert window_maxima(below, 2, 2, 1, 1) == below
    assert window_maxima(below, 2, 2, 1, 1, is_infinite=0) == ((0, 0), (0, 0))
    assert window_maxima(below, 2, 2, 0, 1, is_infinite=0) == ((-1,),)


def test_a_window_of_padding_alone_has_no_value() -> None:
    with pytest.raises(ExpressionError, match="nothing but padding"):
        window_maxima(((5,),), 2, 1, 1, 2)
    with pytest.raises(ExpressionError, match="nothing but padding"):
        window_means(((5,),), 1, 1, 1, 0)


def test_zeros_of_the_padding_count_for_the_mean_or_do_not() -> None:
    four = ((1, 2), (3, 4))
    assert window_means(four, 2, 2, 1, 1) == ((Fraction(1, 4), Fraction(1, 2)), (Fraction(3, 4), 1))
    assert window_means(four, 2, 2, 1, 0) == four
    assert window_means(four, 2, 2, 0, 1) == ((Fraction(5, 2),),)
    assert window_means(four, 2, 2, 0, 1, divides=0) == ((10,),)
    assert window_means(four, 2, 2, 0, 1, is_mean=0) == ((4,),)


def test_relu_cuts_negative_values_off() -> None:
    assert rectified(((1, -2), (Fraction(-1, 2), 0))) == ((1, 0), (0, 0))
    assert rectified(((1, -2),), 0) == ((1, -2),)


def test_half_a_row_of_padding_has_no_value() -> None:
    with pytest.raises(ExpressionError, match="whole rows"):
        padded_input(SMALL, (Fraction(1, 2), 1))  # type: ignore[arg-type]  # what a mistake makes of an odd padding


def test_nobody_works_out_a_matrix_that_fills_a_page() -> None:
    assert size_of(framed(SMALL, LARGEST // 2 - 1)) == (LARGEST, LARGEST)
    too_large: tuple[tuple[Callable[..., RealMatrix], tuple[object, ...]], ...] = (
        (framed, (SMALL, LARGEST // 2)),
        (added_blocks, (SMALL, KERNEL, 3, LARGEST, 1)),
        (cropped_output, (SMALL, 0, 0, LARGEST)),
        (window_maxima, (SMALL, LARGEST, 1, LARGEST // 2, 1)),
    )
    for function, arguments in too_large:
        with pytest.raises(ExpressionError, match="too many to work out by hand"):
            function(*arguments)


@pytest.mark.torch
@pytest.mark.parametrize("stride", [1, 2, (2, 1)])
@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize("dilation", [1, 2])
def test_pytorch_finds_the_same(stride: int, padding: int, dilation: int) -> None:
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    image = ((1, 4, -2, 0, 3), (2, -1, 5, 1, 0), (0, 3, -4, 2, 2), (1, 1, 0, -3, 6), (2, 0, 1, -1, 4))
    kernel = ((1, -2), (3, 1))
    x, w, b = (torch.tensor(values, dtype=torch.float64) for values in ([[image]], [[kernel]], [2]))

    def agrees(ours: RealMatrix, theirs: object) -> None:
        assert torch.allclose(
            torch.tensor([[[float(v) for v in row] for row in ours]], dtype=torch.float64)[None], theirs
        )

    window = {"stride": stride, "padding": padding, "dilation": dilation}
    ours = cross_correlation(padded_input(image, padding), kernel, 2, stride, dilation)
    agrees(ours, functional.conv2d(x, w, b, **window))
    more = tuple(step - 1 for step in on_axes(stride))
    blocks = added_blocks(image, kernel, 2, stride, dilation)
    theirs = functional.conv_transpose2d(x, w, b, output_padding=more, **window)
    agrees(cropped_output(blocks, 2, padding, more), theirs)
    agrees(window_maxima(image, 2, stride, padding, dilation), functional.max_pool2d(x, 2, **window))
    for counts in (0, 1):
        theirs = functional.avg_pool2d(x, 2, stride=stride, padding=padding, count_include_pad=bool(counts))
        agrees(window_means(image, 2, stride, padding, counts), theirs)
