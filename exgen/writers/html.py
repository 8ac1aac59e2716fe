"""Sheets as HTML: one file each that loads nothing, with MathML, a style for print, and spaces to type answers in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path

from exgen.figures import Figure
from exgen.questions.sheet_layout import contrast
from exgen.writers.document import (
    AnswerBlock,
    Cover,
    QuestionBlock,
    SheetDocument,
    answer_groups,
    derivation_markdown,
    points_table,
    printed_label,
)
from exgen.writers.markdown import Markup
from exgen.writers.placed_figures import placed
from exgen.writers.plain_text import one_line
from exgen.writers.qr_code import qr_code
from exgen.writers.words import Words, head_entries, points_number, points_text, words_of

DARK_PAPER = "#15181c"
"""What a page has for paper where people read dark ones; ``sheet.css`` has it too."""

_CONTRAST = 5.0
"""The least contrast of the accent on dark paper."""

_SIZES = {"a4": "A4", "letter": "letter"}
_SIZE = re.compile(r'<svg (?:xmlns="[^"]*" )?(?:width="[^"]*" height="[^"]*" )?')
_TITLE = re.compile("<title>[^<]*</title>\n")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What the page may load and run: nothing but its own style."""


def html_page(document: SheetDocument, markup: Mapping[str, Markup]) -> str:
    """A sheet as a page of HTML; the same document gives the same bytes."""
    words = words_of(document.language)
    page = "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{document.language}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>{text(document.title)}</title>",
            f"<style>\n{_style(document, words)}</style>",
            "</head>",
            "<body>",
            *_head(document, words),
            "<main>",
            *(
                _points_table(document, words)
                if document.cover is None
                else _cover(document, document.cover, words, markup)
            ),
            *_conventions(document, words),
            *(
                line
                for question in document.questions
                for line in _question(question, words, markup, document.is_solution)
            ),
            *_formulas(document, words, markup),
            "</main>",
            "</body>",
            "</html>\n",
        )
    )
    return placed(page, document.figures, lambda _, figure: figure_svg(figure))


def figure_svg(figure: Figure) -> str:
    """A figure as a part of a page, never wider than its place, with its description.

    >>> svg = '<svg xmlns="x" width="9mm" height="9mm" viewBox="0 0 1 2" role="img">\\n<title>A "line"</title>\\n</svg>'
    >>> print(figure_svg(Figure(svg, 'A "line"', 9, 9)))
    <svg aria-label="A &quot;line&quot;" style="--width: 9mm" viewBox="0 0 1 2" role="img">
    </svg>
    """
    begun = f'<svg aria-label="{text(figure.alt)}" style="--width: {figure.width}mm" '
    return _TITLE.sub("", _SIZE.sub(begun, figure.svg.strip(), count=1), count=1)


def text(plain: str) -> str:
    """Plain text (a name, a title) as HTML that shows it as it stands.

    >>> text('<script> "x" & {{ y }}')
    '&lt;script&gt; &quot;x&quot; &amp; {{ y }}'
    """
    return escape(one_line(plain))


def _style(document: SheetDocument, words: Words) -> str:
    accent = document.accent
    colours = f":root {{ --accent: {accent}; --accent-on-dark: {on_dark(accent)}; }}"
    left = css_string(f"{document.title} · {document.code}")
    right = f'{css_string(words.page)} " " counter(page) " " {css_string(words.page_of)} " " counter(pages)'
    foot = f"@bottom-left {{ content: {left}; }} @bottom-right {{ content: {right}; }}"
    page = f"@page {{ size: {_SIZES[document.paper]}; margin: 18mm 22mm 22mm; font-size: 9pt; color: #595959; {foot} }}"
    return f"{colours}\n{page}\n{_css()}"


@lru_cache(maxsize=1)
def _css() -> str:
    return Path(__file__).with_name("sheet.css").read_text(encoding="utf-8")


def css_string(plain: str) -> str:
    r"""Plain text as a string of CSS: whatever is neither letter nor digit is written by its number.

    >>> css_string('a"</style>')
    '"a\\22 \\3c \\2f style\\3e "'
    """
    marks = (mark if mark.isalnum() or mark == " " else f"\\{ord(mark):x} " for mark in one_line(plain))
    return f'"{"".join(marks)}"'


