"""Formulas worked out column by column, held against the formula worked out at every single point."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, strategies as st

from exgen.errors import ExpressionError
from exgen.expressions import Node, evaluate, read
from exgen.expressions.columns import column, has_column
from tests.expressions.formulas import LETTERS, computable

WHOLE = (
    "floor((K + 2P - 3)/S) + 1",
    "ceil((K - P)/S) - -K",
    "(K - 7) // S % 5",
    "abs(P - S)^3",
    "min(K, 2P, S) + max(K, S)",
    "sum((K, P, S)) - product([K, 2, S])",
    "floor(K - 1) - +P",
    "7",
)


@pytest.mark.parametrize("text", WHOLE)
def test_a_column_is_what_the_formula_gives_at_every_point(text: str) -> None:
    letters, formula = ("K", "P", "S"), read(text)
    points = [(k, p, s) for k in (0, 1, 8, -3) for p in (0, 2, 5) for s in (1, 2, 7)]
    assert has_column(formula, letters)
    assert column(formula, letters, points) == [
        evaluate(formula, dict(zip(letters, point, strict=True))) for point in points
    ]


@given(computable, st.lists(st.tuples(*[st.integers(-20, 20)] * len(LETTERS)), min_size=1, max_size=5))
def test_a_column_of_any_formula_is_what_it_gives_point_by_point(formula: Node, points: list[tuple[int, ...]]) -> None:
    assume(has_column(formula, tuple(LETTERS)))
    try:
        values = [evaluate(formula, dict(zip(LETTERS, point, strict=True))) for point in points]
    except ExpressionError:
        assume(False)
    try:
        assert column(formula, tuple(LETTERS), points) == values
    except ArithmeticError:
        assert "^" in str(formula) or "sum" in str(formula) or "product" in str(formula)


@pytest.mark.parametrize("text", ["K // 0", "floor(K/(K - K))", "K % (S - S)", "K^3000", "sum(())"])
def test_what_has_no_value_somewhere_is_left_to_others(text: str) -> None:
    with pytest.raises(ArithmeticError):
        column(read(text), ("K", "S"), [(2, 3), (5, 4)])


@pytest.mark.parametrize("text", ["K/2", "where(K > 1, K, 1 // (K - 1))", "K + Q", "sqrt(K)"])
def test_what_may_leave_the_whole_numbers_or_chooses_has_no_column(text: str) -> None:
    assert not has_column(read(text), ("K", "S"))
