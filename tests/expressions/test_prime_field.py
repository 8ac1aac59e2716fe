"""Rational functions modulo a prime: the same as exact values modulo it, and sizes that bound them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from exgen.errors import ExpressionError
from exgen.expressions import evaluate, read
from exgen.expressions.prime_field import Size, compiled_modulo, next_prime, size_of

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


@given(formulas, st.integers(1, 50), st.integers(1, 50))
def test_the_value_modulo_a_prime_is_the_exact_one_modulo_it(text: str, x: int, y: int) -> None:
    node = read(text)
    try:
        exact = evaluate(node, {"x": x, "y": y})
    except ExpressionError:
        return
    assert isinstance(exact, int | Fraction)
    expected = exact.numerator * pow(exact.denominator, -1, PRIME) % PRIME
    assert compiled_modulo(node, ("x", "y"))((x, y), PRIME) == expected


def test_dividing_by_zero_is_seen() -> None:
    with pytest.raises(ZeroDivisionError):
        compiled_modulo(read("1/(x - 3)"), ("x",))((3,), PRIME)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("x", Size(1, 0, 0)),
        ("x*y", Size(2, 0, 0)),
        ("x/y", Size(1, 1, 0)),
        ("1/x + 1/y", Size(1, 2, 3)),
        ("x^-3", Size(0, 3, 0)),
        ("-x", Size(1, 0, 0)),
        ("x^n", None),
        ("x^1000001", None),
        ("x % 2", None),
        ("x // 2", None),
        ("max(x, 2)", None),
        ("(1, 2)", None),
        ("x^(1/2)", None),
    ],
)
def test_sizes(text: str, size: Size | None) -> None:
    assert size_of(read(text), {}) == size


def test_names_that_stand_for_formulas_have_their_size() -> None:
    assert size_of(read("a^2"), {"a": Size(3, 1, 5)}) == Size(6, 2, 10)


@pytest.mark.parametrize(
    ("start", "prime"), [(38, 41), (2**31 - 2, 2**31 - 1), (2**61 - 1, 2**61 - 1), (3215031751, 3215031767)]
)
def test_primes_are_primes(start: int, prime: int) -> None:
    assert next_prime(start) == prime  # 3215031751 is a strong pseudoprime to the bases 2, 3, 5 and 7
