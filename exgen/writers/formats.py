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
from exgen.writers.whole_file import NO_FILES

Files = Callable[[SheetDocument, Mapping[str, Markup], Mapping[str, bytes]], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True)
class FormatWriter:
    """Writes a sheet's files: their contents by what follows the sheet's name.

    It is given the document, its markup, and PNGs of its figures by their digests, where it ``needs_pictures``.
    ``notation`` is what the Markdown on the sheet has to become, beside LaTeX and typst.
    """

    files: Files
    notation: PageNotation | None = None
    needs_pictures: bool = False


def _one(ending: str, written: Callable[[SheetDocument, Mapping[str, Markup], Mapping[str, bytes]], str]) -> Files:
    return lambda document, markup, pictures: {ending: written(document, markup, pictures).encode()}


def _fragments(document: SheetDocument, markup: Mapping[str, Markup], _: Mapping[str, bytes]) -> Mapping[str, bytes]:
    return {f"/{name}": text.encode() for name, text in question_files(document, markup).items()}


FORMATS: Mapping[Format, FormatWriter] = MappingProxyType(
    {
        "html": FormatWriter(_one(".html", lambda document, markup, _: html_page(document, markup)), "html"),
        "docx": FormatWriter(lambda *sheet: {".docx": docx_file(*sheet)}, "word", needs_pictures=True),
        "markdown": FormatWriter(_one(".md", markdown_page), "markdown", needs_pictures=True),
        "notebook": FormatWriter(_one(".ipynb", notebook), "markdown", needs_pictures=True),
        "text": FormatWriter(_one(".txt", lambda document, *_: text_page(document))),
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


def need_pictures(formats: Sequence[Format]) -> bool:
    """Whether one of these formats shows figures as PNGs.

    >>> need_pictures(["html", "text"])
    False
    """
    return any(FORMATS[name].needs_pictures for name in formats)


def format_files(
    document: SheetDocument,
    markup: Mapping[str, Markup],
    formats: Sequence[Format],
    pictures: Mapping[str, bytes] = NO_FILES,
) -> Mapping[str, bytes]:
    """The files of a sheet in these formats, by what follows its name: ``.html``, ``/q1.tex``.

    ``pictures`` are PNGs of its figures by their digests, where the formats need them.
    """
    return {
        ending: data for name in formats for ending, data in FORMATS[name].files(document, markup, pictures).items()
    }
