"""Sheets as typst source: one self-contained file each, which reads no other file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from exgen.questions.sheet_layout import ACCENT, USUAL, Look
from exgen.writers.document import (
    ROOM,
    SHORT_STATEMENT,
    SHORT_TABLE,
    SPREAD,
    AnswerBlock,
    QuestionBlock,
    SheetDocument,
    answer_groups,
    derivation_markdown,
    has_working_space,
    points_table,
    printed_label,
    statement_lines,
    total_points,
)
from exgen.writers.markdown import Markup, markup_of_documents
from exgen.writers.qr_code import qr_code
from exgen.writers.typst_characters import string
from exgen.writers.words import Words, badge, cover_word, points_number, points_text, words_of

_FORMULA = re.compile(r"\$[^$]+\$")
PAPERS = {"a4": "a4", "letter": "us-letter"}
_FIELDS = {
    "short line": "answer-line",
    "long line": "answer-long-line",
    "small box": "answer-small-box",
    "box": "answer-box",
}


def typst_sources(documents: Sequence[SheetDocument], markup: Mapping[str, Markup] | None = None) -> list[str]:
    """One typst source for each document, in order; the same documents give the same bytes.

    ``markup`` is that of the documents, where somebody has it already.
    Raises TypesettingError if a piece of Markdown holds what is not allowed, or an extra is not installed.
    """
    markup = markup_of_documents(documents) if markup is None else markup
    return [
        layout_source(document.accent, document.look) + "\n".join(_lines(document, markup)) + "\n"
        for document in documents
    ]


def layout_source(accent: str = ACCENT, look: Look = USUAL) -> str:
    """The functions of a sheet's layout, which its source begins with, and above them what the layout chooses."""
    functions = Path(__file__).with_name("sheet.typ").read_text(encoding="utf-8")
    margins = ", ".join(f"{side}: {width}mm" for side, width in look.margins._asdict().items())
    logo = look.logo
    chosen = {
        "accent": f'rgb("{accent}")',
        "text-size": f"{look.font_size}pt",
        "margins": f"({margins})",
        "spread": SPREAD[look.spacing],
        "room": ROOM[look.answer_space],
        "working-space": f"{look.working_space}mm",
        "logo": "none" if logo is None else f'image({string("/" + logo.file)}, height: {logo.height}mm, alt: "Logo")',
    }
    return "".join(f"#let {name} = {value}\n" for name, value in chosen.items()) + functions


def _lines(document: SheetDocument, markup: Mapping[str, Markup]) -> Iterator[str]:
    words = words_of(document.language)
    yield _words(words, document.language)
    fields = {
        "course": document.course,
        "title": document.title,
        "badge": badge(words, practice=document.practice, is_solution=document.is_solution),
        "total": points_text(total_points(document), words),
        "name": document.student_name,
        "id": document.student_id,
        "code": document.code,
        "date": document.date,
        "deadline": document.deadline,
        "paper": PAPERS[document.paper],
    }
    head = [f"{key}: {string(value)}" for key, value in fields.items()]
    if document.qr:
        code = qr_code(document.qr)
        head.append(f"qr: ({code.side}, {string(code.svg_path)}, {string(document.qr)})")
    if document.cover is not None:
        lines = ", ".join(f"({string(cover_word(f, words))}, {string(value)})" for f, value in document.cover.fields)
        points = "".join(_points_table(document, words))
        head.append(f"cover: (({lines},), [{points}], [{markup[document.cover.text].typst}])")
    yield _figures(document)
    yield f"#show: sheet.with(words, {', '.join(head)})"
    if document.cover is None:
        yield from _points_table(document, words)
    if document.conventions:
        yield f"#conventions(words, ({', '.join(map(string, document.conventions))},))"
    for question in document.questions:
        yield from _question(question, words, markup, document)
    if document.formulas:
        yield "#formula-sheet(words)"
        for piece in document.formulas:
            yield f"#[{markup[piece.text].typst}]"
            if piece.rows:
                rows = ", ".join(
                    f"({string(name)}, [#let formula = key-formula\n{markup[formula].typst}])"
                    for name, formula in piece.rows
                )
                yield f"#formula-rows(({rows},))"


def _points_table(document: SheetDocument, words: Words) -> Iterator[str]:
    for columns in points_table(document):
        numbers = ", ".join(string(column.number) for column in columns)
        points = ("" if each.points is None else points_number(each.points, words) for each in columns)
        yield f"#points-table(words, ({numbers},), ({', '.join(map(string, points))},))"


def _figures(document: SheetDocument) -> str:
    """The figures by their digests, each once."""
    entries = (
        f"{string(digest)}: (svg: {string(figure.svg)}, alt: {string(figure.alt)}, width: {figure.width}mm)"
        for digest, figure in document.figures.items()
    )
    return f"#let figures = ({', '.join(entries) or ':'})"


