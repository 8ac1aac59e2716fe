"""How chains are grouped: what fits, likeliest first, each product once, and within bounds."""

from __future__ import annotations

import pytest

from exgen.answers.judgement import OversizedResponse
from exgen.answers.matrix_entrywise import with_entrywise_products
from exgen.answers.matrix_groupings import groupings_of
from exgen.answers.matrix_signs import OPERATIONS
from exgen.errors import ExpressionError
from exgen.expressions.matrices import Shape, read_matrices, show_matrices
from exgen.expressions.matrix_reader import written

SHAPES: dict[str, Shape] = {
    "W": ("o", "h"),
    "H": ("n", "n"),
    "a": ("n", 1),
    "b": ("n", 1),
    "d": ("o", 1),
    "z": ("h", 1),
    "s": (1, 1),
}


def shown(text: str) -> list[str]:
    return [show_matrices(node) for node in groupings_of(written(text, OPERATIONS), SHAPES)]


@pytest.mark.parametrize(
    ("text", "groupings"),
    [
        ("z ⊙ W^T d", ["z ⊙ (W^T d)"]),
        ("W^T d ⊙ z", ["(W^T d) ⊙ z"]),
        ("W^T · d ⊙ d", ["W^T (d ⊙ d)"]),
        ("d ⊙ d z^T", ["(d ⊙ d) z^T"]),
        ("z ⊙ z ⊙ W^T d ⊙ z", ["z ⊙ z ⊙ (W^T d) ⊙ z"]),
        ("H a ⊙ b", ["(H a) ⊙ b", "H (a ⊙ b)"]),
        ("H H a", ["H H a"]),
        ("a b", ["a ⊙ b"]),
        ("a * b", ["a ⊙ b"]),
        ("a @ b", []),
        ("H * H", ["H ⊙ H"]),
        ("H H", ["H H"]),
        ("H ⊙ H H", ["H ⊙ (H H)", "(H ⊙ H) H"]),
        ("H^2", ["H^2", "H H"]),
        ("(2 H)^2", ["(2 H)^2"]),
        ("H^3", ["H^3"]),
        ("a^2", ["a^2"]),
        ("(H a)^2", ["(H a)^2"]),
        ("a^(-1)", ["a^(-1)"]),
        ("W^(-1)", []),
        ("s a ⊙ b", ["(s a) ⊙ b", "s (a ⊙ b)"]),
        ("2 a ⊙ 3 b", ["2 a ⊙ 3 b"]),
        ("2 ⊙ a", ["2 a"]),
        ("s ⊙ a", []),
        ("a b^T a", ["a b^T a"]),
        ("a + d", []),
        ("1 - a", ["1 - a"]),
        ("a/s", ["a/s"]),
        ("a/d", []),
        ("dot(W.T, d)", ["W^T d"]),
        ("W.T.matmul(d)", ["W^T d"]),
        ("multiply(a, b)", ["a ⊙ b"]),
        ("outer(d, z)", ["d z^T"]),
        ("outer(W, z)", []),
        ("d.sum()", ["sum(d)"]),
        ("diag(a) b", ["diag(a) b"]),
        ("diag(W)", []),
        ("-a b", ["-(a ⊙ b)"]),
    ],
)
def test_groupings(text: str, groupings: list[str]) -> None:
    assert shown(text) == groupings


def test_every_side_of_a_sum_may_have_its_own_grouping() -> None:
    assert len(shown("H a ⊙ b + H b ⊙ a")) == 4
    assert len(shown("H a ⊙ b + H b ⊙ a + H a ⊙ a")) == 6


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a.shape", "unknown_part"),
        ("a.foo()", "unknown_function"),
        ("dot(a)", "wrong_number_of_arguments"),
        ("dot(a, b, a)", "wrong_number_of_arguments"),
        ("sum(a, b)", "wrong_number_of_arguments"),
        ("a.sum(b)", "wrong_number_of_arguments"),
        ("1/a b", "ambiguous_division"),
    ],
)
def test_what_has_no_meaning_whatever_the_shapes_are(text: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        shown(text)
    assert caught.value.code == code


@pytest.mark.parametrize("text", [" ".join(["a"] * 100), " ⊙ ".join(["a"] * 100), " ".join(["H"] * 100)])
def test_a_chain_that_is_the_same_however_it_is_grouped_may_be_long(text: str) -> None:
    assert len(shown(text)) == 1


def test_a_chain_of_too_many_factors_is_refused() -> None:
    with pytest.raises(OversizedResponse) as caught:
        shown("a ⊙ H " * 40 + "a")
    assert caught.value.code == "too_many_groupings"


def test_a_chain_that_nobody_would_write_is_still_grouped() -> None:
    assert len(shown("a ⊙ H " * 8 + "a")) == 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", "a ⊙ b"),
        ("2 a b + a", "2 a ⊙ b + a"),
        ("sigma(a b)^T", "sigma(a ⊙ b)^T"),
        ("-(a b)", "-(a ⊙ b)"),
        ("H a", "H a"),
        ("H H", "H H"),
        ("a d", "a d"),
        ("a b + d", "a b + d"),
        ("norm(a b)^2", "norm(a b)^2"),
    ],
)
def test_products_that_do_not_multiply_are_taken_entry_by_entry(text: str, expected: str) -> None:
    assert show_matrices(with_entrywise_products(read_matrices(text), SHAPES)) == expected
