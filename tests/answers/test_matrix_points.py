"""Seeded points: the same for ever, consistent with the lines, away from saturation."""

from __future__ import annotations

import pytest

from exgen.answers.matrix_points import POINTS, value_at
from exgen.answers.matrix_settings import setting_of
from exgen.expressions import Name
from exgen.expressions.matrices import read_matrices

SETTING = setting_of(
    {
        "shapes": {"x": ["d", 1], "W": ["h", "d"], "V": [784, "h"], "s": [1, 1]},
        "given": ["z = W x", "a = sigmoid(z)", "u = log(s)"],
    }
)


def test_different_sizes_are_different_small_numbers() -> None:
    shapes = {}
    for name in SETTING.names[:4]:
        value = value_at(Name(name), SETTING, 1)
        assert value is not None
        shapes[name] = (len(value), len(value[0]))
    assert shapes == {"x": (2, 1), "W": (3, 2), "V": (4, 3), "s": (1, 1)}


@pytest.mark.parametrize("point", [1, 3, 5])
def test_a_point_is_one_forward_pass(point: int) -> None:
    direct = value_at(read_matrices("sigmoid(W x)"), SETTING, point)
    assert direct == value_at(Name("a"), SETTING, point)


def test_the_first_numbers_are_what_they_have_always_been() -> None:
    assert value_at(Name("x"), SETTING, 1) == ((0.347,), (0.496,))


def test_points_and_names_differ() -> None:
    setting = setting_of({"shapes": {"x": ["d", "h"], "y": ["d", "h"]}})
    values = [value_at(Name(name), setting, point) for name in "xy" for point in range(POINTS)]
    assert len(set(values)) == len(values)


def test_every_other_point_is_positive_and_no_entry_is_zero_or_large() -> None:
    setting = setting_of({"shapes": {"x": ["d", "h"], "W": ["o", "e"]}})
    for point in range(POINTS):
        entries = [entry for name in "xW" for row in value_at(Name(name), setting, point) or () for entry in row]
        assert all(0 < abs(entry) <= 1 for entry in entries)
        assert (min(entries) > 0) is (point % 2 == 1)


def test_a_point_at_which_a_line_has_no_value_gives_no_values() -> None:
    values = [value_at(Name("x"), SETTING, point) for point in range(POINTS)]
    without_lines = setting_of({"shapes": {"s": [1, 1]}})
    is_negative = [(value_at(Name("s"), without_lines, point) or ((0,),))[0][0] < 0 for point in range(POINTS)]
    assert [value is None for value in values] == is_negative
    assert any(is_negative)


def test_what_overflows_has_no_value() -> None:
    assert value_at(read_matrices("exp(1000 x ⊙ x + 1000)"), SETTING, 1) is None
