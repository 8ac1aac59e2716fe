"""Sheets as LaTeX: readable ``.tex`` files that compile alone with plain pdflatex."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from exgen.errors import TypesettingError
from exgen.figures import Figure
from exgen.questions.sheet_layout import Look
from exgen.writers.document import (
    SHORT_STATEMENT,
    SHORT_TABLE,
    AnswerBlock,
    Cover,
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
from exgen.writers.latex_characters import settable
from exgen.writers.latex_look import class_options, layout_commands, page_options, word_commands
from exgen.writers.markdown import Markup, markup_of_documents
from exgen.writers.plain_text import one_line
from exgen.writers.qr_code import qr_code
from exgen.writers.words import Words, badge, cover_word, points_number, points_text, words_of

if TYPE_CHECKING:
    from pylatex import Command
    from pylatex.base_classes import LatexObject

PACKAGES = (
    "geometry",
    "amsmath",
    "amssymb",
    "array",
    "booktabs",
    "longtable",
    "xcolor",
    "colortbl",
    "enumitem",
    "framed",
    "fancyhdr",
    "graphicx",
)
"""The packages of the preamble, beside fontenc, inputenc and lmodern."""

_LINE = 4.7
"""About the height of a line in millimetres."""
_HYPHENATION = {"en": "english", "de": "ngerman"}
"""What TeX calls the patterns of a language."""
_FIELDS = {"short line": "AnswerLine", "long line": "AnswerLongLine", "small box": "AnswerSmallBox", "box": "AnswerBox"}
_BOX_LINES = 14
"""About how many lines a heading, what is asked and a box take."""
_ANSWER_COLUMNS = {1: "52mm", 2: "36mm", 3: "27mm"}
_ROW_NAMES = {1: "80mm", 2: "57mm", 3: "44mm"}
_WIDE_ANSWER, _NAME_BESIDE_IT = "67mm", "65mm"
"""The columns of a table with one answer that needs more room."""


def latex_sources(documents: Sequence[SheetDocument], markup: Mapping[str, Markup] | None = None) -> list[str]:
    """One ``.tex`` file for each document, in order; the same documents give the same bytes.

    ``markup`` is that of the documents, where somebody has it already.
    Raises TypesettingError if a piece of Markdown holds what is not allowed, or an extra is not installed.
    """
    markup = markup_of_documents(documents) if markup is None else markup
    return [_source(document, markup) for document in documents]


def _source(document: SheetDocument, markup: Mapping[str, Markup]) -> str:
    try:
        from pylatex import Document, NoEscape, Package
    except ImportError:
        raise TypesettingError('LaTeX files need PyLaTeX: pip install "exgen[sheets]"') from None
    words = words_of(document.language)
    look = document.look
    tex = Document(
        documentclass=look.document_class,
        document_options=class_options(look),
        textcomp=False,
        page_numbers=False,
        microtype=False,
        indent=True,
    )
    tex.clear()  # PyLaTeX begins every document with a font size and an empty page style
    for name in PACKAGES:
        tex.packages.append(Package(name, options=page_options(document) if name == "geometry" else None))
    tex.preamble.extend(_look_definitions(look))
    tex.preamble.append(_command("definecolor", "accent", "HTML", document.accent.removeprefix("#").upper()))
    tex.preamble.append(NoEscape(Path(__file__).with_name("preamble.tex").read_text(encoding="utf-8").rstrip()))
    tex.preamble.append(_command("newcommand", r"\SheetLanguage", _HYPHENATION[document.language]))
    tex.preamble.extend(_word_definitions(words))
    if look.macros:
        tex.preamble.append(NoEscape(look.macros.rstrip()))
    tex.append(NoEscape(latex_metadata(document.title)))
    tex.extend(_figures(document.figures))
    if document.cover is None:
        tex.append(_head(document, words))
        tex.extend(_points_table(document, words))
    else:
        tex.append(_cover(document, document.cover, words, markup))
    if document.conventions:
        tex.append(_command("Conventions", "".join(rf"\Convention{{{escaped(one)}}}" for one in document.conventions)))
    for question in document.questions:
        tex.extend(_question(question, words, markup, document))
    if document.formulas:
        tex.append(_command("FormulaSheet"))
    for piece in document.formulas:
        tex.append(NoEscape(markup[piece.text].latex + "\n"))
        tex.extend(_command("FormulaRow", escaped(name), markup[formula].latex) for name, formula in piece.rows)
    body: str = tex.dumps()
    identity = hashlib.blake2b(body.encode(), digest_size=16).hexdigest()
    return rf"\pdftrailerid{{{identity}}}\pdfinfoomitdate=1\pdfsuppressptexinfo=-1" + "\n" + body + "\n"


def escaped(text: str) -> str:
    r"""Plain text (a name, a title) as LaTeX code that prints it as it stands.

    >>> print(escaped("O'Neil_{#1}%$\\input{x}"))
    O'Neil\_\{\#1\}\%\$\textbackslash{}input\{x\}
    """
    from pylatex.utils import escape_latex

    code = escape_latex(one_line(text)).replace(r"\^{}", r"\textasciicircum{}")  # the sign, not an accent
    return settable(re.sub(r"([<>,'`])(?=\1)|([?!])(?=`)", r"\g<0>{}", code))


def _look_definitions(look: Look) -> Iterator[LatexObject]:
    return (_command("newcommand", f"\\{name}", code) for name, code in layout_commands(look))


def _word_definitions(words: Words) -> Iterator[LatexObject]:
    return (_command("newcommand", f"\\{name}", escaped(word)) for name, word in word_commands(words))


def _command(name: str, *code: str) -> Command:
    from pylatex import Command, NoEscape

    return Command(name, [NoEscape(each) for each in code])


def _environment(name: str, arguments: Sequence[str], content: Sequence[str | LatexObject]) -> LatexObject:
    from pylatex import NoEscape
    from pylatex.base_classes import Arguments, Environment

    environment = Environment(arguments=Arguments(*(NoEscape(each) for each in arguments)) if arguments else None)
    environment._latex_name = name  # PyLaTeX's own way to name an environment
    environment.content_separator = "\n"
    environment.extend(NoEscape(each) if isinstance(each, str) else each for each in content)
    return environment


def latex_metadata(title: str) -> str:
    r"""What gives the PDF its title.

    >>> print(latex_metadata("A"))
    \pdfinfo{/Title <FEFF0041>}
    """
    return rf"\pdfinfo{{/Title <FEFF{one_line(title).encode('utf-16-be', errors='replace').hex().upper()}>}}"


def _figures(figures: Mapping[str, Figure]) -> Iterator[LatexObject]:
    """What each figure shows, in words; the figures lie in ``figures/`` beside the file."""
    from pylatex import NoEscape

    for digest, figure in figures.items():
        alt = figure.alt.encode("utf-16-be", errors="replace").hex().upper()
        yield NoEscape(f"% {one_line(figure.alt)}")
        yield _command("DescribeFigure", digest, alt)


def _head(document: SheetDocument, words: Words) -> LatexObject:
    return _command(
        "SheetHead",
        escaped(document.course),
        escaped(document.title),
        escaped(badge(words, practice=document.practice, is_solution=document.is_solution)),
        points_text(total_points(document), words),
        escaped(document.student_name),
        escaped(document.student_id),
        escaped(document.code),
        _dates(document),
        _qr_code(document),
    )


def _cover(document: SheetDocument, cover: Cover, words: Words, markup: Mapping[str, Markup]) -> LatexObject:
    lines = (rf"\CoverLine{{{cover_word(field, words)}}}{{{escaped(value)}}}" for field, value in cover.fields)
    points = "".join(each.dumps() for each in _points_table(document, words))
    content = ("".join(lines), r"\CoverText " + markup[cover.text].latex, r"\CoverPoints " + points)
    head = (document.course, document.title, document.code, document.student_id, document.date)
    return _environment("SheetCover", (*map(escaped, head), _qr_code(document)), content)


def _dates(document: SheetDocument) -> str:
    dates = (("Date", document.date), ("Deadline", document.deadline))
    return "".join(rf"\HeadLine{{\Word{word}}}{{{escaped(date)}}}" for word, date in dates if date)


def _qr_code(document: SheetDocument) -> str:
    code = qr_code(document.qr) if document.qr else None
    return "" if code is None else rf"\QrCode{{{code.side}}}{{{code.pdf_path}}}"


def _points_table(document: SheetDocument, words: Words) -> Iterator[LatexObject]:
    for columns in points_table(document):
        numbers = (column.number or r"\WordTotal" for column in columns)
        points = ("" if each.points is None else points_number(each.points, words) for each in columns)
        blank = "&" * (len(columns) - 1)
        yield _command("PointsTable", str(len(columns)), " & ".join(numbers), " & ".join(points), blank)


def _question(
    question: QuestionBlock, words: Words, markup: Mapping[str, Markup], document: SheetDocument
) -> Iterator[LatexObject]:
    from pylatex import NoEscape

    is_solution = document.is_solution
    if (lines := statement_lines(question)) <= SHORT_STATEMENT:
        is_boxed = any(answer.field in ("small box", "box") for answer in question.answers[:1])
        working = sum(_working_lines(document, answer) for answer in question.answers[:1])
        yield _command("KeepLines", str(lines + (_BOX_LINES if is_boxed else 8 if working else 6) + working))
    yield _command("Question", str(question.number), escaped(question.title), points_text(question.points, words))
    if question.statement:
        statement = markup[question.statement].latex
        yield _environment("SolvedStatement", (), [statement]) if is_solution else NoEscape(statement + "\n")
    for group in answer_groups(question):
        working = _working_lines(document, group[0])
        if working or group[0].rows or group[0].field in ("small box", "box"):
            kept = 2 if working and group[0].field != "small box" else _kept_lines(group[0])
            yield _command("KeepLines", str(3 * len(group) + kept + working))
        for answer in group:
            arguments = (escaped(printed_label(question, answer)), points_text(answer.points, words))
            yield _environment("Part", arguments, [markup[answer.ask].latex])
            if has_working_space(document, answer):
                yield _command("Working")
            if not answer.rows:
                yield from _single_answer(answer, words, markup, document)
        if group[0].rows:
            yield from _table(group, words, markup, is_solution)
    if is_solution and question.solution is not None:
        yield _environment("AuthorSolution", (), [markup[question.solution].latex])


def _working_lines(document: SheetDocument, answer: AnswerBlock) -> int:
    """About how many lines the room to work takes."""
    return ceil(document.look.working_space / _LINE) if has_working_space(document, answer) else 0


def _kept_lines(answer: AnswerBlock) -> int:
    """About how many lines the field below what is asked takes, as far as it is kept together with that."""
    return 3 + 2 * len(answer.rows) if 0 < len(answer.rows) <= SHORT_TABLE else 5


def _single_answer(
    answer: AnswerBlock, words: Words, markup: Mapping[str, Markup], document: SheetDocument
) -> Iterator[LatexObject]:
    if not document.is_solution:
        if document.look.answer_space == "none":
            return
        if answer.field == "cells" and answer.cells is not None:
            rows, columns = answer.cells
            yield _command("AnswerCells", str(columns), rf"\AnswerCellRow{{{'&' * (columns - 1)}}}" * rows)
        else:
            yield _command(_FIELDS[answer.field])
    elif answer.solution is not None:
        proof, key = getattr(words, answer.solution.proof), markup[answer.solution.keys[0]].latex
        if answer.field == "box":
            yield _environment("KeyText", (proof,), [key])
        else:
            yield _command("Key", proof, key)
        yield from _derivation(answer, markup)


def _derivation(answer: AnswerBlock, markup: Mapping[str, Markup]) -> Iterator[LatexObject]:
    if answer.solution is not None and answer.solution.derivation:
        yield _environment("Derivation", (), [markup[derivation_markdown(answer.solution)].latex])
    if answer.solution is not None and answer.solution.mistakes:
        lines = [
            rf"\Mistake{{{', '.join(_mistaken_value(*value, markup) for value in mistake.values)}}}"
            rf"{{{markup[mistake.sentence].latex}}}"
            for mistake in answer.solution.mistakes
        ]
        yield _environment("Mistakes", (), lines)


def _mistaken_value(row: int, value: str, markup: Mapping[str, Markup]) -> str:
    latex = markup[value].latex
    return rf"\MistakenRow{{{row}}}{{{latex}}}" if row else latex


def _table(
    group: Sequence[AnswerBlock], words: Words, markup: Mapping[str, Markup], is_solution: bool
) -> Iterator[LatexObject]:
    heads = [rf"\textbf{{{escaped(answer.label)}}}{_proof_note(answer, words, is_solution)}" for answer in group]
    is_wide = len(group) == 1 and group[0].is_wide
    columns = f"A{{{_WIDE_ANSWER if is_wide else _ANSWER_COLUMNS[len(group)]}}}" * len(group)
    lines = []
    for index, row in enumerate(group[0].rows):
        cells = [str(index + 1), markup[row].latex]
        for answer in group:
            shown = answer.solution if is_solution else None
            cells.append("" if shown is None else rf"\TableKey{{{markup[shown.keys[index]].latex}}}")
        lines.append(r"\RowStrut " + " & ".join(cells) + r"\AnswerRow")
    row_name = _NAME_BESIDE_IT if is_wide else _ROW_NAMES[len(group)]
    yield _environment("AnswerTable", (row_name, columns, " & ".join(["", *heads])), lines)
    if is_solution:
        for answer in group:
            yield from _derivation(answer, markup)


def _proof_note(answer: AnswerBlock, words: Words, is_solution: bool) -> str:
    if not is_solution or answer.solution is None:
        return ""
    return rf"\hfill{{\footnotesize\itshape\color{{keyedge}}{getattr(words, answer.solution.proof)}}}"


def question_source(
    question: QuestionBlock, words: Words, markup: Mapping[str, Markup], document: SheetDocument
) -> str:
    """The LaTeX code of one question of a sheet, which takes the commands of the preamble."""
    from pylatex.utils import dumps_list

    return str(dumps_list(list(_question(question, words, markup, document)), escape=False))


def figures_source(figures: Mapping[str, Figure]) -> str:
    """The code that says what figures show, a line for each; it stands before they are shown."""
    return "".join(f"{code if isinstance(code, str) else code.dumps()}\n" for code in _figures(figures))


def definitions(look: Look, words: Words) -> str:
    """The commands of the preamble that hold what a layout chooses and the fixed words of a language."""
    return "\n".join(code.dumps() for code in (*_look_definitions(look), *_word_definitions(words)))
