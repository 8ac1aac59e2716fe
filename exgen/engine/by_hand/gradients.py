"""How gradients go back through layers that work on channels: convolutions, pooling, ReLU.

``gradient`` is that of the loss with respect to what the layer puts out, entry by entry; what comes back is that with
respect to what went in, or to what the layer has learned. Sources: Dumoulin & Visin (2016), chapter 4, for the full
convolution; ``torch.autograd`` for ties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import reduce
from itertools import product
from math import prod
from typing import Any, NamedTuple

from exgen.engine.by_hand.channels import read_channels
from exgen.engine.by_hand.convolutions import cross_correlation, turned_kernel
from exgen.engine.by_hand.matrices import Axes, Real, RealMatrix, check_size, on_axes, size_of, tidy
from exgen.engine.by_hand.pooling import Place, tap_places
from exgen.engine.by_hand.tensors import MATRIX_AXES, Kernels, Stack, axes_of, entries_of, on_matrices, paired, plus
from exgen.errors import ExpressionError


def turned_back(kernels: Kernels, turns: int = 1) -> Kernels:
    """The kernels, each turned by 180 degrees, as gradients go back through them; as they are unless it ``turns``."""
    turned: Kernels = on_matrices(turned_kernel)(kernels, turns)
    return turned


def spread_gradient(
    gradient: Stack,
    image: Stack,
    kernel_size: Axes,
    stride: Axes,
    padding: Axes,
    dilation: Axes,
    spreads: int = 1,
    is_full: int = 1,
) -> Stack:
    """The gradient with S - 1 zeros between its entries, and zeros around it, over which the turned kernel then moves.

    D(K - 1) - P zeros stand in front, and so many behind that the size of the input comes out. Unless it ``spreads``,
    nothing stands between the entries; unless it ``is_full``, nothing around them.

    >>> spread_gradient((((1, 2),),), (((0, 0, 0, 0),),), (1, 2), (1, 2), 0, 1)
    (((0, 1, 0, 2, 0),),)
    """
    sizes = zip(size_of(image[0]), *map(on_axes, (kernel_size, stride, padding, dilation)), strict=True)
    taken: list[list[int | None]] = []
    for (size, kernel, step, border, gap), length in zip(sizes, size_of(gradient[0]), strict=True):
        step_taken = step if spreads else 1
        front = gap * (kernel - 1) - border
        behind = size + border - step * (length - 1) - 1 if spreads else front
        inside = [place // step_taken if place % step_taken == 0 else None for place in range(step_taken * length)]
        inside = inside[: step_taken * (length - 1) + 1]
        taken.append(_with_zeros(_with_zeros(inside, front)[::-1], behind)[::-1] if is_full else inside)
    check_size(*map(len, taken))
    rows, columns = taken
    return tuple(
        tuple(tuple(0 if row is None or column is None else matrix[row][column] for column in columns) for row in rows)
        for matrix in gradient
    )


def _with_zeros(places: list[int | None], zeros: int) -> list[int | None]:
    """Places with so many zeros in front of them; a negative number takes places away."""
    return [*[None] * zeros, *places] if zeros >= 0 else places[-zeros:]


def convolution_input_gradient(spread: Stack, kernels: Kernels, image: Stack, dilation: Axes) -> Stack:
    """The gradient with respect to the input: over every output channel that reads a channel, a full convolution.

    >>> kernels = turned_back((((((1, 2), (3, 4)),),))[0:1])
    >>> convolution_input_gradient(((((0, 0, 0), (0, 1, 0), (0, 0, 0))),), kernels, (((0, 0), (0, 0)),), 1)
    (((1, 2), (3, 4)),)
    """
    sums: list[list[RealMatrix]] = [[] for _ in image]
    for output, (kernel, (matrix, _)) in enumerate(zip(kernels, paired(spread, kernels), strict=True)):
        for weights, channel in zip(kernel, read_channels(kernels, len(image), output), strict=True):
            sums[channel].append(cross_correlation(matrix, weights, 0, 1, dilation))
    found = tuple([reduce(plus, maps) for maps in sums])
    return found if all(found) else ()


def convolution_weight_gradient(
    padded: Stack, gradient: Stack, kernel_size: Axes, stride: Axes, dilation: Axes, groups: int
) -> Kernels:
    """The gradient with respect to the weights: the padded input, cross-correlated with the gradient as a kernel.

    What was the stride spreads the gradient's entries out, what was the dilation is how far it moves on.

    >>> convolution_weight_gradient((((1, 2, 3), (4, 5, 6), (7, 8, 9)),), (((1, 0), (0, 1)),), 2, 1, 1, 1)
    ((((6, 8), (12, 14)),),)
    """
    rows, columns = on_axes(kernel_size)
    (down, across), (row_gap, column_gap) = on_axes(stride), on_axes(dilation)
    if len(gradient) % groups or len(padded) % groups:
        raise ExpressionError("channels", "the channels do not split into the groups")
    outputs, width = len(gradient) // groups, len(padded) // groups

    def entry(matrix: RealMatrix, weights: RealMatrix, row: int, column: int) -> Real:
        size, needed = size_of(matrix), size_of(weights)
        if (needed[0] - 1) * down + row >= size[0] or (needed[1] - 1) * across + column >= size[1]:
            raise ExpressionError("unlike_sizes", "the gradient is larger than what the layer puts out")
        return tidy(
            sum(
                value * matrix[top * down + row][left * across + column]
                for top, values in enumerate(weights)
                for left, value in enumerate(values)
            )
        )

    return tuple(
        tuple(
            tuple(
                tuple(
                    entry(padded[channel], gradient[output], row * row_gap, column * column_gap)
                    for column in range(columns)
                )
                for row in range(rows)
            )
            for channel in range(output // outputs * width, output // outputs * width + width)
        )
        for output in range(len(gradient))
    )


def channel_sums(gradient: Stack, adds: int = 1) -> RealMatrix:
    """The gradient with respect to the biases, as a row: for each output channel the sum of its gradient.

    Unless it ``adds``, the mean.

    >>> channel_sums((((1, 2), (3, 4)), ((0, 0), (0, 1))))
    ((10, 1),)
    """
    return (tuple([_sum_or_mean(list(entries_of(matrix)), adds) for matrix in gradient]),)


def _sum_or_mean(values: list[Real], adds: int) -> Real:
    return tidy(sum(values) if adds else sum(values) * Fraction(1, len(values)))


class Met(NamedTuple):
    """A window of a pooling: the place of its output, the places it holds in the matrix."""

    out: Place
    places: list[Place]


def met_windows(matrix: RealMatrix, gradient: RealMatrix, *window: Axes) -> Iterator[Met]:
    """The windows of a pooling (kernel, stride, padding, dilation), row by row.

    Raises ExpressionError where the gradient has another size than what comes out.
    """
    letters = zip(size_of(matrix), *map(on_axes, window), strict=True)
    vertical, horizontal = [tap_places(*axis) for axis in letters]
    if size_of(gradient) != (len(vertical), len(horizontal)):
        raise ExpressionError("unlike_sizes", "the gradient does not have the size of what the layer puts out")
    for (row, rows), (column, columns) in product(enumerate(vertical), enumerate(horizontal)):
        yield Met((row, column), list(product(rows, columns)))


def routed_gradient(
    matrix: RealMatrix,
    gradient: RealMatrix,
    kernel: Axes,
    stride: Axes,
    padding: Axes,
    dilation: Axes,
    is_first: int = 1,
    adds: int = 1,
    routes: int = 1,
) -> RealMatrix:
    """Max pooling: each gradient goes to the entry of its window that was largest; where windows meet, they add up.

    Of several largest entries the first one has it all, row by row, as in torch; all have it if ``is_first`` is 0,
    equal shares of it if that is 2. Unless it ``adds``, later windows overwrite. Unless it ``routes``, all entries of
    the window get it.

    >>> image = ((1, 5), (5, 0))
    >>> routed_gradient(image, ((7,),), 2, 2, 0, 1), routed_gradient(image, ((7,),), 2, 2, 0, 1, 0)
    (((0, 7), (0, 0)), ((0, 7), (7, 0)))
    """
    shares: list[tuple[Place, Real]] = []
    for (row, column), places in met_windows(matrix, gradient, kernel, stride, padding, dilation):
        winners = largest_places(matrix, places)
        winners = winners[:1] if is_first == 1 else winners
        slope = gradient[row][column] * Fraction(1, len(winners)) if is_first == 2 else gradient[row][column]
        shares += [(place, slope) for place in (winners if routes else places)]
    return _gathered(matrix, shares, adds)


def largest_places(matrix: RealMatrix, places: list[Place]) -> list[Place]:
    """Where the largest of some entries stands, everywhere if there are several."""
    if not places:
        raise ExpressionError("only_padding", "a window of the pooling holds nothing but padding")
    largest = max([matrix[row][column] for row, column in places])
    return [(row, column) for row, column in places if matrix[row][column] == largest]


def shared_gradient(
    matrix: RealMatrix,
    gradient: RealMatrix,
    kernel: Axes,
    stride: Axes,
    padding: Axes,
    counts_padding: int,
    divides: int = 1,
    shares_out: int = 1,
) -> RealMatrix:
    """Average pooling: each entry of a window gets an equal share of its gradient; where windows meet, they add up.

    Unless it ``divides``, each gets all of it; unless it ``shares_out``, the largest entry gets it all.

    >>> shared_gradient(((1, 5), (5, 0)), ((8,),), 2, 2, 0, 1)
    ((2, 2), (2, 2))
    """
    if not shares_out:
        return routed_gradient(matrix, gradient, kernel, stride, padding, 1)
    full = prod(on_axes(kernel))
    shares: list[tuple[Place, Real]] = []
    for (row, column), places in met_windows(matrix, gradient, kernel, stride, padding, 1):
        count = full if counts_padding else len(places)
        part = gradient[row][column] * Fraction(1, count) if divides and count else gradient[row][column]
        shares += [(place, part) for place in places]
    return _gathered(matrix, shares, 1)


def _gathered(matrix: RealMatrix, shares: list[tuple[Place, Real]], adds: int) -> RealMatrix:
    """A matrix of the same size that holds what comes to each place."""
    found: dict[Place, Real] = {}
    for place, share in shares:
        found[place] = (found.get(place, 0) if adds else 0) + share
    return tuple(
        tuple(tidy(found.get((row, column), 0)) for column in range(len(matrix[0]))) for row in range(len(matrix))
    )


def passed_gradient(matrix: RealMatrix, gradient: RealMatrix, cuts: int = 1, halves: int = 0) -> RealMatrix:
    """ReLU: the gradient where the input was above 0, else 0; all of it unless it ``cuts``. At 0 so many ``halves``.

    >>> passed_gradient(((1, -2), (0, 4)), ((5, 6), (7, 8)))
    ((5, 0), (0, 8))
    >>> passed_gradient(((1, -2), (0, 4)), ((5, 6), (7, 8)), 1, 1)
    ((5, 0), (Fraction(7, 2), 8))
    """

    def passed(value: Real, slope: Real) -> Real:
        if not cuts or value > 0:
            return slope
        return tidy(slope * Fraction(halves, 2)) if halves and value == 0 else 0

    return tuple(
        tuple(passed(value, slope) for value, slope in paired(values, slopes))
        for values, slopes in paired(matrix, gradient)
    )


def with_gradients(function: Callable[..., RealMatrix]) -> Callable[..., Any]:
    """The function that does to every matrix and its gradient what ``function`` does to one."""

    def on_all(tensor: Any, gradient: Any, *arguments: Any) -> Any:
        if axes_of(tensor) <= MATRIX_AXES:
            return function(tensor, gradient, *arguments)
        return tuple([on_all(one, other, *arguments) for one, other in paired(tensor, gradient)])

    return on_all
