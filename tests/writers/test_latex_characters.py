"""Characters beyond ASCII in LaTeX files."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from exgen.writers.document import SheetDocument
from exgen.writers.latex import latex_sources
from exgen.writers.latex_characters import MATHEMATICAL_SYMBOLS, SETTABLE, settable, unsettable
from exgen.writers.pdflatex import LatexRun


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Müller, Łukasz, Ñandú", "Müller, Łukasz, Ñandú"),
        ("≤ and α", r"\ensuremath{\le} and \ensuremath{\alpha}"),
        ("Щукин Ёж", "Shchukin Ëzh"),
        ("Ｆｕｌｌ ﬁ", "Full fi"),
        ("ṩ", "s"),
        ("\uff3cinput", r"\MissingCharacter{}input"),
        ("张", r"\MissingCharacter{}"),
        ("a\u200db\u0332", "ab"),
        ("a\u2003b", "a b"),
    ],
)
def test_what_pdflatex_cannot_set_has_a_substitute(text: str, code: str) -> None:
    assert settable(text) == code


@given(st.text())
def test_ascii_passes_and_all_else_becomes_settable(text: str) -> None:
    code = settable(text)
    assert all(character.isascii() or character in SETTABLE for character in code)
    assert settable("".join(character for character in text if character.isascii())).isascii()


@given(st.characters(min_codepoint=128))
def test_no_substitute_brings_a_mark_of_tex(character: str) -> None:
    known = {rf"\ensuremath{{{command}}}" for command in MATHEMATICAL_SYMBOLS.values()}
    code = settable(character)
    assert code in known | {r"\MissingCharacter{}"} or not set(code) & set("\\{}$&#%_^~")


@pytest.mark.latex
def test_pdflatex_sets_every_character_that_is_let_through(
    with_statement: Callable[[str], SheetDocument], text_of: Callable[[bytes], str]
) -> None:
    pieces = [*sorted(SETTABLE), *MATHEMATICAL_SYMBOLS, *"Щж张"]
    source = latex_sources([with_statement(" ".join(pieces))])[0]
    with LatexRun(60) as run:
        [(pdf, _)] = run.pdfs([source], ["sheet"])
    text = text_of(pdf)
    for letter in "ÄßÞőŁčŸ€":  # letters with a place of their own; others are put together from an accent
        assert letter in text
    assert "Shch zh" in text


def test_characters_that_become_boxes_are_named_once() -> None:
    assert unsettable("Łukasz O'Neil Ольга α é") == ""
    assert unsettable("日本 日 😀") == "日本😀"
