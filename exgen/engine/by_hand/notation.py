"""How numbers and matrices stand in the lines of work by hand, in LaTeX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any

from exgen.engine.by_hand.enclosures import Enclosure, Exact, Real, rounded
from exgen.engine.by_hand.matrices import RealMatrix, size_of
from exgen.engine.by_hand.tensors import MATRIX_AXES, axes_of, entries_of
from exgen.engine.wording import said
from exgen.engine.written import Written
from exgen.expressions import literal, show

MOST_TERMS = 12
"""Of more terms the first ones and the last are written."""
FIRST_TERMS = 3
MOST_MATRICES = 8
"""Of so many channels, or kernels, an entry is written out."""
SHOWN_DECIMALS = 6
"""So many decimals of a number that is no fraction are printed on the way."""


def latex(matrix: RealMatrix) -> str:
    r"""The matrix in square brackets, fractions on one line so that rows keep their distance.

    >>> latex(((1, 0), (-1, 4)))
    '\\begin{bmatrix}1 & 0 \\\\ -1 & 4\\end{bmatrix}'
    """
    rows = r" \\ ".join(" & ".join(map(_in_a_row, row)) for row in matrix)
    return rf"\begin{{bmatrix}}{rows}\end{{bmatrix}}"


def _in_a_row(value: Real) -> str:
    return _decimals(value) if isinstance(value, Enclosure) else str(value)


def _decimals(value: Enclosure) -> str:
    """A number that is no fraction, to some decimals."""
    return fixed(rounded(value, SHOWN_DECIMALS), SHOWN_DECIMALS)


def fixed(value: Exact, decimals: int) -> str:
    """A number that has so many decimals at most, with all of them.

    >>> from fractions import Fraction
    >>> fixed(Fraction(-1, 8), 4), fixed(2, 1), fixed(7, 0)
    ('-0.1250', '2.0', '7')
    """
    digits = str(abs(int(value * 10**decimals))).rjust(decimals + 1, "0")
    written = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{written}" if value < 0 else written


def number(value: Real) -> str:
    """A number in a line of its own, its sign before the fraction's bar."""
    if isinstance(value, Enclosure):
        return _decimals(value)
    return f"-{show(literal(-value), 'latex')}" if value < 0 else show(literal(value), "latex")


def equals(*tensors: Any) -> str:
    """The sign before a result: equal to it, or about, where it is no fraction."""
    is_exact = not any(isinstance(entry, Enclosure) for tensor in tensors for entry in entries_of(tensor))
    return "=" if is_exact else r"\approx"


def term(value: Real) -> str:
    """A number as it stands behind a sign."""
    shown = number(value)
    if not shown.startswith("-"):
        return shown
    return f"\\left({shown}\\right)" if "\\" in shown else f"({shown})"


def product_of_two(value: Real, weight: Real) -> str:
    """Two numbers with a dot between them."""
    return f"{term(value)} \\cdot {term(weight)}"


def sum_of(terms: Sequence[str]) -> str:
    """The terms with plus signs between them; of very many the first ones and the last."""
    listed = [*terms[:FIRST_TERMS], "\\cdots", terms[-1]] if len(terms) > MOST_TERMS else terms
    return " + ".join(listed)


def first_two(matrix: RealMatrix) -> list[tuple[int, int]]:
    """The first entry, and the next one as one reads."""
    rows, columns = size_of(matrix)
    places = [(row, column) for row in range(min(rows, 2)) for column in range(min(columns, 2))]
    return places[:2]


def place(row: int, column: int, what: str = "output_value", channel: str = "") -> str:
    """Which entry a line speaks of; ``what`` is the phrase that names it."""
    there = {"row": row + 1, "column": column + 1}
    if not channel:
        return said("place", what=said(what), **there)
    return said("place_of_channel", what=said(what), channel=channel, **there)


def latex_fixed(matrix: Any, decimals: int) -> str:
    """The matrix with so many decimals in each entry."""
    rows = r" \\ ".join(" & ".join(fixed(entry, decimals) for entry in row) for row in matrix)
    return rf"\begin{{bmatrix}}{rows}\end{{bmatrix}}"


def matrices_in(tensor: Any) -> Iterator[tuple[str, RealMatrix]]:
    """Every matrix of a tensor, with the name of its channel: "" for the only one, "channel 2" of several.

    Kernels are told by two numbers: "output channel 1, input channel 2".
    """
    axes = axes_of(tensor)
    if axes <= MATRIX_AXES:
        yield "", tensor
    elif axes == MATRIX_AXES + 1:
        for index, matrix in enumerate(tensor, 1):
            yield said("channel", number=index) if len(tensor) > 1 else "", matrix
    else:
        for (output, stack), inside in product(enumerate(tensor, 1), range(len(tensor[0]))):
            names = [said("output_channel", number=output)] if len(tensor) > 1 else []
            names += [said("input_channel", number=inside + 1)] if len(stack) > 1 else []
            yield said("comma").join(names), stack[inside]


def whole(title: str, tensor: Any) -> Iterator[Written]:
    """A line for each matrix of a tensor."""
    for channel, matrix in matrices_in(tensor):
        yield Written(of_matrix(title, channel), latex(matrix))


def of_matrix(title: str, channel: str) -> str:
    """What a matrix of a tensor is called, with the name of its channel."""
    return said("of_matrix", what=title, channel=channel) if channel else title


def firsts(tensor: Any, most: int = 2) -> Iterator[tuple[str, int, int, int]]:
    """The entries that are written out: so many of the first matrix, the first one of each other.

    Each with its matrix's name, its number from 0, its row and its column. Of very many matrices the last ones are
    left to the reader.
    """
    for index, (name, matrix) in enumerate(islice(matrices_in(tensor), MOST_MATRICES)):
        for row, column in first_two(matrix)[: 1 if index else most]:
            yield name, index, row, column
