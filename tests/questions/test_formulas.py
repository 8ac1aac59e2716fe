from __future__ import annotations

import pytest

from exgen.expressions import read
from exgen.questions.domains import Derived, Domain, Range
from exgen.questions.formulas import Problems, derived_order


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("H +", 'the formula ends behind "+", where a number, a name or a bracket is needed (column 4)'),
        ("flor(H)", 'nothing is called flor; did you mean "floor"?'),
        ("h", 'nothing is called h; did you mean "H"?'),
        ("C_in", "C_in is a symbol"),
        ("Q + R", 'nothing is called Q; allowed: H, abs, ceil, floor, length, max, min, mod, product, sum, where'),
    ],
)  # fmt: skip
def test_a_formula_that_cannot_be_used_is_noted_with_its_place(text: str, sentence: str) -> None:
    problems = Problems("question.toml")
    assert problems.formula(text, "constraints.c", {"H"}, {"C_in": "a symbol"}) is None
    assert problems.lines[0] == f'question.toml: constraints.c: "{text}": {sentence}'


def test_every_unknown_name_of_a_formula_is_noted() -> None:
    problems = Problems("f")
    problems.formula("Q + R + Q", "p", {"H"}, {})
    assert [line.split(";")[0] for line in problems.lines] == [
        'f: p: "Q + R + Q": nothing is called Q',
        'f: p: "Q + R + Q": nothing is called R',
    ]


def test_a_good_formula_is_read_and_nothing_is_noted() -> None:
    problems = Problems("f")
    assert problems.formula("floor(H/2)", "p", {"H"}, {}) == read("floor(H/2)")
    assert problems.lines == []


def _derived(**formulas: str) -> dict[str, Domain]:
    return {name: Derived(read(text), text) for name, text in formulas.items()}


def test_derived_parameters_come_after_those_they_need() -> None:
    parameters = {"H": Range(1, 2), **_derived(A="B + C", B="C + H", C="2H")}
    assert derived_order(parameters) == (("C", "B", "A"), ())


def test_parameters_that_depend_on_themselves_are_named() -> None:
    assert derived_order(_derived(A="A", B="C", C="B", D="3")) == (("D",), ("A", "B", "C"))


def test_a_long_formula_is_cut_in_a_message() -> None:
    problems = Problems("question.toml")
    assert problems.formula("H + " * 1_500 + "?", "constraints.long", ["H"], {}) is None
    assert len(problems.lines[0]) < 200
