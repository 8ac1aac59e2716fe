"""What a layout chooses and what a language says, as the commands that preamble.tex takes."""

from __future__ import annotations

from collections.abc import Iterator

from exgen.questions.sheet_layout import Look
from exgen.writers.document import ROOM, SPREAD, SheetDocument
from exgen.writers.words import Words

_ABOVE_FIRST_LINE = 3
"""So many millimetres TeX leaves between a page's upper margin and its head."""


def page_options(document: SheetDocument) -> list[str]:
    """The options of the package geometry."""
    margins = document.look.margins
    sides = margins._replace(top=margins.top - _ABOVE_FIRST_LINE)._asdict()
    return [f"{document.paper}paper", *(f"{side}={width}mm" for side, width in sides.items())]


def class_options(look: Look) -> list[str]:
    """The options of the document's class."""
    return [f"{look.font_size}pt"] if look.class_options is None else list(look.class_options)


def layout_commands(look: Look) -> Iterator[tuple[str, str]]:
    """The names of commands and what they stand for; a logo that is not there is left out."""
    logo = look.logo
    picture = ""
    if logo is not None:
        picture = rf"\includegraphics[height={logo.height}mm]{{{logo.file}}}"
        picture = rf"\IfFileExists{{{logo.file}}}{{{picture}}}{{}}"
    yield "Spread", SPREAD[look.spacing]
    yield "Room", ROOM[look.answer_space]
    yield "WorkingSpace", f"{look.working_space}mm"
    yield "SheetLogo", picture


def word_commands(words: Words) -> Iterator[tuple[str, str]]:
    """The names of commands and the words that they stand for."""
    yield "WordName", words.name
    yield "WordId", words.student_id
    yield "WordCode", words.code
    yield "WordTotal", words.total
    yield "WordPage", words.page
    yield "WordOf", words.page_of
    yield "WordAnswer", words.answer
    yield "WordRow", words.row_number
    yield "WordSolution", words.solution
    yield "WordDate", words.date
    yield "WordDeadline", words.deadline
    yield "WordQuestion", words.question
    yield "WordPoints", words.points_row
    yield "WordReached", words.reached
    yield "WordConventions", words.conventions
    yield "WordFormulas", words.formulas
    yield "WordMistakes", words.mistakes
