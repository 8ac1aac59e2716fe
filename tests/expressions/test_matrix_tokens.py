"""The pieces of matrix expressions: signs of one meaning, names, gradients, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.errors import BudgetError, ExpressionError
from exgen.expressions.matrix_tokens import gradient_name, matrix_tokens


def texts(text: str) -> list[str]:
    return [token.text for token in matrix_tokens(text)][:-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("W1 x+b_1", ["W1", "x", "+", "b_1"]),
        ("a⊙b ∘ c .* d", ["a", "⊙", "b", "⊙", "c", "⊙", "d"]),
        ("a·b ⋅ c × d * e @ f", ["a", "·", "b", "·", "c", "*", "d", "*", "e", "@", "f"]),
        ("a − b ÷ c ∕ d", ["a", "-", "b", "/", "c", "/", "d"]),
        ("x^2**3", ["x", "^", "2", "^", "3"]),
        ("σ'(z)′", ["σ", "'", "(", "z", ")", "'"]),
        ("x.T xᵀ x⊤", ["x", ".", "T", "x", "⊤", "x", "⊤"]),
        ("dl/do5 x", ["dl/do5", "x"]),
        ("dL / dW_2", ["dL/dW_2"]),
        ("2.5 .5", ["2.5", ".5"]),
    ],
)
def test_pieces(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_slash_between_other_names_makes_no_gradient() -> None:
    assert texts("l/do5") == ["l", "/", "do5"]
    assert texts("d/d5") == ["d", "/", "d5"]


def test_columns_count_from_one_and_the_end_has_one() -> None:
    assert [token.column for token in matrix_tokens(" W  x ")] == [2, 5, 6]


def test_numbers_are_exact() -> None:
    assert [token.value for token in matrix_tokens("2.50 .5 7")][:3] == [Fraction(5, 2), Fraction(1, 2), 7]


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("a # b", "unexpected_character", 3),
        ("a~", "unexpected_character", 2),
        ("3 1e5", "scientific_notation", 3),
        ("\x00", "unexpected_character", 1),
    ],
)
def test_what_is_refused(text: str, code: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        matrix_tokens(text)
    assert (caught.value.code, caught.value.column) == (code, column)


@pytest.mark.parametrize(
    ("text", "code"),
    [("x" * 2_001, "too_long"), ("x " * 401, "too_many_tokens"), ("1" * 31, "number_too_long")],
)
def test_budgets(text: str, code: str) -> None:
    with pytest.raises(BudgetError) as caught:
        matrix_tokens(text)
    assert caught.value.code == code


def test_just_within_the_budgets() -> None:
    assert len(matrix_tokens("x " * 400)) == 401
    assert len(matrix_tokens("1" * 30)) == 2


def test_a_gradient_is_named_after_its_loss_and_its_node() -> None:
    assert texts(gradient_name("L", "W_2")) == ["dL/dW_2"]
