"""Formulas are shown in textbook form and read back as what they were."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from exgen.expressions import Binary, Call, Comparison, Name, Node, Number, Text, Unary, read, show, walk
from exgen.expressions.latex_notation import latex_name
from exgen.expressions.plain_notation import decimal
from tests.expressions.formulas import everything


@pytest.mark.parametrize(
    "text",
    [
        "floor((H + 2P - D(K - 1) - 1)/S) + 1",
        "(32*7*7 + 1)*64",
        "H - K - P",
        "H - (K - P)",
        "H/K/P",
        "H/(K/P)",
        "H/(2P)",
        "H/K*P",
        "2P/S",
        "H*2P",
        "-H*K",
        "-(H*K)",
        "-2P",
        "(-2)^2",
        "-2^2",
        "2^3^2",
        "(2^3)^2",
        "2^(-1)",
        "H*(-K)",
        "H + (-K)",
        "H // K % P",
        "2(H + 1)K",
        "(H + 1)(K + 1)",
        "K1 K2",
        "2*e3",
        "2*3",
        "K^2*P",
        "K^2 P",
        "2*floor(H)",
        "2(H + 1)^2",
        "0 < P < K",
        "-H < K",
        "K in (1, 3)",
        "not K in (1, 3)",
        "(H < K) == (K < P)",
        "H and (K or P)",
        "H and K or P",
        "not (H and K)",
        '"same" == "a""b"',
        "(H,)",
        "()",
        "network.layers[0].input_sizes((128, 96))",
        "where(H > 0, H, 0)",
        "1.5H",
        "0.0125",
        "138357544",
        "sum((H, K)) + product((H, K))",
    ],
)
def test_plain_text_is_shown_as_it_is_written_in_a_textbook(text: str) -> None:
    assert show(read(text)) == text


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("floor((H + 2P - K)/S) + 1", r"\left\lfloor \frac{H + 2 P - K}{S} \right\rfloor + 1"),
        ("ceil(H/2)", r"\left\lceil \frac{H}{2} \right\rceil"),
        ("abs(-H)", r"\left| -H \right|"),
        ("32*7*7", r"32 \cdot 7 \cdot 7"),
        ("A - 1P + 1(K - 1)", r"A - 1 \cdot P + 1 \cdot \left(K - 1\right)"),
        ("D(K - 1)", r"D \left(K - 1\right)"),
        ("2(H/K)", r"2 \cdot \frac{H}{K}"),
        ("(H/K)^2", r"\left(\frac{H}{K}\right)^{2}"),
        ("K^2 P", r"K^{2} P"),
        ("2^(H + 1)", r"2^{H + 1}"),
        ("C_in K1", r"C_{\text{in}} K_{1}"),
        ("σ", r"\sigma"),
        ("max(0, H)", r"\max\left(0, H\right)"),
        ("where(H < 1, 0, 1)", r"\operatorname{where}\left(H < 1, 0, 1\right)"),
        ("product((H, K + 1))", r"H \cdot \left(K + 1\right)"),
        ("product((H, 2K))", r"H \cdot 2 K"),
        ("-product((H, K))", r"-\left(H \cdot K\right)"),
        ("sum((H, K*P))", r"H + K \cdot P"),
        ("floor(H)^2", r"\left\lfloor H \right\rfloor^{2}"),
        ("sum((H, -K, 2K))", r"H + \left(-K\right) + 2 K"),
        ("3*sum((H, K))", r"3 \cdot \left(H + K\right)"),
        ("sum(()) + product((H,))", "0 + H"),
        ("sum(terms)", r"\operatorname{sum}\left(\text{terms}\right)"),
        ("7//2", r"\left\lfloor \frac{7}{2} \right\rfloor"),
        ("7 % 2", r"7 \bmod 2"),
        ("0 < P <= K", r"0 < P \le K"),
        ("K == 3 or K != 5", r"K = 3 \lor K \ne 5"),
        ("not K in (1, 3)", r"\lnot K \in \left(1, 3\right)"),
        ('"50% & {x}_1"', r"\text{50\% \& \{x\}\_1}"),
        ("True", r"\text{True}"),
        ("network.layers[0]", r"\text{network}.\text{layers}\left[0\right]"),
        ("1.5", "1.5"),
        ("138357544", "138357544"),
    ],
)
def test_latex_is_set_as_in_a_textbook(text: str, latex: str) -> None:
    assert show(read(text), "latex") == latex


def test_a_letter_is_printed_as_it_is_told() -> None:
    node = read("C_in + H")
    assert show(node, names={"H": "78"}) == "C_in + 78"
    assert show(node, "latex", {"C_in": r"C_{\mathrm{in}}"}) == r"C_{\mathrm{in}} + H"


@pytest.mark.parametrize(
    ("value", "plain", "latex"),
    [
        (Fraction(1, 3), "1/3", r"\frac{1}{3}"),
        (Fraction(-1, 3), "-1/3", r"-\frac{1}{3}"),
        (Fraction(-3, 2), "-1.5", "-1.5"),
        (10**40, "1" + "0" * 40, "1" + "0" * 40),
        (Fraction(1, 2**40), f"1/{2**40}", rf"\frac{{1}}{{{2**40}}}"),
    ],
)
def test_numbers_made_by_hand_are_shown_exactly(value: Fraction, plain: str, latex: str) -> None:
    assert show(Number(value)) == plain
    assert show(Number(value), "latex") == latex
    assert show(Binary("^", Number(value), Number(2))).startswith("(" if value < 0 or "/" in plain else plain)


@pytest.mark.parametrize(
    ("value", "digits"),
    [(Fraction(1, 2), "0.5"), (Fraction(-1, 8), "-0.125"), (Fraction(12345, 100), "123.45"), (Fraction(1, 7), None)],
)
def test_a_decimal_is_exact_or_none(value: Fraction, digits: str | None) -> None:
    assert decimal(value) == digits


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("H", "H"),
        ("K1", "K_{1}"),
        ("M_1", "M_{1}"),
        ("C_in", r"C_{\text{in}}"),
        ("W_out_2", r"W_{\text{out 2}}"),
        ("σ_1", r"\sigma_{1}"),
        ("per_output", r"\text{per output}"),
        ("sigma", r"\text{sigma}"),
        ("outputs1", r"\text{outputs1}"),
    ],
)
def test_a_name_has_its_latex(name: str, latex: str) -> None:
    assert latex_name(name) == latex


@given(everything)
def test_what_is_shown_plainly_reads_back(node: Node) -> None:
    assert read(show(node)) == node


def reads_back_from_latex(node: Node) -> bool:
    """Whether LaTeX shows all of it in a way of its own: not ``=`` for ``==``, not a sum for ``sum((a, b))``."""
    for part in walk(node):
        match part:
            case Comparison() if any(sign == "==" for sign, _ in part.rest):
                return False
            case Binary(operator="//") | Text() | Name(name="e3") | Call(function=Name(name="sum" | "product")):
                return False
    return True


@given(everything.filter(reads_back_from_latex))
def test_what_is_shown_in_latex_reads_back(node: Node) -> None:
    assert read(show(node, "latex")) == node


def test_a_fraction_made_by_hand_is_an_operand_in_brackets() -> None:
    assert show(Unary("-", Number(Fraction(1, 3)))) == "-(1/3)"
    assert show(Binary("*", Number(2), Number(Fraction(1, 3)))) == "2*(1/3)"


def test_signs_in_a_row_are_kept_apart() -> None:
    assert show(Unary("-", Unary("-", Name("H")))) == "-(-H)"
