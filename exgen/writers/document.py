"""What a sheet says, before any writer gives it a form: title, student, questions, answers, solutions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple

from exgen.figures import Figure
from exgen.questions.sheet_layout import ACCENT, USUAL, AnswerSpace, CoverField, Look, Paper, Spacing

Proof = Literal["proven", "authored"]
AnswerField = Literal["short line", "long line", "cells", "small box", "box"]

_SHORT_KINDS = frozenset({"integer", "number", "shape", "choice", "choices", "matching", "ordering"})
_COLUMNS_OF_ONE_TABLE = 3
_CHARACTERS_OF_A_LINE = 85
_LINE = 4.8
"""The height of a line, in millimetres."""

_BLOCK = re.compile(r"[-*+] |[0-9]+[.)] |[|>]|```|\$\$|---")

SHORT_STATEMENT = 8
"""A statement of so many lines is short: pages are not broken between it and what is asked first."""


MOST_CELLS = 8
"""So many rows and columns has a matrix at most of which a sheet shows the cells."""

COLUMNS_OF_POINTS = 10
"""So many columns has the points table on a line."""

SPREAD: Mapping[Spacing, str] = {"normal": "1", "tight": "0.7"}
"""By how much the distances of a layout are stretched."""

ROOM: Mapping[AnswerSpace, str] = {"full": "1", "compact": "0.7", "none": "0.7"}
"""The same of the fields for answers; without any, tables still say which rows are asked."""

SHORT_TABLE = 8
"""A table of so many rows is short: it is kept on one page."""


class Mistake(NamedTuple):
    """A common mistake: what is told of it, and the wrong values to which it leads, all Markdown.

    Each value has the number of its row in front, 0 where the part has no rows.
    """

    sentence: str
    values: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """The keys of one part with their derivation.

    ``keys`` and ``derivation`` are Markdown: one key per row of the part (one if it has no rows), one
    derivation line per step. ``proof`` says whether the oracle confirmed the keys. ``mistakes`` lead to other values.
    """

    keys: tuple[str, ...]
    derivation: tuple[str, ...]
    proof: Proof
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerBlock:
    """One part of a question: what is asked, and the space to answer it.

    ``label`` is printed as it stands (``2b``), since a student types it into the file of responses. ``ask``
    and ``rows`` are Markdown; ``rows`` are the labels of a table's rows, ``()`` for a single answer. ``kind``
    is the answer's kind; it decides the size of the space. ``cells`` are the rows and columns of a matrix where the
    question tells them, else None.

    >>> AnswerBlock("1a", "Height", None, "integer", (), Solution(("25", "28"), (), "proven"))
    Traceback (most recent call last):
        ...
    ValueError: part 1a: 2 keys for 1 answer
    """

    label: str
    ask: str
    points: Fraction | None
    kind: str
    rows: tuple[str, ...]
    solution: Solution | None
    cells: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        expected = max(1, len(self.rows))
        if self.solution is not None and len(self.solution.keys) != expected:
            answers = "answer" if expected == 1 else "answers"
            raise ValueError(f"part {self.label}: {len(self.solution.keys)} keys for {expected} {answers}")

    @property
    def field(self) -> AnswerField:
        """The space this kind of answer is written into."""
        if self.kind == "text":
            return "box"
        if self.kind == "matrix":
            return "cells" if self.cells is not None and max(self.cells) <= MOST_CELLS else "small box"
        return "short line" if self.kind in _SHORT_KINDS else "long line"

    @property
    def is_wide(self) -> bool:
        """Whether the cells of a table of such answers need more room than a number or a shape."""
        return self.kind == "interval"


@dataclass(frozen=True, slots=True)
class QuestionBlock:
    """One numbered question; ``title`` is plain text, ``statement`` and ``solution`` are Markdown.

    ``template`` is the name of the question template, by which an error finds the file to mend. ``figures`` are those
    that statement and solution put in, as images that name them by their digests.
    """

    number: int
    title: str
    points: Fraction | None
    statement: str
    answers: tuple[AnswerBlock, ...]
    solution: str | None
    template: str = ""
    figures: Mapping[str, Figure] = field(default_factory=dict)


class PointsColumn(NamedTuple):
    """A column of the points table: a question's number ("" for the total of all) and its points."""

    number: str
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class Cover:
    """A first page of its own: lines to fill in (or filled in, where it is known what stands there), and Markdown.

    ``source`` is what errors call the text.
    """

    fields: tuple[tuple[CoverField, str], ...]
    text: str
    source: str = "cover"


