"""The formats of sheets beside ``.tex`` and PDF, and how the files of each are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from exgen.questions.sheet_layout import Format
from exgen.writers.document import SheetDocument
from exgen.writers.docx import docx_file
from exgen.writers.html import html_page
from exgen.writers.latex_fragments import question_files
from exgen.writers.markdown import Markup, PageNotation
from exgen.writers.markdown_pages import markdown_page
from exgen.writers.notebook import notebook
from exgen.writers.text_pages import text_page

Files = Callable[[SheetDocument, Mapping[str, Markup]], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True)
class FormatWriter:
    """Writes a sheet's files: their contents by what follows the sheet's name.

    ``notation`` is what the Markdown on the sheet has to become, beside LaTeX and typst.
    """

    files: Files
    notation: PageNotation | None = None


def _one(ending: str, written: Callable[[SheetDocument, Mapping[str, Markup]], str]) -> Files:
    return lambda document, markup: {ending: written(document, markup).encode()}


def _fragments(document: SheetDocument, markup: Mapping[str, Markup]) -> Mapping[str, bytes]:
    return {f"/{name}": text.encode() for name, text in question_files(document, markup).items()}


FORMATS: Mapping[Format, FormatWriter] = MappingProxyType(
    {
        "html": FormatWriter(_one(".html", html_page), "html"),
        "docx": FormatWriter(lambda document, markup: {".docx": docx_file(document, markup)}, "word"),
        "markdown": FormatWriter(_one(".md", markdown_page), "markdown"),
        "notebook": FormatWriter(_one(".ipynb", notebook), "markdown"),
        "text": FormatWriter(_one(".txt", lambda document, _: text_page(document))),
        "fragments": FormatWriter(_fragments),
    }
)


def notations(formats: Sequence[Format]) -> tuple[PageNotation, ...]:
    """What the Markdown of sheets has to become for these formats, each once.

    >>> notations(["notebook", "text", "markdown"])
    ('markdown',)
    """
    needed = (FORMATS[name].notation for name in formats)
    return tuple(dict.fromkeys(notation for notation in needed if notation is not None))


def format_files(
    document: SheetDocument, markup: Mapping[str, Markup], formats: Sequence[Format]
) -> Mapping[str, bytes]:
    """The files of a sheet in these formats, by what follows its name: ``.html``, ``/q1.tex``."""
    return {ending: data for name in formats for ending, data in FORMATS[name].files(document, markup).items()}
