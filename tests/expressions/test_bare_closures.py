"""Formulas over whole numbers are recognised, and their bare closures give what the checked ones give."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

import pytest
from hypothesis import given

from exgen.errors import ExpressionError
from exgen.expressions import Binary, Name, Node, Truth, Value, evaluate, read
from exgen.expressions.bare_closures import bare_closure
from exgen.expressions.whole_numbers import is_condition, is_whole
from tests.expressions.formulas import LETTERS, computable, whole_environments


@pytest.mark.parametrize(
    "text",
    [
        "H",
        "7",
        "floor((H + 2P - K)/3) + 1",
        "ceil(H/K)",
        "H // K % 3",
        "max(H, K, 0) - min(H, K)",
        "abs(H - K)^2",
        "where(0 < P <= K and not H in (1, 2), H, K)",
        "sum((H, K, P))*product((H, 2))",
        "-H",
    ],
)
def test_formulas_that_stay_whole_are_recognised(text: str) -> None:
    assert is_whole(read(text), "HKP")
    assert bare_closure(read(text), "HKP") is not None


@pytest.mark.parametrize(
    "text", ["H/K", "1.5H", "floor(H/K/P)", "H^K", "2^(-1)", "W", "sum(H)", "H[0]", "(H, K)", "where(H, 1, 2)", '"a"']
)
def test_formulas_that_may_leave_the_whole_numbers_are_not(text: str) -> None:
    assert not is_whole(read(text), "HKP")
    assert bare_closure(read(text), "HKP") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 < P < K", True),
        ("H == K or P != 2", False),
        ("H > K and H >= 78", True),
        ("H == K or P == 2", True),
        ("H > K and H < 78", False),
        ("K in (3, 5)", True),
        ("K not in (3, 5)", False),
        ("K <= P", False),
        ("1 < K in (3, 5)", True),
        ("True", True),
    ],
)
def test_conditions_over_whole_numbers_run_bare(text: str, expected: bool) -> None:
    closure = bare_closure(read(text), "HKP")
    assert closure is not None
    assert closure((78, 5, 2)) is expected


@pytest.mark.parametrize(
    "text", ["P < K/2", "1 < K/2 < H", "bias and P < K", 'K in (3, "a")', "K in H", "K in (3, 5) == 3"]
)
def test_conditions_over_anything_else_do_not(text: str) -> None:
    assert not is_condition(read(text), "HKP")


@given(computable, whole_environments)
def test_a_formula_called_whole_is_whole_wherever_it_has_a_value(node: Node, names: dict[str, Value]) -> None:
    if not is_whole(node, LETTERS):
        return
    try:
        value = evaluate(node, names)
    except ExpressionError:
        return
    assert type(value) is int
    closure = bare_closure(node, LETTERS)
    assert closure is not None
    with suppress(ArithmeticError):  # 1^2049: whether that is too large is for the checked closures to say
        assert closure([names[letter] for letter in LETTERS]) == value  # type: ignore[misc]  # they are ints


OPERANDS = {"letter": "H", "constant": "7", "formula": "(K - 12)"}


@pytest.mark.parametrize("sign", ["+", "-", "*", "//", "%", "/"])
@pytest.mark.parametrize("left", OPERANDS.values(), ids=OPERANDS)
@pytest.mark.parametrize("right", OPERANDS.values(), ids=OPERANDS)
def test_every_pair_of_operands_is_computed_as_the_checked_closures_do(sign: str, left: str, right: str) -> None:
    for rounded in ("floor", "ceil") if sign == "/" else ("",):
        node = read(f"{rounded}({left} {sign} {right})")
        closure = bare_closure(node, "HK")
        assert closure is not None
        assert closure((78, 5)) == evaluate(node, {"H": 78, "K": 5})


def test_dividing_by_zero_leaves_the_bare_closures_as_an_arithmetic_error() -> None:
    for text in ("H // (K - K)", "floor(H / 0)", "ceil(1 / 0)", "H % 0"):
        closure = bare_closure(read(text), "HK")
        assert closure is not None
        with pytest.raises(ZeroDivisionError):
            closure((1, 2))


def test_a_literal_condition_is_one() -> None:
    assert is_condition(Truth(False), ())


@pytest.mark.parametrize("sign", ["+", "-", "*"])
@pytest.mark.parametrize("operand", [Name("x"), read("x // 1")])
def test_a_chain_longer_than_python_recurses_is_worked_out(sign: Literal["+", "-", "*"], operand: Node) -> None:
    node: Node = Name("x")
    for _ in range(2_000):
        node = Binary(sign, node, operand)
    expected = {"+": 2_001, "-": -1_999, "*": 1}[sign]
    bare = bare_closure(node, ("x",))
    assert bare is not None
    assert bare((1,)) == evaluate(node, {"x": 1}) == expected


def test_a_long_sum_takes_off_what_has_a_minus() -> None:
    text = " ".join(f"{'-' if number % 3 else '+'} {number}*H" for number in range(1, 20))
    bare = bare_closure(read(f"K {text}"), ("H", "K"))
    assert bare is not None
    assert bare((2, 5)) == 5 + 2 * sum(-number if number % 3 else number for number in range(1, 20))
