"""Sheets for Word: text, formulas and tables that can be edited, with spaces to write answers in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from exgen.writers.document import (
    AnswerBlock,
    FormulaPiece,
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
from exgen.writers.whole_file import NO_FILES
from exgen.writers.word_drawings import Drawings
from exgen.writers.word_package import Lists, word_file
from exgen.writers.words import Words, head_entries, points_number, points_text, words_of

_PAGES = {"a4": (11906, 16838), "letter": (12240, 15840)}
_SIDE, _ABOVE, _BELOW = 1247, 1021, 1247
_LABEL = 680
"""The room for a label, in twentieths of a point: 12 mm, as on the PDF."""
_POINTS, _ENTRY, _NUMBER = 760, 794, 850
"""The widths of a column of the points table, of an entry of a matrix, of the number of a row."""
_FORMULA_NAME = 3515
"""The width of a formula's name on the formula sheet: 62 mm."""
_BOX_HEIGHTS = {"box": 2608, "small box": 2154}
_LINES = {"short line": 3515, "long line": 7000}
_FIRST = re.compile(
    r'<w:p><w:pPr><w:pStyle w:val="BodyText"/>(?:<w:keepNext/>)?</w:pPr>(?P<runs>.*?)</w:p>\s*', re.DOTALL
)
_GAP = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>'
_NEW_PAGE = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>'
_TAB = "<w:r><w:tab/></w:r>"
_KEY_TINT = "E9F2EA"
_BOX_TINT = "F3F3F3"


def docx_file(document: SheetDocument, markup: Mapping[str, Markup], pictures: Mapping[str, bytes] = NO_FILES) -> bytes:
    """A sheet as a .docx; the same document gives the same bytes.

    ``pictures`` are PNGs of its figures by their digests: for what does not show the SVGs that stand there, too.
    """
    words, lists = words_of(document.language), Lists()
    page = _PAGES[document.paper]
    sheet = _Sheet(words, markup, lists, page[0] - 2 * _SIDE, document.is_solution)
    title = one_line(document.title)
    pages = "".join((run(f"{words.page} "), _field("PAGE"), run(f" {words.page_of} "), _field("NUMPAGES")))
    foot = run(f"{title} · {one_line(document.code)}") + _TAB + pages
    drawings = Drawings(document.qr, pictures, sheet.width)
    body = placed("\n".join(sheet.body(document, drawings)), document.figures, drawings.figure)
    return word_file(
        body,
        lists,
        title=escape(title),
        language=document.language,
        accent=document.accent,
        footer=paragraph("Footer", foot, tabs=_tab("right", sheet.width)),
        page=page,
        margins=(_SIDE, _ABOVE, _BELOW),
        pictures=drawings.files,
    )


def run(plain: str, style: str = "", *, bold: bool = False) -> str:
    """Plain text as a run that shows it as it stands.

    >>> run("<b>")
    '<w:r><w:rPr></w:rPr><w:t xml:space="preserve">&lt;b&gt;</w:t></w:r>'
    """
    properties = (f'<w:rStyle w:val="{style}"/>' if style else "") + ("<w:b/>" if bold else "")
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(plain)}</w:t></w:r>'


def paragraph(style: str, runs: str, *, tabs: str = "") -> str:
    """A paragraph of runs."""
    listed = f"<w:tabs>{tabs}</w:tabs>" if tabs else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{listed}</w:pPr>{runs}</w:p>'


def _tab(side: str, place: int) -> str:
    return f'<w:tab w:val="{side}" w:pos="{place}"/>'


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} ">{run("1")}</w:fldSimple>'


