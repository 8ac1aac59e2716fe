"""Spans hold the true value, to as many digits as are asked."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings, strategies as st

from exgen.errors import ExpressionError
from exgen.expressions import read_real
from exgen.expressions.precise_values import Span, compiled_precisely, exactly

VALUES = {
    "exp(x)": mpmath.exp,
    "tanh(x)": mpmath.tanh,
    "sinh(x)": mpmath.sinh,
    "cosh(x)": mpmath.cosh,
    "sin(x)": mpmath.sin,
    "cos(x)": mpmath.cos,
    "tan(x)": mpmath.tan,
    "sigmoid(x)": lambda x: 1 / (1 + mpmath.exp(-x)),
    "log(x^2 + 1)": lambda x: mpmath.log(x**2 + 1),
    "log2(x^2 + 1)": lambda x: mpmath.log(x**2 + 1, 2),
    "log10(x^2 + 1)": lambda x: mpmath.log(x**2 + 1, 10),
    "sqrt(x^2 + 2)": lambda x: mpmath.sqrt(x**2 + 2),
    "(x^2 + 2)^0.3": lambda x: (x**2 + 2) ** (mpmath.mpf(3) / 10),
    "x^7": lambda x: x**7,
    "x^-3 + x^4": lambda x: x**-3 + x**4,
    "relu(x) + abs(x) + max(x, 2) + min(x, 1)": lambda x: max(x, 0) + abs(x) + max(x, 2) + min(x, 1),
    "pi*e - x": lambda x: mpmath.pi * mpmath.e - x,
    "floor(x) + ceil(x)": lambda x: mpmath.floor(x) + mpmath.ceil(x),
    "where(x > 1, x, 2)": lambda x: x if x > 1 else 2,
}


def span_at(text: str, x: Fraction, digits: int) -> Span:
    return compiled_precisely(digits)(read_real(text), ("x",))((exactly(x, digits),))


@settings(max_examples=60)
@given(st.sampled_from(sorted(VALUES)), st.integers(-4_000, 4_000), st.sampled_from([20, 50, 120]))
def test_a_span_holds_the_value_and_is_narrow(text: str, thousandths: int, digits: int) -> None:
    x = Fraction(2 * thousandths + 1, 1_999)
    with mpmath.workdps(200):
        value = VALUES[text](mpmath.mpf(x.numerator) / x.denominator)
        span = span_at(text, x, digits)
        low, high = mpmath.mpf(str(span.low)), mpmath.mpf(str(span.high))
        assert low <= value <= high
        assert high - low <= (1 + abs(value)) * mpmath.mpf(10) ** (8 - digits)


@pytest.mark.parametrize("text", ["sin(x)", "cos(x)", "tan(x)"])
def test_large_angles(text: str) -> None:
    x = Fraction(10**30 + 1, 7)
    with mpmath.workdps(120):
        value = VALUES[text](mpmath.mpf(x.numerator) / x.denominator)
        span = span_at(text, x, 60)
        assert mpmath.mpf(str(span.low)) <= value <= mpmath.mpf(str(span.high))
    with pytest.raises(ExpressionError):
        span_at(text, Fraction(10**60), 60)


def test_what_no_float_holds() -> None:
    assert span_at("exp(-exp(20))", Fraction(0), 40).low > 0
    assert span_at("exp(exp(20))/exp(exp(20))", Fraction(0), 40).high < 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1/x", "division_by_zero"),
        ("log(x)", "no_real_value"),
        ("sqrt(x - 1)", "no_real_value"),
        ("(x - 1)^0.5", "no_real_value"),
        ("1/(sin(1)^2 + cos(1)^2 - 1 + x)", "not_decided"),
        ("floor(exp(log(3)) + x)", "not_decided"),
        ("where(exp(log(3)) > 3 + x, 1, 0)", "not_decided"),
        ("exp(exp(exp(10)))", "not_decided"),
    ],
)
def test_what_has_no_value_or_none_that_can_be_told(text: str, code: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        span_at(text, Fraction(0), 40)
    assert raised.value.code == code
