"""Points that are solved for: several steps at once, corners far out, the same for ever."""

from __future__ import annotations

import pytest

from exgen.answers.joint_points import compared_parts, joint_points, rounded_parts
from exgen.answers.setting import Setting
from exgen.expressions import compiled, read, show


def is_met(condition: str, formula: str, letters: tuple[str, ...], walks: int = 60) -> bool:
    holds = compiled(read(condition), letters)
    points = joint_points([read(formula)], Setting(letters), "key", walks)
    assert all(min(point) >= 1 for point in points)
    return any(holds(point) is True for point in points)


@pytest.mark.parametrize(
    ("condition", "formula"),
    [
        ("n % 101 == 100 and m % 103 == 102", "floor((n mod 101)/100)*floor((m mod 103)/102)"),
        ("n % 101 == 100 and n % 103 == 102", "floor(n/101) + floor(n/103)"),
        ("n % 101 == 100 and n % 103 == 102 and n % 107 == 106", "n//101 + n//103 + n//107"),
        ("n // 101 % 103 == 102", "floor(floor(n/101)/103)"),
        ("(3*n + 2*m) % 1009 == 1008", "floor((3n + 2m)/1009)"),
        ("n == 10^20", "max(n, 10^20)"),
        ("n > m*10^12", "max(n, m*10^12)"),
        ("n*n > 10^40", "max(n^2, 10^40)"),
        ("n == 123457", "where(n == 123457, 1, 0)"),
        ("n % 1009 == 0 and m == 5077", "n//1009 + abs(m - 5077)"),
        ("n == 12345", "1/(n - 12345)"),
    ],
)
def test_what_is_rare_is_met(condition: str, formula: str) -> None:
    assert is_met(condition, formula, ("n", "m"))


def test_the_points_are_the_same_for_ever() -> None:
    formulas = [read("floor((n + m)/97)")]
    points = [joint_points(formulas, Setting(("n", "m")), "key", 12) for _ in range(2)]
    assert points[0] == points[1] != joint_points(formulas, Setting(("n", "m")), "another", 12)


def test_a_formula_without_steps_has_no_stops() -> None:
    assert joint_points([read("n + m/2")], Setting(("n", "m")), "key", 12) == []
    assert joint_points([read("floor(7/2)")], Setting(()), "key", 12) == []


def test_the_parts_at_which_a_walk_stops() -> None:
    assert [show(part) for part in rounded_parts(read("ceil(n/2) + (n - 1)//m + n % 3"))] == ["n/2", "(n - 1)/m", "n/3"]
    assert [show(part) for part in compared_parts(read("min(n, m, 3) + (n in (1, 2))"))] == [
        "n - m",
        "m - 3",
        "n - 1",
        "n - 2",
    ]
