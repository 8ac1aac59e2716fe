"""Comparisons with 0 are the derivative of a relu, however they are written."""

from __future__ import annotations

import pytest

from exgen.answers.matrix_comparisons import with_derivatives
from exgen.answers.passages import Passage


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("(z > 0)", "relu'(z)"),
        ("(z>=0.0) * a", "relu'(z) * a"),
        ("a * (W x + b > 0).float()", "a * relu'(W x + b)"),
        ("(z > 0).astype(np.float64)", "relu'(z)"),
        ("1(z > 0)", "relu'(z)"),
        ("ones(z > 0) a", "relu'(z) a"),
        ("I(z > 0)", "relu'(z)"),
        ("W1(z > 0)", "W1relu'(z)"),
        ("where(z > 0, 1, 0) * a", "relu'(z) * a"),
        ("where((a + b) > 0, 1.0, 0.0)", "relu'((a + b))"),
        ("(a > 0) (b > 0)", "relu'(a) relu'(b)"),
        ("((a > 0) * b)", "(relu'(a) * b)"),
        ("where(z > 0, 0, 1)", "where(z > 0, 0, 1)"),
        ("(z > 0, 1, 0)", "(z > 0, 1, 0)"),
        ("(z > 1)", "(z > 1)"),
        ("z > 0", "z > 0"),
        ("a)(z > 0)", "a)relu'(z)"),
        ("W x", "W x"),
    ],
)
def test_comparisons(typed: str, read: str) -> None:
    assert with_derivatives(Passage.of(typed)).text == read


def test_columns_stay_what_they_were() -> None:
    passage = with_derivatives(Passage.of("a (z > 0) b"))
    assert passage.column_at(passage.text.index("b")) == 11
