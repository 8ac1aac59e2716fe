"""Formulas are worked out exactly, checked or compiled alike."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import example, given

from exgen.errors import BudgetError, ExpressionError
from exgen.expressions import Binary, Call, Name, Node, Number, Value, compiled, evaluate, read
from tests.expressions.formulas import LETTERS, computable, environments, whole_environments

NAMES: dict[str, Value] = {
    "H": 78,
    "K": 5,
    "S": 3,
    "P": 2,
    "D": 1,
    "half": Fraction(1, 2),
    "shape": (3, 26, 28),
    "sizes": frozenset({76, 77, 78}),
    "mode": "same",
    "bias": True,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(32*7*7 + 1)*64", 100416),
        ("floor((H + 2P - D(K - 1) - 1) / S) + 1", 26),
        ("ceil((H + 2P - K) / S)", 26),
        ("floor(-7/2)", -4),
        ("ceil(-7/2)", -3),
        ("floor(half)", 0),
        ("7/2", Fraction(7, 2)),
        ("6/2", 3),
        ("1.5 + 1.5", 3),
        ("7//2 + 7 % 2", 4),
        ("-7 // 2", -4),
        ("-7 % 3", 2),
        ("abs(-half)", Fraction(1, 2)),
        ("min(3, half)", Fraction(1, 2)),
        ("max(shape)", 28),
        ("2^-1", Fraction(1, 2)),
        ("shape", (3, 26, 28)),
        ("shape[0]*shape[-1]", 84),
        ("product(shape)", 2184),
        ("sum((1, half, half))", 2),
        ("sum(()) + product(())", 1),
        ("length(shape) + length(sizes)", 6),
        ("(H, K - 1)", (78, 4)),
        ("(1, 2)[1]", 2),
        ("0 < P < K", True),
        ("0 < P < P", False),
        ("1 < half", False),
        ("K in (1, 3, 5)", True),
        ("K not in (1, 3, 5)", False),
        ("78 in sizes", True),
        ('mode == "same"', True),
        ('mode in ("valid", "zeros")', False),
        ("shape == (3, 26, 28)", True),
        ("bias", True),
        ("not bias", False),
        ("bias == 1", False),
        ("where(bias, K, K - 1)", 5),
        ("where(P > K, H / 0, K)", 5),
        ("P > K and H / 0 == 1", False),
        ("P < K or H / 0 == 1", True),
        ("True", True),
        ('"a"', "a"),
    ],
)
def test_a_formula_has_its_exact_value(text: str, expected: Value) -> None:
    found = evaluate(read(text), NAMES)
    assert found == expected
    assert type(found) is type(expected)
    assert compiled(read(text), tuple(NAMES))(tuple(NAMES.values())) == expected


def outcome(run: Callable[[], Value]) -> object:
    try:
        value = run()
    except ExpressionError as error:
        return error.code, error.column
    return type(value), value


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("H + W", "unknown_name", 5),
        ("where(True, 1, W)", "unknown_name", 16),
        ("H + flor(K)", "unknown_name", 5),
        ("H / (P - 2)", "division_by_zero", 3),
        ("floor(H / (P - 2))", "division_by_zero", 9),
        ("H // 0", "division_by_zero", 3),
        ("H % 0", "division_by_zero", 3),
        ("H + mode", "not_a_number", 3),
        ("bias + 1", "not_a_number", 6),
        ("-shape", "not_a_number", 1),
        ("floor(mode)", "not_a_number", 1),
        ("shape < 3", "not_a_number", 7),
        ("H and bias", "not_a_truth_value", 3),
        ("not H", "not_a_truth_value", 1),
        ("where(H, 1, 2)", "not_a_truth_value", 1),
        ("H^half", "not_a_whole_exponent", 2),
        ("shape[3]", "index_out_of_range", 6),
        ("shape[-4]", "index_out_of_range", 6),
        ("shape[half]", "not_an_index", 6),
        ("shape[True]", "not_an_index", 6),
        ("mode[0]", "not_a_list", 5),
        ("H[0]", "not_a_list", 2),
        ("H in K", "not_a_list", 3),
        ("sum(H)", "not_a_list", 1),
        ("product(sizes)", "not_a_list", 1),
        ("length(mode)", "not_a_list", 1),
        ("min(())", "empty", 1),
        ("network.layers", "not_a_value", 8),
        ("shape.layers", "not_a_value", 6),
        ("shape.sizes(1)", "not_a_value", 6),
        ("9**9**9", "power_too_large", 2),
        ("(2^2000)*(2^2000)", "result_too_large", 9),
        ("2^2047 + 2^2047", "result_too_large", 8),
    ],
)
def test_what_has_no_value_is_named_with_its_place(text: str, code: str, column: int) -> None:
    node = read(text)
    assert outcome(lambda: evaluate(node, NAMES)) == (code, column)
    assert outcome(lambda: compiled(node, tuple(NAMES))(tuple(NAMES.values()))) == (code, column)


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(ExpressionError, match=r'^unknown name "shap": did you mean "shape"\? \(column 1\)$'):
        evaluate(read("shap[0]"), NAMES)
    with pytest.raises(ExpressionError, match=r'did you mean "floor"\?'):
        evaluate(read("flor(H)"), NAMES)


def test_a_call_of_no_function_made_by_hand_is_refused() -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(Call(Name("size"), (Number(1),)), {})
    assert caught.value.code == "unknown_function"


def test_names_that_a_formula_does_not_use_may_be_anything() -> None:
    assert evaluate(read("H + 1"), {"H": 1, "rate": 0.5}) == 2  # type: ignore[dict-item]
    with pytest.raises(ExpressionError) as caught:
        evaluate(read("H + rate"), {"H": 1, "rate": 0.5})  # type: ignore[dict-item]
    assert caught.value.code == "not_exact"


@given(computable, environments | whole_environments)
@example(read("floor((H - 1)/K)"), dict.fromkeys(LETTERS, 0))
@example(read("where(H < K < P, H // K, K^3)"), dict(zip(LETTERS, range(8), strict=True)))
def test_compiled_and_evaluate_agree(node: Node, names: dict[str, Value]) -> None:
    values = tuple(names[letter] for letter in LETTERS)
    assert outcome(lambda: compiled(node, LETTERS)(values)) == outcome(lambda: evaluate(node, names))


def test_a_chain_of_two_hundred_operations_is_worked_out() -> None:
    for sign, expected in (("+", 201), ("*", 1)):
        node: Node = Number(1)
        for _ in range(200):
            node = Binary(sign, node, Name("x"))
        assert evaluate(node, {"x": 1}) == expected
        assert compiled(node, ("x",))((1,)) == expected


def test_compiled_rules_hold_powers_to_the_budget() -> None:
    square = compiled(read("H^2"), ("H",))
    assert square((2**1000,)) == 2**2000
    with pytest.raises(BudgetError) as caught:
        square((2**1500 + 1,))
    assert caught.value.code == "power_too_large"
