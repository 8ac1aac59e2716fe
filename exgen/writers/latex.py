"""Sheets as LaTeX: readable ``.tex`` files that compile alone with plain pdflatex."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from exgen.errors import TypesettingError
from exgen.writers.document import (
    SHORT_STATEMENT,
    SHORT_TABLE,
    AnswerBlock,
    QuestionBlock,
    SheetDocument,
    answer_groups,
    derivation_markdown,
    points_table,
    printed_label,
    statement_lines,
    total_points,
)
from exgen.writers.latex_characters import settable
from exgen.writers.markdown import Markup, markup_of_documents
from exgen.writers.plain_text import one_line
from exgen.writers.qr_code import qr_code
from exgen.writers.words import Words, badge, points_number, points_text, words_of

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
)
"""The packages of the preamble, beside fontenc, inputenc and lmodern."""

_MARGINS = ("left=22mm", "right=22mm", "top=15mm", "bottom=22mm")
_HYPHENATION = {"en": "english", "de": "ngerman"}
"""What TeX calls the patterns of a language."""
_FIELDS = {"short line": "AnswerLine", "long line": "AnswerLongLine", "small box": "AnswerSmallBox", "box": "AnswerBox"}
_BOX_LINES = 14
"""About how many lines a heading, what is asked and a box take."""
_ANSWER_COLUMNS = {1: "52mm", 2: "36mm", 3: "27mm"}
_ROW_NAMES = {1: "80mm", 2: "57mm", 3: "44mm"}
_WIDE_ANSWER, _NAME_BESIDE_IT = "67mm", "65mm"
"""The columns of a table with one answer that needs more room."""


def latex_sources(documents: Sequence[SheetDocument]) -> list[str]:
    """One ``.tex`` file for each document, in order; the same documents give the same bytes.

    Raises TypesettingError if a piece of Markdown holds what is not allowed, or an extra is not installed.
    """
    markup = markup_of_documents(documents)
    return [_source(document, markup) for document in documents]


def _source(document: SheetDocument, markup: Mapping[str, Markup]) -> str:
    try:
        from pylatex import Document, NoEscape, Package
    except ImportError:
        raise TypesettingError('LaTeX files need PyLaTeX: pip install "exgen[sheets]"') from None
    words = words_of(document.language)
    tex = Document(
        documentclass="article",
        document_options=["11pt"],
        textcomp=False,
        page_numbers=False,
        microtype=False,
        indent=True,
    )
    tex.clear()  # PyLaTeX begins every document with a font size and an empty page style
    for name in PACKAGES:
        options = [f"{document.paper}paper", *_MARGINS] if name == "geometry" else None
        tex.packages.append(Package(name, options=options))
    tex.preamble.append(_command("definecolor", "accent", "HTML", document.accent.removeprefix("#").upper()))
    tex.preamble.append(NoEscape(Path(__file__).with_name("preamble.tex").read_text(encoding="utf-8").rstrip()))
    tex.preamble.append(_command("newcommand", r"\SheetLanguage", _HYPHENATION[document.language]))
    tex.preamble.extend(_word_commands(words))
    tex.append(NoEscape(latex_metadata(document.title)))
    tex.append(_head(document, words))
    tex.extend(_points_table(document, words))
    if document.conventions:
        tex.append(_command("Conventions", "".join(rf"\Convention{{{escaped(one)}}}" for one in document.conventions)))
    for question in document.questions:
        tex.extend(_question(question, words, markup, document.is_solution))
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


def _word_commands(words: Words) -> Iterator[LatexObject]:
    from pylatex import Command, NoEscape

    for command, word in (
        ("WordName", words.name),
        ("WordId", words.student_id),
        ("WordCode", words.code),
        ("WordTotal", words.total),
        ("WordPage", words.page),
        ("WordOf", words.page_of),
        ("WordAnswer", words.answer),
        ("WordRow", words.row_number),
        ("WordSolution", words.solution),
        ("WordDate", words.date),
        ("WordDeadline", words.deadline),
        ("WordQuestion", words.question),
        ("WordPoints", words.points_row),
        ("WordReached", words.reached),
        ("WordConventions", words.conventions),
        ("WordMistakes", words.mistakes),
    ):
        yield Command("newcommand", [NoEscape(f"\\{command}"), NoEscape(escaped(word))])


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
    question: QuestionBlock, words: Words, markup: Mapping[str, Markup], is_solution: bool
) -> Iterator[LatexObject]:
    from pylatex import NoEscape

    if (lines := statement_lines(question)) <= SHORT_STATEMENT:
        is_boxed = any(answer.field in ("small box", "box") for answer in question.answers[:1])
        yield _command("KeepLines", str(lines + (_BOX_LINES if is_boxed else 6)))
    yield _command("Question", str(question.number), escaped(question.title), points_text(question.points, words))
    if question.statement:
        statement = markup[question.statement].latex
        yield _environment("SolvedStatement", (), [statement]) if is_solution else NoEscape(statement + "\n")
    for group in answer_groups(question):
        if group[0].rows or group[0].field in ("small box", "box"):
            yield _command("KeepLines", str(3 * len(group) + _kept_lines(group[0])))
        for answer in group:
            arguments = (escaped(printed_label(question, answer)), points_text(answer.points, words))
            yield _environment("Part", arguments, [markup[answer.ask].latex])
            if not answer.rows:
                yield from _single_answer(answer, words, markup, is_solution)
        if group[0].rows:
            yield from _table(group, words, markup, is_solution)
    if is_solution and question.solution is not None:
        yield _environment("AuthorSolution", (), [markup[question.solution].latex])


def _kept_lines(answer: AnswerBlock) -> int:
    """About how many lines the field below what is asked takes, as far as it is kept together with that."""
    return 3 + 2 * len(answer.rows) if 0 < len(answer.rows) <= SHORT_TABLE else 5


def _single_answer(
    answer: AnswerBlock, words: Words, markup: Mapping[str, Markup], is_solution: bool
) -> Iterator[LatexObject]:
    if not is_solution:
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
