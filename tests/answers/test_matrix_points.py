"""Points at which matrix expressions are compared: the same for ever, modulo primes and over the reals."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from exgen.answers.matrix_known import known
from exgen.answers.matrix_point_numbers import REAL_POINTS, REDRAWN_POINTS, SIGNED_POINTS
from exgen.answers.matrix_points import Gap, MatrixPoint, Relu
from exgen.answers.matrix_settings import MatrixSetting, setting_of
from exgen.expressions.balls import ball
from exgen.expressions.matrices import read_matrices

SETTING = setting_of(
    {
        "shapes": {"x": ["d", 1], "W": ["h", "d"], "V": [784, "h"], "s": [1, 1], "U": [3, 2]},
        "given": ["z = W x", "a = sigmoid(z)", "u = log(s)"],
    }
)


def modulo(text: str, number: int = 0, relu: Relu = Relu.HIDDEN, setting: MatrixSetting = SETTING) -> Any:
    return MatrixPoint(setting, number).field_value(read_matrices(text), relu)


def real(text: str, number: int = 0, setting: MatrixSetting = SETTING) -> Any:
    return MatrixPoint(setting, number).real_value(read_matrices(text))


@pytest.mark.parametrize("number", range(4))
def test_small_sizes_are_themselves_and_others_are_small_and_different_and_not_the_same_everywhere(number: int) -> None:
    shapes = {name: (len(value := modulo(name, number)), len(value[0])) for name in "xWVsU"}
    d, h, many = shapes["x"][0], shapes["W"][0], shapes["V"][0]
    assert shapes == {"x": (d, 1), "W": (h, d), "V": (many, h), "s": (1, 1), "U": (3, 2)}
    assert len({1, 2, 3, d, h, many}) == 6
    assert len(modulo("x", number + 1)) != d


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_point_is_one_forward_pass(number: int) -> None:
    assert modulo("sigmoid(W x)", number) == modulo("a", number)
    assert real("sigmoid(W x)", number) == real("a", number)


def test_the_first_numbers_are_what_they_have_always_been() -> None:
    setting = setting_of({"shapes": {"x": ["d", 1]}})
    assert modulo("x", setting=setting) == ((2024956247020644807,), (2035685116543891594,))
    assert [Fraction(ball(entry).middle) * 1024 for (entry,) in real("x", setting=setting)] == [783, -1006]


def test_points_and_names_differ() -> None:
    setting = setting_of({"shapes": {"x": ["d", "h"], "y": ["d", "h"]}})
    found = [modulo(name, number, setting=setting) for name in "xy" for number in (*REAL_POINTS, *SIGNED_POINTS[3:])]
    assert len(set(found)) == len(found)


def test_over_the_reals_entries_are_of_both_signs_positive_or_negative_by_turns() -> None:
    setting = setting_of({"shapes": {"x": ["d", "h"], "W": ["o", "e"]}})
    signs = []
    for number in REAL_POINTS:
        entries = [ball(entry).middle for name in "xW" for row in real(name, number, setting) for entry in row]
        assert all(0 < abs(entry) <= 1 for entry in entries)
        signs.append({entry > 0 for entry in entries})
    assert signs == [{True, False}, {True}, {False}] * 2


def test_further_points_are_far_out_and_close_to_zero() -> None:
    sizes = [max(abs(ball(entry).middle) for row in real("W", number) for entry in row) for number in SIGNED_POINTS]
    assert max(sizes) > 10_000
    assert min(sizes) < 1 / 1_000


def test_where_there_is_no_value_the_gap_says_why() -> None:
    assert modulo("1/(x - x)") is Gap.UNDEFINED
    assert real("1/0") is Gap.UNDEFINED
    assert real("log(x)", 2) is Gap.UNDEFINED
    assert real("u", 1) is not Gap.UNDEFINED
    assert real("1/(sigmoid(x) - sigmoid(x))") is Gap.UNDECIDED
    assert real("exp(1000 exp(1000 + s))") is Gap.UNDECIDED
    assert modulo("relu'(sigmoid(x) + 10^(-29) - sigmoid(x))", relu=Relu.REAL) is Gap.UNDECIDED


def test_a_relu_of_what_is_zero_is_zero() -> None:
    assert modulo("relu'(sigmoid(x) - sigmoid(x))", relu=Relu.REAL) == modulo("0 x")


def test_signs_are_those_of_the_reals() -> None:
    for number in SIGNED_POINTS:
        signs = [[int(ball(entry).middle > 0) for entry in row] for row in real("W x", number)]
        assert [list(row) for row in modulo("relu'(z)", number, relu=Relu.REAL)] == signs


def test_without_signs_a_relu_is_a_number_that_depends_on_its_argument_alone() -> None:
    assert modulo("relu'(W x)") == modulo("relu'(z)") != modulo("relu'(2 z)")
    assert modulo("relu(z)") == modulo("z ⊙ relu'(z)")
    assert modulo("relu'(relu(z))") == modulo("relu'(z)") != modulo("1 - relu'(-relu(s))")


@pytest.mark.parametrize("number", range(6))
def test_a_shared_number_is_that_of_all_multiples(number: int) -> None:
    shared = partial(modulo, number=number, relu=Relu.SHARED)
    assert shared("relu'(z)") == shared("relu'(3 W x)") == shared("relu'(z/pi)")
    assert shared("relu'(-2 z)") == shared("1 - relu'(z)")
    assert shared("abs(z)") == shared("abs(-z)") == shared("sqrt(4) abs(3 z)/(3 sqrt(4))")
    assert shared("relu'(x - x)") == shared("0 x")
    assert shared("relu'(z)") != shared("relu'(z + 1)") != shared("relu'(z + 2)")
    assert shared("relu'(z)") != shared("relu'(z)^2")
    assert shared("relu'(V (relu(z) + 10 z))") != shared("relu'(V (11 z))")  # though coins may make them the same


def test_a_coin_that_hides_an_argument_decides_nothing_about_its_multiples() -> None:
    values = {modulo("relu'(-relu(s))", number, Relu.SHARED) is Gap.UNDECIDED for number in range(24)}
    assert values == {True, False}


@pytest.mark.parametrize("number", range(6))
def test_a_coin_falls_alike_for_multiples_and_the_other_way_for_opposites(number: int) -> None:
    chosen = partial(modulo, number=number, relu=Relu.CHOSEN)
    assert chosen("relu'(z)") == chosen("relu'(3 W x)") == chosen("relu'(z)^2")
    assert chosen("relu'(-2 z)") == chosen("1 - relu'(z)")
    assert chosen("relu(z)") == chosen("z + relu(-z)")
    assert chosen("relu'(x - x)") == chosen("0 x")
    assert chosen("relu'(tanh(z))") == chosen("relu'(gelu(erf(z)))") == chosen("relu'(z)")
    assert chosen("relu'(-tanh(z))") == chosen("1 - relu'(z)")
    assert chosen("relu'(V relu(z))") == chosen("relu'(V (z ⊙ relu'(2 z)))")


def test_coins_are_thrown_for_each_argument() -> None:
    coins = [modulo(text, number, Relu.CHOSEN) for text in ("relu'(1 - x)", "relu'(2 - x)") for number in range(24)]
    assert coins[:24] != coins[24:]
    assert {entry for value in coins for row in value for entry in row} == {0, 1}


def test_at_points_drawn_anew_names_have_signs_of_their_own() -> None:
    setting = setting_of({"shapes": {"x": [12, 1], "y": [12, 1]}})
    signs = set()
    for number in REDRAWN_POINTS:
        first, second = (real(name, number, setting) for name in "xy")
        signs.add(tuple(len({ball(entry).middle > 0 for (entry,) in column}) == 1 for column in (first, second)))
    assert {(True, True), (True, False), (False, True)} <= signs


@pytest.mark.parametrize("number", [1, 4])
def test_a_point_at_which_a_line_of_the_question_has_no_value_is_outside(number: int) -> None:
    setting = setting_of({"shapes": {"s": [1, 1], "y": ["d", 1]}, "given": ["u = log(s)", "v = log(-s)", "w = 2u"]})
    outside = {name: known(read_matrices(f"{name} y"), setting).is_outside(number) for name in "suvw"}
    assert outside == {"s": False, "u": False, "v": True, "w": False}
    assert known(read_matrices("w y"), setting).is_outside(number + 1)
