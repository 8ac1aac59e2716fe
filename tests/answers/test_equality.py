"""Formulas are told apart wherever they differ, and never where they are equal."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from exgen import expressions
from exgen.answers import UnreadableResponse, Verdict, judge
from exgen.answers.equality import ENOUGH, LEFT_AT_LEAST, are_soon_apart, difference, has_points_enough
from exgen.answers.setting import Setting
from exgen.errors import ExpressionError

EQUAL = [
    ("floor((W + 2*P - K)/S) + 1", "floor((W - K + 2P + S)/S)"),
    ("floor(floor(M/2)/3)", "floor(M/6)"),
    ("ceil(M/S)", "floor((M + S - 1)/S)"),
    ("M - S*floor(M/S)", "M % S"),
    ("max(M, S) + min(M, S)", "M + S"),
    ("(M + S)^3", "M^3 + 3M^2 S + 3M S^2 + S^3"),
    ("1/M + 1/S", "(M + S)/(M S)"),
    ("floor(M/2) + ceil(M/2)", "M"),
    ("abs(M - S)", "max(M - S, S - M)"),
    ("where(M > S, M, S)", "max(M, S)"),
    ("floor((M - 1)/2^3)", "ceil(M/8) - 1"),
]
DIFFERENT = [
    ("floor((M + S)/2)", "floor(M/2) + floor(S/2)"),
    ("floor(M/2)*2", "M"),
    ("ceil(M/S)", "floor(M/S) + 1"),
    ("floor(M/97)", "floor((M + 1)/97)"),
    ("floor(M/97)", "floor((M - 1)/97)"),
    ("floor(M/4096)", "floor((M + 2)/4096)"),
    ("max(M - 50, 0)", "max(M - 51, 0)"),
    ("M", "M + 10^-9"),
    ("M", "M + (M-1)(M-2)(M-3)(M-4)(M-5)(M-6)(M-7)(M-8)(M-9)(M-10)(M-11)(M-12)/10^9"),
    ("M^2 + S", "M^2 + S + where(M == 654321, 1, 0)"),
    ("where(M <= 1000, 0, 1)", "where(M < 1000, 0, 1)"),
    ("M/S", "floor(M/S)"),
]


@pytest.mark.parametrize(("key", "response"), EQUAL)
def test_equal_formulas_are_found_equal_both_ways(key: str, response: str) -> None:
    assert judge("expression", key, response, {"symbols": ["M", "S", "W", "P", "K"]}).verdict is Verdict.CORRECT
    assert judge("expression", response, key, {"symbols": ["M", "S", "W", "P", "K"]}).verdict is Verdict.CORRECT


@pytest.mark.parametrize("symbols", [["M", "S"], ["M", "S", "K", "P"]])
@pytest.mark.parametrize(("key", "response"), DIFFERENT)
def test_different_formulas_are_told_apart_both_ways(key: str, response: str, symbols: list[str]) -> None:
    assert judge("expression", key, response, {"symbols": symbols}).verdict is Verdict.INCORRECT
    assert judge("expression", response, key, {"symbols": symbols}).verdict is Verdict.INCORRECT


small = st.integers(0, 9)
sizes = st.builds(
    lambda padding, kernel, stride, more, rounding: f"{rounding}((M + {padding} - {kernel})/{stride}) + {more}",
    *(small, small, st.integers(1, 5), small, st.sampled_from(["floor", "ceil", ""])),
)
chains = st.builds(lambda outer, inner: outer.replace("M", f"({inner})"), sizes, sizes)


@settings(max_examples=150)
@given(key=st.one_of(sizes, chains), response=st.one_of(sizes, chains))
def test_the_verdict_on_floors_is_that_of_trying_every_size(key: str, response: str) -> None:
    functions = [expressions.compiled(expressions.read(text), ("M",)) for text in (key, response)]
    is_equal = all(functions[0]((size,)) == functions[1]((size,)) for size in range(1, 300))
    assert (judge("expression", key, response).verdict is Verdict.CORRECT) == is_equal


numbers = st.integers(1, 6).map(str)
letters = st.sampled_from(["A", "B", "C"])
formulas = st.recursive(
    st.one_of(numbers, letters),
    lambda parts: st.one_of(
        st.tuples(parts, st.sampled_from("+-*/"), parts).map(lambda part: f"({part[0]} {part[1]} {part[2]})"),
        st.tuples(st.sampled_from(["floor", "ceil", "abs"]), parts).map(lambda part: f"{part[0]}({part[1]})"),
    ),
    max_leaves=6,
)


def outcome(text: str, point: tuple[int, ...]) -> Any:
    try:
        return expressions.evaluate(expressions.read(text), dict(zip("ABC", point, strict=True)))
    except ExpressionError:
        return "undefined"


@settings(max_examples=150)
@given(key=formulas, response=formulas)
def test_formulas_that_differ_at_small_integers_are_told_apart(key: str, response: str) -> None:
    points = list(product(range(1, 6), repeat=3))
    key_outcomes = [outcome(key, point) for point in points]
    if key_outcomes.count("undefined") > len(points) / 2:
        return
    judgement = judge("expression", key, response, {"symbols": ["A", "B", "C"]})
    if key_outcomes != [outcome(response, point) for point in points]:
        assert judgement.verdict is Verdict.INCORRECT


@settings(max_examples=100)
@given(key=formulas)
def test_a_formula_is_equal_to_itself_rewritten(key: str) -> None:
    if any(outcome(key, point) == "undefined" for point in product(range(1, 4), repeat=3)):
        return
    for rewritten in (f"({key}) + 7 - 7", f"2*({key})/2", f"0 + 1*({key})", f"-(-({key}))"):
        assert judge("expression", key, rewritten, {"symbols": ["A", "B", "C"]}).verdict is Verdict.CORRECT
        assert judge("expression", key, f"{rewritten} + 1", {"symbols": ["A", "B", "C"]}).verdict is Verdict.INCORRECT


def test_given_names_that_double_each_time_are_never_written_out() -> None:
    given_names = ["x0 = W", *(f"x{number} = x{number - 1} + x{number - 1}" for number in range(1, 60))]
    options = {"symbols": ["W"], "given": given_names}
    assert judge("expression", "x59", "2^59 W", options).verdict is Verdict.CORRECT
    assert judge("expression", "x59", "2^58 W", options).verdict is Verdict.INCORRECT


def test_a_given_name_that_divides_by_zero_matters_only_where_it_is_used() -> None:
    options = {"symbols": ["W"], "given": ["broken = 1/(W - W)", "half = W/2"]}
    assert judge("expression", "half", "W/2", options).verdict is Verdict.CORRECT
    assert judge("expression", "half", "W/2 + 0*broken", options).verdict is Verdict.INCORRECT


def test_what_cannot_be_worked_out_anywhere_is_not_decided() -> None:
    nodes = [expressions.read(text) for text in ("M", "(M^M^M)^(1/2)")]
    with pytest.raises(UnreadableResponse) as raised:
        difference(nodes[0], nodes[1], Setting(("M",)))
    assert raised.value.code == "undecided"


CHAINS = [
    ("floor((floor((M - 3)/3) + 1 - 2)/4)", "floor((floor((M - 4)/3) + 1 - 2)/4)", ["M", "S", "K", "P"]),
    ("floor((floor((floor((M - 1)/3) - 1)/3) - 3)/S)", "floor((floor((floor((M - 2)/3) - 1)/3) - 3)/S)", ["M", "S"]),
    ("floor((floor((floor((M - 1)/4) + 1)/3) + 2)/4)", "floor((floor((floor(M/4) + 1)/3) + 2)/4)", ["M"]),
    ("floor((floor((M + 6 - 3)/S) - 5)/4)", "floor((floor((M + 6 - 3)/S) - 5)/5)", ["M", "S", "K"]),
]


@pytest.mark.parametrize(("key", "response", "symbols"), CHAINS)
def test_long_chains_that_differ_at_one_remainder_are_told_apart(key: str, response: str, symbols: list[str]) -> None:
    assert judge("expression", key, response, {"symbols": symbols}).verdict is Verdict.INCORRECT


def test_a_point_names_only_the_letters_that_matter() -> None:
    reason = judge("expression", "floor(M/2)", "M/2", {"symbols": ["W", "M", "S"]}).reason
    assert "at M = 1, and" in reason


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal_formulas_are_never_soon_apart(one: str, other: str) -> None:
    setting = Setting(("W", "P", "K", "S", "M"))
    assert not are_soon_apart(expressions.read(one), expressions.read(other), setting)


@pytest.mark.parametrize(
    ("one", "other", "are_apart"),
    [
        ("M + S", "M", True),
        ("M/(S - S)", "M", True),
        ("M/(S - S)", "1/(M - M)", False),
        ("M^S", "M^S + 1", True),
        ("M^(S^S^S)", "M", False),
        ("where(M == 654321, 1, 0)", "0", False),
        ("x", "M + 1", False),
        ("x", "M", True),
    ],
)
def test_a_few_points_tell_formulas_apart_or_decide_nothing(one: str, other: str, are_apart: bool) -> None:
    setting = Setting(("M", "S"), givens=(("x", expressions.read("M + 1")),))
    assert are_soon_apart(expressions.read(one), expressions.read(other), setting) is are_apart


def test_a_few_points_keep_the_conditions() -> None:
    setting = Setting(("M", "S"), where=(expressions.read("M < S"),))
    assert not are_soon_apart(expressions.read("min(M, S)"), expressions.read("M"), setting)
    assert are_soon_apart(expressions.read("max(M, S)"), expressions.read("M"), setting)


@pytest.mark.parametrize(
    "where",
    [
        ("2*P <= K", "K <= W + 2*P"),
        ("P < K", "K <= W", "S <= K", "W < 2*K"),
        ("2*P <= K <= 2*P + 1",),
        ("P < K", "K < S", "S < W"),
    ],
)
def test_where_conditions_leave_few_points_others_are_found(where: tuple[str, ...]) -> None:
    setting = Setting(("W", "K", "P", "S"), where=tuple(map(expressions.read, where)))
    key = expressions.read("floor((W + 2P - K)/S) + 1")
    assert has_points_enough(key, setting)
    assert difference(key, expressions.read("floor((W + 2P - K + S)/S)"), setting) is None
    for wrong in ("floor((W + 2P - K)/S)", "ceil((W + 2P - K)/S) + 1", "(W + 2P - K)/S + 1", "floor(W/S) + 1"):
        assert difference(key, expressions.read(wrong), setting) is not None


def test_conditions_that_hold_almost_nowhere_leave_too_few_points() -> None:
    setting = Setting(("W", "K"), where=(expressions.read("W == 12345"),))
    assert LEFT_AT_LEAST < ENOUGH
    assert not has_points_enough(expressions.read("W - K"), setting)
