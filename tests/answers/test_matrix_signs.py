"""What a response means where no shapes fit: its signs alone say."""

from __future__ import annotations

import pytest

from exgen.answers.matrix_signs import OPERATIONS, meant_by_signs
from exgen.expressions.matrices import show_matrices
from exgen.expressions.matrix_reader import written


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a ⊙ b c", "a ⊙ (b c)"),
        ("a b ⊙ c d", "(a b) ⊙ (c d)"),
        ("a b c", "a b c"),
        ("a (b c)", "a (b c)"),
        ("2 a ⊙ 3 (b c)", "2 a ⊙ 3(b c)"),
        ("a/2 * b", "(a/2) b"),
        ("a - b - c", "a - b - c"),
        ("-a^2", "-a^2"),
        ("dot(a, b)", "a b"),
        ("a.mul(b)", "a ⊙ b"),
        ("outer(a, b + c)", "a (b + c)^T"),
        ("sigma((a) @ b)", "sigma(a b)"),
        ("a.sum()", "sum(a)"),
        ("7", "7"),
    ],
)
def test_matrix_products_come_before_those_entry_by_entry(text: str, meaning: str) -> None:
    assert show_matrices(meant_by_signs(written(text, OPERATIONS))) == meaning
