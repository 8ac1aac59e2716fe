"""Hypothesis strategies: matrix expressions as anybody may write them, and those whose shapes fit."""

from __future__ import annotations

import random
from fractions import Fraction

from hypothesis import strategies as st

from exgen.expressions import Binary, Call, Name, Node, Number, Unary
from exgen.expressions.matrices import Matrix

NAMES = ("W1", "x", "b_1", "δ", "e3", "T", "dx", "dl/do5", "dL/dW_2")
FUNCTIONS = ("transpose", "sigmoid", "sigmoid'", "relu'", "tanh", "exp", "diag", "norm", "sum")
SIZES = (1, 2, 3)
SHAPES = {f"M{rows}{columns}": (rows, columns) for rows in SIZES for columns in SIZES}
"""Names of every small shape."""

whole_numbers = st.integers(0, 12)
decimals = st.integers(1, 99).filter(lambda tenths: tenths % 10).map(lambda tenths: Fraction(tenths, 10))
exponents = st.integers(0, 3).map(Number) | st.just(Unary("-", Number(1)))


def _joined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return (
        st.builds(Binary, st.sampled_from("+-*⊙/"), inner, inner)
        | st.builds(lambda base, exponent: Binary("^", base, exponent), inner, exponents)
        | st.builds(Unary, st.just("-"), inner)
        | st.builds(lambda name, argument: Call(Name(name), (argument,)), st.sampled_from(FUNCTIONS), inner)
    )


as_written: st.SearchStrategy[Node] = st.recursive(
    st.sampled_from(NAMES).map(Name) | (whole_numbers | decimals).map(Number), _joined, max_leaves=8
)
"""Any tree that the strict reader can make, whether its shapes fit or not."""


@st.composite
def fitting(draw: st.DrawFn, shape: tuple[int, int] | None = None, depth: int = 3) -> Node:
    """An expression of a shape (any, if none is given) over the names of `SHAPES`."""
    rows, columns = shape or (draw(st.sampled_from(SIZES)), draw(st.sampled_from(SIZES)))
    forms = [
        "name",
        "name",
        "sum",
        "⊙",
        "product",
        "scaled",
        "transpose",
        "sigmoid",
        "sigmoid'",
        "tanh'",
        "minus",
        "ones",
    ]
    if rows == columns == 1:
        forms += ["norm", "sum of all", "power"]
    form = draw(st.sampled_from(forms)) if depth else "name"

    def part(rows: int, columns: int) -> Node:
        return draw(fitting((rows, columns), depth - 1))

    match form:
        case "name":
            return Name(f"M{rows}{columns}")
        case "sum":
            return Binary(draw(st.sampled_from("+-")), part(rows, columns), part(rows, columns))
        case "⊙":
            return Binary("⊙", part(rows, columns), part(rows, columns))
        case "product":
            inner = draw(st.sampled_from(SIZES))
            return Binary("*", part(rows, inner), part(inner, columns))
        case "scaled":
            return Binary("*", Number(draw(whole_numbers)), part(rows, columns))
        case "transpose":
            return Call(Name("transpose"), (part(columns, rows),))
        case "minus":
            return Unary("-", part(rows, columns))
        case "ones":
            return Binary("-", Number(1), part(rows, columns))
        case "norm":
            return Call(Name("norm"), (part(draw(st.sampled_from(SIZES)), 2),))
        case "sum of all":
            return Call(Name("sum"), (part(draw(st.sampled_from(SIZES)), 2),))
        case "power":
            return Binary("^", part(1, 1), Number(2))
    return Call(Name(form), (part(rows, columns),))


def values(seed: int) -> dict[str, Matrix]:
    """A value for every name of `SHAPES`, small enough for any function."""
    drawn = random.Random(seed)
    return {
        name: tuple(tuple(drawn.uniform(-1, 1) for _ in range(columns)) for _ in range(rows))
        for name, (rows, columns) in SHAPES.items()
    }
