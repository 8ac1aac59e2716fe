"""Tidied expressions: what is gone, what has moved, and that the value is the same."""

from __future__ import annotations

import pytest
from hypothesis import given

from exgen.expressions import Node
from exgen.expressions.matrices import read_matrices, shape_of, show_matrices, tidied, value_of
from tests.expressions.matrix_formulas import SHAPES, as_written, fitting, values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(W^T)^T", "W"),
        ("((W^T)^T)^T", "W^T"),
        ("1*W", "W"),
        ("W*1", "W"),
        ("-1*W", "-W"),
        ("--W", "W"),
        ("2 (3 W)", "6 W"),
        ("(2 W) (3 x)", "6 W x"),
        ("W (2 x)", "2 W x"),
        ("W x/2", "1/2 W x"),
        ("W*0.5", "1/2 W"),
        ("2 W/2", "W"),
        ("(2 W)^T", "2 W^T"),
        ("(-x)^T", "-x^T"),
        ("W (-x)", "-W x"),
        ("a ⊙ 2(b - c)", "a ⊙ 2(b - c)"),
        ("2 a ⊙ b", "2 a ⊙ b"),
        ("2 a ⊙ 3 b", "6(a ⊙ b)"),
        ("2 a ⊙ b ⊙ 3 c", "6(a ⊙ b ⊙ c)"),
        ("a ⊙ (-b)", "-(a ⊙ b)"),
        ("(-a) ⊙ (-2 b)", "a ⊙ 2 b"),
        ("a ⊙ 1", "a"),
        ("2 ⊙ 3", "6"),
        ("W^T (sigma'(z) ⊙ (2 (o - y)))", "W^T (sigma'(z) ⊙ 2(o - y))"),
        ("a + (-b)", "a - b"),
        ("a - (-2 b)", "a + 2 b"),
        ("a + -3", "a - 3"),
        ("a - b - c", "a - b - c"),
        ("sigma(1*z)", "sigma(z)"),
        ("norm(1*x)^2", "norm(x)^2"),
        ("a/(1*b)", "a/b"),
        ("1*a/0", "a/0"),
        ("2 a/(4 b)", "2 a/(4 b)"),
        ("B A", "B A"),
        ("1 - 1*z", "1 - z"),
    ],
)
def test_tidied(text: str, expected: str) -> None:
    assert tidied(read_matrices(text)) == read_matrices(expected)


@given(fitting())
def test_neither_shape_nor_value_change(node: Node) -> None:
    known = values(3)
    tidy = tidied(node)
    assert shape_of(tidy, SHAPES) == shape_of(node, SHAPES)
    for ours, theirs in zip(value_of(node, known), value_of(tidy, known), strict=True):
        assert theirs == pytest.approx(ours, rel=1e-9, abs=1e-9)


@given(as_written)
def test_what_is_tidy_stays_as_it_is(node: Node) -> None:
    tidy = tidied(node)
    assert tidied(tidy) == tidy
    assert read_matrices(show_matrices(tidy)) == tidy
