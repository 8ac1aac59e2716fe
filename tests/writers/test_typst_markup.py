"""The typst sources of a sheet."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from exgen.writers import SheetDocument, latex_sources, typst_sources
from exgen.writers.typst_characters import string
from tests.writers.setting import pdfs


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('a"b', r'"a\"b"'),
        ("a\\", r'"a\\"'),
        (r"\" #x", r'"\\\" #x"'),
        ("two\nlines", '"two lines"'),
        ("张伟", '"张伟"'),
    ],
)
def test_plain_text_becomes_a_string(text: str, quoted: str) -> None:
    assert string(text) == quoted


def test_the_answer_space_follows_the_kind_and_tables_are_shared(sheet: SheetDocument) -> None:
    source = typst_sources([sheet])[0]
    fields = re.findall(r"\n#(answer-[a-z-]+)\(", source)
    assert fields == ["answer-line", "answer-long-line", "answer-table", "answer-box"]
    assert '#answer-table(words, (("2a", ""), ("2b", ""),), (' in source


def test_short_tables_stay_whole_and_a_formula_that_is_asked_stands_beside_its_label(sheet: SheetDocument) -> None:
    question = sheet.questions[1]
    table = replace(question.answers[0], ask=r"$\dfrac{a}{b}$", rows=("one",) * 9)
    document = replace(sheet, questions=(replace(question, answers=(table, replace(table, rows=("one",)))),))
    [source] = typst_sources([document])
    assert source.count(', is-formula: true)[#formula("a/b", $a / b$, whole: true, tall: true);]') == 2
    assert source.count(", whole: true)") == 1
    assert pdfs([source], "typst")[0].startswith(b"%PDF")


def test_a_students_source_holds_no_key(solution_sheet: SheetDocument) -> None:
    [source] = typst_sources([replace(solution_sheet, is_solution=False)])
    body = source.partition("#let words")[2]
    for key in ("25 \\, 28", "224", "648", "shared", "author", "proven"):
        assert key not in body


def test_a_sheet_of_three_tables_of_one_row_each_is_valid_typst(sheet: SheetDocument) -> None:
    question = sheet.questions[1]
    tables = tuple(replace(question.answers[0], label=f"1{letter}", rows=("one",)) for letter in "abc")
    for answers in (tables[:1], tables):
        document = replace(sheet, questions=(replace(question, answers=answers),))
        assert pdfs(typst_sources([document]), "typst")[0].startswith(b"%PDF")


@pytest.mark.latex
def test_both_engines_print_the_same_words(
    sheet: SheetDocument, solution_sheet: SheetDocument, text_of: Callable[[bytes], str]
) -> None:
    documents = [sheet, solution_sheet]
    by_latex = pdfs(latex_sources(documents), "latex")
    by_typst = pdfs(typst_sources(documents), "typst")
    for index in range(2):
        first, second = characters(text_of(by_latex[index])), characters(text_of(by_typst[index]))
        assert first == second
        assert first["Q"] > 0


def characters(text: str) -> Counter[str]:
    """How often each letter and digit stands in a text but its footers; letters of formulas count as plain."""
    body, footers = re.subn(r"Exercise week 5 *· *K7F2QX *Page \d+ of \d+", "", text)
    assert footers > 0
    return Counter(character for character in unicodedata.normalize("NFKC", body) if character.isalnum())