class FormulaPiece(NamedTuple):
    """A piece of the formula sheet: a text, or rows of a formula's name (plain text, "" for none) and its Markdown.

    ``source`` is what errors call it.
    """

    text: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    source: str = "formula sheet"


@dataclass(frozen=True, slots=True)
class SheetDocument:
    """One sheet of one student, or its solution; all but the questions is plain text, set as it stands.

    ``student_id`` and ``student_name`` are empty without a roster; ``code`` is the short code of the variant, ``qr``
    what its QR code holds ("" for none); ``language`` is a key of ``words.WORDS``; ``accent`` is a colour ``#rrggbb``;
    ``conventions`` are sentences. ``formulas`` are what stands on a last page; ``look`` is how pages are set;
    ``practice`` is the number of a practice sheet, which is nobody's.
    """

    title: str
    course: str
    student_id: str
    student_name: str
    code: str
    language: str
    questions: tuple[QuestionBlock, ...]
    is_solution: bool
    date: str = ""
    deadline: str = ""
    qr: str = ""
    paper: Paper = "a4"
    accent: str = ACCENT
    conventions: tuple[str, ...] = ()
    look: Look = USUAL
    cover: Cover | None = None
    formulas: tuple[FormulaPiece, ...] = ()
    practice: int = 0

    @property
    def figures(self) -> Mapping[str, Figure]:
        """The figures of all questions, by their digests."""
        return {digest: figure for question in self.questions for digest, figure in question.figures.items()}


def printed_label(question: QuestionBlock, answer: AnswerBlock) -> str:
    """The label in front of what is asked; "" where the question's own number stands above it already.

    >>> single = AnswerBlock("4", "Size?", None, "integer", (), None)
    >>> printed_label(QuestionBlock(4, "Sizes", None, "", (single,), None), single)
    ''
    """
    return "" if answer.label == str(question.number) else answer.label


def statement_lines(question: QuestionBlock) -> int:
    """About how many lines the statement takes; a short one is kept on a page with the first thing it asks.

    >>> statement_lines(QuestionBlock(1, "Sizes", None, "A *map*.\\n\\n" + 200 * "x", (), None))
    4
    >>> matrices = r"$$I = \\begin{bmatrix}1 \\\\ 2 \\\\ 3\\end{bmatrix}, K = \\begin{bmatrix}1 \\\\ 2\\end{bmatrix}$$"
    >>> statement_lines(QuestionBlock(1, "By hand", None, matrices, (), None))
    3
    """
    paragraphs = question.statement.strip().split("\n\n")
    return sum(_paragraph_lines(paragraph, question.figures) for paragraph in paragraphs)


def _paragraph_lines(paragraph: str, figures: Mapping[str, Figure]) -> int:
    """About how many lines a paragraph takes; matrices beside each other as many as the highest has rows."""
    if paragraph.startswith("!["):
        shown = [figure for digest, figure in figures.items() if digest in paragraph]
        return 2 + round(sum(figure.height for figure in shown) / _LINE)
    if paragraph.startswith("$$"):
        return 1 + max(matrix.count(r"\\") for matrix in paragraph.split(r"\end"))
    return 1 + len(paragraph) // _CHARACTERS_OF_A_LINE


def total_points(document: SheetDocument) -> Fraction | None:
    """The points of all questions together, or None if none has any.

    >>> question = QuestionBlock(1, "Sizes", Fraction(3, 2), "", (), None)
    >>> total_points(SheetDocument("Week 5", "", "", "", "", "en", (question, question), False))
    Fraction(3, 1)
    """
    given = [question.points for question in document.questions if question.points is not None]
    return sum(given, Fraction(0)) if given else None


def has_working_space(document: SheetDocument, answer: AnswerBlock) -> bool:
    """Whether room to work is left above the space for an answer: a box and a table are such room themselves."""
    is_answered_here = not document.is_solution and document.look.answer_space != "none"
    return is_answered_here and document.look.working_space > 0 and not answer.rows and answer.field != "box"


