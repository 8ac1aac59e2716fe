"""Sheets in the formats beside PDF: golden files, and what opens them reads what was meant."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from exgen.cli import parser
from exgen.questions.sheet_layout import Format
from exgen.writers.document import SheetDocument
from exgen.writers.drawn_figures import DrawnFigures
from exgen.writers.formats import FORMATS, format_files, notations
from exgen.writers.latex_fragments import MACROS, macros
from exgen.writers.markdown import Markup, markup_of_documents
from exgen.writers.pandoc import pandoc_path
from tests.writers.every_part import COVERED, SHEET, SOLUTION

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")

GOLDEN = Path(__file__).with_name("golden")
DOCUMENTS = {"sheet": SHEET, "solution": SOLUTION}
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def markup() -> Mapping[str, Markup]:
    return markup_of_documents([*DOCUMENTS.values(), COVERED], notations(list(FORMATS)))


@pytest.fixture(scope="module")
def pictures() -> Mapping[str, bytes]:
    with DrawnFigures(60.0) as drawn:
        return drawn.pngs(SHEET.figures)


@pytest.fixture(scope="module")
def written(markup: Mapping[str, Markup], pictures: Mapping[str, bytes]) -> Callable[[SheetDocument, Format], bytes]:
    """A sheet in a format of one file."""

    def data(document: SheetDocument, name: Format) -> bytes:
        (data,) = format_files(document, markup, [name], pictures).values()
        return data

    return data


def test_the_formats_of_manifests_of_writers_and_of_the_command_line_are_the_same() -> None:
    assert get_args(Format) == tuple(FORMATS) == parser.FORMATS


@pytest.mark.parametrize("name", list(DOCUMENTS))
@pytest.mark.parametrize(
    ("form", "ending"), [("html", "html"), ("markdown", "md"), ("notebook", "ipynb"), ("text", "txt")]
)
def test_a_page_is_the_golden_file(
    name: str,
    form: Format,
    ending: str,
    written: Callable[[SheetDocument, Format], bytes],
    assert_golden: Callable[[Path, str], None],
) -> None:
    page = re.sub(r"iVBOR[\w+/]+=*", "PNG", written(DOCUMENTS[name], form).decode())
    assert_golden(
        GOLDEN / f"{name}.{ending}", re.sub(r"(<style>\n.*\n.*\n).*?</style>", r"\1</style>", page, flags=re.DOTALL)
    )


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_the_text_of_a_word_document_is_the_golden_file(
    name: str, written: Callable[[SheetDocument, Format], bytes], assert_golden: Callable[[Path, str], None]
) -> None:
    archive = ZipFile(BytesIO(written(DOCUMENTS[name], "docx")))
    assert_golden(GOLDEN / f"{name}.docx.xml", archive.read("word/document.xml").decode() + "\n")


@pytest.mark.parametrize("document", list(DOCUMENTS.values()), ids=list(DOCUMENTS))
def test_a_word_document_opens_with_all_its_styles_lists_and_formulas(
    document: SheetDocument, written: Callable[[SheetDocument, Format], bytes]
) -> None:
    docx = pytest.importorskip("docx")
    data = written(document, "docx")
    opened = docx.Document(BytesIO(data))
    assert opened.core_properties.title == "Exercise week 5 & more"
    assert [each.text for each in opened.paragraphs if each.style.name == "Heading 1"] == [
        "1\tOutput size\t2.5 points", "2\tParameters & shapes\t4 points", "3\tA single answer\t1 point",
        *([] if document.is_solution else ["Formulas"]),
    ]  # fmt: skip
    archive = ZipFile(BytesIO(data))
    body = ElementTree.fromstring(archive.read("word/document.xml"))
    known = {style.get(f"{WORD}styleId") for style in ElementTree.fromstring(archive.read("word/styles.xml"))}
    used = {each.get(f"{WORD}val") for kind in ("pStyle", "rStyle", "tblStyle") for each in body.iter(WORD + kind)}
    assert used <= known
    numbered = [each.get(f"{WORD}numId") for each in ElementTree.fromstring(archive.read("word/numbering.xml"))]
    assert {each.get(f"{WORD}val") for each in body.iter(f"{WORD}numId")} == set(numbered) - {None}
    assert "\\frac" not in str(archive.read("word/document.xml"))
    called = [each.get(f"{WORD}val") for each in body.iter(f"{WORD}tblCaption")]
    assert document.is_solution or called == [
        "Points", "Answer 1a", "Answer 1b", "Answer 1c", "Answer 2a, 2b", "Answer 2c", "Answer 3",
    ]  # fmt: skip


def test_each_list_of_a_word_document_begins_anew(written: Callable[[SheetDocument, Format], bytes]) -> None:
    data = written(SHEET, "docx")
    body = ElementTree.fromstring(ZipFile(BytesIO(data)).read("word/document.xml"))
    numbers = [each.get(f"{WORD}val") for each in body.iter(f"{WORD}numId")]
    assert numbers == ["1", "1", "2", "2"]


def test_a_notebook_is_valid_and_says_which_part_each_answer_is_of(
    written: Callable[[SheetDocument, Format], bytes],
) -> None:
    nbformat = pytest.importorskip("nbformat")
    text = written(SHEET, "notebook").decode()
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook, relax_add_props=False)
    cells = json.loads(text)["cells"]
    answers = [(cell["metadata"]["exgen"], "".join(cell["source"])) for cell in cells if "exgen" in cell["metadata"]]
    assert answers == [
        ({"label": "1a"}, ""),
        ({"label": "1b"}, ""),
        ({"label": "1c"}, ""),
        ({"label": "2a", "rows": 2}, "1. \n2. "),
        ({"label": "2b", "rows": 2}, "1. \n2. "),
        ({"label": "2c"}, ""),
        ({"label": "3"}, ""),
    ]
    solved = json.loads(written(SOLUTION, "notebook"))["cells"]
    assert not any("exgen" in cell["metadata"] for cell in solved)


def test_markdown_means_to_others_what_was_meant(written: Callable[[SheetDocument, Format], bytes]) -> None:
    """Read by pandoc as GitHub's Markdown: headings, tables, formulas, and the letters of a choice."""
    page = written(SHEET, "markdown")
    command = [pandoc_path(), "--from", "gfm+tex_math_dollars", "--to", "json"]
    read = json.loads(subprocess.run(command, input=page, capture_output=True, check=True).stdout)
    kinds = [block["t"] for block in read["blocks"]]
    assert [kind for kind in kinds if kind != "Para"] == [
        "Header", "Table", "Table", "BulletList", "Header", "Table", "BulletList",
        "Header", "CodeBlock", "OrderedList", "Table", "Table", "Header", "Header",
    ]  # fmt: skip
    assert [*_values(read, "Math")][:3] == ["(78, 84)", _matrices(), "H_{\\text{out}}"]
    assert "Raw" not in str(read)
    assert "x|y" in [*_values(read, "Code")]


