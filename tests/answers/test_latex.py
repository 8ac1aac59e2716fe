"""LaTeX in responses, rewritten to plain text."""

from __future__ import annotations

import pytest

from exgen.answers import UnreadableResponse
from exgen.answers.latex import without_latex
from exgen.answers.passages import Passage


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        (r"$26$", "26"),
        (r"$$26$$", "26"),
        (r"\(26\)", "26"),
        (r"\[26\]", "26"),
        (r"\boxed{26}", "26"),
        (r"32 \cdot 7^2", "32 *7^2"),
        (r"32\times7", "32×7"),
        (r"\frac{a}{b}", "((a)/(b))"),
        (r"\dfrac{a}{\tfrac{b}{c}}", "((a)/(((b)/(c))))"),
        (r"\frac {a} {b}", "((a)/( b))"),
        (r"\left\lfloor x \right\rfloor", "⌊x ⌋"),
        (r"\lceil x\rceil", "⌈x⌉"),
        (r"x^{2+1}", "x^(2+1)"),
        (r"C_{in}K", "C_in K"),
        (r"C_{\text{in}}", "C_in"),
        (r"C_\text{in}K", "C_in K"),
        (r"\mathrm{floor}(x)", "floor(x)"),
        (r"\operatorname{max}(a, b)", "max(a, b)"),
        (r"\max(a, b)", "max(a, b)"),
        (r"\{52, 53\}", "{52, 53}"),
        (r"1{,}569\,000", "1,569 000"),
        (r"a \bmod b", "a  mod b"),
        (r"\sigma", "σ"),
        (r"\left| a \right| + \lvert b \rvert", "abs(a )+ abs(b )"),
        (r"\text{K}{(1)}", "K((1))"),
    ],
)
def test_latex_is_rewritten(typed: str, plain: str) -> None:
    assert without_latex(Passage.of(typed)).text == plain


@pytest.mark.parametrize("text", ["26", "{52, 53}", "floor(M/2)", "K^2", "M_1"])
def test_plain_text_is_left_alone(text: str) -> None:
    passage = Passage.of(text)
    assert without_latex(passage) is passage


@pytest.mark.parametrize(
    ("typed", "code", "column"),
    [
        (r"1 + \frac1", "unfinished_fraction", 10),
        (r"\frac{1}", "unfinished_fraction", 8),
        (r"\frac{1}+{2}", "unfinished_fraction", 9),
        (r"2\sqrt[n]{4}", "unknown_command", 2),
        (r"\input{/etc/passwd}", "unknown_command", 1),
    ],
)
def test_what_is_not_read_is_refused_at_its_place(typed: str, code: str, column: int) -> None:
    with pytest.raises(UnreadableResponse) as raised:
        without_latex(Passage.of(typed))
    assert (raised.value.code, raised.value.column) == (code, column)