def on_dark(accent: str) -> str:
    """An accent colour with as much white as it needs to be read on dark paper (WCAG 2.1, criterion 1.4.3).

    >>> on_dark("#184a78"), on_dark("#000000")
    ('#7492ae', '#8c8c8c')
    """
    parts = [int(accent[place : place + 2], 16) for place in (1, 3, 5)]
    shades = ("#" + "".join(f"{part + (255 - part) * step // 20:02x}" for part in parts) for step in range(21))
    return next(shade for shade in shades if contrast(DARK_PAPER) / contrast(shade) >= _CONTRAST)


def _head(document: SheetDocument, words: Words) -> Iterator[str]:
    yield "<header>"
    yield '<div class="title">'
    if document.course:
        yield f'<p class="course">{text(document.course)}</p>'
    yield f"<h1>{text(document.title)}</h1>"
    if document.is_solution:
        yield f'<p class="badge">{words.solutions}</p>'
    dates = ((words.date, document.date), (words.deadline, document.deadline))
    yield from _entries([(word, text(date)) for word, date in dates if date])
    yield "</div>"
    yield from _entries([(word, _value(word, value, words)) for word, value in head_entries(document, words)])
    if document.qr:
        yield _qr_code(document.qr)
    yield "</header>"


def _entries(entries: Sequence[tuple[str, str]]) -> Iterator[str]:
    if entries:
        yield "<dl>" + "".join(f"<dt>{word}</dt><dd>{value}</dd>" for word, value in entries) + "</dl>"


def _value(word: str, value: str, words: Words) -> str:
    """What stands behind a word in the head, or a field to be filled in."""
    if word == words.code:
        return f"<code>{text(value)}</code>"
    return f"<bdi>{text(value)}</bdi>" if value else f'<input aria-label="{word}" autocomplete="off">'


def _qr_code(held: str) -> str:
    code = qr_code(held)
    box = f"-2 -2 {code.side + 4} {code.side + 4}"
    path = f'<path d="{code.svg_path}"/>'
    return f'<svg class="qr" role="img" aria-label="QR: {text(held)}" viewBox="{box}">{path}</svg>'


def _points_table(document: SheetDocument, words: Words) -> Iterator[str]:
    for columns in points_table(document):
        heads = "".join(f'<th scope="col">{column.number or words.total}</th>' for column in columns)
        numbers = ("" if each.points is None else points_number(each.points, words) for each in columns)
        points = "".join(f"<td>{number}</td>" for number in numbers)
        yield '<table class="points-table">'
        yield f'<thead><tr><th scope="row">{words.question}</th>{heads}</tr></thead>'
        yield f'<tbody><tr><th scope="row">{words.points_row}</th>{points}</tr>'
        yield f'<tr><th scope="row">{words.reached}</th>{"<td></td>" * len(columns)}</tr></tbody>'
        yield "</table>"


def _cover(document: SheetDocument, cover: Cover, words: Words, markup: Mapping[str, Markup]) -> Iterator[str]:
    yield f'<section class="cover">{markup[cover.text].html}'
    yield from _points_table(document, words)
    yield "</section>"


def _formulas(document: SheetDocument, words: Words, markup: Mapping[str, Markup]) -> Iterator[str]:
    """The formula sheet: texts, and formulas with their names in front."""
    if not document.formulas:
        return
    yield f'<section class="formulas"><h2>{words.formulas}</h2>'
    for piece in document.formulas:
        yield markup[piece.text].html
        if piece.rows:
            yield '<div class="formula-rows">'
            for name, formula in piece.rows:
                yield f'<div class="name">{text(name)}</div><div>{markup[formula].html}</div>'
            yield "</div>"
    yield "</section>"


def _conventions(document: SheetDocument, words: Words) -> Iterator[str]:
    if document.conventions:
        yield f'<section class="conventions"><h2>{words.conventions}</h2>'
        yield f"<ul>{''.join(f'<li>{text(one)}</li>' for one in document.conventions)}</ul></section>"


def _question(question: QuestionBlock, words: Words, markup: Mapping[str, Markup], is_solution: bool) -> Iterator[str]:
    points = points_text(question.points, words)
    yield "<section>"
    yield (
        f'<h2><span class="number">{question.number}</span> <span>{text(question.title)}</span>'
        f"{f' {_points(points)}' if points else ''}</h2>"
    )
    if question.statement:
        yield markup[question.statement].html
    for group in answer_groups(question):
        for answer in group:
            yield from _part(question, answer, words, markup, is_solution)
        if group[0].rows:
            yield from _table(group, words, markup, is_solution)
    if is_solution and question.solution is not None:
        yield f'<div class="author-solution"><h3>{words.solution}</h3>'
        yield f"{markup[question.solution].html}</div>"
    yield "</section>"


