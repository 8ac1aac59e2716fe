"""Functions over the reals are read in every spelling; doubts are asked back, or read both ways."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from exgen.errors import ExpressionError
from exgen.expressions import Node, Number, read, read_real, readings, show
from exgen.expressions.ball_functions import CONSTANTS, FUNCTIONS
from exgen.expressions.real_values import compiled_reals, needs_balls

SAME = [
    ("ln(x)", "log(x)"),
    ("ln x", "log(x)"),
    ("ln x^2", "log(x^2)"),
    ("ln 2", "log(2)"),
    ("log_2(x)", "log2(x)"),
    ("σ(x)", "sigmoid(x)"),
    ("sigma(x)", "sigmoid(x)"),
    ("expit(x)", "sigmoid(x)"),
    ("ReLU(x)", "relu(x)"),
    ("tanh^2(x)", "tanh(x)^2"),
    ("tanh^{2} x", "tanh(x)^2"),
    ("tanh²(x)", "tanh(x)^2"),
    ("sin x cos x", "sin(x)*cos(x)"),
    ("sin^2 x + cos^2 x", "sin(x)^2 + cos(x)^2"),
    ("pow(x, 1/2)", "x^(1/2)"),
    ("2π", "2*pi"),
    ("e^-x", "e^(-x)"),
    ("ln x mod 2", "log(x) % 2"),
]


@pytest.mark.parametrize(("typed", "meant"), SAME)
def test_spellings_of_one_formula(typed: str, meant: str) -> None:
    assert read_real(typed) == read_real(meant)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ln 2x", "ambiguous_argument"),
        ("ln x y", "ambiguous_argument"),
        ("ln x(y)", "ambiguous_argument"),
        ("sin^-1 x", "ambiguous_power"),
        ("sin^n x", "ambiguous_power"),
        ("exp", "unexpected_token"),
        ("exp + 1", "unexpected_token"),
        ("exp -x", "unexpected_token"),
        ("exp(x, y)", "wrong_number_of_arguments"),
        ("exp()", "wrong_number_of_arguments"),
        ("pow(x)", "wrong_number_of_arguments"),
    ],
)
def test_doubts_are_asked_back(typed: str, code: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        read_real(typed)
    assert raised.value.code == code


def test_a_letter_is_no_function() -> None:
    assert read_real("σ(x)", {"σ", "x"}) == read("σ*(x)")
    assert read_real("e + pi", {"e", "pi"}) == read("e + pi")


@pytest.mark.parametrize(
    ("typed", "meanings"),
    [
        ("1/2n", ["(1/2)n", "1/(2n)"]),
        ("8/2(2 + 2)", ["(8/2)(2 + 2)", "8/(2*(2 + 2))"]),
        ("a*b/c d", ["(a*b/c)d", "a*b/(c d)"]),
        ("1/2n + 1/3n", ["(1/2)n + (1/3)n", "1/(2n) + 1/(3n)"]),
        ("1/-2n", ["(1/(-2))n", "1/(-2n)"]),
        ("n + 1 mod 2", ["n + 1 % 2", "(n + 1) % 2"]),
        ("n mod 2 + 1", ["n % 2 + 1"]),
        ("n mod 2k", ["n % (2k)"]),
        ("2n mod 3", ["(2n) % 3"]),
        ("n + 1 % 2", ["n + 1 % 2"]),
        ("n/2", ["n/2"]),
        ("x/2^n", ["x/2^n"]),
    ],
)
def test_what_can_be_read_two_ways_is_read_both_ways(typed: str, meanings: list[str]) -> None:
    assert list(readings(typed)) == [read(meaning) for meaning in meanings]


def test_what_cannot_be_read_at_all_raises_as_the_strict_reader_does() -> None:
    for typed in ("1/2n +", "n + 1 mod", "(1/2n", "2 2"):
        with pytest.raises(ExpressionError):
            readings(typed)


def test_the_strict_reader_reads_mod_but_refuses_what_is_ambiguous() -> None:
    assert read("n mod 2") == read("mod(n, 2)") == read("n % 2")
    with pytest.raises(ExpressionError, match="write brackets"):
        read("1/2n")


atoms = st.sampled_from(["x", "y", "2", "0.5", "e", "pi"])
formulas = st.recursive(
    atoms,
    lambda parts: st.one_of(
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), parts).map(lambda pair: f"{pair[0]}({pair[1]})"),
        st.tuples(parts, st.sampled_from("+-*/^%"), parts).map(lambda three: f"({three[0]}){three[1]}({three[2]})"),
        parts.map(lambda part: f"-({part})"),
    ),
    max_leaves=8,
)


@given(formulas)
def test_a_formula_shown_reads_back(text: str) -> None:
    node = read_real(text)
    assert read_real(show(node)) == node


NO_VALUE = {"division_by_zero", "no_real_value", "not_decided", "power_too_large", "result_too_large"}


def code_at(text: str, point: tuple[int, int]) -> str:
    """The code of the error that a formula raises at a point; "" for none."""
    try:
        compiled_reals(read_real(text), ("x", "y"))(point)
    except ExpressionError as error:
        return error.code
    return ""


@given(formulas)
def test_a_formula_has_a_value_or_says_why_not(text: str) -> None:
    assert code_at(text, (2, 3)) in {"", *NO_VALUE}


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_constant_is_no_name(name: str) -> None:
    node: Node = read_real(name)
    assert show(node) == name
    assert needs_balls(node)
    assert not needs_balls(Number(2))


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("exp(-x)", r"\exp\left(-x\right)"),
        ("ln(x)", r"\ln\left(x\right)"),
        ("sqrt(x + 1)", r"\sqrt{x + 1}"),
        ("2*pi", r"2 \cdot \pi"),
        ("e^(-x)", r"e^{-x}"),
        ("sigmoid(x)", r"\operatorname{sigmoid}\left(x\right)"),
    ],
)
def test_latex_of_functions_over_the_reals(text: str, latex: str) -> None:
    assert show(read_real(text), "latex") == latex
