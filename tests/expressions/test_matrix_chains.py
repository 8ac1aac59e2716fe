"""Chains of factors: numbers are one with the factor beside them, and slashes with what they divide."""

from __future__ import annotations

import pytest

from exgen.errors import ExpressionError
from exgen.expressions import Binary, Name, Sequence
from exgen.expressions.matrix_chains import Chain, chain_of, is_number, unbracketed
from exgen.expressions.matrix_reader import read_matrices, written


def chain(text: str) -> Chain:
    node = written(text)
    assert isinstance(node, Binary)
    return chain_of(node)


@pytest.mark.parametrize(
    ("text", "factors", "signs"),
    [
        ("a b ⊙ c @ d * e", 5, "·⊙@*"),
        ("2 a ⊙ 3 b", 2, "⊙"),
        ("a ⊙ b 2", 2, "⊙"),
        ("2 ⊙ a", 2, "⊙"),
        ("2*3 a", 1, ""),
        ("a/2 * b", 2, "*"),
        ("1/2 a b", 2, "·"),
        ("2 (1/2) a", 1, ""),
        ("(a b) c", 2, "·"),
    ],
)
def test_factors_and_the_signs_between_them(text: str, factors: int, signs: str) -> None:
    found = chain(text)
    assert (len(found.factors), "".join(found.signs)) == (factors, signs)


def test_columns_are_those_of_the_signs() -> None:
    assert chain("a ⊙ b @ c").columns == (3, 7)


def test_a_factor_keeps_its_brackets() -> None:
    factors = chain("2 (a b) c").factors
    assert isinstance(factors[0], Binary)
    assert isinstance(factors[0].right, Sequence)


@pytest.mark.parametrize("text", ["a/b c", "1/b c", "a/2 c", "x a/b c"])
def test_a_product_without_sign_behind_a_slash_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError, match="may mean"):
        chain(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2", True), ("1/2", True), ("-(2 + 3)", True), ("norm(2)", False), ("2 x", False), ("dl/do5", False)],
)
def test_what_is_a_number(text: str, expected: bool) -> None:
    assert is_number(read_matrices(text)) is expected


def test_a_pair_of_brackets_falls_away() -> None:
    assert unbracketed(Sequence((Name("a"),))) == unbracketed(Name("a")) == Name("a")
