"""Shapes: what fits, what does not, and that both shapes are named."""

from __future__ import annotations

import pytest
from hypothesis import given

from exgen.errors import ExpressionError
from exgen.expressions import Attribute, Name, Node
from exgen.expressions.matrices import Shape, read_matrices, shape_of, shape_text, value_of
from tests.expressions.matrix_formulas import SHAPES, fitting, values

LETTERS: dict[str, Shape] = {
    "W": ("h", "d"),
    "V": ("o", "h"),
    "x": ("d", 1),
    "b": ("h", 1),
    "s": (1, 1),
    "dl/db": ("h", 1),
}


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("W x + b", ("h", 1)),
        ("sigmoid'(W x)", ("h", 1)),
        ("V^T", ("h", "o")),
        ("b x^T", ("h", "d")),
        ("x^T x", (1, 1)),
        ("2 W", ("h", "d")),
        ("W 2", ("h", "d")),
        ("s W", ("h", "d")),
        ("W s", ("h", "d")),
        ("W/s", ("h", "d")),
        ("1/W", ("h", "d")),
        ("W/W", ("h", "d")),
        ("1 - b", ("h", 1)),
        ("b - 1", ("h", 1)),
        ("b ⊙ 2", ("h", 1)),
        ("2 ⊙ b", ("h", 1)),
        ("diag(b)", ("h", "h")),
        ("diag(b^T)", ("h", "h")),
        ("norm(W)^2", (1, 1)),
        ("sum(W)", (1, 1)),
        ("-W", ("h", "d")),
        ("b^2", ("h", 1)),
        ("b^(-1)", ("h", 1)),
        ("(b^T)^(1/2)", (1, "h")),
        ("dl/db + b", ("h", 1)),
        ("3", (1, 1)),
    ],
)
def test_what_fits(text: str, shape: Shape) -> None:
    assert shape_of(read_matrices(text), LETTERS) == shape


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("W b", "W b does not fit: (h,d) times (h,1)"),
        ("W + b", "W + b does not fit: (h,d) plus (h,1)"),
        ("W - W^T", "W - W^T does not fit: (h,d) minus (d,h)"),
        ("x ⊙ b", "x ⊙ b does not fit: (d,1) ⊙ (h,1)"),
        ("x/b", "x/b does not fit: (d,1) over (h,1)"),
        ("s/b", "s/b does not fit: (1,1) over (h,1)"),
        ("s + b", "s + b does not fit: (1,1) plus (h,1)"),
        ("s ⊙ b", "s ⊙ b does not fit: (1,1) ⊙ (h,1)"),
        ("diag(W)", "diag takes a vector, and W is (h,d)"),
        ("W^(-1)", "W is (h,d): its entries are raised to powers 0, 1, 2, ... only"),
        (
            "V (W x + sigmoid(W x) + sigmoid(W x) + sigmoid(W x)) + x",
            "V (W x + sigma(W x) + sigma(W x) + sigma(W x)) + x does not fit: (o,1) plus (d,1)",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_both_shapes(text: str, sentence: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        shape_of(read_matrices(text), LETTERS)
    assert (caught.value.code, caught.value.sentence) == ("shapes_differ", sentence)


def test_a_number_that_is_worked_out_from_matrices_is_not_spread() -> None:
    with pytest.raises(ExpressionError, match=r"\(1,1\) plus \(h,1\)"):
        shape_of(read_matrices("sum(b) + b"), LETTERS)


def test_an_unknown_name_is_told_with_its_place() -> None:
    with pytest.raises(ExpressionError, match=r'"dl/dd" is not known here; did you mean "dl/db"\? \(column 5\)'):
        shape_of(read_matrices("b + dl/dd"), LETTERS)


def test_what_is_no_matrix_expression_has_no_shape() -> None:
    with pytest.raises(ExpressionError, match="no matrix expression"):
        shape_of(Attribute(Name("b"), "size"), LETTERS)


def test_a_shape_as_text() -> None:
    assert shape_text((3, "d")) == "(3,d)"


@given(fitting())
def test_the_shape_is_that_of_the_value(node: Node) -> None:
    value = value_of(node, values(1))
    assert shape_of(node, SHAPES) == (len(value), len(value[0]))
    assert {len(row) for row in value} == {len(value[0])}
