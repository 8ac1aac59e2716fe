"""Matrix expressions as text: brackets where something could be read in two ways, and LaTeX as a textbook sets it."""

from __future__ import annotations

import pytest

from exgen.expressions import Binary, Name, Number, Unary
from exgen.expressions.matrices import read_matrices, show_matrices


@pytest.mark.parametrize(
    "text",
    [
        "W1 x + b1",
        "sigma'(o5) ⊙ 2(o6 - y)",
        "(sigma'(o5) ⊙ 2(o6 - y)) o4^T",
        "sigma'(z) ⊙ (W^T d)",
        "A B C",
        "A (B C)",
        "2 A B",
        "2(A B)",
        "2 x",
        "x*2",
        "(A B)*2",
        "1/2 x",
        "(W/2) x",
        "-W x + b",
        "a - (-b)",
        "-(a ⊙ b)",
        "(a ⊙ b)/2",
        "a ⊙ (b ⊙ c)",
        "a ⊙ b ⊙ c",
        "(a + b) ⊙ c",
        "(A B)^T",
        "norm(o6 - y)^2",
        "x^(-1)",
        "(x^T)^2",
        "dl/do5 x^T",
        "(dl/do5)^T",
        "(dl)/do5",
        "1 - sigma(z)",
        "relu'(z) + tanh(z) + exp(z) + log(z)",
        "diag(v) W",
        "1[W x > 0] ⊙ (1[z1 > 0] + 2*1[z > 0])",
        "leaky_relu(z) ⊙ leaky_relu'(z) ⊙ leaky_relu(z, 0.2) ⊙ leaky_relu'(z, 1/3)",
        "softplus(z) + softplus'(z) + gelu(z) + gelu'(z) + erf(z) + sqrt(z) + square(z) + abs(z) + sign(z) + step'(z)",
        "softmax(Z) - mean(Z) + row_sums(Z) + column_sums(Z) + row_means(Z) + column_means(Z)",
        "0.5 x",
    ],
)
def test_textbook_texts_are_shown_as_they_were_read(text: str) -> None:
    read_back = read_matrices(text)
    assert show_matrices(read_back) == text


def test_a_quotient_is_not_shown_as_a_gradient() -> None:
    assert show_matrices(Binary("/", Name("dl"), Name("do5"))) == "(dl)/do5"
    assert show_matrices(Binary("/", Name("l"), Name("do5"))) == "l/do5"


def test_a_number_on_the_right_needs_its_sign() -> None:
    assert show_matrices(Binary("*", Name("W"), Unary("-", Number(2)))) == "W (-2)"
    assert show_matrices(Binary("*", Name("W"), Binary("^", Number(2), Number(3)))) == "W*2^3"


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("W1 x + b1", r"W_{1} x + b_{1}"),
        ("sigma'(o5) ⊙ 2(o6 - y)", r"\sigma'(o_{5}) \odot 2 (o_{6} - y)"),
        (
            "(sigma'(o5) ⊙ dl/do6) o4^T",
            r"\left(\sigma'(o_{5}) \odot \frac{\partial l}{\partial o_{6}}\right) o_{4}^{\top}",
        ),
        ("W2^T dl/do5", r"W_{2}^{\top} \frac{\partial l}{\partial o_{5}}"),
        ("(A B)^T", r"(A B)^{\top}"),
        ("(dl/dW2)^T", r"\left(\frac{\partial l}{\partial W_{2}}\right)^{\top}"),
        ("norm(o6 - y)^2", r"\lVert o_{6} - y \rVert^{2}"),
        ("1/2 x", r"\frac{1}{2} x"),
        ("(a ⊙ b)/2", r"\frac{a \odot b}{2}"),
        ("W*2", r"W \cdot 2"),
        ("relu'(z)", r"\operatorname{ReLU}'(z)"),
        ("tanh(z)", r"\tanh(z)"),
        ("diag(v) x", r"\operatorname{diag}(v) x"),
        ("δ_2 x^T", r"\delta_{2} x^{\top}"),
        ("1[W x > 0] ⊙ y", r"\mathbb{1}[W x > 0] \odot y"),
        ("leaky_relu'(z, 0.2)", r"\operatorname{LeakyReLU}'(z, 0.2)"),
        ("sqrt(z)/sqrt'(z)", r"\frac{\sqrt{z}}{\operatorname{sqrt}'(z)}"),
        ("square(z - y) + abs(z)", r"(z - y)^{2} + \lvert z \rvert"),
        ("softmax(z) - row_sums(Y)", r"\operatorname{softmax}(z) - \operatorname{row\_sums}(Y)"),
        ("gelu'(z)", r"\operatorname{GELU}'(z)"),
    ],
)
def test_latex(text: str, latex: str) -> None:
    assert show_matrices(read_matrices(text), "latex") == latex


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("W2^T dl/do5", r"W^{(2)\top} \frac{\partial l}{\partial o^{(5)}}"),
        ("o5^2", r"(o^{(5)})^{2}"),
        ("(W2 o5)^T", r"(W^{(2)} o^{(5)})^{\top}"),
        ("s", r"s"),
    ],
)
def test_names_are_printed_as_they_are_wanted(text: str, latex: str) -> None:
    names = {"W2": "W^{(2)}", "o5": "o^{(5)}"}
    assert show_matrices(read_matrices(text), "latex", names) == latex


def test_an_exponent_is_not_stacked_on_another() -> None:
    shown = show_matrices(read_matrices("a^T + b^T + c^T"), "latex", {"a": "a^2", "b": "b^*_1", "c": "{c^2}"})
    assert shown == r"a^{2\top} + (b^*_1)^{\top} + ({c^2})^{\top}"


def test_a_gradient_may_have_a_name_of_its_own() -> None:
    assert show_matrices(Name("dl/do5"), "latex", {"dl/do5": r"\delta_5"}) == r"\delta_5"
