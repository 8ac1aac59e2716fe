"""Every kind in the visible dict: its examples, and values that survive being shown."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from exgen import expressions
from exgen.answers import KINDS, Example, IntervalAxis, Verdict, judge, key_value, members_of_axes
from exgen.answers.members import canonical
from exgen.answers.table import Cell

EXAMPLES = [pytest.param(name, row, id=f"{name}: {row.response!a}") for name in KINDS for row in KINDS[name].examples]

integers = st.integers(-(10**20), 10**20)
fractions = st.fractions(-(10**12), 10**12, max_denominator=10**6)
axes = st.sampled_from(["N", "B", "batch", "C_in"])
shapes = st.lists(st.one_of(st.integers(0, 10**6), axes), min_size=1, max_size=5).map(tuple)
numbers = st.frozensets(st.integers(0, 300), max_size=120)
pairs = st.frozensets(st.tuples(st.integers(1, 30), st.integers(1, 30)), min_size=1, max_size=20).map(canonical)
boxes = st.lists(st.frozensets(st.integers(0, 300), min_size=1, max_size=90), min_size=2, max_size=3)
exact = st.one_of(
    st.integers(-(10**9), 10**9), st.fractions(-(10**6), 10**6, max_denominator=60).filter(lambda value: value % 1)
)
interval_axes = st.builds(
    lambda stride, start, size, index: IntervalAxis(stride, start, start + size, index),
    *(exact, exact, st.integers(0, 300), st.sampled_from("ijnx")),
)
matrices = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda size: st.lists(
        st.lists(exact, min_size=size[1], max_size=size[1]).map(tuple), min_size=size[0], max_size=size[0]
    ).map(tuple)
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "integer": integers,
    "number": fractions.map(lambda value: int(value) if value.denominator == 1 else value),
    "shape": shapes,
    "set": st.one_of(numbers, pairs, boxes.map(members_of_axes)),
    "interval": st.lists(interval_axes, min_size=1, max_size=3).map(tuple),
    "matrix": matrices,
}
FORMULAS = [
    "floor((W + 2*P - K)/S) + 1",
    "ceil(W/2)*K1*K2^2 - C_in",
    "max(W, 2K + 1) - min(3, W)",
    "(W^2 - 1)/(W + 1)",
    "-W + abs(W - 7) % 4",
    "W // 2 + 0.5",
]


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_found_by_its_own_name(name: str) -> None:
    assert KINDS[name].name == name


@pytest.mark.parametrize(("name", "row"), EXAMPLES)
def test_an_example_gets_the_verdict_beside_it(name: str, row: Example) -> None:
    assert judge(name, row.key, row.response, row.options).verdict is row.verdict


@pytest.mark.parametrize("name", KINDS)
def test_the_examples_of_a_kind_show_right_wrong_and_unreadable_responses(name: str) -> None:
    verdicts = {row.verdict for row in KINDS[name].examples}
    assert verdicts >= (
        {Verdict.CORRECT, Verdict.INCORRECT, Verdict.INVALID} if KINDS[name].is_graded else {Verdict.UNGRADED}
    )


@pytest.mark.parametrize("name", VALUES)
@given(data=st.data())
def test_a_value_shown_is_a_key_of_that_value(name: str, data: st.DataObject) -> None:
    value = data.draw(VALUES[name])
    assert key_value(name, KINDS[name].show(value)) == value


@pytest.mark.parametrize("name", VALUES)
@given(data=st.data())
def test_a_value_shown_in_latex_is_read_as_itself(name: str, data: st.DataObject) -> None:
    kind, value = KINDS[name], data.draw(VALUES[name])
    shown = kind.show_latex(value)
    is_asked_back = name == "number" and re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", shown)
    if len(shown) <= 2_000 and not is_asked_back:
        assert kind.read(f"${shown}$", kind.settled({}, value)) == value


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_shown_in_latex_is_equal_to_itself(text: str) -> None:
    kind = KINDS["expression"]
    node = expressions.read(text)
    assert (
        kind.judge_values(node, kind.read(kind.show_latex(node), kind.settled({}, node)), {}).verdict is Verdict.CORRECT
    )


@pytest.mark.parametrize(
    ("name", "value", "latex"),
    [
        ("integer", 100416, "100416"),
        ("number", Fraction(-1, 3), r"-\frac{1}{3}"),
        ("number", Fraction(1, 4), "0.25"),
        ("shape", (26, 28), r"(26,\ 28)"),
        ("shape", ("N", 576), r"(N,\ 576)"),
        ("set", frozenset({54, 52, 53}), r"\{52,\ 53,\ 54\}"),
        ("set", frozenset({(257, 195)}), r"\{(257,\ 195)\}"),
        ("set", members_of_axes([range(100), [7]]), r"\{0 \ldots 99\} \times \{7\}"),
        ("interval", (IntervalAxis(16, -62, 77),), "16 i - 62 : 16 i + 77"),
        ("interval", (IntervalAxis(0, -2, 5),), "-2 : 5"),
        (
            "interval",
            (IntervalAxis(2, -4, 5), IntervalAxis(Fraction(1, 3), 0, 2, "j")),
            r"\left[2 i - 4 : 2 i + 5\right] \times \left[\frac{1}{3} j : \frac{1}{3} j + 2\right]",
        ),
        (
            "matrix",
            ((1, Fraction(-1, 3)), (0, Fraction(1, 2))),
            r"\begin{bmatrix}1 & -1/3 \\ 0 & 0.5\end{bmatrix}",
        ),
        ("choice", "50% of_it", r"\text{50\% of\_it}"),
        ("choices", ("a", "b c"), r"\text{a},\ \text{b c}"),
        ("choices", (), r"\emptyset"),
        ("ordering", ("b", "a"), r"\text{b},\ \text{a}"),
        ("matching", (("p", "x"), ("q", "y")), r"\text{p} \to \text{x},\ \text{q} \to \text{y}"),
        ("table", ((Cell("integer", 26), Cell("shape", None)),), r"\begin{matrix}26 & \end{matrix}"),
        ("text", "a\nb", r"\text{a b}"),
    ],
)
def test_latex_of_a_value(name: str, value: object, latex: str) -> None:
    assert KINDS[name].show_latex(value) == latex
