"""The tokeniser reads every spelling of a thing as that thing, and says where it cannot."""

from __future__ import annotations

import pytest

from exgen.errors import BudgetError, ExpressionError
from exgen.expressions.tokens import COMMANDS, GREEK, KEYWORDS, LETTERS, LOOK_ALIKES, tokens


def read_as(text: str) -> list[str]:
    return [token.text for token in tokens(text)[:-1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H + 2P", ["H", "+", "2", "P"]),
        ("a−b–c", ["a", "-", "b", "-", "c"]),
        ("2×3·4⋅5∗6", ["2", "*", "3", "*", "4", "*", "5", "*", "6"]),
        ("1÷2", ["1", "/", "2"]),
        ("a≤b≥c≠d", ["a", "<=", "b", ">=", "c", "!=", "d"]),
        ("⌊a⌋⌈b⌉", ["⌊", "a", "⌋", "⌈", "b", "⌉"]),
        ("a**b", ["a", "^", "b"]),
        ("K²", ["K", "2"]),
        ("K₁", ["K_1"]),
        ("C_in", ["C_in"]),
        ("M_1", ["M_1"]),
        ("K1", ["K1"]),
        ("2\u00a0P\u2009+ 1", ["2", "P", "+", "1"]),
        (r"C_{\text{in}}", ["C_in"]),
        (r"C_{in}", ["C_in"]),
        (r"W_{\text{out 2}}", ["W_out_2"]),
        (r"\sigma_1", ["σ_1"]),
        (r"\sigma \cdot \Delta", ["σ", "*", "Δ"]),
        (r"\text{per output}", ["per_output"]),
        (r"\operatorname{floor}(x)", ["floor", "(", "x", ")"]),
        (r"\left( a \right)", ["(", "a", ")"]),
        (r"\left\lfloor a \right\rfloor", ["⌊", "a", "⌋"]),
        (r"\left| a \right|", ["\\left|", "a", "\\right|"]),
        (r"a \le b \bmod c\,d", ["a", "<=", "b", "%", "c", "d"]),
        (r"\frac{C_{in}}{2}", ["\\frac", "{", "C_in", "}", "{", "2", "}"]),
        ("not a and b", ["not", "a", "and", "b"]),
        ('"same" == “zeros”', ["same", "==", "zeros"]),
        ("'a''b'", ["a'b"]),
    ],
)
def test_each_spelling_is_read_as_what_it_means(text: str, expected: list[str]) -> None:
    assert read_as(text) == expected


def test_a_superscript_is_a_power_and_no_digit() -> None:
    assert [(token.kind, token.value) for token in tokens("2¹⁰")[:-1]] == [("number", 2), ("superscript", 10)]
    assert tokens("x⁻¹")[1].value == -1


def test_a_capital_of_a_greek_or_cyrillic_keyboard_is_the_latin_one() -> None:
    assert read_as("Κ + К + Н") == ["K", "+", "K", "+", "H"]


def test_columns_count_the_characters_as_given() -> None:
    assert [token.column for token in tokens(" a ≤ \\cdot²")] == [2, 4, 6, 11, 12]


@pytest.mark.parametrize("word", sorted(KEYWORDS))
def test_a_keyword_is_no_name(word: str) -> None:
    assert tokens(word)[0].kind == "symbol"


def test_every_table_leads_to_something_that_is_read() -> None:
    for spelling in [*LOOK_ALIKES, *LETTERS, *GREEK.values(), *(f"\\{command}" for command in COMMANDS)]:
        assert tokens(spelling)[-1].kind == "end", spelling


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("a = b", "unexpected_character", 3),
        ("|a|", "unexpected_character", 1),
        ("a\0b", "unexpected_character", 2),
        ("\ud800", "unexpected_character", 1),
        ("2 € 3", "unexpected_character", 3),
        ("1_000", "unexpected_character", 2),
        ("٣", "unexpected_character", 1),
        ('a == "same', "unclosed_text", 6),
        ('"a\nb"', "unexpected_character", 3),
        ('"a\u202eb"', "unexpected_character", 3),
        ("1e9999", "scientific_notation", 1),
        ("2.5E-3", "scientific_notation", 1),
        ("007", "leading_zero", 1),
        ("(1,000)", "leading_zero", 4),
        (r"a \input{x}", "unknown_command", 3),
    ],
)
def test_what_is_not_read_is_named_with_its_place(text: str, code: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        tokens(text)
    assert (caught.value.code, caught.value.column) == (code, column)


def test_the_message_about_a_character_says_what_to_write_instead() -> None:
    with pytest.raises(
        ExpressionError,
        match=r'^"=" is not read here: write what stands on one side of it, or == to compare \(column 2\)$',
    ):
        tokens("a=b")
    with pytest.raises(ExpressionError, match=r"^the character U\+0000 is not read here \(column 1\)$"):
        tokens("\0")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * 2001, "too_long"),
        ("(" * 10_000, "too_long"),
        ("+" * 401, "too_many_tokens"),
        ("9" * 31, "number_too_long"),
        ("0." + "3" * 30, "number_too_long"),
        ("x" + "²" * 31, "number_too_long"),
    ],
)
def test_what_is_larger_than_the_budget_is_refused(text: str, code: str) -> None:
    with pytest.raises(BudgetError) as caught:
        tokens(text)
    assert caught.value.code == code


def test_what_just_keeps_the_budget_is_read() -> None:
    assert tokens("x" * 2000)[0].text == "x" * 2000
    assert len(tokens("+" * 400)) == 401
    assert tokens("9" * 30)[0].value == 10**30 - 1
