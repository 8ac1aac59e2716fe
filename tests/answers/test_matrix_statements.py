"""Responses in several statements: names of their own, what they may be called, and where it becomes too much."""

from __future__ import annotations

from typing import Any

import pytest

from exgen.answers import Judgement, Verdict, judge
from exgen.answers.matrix_statements import DEFINITIONS_AT_MOST

OPTIONS: dict[str, Any] = {
    "shapes": {"x": ["h", 1], "y": ["o", 1], "W": ["o", "h"]},
    "given": ["z = W x", "g = z - y"],
}


def said(response: str) -> Judgement:
    return judge("matrix_expression", "W^T g", response, OPTIONS)


@pytest.mark.parametrize(
    "name", ["d", "d_2", "δ", "δ_2", "\\delta_{2}", "δ^{(2)}", "delta_out", "dL/dz", "∂L/∂z", "dz", "q'"]
)
def test_what_a_name_may_be(name: str) -> None:
    expected = Verdict.INVALID if "'" in name else Verdict.CORRECT
    assert said(f"{name} = z - y; W^T {name}").verdict is expected
    assert said(f"{name} = z - y\nW^T {name}").verdict in (expected, Verdict.INVALID)
    assert said(f"W^T {name} where {name} = z - y").verdict is expected


@pytest.mark.parametrize(
    "response",
    [
        "e = W x; d = e - y; dx = W^T d",
        "d = W x - y = g; dx = W^T d",
        "d = g, dx = W^T d",
        "dx = W^T d with d = W x - y",
        "W^T d, where d = e - y; e = W x",
        "z = W x; g = z - y; W^T g",
    ],
)
def test_definitions_may_use_those_before_them(response: str) -> None:
    expected = Verdict.INVALID if response.endswith("e = W x") else Verdict.CORRECT
    assert said(response).verdict is expected


@pytest.mark.parametrize(
    ("response", "verdict"),
    [
        ("g = y - z; W^T g", Verdict.INVALID),
        ("g = y - z; -W^T g", Verdict.INVALID),
        ("x = 2; W^T g", Verdict.INVALID),
        ("G = y - z; -W^T G", Verdict.CORRECT),
        ("z = W x; W^T (z - y)", Verdict.CORRECT),
        ("d = W x - y = -g; W^T d", Verdict.INCORRECT),
        ("d = W^T; d g", Verdict.CORRECT),
        ("d = W y; W^T d", Verdict.INCORRECT),
    ],
)
def test_a_name_means_what_the_response_says(response: str, verdict: Verdict) -> None:
    assert said(response).verdict is verdict


@pytest.mark.parametrize(
    ("response", "code"),
    [
        ("W^T; g", "several_formulas"),
        ("d = g; W^T e", "unknown_name"),
        ("d = ; W^T g", "empty"),
        (";".join(f"d{number} = g" for number in range(DEFINITIONS_AT_MOST + 2)), "too_long"),
        ("d0 = x + x;" + ";".join(f"d{n} = d{n - 1} + d{n - 1}" for n in range(1, 11)) + "; d10", "too_long"),
        ("·".join(["g", "y"] * 40), "too_many_groupings"),
        ("ones " * 5 + "g", "size_missing"),
    ],
)
def test_what_cannot_be_read_says_so(response: str, code: str) -> None:
    judgement = said(response)
    assert (judgement.verdict, judgement.code) == (Verdict.INVALID, code)


@pytest.mark.parametrize(
    ("response", "verdict"),
    [
        ("dx = W^T g; dW = g x^T", Verdict.INVALID),
        ("dx = W^T g, db = g", Verdict.INVALID),
        ("dW = g x^T; dx = W^T g", Verdict.CORRECT),
        ("dx = W g; dW = g x^T", Verdict.INCORRECT),
        ("dx = W^T g; q = 2 dx", Verdict.INCORRECT),
    ],
)
def test_of_formulas_that_do_not_use_each_other_any_may_be_the_answer(response: str, verdict: Verdict) -> None:
    judgement = said(response)
    assert judgement.verdict is verdict
    assert judgement.code == ("several_formulas" if verdict is Verdict.INVALID else judgement.code)


@pytest.mark.parametrize(
    "response", ["\n" * 1_990 + "W^T g", "W^T g" + "\n" * 1_900 + "= x", "d = g" + "\\\\" * 900 + "W^T d"]
)
def test_many_lines_are_read_once(response: str) -> None:
    assert said(response).verdict in (Verdict.CORRECT, Verdict.INVALID, Verdict.INCORRECT)
