"""Markdown to what the writers need: all fragments of a run in one request to pandoc.

Pandoc runs our own script (``fragments.lua``), which parses each fragment on its own, lets through a listed
set of elements and mathematical commands, and writes each notation with every mark escaped. What it does not
let through is refused with the fragment's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from exgen.errors import TypesettingError
from exgen.writers.document import SheetDocument, named_fragments
from exgen.writers.latex_characters import MATHEMATICAL_SYMBOLS, settable
from exgen.writers.pandoc import PANDOC_SECONDS, Pandoc
from exgen.writers.placed_figures import with_places
from exgen.writers.plain_text import without_controls
from exgen.writers.readable import readable_formula
from exgen.writers.typst_characters import string

_MARKED = re.compile("\x01(?P<tex>[^\x01]*)\x01")
"""A formula's own text in what is written for typst: its alternative comes in its place."""

_GROUPED = re.compile(r"(?<=[0-9])\\,(?=[0-9]{3})")

MARKS: Mapping[str, str] = MappingProxyType(
    {mark: f"\\{mark}" for mark in "`*_[]<>&|~#^"} | {"\\": "&#92;", "$": r"<span>\$</span>"}
)
r"""The signs that mean something in Markdown, and how each is written where it is to be printed.

A backslash would begin a formula in notebooks (``\\(``); so would a dollar, wherever another one follows in the same
element.
"""

MOST_KNOWN = 5000
"""So many fragments are kept before all are forgotten: a few megabytes."""

_ALLOWED = (
    r"allowed: paragraphs, emphasis, code, lists, quotations, tables, and formulas between $ signs with common "
    r"commands (\frac, \cdot, \left\lfloor, \sum, \text, \begin{aligned}, ...)"
)


PageNotation = Literal["html", "markdown", "word"]
"""What fragments are written in only where a format needs it: HTML with MathML, Markdown, the XML of Word."""


@dataclass(frozen=True, slots=True)
class Markup:
    """One fragment in the notations of both engines, and in those that were asked for besides (others are empty)."""

    latex: str
    typst: str
    html: str = ""
    markdown: str = ""
    word: str = ""


_KNOWN: dict[tuple[str, tuple[PageNotation, ...]], Markup] = {}


def markup_of_documents(
    documents: Iterable[SheetDocument], notations: tuple[PageNotation, ...] = (), pandoc: Pandoc | None = None
) -> Mapping[str, Markup]:
    """The markup of every piece of Markdown on these sheets, by its text; ``pandoc`` is one that is running already.

    Raises TypesettingError with a line for each piece that holds something that is not allowed.
    """
    names: dict[str, str] = {}
    figures: dict[str, None] = {}
    for document in documents:
        figures |= dict.fromkeys(document.figures)
        for name, fragment in named_fragments(document):
            names.setdefault(fragment, name)
    return dict(zip(names, markup(list(names.items()), notations, figures=tuple(figures), pandoc=pandoc), strict=True))


def markup(
    fragments: Sequence[tuple[str, str]],
    notations: tuple[PageNotation, ...] = (),
    seconds: float = PANDOC_SECONDS,
    figures: Sequence[str] = (),
    pandoc: Pandoc | None = None,
) -> tuple[Markup, ...]:
    r"""The markup of Markdown fragments, given as pairs of text and name; the name is what an error calls it.

    ``notations`` are those that are needed beside LaTeX and typst. An image is one of the ``figures``, named by their
    digests, or refused. What was converted is kept: sheets of a class have much in common. Raises TypesettingError if
    a fragment holds what is not allowed (a line for each), if pandoc is absent, or after ``seconds``; ``pandoc`` is one
    that is running already, with a time limit of its own.

    >>> markup([("*Height* of `x`", "question 1")])[0].latex
    '\\emph{Height} of \\texttt{x}'
    >>> markup([(r"$\input{x}$", "question 1, statement")])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    exgen.errors.TypesettingError: question 1, statement: the formula $\input{x}$: the command ...
    """
    known = {text: _KNOWN[text, notations] for text, _ in fragments if (text, notations) in _KNOWN}
    names: dict[str, str] = {}
    for text, name in fragments:
        if text not in known:
            names.setdefault(text, name)
    if names:
        request = {
            "symbols": dict.fromkeys(MATHEMATICAL_SYMBOLS, True),
            "marks": dict(MARKS),
            "figures": dict.fromkeys(figures, True),
            "notations": ["latex", "typst", *notations],
            "fragments": [without_controls(text) for text in names],
        }
        if pandoc is None:
            with Pandoc(seconds) as started:
                answers = started.answers(request)
        else:
            answers = pandoc.answers(request)
        problems: dict[str, str] = {}
        for name, answer in zip(names.values(), answers, strict=True):
            for problem in answer.get("problems", ()):
                problems.setdefault(name, f"{name}: {problem}")
        if problems:
            raise TypesettingError(*problems.values(), _ALLOWED)
        for text, answer in zip(names, answers, strict=True):
            known[text] = Markup(
                latex=settable(answer["latex"]),
                typst=_with_alternatives(answer["typst"]),
                **{notation: with_places(answer[notation]) for notation in notations},
            )
        if len(_KNOWN) > MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN.update({(text, notations): known[text] for text in names})
    return tuple(known[text] for text, _ in fragments)


def _with_alternatives(typst: str) -> str:
    """What pandoc wrote, with the text alternatives of its formulas; their own text stands between two marks."""
    return without_controls(_MARKED.sub(lambda found: string(_alternative(found["tex"])), typst))


@lru_cache(maxsize=4096)
def _alternative(tex: str) -> str:
    """A formula as it is read out: without TeX, its long numbers in one piece."""
    return readable_formula(_GROUPED.sub("", tex))
