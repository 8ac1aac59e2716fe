"""A part that did one thing only at all points is seen to be unseen, unless it can do nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from exgen.answers.regimes import unseen
from exgen.answers.setting import Setting
from exgen.expressions import Node, compiled, read, show

SETTING = Setting(("n", "m"))
POINTS = [(n, m) for n in range(1, 60) for m in (1, 2, 5, 40)]


def unseen_part(text: str, points: Sequence[tuple[int, int]] = POINTS) -> str:
    def column_of(part: Node) -> list[int]:
        value_at = compiled(part, ("n", "m"))
        return [value_at(point) for point in points]  # type: ignore[misc]  # a part of a formula of numbers is a number

    part = unseen([read(text)], SETTING, column_of)
    return "" if part is None else show(part)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("floor(n/1000)", "floor(n/1000)"),
        ("n % 1000", "n // 1000"),
        ("min(n, 1000)", "n - 1000"),
        ("abs(n - 1000)", "n - 1000"),
        ("where(n == 1000, 1, 0)", "n - 1000"),
        ("where(n < 1000, 1, 0)", "n - 1000"),
        ("where(2n == 7, 1, 0)", "2n - 7"),
        ("floor((n mod 61 + m mod 47)/104)", "floor((n % 61 + m % 47)/104)"),
        ("floor(n/59)*floor(m/40)*floor((60 - n)/59)", "floor((60 - n)/59)"),
    ],
)
def test_what_was_never_seen(text: str, part: str) -> None:
    assert unseen_part(text) == part


@pytest.mark.parametrize(
    "text",
    [
        "floor(n/7) + n % 5 + ceil(m/3)",
        "max(n, m) + min(n, 30) + abs(n - m)",
        "where(n < 9, 1, 0) + where(n == 9, 1, 0)",
        "max(n, 0) + max(n^2, n) + abs(n)",
        "floor(n/(n + 3)) + ceil(m/(m + 3))",
        "floor((n mod 13)/13)",
        "floor(7/2) + max(2, 3)",
        "floor(n/50)*floor(m/40)",
        "where(n > 0, 1, 0)",
    ],
)
def test_what_was_seen_or_cannot_be_otherwise(text: str) -> None:
    assert unseen_part(text) == ""


def test_two_that_are_rare_have_to_be_met_at_once() -> None:
    text = "floor(n/59)*floor(m/40)"
    apart = [(n, 1) for n in range(1, 60)] + [(1, m) for m in range(1, 41)]
    assert unseen_part(text, apart) != ""
    assert unseen_part(text, [*apart, (59, 40)]) == ""


def test_a_part_without_a_value_anywhere_is_unseen() -> None:
    part = unseen([read("floor(n/(m - m))")], SETTING, lambda _: ["undefined"] * 3)
    assert part is not None
