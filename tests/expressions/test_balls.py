"""The true value lies in the ball: checked against fifty digits, and against what is known exactly."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from exgen.errors import ExpressionError
from exgen.expressions import balls
from exgen.expressions.ball_functions import (
    CONSTANTS,
    FUNCTIONS,
    cosine,
    exponential,
    logarithm,
    power,
    root,
    sine,
    tangent,
)
from exgen.expressions.balls import Ball, Real

exact = st.fractions(-20, 20, max_denominator=1000)
positive = st.fractions(Fraction(1, 1000), 20, max_denominator=1000)


def decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def true_value(compute: Callable[[Decimal], Decimal], value: Fraction) -> Fraction:
    with localcontext() as context:
        context.prec = 60
        return Fraction(compute(decimal(value)))


def holds(found: balls.Real, true: Fraction) -> bool:
    """Whether a value holds the true one, and is close to it."""
    if not isinstance(found, Ball):
        return abs(found - true) < Fraction(1, 10**40)
    is_close = Fraction(found.radius) <= abs(true) / 10**12 + Fraction(1, 10**14)
    return is_close and abs(Fraction(found.middle) - true) <= Fraction(found.radius)


TRUE: dict[str, Callable[[Decimal], Decimal]] = {
    "exp": lambda x: x.exp(),
    "tanh": lambda x: (x.exp() - (-x).exp()) / (x.exp() + (-x).exp()),
    "sinh": lambda x: (x.exp() - (-x).exp()) / 2,
    "cosh": lambda x: (x.exp() + (-x).exp()) / 2,
    "sigmoid": lambda x: 1 / (1 + (-x).exp()),
    "relu": lambda x: x if x > 0 else Decimal(0),
}
TRUE_OF_POSITIVE: dict[str, Callable[[Decimal], Decimal]] = {
    "log": lambda x: x.ln(),
    "log2": lambda x: x.ln() / Decimal(2).ln(),
    "log10": lambda x: x.log10(),
    "sqrt": lambda x: x.sqrt(),
}


@pytest.mark.parametrize("name", TRUE)
@given(value=exact)
def test_a_function_holds_its_true_value(name: str, value: Fraction) -> None:
    assert holds(FUNCTIONS[name](value, 0), true_value(TRUE[name], value))


@pytest.mark.parametrize("name", TRUE_OF_POSITIVE)
@given(value=positive)
def test_a_function_of_positive_numbers_holds_its_true_value(name: str, value: Fraction) -> None:
    assert holds(FUNCTIONS[name](value, 0), true_value(TRUE_OF_POSITIVE[name], value))


@given(value=exact)
def test_what_is_equal_is_never_apart(value: Fraction) -> None:
    sin, cos = sine(value, 0), cosine(value, 0)
    assert not balls.are_apart(balls.plus(power(sin, 2, 0), power(cos, 2, 0), 0), 1)
    assert not balls.are_apart(balls.over(sin, cos, 0), tangent(value, 0))
    assert not balls.are_apart(logarithm(exponential(value, 0), 0), value)
    assert not balls.are_apart(balls.times(exponential(value, 0), exponential(-value, 0), 0), 1)


@given(value=exact)
def test_a_billionth_is_found(value: Fraction) -> None:
    found = exponential(value, 0)
    assert balls.are_apart(found, balls.times(found, 1 + Fraction(1, 10**9), 0))


@given(base=positive, exponent=st.integers(-9, 9))
def test_whole_powers_of_a_ball_are_products(base: Fraction, exponent: int) -> None:
    ball = exponential(logarithm(base, 0), 0)
    assert not balls.are_apart(power(ball, exponent, 0), base**exponent)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("exp", 0, 1), ("log", 1, 0), ("sqrt", Fraction(4, 9), Fraction(2, 3)), ("tanh", 0, 0), ("sinh", 0, 0),
        ("cosh", 0, 1), ("sigmoid", 0, Fraction(1, 2)), ("relu", -3, 0), ("relu", 3, 3), ("sin", 0, 0), ("cos", 0, 1),
        ("tan", 0, 0), ("log2", 1, 0), ("log10", 1, 0),
    ],
)  # fmt: skip
def test_what_can_be_exact_is_exact(name: str, value: int | Fraction, expected: int | Fraction) -> None:
    assert FUNCTIONS[name](value, 0) == expected


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: logarithm(0, 3), "no_real_value"),
        (lambda: logarithm(-1, 3), "no_real_value"),
        (lambda: root(-1, 3), "no_real_value"),
        (lambda: root(sine(Fraction(-1), 3), 3), "no_real_value"),
        (lambda: power(-2, Fraction(1, 3), 3), "no_real_value"),
        (lambda: power(0, Fraction(-1, 3), 3), "division_by_zero"),
        (lambda: balls.over(exponential(1, 3), 0, 3), "division_by_zero"),
        (
            lambda: balls.over(1, balls.minus(exponential(1, 3), CONSTANTS["e"], 3), 3),
            "not_decided",
        ),
        (lambda: balls.floor(logarithm(exponential(2, 3), 3), 3), "not_decided"),
        (
            lambda: balls.sign_between(logarithm(exponential(2, 3), 3), 2, 3),
            "not_decided",
        ),
        (lambda: balls.ball(10**400), "not_decided"),
    ],
)
def test_what_has_no_value_is_told_from_what_floats_cannot_tell(call: Callable[[], object], code: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        call()
    assert raised.value.code == code


def test_floors_maxima_and_signs_of_balls() -> None:
    number = exponential(1, 0)  # 2.718...
    assert (balls.floor(number, 0), balls.ceiling(number, 0)) == (2, 3)
    assert balls.larger(number, 2) == number
    assert balls.smaller(number, 2) == 2
    assert balls.absolute(balls.negative(number, 0), 0) == number
    assert balls.times(0, number, 0) == 0
    assert balls.sign_between(number, 3, 0) == -1


@pytest.mark.parametrize(
    "worked_out",
    [
        lambda: exponential(1000, 1),
        lambda: FUNCTIONS["cosh"](1000, 1),
        lambda: FUNCTIONS["sinh"](1000, 1),
        lambda: power(Ball(3.0, 0.1), 1_000_000, 1),
    ],
)
def test_what_no_float_holds_is_not_decided(worked_out: Callable[[], Real]) -> None:
    with pytest.raises(ExpressionError) as caught:
        worked_out()
    assert caught.value.code == "not_decided"


ENTRIES = st.one_of(
    st.fractions(-100, 100, max_denominator=50), st.builds(Ball, st.floats(-(10**9), 10**9), st.floats(0, 1))
)


@given(st.lists(st.tuples(ENTRIES, ENTRIES, st.sampled_from((-1, 0, 1)), st.sampled_from((-1, 0, 1))), max_size=12))
def test_a_sum_of_products_holds_every_value_that_its_factors_may_have(
    pairs: list[tuple[Real, Real, int, int]],
) -> None:
    def value(factor: Real, end: int) -> Fraction:
        if not isinstance(factor, Ball):
            return Fraction(factor)
        return Fraction(factor.middle) + end * Fraction(factor.radius)

    exact = sum((value(one, end) * value(other, far) for one, other, end, far in pairs), Fraction(0))
    found = balls.dot([one for one, *_ in pairs], [other for _, other, *_ in pairs])
    middle, radius = (found, 0) if not isinstance(found, Ball) else found
    assert abs(Fraction(middle) - exact) <= Fraction(radius)


def test_one_times_a_ball_is_that_ball() -> None:
    third = balls.ball(Fraction(1, 3))
    assert balls.times(1, third) == balls.times(third, 1) == third
    assert balls.times(0, third) == balls.times(third, 0) == 0
