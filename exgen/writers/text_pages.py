"""Sheets as plain text: formulas as people type them, matrices as lines of entries, nothing wider than a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from exgen.figures import Figure, as_markdown
from exgen.questions.figure_fields import without_images
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
from exgen.writers.plain_text import one_line, without_controls
from exgen.writers.readable import readable
from exgen.writers.words import Words, head_entries, points_number, points_text, words_of
from exgen.writers.wrapping import width_of, wrapped

WIDTH = 78
"""The columns of a page."""

_LABEL = 5
_LINES = {"short line": "_" * 24, "long line": "_" * 56}
_BOX_LINES = {"box": 8, "small box": 5}
_ENTRY = "_____"


def text_page(document: SheetDocument) -> str:
    """A sheet as plain text."""
    words = words_of(document.language)
    blocks = [*_head(document, words)]
    for question in document.questions:
        blocks += _question(question, words, document.is_solution)
    if document.formulas:
        blocks += [f"\n{words.formulas}\n{'-' * width_of(words.formulas)}", *_formulas(document.formulas)]
    return without_controls("\n\n".join(block for block in blocks if block)) + "\n"


def _head(document: SheetDocument, words: Words) -> Iterator[str]:
    title = "\n".join(wrapped(one_line(document.title), WIDTH))
    rule = "=" * min(WIDTH, max(map(width_of, title.split("\n"))))
    course = "\n".join(wrapped(one_line(document.course), WIDTH))
    yield "\n".join(line for line in (course, title, rule, words.solutions if document.is_solution else "") if line)
    entries = [(word, value or "_" * 24) for word, value in head_entries(document, words)]
    entries += [(words.date, document.date), (words.deadline, document.deadline)]
    room = 2 + max(width_of(word) for word, value in entries if value)
    yield "\n".join(_hung(f"{word}:".ljust(room), one_line(value), room) for word, value in entries if value)
    if document.cover is not None:
        yield readable(document.cover.text, WIDTH)
    for columns in points_table(document):
        points = ["" if each.points is None else points_number(each.points, words) for each in columns]
        heads = [words.question, *(column.number or words.total for column in columns)]
        yield _table([heads, [words.points_row, *points], [words.reached, *["___"] * len(columns)]])
    if document.conventions:
        yield "\n".join([words.conventions, *(_hung("- ", one_line(one), 2) for one in document.conventions)])


def _question(question: QuestionBlock, words: Words, is_solution: bool) -> Iterator[str]:
    points = points_text(question.points, words)
    heading = _hung(f"{question.number}.".ljust(_LABEL), one_line(question.title) + (f" ({points})" if points else ""))
    yield f"\n{heading}\n{'-' * min(WIDTH, max(map(width_of, heading.split(chr(10)))))}"
    if question.statement:
        yield readable(_described(question.statement, question.figures), WIDTH)
    for group in answer_groups(question):
        for answer in group:
            label, points = one_line(printed_label(question, answer)), points_text(answer.points, words)
            lead = f"({points}){chr(10) * 2 if begins_with_block(answer.ask) else ' '}" if points else ""
            yield label.ljust(_LABEL) + _indented(readable(lead + answer.ask, WIDTH - _LABEL)).lstrip()
            if not answer.rows:
                yield from _key(answer, words) if is_solution else _space(answer, words)
        if group[0].rows:
            yield from _rows(group, words, is_solution)
    if is_solution and question.solution is not None:
        yield f"{words.solution}:\n{readable(_described(question.solution, question.figures), WIDTH)}"


def _described(markdown: str, figures: Mapping[str, Figure]) -> str:
    """A statement or solution with what its figures show in their places."""
    return without_images(markdown, {digest: rf"\[{as_markdown(figure.alt)}\]" for digest, figure in figures.items()})


def _formulas(pieces: Sequence[FormulaPiece]) -> Iterator[str]:
    """The formula sheet: texts, and formulas with their names in front."""
    for piece in pieces:
        yield readable(piece.text, WIDTH)
        for name, formula in piece.rows:
            lead = f"{one_line(name)}:\n" if name else ""
            yield lead + _indented(readable(formula, WIDTH - _LABEL))


def _hung(mark: str, plain: str, room: int = _LABEL) -> str:
    """Plain text behind a mark, its lines one below the other."""
    return mark + f"\n{' ' * room}".join(wrapped(plain, WIDTH - room))


def _indented(lines: str, room: int = _LABEL) -> str:
    return "\n".join(f"{' ' * room}{line}".rstrip() for line in lines.split("\n"))


def _space(answer: AnswerBlock, words: Words) -> Iterator[str]:
    lead = f"{words.answer} {one_line(answer.label)}:"
    if answer.field == "cells" and answer.cells is not None:
        rows, columns = answer.cells
        yield _indented("\n".join([lead, "", *[f"[ {'  '.join([_ENTRY] * columns)} ]"] * rows]))
    elif answer.field in _LINES:
        yield _indented(f"{lead} {_LINES[answer.field]}")
    else:
        yield _indented(lead + "\n" * _BOX_LINES[answer.field])


def _key(answer: AnswerBlock, words: Words) -> Iterator[str]:
    if answer.solution is not None:
        lead = f"{words.solution} ({getattr(words, answer.solution.proof)}): "
        key = readable(answer.solution.keys[0], WIDTH - _LABEL)
        yield _indented(f"{lead.rstrip()}\n{key}" if "\n" in key or len(lead + key) > WIDTH - _LABEL else lead + key)
        yield from _derivation(answer)


def _derivation(answer: AnswerBlock) -> Iterator[str]:
    if answer.solution is not None and answer.solution.derivation:
        yield _indented(readable(derivation_markdown(answer.solution), WIDTH - _LABEL).replace("\n\n", "\n"))


def _rows(group: Sequence[AnswerBlock], words: Words, is_solution: bool) -> Iterator[str]:
    """A table with a row for each answer; where its keys are too wide for a page, they stand below each row."""
    heads = [words.row_number, "", *(_head_of(answer, words, is_solution) for answer in group)]
    rows = [heads]
    for index, row in enumerate(group[0].rows):
        keys = [
            readable(answer.solution.keys[index]) if is_solution and answer.solution else "_" * 16 for answer in group
        ]
        rows.append([str(index + 1), readable(row), *keys])
    table = _table(rows)
    if max(map(width_of, table.split("\n"))) > WIDTH - _LABEL:
        lines = [
            _hung(f"{number}.".ljust(_LABEL), name, _LABEL)
            + "".join(
                f"\n{_hung(f'     {head}: ', key, _LABEL + 2)}" for head, key in zip(heads[2:], keys, strict=True)
            )
            for number, name, *keys in rows[1:]
        ]
        table = "\n".join(lines)
    yield _indented(table)
    if is_solution:
        for answer in group:
            yield from _derivation(answer)


def _head_of(answer: AnswerBlock, words: Words, is_solution: bool) -> str:
    proof = f" ({getattr(words, answer.solution.proof)})" if is_solution and answer.solution else ""
    return one_line(answer.label) + proof


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(width_of(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell + " " * (width - width_of(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