def _points(points: str) -> str:
    return f'<span class="points">{points}</span>'


def _part(
    question: QuestionBlock, answer: AnswerBlock, words: Words, markup: Mapping[str, Markup], is_solution: bool
) -> Iterator[str]:
    label, points = printed_label(question, answer), points_text(answer.points, words)
    yield '<div class="part">'
    if label:
        yield f"<h3>{text(label)}</h3>"
    yield f'<div class="ask">{markup[answer.ask].html}</div>'
    if points:
        yield _points(points)
    if not answer.rows:
        yield from _key(answer, words, markup) if is_solution else _field(answer, words)
    yield "</div>"


def _field(answer: AnswerBlock, words: Words) -> Iterator[str]:
    """The space for an answer, labelled as a response to it is in a file of responses."""
    label = text(answer.label)
    if answer.field == "cells" and answer.cells is not None:
        rows, columns = answer.cells
        cells = (
            "<tr>" + "".join(
                f'<td><input aria-label="{words.answer} {label}, {words.row_number} {row}, {words.column} {column}" '
                'autocomplete="off"></td>'
                for column in range(1, columns + 1)
            ) + "</tr>"
            for row in range(1, rows + 1)
        )  # fmt: skip
        yield f'<div class="answer"><span aria-hidden="true">{words.answer}</span>'
        yield f'<table class="cells" role="presentation">{"".join(cells)}</table></div>'
        return
    named = f'{words.answer}<span class="hidden"> {label}</span>'
    if answer.field in ("box", "small box"):
        yield f'<label class="answer"><span class="hidden">{words.answer} {label}</span><textarea></textarea></label>'
    else:
        size = " short" if answer.field == "short line" else ""
        yield f'<label class="answer{size}"><span>{named}</span> <input autocomplete="off"></label>'


def _key(answer: AnswerBlock, words: Words, markup: Mapping[str, Markup]) -> Iterator[str]:
    if answer.solution is None:
        return
    proof = f'<span class="proof">{getattr(words, answer.solution.proof)}</span>'
    key = f'<div class="content">{markup[answer.solution.keys[0]].html}</div>'
    yield f'<div class="key"><span class="word">{words.solution}</span>{key}{proof}</div>'
    yield from _derivation(answer, markup)


def _derivation(answer: AnswerBlock, markup: Mapping[str, Markup]) -> Iterator[str]:
    if answer.solution is not None and answer.solution.derivation:
        yield f'<div class="derivation">{markup[derivation_markdown(answer.solution)].html}</div>'


def _table(
    group: Sequence[AnswerBlock], words: Words, markup: Mapping[str, Markup], is_solution: bool
) -> Iterator[str]:
    heads = []
    for answer in group:
        proof = ""
        if is_solution and answer.solution is not None:
            proof = f' <span class="proof">{getattr(words, answer.solution.proof)}</span>'
        heads.append(f'<th scope="col">{text(answer.label)}{proof}</th>')
    yield '<table class="answers">'
    yield f'<thead><tr><th scope="col" class="row-number">{words.row_number}</th><td></td>{"".join(heads)}</tr></thead>'
    yield "<tbody>"
    for index, row in enumerate(group[0].rows):
        cells = [f'<td class="row-number">{index + 1}</td>', f'<th scope="row">{inline(markup[row])}</th>']
        for answer in group:
            shown = answer.solution if is_solution else None
            if shown is None:
                label = f"{words.answer} {text(answer.label)}.row{index + 1}"
                cells.append(f'<td><input aria-label="{label}" autocomplete="off"></td>')
            else:
                cells.append(f'<td class="key-cell">{inline(markup[shown.keys[index]])}</td>')
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody>"
    yield "</table>"
    if is_solution:
        for answer in group:
            yield from _derivation(answer, markup)


def inline(piece: Markup) -> str:
    """A piece that is one paragraph, for the cell of a table.

    >>> inline(Markup("", "", html="<p>1</p>"))
    '1'
    """
    html = piece.html
    is_one = html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1
    return html[3:-4] if is_one else html
