"""Names in matrix expressions: met with the declared ones where only one can be meant."""

from __future__ import annotations

import pytest

from exgen.answers import KINDS
from exgen.answers.judgement import UnreadableResponse
from exgen.answers.matrix_checks import check_names
from exgen.answers.matrix_declared import DeclaredNames
from exgen.answers.matrix_label_names import is_label
from exgen.answers.matrix_names import with_declared_names
from exgen.answers.passages import Passage
from exgen.expressions.matrix_reader import written

DECLARED = DeclaredNames(("x", "W1", "W2", "b_2", "o5", "o6", "delta5", "y_hat", "dl/do5", "dl/do6", "dl/dW2"))


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("W2", "W2"),
        ("W_2", "W2"),
        ("w2", "W2"),
        ("W^((2))", "W2"),
        ("W^(2)", "W2"),
        ("W^2", "W2"),
        ("W_(2)", "W2 "),
        ("W_((2))", "W2 "),
        ("W^((2)T)", "W2^T "),
        ("W^((2)⊤)", "W2^T "),
        ("W^((2)^T )", "W2^T "),
        ("e^(-x) + e^x", "exp(-x) + e^x"),
        ("W^(2⊤)", "W2^T "),
        ("W^((2),T)", "W2^T "),
        ("b2", "b_2"),
        ("b^((2))", "b_2"),
        ("δ5", "delta5"),
        ("δ_5", "delta5"),
        ("yhat", "y_hat"),
        ("x^2", "x^2"),
        ("x^(2)", "x^(2)"),
        ("x^((2))", "x^((2))"),
        ("W2x", "W2 x"),
        ("W_2x", "W2 x"),
        ("W2xo5", "W2 x o5"),
        ("W2o^((5))", "W2 o5"),
        ("xσ(o5)", "x σ(o5)"),
        ("x^T x", "x^T x"),
        ("x.T", "x.T"),
        ("x.dot(W2)", "x.dot(W2)"),
        ("Sigmoid(x)", "sigmoid(x)"),
        ("sigma'(x)", "sigmoid'(x)"),
        ("sigmoid_prime(x)", "sigmoid'(x)"),
        ("dsigma(x)", "sigmoid'(x)"),
        ("relu_grad(x)", "relu'(x)"),
        ("σ x", "sigmoid(x)"),
        ("σ'o5", "sigmoid'(o5)"),
        ("tanh o_5 + x", "tanh(o5) + x"),
        ("σ tanh(x)", "sigmoid tanh(x)"),
        ("σ dl/do5", "sigmoid(dl/do5)"),
        ("dl/do5", "dl/do5"),
        ("dL / do_5", "dl/do5"),
        ("dloss/do5", "dl/do5"),
        ("∂l/∂o^((5))", "dl/do5"),
        ("((∂l)/(∂o5))", "(dl/do5)"),
        ("(∂l/∂o5)", "(dl/do5)"),
        ("∂ l/∂ W_2 x", "dl/dW2 x"),
        ("∂l/∂W^((2)T)", "dl/dW2^T "),
        ("∇_W2 l", "dl/dW2"),
        ("∇_(W_2)l x", "dl/dW2 x"),
        ("∇W2 x", "dl/dW2 x"),
        ("dW2", "dl/dW2"),
        ("grad_o5", "dl/do5"),
        ("q", "q"),
        ("q^((7))", "q7"),
        ("o_(7)", "o7"),
    ],
)
def test_names(typed: str, named: str) -> None:
    assert with_declared_names(Passage.of(typed), DECLARED).text == named


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("x + ∂l/∂o7", '"dl/do7" is not known here; did you mean "dl/do6"? (column 5)'),
        ("x + ∂E/∂o5", '"dE/do5" is not known here; did you mean "dl/do5"? (column 5)'),
        ("∇_q l", '"dl/dq" is not known here'),
    ],
)
def test_a_gradient_that_is_not_declared(typed: str, told: str) -> None:
    with pytest.raises(UnreadableResponse) as caught:
        with_declared_names(Passage.of(typed), DECLARED)
    assert str(caught.value).startswith(told[:-1])
    assert caught.value.code == "unknown_name"