def _matrices() -> str:
    return SHEET.questions[0].statement.rpartition("\n\n")[2].strip("$")


def _values(tree: Any, kind: str) -> Any:
    """The texts of all elements of a kind in a tree of pandoc's."""
    if isinstance(tree, dict):
        if tree.get("t") == kind:
            yield tree["c"][1]
        yield from _values(list(tree.values()), kind)
    elif isinstance(tree, list):
        for member in tree:
            yield from _values(member, kind)


@pytest.mark.parametrize("document", list(DOCUMENTS.values()), ids=list(DOCUMENTS))
def test_plain_text_has_no_mark_of_tex_and_no_long_line(
    document: SheetDocument, written: Callable[[SheetDocument, Format], bytes]
) -> None:
    page = written(document, "text").decode()
    assert not re.search(r"[\\$]|\*\*|`", page)
    assert max(map(len, page.splitlines())) <= 78
    assert "I = ⎡1  -2   0⎤ , K = ⎡1⎤\n    ⎣3   4  10⎦       ⎣0⎦\n" in page


@pytest.mark.latex
@pytest.mark.parametrize("name", ["exam", "scrartcl", "report"])
def test_the_questions_compile_within_a_document_of_another_class(
    name: str, markup: Mapping[str, Markup], tmp_path: Path
) -> None:
    if not subprocess.run(["kpsewhich", f"{name}.cls"], capture_output=True, check=False).stdout:
        pytest.skip(f"there is no class {name}")
    (tmp_path / "drawn").mkdir()
    with DrawnFigures(60.0) as drawn:
        for digest, pdf in drawn.pdfs(SHEET.figures).items():
            (tmp_path / "drawn" / f"{digest}.pdf").write_bytes(pdf)
    (tmp_path / MACROS).write_text(macros("en", SHEET.accent), encoding="utf-8")
    settings = r"\number\parindent, \number\parskip."
    lines = [
        rf"\documentclass{{{name}}}",
        rf"\input{{{MACROS}}}",
        r"\renewcommand{\FigureFolder}{drawn}",
        r"\begin{document}",
        r"\section{Mine}",
        settings,
    ]
    for folder, document in DOCUMENTS.items():
        for ending, data in format_files(document, markup, ["fragments"]).items():
            place = tmp_path / f"{folder}{ending}"
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(data)
            lines += [rf"\input{{{folder}{ending}}}", settings]
    (tmp_path / "mine.tex").write_text("\n".join([*lines, r"\end{document}"]), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "mine.tex"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert told.returncode == 0, told.stdout[-2000:]
    text = " ".join(_text_of(tmp_path / "mine.pdf").split())
    assert "Written by the author." in text
    assert text.count("3 < 4 & 5") == 2
    found = set(re.findall(r"(\d+), (\d+)\.", text))
    assert len(found) == 1, "a question leaves settings of its own behind"


def _text_of(place: Path) -> str:
    pypdf = pytest.importorskip("pypdf")
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(place).pages)


