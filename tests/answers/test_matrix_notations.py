r"""Signs made plain: from LaTeX, Unicode, NumPy and PyTorch."""

from __future__ import annotations

import pytest

from exgen.answers.judgement import OversizedResponse, UnreadableResponse
from exgen.answers.matrix_notations import plain_passage


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("a·b ⋅ c ∙ d", "a·b · c · d"),
        (r"a \cdot b \times c", "a · b × c"),
        ("a ∘ b ⊙ c", "a ⊙ b ⊙ c"),
        (r"a \odot b\circ c", "a ⊙ b⊙ c"),
        ("a ∗ b", "a * b"),
        ("a − b", "a - b"),
        ("x²", "x^2"),
        ("x⁻¹", "x^(-1)"),
        ("o⁽⁵⁾", "o^((5))"),
        ("W⁽²⁾ᵀ", "W^((2)T)"),
        ("W₂ᵀ", "W_2 ^T"),
        ("W₍₂₎", "W_(2)"),
        ("xᵀ", "x^T"),
        ("x⊤", "x⊤"),
        (r"x^\top y", "x^T y"),
        (r"x^{\top}y", "x^T y"),
        (r"x^\intercal", "x^T"),
        (r"x^{\mathsf{T}}", "x^T"),
        ("x^t", "x^T"),
        ("x^T_2", "x_2^T"),
        (r"W^{T}_{2}", "W_2^T"),
        ("x.t()", "x.T"),
        ("x.transpose()", "x.T"),
        ("x.transpose(0, 1) + x.permute(-1,-2)", "x.T + x.T"),
        (r"\vec{x} + \underline x", "x + x"),
        (r"\sigma'(z)", "σ'(z)"),
        ("σ′(z)", "σ'(z)"),
        ("σ’(z)", "σ'(z)"),
        (r"\sigma^{\prime}(z)", "σ'(z)"),
        (r"\sigma^\prime(z)", "σ'(z)"),
        (r"W\sigma(z)", "W σ(z)"),
        (r"W\tanh z", "W tanh z"),
        (r"\delta_5", "δ_5"),
        (r"\operatorname{diag}(v)", "diag(v)"),
        (r"\mathrm{ReLU}(z)", "ReLU(z)"),
        (r"\boldsymbol{W} \mathbf x", "W x"),
        (r"\hat{y} - \hat y", "y_hat - y_hat"),
        ("ŷ", "y_hat"),
        ("𝑊𝛿", "Wδ"),
        (r"\left[a + \{b\}\right]", "(a + (b))"),
        ("[a + {b}]", "(a + (b))"),
        (r"\frac{a}{2}", "((a)/(2))"),
        (r"\frac{\partial l}{\partial o^{(5)}}", "((∂ l)/(∂ o^((5))))"),
        ("𝜕ℓ/𝜕o", "∂l/∂o"),
        (r"\nabla_{W} \mathcal{L}", "∇_W L"),
        ("np.dot(a, b)", "dot(a, b)"),
        ("torch.nn.functional.relu(z)", "relu(z)"),
        ("F.relu(z) + F.T", "relu(z) + F.T"),
        ("np.ones_like(z) - z", "ones_like(z) - z"),
        ("‖a‖^2 + ‖b‖_2", "norm(a)^2 + norm(b)"),
        (r"\|a\|_2^2", "norm(a)^2"),
        (r"\left\lVert a \right\rVert_{2}", "norm( a )"),
        ("||a||_F", "norm(a)"),
        ("Answer: a", "a"),
        ("$a$.", "a"),
        ("a\n\t b", "a b"),
    ],
)
def test_signs(typed: str, plain: str) -> None:
    assert plain_passage(typed).text == plain


def test_columns_are_those_of_what_was_typed() -> None:
    passage = plain_passage(r"  W^{(2)\top} \sigma(q)")
    assert passage.column_at(passage.text.index("q")) == 22


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("$$", "empty"),
        ("(a]", "unclosed_bracket"),
        ("a)", "unopened_bracket"),
        ("‖a", "unclosed_norm"),
        ("a || b || c ||", "unclosed_norm"),
        (r"\foo", "unknown_command"),
        (r"\frac{a}", "unfinished_fraction"),
    ],
)
def test_what_cannot_be_read(typed: str, code: str) -> None:
    with pytest.raises(UnreadableResponse) as caught:
        plain_passage(typed)
    assert caught.value.code == code


def test_what_is_too_long_is_not_looked_at() -> None:
    with pytest.raises(OversizedResponse):
        plain_passage("x" * 2_001)
