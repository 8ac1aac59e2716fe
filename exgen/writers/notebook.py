"""Sheets as Jupyter notebooks (nbformat 4.5): cells to read, and cells to answer in that say which part they are of."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping

from exgen.questions.record_files import json_text
from exgen.writers.document import AnswerBlock, SheetDocument
from exgen.writers.markdown import Markup
from exgen.writers.markdown_pages import image, markdown_pieces, table
from exgen.writers.placed_figures import placed, placed_in
from exgen.writers.plain_text import one_line
from exgen.writers.whole_file import NO_FILES
from exgen.writers.words import Words, words_of

_FORMAT, _MINOR = 4, 5
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook(document: SheetDocument, markup: Mapping[str, Markup], pictures: Mapping[str, bytes] = NO_FILES) -> str:
    """A sheet as a notebook; the same document gives the same bytes.

    ``pictures`` are PNGs of its figures by their digests, attached to the cells that show them: JupyterLab shows no
    SVG that is attached.

    A cell for an answer has its label in the metadata, as ``{"exgen": {"label": "2b"}}``, and the number of ``rows``
    where each line of it answers a row of a table (``2b.row1``).
    """
    content = {
        "cells": list(_cells(document, markup, pictures)),
        "metadata": {
            "exgen": {"code": one_line(document.code), "student": one_line(document.student_id)},
            "kernelspec": _KERNEL,
            "language_info": {"name": "python"},
        },
        "nbformat": _FORMAT,
        "nbformat_minor": _MINOR,
    }
    return json_text(content)


def _cells(
    document: SheetDocument, markup: Mapping[str, Markup], pictures: Mapping[str, bytes]
) -> Iterator[dict[str, object]]:
    words = words_of(document.language)
    spaces = 0
    for piece in markdown_pieces(document, markup):
        shown = [piece.markdown]
        if piece.answers and piece.answers[0].rows:
            shown.append(_rows(piece.answers[0], words, markup))
        markdown = "\n\n".join(shown)
        attached = {
            f"{digest}.png": {"image/png": b64encode(pictures[digest]).decode()} for digest in placed_in(markdown)
        }
        markdown = placed(markdown, document.figures, lambda digest, figure: image(figure, f"attachment:{digest}.png"))
        cell = _cell(piece.name, markdown, {"editable": False, "deletable": False})
        yield cell | {"attachments": attached} if attached else cell
        for answer in piece.answers:
            spaces += 1
            own: dict[str, object] = {"label": one_line(answer.label)}
            if answer.rows:
                own["rows"] = len(answer.rows)
            lines = "\n".join(f"{number}. " for number, _ in enumerate(answer.rows, 1))
            yield _cell(f"answer-{spaces}", lines, {"deletable": False, "exgen": own})


def _cell(name: str, markdown: str, metadata: dict[str, object]) -> dict[str, object]:
    source = markdown.splitlines(keepends=True)
    return {"cell_type": "markdown", "id": name, "metadata": metadata, "source": source}


def _rows(answer: AnswerBlock, words: Words, markup: Mapping[str, Markup]) -> str:
    """The rows of a table, whose numbers the lines of an answer have."""
    return table(
        [words.row_number, ""],
        [[str(number), markup[row].markdown] for number, row in enumerate(answer.rows, 1)],
    )