def points_table(document: SheetDocument) -> Iterator[tuple[PointsColumn, ...]]:
    """The points table of a student's sheet in pieces of a line each; a column for each question, then the total.

    A sheet of one question has none, nor one without points, nor a solution; its layout may have none anyway.

    >>> question = QuestionBlock(1, "Sizes", Fraction(3, 2), "", (), None)
    >>> look = Look(points_table=True)
    >>> document = SheetDocument("Week 5", "", "", "", "", "en", (question, question), False, look=look)
    >>> [[column.points for column in piece] for piece in points_table(document)]
    [[Fraction(3, 2), Fraction(3, 2), Fraction(3, 1)]]
    """
    total = total_points(document)
    if not document.look.points_table or document.is_solution or total is None or len(document.questions) < 2:
        return
    columns = [PointsColumn(str(question.number), question.points) for question in document.questions]
    columns.append(PointsColumn("", total))
    for first in range(0, len(columns), COLUMNS_OF_POINTS):
        yield tuple(columns[first : first + COLUMNS_OF_POINTS])


def begins_with_block(markdown: str) -> bool:
    """Whether a piece of Markdown begins with something else than a paragraph, so that no word can stand before it.

    >>> begins_with_block("- a) `weights`"), begins_with_block("$H$, the height"), begins_with_block("$$H$$")
    (True, False, True)
    """
    return _BLOCK.match(markdown) is not None


def derivation_markdown(solution: Solution) -> str:
    """The derivation as one piece of Markdown, a paragraph for each line."""
    return "\n\n".join(solution.derivation)


def answer_groups(question: QuestionBlock) -> Iterator[tuple[AnswerBlock, ...]]:
    """The question's answers; neighbours whose tables have the same rows come together, to share one table.

    >>> table = AnswerBlock("2a", "Parameters", None, "integer", ("conv", "fc"), None)
    >>> single = AnswerBlock("2c", "Total", None, "integer", (), None)
    >>> question = QuestionBlock(2, "VGG", None, "", (table, table, single), None)
    >>> [len(group) for group in answer_groups(question)]
    [2, 1]
    """
    group: tuple[AnswerBlock, ...] = ()
    for answer in question.answers:
        shares = group and answer.rows and answer.rows == group[0].rows and len(group) < _COLUMNS_OF_ONE_TABLE
        if group and not shares:
            yield group
            group = ()
        group = (*group, answer)
    if group:
        yield group


def named_fragments(document: SheetDocument) -> Iterator[tuple[str, str]]:
    """Every piece of Markdown on the sheet, with the words by which an error names it.

    >>> question = QuestionBlock(1, "Sizes", None, "A *map*.", (), None)
    >>> list(named_fragments(SheetDocument("Week 5", "", "", "", "", "en", (question,), False)))
    [('question 1 (Sizes), statement', 'A *map*.')]
    """
    if document.cover is not None:
        yield document.cover.source, document.cover.text
    for piece in document.formulas:
        yield from ((piece.source, text) for text in (piece.text, *(row for _, row in piece.rows)))
    for question in document.questions:
        place = f"question {question.number} ({question.title})"
        yield (
            f"{place}, {f'{question.template}/statement.md' if question.template else 'statement'}",
            question.statement,
        )
        for answer in question.answers:
            file = f", {question.template}/question.toml" if question.template else ""
            part = f"{place}{file}, part {answer.label}"
            yield part, answer.ask
            for index, row in enumerate(answer.rows, start=1):
                yield f"{part}, row {index}", row
            if document.is_solution and answer.solution is not None:
                for index, key in enumerate(answer.solution.keys, start=1):
                    yield f"{part}, key {index}" if answer.rows else f"{part}, key", key
                yield f"{part}, derivation", derivation_markdown(answer.solution)
                for mistake in answer.solution.mistakes:
                    yield f"{part}, mistake", mistake.sentence
                    yield from ((f"{part}, wrong value", value) for _, value in mistake.values)
        if document.is_solution and question.solution is not None:
            yield (
                f"{place}, {f'{question.template}/solution.md' if question.template else 'solution'}",
                question.solution,
            )
