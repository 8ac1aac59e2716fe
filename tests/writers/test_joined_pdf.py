"""Many PDFs in one file: the same pages, each PDF with an even number of them, nothing written twice."""

from __future__ import annotations

from io import BytesIO

import pytest

from exgen.writers.joined_pdf import JoinedPdf

pikepdf = pytest.importorskip("pikepdf")

FONT = b"a font's bytes" * 100


def _pdf(*texts: str) -> bytes:
    """A page for each text; what all of them have in common stands above them in the tree of pages."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Courier,
                Held=pdf.make_stream(FONT),
                Odd=pikepdf.Dictionary({"/A B": [1, True, None, 0.25, pikepdf.String("(1 0 R)")]}),
            )
        )
        for text in texts:
            page = pdf.add_blank_page(page_size=(200, 300))
            del page.obj["/MediaBox"], page.obj["/Resources"]
            page.obj["/StructParents"] = 0
            page.obj["/Contents"] = pdf.make_stream(f"BT /F 12 Tf 10 10 Td ({text}) Tj ET".encode())
        pdf.Root.Pages["/MediaBox"] = [0, 0, 200, 300]
        pdf.Root.Pages["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        made = BytesIO()
        pdf.save(made)
        return made.getvalue()


def _joined(*pdfs: bytes) -> bytes:
    made = BytesIO()
    joined = JoinedPdf(made.write)
    for pdf in pdfs:
        with pikepdf.open(BytesIO(pdf)) as opened:
            joined.add(opened)
    joined.end()
    return made.getvalue()


def test_every_pdf_begins_on_the_front_of_a_sheet() -> None:
    pypdf = pytest.importorskip("pypdf")
    pages = pypdf.PdfReader(BytesIO(_joined(_pdf("one", "two", "three"), _pdf("four", "five")))).pages
    assert [page.extract_text().strip() for page in pages] == ["one", "two", "three", "", "four", "five"]
    assert {tuple(map(int, page.mediabox)) for page in pages} == {(0, 0, 200, 300)}


def test_what_is_in_a_pdf_stays_as_it_is() -> None:
    with pikepdf.open(BytesIO(_joined(_pdf("one")))) as pdf:
        assert not pdf.check_pdf_syntax()
        [font] = pdf.pages[0].obj.Resources.Font.values()
        assert list(font.Odd["/A B"]) == [1, True, None, pytest.approx(0.25), pikepdf.String("(1 0 R)")]
        assert "/StructParents" not in pdf.pages[0].obj


def test_the_same_bytes_are_written_once() -> None:
    joined = _joined(_pdf("one"), _pdf("two"), _pdf("one"))
    with pikepdf.open(BytesIO(joined)) as pdf:
        fonts = {page.obj.Resources.Font.F.Held.objgen for page in pdf.pages[::2]}
    assert len(fonts) == 1
    assert joined == _joined(_pdf("one"), _pdf("two"), _pdf("one"))
