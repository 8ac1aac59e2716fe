"""Figures, covers and formula sheets in the formats beside PDF."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from exgen.errors import TypesettingError
from exgen.questions.sheet_layout import Format
from exgen.writers.document import QuestionBlock, SheetDocument
from exgen.writers.drawn_figures import PIXELS_PER_INCH, DrawnFigures
from exgen.writers.formats import FORMATS, format_files, notations
from exgen.writers.markdown import markup_of_documents
from tests.writers.every_part import COVERED, FIGURE, SHEET

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")
pytest.importorskip("typst")

ALT = FIGURE.alt
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
EMBEDDED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
PAGES = [name for name in FORMATS if name != "fragments"]


@pytest.fixture(scope="module")
def pictures() -> Mapping[str, bytes]:
    with DrawnFigures(60.0) as drawn:
        return drawn.pngs(SHEET.figures)


def _written(document: SheetDocument, name: Format, pictures: Mapping[str, bytes]) -> bytes:
    markup = markup_of_documents([document], notations(list(FORMATS)))
    (data,) = format_files(document, markup, [name], pictures).values()
    return data


def _text(document: SheetDocument, name: Format, pictures: Mapping[str, bytes]) -> str:
    data = _written(document, name, pictures)
    return (ZipFile(BytesIO(data)).read("word/document.xml") if name == "docx" else data).decode()


def test_a_picture_is_the_figure_on_white_and_the_same_bytes_each_time(pictures: Mapping[str, bytes]) -> None:
    image = pytest.importorskip("PIL.Image").open(BytesIO(pictures[FIGURE.digest]))
    assert image.size == pytest.approx(
        (FIGURE.width * PIXELS_PER_INCH / 25.4, FIGURE.height * PIXELS_PER_INCH / 25.4), abs=1
    )
    assert image.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)
    with DrawnFigures(60.0) as drawn:
        assert drawn.pngs(SHEET.figures) == pictures


def test_a_page_of_html_has_the_drawing_itself_with_its_description(pictures: Mapping[str, bytes]) -> None:
    page = _text(SHEET, "html", pictures)
    figure = re.search(r"<figure>\n(<svg.*?</svg>)\n<figcaption>(.*?)</figcaption>\n</figure>", page, re.DOTALL)
    assert figure is not None
    svg = ElementTree.fromstring(figure[1])
    assert (svg.get("role"), svg.get("aria-label")) == ("img", ALT)
    assert svg.get("style") == f"--width: {FIGURE.width}mm"
    assert [each.text for each in svg.iter("text")] == ["3 < 4 & 5"]
    assert figure[2].endswith(", <em>drawn</em>")


def test_a_word_document_has_the_drawing_and_a_picture_of_it(pictures: Mapping[str, bytes]) -> None:
    docx = pytest.importorskip("docx")
    data = _written(SHEET, "docx", pictures)
    qr, figure = docx.Document(BytesIO(data)).element.iter("{*}inline")
    assert figure.docPr.get("descr") == ALT
    assert figure.docPr.get("id") != qr.docPr.get("id")
    assert figure.extent.cx == pytest.approx(FIGURE.width * 36000, abs=1)
    archive = ZipFile(BytesIO(data))
    relations = ElementTree.fromstring(archive.read("word/_rels/document.xml.rels"))
    files = {each.get("Id"): f"word/{each.get('Target')}" for each in relations}
    body = ElementTree.fromstring(archive.read("word/document.xml"))
    assert [archive.read(files[each.get(EMBEDDED)]) for each in body.iter(f"{DRAWING}blip")][1:] == [
        pictures[FIGURE.digest]
    ]
    [svg] = [each.get(EMBEDDED) for each in body.iter() if each.tag.endswith("}svgBlip")]
    assert archive.read(files[svg]).decode() == FIGURE.svg


def test_a_figure_wider_than_the_text_of_a_word_document_is_made_smaller(pictures: Mapping[str, bytes]) -> None:
    wide = replace(FIGURE, width=400.0, height=100.0)
    question = replace(SHEET.questions[1], figures={FIGURE.digest: wide})
    body = _text(replace(SHEET, qr="", questions=(question,)), "docx", pictures)
    found = re.search(r'<wp:extent cx="(\d+)" cy="(\d+)"/>', body)
    assert found is not None
    width, height = map(int, found.groups())
    assert 160 < width / 36000 < 170
    assert width == pytest.approx(4 * height, abs=4)


def test_markdown_and_notebooks_hold_the_picture_with_its_description(pictures: Mapping[str, bytes]) -> None:
    described = r'!\[A "line" \\<of\\> 3 \\& 4 \\\[places\\\]\.\]'
    page = _text(SHEET, "markdown", pictures)
    [held] = re.findall(rf"{described}\(data:image/png;base64,([\w+/]+=*)\)\n\nThe line \$x\^2\$, \*drawn\*\n\n", page)
    assert b64decode(held) == pictures[FIGURE.digest]
    cells = json.loads(_text(SHEET, "notebook", pictures))["cells"]
    [cell] = [cell for cell in cells if "attachments" in cell]
    [(name, attached)] = cell["attachments"].items()
    assert re.search(rf"{described}\(attachment:{name}\)", "".join(cell["source"]))
    assert b64decode(attached["image/png"]) == pictures[FIGURE.digest]


def test_plain_text_says_what_the_figure_shows(pictures: Mapping[str, bytes]) -> None:
    assert f"The line x^2, drawn: [{ALT}]" in _text(SHEET, "text", pictures)


def test_a_question_in_a_file_says_what_its_figures_show_and_no_other_does() -> None:
    files = format_files(SHEET, markup_of_documents([SHEET]), ["fragments"])
    described = [name for name, data in files.items() if rf"\DescribeFigure{{{FIGURE.digest}}}".encode() in data]
    assert described == ["/q2.tex"]
    assert rf"\SheetFigure{{{FIGURE.digest}}}".encode() in files["/q2.tex"]


@pytest.mark.parametrize("name", PAGES)
def test_no_text_makes_a_place_for_a_figure(name: Format, pictures: Mapping[str, bytes]) -> None:
    forged = f"&#2;{FIGURE.digest}&#2; `&#2;{FIGURE.digest}&#2;` `\x02{FIGURE.digest}\x02`"
    question = QuestionBlock(1, f"\x02{FIGURE.digest}\x02", None, forged, (), None, "t/q", {FIGURE.digest: FIGURE})
    page = _text(replace(SHEET, qr="", questions=(question,)), name, pictures)
    assert "\x02" not in page
    assert "svgBlip" not in page
    assert "<figure" not in page
    assert not re.search(r"!\[|aria-label=.A &quot;line|of. 3", page)
    assert page.count(FIGURE.digest) == 4


@pytest.mark.parametrize("name", [name for name in PAGES if name != "text"])
def test_a_figure_of_another_question_is_refused_where_it_is_not_on_the_sheet(
    name: Format, pictures: Mapping[str, bytes]
) -> None:
    other = replace(SHEET, questions=(QuestionBlock(1, "A", None, f"![x]({FIGURE.digest})", (), None),))
    markup = markup_of_documents([SHEET, other], notations([name]))
    with pytest.raises(TypesettingError, match="only a question's own figures can be shown"):
        format_files(other, markup, [name], pictures)


@pytest.mark.parametrize("name", PAGES)
def test_a_cover_stands_first_and_the_formula_sheet_last(name: Format, pictures: Mapping[str, bytes]) -> None:
    page = _text(COVERED, name, pictures)
    without = _text(SHEET, name, pictures)
    plain = re.sub(r"</?(?:em|w:[^>]*)>|[*\\]", "", page)
    places = [plain.index(each) for each in ("Seat", "No calculators.", "legibly", "Biases", "Output size", "Formulas")]
    assert places == sorted(places)
    assert "Seat" not in without
    assert "Id" in without.split("Biases")[0].replace("Identifier", "")
    assert page.count("K7F2QX") == without.count("K7F2QX")
    assert "outputs" in page.rpartition("Formulas")[2]
