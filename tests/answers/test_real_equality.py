"""Formulas over the reals: equal ones are never called different, a billionth is found, doubts are invalid."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings, strategies as st

from exgen.answers import UnreadableResponse, Verdict, judge, key_value
from exgen.answers.points import moderate_points
from exgen.answers.real_equality import is_closely_known, real_difference, real_outcomes
from exgen.answers.setting import Setting
from exgen.errors import KindError
from exgen.expressions import read, read_real

OPTIONS = {"symbols": ["x", "y"], "domain": "real"}
EQUAL = [
    ("tanh(x)", "2*sigmoid(2x) - 1"),
    ("tanh(x)", "(e^x - e^-x)/(e^x + e^-x)"),
    ("sigmoid(x)", "1 - sigmoid(-x)"),
    ("log(1 + exp(x))", "x + log(1 + exp(-x))"),
    ("sin(x)^2 + cos(x)^2", "1"),
    ("sin(2x)", "2 sin(x) cos(x)"),
    ("exp(x + y)", "exp(x) exp(y)"),
    ("exp(x)^2", "exp(2x)"),
    ("sqrt(x^2)", "abs(x)"),
    ("relu(x) - relu(-x)", "x"),
    ("max(x, y)", "(x + y + abs(x - y))/2"),
    ("cosh(x)^2 - sinh(x)^2", "1"),
    ("exp(x)/(exp(x) + exp(y))", "1/(1 + exp(y - x))"),
    ("-log(exp(x)/(exp(x) + exp(y)))", "log(exp(x) + exp(y)) - x"),
    ("(x^2 + 1)^1.5", "(x^2 + 1) sqrt(x^2 + 1)"),
    ("2^x", "e^(x ln 2)"),
]
BILLIONTHS = [f"({one}) * 1.000000001" for one, _ in EQUAL] + [f"{one} + 10^-9 cosh(x)" for one, _ in EQUAL]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal_formulas_are_found_equal_both_ways(one: str, other: str) -> None:
    assert judge("expression", one, other, OPTIONS).verdict is Verdict.CORRECT
    assert judge("expression", other, one, OPTIONS).verdict is Verdict.CORRECT


@pytest.mark.parametrize("wrong", BILLIONTHS)
def test_a_billionth_is_found(wrong: str) -> None:
    key = wrong.removesuffix(" * 1.000000001").removesuffix(" + 10^-9 cosh(x)")
    assert judge("expression", key, wrong, OPTIONS).verdict is Verdict.INCORRECT


formulas = st.recursive(
    st.sampled_from(["x", "y", "2", "0.5"]),
    lambda parts: st.one_of(
        st.tuples(st.sampled_from(["sigmoid", "tanh", "sin", "cos", "relu"]), parts).map(
            lambda pair: f"{pair[0]}({pair[1]})"
        ),
        st.tuples(parts, st.sampled_from("+-*"), parts).map(lambda three: f"({three[0]} {three[1]} {three[2]})"),
    ),
    max_leaves=5,
)


@settings(max_examples=100)
@given(formulas)
def test_a_rewriting_is_never_incorrect_and_a_mutation_never_correct(key: str) -> None:
    assume(is_closely_known(read_real(key), Setting(("x", "y"), is_real=True)))
    for rewritten in (f"({key}) + 1 - 1", f"2({key})/2", f"ln(e^({key}))", f"-(-({key}))", f"({key})cos(0)"):
        assert judge("expression", key, rewritten, OPTIONS).verdict is Verdict.CORRECT, rewritten
    for mutated in (f"({key}) + 1", f"({key}) - 10^-9*(1 + x^2)", f"({key}) + sigmoid(x)"):
        assert judge("expression", key, mutated, OPTIONS).verdict is Verdict.INCORRECT, mutated


def test_what_no_digits_can_tell_is_undecided() -> None:
    setting = Setting(("x",), is_real=True)
    noise = "sin(2*10^60*x) - 2*sin(10^60*x)*cos(10^60*x)"
    with pytest.raises(UnreadableResponse) as raised:
        real_difference(read_real("tanh(x)"), read_real(f"tanh(x) + {noise}"), setting)
    assert raised.value.code == "undecided"
    judgement = judge("expression", "tanh(x)", f"tanh(x) + {noise}", OPTIONS)
    assert (judgement.verdict, judgement.code) == (Verdict.INVALID, "undecided")


def test_zero_is_met_by_what_is_zero_but_for_rounding() -> None:
    assert judge("expression", "0*x", "sin(x)^2 + cos(x)^2 - 1", OPTIONS).verdict is Verdict.CORRECT
    assert judge("expression", "0*x", "sin(x)^2 + cos(x)^2 - 1 + 10^-9", OPTIONS).verdict is Verdict.INCORRECT
    key, wrong = "10^-20*tanh(x + 1/7)", "1 + 10^-21*tanh(x + 1/7) - 1"
    assert judge("expression", key, wrong, OPTIONS).verdict is Verdict.INCORRECT


def test_where_the_key_has_no_value_nothing_is_asked() -> None:
    assert judge("expression", "2*log(x)", "log(x^2)", OPTIONS).verdict is Verdict.CORRECT
    assert judge("expression", "log(x^2)", "2*log(x)", OPTIONS).verdict is Verdict.INCORRECT
    positive = {**OPTIONS, "where": ["x > 0"]}
    assert judge("expression", "log(x^2)", "2*log(x)", positive).verdict is Verdict.CORRECT


def test_a_key_with_a_value_at_almost_no_point_is_refused() -> None:
    with pytest.raises(KindError, match="almost no point"):
        key_value("expression", "log(-exp(x))", OPTIONS)
    with pytest.raises(KindError, match="almost no point"):
        key_value("expression", "tanh(x)/7 - tanh(x)/7", OPTIONS)


def test_conditions_that_leave_few_points_are_met_by_further_ones() -> None:
    setting = Setting(("x", "y"), is_real=True, where=(read("0 < x < y < 1"),))
    points, outcomes = real_outcomes(read_real("log(y - x)"), setting)
    assert len(points) >= 60
    assert not any(isinstance(outcome, str) for outcome in outcomes)


def test_points_are_the_same_for_ever_and_differ_by_key() -> None:
    assert moderate_points("key", 2, [100]) == moderate_points("key", 2, [100])
    assert moderate_points("key", 2, []) != moderate_points("other", 2, [])
    assert any(99 <= value < 102 for point in moderate_points("key", 2, [100]) for value in point)


def test_a_long_formula_is_compared_too() -> None:
    assert judge("expression", "60*exp(-x)", "+".join(["exp(-x)"] * 60), OPTIONS).verdict is Verdict.CORRECT
    assert judge("expression", "60*exp(-x)", "+".join(["exp(-x)"] * 59), OPTIONS).verdict is Verdict.INCORRECT


def test_a_value_is_told_in_few_digits() -> None:
    reason = judge("expression", "x", "exp(400x)", OPTIONS).reason
    assert "about" in reason
    assert len(reason) < 120
