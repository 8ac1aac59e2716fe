"""What the strict reader of matrix expressions reads, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given

from exgen.errors import BudgetError, ExpressionError
from exgen.expressions import Binary, Call, Name, Node, Number, Sequence, Unary, walk
from exgen.expressions.matrices import read_matrices, show_matrices
from exgen.expressions.matrix_reader import written
from tests.expressions.matrix_formulas import as_written


@given(as_written)
def test_what_is_shown_reads_back_as_the_same_tree(node: Node) -> None:
    assert read_matrices(show_matrices(node)) == node


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("W1 x + b1", "(W1*x) + b1"),
        ("W1 @ x · y", "(W1 x) y"),
        ("A B C", "(A B) C"),
        ("a ⊙ b ⊙ c", "(a ⊙ b) ⊙ c"),
        ("a - b - c", "(a - b) - c"),
        ("-W x + b", "(-(W x)) + b"),
        ("+x", "x"),
        ("sigma(z)", "sigmoid(z)"),
        ("σ'(z)", "sigmoid'(z)"),
        ("ReLU(z)", "relu(z)"),
        ("ln(z)", "log(z)"),
        ("W^T", "transpose(W)"),
        ("W.T", "transpose(W)"),
        ("W^⊤", "transpose(W)"),
        ("Wᵀ", "transpose(W)"),
        ("W1^T G x^T", "(transpose(W1) G) transpose(x)"),
        ("norm(o - y)^2", "(norm(o - y))^2"),
        ("x**2", "x^2"),
        ("2(o - y)", "2*(o - y)"),
        ("a ⊙ 2(o - y)", "a ⊙ (2*(o - y))"),
        ("a ⊙ 2 * b", "a ⊙ (2*b)"),
        ("2 a ⊙ b", "(2*a) ⊙ b"),
        ("a 2 ⊙ b", "(a*2) ⊙ b"),
        ("a / 2 ⊙ b", "(a/2) ⊙ b"),
        ("1/2 norm(x)", "(1/2)*norm(x)"),
        ("A B / 2", "A*(B/2)"),
        ("a/b/2", "(a/b)/2"),
        ("2*3 x", "2*(3*x)"),
        ("((x))", "x"),
        ("1 - sigma(z)", "1 - sigmoid(z)"),
        ("dl/do5 x^T", "(dl/do5) (x^T)"),
    ],
)
def test_texts_that_mean_the_same(text: str, same: str) -> None:
    assert read_matrices(text) == read_matrices(same)


def test_the_nodes() -> None:
    gradient, transposed = Name("dl/do5"), Call(Name("transpose"), (Name("x"),))
    assert read_matrices("-dl/do5 x^T") == Unary("-", Binary("*", gradient, transposed))
    assert read_matrices("σ'(z) ⊙ 2") == Binary("⊙", Call(Name("sigmoid'"), (Name("z"),)), Number(2))


def test_columns_are_those_of_the_text() -> None:
    assert [node.column for node in walk(read_matrices("a + W^T b"))] == [3, 1, 9, 6, 5, 9]


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("", "empty", 1),
        ("  ", "empty", 1),
        ("W x +", "unexpected_end", 6),
        ("(W x", "unclosed_bracket", 1),
        ("W x)", "unopened_bracket", 4),
        ("W (a, b)", "unexpected_token", 3),
        ("W' x", "prime", 2),
        ("sigma'", "prime", 6),
        ("z'(x)", "prime", 2),
        ("sigma''(x)", "prime", 6),
        ("sigma x", "unexpected_token", 1),
        ("diag(a, b)", "wrong_number_of_arguments", 1),
        ("a.dot(b)", "unknown_part", 2),
        ("a.shape", "unknown_part", 2),
        ("a.", "unexpected_end", 3),
        ("a ⊙ W b", "ambiguous_product", 3),
        ("W a ⊙ b", "ambiguous_product", 5),
        ("W (a ⊙ b) ⊙ c", "ambiguous_product", 11),
        ("a / b c", "ambiguous_division", 3),
        ("1/2 / b c", "ambiguous_division", 5),
        ("W^x", "exponent", 2),
        ("W^(x)", "exponent", 2),
        ("2 3", "number_next_to_number", 3),
        ("a **", "unexpected_end", 5),
    ],
)
def test_what_is_refused(text: str, code: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        read_matrices(text)
    assert (caught.value.code, caught.value.column) == (code, column)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(" * 41 + "x" + ")" * 41, "too_deep"),
        ("-" * 41 + "x", "too_deep"),
        ("sigma(" * 41 + "x" + ")" * 41, "too_deep"),
        ("x + " * 199 + "x + x + x", "too_many_tokens"),
        ("x" + "^T" * 201, "too_many_tokens"),
    ],
)
def test_budgets(text: str, code: str) -> None:
    with pytest.raises(BudgetError) as caught:
        read_matrices(text)
    assert caught.value.code == code


def test_just_within_the_budgets() -> None:
    assert read_matrices("(" * 40 + "x" + ")" * 40) == Name("x")
    assert len(list(walk(read_matrices("x + " * 199 + "x")))) == 399


def test_what_was_written_keeps_brackets_and_signs() -> None:
    product = Binary("·", Name("b"), Name("c"))
    assert written("a @ (b c)") == Binary("@", Name("a"), Sequence((product,)))


def test_further_functions_are_read_where_they_are_named() -> None:
    assert written("dot(a, b)", ["dot"]) == Call(Name("dot"), (Name("a"), Name("b")))
    with pytest.raises(ExpressionError, match="a list cannot stand"):
        written("dot(a, b)")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1[z > 0]", "step(z)"),
        ("(z > 0)", "step(z)"),
        ("(z>=0.0) ⊙ a", "(1 - step(-z)) ⊙ a"),
        ("1(z ≥ 0.)", "1 - step(-z)"),
        ("(a + b >= z)", "1 - step(z - (a + b))"),
        ("(0 <= z)", "1 - step(-z)"),
        ("ones(z > 0) a", "step(z) a"),
        ("a 1[W x + b > 0]", "a step(W x + b)"),
        ("(0 < z)", "step(z)"),
        ("(z < 0)", "step(-z)"),
        ("(z <= 0)", "1 - step(z)"),
        ("(0 > z + a)", "step(-(z + a))"),
        ("diag(a > b + c)", "diag(step(a - (b + c)))"),
        ("z > 0", "step(z)"),
        ("1(z) + 1", "1*z + 1"),
        ("2[z > 0]", None),
        ("1[z]", None),
        ("1[a, b > 0]", None),
        ("(0 < z < 1)", None),
    ],
)
def test_comparisons_are_steps(text: str, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(ExpressionError):
            read_matrices(text)
    else:
        assert show_matrices(read_matrices(text)) == show_matrices(read_matrices(meant))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("where(z > 0, 1, 0)", "(z > 0)"),
        ("where(z > 0, a, 0)", "((z > 0)*(a))"),
        ("where(z > 0, 0, a)", "((1 - (z > 0))*(a))"),
        ("where(z > 0, 1, 0.01)", "((z > 0)*(1) + (1 - (z > 0))*(0.01))"),
        ("where(z > 0, 0, 0)", "0"),
    ],
)
def test_a_choice_is_a_sum_of_steps(text: str, meant: str) -> None:
    assert written(text, {"where"}) == written(meant)


def test_choices_in_choices_come_to_an_end() -> None:
    with pytest.raises(BudgetError):
        written("where(" * 30 + "z" + " > 0, a, b)" * 30, {"where"})


def test_a_leaky_relu_has_its_slope_in_its_name() -> None:
    assert read_matrices("leaky_relu'(z, 0.2)") == Call(Name("leaky_relu(1/5)'"), (Name("z"),))
    assert read_matrices("LeakyReLU(z, 1/100)") == Call(Name("leaky_relu"), (Name("z"),))
    with pytest.raises(ExpressionError, match="takes 1 argument"):
        read_matrices("leaky_relu(z, a)")


@pytest.mark.parametrize("slope", ["9^9", "1/0", "2 + 3"])
def test_a_slope_is_a_number_as_such(slope: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        read_matrices(f"leaky_relu(z, {slope})")
    assert caught.value.code == "slope"
