"""How work by hand is written down: one or two entries as sums of products, then the whole matrix, in LaTeX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exgen.engine.by_hand.convolutions import scaled
from exgen.engine.by_hand.matrices import Axes, Entry, Matrix, framed, on_axes, size_of
from exgen.engine.by_hand.pooling import Window, windows
from exgen.engine.written import Written
from exgen.expressions import literal, show

MOST_TERMS = 12
"""Of more terms the first ones and the last are written."""
FIRST_TERMS = 3


def written_kernel(value: Matrix, kernel: Matrix, *_: object) -> Iterator[Written]:
    """The kernel as it is laid on the matrix, if that is not as it is given."""
    if value != kernel:
        yield Written("kernel, turned by 180 degrees", latex(value))


def written_padded(value: Matrix, *_: object) -> Iterator[Written]:
    """The padded matrix."""
    yield Written("input with its padding", latex(value))


def written_correlation(
    value: Matrix, matrix: Matrix, kernel: Matrix, bias: Entry, stride: Axes, dilation: Axes
) -> Iterator[Written]:
    """The first two entries as sums of products, then all of them."""
    (down, across), (row_gap, column_gap) = on_axes(stride), on_axes(dilation)
    for top, left in _first_two(value):
        products = [
            _product(matrix[top * down + row * row_gap][left * across + column * column_gap], weight)
            for row, weights in enumerate(kernel)
            for column, weight in enumerate(weights)
        ]
        total = _sum([*products, *([_term(bias)] if bias else [])])
        yield Written(_place(top, left), f"{total} = {_number(value[top][left])}")
    yield Written("output", latex(value))


def written_blocks(
    value: Matrix, matrix: Matrix, kernel: Matrix, kernel_size: Axes, stride: Axes, dilation: Axes, adds: int
) -> Iterator[Written]:
    """The first block, an entry in which blocks overlap, then the sum of all blocks."""
    del kernel_size, adds
    first = matrix[0][0]
    block = f"{_number(first)} \\cdot {latex(kernel)} = {latex(scaled(kernel, first))}"
    yield Written("block of the input value in row 1, column 1", block)
    meeting = _meeting(matrix, kernel, on_axes(stride), on_axes(dilation))
    (row, column), products = max(meeting.items(), key=lambda met: len(met[1]))
    if len(products) > 1:
        total = f"{_sum(products)} = {_number(value[row][column])}"
        yield Written(f"sum in row {row + 1}, column {column + 1}, where {len(products)} blocks overlap", total)
    yield Written("all blocks added", latex(value))


def _meeting(
    matrix: Matrix, kernel: Matrix, stride: tuple[int, int], dilation: tuple[int, int]
) -> dict[tuple[int, int], list[str]]:
    """For every place of the sum the products that blocks put there, row by row."""
    found: dict[tuple[int, int], list[str]] = {}
    for top, values in enumerate(matrix):
        for left, value in enumerate(values):
            for row, weights in enumerate(kernel):
                for column, weight in enumerate(weights):
                    place = top * stride[0] + row * dilation[0], left * stride[1] + column * dilation[1]
                    found.setdefault(place, []).append(_product(value, weight))
    return dict(sorted(found.items()))


def written_cropped(
    value: Matrix, matrix: Matrix, bias: Entry, padding: Axes, output_padding: Axes
) -> Iterator[Written]:
    """What is put on and taken off, in words, and the matrix that comes out."""
    del matrix
    steps = []
    if any(on_axes(output_padding)):
        steps.append("output padding added")
    if any(on_axes(padding)):
        steps.append("padding taken off")
    if bias:
        steps.append(f"bias ${_number(bias)}$ added")
    yield Written(f"output ({', '.join(steps)})", latex(value))


def written_maxima(
    value: Matrix, matrix: Matrix, kernel: Axes, stride: Axes, padding: Axes, dilation: Axes, *_: int
) -> Iterator[Written]:
    """The largest values of the first two windows, then all of them."""
    found = windows(matrix, kernel, stride, padding, dilation)
    for row, column in _first_two(value):
        listed = ", ".join(map(_number, found[row][column]))
        yield Written(_place(row, column), f"\\max({listed}) = {_number(value[row][column])}")
    yield Written("output", latex(value))


def written_means(
    value: Matrix, matrix: Matrix, kernel: Axes, stride: Axes, padding: Axes, counts_padding: int, *_: int
) -> Iterator[Written]:
    """The means of the first two windows, then all of them."""
    rows, columns = on_axes(kernel)
    # zeros that count are written too
    found = (
        windows(framed(matrix, padding), kernel, stride, 0, 1)
        if counts_padding
        else windows(matrix, kernel, stride, padding, 1)
    )
    for row, column in _first_two(value):
        window: Window = found[row][column]
        total = _sum([_term(entry) for entry in window])
        count = rows * columns if counts_padding else len(window)
        yield Written(_place(row, column), f"\\frac{{{total}}}{{{count}}} = {_number(value[row][column])}")
    yield Written("output", latex(value))


def written_rectified(value: Matrix, *_: object) -> Iterator[Written]:
    """The matrix without its negative values."""
    yield Written("output (negative values become 0)", latex(value))


def latex(matrix: Matrix) -> str:
    r"""The matrix in square brackets, fractions on one line so that rows keep their distance.

    >>> latex(((1, 0), (-1, 4)))
    '\\begin{bmatrix}1 & 0 \\\\ -1 & 4\\end{bmatrix}'
    """
    rows = r" \\ ".join(" & ".join(map(str, row)) for row in matrix)
    return rf"\begin{{bmatrix}}{rows}\end{{bmatrix}}"


def _first_two(matrix: Matrix) -> list[tuple[int, int]]:
    """The first entry, and the next one as one reads."""
    rows, columns = size_of(matrix)
    places = [(row, column) for row in range(min(rows, 2)) for column in range(min(columns, 2))]
    return places[:2]


def _place(row: int, column: int) -> str:
    return f"output value in row {row + 1}, column {column + 1}"


def _number(value: Entry) -> str:
    """A number in a line of its own, its sign before the fraction's bar."""
    return f"-{show(literal(-value), 'latex')}" if value < 0 else show(literal(value), "latex")


def _term(value: Entry) -> str:
    """A number as it stands behind a sign."""
    shown = _number(value)
    if value >= 0:
        return shown
    return f"({shown})" if value.denominator == 1 else f"\\left({shown}\\right)"


def _product(value: Entry, weight: Entry) -> str:
    return f"{_term(value)} \\cdot {_term(weight)}"


def _sum(terms: Sequence[str]) -> str:
    """The terms with plus signs between them; of very many the first ones and the last."""
    listed = [*terms[:FIRST_TERMS], "\\cdots", terms[-1]] if len(terms) > MOST_TERMS else terms
    return " + ".join(listed)
