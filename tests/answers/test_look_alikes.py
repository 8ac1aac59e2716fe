"""Look-alikes: one table, nothing wholesale."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, strategies as st

from exgen.answers import UnreadableResponse
from exgen.answers.look_alikes import READ_FOR, cleaned


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3\u00b2", "3^(2)"),
        ("10\u207b\u00b9\u00b2", "10^(-12)"),
        ("M\u2081\u2082", "M_12"),
        ("\uff11\uff0b\uff12", "1+2"),
        ("\u0661\u0662", "12"),
        ("a\u2212b\u2013c", "a-b-c"),
        ("3 \u2062 4", "3   4"),
        ("1\u202f569", "1 569"),
        ("1\u200b569", "1569"),
        ("52\u202654", "52...54"),
        ("a\tb\nc", "a b c"),
        ("\u202e26\u202c", "26"),
        ("\u00bd", "(1/2)"),
        ("16\u00d764", "16\u00d764"),
    ],
)
def test_what_a_character_is_read_for(typed: str, read: str) -> None:
    assert cleaned(typed).text == read


@pytest.mark.parametrize("character", READ_FOR)
def test_nothing_that_is_read_has_to_be_read_again(character: str) -> None:
    assert not set(READ_FOR[character]) & set(READ_FOR)


@pytest.mark.parametrize("character", [character for character in READ_FOR if character.isdecimal()])
def test_a_digit_is_read_for_its_own_value(character: str) -> None:
    assert int(READ_FOR[character]) == unicodedata.digit(character)


@pytest.mark.parametrize("dash", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
def test_every_dash_is_a_minus(dash: str) -> None:
    assert cleaned(f"5{dash}3").text == "5-3"


def test_every_bidirectional_mark_is_dropped() -> None:
    marks = [chr(code) for code in range(0x2000, 0x2070) if unicodedata.category(chr(code)) == "Cf"]
    assert cleaned(f"2{''.join(mark for mark in marks if not 0x2062 <= ord(mark) <= 0x206F)}6").text == "26"
    assert {READ_FOR[mark] for mark in marks if unicodedata.bidirectional(mark) != "BN"} == {""}


@given(text=st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1))
def test_plain_text_stays_as_it_is(text: str) -> None:
    if text.strip():
        assert cleaned(text).text == text.strip()


MIXED_NUMBER = re.compile("[0-9]{1,9}[¼½¾⅐-⅞]")


@given(text=st.text(min_size=1))
@example(text="0¼")
def test_every_character_read_has_the_column_at_which_it_was_typed(text: str) -> None:
    try:
        passage = cleaned(text)
    except UnreadableResponse:
        return
    assert len(passage.columns) == len(passage.text)
    assert list(passage.columns) == sorted(passage.columns)
    for character, column in zip(passage.text, passage.columns, strict=True):
        if character == text[column - 1]:
            continue
        if MIXED_NUMBER.match(text, column - 1):
            continue  # 1½ is read as a sum, all of it where the 1 stands
        assert not text[column - 1].isascii() or text[column - 1].isspace() or not text[column - 1].isprintable()