def test_names_that_differ_in_nothing_but_their_case_are_told_apart() -> None:
    both = DeclaredNames(("W", "w", "V1"))
    assert both.named("w") == "w"
    assert both.named("v", "1") == "V1"
    assert DeclaredNames(("Wa", "wA")).named("wa") is None
    assert DeclaredNames(("W_1", "W1")).named("W", "1") == "W1"


@pytest.mark.parametrize(
    ("typed", "named"), [("x^2", "x^2"), ("x^(2)", "x^(2)"), ("x^((2))", "x2"), ("x_(2)", "x2 "), ("x^(2T)", "x2^T ")]
)
def test_what_may_be_a_power_of_a_declared_name_is_one(typed: str, named: str) -> None:
    assert with_declared_names(Passage.of(typed), DeclaredNames(("x", "x2"))).text == named


def test_of_two_losses_the_one_that_is_named_is_meant() -> None:
    losses = DeclaredNames(("o5", "dl/do5", "dm/do5", "dm/do6"))
    assert losses.gradient("m", "o", "5") == "dm/do5"
    assert losses.gradient("", "o", "5") is None
    assert losses.gradient("loss", "o6") == "dm/do6"
    assert losses.gradient("q", "o6") is None
    assert losses.gradient("", "o6") == "dm/do6"


def test_a_difference_quotient_of_declared_names_is_a_quotient() -> None:
    names = DeclaredNames(("dx", "dy"))
    assert with_declared_names(Passage.of("dx / dy"), names).text == "dx / dy"
    assert with_declared_names(Passage.of("dX / d_y"), DeclaredNames(("dx", "d_y"))).text == "dx / d_y"


def test_the_derivative_of_one_node_by_another_is_no_quotient_of_their_gradients() -> None:
    text = "dl/do6 ⊙ do6/do5"
    passage = with_declared_names(Passage.of(text), DECLARED)
    assert passage.text == text
    with pytest.raises(UnreadableResponse, match=r'"do6/do5" is not known here; did you mean "dl/do5"\? \(column 10\)'):
        check_names(written(passage.text), DECLARED, passage, are_sizes_numbers=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dl/do5", True),
        ("((∂l)/(∂o^((5))))", True),
        ("∂l/∂o_5", True),
        ("∇_W l", True),
        ("δ^((5))", True),
        ("W2^T x", False),
        ("W2 x", False),
        ("2", False),
    ],
)
def test_what_may_stand_in_front_of_an_equals_sign(text: str, expected: bool) -> None:
    assert is_label(Passage.of(text), DeclaredNames(())) is expected


def test_an_unknown_name_is_told_with_its_place_and_what_is_near() -> None:
    text = "x + y_hut x"
    with pytest.raises(UnreadableResponse, match=r'"y_hut" is not known here; did you mean "y_hat"\? \(column 5\)'):
        check_names(written(text), DECLARED, Passage.of(text), are_sizes_numbers=False)


@pytest.mark.parametrize("text", ["tanh^2", "x ⊙ tanh"])
def test_a_function_without_its_argument_is_told_apart_from_an_unknown_name(text: str) -> None:
    with pytest.raises(UnreadableResponse, match=r"tanh is a function: write tanh\(\.\.\.\) \(column \d\)"):
        check_names(written(text), DECLARED, Passage.of(text), are_sizes_numbers=False)


def test_a_long_unknown_name_is_told_in_short() -> None:
    name = "q" * 1_500
    with pytest.raises(UnreadableResponse) as caught:
        check_names(written(name), DECLARED, Passage.of(name), are_sizes_numbers=False)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(("response", "shown"), [("I(z > 0)", "I*1[z > 0]"), ("I z", "I z")])
def test_a_name_of_the_question_is_no_indicator(response: str, shown: str) -> None:
    options = {"shapes": {"I": ["h", "h"], "z": ["h", 1]}}
    assert KINDS["matrix_expression"].show(KINDS["matrix_expression"].read(response, options)) == shown
