"""Formulas modulo primes: the exact value modulo them where it is rational; equal where steps are provably equal."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given, settings, strategies as st

from exgen.errors import ExpressionError
from exgen.expressions import Node, evaluate, read, read_real
from exgen.expressions.field_values import FieldValues

PRIME = 2**61 - 1
formulas = st.recursive(
    st.sampled_from(["x", "y", "3", "0.25", "7"]),
    lambda parts: st.one_of(
        st.tuples(parts, st.sampled_from("+-*/"), parts).map(lambda three: f"({three[0]}){three[1]}({three[2]})"),
        st.tuples(parts, st.integers(-3, 4)).map(lambda pair: f"({pair[0]})^({pair[1]})"),
        parts.map(lambda part: f"-({part})"),
    ),
    max_leaves=8,
)


def drawn(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()) % PRIME


def value(node: Node, *, are_whole: bool = True, **letters: int) -> int:
    return FieldValues(PRIME, letters, {}, drawn, are_whole=are_whole).value(node)


def at_random(text: str, *, is_real: bool = False) -> int:
    node = read_real(text) if is_real else read(text)
    return value(node, are_whole=not is_real, **{name: drawn(f"letter {name}") for name in "nmxy"})


@given(formulas, st.integers(1, 50), st.integers(1, 50))
def test_the_value_is_the_exact_one_modulo_the_prime(text: str, x: int, y: int) -> None:
    node = read(text)
    try:
        exact = evaluate(node, {"x": x, "y": y})
    except ExpressionError:
        return
    assert isinstance(exact, int | Fraction)
    assert value(node, x=x, y=y) == exact.numerator * pow(exact.denominator, -1, PRIME) % PRIME


def test_dividing_by_zero_is_seen() -> None:
    with pytest.raises(ZeroDivisionError):
        value(read("1/(x - 3)"), x=3)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("floor((n + 2)/2)", "n//2 + 1"),
        ("floor((n - m)/m)", "n//m - 1"),
        ("ceil(n/m)", "floor((n + m - 1)/m)"),
        ("ceil(n/2)", "-floor(-n/2)"),
        ("floor(n/2) + ceil(n/2)", "n"),
        ("floor(floor(n/2)/3)", "n//6"),
        ("floor((ceil(n/2) + 1)/3)", "floor((n + 3)/6)"),
        ("floor((4n + 7)/8)", "floor((2n + 3)/4)"),
        ("floor((n^2 - n)/n)", "n - 1"),
        ("n mod m", "n - m*floor(n/m)"),
        ("(n + 3m) mod m", "n % m"),
        ("max(n, m) + min(m, n)", "n + m"),
        ("abs(n - m)", "max(n - m, m - n)"),
        ("abs(n - m)", "abs(m - n)"),
        ("max(n, m, 3)", "max(3, m, n)"),
        ("where(n > m, n, m)", "where(n + 0 > m, 2n - n, m)"),
        ("floor(max(n, m)/2)", "max(m, n)//2"),
    ],
)
def test_steps_that_are_the_same_have_one_value(one: str, other: str) -> None:
    assert at_random(one) == at_random(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("floor(n/2)", "n/2"),
        ("floor(n/2)", "ceil(n/2)"),
        ("floor((n - m)/2)", "-floor((m - n)/2)"),
        ("floor(n/(n - m))", "-ceil(n/(n - m) - 1) + 1"),
        ("floor(n/2 + 1/3)", "floor(n/2 + 2/3)"),
        ("floor(floor(n/2)/m)", "floor(n/m/3)"),
        ("n mod 3", "n mod 4"),
        ("max(n, m)", "min(n, m)"),
        ("max(n, m)", "n"),
        ("abs(n)", "abs(m)"),
        ("where(n > m, n, m)", "where(n >= m, n, m)"),
        ("floor(n//2/(m - 3))", "n//(2m - 6)"),
    ],
)
def test_steps_that_are_not_the_same_have_different_values(one: str, other: str) -> None:
    assert at_random(one) != at_random(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tanh(x)", "2 sigmoid(2x) - 1"),
        ("exp(x + y)", "exp(x) e^y"),
        ("exp(x/2)^2", "e^x"),
        ("cosh(x)^2 - sinh(x)^2", "1"),
        ("relu(x) - relu(-x)", "x"),
        ("log2(x)", "log(x)/log(2)"),
        ("exp(1/x)*exp(-1/x)", "1"),
        ("floor(x) + 1", "1 + floor(x)"),
        ("sin(x)^2 + cos(x)^2", "1"),
        ("sin(x - y)", "-sin(y - x)"),
        ("cos(x - y)", "cos(y - x)"),
        ("tan(x)", "sin(x)/cos(x)"),
        ("sin(x - x) + cos(0)", "1"),
    ],
)
def test_functions_over_the_reals(one: str, other: str) -> None:
    assert at_random(one, is_real=True) == at_random(other, is_real=True)
    assert at_random(f"{one} + 1", is_real=True) != at_random(other, is_real=True)


def test_over_the_reals_a_floor_of_a_letter_is_not_the_letter() -> None:
    assert at_random("floor(x)", is_real=True) != at_random("x", is_real=True)
    assert at_random("floor(2x/2)", is_real=True) == at_random("floor(x)", is_real=True)
    assert at_random("floor(x)") == at_random("x")


@pytest.mark.parametrize("text", ["2^n", "n^m", "x^(1/2)", "length((1, 2))"])
def test_what_is_not_worked_out_is_said(text: str) -> None:
    with pytest.raises(ExpressionError):
        at_random(text)


@settings(max_examples=200)
@given(
    st.recursive(
        st.sampled_from(["n", "m", "2", "5"]),
        lambda parts: st.one_of(
            st.tuples(parts, st.sampled_from("+-*"), parts).map(lambda three: f"({three[0]}{three[1]}{three[2]})"),
            st.tuples(st.sampled_from(["floor", "ceil"]), parts, st.sampled_from(["2", "3", "m", "(m+1)"])).map(
                lambda three: f"{three[0]}(({three[1]})/{three[2]})"
            ),
            st.tuples(parts, st.sampled_from(["2", "3", "n"])).map(lambda two: f"(({two[0]}) mod {two[1]})"),
            st.tuples(st.sampled_from(["max", "min"]), parts, parts).map(
                lambda three: f"{three[0]}({three[1]}, {three[2]})"
            ),
        ),
        max_leaves=6,
    ),
    st.integers(0, 3),
)
def test_what_has_one_value_is_equal_everywhere(text: str, way: int) -> None:
    other = (f"-floor(-({text}))", f"({text})//1", f"floor((2*({text}) + 1)/2)", f"max({text}, {text})")[way]
    if at_random(text) == at_random(other):
        for n in range(1, 14):
            for m in range(1, 8):
                values = {"n": n, "m": m}
                assert evaluate(read(text), values) == evaluate(read(other), values)
    else:
        assert at_random(text) == at_random(f"({text}) + 0*n")


def test_a_ladder_of_remainders_is_worked_out_once() -> None:
    text = "n" + " % m % n" * 30
    assert at_random(text) == at_random(f"{text} + 0")
    nested = "n"
    for _ in range(18):
        nested = f"floor(({nested} + max({nested[-3:] if nested == 'n' else 'n'}, 2))/3)"
    assert at_random(nested) == at_random(nested)
