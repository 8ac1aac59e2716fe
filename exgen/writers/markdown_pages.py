"""Sheets as Markdown, in pieces: what is read, and what is left for an answer; a notebook has a cell for each."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from exgen.figures import Figure
from exgen.writers.document import (
    AnswerBlock,
    FormulaPiece,
    QuestionBlock,
    SheetDocument,
    answer_groups,
    begins_with_block,
    derivation_markdown,
    points_table,
    printed_label,
)
from exgen.writers.markdown import MARKS, Markup
from exgen.writers.placed_figures import placed
from exgen.writers.plain_text import one_line
from exgen.writers.whole_file import NO_FILES
from exgen.writers.words import Words, head_entries, points_number, points_text, words_of

_ESCAPES = str.maketrans(dict(MARKS))
_MARK = re.compile(r"^(?P<before>[0-9]*)(?P<mark>[-+=.)])")
"""How a line begins that could be a list or a rule."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sheet with a name of its own; ``answers`` are those for which there is room behind it."""

    name: str
    markdown: str
    answers: tuple[AnswerBlock, ...] = ()


def markdown_page(
    document: SheetDocument, markup: Mapping[str, Markup], pictures: Mapping[str, bytes] = NO_FILES
) -> str:
    """A sheet as Markdown, with formulas between dollars and the tables of GitHub.

    ``pictures`` are PNGs of its figures by their digests: as SVGs few would show them within the file.
    """
    words = words_of(document.language)
    parts = []
    for piece in markdown_pieces(document, markup):
        parts.append(piece.markdown)
        if piece.answers and piece.answers[0].rows:
            parts.append(_table(piece.answers, words, markup, is_solution=False))
        else:
            parts += [_space(answer, words) for answer in piece.answers]
    return placed(
        "\n\n".join(parts) + "\n", document.figures, lambda digest, figure: _embedded(figure, pictures[digest])
    )


def _embedded(figure: Figure, png: bytes) -> str:
    return image(figure, f"data:image/png;base64,{b64encode(png).decode()}")


def image(figure: Figure, address: str) -> str:
    """A figure that is found at an address, with its description.

    >>> image(Figure("", "3 [x] 3", 1, 1), "a.png")
    '![3 \\\\[x\\\\] 3](a.png)'
    """
    return f"![{text(figure.alt)}]({address})"


def text(plain: str) -> str:
    r"""Plain text (a name, a title) as Markdown that shows it as it stands, behind the beginning of a line.

    >>> print(text("![](file) *a* </b>"))
    !\[\](file) \*a\* \</b\>
    """
    return one_line(plain).translate(_ESCAPES)


def paragraph(plain: str) -> str:
    r"""Plain text as a paragraph of its own.

    >>> print(paragraph("- 2024"), paragraph("10. Deep learning"))
    \- 2024 10\. Deep learning
    """
    return _MARK.sub(r"\g<before>\\\g<mark>", text(plain))


def markdown_pieces(document: SheetDocument, markup: Mapping[str, Markup]) -> Iterator[Piece]:
    """The pieces of a sheet in order: its head, each question's statement, what each part asks."""
    words = words_of(document.language)
    yield Piece("head", "\n\n".join(_head(document, words, markup)))
    for question in document.questions:
        points = points_text(question.points, words)
        heading = f"## {question.number} {text(question.title)}{f' ({points})' if points else ''}"
        statement = [markup[question.statement].markdown] if question.statement else []
        yield Piece(f"question-{question.number}", "\n\n".join([heading, *statement]))
        for number, group in enumerate(answer_groups(question), 1):
            yield _group(f"question-{question.number}-{number}", question, group, words, markup, document.is_solution)
        if document.is_solution and question.solution is not None:
            solution = f"**{words.solution}**\n\n{markup[question.solution].markdown}"
            yield Piece(f"question-{question.number}-solution", solution)
    if document.formulas:
        yield Piece("formulas", "\n\n".join([f"## {words.formulas}", *_formulas(document.formulas, markup)]))


def _formulas(pieces: Sequence[FormulaPiece], markup: Mapping[str, Markup]) -> Iterator[str]:
    """The formula sheet: texts, and formulas with their names in front."""
    for piece in pieces:
        if piece.text:
            yield markup[piece.text].markdown
        for name, written in piece.rows:
            formula = markup[written].markdown
            gap = "\n\n" if begins_with_block(formula) else " "
            yield f"{paragraph(name)}:{gap}{formula}" if name else formula


