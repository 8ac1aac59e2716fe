"""Plain text on its way to a sheet."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from exgen.writers.plain_text import one_line, without_controls


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b\x1bc\x7f", "abc"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("a\u2028b\u2029c\xa0d", "a b c d"),
        ("\u202egnirts\u202c \u2066x\u2069", "gnirts x"),
        ("e\u0301", "é"),
        ("\ud800x", "x"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("张伟 🙂", "张伟 🙂"),
    ],
)
def test_controls_and_marks_of_direction_go_and_letters_stay(text: str, kept: str) -> None:
    assert without_controls(text) == kept


@given(st.text())
def test_a_line_has_no_control_and_no_outer_blank(text: str) -> None:
    line = one_line(text)
    assert not any(unicodedata.category(character) == "Cc" for character in line)
    assert line == line.strip() == one_line(line)
