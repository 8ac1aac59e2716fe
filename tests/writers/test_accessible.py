"""What a screen reader finds in typst's PDFs; typst itself refuses what PDF/UA-1 does not allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

from exgen.errors import TypesettingError
from exgen.writers import SheetDocument, typst_sources
from exgen.writers.typst_pool import TypstWorker
from exgen.writers.typst_worker import STANDARD
from tests.writers.setting import pdfs

pikepdf = pytest.importorskip("pikepdf", reason="tags are read with pikepdf, which is not installed")
pytest.importorskip("typst", reason="accessible PDFs are made by typst, which is not installed")


def _pdf(document: SheetDocument) -> Any:
    return pikepdf.open(BytesIO(pdfs(typst_sources([document]), "typst")[0]))


def _tags(element: Any) -> Iterator[tuple[str, str]]:
    """The tags below an element, each with its text alternative."""
    if isinstance(element, pikepdf.Array):
        for each in element:
            yield from _tags(each)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield str(element["/S"]), str(element.get("/Alt", ""))
        if "/K" in element:
            yield from _tags(element["/K"])


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_pdf_says_that_it_is_accessible_its_title_and_its_language(sheet: SheetDocument, language: str) -> None:
    with _pdf(replace(sheet, language=language, qr="K7F2QX")) as pdf:
        assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.Root.Metadata.read_bytes()
        assert pdf.Root.MarkInfo.Marked is True
        assert str(pdf.Root.Lang) == language
        assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
        assert str(pdf.docinfo["/Title"]) == "Exercise week 5"
        assert ("/Figure", "QR: K7F2QX") in list(_tags(pdf.Root.StructTreeRoot))


def test_headings_formulas_lists_and_tables_are_tagged(solution_sheet: SheetDocument) -> None:
    with _pdf(solution_sheet) as pdf:
        tags = list(_tags(pdf.Root.StructTreeRoot))
    kinds = [kind for kind, _ in tags]
    assert [kind for kind in kinds if kind.startswith("/H")] == ["/H1", "/H2", "/H2"]
    assert {"/Table", "/THead", "/TH", "/TD", "/L", "/LI", "/Code", "/Em"} <= set(kinds)
    alternatives = [text for kind, text in tags if kind == "/Formula"]
    assert alternatives[:4] == ["(78, 84)", "O = ⌊(M - K)/S⌋ + 1", "(25, 28)", "1 + 1 = 2"]
    assert all(alternatives)


def test_long_numbers_are_one_number_in_an_alternative(sheet: SheetDocument) -> None:
    question = replace(sheet.questions[0], statement="$x = 1234567$ and $138357544$")
    with _pdf(replace(sheet, questions=(question,))) as pdf:
        alternatives = {text for kind, text in _tags(pdf.Root.StructTreeRoot) if kind == "/Formula"}
    assert "x = 1234567" in alternatives


def test_a_source_that_is_not_accessible_is_refused() -> None:
    assert STANDARD == "ua-1"
    with TypstWorker(60) as worker, pytest.raises(TypesettingError, match="PDF/UA-1 error: missing document title"):
        worker.pdf("fine")


@pytest.mark.parametrize(("text", "unprinted"), [("a \U000f0000 b", "\U000f0000"), ("a", "")])
def test_a_text_without_a_font_is_named(text: str, unprinted: str) -> None:
    with TypstWorker(60) as worker:
        made = worker.pdf(f'#set document(title: "x")\n{text}')
    assert made.data.startswith(b"%PDF")
    assert made.unprinted == unprinted
