"""More digits than a float has, and both sides of every kink."""

from __future__ import annotations

import pytest

from exgen.answers import Judgement, Verdict, judge
from exgen.answers.hidden_digits import HIDDEN, hidden_digits
from exgen.expressions import Node, read_real, show

OPTIONS = {"symbols": ["x", "y"], "domain": "real"}


def judged(key: str, response: str) -> Judgement:
    return judge("expression", key, response, OPTIONS)


@pytest.mark.parametrize("digits", [11, 13, 16, 20, 40, 90])
@pytest.mark.parametrize("key", ["exp(x)", "tanh(x)*log(1 + y^2)", "sqrt(x^2 + 1)", "sin(x) + cos(y)"])
def test_a_difference_of_so_many_digits_is_found(key: str, digits: int) -> None:
    assert judged(key, f"({key})*(1 + 10^-{digits})").verdict is Verdict.INCORRECT
    assert judged(key, f"{key} + 10^-{digits}*y").verdict is Verdict.INCORRECT


@pytest.mark.parametrize(
    "response",
    [
        "exp(x) + 10^-300",
        "exp(x) + exp(-exp(9))",
        "exp(x)*(1 + exp(-10^4))",
        "exp(x) + relu(x - 10^9)",
        "exp(x) + max(0, y - 10^30)*0.5",
        "exp(x) + sigmoid(x - 10^5)",
        "exp(x)*tanh(x^2 + 10^4)",
        "exp(x) + 1 - cos(10^-150*x)",
    ],
)
def test_what_is_hidden_too_well_is_never_right(response: str) -> None:
    judgement = judged("exp(x)", response)
    assert judgement.verdict is not Verdict.CORRECT
    assert judgement.verdict is Verdict.INCORRECT or judgement.code == "undecided"


@pytest.mark.parametrize(
    "response",
    ["x + relu(x - 10^6)", "max(x, -10^12)", "x + (sqrt((x - 10^7)^2) + x - 10^7)", "where(x < 10^9, x, 0)"],
)
def test_a_kink_far_out_is_found(response: str) -> None:
    assert judged("x + 0*tanh(x)", response).verdict is Verdict.INCORRECT


@pytest.mark.parametrize(
    ("key", "response"),
    [
        ("log(1 + exp(x))", "x + log(1 + exp(-x))"),
        ("log(1 + exp(x))", "max(x, 0) + log(1 + exp(-abs(x)))"),
        ("-log(exp(x)/(exp(x) + exp(y)))", "log(1 + exp(y - x))"),
        ("sqrt(x^2 + 10^-5)", "(x^2 + 1/100000)^(1/2)"),
        ("relu(x^2 + 1)", "(x^2 + 1)*1^x"),
        ("abs(tanh(x))", "tanh(abs(x))"),
        ("log(x)", "log(abs(x)) + sqrt(x^2) - abs(x)"),
    ],
)
def test_what_is_equal_is_seen_to_be_equal(key: str, response: str) -> None:
    assert judged(key, response).verdict is Verdict.CORRECT


def test_hidden_digits_are_added_up() -> None:
    known: dict[str, list[float | None]] = {"x": [0.0, 1.0], "10^(-30)": [-30.0, -30.0], "x + 10^(-30)": [0.0, 1.0]}

    def sizes_of(part: Node) -> list[float | None]:
        return known.get(show(part), [None, None])

    once, twice = read_real("x + 10^-30"), read_real("(x + 10^-30) + 10^-30")
    assert hidden_digits([once], sizes_of) == 30
    assert hidden_digits([twice], sizes_of) == 60
    assert hidden_digits([read_real("x")], sizes_of) == 0


def test_what_a_function_levels_is_hidden() -> None:
    def at(size: float, text: str) -> int:
        return hidden_digits([read_real(text)], lambda _: [size])

    assert at(1, "tanh(x)") == 8
    assert at(100, "sigmoid(x)") == HIDDEN
    assert at(100, "exp(x)") == 0
    assert at(-20, "cos(x)") == 60
    assert at(-20, "relu(x)") == 0
