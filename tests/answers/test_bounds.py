"""No value of a formula lies beyond its bounds."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given, settings, strategies as st

from exgen.answers.bounds import bounds, is_positive
from exgen.answers.setting import Setting
from exgen.errors import ExpressionError
from exgen.expressions import evaluate, read, read_real

SETTING = Setting(("n", "m"))
formulas = st.recursive(
    st.sampled_from(["n", "m", "1", "3", "0.5"]),
    lambda parts: st.one_of(
        st.tuples(parts, st.sampled_from(["+", "-", "*", "/", "//", " mod "]), parts).map(
            lambda three: f"({three[0]}){three[1]}({three[2]})"
        ),
        st.tuples(parts, st.integers(0, 4)).map(lambda two: f"({two[0]})^{two[1]}"),
        st.tuples(st.sampled_from(["floor", "ceil", "abs"]), parts).map(lambda two: f"{two[0]}({two[1]})"),
        st.tuples(st.sampled_from(["max", "min"]), parts, parts).map(
            lambda three: f"{three[0]}({three[1]}, {three[2]})"
        ),
        parts.map(lambda part: f"-({part})"),
    ),
    max_leaves=6,
)


@settings(max_examples=2_000)
@example("((n)-(n))*(n)", 1, 1)
@given(formulas, st.integers(1, 9), st.integers(1, 200))
def test_every_value_is_within_the_bounds(text: str, n: int, m: int) -> None:
    node = read(text)
    low, high = bounds(node, SETTING)
    try:
        value = evaluate(node, {"n": n, "m": m})
    except ExpressionError:
        return
    assert low <= value <= high  # type: ignore[operator]  # a formula of numbers is a number
    assert not is_positive(node, SETTING) or value > 0  # type: ignore[operator]  # as above


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("n", 1, math.inf),
        ("n*m - n", 0, math.inf),
        ("n - n*m", -math.inf, 0),
        ("(n + m)^2 - 4", 0, math.inf),
        ("n mod 7", 0, 6),
        ("n - m", -math.inf, math.inf),
        ("floor(1/(n + 1))", 0, 0),
        ("10^2000*10^2000*n", -math.inf, math.inf),
    ],
)
def test_bounds_over_the_positive_integers(text: str, low: float, high: float) -> None:
    assert bounds(read(text), SETTING) == (low, high)


@pytest.mark.parametrize("text", ["1 + exp(x)", "exp(x)*exp(y)/2", "(1 + x^2)^0.5", "cosh(x)", "x*x + 1", "2 + sin(x)"])
def test_positive_over_the_reals(text: str) -> None:
    setting = Setting(("x", "y"), is_real=True)
    assert is_positive(read_real(text), setting)
    assert not is_positive(read_real(f"x + ({text})"), setting)


def test_a_given_name_has_the_bounds_of_its_formula() -> None:
    setting = Setting(("n",), givens=(("k", read("n mod 5")),))
    assert bounds(read("k + 1"), setting) == (1, 5)
