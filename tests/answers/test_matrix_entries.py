"""Formulas of entries as formulas of matrices: NumPy's einsum has the last word."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from exgen.answers.matrix_entries import matrices_of
from exgen.errors import ExpressionError
from exgen.expressions import Node
from exgen.expressions.matrices import Shape, value_of
from exgen.expressions.matrix_reader import written

SHAPES: dict[str, Shape] = {
    "W": (2, 3),
    "V": (3, 4),
    "a": (2, 1),
    "b": (3, 1),
    "c": (4, 1),
    "r": (1, 3),
    "s": (1, 1),
    "ones(2)": (2, 1),
    "ones(3)": (3, 1),
    "ones(4)": (4, 1),
    "ones(2, 3)": (2, 3),
}
DRAWN = np.random.default_rng(7)
VALUES: dict[str, Any] = {
    name: np.ones((int(shape[0]), int(shape[1])))
    if name.startswith("ones")
    else DRAWN.uniform(-1, 1, (int(shape[0]), int(shape[1])))
    for name, shape in SHAPES.items()
}


def typed(text: str) -> Node:
    """A formula as it was written, its indices in brackets."""
    return written(re.sub(r"_([a-z])", r"_(\1)", text))


def found(text: str, order: str = "", *, is_summed: bool = False) -> Any:
    node = matrices_of(typed(text), SHAPES, order, is_summed=is_summed)[0]
    return np.array(value_of(node, {name: tuple(map(tuple, value.tolist())) for name, value in VALUES.items()}))


def einsum(rule: str, *names: str) -> Any:
    """NumPy's sum, a vector as a column."""
    value = np.einsum(rule, *(np.squeeze(VALUES[name]) if 1 in SHAPES[name] else VALUES[name] for name in names))
    return value.reshape(len(value), 1) if value.ndim == 1 else value.reshape(1, 1) if value.ndim == 0 else value


@pytest.mark.parametrize(
    ("text", "order", "rule", "names"),
    [
        ("a_i b_j", "ij", "i,j->ij", "ab"),
        ("a_i b_j", "ji", "i,j->ji", "ab"),
        ("b_j a_i", "ij", "i,j->ij", "ab"),
        ("W_(ij)", "ji", "ij->ji", "W"),
        ("W_(ij) b_j", "ij", "ij,j->ij", "Wb"),
        ("a_i W_(ij) b_j a_i", "ij", "i,ij,j,i->ij", "aWba"),
        ("sum_j W_(ij) b_j", "i", "ij,j->i", "Wb"),
        ("sum_j W_(ij) r_j", "i", "ij,j->i", "Wr"),
        ("sum_i W_(ij) a_i", "j", "ij,i->j", "Wa"),
        ("sum_i a_i W_(ij) b_j", "j", "i,ij,j->j", "aWb"),
        ("sum_j W_(ij) V_(jk)", "ik", "ij,jk->ik", "WV"),
        ("sum_j W_(ij) b_j V_(jk)", "ki", "ij,j,jk->ki", "WbV"),
        ("sum_(ij) a_i W_(ij) b_j", "", "i,ij,j->", "aWb"),
        ("sum_i sum_j sum_k a_i W_(ij) V_(jk) c_k", "", "i,ij,jk,k->", "aWVc"),
        ("sum_i a_i a_i", "", "i,i->", "aa"),
        ("sum_j W_(ij)", "i", "ij->i", "W"),
        ("(W b)_i", "i", "ij,j->i", "Wb"),
        ("s W_(ij) W_(ij)", "ij", ",ij,ij->ij", "sWW"),
    ],
)
def test_products_and_sums_are_those_of_einsum(text: str, order: str, rule: str, names: str) -> None:
    assert np.allclose(found(text, order), einsum(rule, *names), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(
    ("text", "rule", "names"),
    [
        ("W_(ij) b_j", "ij,j->i", "Wb"),
        ("a_i W_(ij) b_j", "i,ij,j->", "aWb"),
        ("W_(ij) V_(jk)", "ij,jk->ik", "WV"),
        ("a_i W_(ij) V_(jk) c_k", "i,ij,jk,k->", "aWVc"),
    ],
)
def test_what_stands_twice_may_be_summed(text: str, rule: str, names: str) -> None:
    assert np.allclose(found(text, is_summed=True), einsum(rule, *names), rtol=1e-12, atol=1e-13)


def test_sums_spread_along_the_axes_that_they_do_not_have() -> None:
    W, a, b, s = (VALUES[name] for name in "Wabs")
    assert np.allclose(found("a_i + b_j", "ij"), a + b.T)
    assert np.allclose(found("W_(ij) - a_i + b_j + s", "ij"), W - a + b.T + s)
    assert np.allclose(found("1 - a_i", "i"), 1 - a)
    assert np.allclose(found("sum_i (a_i - s)/2", ""), (a - s).sum() / 2)
    assert np.allclose(found("exp(a_i)/sum_j exp(a_j)", "i"), np.exp(a) / np.exp(a).sum())
    assert np.allclose(found("(a_i)^2 b_j", "ij"), a**2 @ b.T)
    assert np.allclose(found("-sigmoid(a)_i", "i"), -1 / (1 + np.exp(-a)))


@pytest.mark.parametrize(
    ("text", "order", "code"),
    [
        ("a_i b", "", "index_missing"),
        ("a_i b_j c_k", "", "indices"),
        ("a_i b_j", "ik", "indices"),
        ("W_i", "", "indices"),
        ("W_(ii)", "", "indices"),
        ("a_(ijk)", "", "indices"),
        ("sum_k a_i", "", "indices"),
        ("norm(a_i)", "", "indices"),
        ("a_i/b_j c_k", "", "ambiguous_division"),
    ],
)
def test_what_cannot_be_read_says_so(text: str, order: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        matrices_of(typed(text), SHAPES, order)
    assert caught.value.code == code


def test_an_index_runs_over_one_size() -> None:
    with pytest.raises(ExpressionError) as caught:
        matrices_of(typed("a_i b_i"), SHAPES)
    assert caught.value.sentence == "the index i runs over 2 and over 3"


@pytest.mark.parametrize(
    ("text", "typed_bounds"),
    [
        ("sum_(i)_(1<n) W_(ij)", "from 1 to n"),
        ("sum_(i)_(0<2) W_(ij)", "from 0 to 2"),
        ("sum_(i)_(2<) W_(ij)", "from 2 to 2"),
        ("sum_(i)_(<3) W_(ij)", "from 1 to 3"),
    ],
)
def test_a_sum_over_less_or_more_names_index_and_size(text: str, typed_bounds: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        matrices_of(written(text), SHAPES)
    assert caught.value.code == "bounds"
    assert caught.value.sentence == f"the index i runs from 1 to 2 here, or from 0 to 1, and not {typed_bounds}"


@pytest.mark.parametrize("bounds", ["(1<2)", "(0<1)", "(1<)", "(0<)", "(<2)"])
def test_a_sum_over_everything_may_say_so(bounds: str) -> None:
    assert matrices_of(written(f"sum_(i)_{bounds} W_(ij)"), SHAPES) == matrices_of(written("sum_(i) W_(ij)"), SHAPES)
