"""What stands around the questions: head, points table, QR code, in every language, on every paper, in both engines."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import astuple, fields, replace
from fractions import Fraction
from io import BytesIO
from typing import get_args

import pytest

from exgen.questions.sheet_layout import Language, Paper
from exgen.writers import WORDS, SheetDocument, latex_sources, typst_sources
from exgen.writers.document import COLUMNS_OF_POINTS, AnswerBlock, QuestionBlock, points_table
from exgen.writers.pdf import EngineName
from exgen.writers.qr_code import qr_code
from tests.writers.setting import pdfs, sources_of

ENGINES = ["typst", pytest.param("latex", marks=pytest.mark.latex)]
ALIKE = {"name", "decimal"}
"""What two languages may say in the same way."""


SENTENCES = ("Eins gilt.", "D(K - 1) & 2^10 = 1024 #x")


@pytest.fixture(scope="module")
def dressed(sheet: SheetDocument) -> SheetDocument:
    """The sheet with everything that a head can have."""
    return replace(
        sheet, date="3 March", deadline="10 March, noon", qr="https://example.org/K7F2QX", conventions=SENTENCES
    )


def questions(count: int) -> tuple[QuestionBlock, ...]:
    return tuple(QuestionBlock(number, "Q", Fraction(number, 2), "", (), None) for number in range(1, count + 1))


@pytest.mark.latex
@pytest.mark.parametrize("language", WORDS)
def test_both_engines_print_the_same_words(
    language: str, dressed: SheetDocument, solution_sheet: SheetDocument, text_of: Callable[[bytes], str]
) -> None:
    documents = [replace(each, language=language) for each in (dressed, solution_sheet)]
    engines: tuple[EngineName, ...] = ("typst", "latex")
    for typst, latex in zip(*(pdfs(sources_of(documents, engine), engine) for engine in engines), strict=True):
        foot = rf"Exercise week 5 · K7F2QX {WORDS[language].page} \d+ {WORDS[language].page_of} \d+"
        printed = [re.subn(foot, "", text_of(made)) for made in (typst, latex)]
        assert all(pages for _, pages in printed)
        assert words(printed[0][0]) == words(printed[1][0])


def words(text: str) -> Counter[str]:
    """Words of three letters and more and whole numbers; formulas are set in letters that engines spell otherwise."""
    apart = re.sub(r"([a-z])([A-Z])", r"\1 \2", text)  # points in the margin and what is asked run together
    return Counter(re.findall(r"\w{3,}|(?<![\d.,])\d{2}(?![\d.,])", unicodedata.normalize("NFKC", apart)))


@pytest.mark.parametrize("engine", ENGINES)
def test_no_english_word_of_ours_is_in_the_frame_of_a_german_sheet(
    engine: EngineName, dressed: SheetDocument, solution_sheet: SheetDocument, text_of: Callable[[bytes], str]
) -> None:
    german = [in_german(each) for each in (dressed, solution_sheet)]
    text = " ".join(text_of(made) for made in pdfs(sources_of(german, engine), engine))
    english, printed = WORDS["en"], WORDS["de"]
    for field in fields(english):
        if field.name not in {*ALIKE, "column"}:  # columns are named to screen readers, on pages of HTML
            assert getattr(printed, field.name) in text, field.name
            assert not re.search(rf"(?<!\w){getattr(english, field.name)}(?!\w)", text), field.name


def in_german(document: SheetDocument) -> SheetDocument:
    """The same sheet with nothing in the texts of teacher and authors that is English."""

    def answer(block: AnswerBlock) -> AnswerBlock:
        solved = block.solution and replace(block.solution, keys=("Ja.",) * len(block.solution.keys), derivation=())
        return replace(block, ask="Was?", rows=("`a`",) * len(block.rows), solution=solved)

    blocks = tuple(
        replace(one, title="Frage", statement="Es gilt.", answers=tuple(map(answer, one.answers)), solution=None)
        for one in document.questions
    )
    return replace(document, language="de", title="Blatt", course="Kurs", date="3.", deadline="10.", questions=blocks)


def test_every_language_of_the_banks_has_words_of_its_own() -> None:
    assert set(get_args(Language)) == set(WORDS)
    for language, found in WORDS.items():
        assert all(astuple(found)), language
        alike = {one.name for one in fields(found) if getattr(found, one.name) == getattr(WORDS["en"], one.name)}
        assert language == "en" or alike <= ALIKE


def test_a_word_is_divided_as_its_language_has_it(sheet: SheetDocument) -> None:
    german = replace(sheet, language="de")
    assert r"\newcommand{\SheetLanguage}{ngerman}" in latex_sources([german])[0]
    assert r"\newcommand{\SheetLanguage}{english}" in latex_sources([sheet])[0]
    assert 'language: "de"' in typst_sources([german])[0]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("paper", "size"), [("a4", (210.0, 297.0)), ("letter", (215.9, 279.4))])
def test_pages_have_the_size_of_the_paper(
    engine: EngineName, paper: Paper, size: tuple[float, float], sheet: SheetDocument
) -> None:
    from pypdf import PdfReader

    [made] = pdfs(sources_of([replace(sheet, paper=paper)], engine), engine)
    boxes = [page.mediabox for page in PdfReader(BytesIO(made)).pages]
    assert all(abs(float(box.width) * 25.4 / 72 - size[0]) < 0.1 for box in boxes)
    assert all(abs(float(box.height) * 25.4 / 72 - size[1]) < 0.1 for box in boxes)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_accent_is_the_colour_of_title_and_numbers(engine: EngineName, sheet: SheetDocument) -> None:
    from pypdf import PdfReader

    def contents(accent: str) -> str:
        [made] = pdfs(sources_of([replace(sheet, accent=accent)], engine), engine)
        return "\n".join(page.get_contents().get_data().decode("latin-1") for page in PdfReader(BytesIO(made)).pages)  # type: ignore[union-attr]  # every page has contents

    wine = re.compile(r"0\.4\d* 0 0\.2 (?:rg|scn?)", flags=re.IGNORECASE)
    assert len(wine.findall(contents("#660033"))) > 2
    assert not wine.findall(contents("#184a78"))


def test_runs_of_a_qr_code_are_its_dark_places() -> None:
    import segno

    for text in ("K7F2QX", "https://example.org/sheets/K7F2QX"):
        code = qr_code(text)
        places = [[0] * code.side for _ in range(code.side)]
        for column, row, length in code.runs:
            places[row][column : column + length] = [1] * length
        assert places == [list(row) for row in segno.make(text, error="m", micro=False).matrix]


@pytest.mark.latex
def test_a_qr_code_is_drawn_where_there_is_something_to_hold(sheet: SheetDocument) -> None:
    from pypdf import PdfReader

    drawn = []
    for document in (sheet, replace(sheet, qr="K7F2QX")):
        [made] = pdfs(sources_of([document], "latex"), "latex")
        page = PdfReader(BytesIO(made)).pages[0].get_contents()
        assert page is not None
        drawn.append(qr_code("K7F2QX").pdf_path.encode() in page.get_data())
    assert drawn == [False, True]
    assert [qr_code("K7F2QX").svg_path in source for source in typst_sources([sheet, replace(sheet, qr="K7F2QX")])] == [
        False, True,
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 2, 9, 10, 25])
def test_the_points_table_has_every_question_and_the_total_in_lines_that_fit(sheet: SheetDocument, count: int) -> None:
    pieces = list(points_table(replace(sheet, questions=questions(count))))
    columns = [column for piece in pieces for column in piece]
    if count == 1:
        assert not columns
        return
    assert [column.number for column in columns] == [*map(str, range(1, count + 1)), ""]
    assert columns[-1].points == sum(column.points or 0 for column in columns[:-1])
    assert all(len(piece) <= COLUMNS_OF_POINTS for piece in pieces)


def test_a_solution_and_a_sheet_without_points_have_no_points_table(solution_sheet: SheetDocument) -> None:
    assert not list(points_table(solution_sheet))
    unrated = tuple(replace(question, points=None) for question in questions(3))
    assert not list(points_table(replace(solution_sheet, is_solution=False, questions=unrated)))


def test_a_cell_for_each_entry_is_drawn_by_both_engines(sheet: SheetDocument) -> None:
    asked = AnswerBlock("1a", "Which matrix?", None, "matrix", (), None, cells=(2, 3))
    document = replace(sheet, questions=(replace(sheet.questions[0], answers=(asked,)),))
    assert r"\AnswerCells{3}{\AnswerCellRow{&&}\AnswerCellRow{&&}}" in latex_sources([document])[0]
    assert "#answer-cells(words, 2, 3)" in typst_sources([document])[0]


@pytest.mark.parametrize("engine", ENGINES)
def test_cells_are_squares_of_lines_on_the_page(engine: EngineName, sheet: SheetDocument) -> None:
    from pypdf import PdfReader

    def lines(cells: tuple[int, int] | None) -> int:
        asked = AnswerBlock("1a", "Which matrix?", None, "matrix", (), None, cells)
        document = replace(sheet, questions=(replace(sheet.questions[0], answers=(asked,)),))
        [made] = pdfs(sources_of([document], engine), engine)
        contents = PdfReader(BytesIO(made)).pages[0].get_contents()
        assert contents is not None
        return len(re.findall(rb"\b(?:re|l)\b", contents.get_data()))

    assert lines((1, 1)) < lines((3, 4)) < lines((6, 7))
    assert lines((6, 7)) > lines(None)


@pytest.mark.parametrize("engine", ENGINES)
def test_no_heading_of_a_question_ends_a_page(engine: EngineName, sheet: SheetDocument) -> None:
    from pypdf import PdfReader

    def filled(lines: int) -> SheetDocument:
        first = replace(sheet.questions[0], statement="\n\n".join(["Filled."] * lines), answers=())
        return replace(sheet, questions=(first, sheet.questions[1]))

    first_pages = set()
    for made in pdfs(sources_of([filled(lines) for lines in range(10, 36)], engine), engine):
        for number, page in enumerate(PdfReader(BytesIO(made)).pages):
            text = page.extract_text()
            if re.search(r"Parameters\s+&\s+shapes", text):
                first_pages.add(number)
                assert "Conv2d(3, 8, 3)" in text
    assert first_pages == {0, 1}
