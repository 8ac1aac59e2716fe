"""Hostile names in the formats beside PDF: printed as they are, and nothing else about a page changes."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from exgen.questions.sheet_layout import Format
from exgen.writers.document import QuestionBlock, SheetDocument
from exgen.writers.formats import FORMATS, format_files, notations
from exgen.writers.markdown import Markup, markup_of_documents
from exgen.writers.pandoc import pandoc_path
from exgen.writers.plain_text import one_line
from tests.writers.every_part import SHEET
from tests.writers.hostile_names import HOSTILE_NAMES
from tests.writers.test_hostile_text import PRINTED_AS_TEXT

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _named(name: str) -> SheetDocument:
    """The sheet with a name wherever plain text stands, labels of parts among it."""
    question = SHEET.questions[0]
    answers = tuple(replace(answer, label=name) for answer in question.answers)
    return replace(
        SHEET, title=name, course=name, student_name=name, student_id=name, code=name, date=name, deadline=name,
        qr=one_line(name), conventions=(name,), questions=(replace(question, title=name, answers=answers),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def markup() -> Mapping[str, Markup]:
    return markup_of_documents([SHEET], notations(list(FORMATS)))


def _written(name: str, markup: Mapping[str, Markup], form: Format) -> bytes:
    (data,) = format_files(_named(name), markup, [form]).values()
    return data


class _Read(HTMLParser):
    """The elements of a page with the names of their attributes, its text, and what its attributes hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[object] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.elements.append(data)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_page_of_html_has_the_elements_it_always_has(name: str, markup: Mapping[str, Markup]) -> None:
    harmless = _Read(_written("Ada", markup, "html").decode())
    hostile = _Read(_written(name, markup, "html").decode())
    assert hostile.elements == harmless.elements
    assert hostile.text.count(one_line(name)) >= 11


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_word_document_has_the_elements_it_always_has(name: str, markup: Mapping[str, Markup]) -> None:
    bodies = []
    for each in ("Ada", name):
        archive = ZipFile(BytesIO(_written(each, markup, "docx")))
        for part in archive.namelist():
            if part.endswith(("xml", "rels")):
                tree = ElementTree.fromstring(archive.read(part))
                if part == "word/document.xml":
                    bodies.append(tree)
    harmless, hostile = (Counter(element.tag for element in body.iter()) for body in bodies)
    assert hostile == harmless
    texts = [element.text or "" for element in bodies[1].iter(f"{WORD}t")]
    assert texts.count(one_line(name)) >= 9


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_plain_text_has_the_name(name: str, markup: Mapping[str, Markup]) -> None:
    page = _written(name, markup, "text").decode()
    assert "".join(page.split()).count("".join(one_line(name).split())) >= 11


@pytest.mark.parametrize("statement", PRINTED_AS_TEXT)
def test_what_a_statement_writes_as_text_brings_no_element_and_no_attribute(statement: str) -> None:
    question = QuestionBlock(1, "Attack", None, statement, (), None)
    document = replace(SHEET, questions=(question,), formulas=())
    markup = markup_of_documents([document], notations(list(FORMATS)))
    page, word, markdown, text = (
        format_files(document, markup, [form]) for form in ("html", "docx", "markdown", "text")
    )
    harmless = {"p", "em", "strong", "code", "pre", "br"}
    before = _Read(_written("Ada", markup_of_documents([SHEET], ("html",)), "html").decode()).elements
    assert {each for each in _Read(page[".html"].decode()).elements if each not in before} <= {
        (tag, ()) for tag in harmless
    }
    ElementTree.fromstring(ZipFile(BytesIO(word[".docx"])).read("word/document.xml"))
    command = [pandoc_path(), "--from", "gfm+tex_math_dollars", "--to", "json"]
    read = json.loads(subprocess.run(command, input=markdown[".md"], capture_output=True, check=True).stdout)
    allowed = {"Header", "Table", "BulletList", "Para", "Plain", "Emph", "Strong", "Code", "CodeBlock", "LineBreak"}
    assert set(_kinds(read)) <= {*allowed, "AlignDefault", "ColWidthDefault"}
    assert text[".txt"]


@pytest.mark.parametrize("form", ["markdown", "notebook"])
def test_markdown_is_read_as_the_names_and_no_element_more(form: Format, markup: Mapping[str, Markup]) -> None:
    """All names in one call of pandoc, which reads them as GitHub does; a page is told from the next by a heading."""
    pages = [_written(name, markup, form).decode() for name in ("Ada", *HOSTILE_NAMES)]
    if form == "notebook":
        pages = ["\n\n".join("".join(cell["source"]) for cell in json.loads(page)["cells"]) for page in pages]
    command = [pandoc_path(), "--from", "gfm+tex_math_dollars", "--to", "json"]
    text = "\n\n".join(f"{page}\n\n###### next" for page in pages)
    read = json.loads(subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout)
    first, *others = _pages(read["blocks"])
    for name, blocks in zip(HOSTILE_NAMES, others, strict=True):
        assert _kinds(blocks) == _kinds(first), name
        assert _text(blocks).count("".join(one_line(name).split())) >= 10, name


def _pages(blocks: list[Any]) -> Iterator[list[Any]]:
    page: list[Any] = []
    for block in blocks:
        if block["t"] == "Header" and block["c"][0] == 6:
            yield page
            page = []
        else:
            page.append(block)


_TEXT = {"Str", "Space", "SoftBreak", "Span", "RawInline"}
"""What plain text is read as; the spans are our own around a dollar."""


def _kinds(tree: Any) -> Counter[str]:
    """How many elements of each kind a tree of pandoc's has, those of plain text left out."""
    if isinstance(tree, dict):
        own = Counter([tree["t"]] if tree.get("t") not in {None, *_TEXT} else [])
        if tree.get("t") == "RawInline":
            own["raw"] += tree["c"][1] not in ("<span>", "</span>")
        return own + _kinds(list(tree.values()))
    return sum(map(_kinds, tree), Counter()) if isinstance(tree, list) else Counter()


def _text(tree: Any) -> str:
    """The text of a tree without blanks; an address that GitHub makes a link of counts once."""
    if isinstance(tree, dict):
        if tree.get("t") == "Str":
            return "".join(tree["c"].split())
        return _text(list(tree.values()))
    return "".join(map(_text, tree)) if isinstance(tree, list) else ""
