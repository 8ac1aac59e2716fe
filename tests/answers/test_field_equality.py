"""Rational functions in prime fields: what exact points cannot hold or would miss."""

from __future__ import annotations

import pytest

from exgen.answers import Verdict, judge
from exgen.answers.equality import difference
from exgen.answers.field_equality import is_same_function
from exgen.answers.setting import Setting
from exgen.expressions import read

SETTING = Setting(("x", "y"))
VANISHING = "*".join(f"(x - {number})" for number in range(1, 41))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("(x + y)^100", "(y + x)^100", True),
        ("(x^2 - y^2)/(x - y)", "x + y", True),
        ("x^1000/x^999", "x", True),
        ("x/3 + x/6", "x/2", True),
        ("x", f"x + {VANISHING}", False),
        ("x", "x + 10^-25", False),
        ("x", "x^2305843009213693951", None),
        ("x", "x + 2305843009213693951*y", False),
        ("x^y", "x^y", None),
        ("x", "floor(x)", True),
        ("1/(x - x)", "x", None),
        ("(x^1000)^1000 + (y^1000)^1000", "(x^1000)^1100", None),
    ],
)
def test_rational_functions(one: str, other: str, is_same: bool | None) -> None:
    assert is_same_function(read(one), read(other), SETTING) is is_same
    assert is_same_function(read(other), read(one), SETTING) is is_same


def test_given_names_are_worked_out_in_the_field_too() -> None:
    setting = Setting(("x", "y"), givens=(("a", read("x + y")), ("b", read("a^2"))))
    assert is_same_function(read("b - a^2 + x"), read("x"), setting) is True
    assert is_same_function(read("b"), read("a"), setting) is False


def test_a_difference_that_no_small_point_shows_is_found() -> None:
    apart = difference(read("x"), read(f"x + {VANISHING}/10^20"), Setting(("x",)))
    assert apart is not None
    judgement = judge("expression", "(x + 1)^3000", "(x + 1)^3000 + x", {"symbols": ["x"]})
    assert (judgement.verdict, judgement.code) == (Verdict.INCORRECT, "not_equal")


def test_conditions_may_make_different_functions_equal() -> None:
    options = {"symbols": ["x", "y", "z"], "where": ["x - y in (0, 1)"]}
    assert judge("expression", "2*x + z", "2x + z + (x - y)(x - y - 1)", options).verdict is Verdict.CORRECT
    assert judge("expression", "2*x + z", "2x + z + (x - y)(x - y - 2)", options).verdict is Verdict.INCORRECT


def test_a_pole_where_the_key_has_none_is_a_difference_though_the_functions_are_the_same() -> None:
    assert judge("expression", "x + 1", "(x^2 - 1)/(x - 1)", {"symbols": ["x"]}).verdict is Verdict.INCORRECT
    assert judge("expression", "x + 1", "(x + 1)(x - 1000)/(x - 1000)").verdict is Verdict.INCORRECT
    assert judge("expression", "x + 1", "(x^2 + 2x + 1)/(x + 1)", {"symbols": ["x"]}).verdict is Verdict.CORRECT
