r"""Each question of a sheet as a file without preamble, to be read by ``\input`` into a document of a teacher's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from exgen.questions.sheet_layout import USUAL, Look
from exgen.writers.document import SheetDocument
from exgen.writers.latex import definitions, figures_source, question_source
from exgen.writers.markdown import Markup
from exgen.writers.words import words_of

MACROS: Final = "exgen-macros.tex"
"""The file that defines the commands of the others."""

_PACKAGES = (
    "amsmath",
    "amssymb",
    "array",
    "booktabs",
    "longtable",
    "xcolor",
    "colortbl",
    "enumitem",
    "framed",
    "graphicx",
)
_SECTION = re.compile(r"^%% of (pages|questions)\n", re.MULTILINE)
_SETTINGS = r"""% What each file sets for itself: nothing is left of it behind the question.
\newcommand{\QuestionSettings}{\setlength{\parindent}{0pt}\setlength{\parskip}{0.5\baselineskip plus 1pt}%
  \setlength{\emergencystretch}{3em}\setlength{\LTpre}{2mm}\setlength{\LTpost}{2mm}\setcounter{MaxMatrixCols}{60}%
  \setlist{topsep=0pt,itemsep=0pt,parsep=2pt,leftmargin=1.6em,labelsep=0.5em}}"""


def question_files(document: SheetDocument, markup: Mapping[str, Markup]) -> dict[str, str]:
    """The questions of a sheet by the names of their files, ``q1.tex``, ``q2.tex``, ..."""
    words = words_of(document.language)
    files = {}
    for question in document.questions:
        described = figures_source(question.figures)
        code = described + question_source(question, words, markup, document)
        note = rf"% \input this where {MACROS} was \input in the preamble."
        files[f"q{question.number}.tex"] = f"{note}\n\\begingroup\\QuestionSettings\n{code}\n\\par\\endgroup\n"
    return files


def macros(language: str, accent: str, look: Look = USUAL) -> str:
    r"""The file that a teacher's own document reads in its preamble: packages, commands, words, and the colour.

    >>> macros("en", "#184a78").splitlines()[:2]
    ['% What the questions of an exgen sheet take; \\input this in the preamble.', '\\usepackage[T1]{fontenc}']
    """
    _, *sections = _SECTION.split(Path(__file__).with_name("preamble.tex").read_text(encoding="utf-8"))
    of_questions = [
        text.rstrip() for kind, text in zip(sections[::2], sections[1::2], strict=True) if kind == "questions"
    ]
    lines = [
        r"% What the questions of an exgen sheet take; \input this in the preamble.",
        r"\usepackage[T1]{fontenc}",
        *(rf"\usepackage{{{name}}}" for name in _PACKAGES),
        rf"\definecolor{{accent}}{{HTML}}{{{accent.removeprefix('#').upper()}}}",
        definitions(replace(look, logo=None), words_of(language)),
        *of_questions,
        _SETTINGS,
    ]
    return "\n".join(lines) + "\n"
