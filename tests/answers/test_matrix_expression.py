"""The kind ``matrix_expression``: reasons, sides, what is shown reads back, and groupings nobody wrote out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from exgen.answers import KINDS, Verdict, judge, key_value
from exgen.answers.matrix_equality import is_confirmable, readings_of, same_in_shapes
from exgen.answers.matrix_settings import setting_of
from exgen.errors import KindError
from exgen.expressions import Binary, Call, Name, Node, Sequence
from exgen.expressions.matrices import read_matrices, show_matrices
from tests.expressions.matrix_formulas import SHAPES, fitting

KIND = KINDS["matrix_expression"]
MLP: dict[str, Any] = {
    "shapes": {"x": ["d", 1], "W1": ["h", "d"], "b1": ["h", 1], "W2": ["o", "h"], "b2": ["o", 1], "y": ["o", 1]},
    "given": [
        "o2 = W1 x + b1",
        "o4 = sigmoid(o2)",
        "o5 = W2 o4 + b2",
        "o6 = sigmoid(o5)",
        "l = norm(o6 - y)^2",
    ],
}
SMALL: dict[str, Any] = {"shapes": {name: list(shape) for name, shape in SHAPES.items()}}
KEY = "W2^T (sigma'(o5) ⊙ 2(o6 - y))"


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (KEY, ""),
        ("2 W2^T (o6 - y)", "the shape (h,1) is right, the entries are not"),
        ("sigma'(o5) ⊙ 2(o6 - y)", "this is (o,1), and (h,1) is asked"),
        ("(o6 - y)^T W2", "this is (1,h), and (h,1) is asked"),
        ("W2 (o6 - y)", "W2 (o6 - y) does not fit: (o,h) times (o,1)"),
        ("W2^T y + x", "W2^T y + x does not fit: (h,1) plus (d,1)"),
        ("W2^T ⊙ y", "W2^T ⊙ y does not fit: (h,o) ⊙ (o,1)"),
        ("y o4", "y o4 does not fit: (o,1) times (h,1)"),
        ("W2^T y / 0", "this overflows or divides by zero"),
        ("W2' y", "a prime is the derivative of a function, as in sigma'(z); a transpose is written W^T (column 3)"),
        ("W2^T z", '"z" is not known here; allowed: W1, W2, b1, b2, l, o2, o4, o5, o6, x, y (column 6)'),
        ("W2^T y_", 'the formula ends behind "_", where an index is needed (column 7)'),
        ("W2 + y = W2 + y", "W2 + y does not fit: (o,h) plus (o,1)"),
        ("2 o4 = o4", "2 o4 is not equal to what follows (column 1)"),
        ("W2^T y =", "nothing stands on one side of ="),
    ],
)
def test_the_reason_names_what_is_wrong_and_never_the_key(response: str, reason: str) -> None:
    assert judge("matrix_expression", KEY, response, MLP).reason == reason


def test_a_response_of_one_reading_is_one_tree_and_one_of_several_holds_them_all() -> None:
    options = {"shapes": {"H": ["n", "n"], "a": ["n", 1]}}
    assert KIND.read("H a", options) == read_matrices("H a")
    both = KIND.read("H a ⊙ a", options)
    assert isinstance(both, Sequence)
    assert [show_matrices(reading) for reading in readings_of(both)] == ["(H a) ⊙ a", "H (a ⊙ a)"]
    assert KIND.show(both) == "(H a) ⊙ a"
    for key in ("(H a) ⊙ a", "H (a ⊙ a)"):
        judgement = judge("matrix_expression", key, "H a ⊙ a", options)
        assert (judgement.verdict, judgement.read_as) == (Verdict.CORRECT, key)


def test_where_nothing_fits_the_signs_say_what_was_meant() -> None:
    value = KIND.read("W2 σ'(o5) ⊙ 2(o6 − y)", MLP)
    assert [show_matrices(reading) for reading in readings_of(value)] == [
        "(W2 sigma'(o5)) ⊙ 2(o6 - y)",
        "W2 (sigma'(o5) ⊙ 2(o6 - y))",
    ]


@pytest.mark.parametrize(
    ("response", "verdict"),
    [
        ("l = norm(o6 - y)^2", "correct"),
        ("loss = norm(o6 - y)^2", "correct"),
        ("norm(o6 - y)^2 = (o6 - y)^T (o6 - y)", "correct"),
        ("(o6 - y)^T (o6 - y) = norm(o6 - y)", "incorrect"),
        ("E = sum(q) = norm(o6 - y)^2", "correct"),
        ("sum(q) = norm(o6 - y)^2", "correct"),
        ("W2 + W2 = norm(o6 - y)^2", "incorrect"),
        ("norm(o6 - y)^2 = sum(q)", "invalid"),
        ("W2 + = norm(o6 - y)^2", "invalid"),
        ("dl/dl = 1 = norm(o6 - y)^2", "incorrect"),
    ],
)
def test_sides_of_an_equation(response: str, verdict: str) -> None:
    assert judge("matrix_expression", "norm(o6 - y)^2", response, MLP).verdict.value == verdict


def test_a_name_that_is_given_may_not_say_itself() -> None:
    options = {**MLP, "given": [*MLP["given"], "dl/do6 = 2(o6 - y)"]}
    assert judge("matrix_expression", "2(o6 - y)", "dl/do6 = (o6 - y)", options).verdict is Verdict.INCORRECT


def test_a_formula_with_the_label_of_another_thing_is_asked_back() -> None:
    options = {**MLP, "given": [*MLP["given"], "dl/do6 = 2(o6 - y)"]}
    assert judge("matrix_expression", "W2^T y", "dl/do6 = W2^T y", options).code == "other_label"
    assert judge("matrix_expression", "W2^T y", "dl/do6 = W2^T o6", options).verdict is Verdict.INCORRECT


def test_what_is_asked_is_the_name_of_a_gradient() -> None:
    for asked in ("W1", 3, "dl/"):
        with pytest.raises(KindError, match="asked names a gradient"):
            judge("matrix_expression", "W2^T y", "W2^T y", {**MLP, "asked": asked})


def test_a_key_is_read_strictly() -> None:
    assert key_value("matrix_expression", KEY, MLP) == read_matrices(KEY)


@pytest.mark.parametrize(
    ("key", "latex"),
    [
        (KEY, r"W_{2}^{\top} (\sigma'(o_{5}) \odot 2 (o_{6} - y))"),
        ("(o6 - y) x^T", r"(o_{6} - y) x^{\top}"),
    ],
)
def test_latex_of_a_key(key: str, latex: str) -> None:
    assert KIND.show_latex(key_value("matrix_expression", key, MLP)) == latex


@given(fitting())
def test_what_is_shown_is_a_key_of_the_same_value(node: Node) -> None:
    assume(is_confirmable(node, setting_of(SMALL)))
    assert key_value("matrix_expression", KIND.show(node), SMALL) == node


@given(fitting(), st.sampled_from(["plain", "latex", "raised"]))
def test_what_is_shown_is_read_as_itself(node: Node, how: str) -> None:
    raised = {name: f"M^{{({name[1:]})}}" for name in SHAPES} if how == "raised" else None
    shown = show_matrices(node, "plain" if how == "plain" else "latex", raised)
    if len(shown) <= 2_000 and is_confirmable(node, setting_of(SMALL)):
        assert same_in_shapes(node, KIND.read(f"${shown}$" if how != "plain" else shown, SMALL), SMALL)


ALL_DIFFERENT = {
    **{f"{left}{right}": (left, right) for left in "abcd" for right in "abcd" if left != right},
    **{size: (size, 1) for size in "abcd"},
}


@st.composite
def chains(draw: st.DrawFn, rows: str | int, columns: str | int, factors: int) -> Node:
    """A product of so many factors, of matrices whose sizes all differ and columns, grouped in any way."""
    if factors == 1:
        names = [name for name, shape in ALL_DIFFERENT.items() if shape == (rows, columns)]
        turned = [name for name, shape in ALL_DIFFERENT.items() if shape == (columns, rows)]
        if not names or (turned and draw(st.booleans())):
            return Call(Name("transpose"), (Name(draw(st.sampled_from(turned))),))
        return Name(draw(st.sampled_from(names)))
    first = draw(st.integers(1, factors - 1))
    if draw(st.booleans()):
        return Binary("⊙", draw(chains(rows, columns, first)), draw(chains(rows, columns, factors - first)))
    inner = draw(st.sampled_from([size for size in "abcd" if size not in (rows, columns)]))
    return Binary("*", draw(chains(rows, inner, first)), draw(chains(inner, columns, factors - first)))


def without_brackets(node: Node) -> str:
    if isinstance(node, Binary):
        sign = " " if node.operator == "*" else " ⊙ "
        return without_brackets(node.left) + sign + without_brackets(node.right)
    return show_matrices(node)


@given(st.sampled_from("abcd").flatmap(lambda rows: chains(rows, 1, 4)))
def test_a_chain_without_its_brackets_is_grouped_as_its_shapes_ask_for(node: Node) -> None:
    options = {"shapes": {name: list(shape) for name, shape in ALL_DIFFERENT.items()}}
    value = KIND.read(without_brackets(node), options)
    assert same_in_shapes(node, value, options)


@pytest.mark.parametrize("half", ["1/0", "0/0", "0.5½ ½", "1/(1-1)"])
def test_a_step_whose_value_at_0_is_no_number_is_asked_back(half: str) -> None:
    judgement = judge(
        "matrix_expression", "1[z > 0] ⊙ g", f"np.heaviside(z, {half}) * g", {"shapes": {"z": ["h", 1], "g": ["h", 1]}}
    )
    assert judgement.verdict is Verdict.INVALID