def test_a_fragment_has_no_preamble(markup: Mapping[str, Markup]) -> None:
    files = format_files(SHEET, markup, ["fragments"])
    assert list(files) == ["/q1.tex", "/q2.tex", "/q3.tex"]
    for data in files.values():
        assert b"\\documentclass" not in data
        assert b"\\usepackage" not in data
        assert b"\\begin{document}" not in data


def test_language_paper_and_colour_of_a_bank_are_in_every_format_that_has_them(
    written: Callable[[SheetDocument, Format], bytes],
) -> None:
    document = replace(SHEET, language="de", paper="letter", accent="#7a0019")
    page = written(document, "html").decode()
    assert '<html lang="de">' in page
    assert "--accent: #7a0019; --accent-on-dark: #bc7f8c;" in page
    assert "size: letter;" in page
    assert 'content: "Seite" " " counter(page) " " "von" " " counter(pages);' in page
    archive = ZipFile(BytesIO(written(document, "docx")))
    assert b'<w:pgSz w:w="12240" w:h="15840"/>' in archive.read("word/document.xml")
    assert b'<w:lang w:val="de"/>' in archive.read("word/styles.xml")
    assert b'<w:color w:val="7a0019"/>' in archive.read("word/styles.xml")
    assert b"ACCENT" not in archive.read("word/styles.xml").partition(b"-->")[2]
    for form in ("html", "docx", "markdown", "notebook", "text"):
        data = archive.read("word/document.xml") if form == "docx" else written(document, form)
        assert "Gesamt" in data.decode(), form
        assert "Auf diesem Blatt gilt" in data.decode(), form
    assert r"\newcommand{\WordAnswer}{Antwort}" in macros("de", document.accent)
    assert r"\definecolor{accent}{HTML}{7A0019}" in macros("de", document.accent)
