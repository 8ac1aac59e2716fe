"""The key sheet: the same text by both engines, for a class of any size and names of any letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from exgen.writers.key_sheet import TOGETHER, KeyRange, KeyRow, KeySheet, latex_key_sheet, typst_key_sheets
from exgen.writers.pdf import EngineName
from tests.writers.setting import pdfs

ENGINES = ["typst", pytest.param("latex", marks=pytest.mark.latex)]
HOSTILE = r"O'{#1}%$\input{x} #panic() --"


def _sheet(students: int) -> KeySheet:
    rows = [
        KeyRow(f"s{number}", HOSTILE if number == 1 else f"Zoë {number}", f"C{number}", (f"({number}, 5)", "x" * 200))
        for number in range(students)
    ]
    ranges = (
        KeyRange("1a", "layer/size: size", "2", "(0, 5)", f"({students - 1}, 5)", students, students),
        KeyRange("2", "layer/formula: width", "1", "floor(W/2)", "floor(W/2)", 1, students),
    )
    return KeySheet("Week 5", "A course", "en", "a4", "#184a78", ranges, ("1a", "1b"), tuple(rows))


def _set(sheet: KeySheet, engine: EngineName) -> Iterator[bytes]:
    if engine == "latex":
        yield from pdfs([latex_key_sheet(sheet)], engine)
    else:
        yield from (pdfs([source(1)], engine)[0] for source in typst_key_sheets(sheet))


@pytest.mark.parametrize("engine", ENGINES)
def test_every_student_has_a_row_and_every_question_a_range(
    engine: EngineName, text_of: Callable[[bytes], str]
) -> None:
    text = " ".join("".join(map(text_of, _set(_sheet(50), engine))).split())
    for number in range(50):
        assert f"({number}, 5)" in text
    for told in ("Week 5", "Students: 50", "layer/size: size", "50 / 50", "floor(W/2)", "Zoë 2"):
        assert told in text
    assert "x" * 29 + "..." in text
    assert "x" * 30 not in text
    assert "#panic()" in text


def test_a_class_of_hundreds_is_set_in_pieces_by_typst() -> None:
    sources = [source(first) for first, source in enumerate(typst_key_sheets(_sheet(TOGETHER + 1)), 1)]
    assert [source.count('"Zoë ') for source in sources] == [TOGETHER - 1, 1]
    assert ["has-head: false" in source for source in sources] == [False, True]
    assert "first-page: 2" in sources[1]


def test_columns_that_do_not_fit_stand_in_another_table() -> None:
    labels = tuple(f"{number}" for number in range(1, 12))
    rows = tuple(KeyRow("a", "A", "C", ("y" * 30,) * 11) for _ in range(2))
    tex = latex_key_sheet(KeySheet("W", "", "de", "letter", "#184a78", _sheet(2).ranges, labels, rows))
    assert tex.count(r"\begin{Keys}") == 1 + 3
    assert all(rf"\KeyHead{{{label}}}" in tex for label in labels)
    assert all(word in tex for word in ("Ergebnisse", "Studierende", "Kleinstes", "Größtes", "Verschiedene"))