def _cell(width: int, content: str, *, fill: str = "", borders: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    edges = f"<w:tcBorders>{borders}</w:tcBorders>" if borders else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{edges}{shade}</w:tcPr>{content}</w:tc>'


def _table(
    style: str,
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
    *,
    name: str = "",
    indent: int = 0,
    height: int = 0,
    has_head: bool = False,
) -> str:
    """A table of cells; ``name`` is what a screen reader calls it, ``height`` the least one of a row."""
    called = f'<w:tblCaption w:val="{escape(name)}"/>' if name else ""
    tall = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    lines = []
    for place, cells in enumerate(rows):
        head = "<w:tblHeader/>" if has_head and not place else ""
        lines.append(f"<w:tr><w:trPr><w:cantSplit/>{tall}{head}</w:trPr>{''.join(cells)}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblInd w:w="{indent}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="0020" w:firstRow="{int(has_head)}"/>{called}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>\n{_GAP}"
    )


class _Sheet:
    """The body of one sheet; ``width`` is that of its text."""

    def __init__(self, words: Words, markup: Mapping[str, Markup], lists: Lists, width: int, is_solution: bool) -> None:
        self.width = width
        self._words, self._markup, self._lists = words, markup, lists
        self._is_solution = is_solution

    def body(self, document: SheetDocument, drawings: Drawings) -> Iterator[str]:
        yield from self._head(document, drawings)
        if document.cover is not None and document.cover.text:
            yield self._blocks(document.cover.text)
        yield from self._points_table(document)
        if document.cover is not None:
            yield _NEW_PAGE
        if document.conventions:
            lines = [paragraph("Small", run(self._words.conventions, "Accent"))]
            lines += [paragraph("Small", run(f"•  {one_line(one)}")) for one in document.conventions]
            yield _table("TableNormal", [self.width], [[_cell(self.width, "".join(lines), fill=_BOX_TINT)]])
        for question in document.questions:
            yield from self._question(question)
        if document.formulas:
            yield _NEW_PAGE
            yield paragraph("Heading1", run(self._words.formulas, "Accent"))
        for piece in document.formulas:
            yield from self._formulas(piece)

    def _formulas(self, piece: FormulaPiece) -> Iterator[str]:
        """A piece of the formula sheet: a text, and formulas with their names in front."""
        if piece.text:
            yield self._blocks(piece.text)
        widths = [_FORMULA_NAME, self.width - _FORMULA_NAME]
        rows = [
            [
                _cell(widths[0], paragraph("TableText", run(one_line(name), "Quiet"))),
                _cell(widths[1], self._blocks(formula, "TableText")),
            ]
            for name, formula in piece.rows
        ]
        if rows:
            yield _table("Layout", widths, rows)

    def _blocks(self, markdown: str, style: str = "BodyText") -> str:
        """A fragment's blocks, its paragraphs in this style."""
        xml = self._lists.placed(self._markup[markdown].word)
        return xml.replace('<w:pStyle w:val="BodyText"/>', f'<w:pStyle w:val="{style}"/>')

    def _head(self, document: SheetDocument, drawings: Drawings) -> Iterator[str]:
        words = self._words
        left = paragraph("Small", run(one_line(document.course), "Quiet")) if document.course else ""
        left += paragraph("Title", run(one_line(document.title)))
        if document.is_solution:
            left += paragraph("Small", run(words.solutions, "SolutionWord"))
        dates = ((words.date, document.date), (words.deadline, document.deadline))
        left += "".join(self._entry(word, date) for word, date in dates if date)
        middle = "".join(self._entry(word, value) for word, value in head_entries(document, words))
        right = drawings.qr_code() if document.qr else ""
        widths = [self.width - 3100 - 1100, 3100, 1100]
        edge = '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{}"/>'.format(document.accent.removeprefix("#"))
        contents = (left, middle, paragraph("Small", right))
        cells = [_cell(width, content, borders=edge) for width, content in zip(widths, contents, strict=True)]
        yield _table("Layout", widths, [cells])

    def _entry(self, word: str, value: str) -> str:
        shown = run(one_line(value)) if value else run("_" * 18, "Quiet")
        return paragraph("Small", run(word, "Quiet") + _TAB + shown, tabs=_tab("left", 1150))

    def _points_table(self, document: SheetDocument) -> Iterator[str]:
        words = self._words
        for columns in points_table(document):
            widths = [1247, *[_POINTS] * len(columns)]
            numbers = [run(column.number or words.total, bold=True) for column in columns]
            points = [run("" if each.points is None else points_number(each.points, words)) for each in columns]
            rows = []
            for word, cells in (
                (words.question, numbers), (words.points_row, points), (words.reached, [""] * len(columns))
            ):  # fmt: skip
                first = _cell(widths[0], paragraph("Small", run(word, "Quiet")))
                rows.append([first, *(_cell(_POINTS, paragraph("Centred", cell)) for cell in cells)])
            yield _table("Boxed", widths, rows, name=words.points_row, has_head=True)

    def _question(self, question: QuestionBlock) -> Iterator[str]:
        points = points_text(question.points, self._words)
        head = run(str(question.number), "Accent") + _TAB + run(one_line(question.title))
        head += _TAB + run(points) if points else ""
        yield paragraph("Heading1", head, tabs=_tab("left", _LABEL) + _tab("right", self.width))
        if question.statement:
            yield self._blocks(question.statement)
        for group in answer_groups(question):
            for answer in group:
                yield self._part(question, answer)
                if not answer.rows:
                    yield from self._key(answer) if self._is_solution else self._space(answer)
            if group[0].rows:
                yield from self._answer_table(group)
        if self._is_solution and question.solution is not None:
            yield paragraph("PartText", run(self._words.solution, "SolutionWord"))
            yield self._blocks(question.solution)

    def _part(self, question: QuestionBlock, answer: AnswerBlock) -> str:
        """What is asked: label and points on the lines of its first paragraph."""
        label, points = one_line(printed_label(question, answer)), points_text(answer.points, self._words)
        asked = self._blocks(answer.ask)
        first = _FIRST.match(asked)
        rest = asked[first.end() :] if first else asked
        runs = run(label, bold=True) + _TAB + (first["runs"] if first else "")
        runs += _TAB + run(points.replace(" ", "\N{NO-BREAK SPACE}"), "Quiet") if points else ""
        tabs = _tab("left", _LABEL) + _tab("right", self.width)
        return paragraph("Part", runs, tabs=tabs) + rest.replace('w:val="BodyText"', 'w:val="PartText"')

    def _space(self, answer: AnswerBlock) -> Iterator[str]:
        words = self._words
        name = f"{words.answer} {one_line(answer.label)}"
        word = paragraph("Small", run(words.answer, "Quiet"))
        if answer.field == "cells" and answer.cells is not None:
            rows, columns = answer.cells
            empty = [[_cell(_ENTRY, paragraph("Centred", ""))] * columns] * rows
            yield paragraph("PartText", run(words.answer, "Quiet"))
            yield _table("Boxed", [_ENTRY] * columns, empty, name=name, indent=_LABEL, height=454)
        elif answer.field in _LINES:
            widths = [964, min(_LINES[answer.field], self.width - _LABEL - 964)]
            edge = '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="9E9E9E"/>'
            cells = [_cell(widths[0], word), _cell(widths[1], paragraph("TableText", ""), borders=edge)]
            yield _table("Layout", widths, [cells], name=name, indent=_LABEL)
        else:
            width = self.width - _LABEL
            cells = [_cell(width, paragraph("TableText", ""))]
            yield _table("Boxed", [width], [cells], name=name, indent=_LABEL, height=_BOX_HEIGHTS[answer.field])

    def _key(self, answer: AnswerBlock) -> Iterator[str]:
        if answer.solution is None:
            return
        words = self._words
        widths = [1400, self.width - _LABEL - 2700, 1300]
        contents = (
            paragraph("TableText", run(words.solution, "SolutionWord")),
            self._blocks(answer.solution.keys[0], "TableText"),
            paragraph("TableText", run(getattr(words, answer.solution.proof), "Proof")),
        )
        cells = [_cell(width, content, fill=_KEY_TINT) for width, content in zip(widths, contents, strict=True)]
        yield _table("TableNormal", widths, [cells], indent=_LABEL)
        yield from self._derivation(answer)

    def _derivation(self, answer: AnswerBlock) -> Iterator[str]:
        if answer.solution is not None and answer.solution.derivation:
            yield self._blocks(derivation_markdown(answer.solution), "Derivation")

    def _answer_table(self, group: Sequence[AnswerBlock]) -> Iterator[str]:
        words = self._words
        room = self.width - _LABEL - _NUMBER
        each = min(3000, room * 3 // 5 // len(group)) if not group[0].is_wide else room // 2
        widths = [_NUMBER, room - each * len(group), *[each] * len(group)]
        head = [
            _cell(_NUMBER, paragraph("TableText", run(words.row_number, "Quiet"))),
            _cell(widths[1], paragraph("TableText", "")),
        ]
        for answer in group:
            proof = answer.solution.proof if self._is_solution and answer.solution is not None else None
            note = run("  ") + run(getattr(words, proof), "Proof") if proof else ""
            head.append(_cell(each, paragraph("TableText", run(one_line(answer.label), bold=True) + note)))
        rows = [head]
        for place, row in enumerate(group[0].rows):
            cells = [_cell(_NUMBER, paragraph("TableText", run(str(place + 1), "Quiet")))]
            cells.append(_cell(widths[1], self._blocks(row, "TableText")))
            for answer in group:
                if self._is_solution and answer.solution is not None:
                    cells.append(_cell(each, self._blocks(answer.solution.keys[place], "TableText"), fill=_KEY_TINT))
                else:
                    cells.append(_cell(each, paragraph("TableText", "")))
            rows.append(cells)
        labels = ", ".join(one_line(answer.label) for answer in group)
        yield _table("Ruled", widths, rows, name=f"{words.answer} {labels}", indent=_LABEL, height=420, has_head=True)
        if self._is_solution:
            for answer in group:
                yield from self._derivation(answer)