def _words(words: Words, language: str) -> str:
    entries = {
        "language": language,
        "name": words.name,
        "id": words.student_id,
        "code": words.code,
        "total": words.total,
        "page": words.page,
        "page-of": words.page_of,
        "answer": words.answer,
        "row": words.row_number,
        "solution": words.solution,
        "date": words.date,
        "deadline": words.deadline,
        "question": words.question,
        "points": words.points_row,
        "reached": words.reached,
        "conventions": words.conventions,
        "formulas": words.formulas,
        "mistakes": words.mistakes,
    }
    return f"#let words = ({', '.join(f'{key}: {string(word)}' for key, word in entries.items())})"


def _question(
    question: QuestionBlock, words: Words, markup: Mapping[str, Markup], document: SheetDocument
) -> Iterator[str]:
    is_solution = document.is_solution
    points = points_text(question.points, words)
    yield f"\n#question({question.number}, {string(question.title)}, {string(points)})"
    if question.statement:
        statement = markup[question.statement].typst
        is_short = statement_lines(question) <= SHORT_STATEMENT
        if is_solution:
            yield f"#solved-statement(short: {str(is_short).lower()})[{statement}]"
        else:
            yield f"#short-statement[{statement}]" if is_short else statement
    for group in answer_groups(question):
        for answer in group:
            points = points_text(answer.points, words)
            arguments = f"{string(printed_label(question, answer))}, {string(points)}"
            more = ", is-formula: true" if _FORMULA.fullmatch(answer.ask.strip()) else ""
            yield f"#part({arguments}{more})[{markup[answer.ask].typst}]"
            if has_working_space(document, answer):
                yield "#working"
            if not answer.rows:
                yield from _single_answer(answer, words, markup, document)
        if group[0].rows:
            yield from _table(group, words, markup, is_solution)
    if is_solution and question.solution is not None:
        yield f"#author-solution(words)[{markup[question.solution].typst}]"


def _single_answer(
    answer: AnswerBlock, words: Words, markup: Mapping[str, Markup], document: SheetDocument
) -> Iterator[str]:
    if not document.is_solution:
        if document.look.answer_space == "none":
            return
        if answer.field == "cells" and answer.cells is not None:
            yield f"#answer-cells(words, {answer.cells[0]}, {answer.cells[1]})"
        else:
            yield f"#{_FIELDS[answer.field]}(words)"
    elif answer.solution is not None:
        proof, key = string(getattr(words, answer.solution.proof)), markup[answer.solution.keys[0]].typst
        if answer.field == "box":
            yield f"#key-text(words, {proof})[{key}]"
        else:
            sticky = "true" if answer.solution.derivation else "false"
            yield f"#key(words, {proof}, sticky: {sticky})[#let formula = key-formula\n{key}]"
        yield from _derivation(answer, markup)


def _derivation(answer: AnswerBlock, markup: Mapping[str, Markup]) -> Iterator[str]:
    if answer.solution is not None and answer.solution.derivation:
        yield f"#derivation[#let formula = line-formula\n{markup[derivation_markdown(answer.solution)].typst}]"
    if answer.solution is not None and answer.solution.mistakes:
        lines = [
            f"  (({''.join(f'({row}, [{markup[value].typst}]), ' for row, value in mistake.values)}), "
            f"[{markup[mistake.sentence].typst}]),"
            for mistake in answer.solution.mistakes
        ]
        yield "#mistakes(words, (\n" + "\n".join(lines) + "\n))"


def _table(
    group: Sequence[AnswerBlock], words: Words, markup: Mapping[str, Markup], is_solution: bool
) -> Iterator[str]:
    heads = []
    for answer in group:
        proof = getattr(words, answer.solution.proof) if is_solution and answer.solution is not None else ""
        heads.append(f"({string(answer.label)}, {string(proof)})")
    rows = []
    for index, row in enumerate(group[0].rows):
        cells = [f"[{markup[row].typst}]"]
        for answer in group:
            shown = answer.solution if is_solution else None
            cells.append("none" if shown is None else f"[{markup[shown.keys[index]].typst}]")
        rows.append(f"  ({', '.join(cells)}),")
    whole = ", whole: true" if len(rows) <= SHORT_TABLE else ""
    wide = ", wide: true" if len(group) == 1 and group[0].is_wide else ""
    yield f"#answer-table(words, ({', '.join(heads)},), (\n" + "\n".join(rows) + f"\n){wide}{whole})"
    if is_solution:
        for answer in group:
            yield from _derivation(answer, markup)