def _head(document: SheetDocument, words: Words, markup: Mapping[str, Markup]) -> Iterator[str]:
    yield f"# {text(document.title)}"
    if document.course:
        yield paragraph(document.course)
    if document.is_solution:
        yield f"**{words.solutions}**"
    dates = ((words.date, document.date), (words.deadline, document.deadline))
    entries = [*head_entries(document, words), *(entry for entry in dates if entry[1])]
    yield table([word for word, _ in entries], [[text(value) for _, value in entries]])
    if document.cover is not None and document.cover.text:
        yield markup[document.cover.text].markdown
    for columns in points_table(document):
        points = ["" if each.points is None else points_number(each.points, words) for each in columns]
        numbers = [column.number or words.total for column in columns]
        rows = [[words.points_row, *points], [words.reached, *[""] * len(columns)]]
        yield table([words.question, *numbers], rows)
    if document.conventions:
        yield f"**{words.conventions}**\n\n" + "\n".join(f"- {paragraph(one)}" for one in document.conventions)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of pieces of Markdown.

    >>> print(table(["a", "b"], [["1", ""]]))
    | a | b |
    |---|---|
    | 1 |  |
    """
    return "\n".join((_line(heads), "|" + "---|" * len(heads), *map(_line, rows)))


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split("\n")) for cell in cells) + " |"


def _group(
    name: str,
    question: QuestionBlock,
    group: Sequence[AnswerBlock],
    words: Words,
    markup: Mapping[str, Markup],
    is_solution: bool,
) -> Piece:
    """What one answer asks, or several that share a table; in a solution the keys stand below."""
    parts = [_asked(question, answer, words, markup) for answer in group]
    if not is_solution:
        return Piece(name, "\n\n".join(parts), tuple(group))
    if group[0].rows:
        parts.append(_table(group, words, markup, is_solution=True))
    for answer in group:
        parts += _solved(answer, words, markup)
    return Piece(name, "\n\n".join(parts))


def _asked(question: QuestionBlock, answer: AnswerBlock, words: Words, markup: Mapping[str, Markup]) -> str:
    label, points = printed_label(question, answer), points_text(answer.points, words)
    lead = " ".join(([f"**{text(label)}**"] if label else []) + ([f"({points})"] if points else []))
    ask = markup[answer.ask].markdown
    if not lead:
        return ask
    return f"{lead}\n\n{ask}" if begins_with_block(ask) else f"{lead} {ask}"


def _solved(answer: AnswerBlock, words: Words, markup: Mapping[str, Markup]) -> Iterator[str]:
    if answer.solution is None:
        return
    if not answer.rows:
        key = markup[answer.solution.keys[0]].markdown
        lead = f"**{words.solution}** ({getattr(words, answer.solution.proof)}):"
        yield f"{lead}\n\n{key}" if begins_with_block(key) else f"{lead} {key}"
    if answer.solution.derivation:
        yield markup[derivation_markdown(answer.solution)].markdown


def _space(answer: AnswerBlock, words: Words) -> str:
    lead = f"{words.answer} {text(answer.label)}:"
    if answer.field != "cells" or answer.cells is None:
        return lead
    rows, columns = answer.cells
    return f"{lead}\n\n{table([''] * columns, [[''] * columns] * (rows - 1))}"


def _table(group: Sequence[AnswerBlock], words: Words, markup: Mapping[str, Markup], *, is_solution: bool) -> str:
    heads, rows = [words.row_number, ""], []
    for answer in group:
        proof = f" ({getattr(words, answer.solution.proof)})" if is_solution and answer.solution else ""
        heads.append(f"**{text(answer.label)}**{proof}")
    for index, row in enumerate(group[0].rows):
        keys = [
            markup[answer.solution.keys[index]].markdown if is_solution and answer.solution else "" for answer in group
        ]
        rows.append([str(index + 1), *(_in_cell(piece) for piece in (markup[row].markdown, *keys))])
    return table(heads, rows)


def _in_cell(markdown: str) -> str:
    """A piece as it stands in a table's cell, whose end a bar in code would be."""
    return re.sub(r"(?<!\\)\|", r"\\|", markdown)
