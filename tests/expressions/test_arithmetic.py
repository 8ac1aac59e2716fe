"""Exact arithmetic keeps one form and refuses what is no number."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from exgen.errors import BudgetError, ExpressionError
from exgen.expressions.arithmetic import (
    COMPARISONS,
    OPERATORS,
    ceil_over,
    exact_value,
    floor_over,
    is_equal,
    is_member,
    over,
    power,
    truth,
)
from exgen.expressions.nodes import Value

numbers = st.integers(-99, 99) | st.fractions(-9, 9, max_denominator=12)

PYTHON: dict[str, Callable[[Fraction, Fraction], Fraction | int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
}


@given(st.sampled_from(sorted(PYTHON)), numbers, numbers)
def test_operators_agree_with_fractions_and_keep_one_form(sign: str, left: Fraction, right: Fraction) -> None:
    if right == 0 and sign in ("/", "//", "%"):
        with pytest.raises(ExpressionError) as caught:
            OPERATORS[sign](exact_value(left), 0, 4)
        assert (caught.value.code, caught.value.column) == ("division_by_zero", 4)
        return
    found = OPERATORS[sign](exact_value(left), exact_value(right), 4)
    assert found == PYTHON[sign](Fraction(left), Fraction(right))
    assert type(found) is (int if Fraction(found).denominator == 1 else Fraction)


@given(numbers, numbers.filter(bool))
def test_fused_divisions_round_as_the_fraction_does(left: Fraction, right: Fraction) -> None:
    ratio = Fraction(left) / Fraction(right)
    assert (floor_over(left, right, 1), ceil_over(left, right, 1)) == (ratio.__floor__(), ratio.__ceil__())


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [(2, 10, 1024), (2, -2, Fraction(1, 4)), (Fraction(1, 2), -3, 8), (0, 0, 1), (-1, 10**9, 1), (1, -5, 1)],
)
def test_powers_are_exact(base: Value, exponent: int, expected: Value) -> None:
    found = power(base, exponent, 1)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("base", "exponent", "code"),
    [
        (0, -1, "division_by_zero"),
        (4, Fraction(1, 2), "not_a_whole_exponent"),
        (2, "a", "not_a_number"),
        (True, 2, "not_a_number"),
        (9, 9**9, "power_too_large"),
        (Fraction(1, 9), 10**30, "power_too_large"),
        (2, -(10**30), "power_too_large"),
        (3, 2047, "power_too_large"),
        (2**1500 + 1, 2, "power_too_large"),
    ],
)
def test_powers_that_have_no_sensible_value_are_refused(base: Value, exponent: Value, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        power(base, exponent, 7)
    assert (caught.value.code, caught.value.column) == (code, 7)


def test_results_have_at_most_2048_bits() -> None:
    assert OPERATORS["*"](2**1000, 2**1047, 1) == 2**2047
    for sign, right in (("*", 2**1048), ("+", 2**2048), ("-", -(2**2048)), ("/", Fraction(1, 2**1048))):
        with pytest.raises(BudgetError) as caught:
            OPERATORS[sign](2**1000, right, 3)
        assert (caught.value.code, caught.value.column) == ("result_too_large", 3)
    with pytest.raises(BudgetError):
        over(1, Fraction(2**2047) * 2, 1)


@pytest.mark.parametrize("wrong", [True, "7", (1, 2), frozenset({1})])
def test_only_numbers_are_computed_with(wrong: Value) -> None:
    for sign in OPERATORS:
        for left, right in ((wrong, 1), (1, wrong)):
            with pytest.raises(ExpressionError) as caught:
                OPERATORS[sign](left, right, 2)
            assert caught.value.code == "not_a_number"
    with pytest.raises(ExpressionError):
        COMPARISONS["<"](wrong, 1, 1)


def test_a_number_is_no_condition() -> None:
    with pytest.raises(ExpressionError) as caught:
        truth(1, 5)
    assert (caught.value.code, caught.value.column) == ("not_a_truth_value", 5)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (2, Fraction(2), True),
        (True, 1, False),
        (0, False, False),
        (True, True, True),
        ((1, 2), (1, 2), True),
        ((1,), (True,), False),
        ((1,), 1, False),
        ((1, 2), (1, 2, 3), False),
        ("a", "a", True),
        ("1", 1, False),
    ],
)
def test_values_are_equal_only_in_kind(left: Value, right: Value, expected: bool) -> None:
    assert is_equal(left, right) is expected
    assert COMPARISONS["=="](left, right, 1) is expected
    assert COMPARISONS["!="](left, right, 1) is not expected
    assert is_member(left, (right,), 1) is expected
    assert is_member(left, frozenset([right]), 1) is expected


def test_only_lists_and_sets_have_members() -> None:
    with pytest.raises(ExpressionError) as caught:
        is_member("a", "abc", 3)
    assert (caught.value.code, caught.value.column) == ("not_a_list", 3)


def test_values_from_outside_come_in_one_form() -> None:
    assert exact_value((Fraction(4, 2), frozenset({Fraction(6, 3)}), True, "a")) == (2, frozenset({2}), True, "a")
    assert type(exact_value(Fraction(4, 2))) is int
    with pytest.raises(ExpressionError) as caught:
        exact_value((1, 0.5))  # type: ignore[arg-type]  # what the types forbid is met at run time too
    assert caught.value.code == "not_exact"
