"""Folding makes formulas shorter and never changes their value."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from exgen.errors import ExpressionError
from exgen.expressions import Binary, Call, Name, Node, Value, evaluate, fold, read, show
from tests.expressions.formulas import LETTERS, computable, environments, everything, sums, whole_environments


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("floor((H + 2P - 1*(K - 1) - 1)/S) + 1", "floor((H + 2P - K)/S) + 1"),
        ("floor((H + 2P - D(K - 1) - 1)/1) + 1", "floor(H + 2P - D(K - 1) - 1) + 1"),
        ("floor((H + 2*0 - 1*(5 - 1) - 1)/2) + 1", "floor((H - 5)/2) + 1"),
        ("H + 2*2 - 1*(5 - 1) - 1", "H - 1"),
        ("(32*7*7 + 1)*64", "100416"),
        ("x*1", "x"),
        ("1x", "x"),
        ("x + 0", "x"),
        ("0 + x", "x"),
        ("x - 0", "x"),
        ("x^1", "x"),
        ("x^0", "1"),
        ("x/1", "x"),
        ("x*0", "0"),
        ("+x", "x"),
        ("-(-x)", "x"),
        ("x - x", "0"),
        ("1 + x", "x + 1"),
        ("1 - x", "-x + 1"),
        ("2(H + 1)", "2H + 2"),
        ("-(H - K)", "-H + K"),
        ("2(H - 1) - 2H", "-2"),
        ("2(H + 1)C", "2(H + 1)C"),
        ("x - x + y + x", "x + y"),
        ("3H - H", "2H"),
        ("H*K - K*H", "0"),
        ("K*K + K^2", "2*K*K"),
        ("(K^2)H + K H K", "2K^2 H"),
        ("D(K - 1)", "D(K - 1)"),
        ("2D(K - 1)*3", "6D(K - 1)"),
        ("2*P", "2P"),
        ("2*C*K*K", "2*C*K*K"),
        ("H/2", "H/2"),
        ("H/2 + H/2", "H"),
        ("(H + 1)/2", "(H + 1)/2"),
        ("(2H + 4)/2", "H + 2"),
        ("(H + 1)/2 + (H + 1)/2", "H + 1"),
        ("2((H + 1)/4)", "(H + 1)/2"),
        ("-(H + 1)/2", "(-H - 1)/2"),
        ("x - (H + 1)/2", "x - (H + 1)/2"),
        ("6/4", "3/2"),
        ("-6/4", "-3/2"),
        ("1.5 + H", "H + 3/2"),
        ("H/K/2", "H/(2K)"),
        ("2(H/K)", "2H/K"),
        ("H/(K/2)", "2H/K"),
        ("-H/K", "-H/K"),
        ("-2*C*K", "-2*C*K"),
        ("7//2 + 7 % 2", "4"),
        ("2^10", "1024"),
        ("H^(1 + 1)", "H^2"),
        ("floor(7/2)", "3"),
        ("floor((H - 2)/2) + 1", "floor(H/2)"),
        ("floor((H - 1)/2) + 1", "floor((H - 1)/2) + 1"),
        ("min(H, H + 1)", "H"),
        ("min(ceil((H - 3)/2) + 1, ceil(H/2))", "ceil((H - 3)/2) + 1"),
        ("max(3H, H)", "max(3H, H)"),
        ("max(0, 3 - 5)", "0"),
        ("max(0, H + 0)", "max(0, H)"),
        ("floor(H) + 1", "floor(H) + 1"),
        ("where(2 > 1, H + 0, K)", "H"),
        ("where(2 < 1, H, K)", "K"),
        ("where(H > 1 + 1, H, K)", "where(H > 2, H, K)"),
        ("1 < 2", "True"),
        ("1 < 2 and 2 < 1", "False"),
        ("sum((H, 1, H))", "2H + 1"),
        ("product((H, 2))", "2H"),
        ("product((H, K))", "H*K"),
        ("sum(())", "0"),
        ("product(())", "1"),
        ("sum(terms)", "sum(terms)"),
        ("(H + 1, K)[0]", "H + 1"),
        ("(1, 2)[2]", "(1, 2)[2]"),
        ("length((1, 2))", "2"),
        ("(1 + 1, H + 0)", "(2, H)"),
        ("network.layers[1 + 1]", "network.layers[2]"),
        ("1/0", "1/0"),
        ("0^(-1) + 2 + 3", "0^(-1) + 5"),
        ("9^9^9", "9^387420489"),
        ('"a" == "a"', "True"),
        ('H + "a"', 'H + "a"'),
    ],
)
def test_a_formula_is_folded_to_this(text: str, folded: str) -> None:
    assert show(fold(read(text))) == folded


def test_numbers_too_large_to_be_multiplied_stay_apart() -> None:
    assert show(fold(read("2^2000*2^2000"))) == f"{2**2000}*{2**2000}"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("floor((H + 2P - K)/1) + 1", "H + 2P - K + 1"),
        ("floor((H + 2P - K)/2) + 1", "floor((H + 2P - K)/2) + 1"),
        ("floor(H + x)", "floor(H + x)"),
        ("ceil(2H/2)", "H"),
    ],
)
def test_the_floor_of_whole_letters_vanishes(text: str, folded: str) -> None:
    assert show(fold(read(text), whole=("H", "P", "K"))) == folded


@given(computable | sums, environments)
def test_folding_never_changes_a_value(node: Node, names: dict[str, Value]) -> None:
    folded = fold(node)
    try:
        value = evaluate(node, names)
    except ExpressionError:
        return
    assert evaluate(folded, names) == value


@given(computable | sums, whole_environments)
def test_folding_among_whole_numbers_never_changes_a_value(node: Node, names: dict[str, Value]) -> None:
    folded = fold(node, whole=LETTERS)
    try:
        value = evaluate(node, names)
    except ExpressionError:
        return
    assert evaluate(folded, names) == value


@given(computable | sums)
def test_a_folded_formula_cannot_be_folded_further(node: Node) -> None:
    folded = fold(node)
    assert fold(folded) == folded


@given(computable | sums, computable | sums, st.sampled_from("+-*/^"))
def test_parts_that_were_folded_before_are_not_looked_at_again(left: Node, right: Node, operator: str) -> None:
    parts = fold(left), fold(right)
    together = Call(Name("floor"), (Binary(operator, *parts),))
    assert show(fold(together, folded=parts)) == show(fold(together))


def test_only_the_very_parts_that_were_folded_stay_as_they_are() -> None:
    part, same = read("x*1"), read("x*1")
    assert show(fold(Binary("/", part, Name("y")), folded=[part])) == "x/y"  # a product is taken apart where it ends
    assert show(fold(Call(Name("floor"), (part,)), folded=[part])) == "floor(x*1)"
    assert show(fold(Call(Name("floor"), (part,)), folded=[same])) == "floor(x)"


@given(everything)
def test_every_formula_folds_to_one_that_reads_back(node: Node) -> None:
    folded = fold(node)
    assert read(show(folded)) == folded
