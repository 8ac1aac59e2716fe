"""Factoring writes formulas as a textbook does and never changes their value; SymPy agrees."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, reject

from exgen.errors import BudgetError, ExpressionError
from exgen.expressions import Binary, Call, Name, Node, Number, Unary, Value, evaluate, fold, read, show
from exgen.expressions.factoring import factored
from tests.expressions.formulas import computable, environments, sums

ORDER = ("W", "H", "K", "K_1", "K_2", "C_in", "G", "C_1", "C_out", "P", "N", "W_out", "H_out")

TEXTBOOK = [
    ("C_in*K_2*K_1*C_out + C_out", "(K_1 K_2 C_in + 1)C_out"),
    ("C_in/G*K_2*K_1*C_out + C_out", "(K_1 K_2 C_in/G + 1)C_out"),
    ("C_in*K*K*C_out + C_out", "(K^2 C_in + 1)C_out"),
    ("C_in*H*W*N + N", "(W H C_in + 1)N"),
    ("C_in*K_2*K_1*(C_out*(H_out*W_out))", "K_1 K_2 C_in C_out W_out H_out"),
    ("C_in*K*K*(C_out*(floor(H/S) + 1)*(floor(W/S) + 1))", "K^2 C_in C_out(floor(H/S) + 1)(floor(W/S) + 1)"),
    ("C_in*K*K*((floor(H/S) + 1)*(floor(H/S) + 1))", "K^2 C_in(floor(H/S) + 1)^2"),
    ("(9*C_in*C_1 + C_1) + (9*C_1*C_out + C_out)", "(9C_in + 1)C_1 + (9C_1 + 1)C_out"),
    ("W + 2P - S*K + S - 1", "W + 2P - (K - 1)S - 1"),
    ("floor((W + 2P - D(K - 1) - 1)/S) + 1", "floor((W + 2P - D(K - 1) - 1)/S) + 1"),
    ("floor((S*W - S + K)/2)", "floor(((W - 1)S + K)/2)"),
    ("3*N", "3N"),
    ("C_out", "C_out"),
    ("0", "0"),
    ("N*3*K + 3*N", "3(K + 1)N"),
    ("N + N*K*H", "N(H K + 1)"),
    ("-S*K - S", "-(K + 1)S"),
    ("H/2 + H*K/2", "H(K + 1)/2"),
    ("N/G + K*N/G", "N(K + 1)/G"),
    ("N - K*N", "N(-K + 1)"),
    ("K^2*N + K*N", "K N(K + 1)"),
    ("rows*columns + rows", "rows*(columns + 1)"),
    ("x*w*K", "K x w"),
    ("N^2 + 2^K", "N^2 + 2^K"),
]


@pytest.mark.parametrize(("text", "printed"), TEXTBOOK)
def test_a_textbook_prints_it_like_this(text: str, printed: str) -> None:
    assert show(factored(fold(read(text)), ORDER)) == printed


def test_without_an_order_letters_stay_where_they_were_written() -> None:
    assert show(factored(read("C_in*K_2*K_1*C_out + C_out"))) == "(C_in K_2 K_1 + 1)C_out"


def test_in_latex_letters_stand_side_by_side() -> None:
    formula = factored(read("C_in*K*K*C_out + C_out"), ORDER)
    assert show(formula, "latex") == r"\left(K^{2} C_{\text{in}} + 1\right) C_{\text{out}}"


def test_numbers_too_large_to_be_multiplied_stay_apart() -> None:
    product = "*".join(["9" * 30] * 21)
    assert show(factored(read(product))) == product


@given(computable | sums, environments)
def test_factoring_never_changes_a_value(node: Node, names: dict[str, Value]) -> None:
    formula = factored(node, ("K", "H"))
    try:
        value = evaluate(node, names)
    except ExpressionError:
        return
    assert evaluate(formula, names) == value


@given(computable | sums)
def test_a_factored_formula_reads_back(node: Node) -> None:
    formula = factored(node)
    try:
        again = read(show(formula))
    except BudgetError:  # numbers of 30 digits add up to one of 31
        reject()
    assert again == formula


@pytest.mark.parametrize(("text", "printed"), TEXTBOOK)
def test_sympy_takes_both_for_the_same(text: str, printed: str) -> None:
    import sympy

    assert sympy.expand(_as_sympy(read(text)) - _as_sympy(read(printed))) == 0


def test_sympy_sees_a_difference() -> None:
    import sympy

    assert sympy.expand(_as_sympy(read("floor(H/S)*K + K")) - _as_sympy(read("(floor(H/S) + 2)K"))) != 0


def _as_sympy(node: Node) -> Any:
    """A formula as SymPy has it; its own parser evaluates text, so it is not asked."""
    import sympy

    match node:
        case Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Name(name):
            return sympy.Symbol(name, integer=True, positive=True)
        case Unary("-", operand):
            return -_as_sympy(operand)
        case Binary(sign, left, right):
            one, other = _as_sympy(left), _as_sympy(right)
            return {"+": one + other, "-": one - other, "*": one * other, "/": one / other, "^": one**other}[sign]
        case Call(Name(name), arguments):
            functions = {"floor": sympy.floor, "max": sympy.Max}
            return functions[name](*map(_as_sympy, arguments))
    raise AssertionError(f"{show(node)} has no counterpart")
