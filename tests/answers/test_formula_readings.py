"""Typed formulas: names of the reals, labels of derivatives, scientific notation, and both ways of reading."""

from __future__ import annotations

import pytest

from exgen import expressions
from exgen.answers import UnreadableResponse, Verdict, judge
from exgen.answers.formula_readings import readings_of, sides_as_typed
from exgen.answers.kinds import KINDS
from exgen.answers.passages import Passage

REAL = {"symbols": ["x", "w"], "domain": "real"}


@pytest.mark.parametrize(
    ("typed", "sides"),
    [
        ("xe^x", ["x e^x"]),
        ("xexp(x)", ["x exp(x)"]),
        ("wxTanh(x)", ["w x tanh(x)"]),
        ("2πx", ["2π x"]),
        ("√x + √(2)", [" sqrt x +  sqrt (2)"]),
        ("F.relu(x) + nn.functional.relu(x)", ["relu(x) + relu(x)"]),
        ("dL/dx = 2x", ["2x"]),
        ("∂L/∂w = w = x", ["w", "x"]),
        ("f'(x) = 2x", ["2x"]),
        ("x + 1e-5", ["x + (1*10^(-5))"]),
    ],
)
def test_sides_over_the_reals(typed: str, sides: list[str]) -> None:
    assert [side.text for side in sides_as_typed(typed, REAL)] == sides


def test_a_letter_e_is_no_exponent() -> None:
    assert [side.text for side in sides_as_typed("2e3", {"symbols": ["e"]})] == ["2e3"]
    assert [side.text for side in sides_as_typed("2e3", {"symbols": ["n"]})] == ["(2*10^(3))"]


def test_all_sides_of_a_chain_are_read_the_same_way() -> None:
    sides = [Passage.of("1/2n"), Passage.of("n/2")]
    assert [[expressions.show(node) for node in nodes] for nodes in readings_of(sides, {})] == [
        ["(1/2)n", "n/2"],
        ["1/(2n)", "n/2"],
    ]


def test_a_chain_of_too_many_meanings_is_asked_back() -> None:
    sides = [Passage.of("1/2n"), Passage.of("1/2n + 1 mod 2")]
    with pytest.raises(UnreadableResponse) as raised:
        readings_of(sides, {})
    assert raised.value.code == "ambiguous_formula"


def test_a_value_is_read_only_where_there_is_one_way() -> None:
    kind = KINDS["expression"]
    with pytest.raises(UnreadableResponse) as raised:
        kind.read("1/2n", {"symbols": ["n"]})
    assert raised.value.code == "ambiguous_formula"
    assert kind.read("n/2 = (1/2)n", {"symbols": ["n"]}) == expressions.read("(1/2)n")


def test_a_reading_that_cannot_be_judged_leaves_the_question_open() -> None:
    judgement = judge("expression", "M + 5", "1/(M^M^M)^(1/2)M", {"symbols": ["M"]})
    assert (judgement.verdict, judgement.code) == (Verdict.INVALID, "ambiguous_formula")


def test_the_message_points_at_the_side_that_fails() -> None:
    judgement = judge("expression", "x", "x = 2x/2 = x + 1 = x", {"symbols": ["x"]})
    assert (judgement.verdict, judgement.code, judgement.column) == (Verdict.INCORRECT, "sides_differ", 12)
    real = judge("expression", "tanh(x)", "tanh(x) = 2σ(2x) - 1 = 2σ(x) - 1", REAL)
    assert (real.verdict, real.column) == (Verdict.INCORRECT, 24)


@pytest.mark.parametrize(
    "key", ["sigmoid(x)*(1 - sigmoid(x))", "sqrt(x^2 + 1)/e", "-log(x^2) % pi", "relu(x)^2 - cosh(2*w)"]
)
def test_a_formula_over_the_reals_shown_in_latex_is_equal_to_itself(key: str) -> None:
    kind = KINDS["expression"]
    latex = kind.show_latex(kind.read_key(key, REAL))
    assert judge("expression", key, f"${latex}$", REAL).verdict is Verdict.CORRECT


def test_options_are_checked_over_the_reals_too() -> None:
    options = {"symbols": ["x"], "domain": "real", "given": ["a = sigmoid(x)", "b = a*tanh(q)"]}
    assert KINDS["expression"].option_problems(options) == [
        'expression: given "b = a*tanh(q)": unknown name "q"; allowed: a, x'
    ]
    assert KINDS["expression"].option_problems({**options, "given": ["a = sigmoid(x)", "b = a*tanh(a)"]}) == []
