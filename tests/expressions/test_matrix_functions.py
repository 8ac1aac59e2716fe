"""The functions of one entry: derivatives against differences, and every name leads somewhere."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exgen.expressions.matrix_functions import (
    DERIVATIVES,
    ELEMENTWISE,
    FUNCTIONS,
    SPELLINGS,
    entry_function,
    leaky_relu_name,
    slope_of,
)
from exgen.expressions.matrix_parameters import WINDOWED

STEP = 1e-6


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("x", [0.3, 1.7, 0.9, 2.5])
def test_a_derivative_is_the_slope(name: str, x: float) -> None:
    function = ELEMENTWISE[name]
    slope = (function.value(x + STEP) - function.value(x - STEP)) / (2 * STEP)
    assert function.derivative(x) == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize("name", [name for name in ELEMENTWISE if name not in ("log", "sqrt")])
@pytest.mark.parametrize("x", [-0.3, -1.7])
def test_a_derivative_is_the_slope_below_zero(name: str, x: float) -> None:
    function = ELEMENTWISE[name]
    slope = (function.value(x + STEP) - function.value(x - STEP)) / (2 * STEP)
    assert function.derivative(x) == pytest.approx(slope, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("x", [-700.0, -1.0, 0.0, 1.0, 700.0])
def test_the_two_halves_of_a_sigmoid_meet(x: float) -> None:
    sigmoid = ELEMENTWISE["sigmoid"].value
    assert sigmoid(x) + sigmoid(-x) == pytest.approx(1, rel=1e-15)


def test_the_slope_of_a_leaky_relu_is_part_of_its_name() -> None:
    function, derivative = (
        entry_function(leaky_relu_name(Fraction(1, 4), name)) for name in ("leaky_relu", "leaky_relu'")
    )
    assert function
    assert derivative
    assert (function(-2), function(2), derivative(-2), derivative(2)) == (-0.5, 2, 0.25, 1)
    assert slope_of("leaky_relu(1/4)'") == Fraction(1, 4)
    assert entry_function("leaky_relu(") is None


def test_every_name_has_its_function() -> None:
    assert set(SPELLINGS.values()) <= {*FUNCTIONS, *WINDOWED}
    assert all(entry_function(name) for name in (*ELEMENTWISE, *DERIVATIVES))
    assert entry_function("transpose") is None
    assert entry_function("softmax") is None
