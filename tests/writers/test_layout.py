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

from exgen.questions.layout_schema import LOGO_ENDINGS
from exgen.questions.sheet_layout import AnswerSpace, CoverField, Language, Logo, Look, Margins, Paper
from exgen.writers import WORDS, SheetDocument, latex_sources, typst_sources
from exgen.writers.document import (
    COLUMNS_OF_POINTS,
    AnswerBlock,
    Cover,
    FormulaPiece,
    Mistake,
    QuestionBlock,
    points_table,
)
from exgen.writers.key_sheet import KeyRange, KeyRow, KeySheet, latex_key_sheet, typst_key_sheets
from exgen.writers.made_pdf import page_count
from exgen.writers.pdf import EngineName, typesetter
from exgen.writers.qr_code import qr_code
from tests.writers.setting import pdfs, sources_of

ENGINES = ["typst", pytest.param("latex", marks=pytest.mark.latex)]
ENGINE_NAMES: tuple[EngineName, ...] = ("typst", "latex")
ALIKE = {"name", "decimal"}
"""What two languages may say in the same way."""

ELSEWHERE = {"column"}
"""Words of other formats, which stand on no PDF."""


SENTENCES = ("Eins gilt.", "D(K - 1) & 2^10 = 1024 #x")


@pytest.fixture(scope="module")
def dressed(sheet: SheetDocument) -> SheetDocument:
    """The sheet with everything that a head can have."""
    return replace(
        sheet,
        date="3 March",
        deadline="10 March, noon",
        qr="https://example.org/K7F2QX",
        conventions=SENTENCES,
        look=Look(points_table=True),
        formulas=(FormulaPiece(rows=(("Height", "$H + 1$"), ("Width", "$W$"))), FormulaPiece("Filled *in*.")),
    )


@pytest.fixture(scope="module")
def exam(dressed: SheetDocument) -> SheetDocument:
    """The sheet with a cover, with room to work."""
    cover = Cover((("name", "Ada Lovelace"), *ALL_FIELDS[1:]), "**Hints**\n\n- Read *all* of it.")
    return replace(dressed, look=Look(points_table=True, working_space=20), cover=cover)


@pytest.fixture(scope="module")
def compact(dressed: SheetDocument) -> SheetDocument:
    """The sheet on as little paper as can be."""
    margins = Margins(14, 18, 19, 18)
    return replace(dressed, look=Look(font_size=10, margins=margins, spacing="tight", answer_space="compact"))


ALL_FIELDS: tuple[tuple[CoverField, str], ...] = tuple((field, "") for field in get_args(CoverField))
"""Every line that a cover can have, not filled in."""


def questions(count: int) -> tuple[QuestionBlock, ...]:
    return tuple(QuestionBlock(number, "Q", Fraction(number, 2), "", (), None) for number in range(1, count + 1))


@pytest.mark.latex
@pytest.mark.parametrize("language", WORDS)
def test_both_engines_print_the_same_words(
    language: str,
    dressed: SheetDocument,
    exam: SheetDocument,
    compact: SheetDocument,
    solution_sheet: SheetDocument,
    text_of: Callable[[bytes], str],
) -> None:
    unanswered = replace(compact, look=replace(compact.look, answer_space="none"))
    for document in (dressed, exam, compact, unanswered, solution_sheet):
        typst, latex = (
            pdfs(sources_of([replace(document, language=language)], engine), engine)[0] for engine in ENGINE_NAMES
        )
        foot = rf"Exercise week 5 · K7F2QX (· s17 )?{WORDS[language].page} \d+ {WORDS[language].page_of} \d+"
        printed = [re.subn(foot, "", text_of(made)) for made in (typst, latex)]
        assert all(pages for _, pages in printed)
        assert words(printed[0][0]) == words(printed[1][0])


def words(text: str) -> Counter[str]:
    """Words of three letters and more and whole numbers; formulas are set in letters that engines spell otherwise."""
    apart = re.sub(r"([a-z])([A-Z])", r"\1 \2", text)  # points in the margin and what is asked run together
    return Counter(re.findall(r"\w{3,}|(?<![\d.,])\d{2}(?![\d.,])", unicodedata.normalize("NFKC", apart)))


@pytest.mark.parametrize("engine", ENGINES)
def test_no_english_word_of_ours_is_in_the_frame_of_a_german_sheet(
    engine: EngineName,
    dressed: SheetDocument,
    exam: SheetDocument,
    solution_sheet: SheetDocument,
    text_of: Callable[[bytes], str],
) -> None:
    german = [in_german(each) for each in (dressed, exam, solution_sheet)]
    ranges = (KeyRange("1", "t", "2", "3", "4", 2, 2),)
    keys = KeySheet("Blatt", "Kurs", "de", "a4", "#184a78", ranges, ("1",), (KeyRow("s", "S", "C", ("3",)),))
    key_source = latex_key_sheet(keys) if engine == "latex" else next(typst_key_sheets(keys))(1)
    made = [*(pdfs(sources_of([sheet], engine), engine)[0] for sheet in german), *pdfs([key_source], engine)]
    text = " ".join(map(text_of, made))
    english, printed = WORDS["en"], WORDS["de"]
    for field in fields(english):
        if field.name not in ALIKE | ELSEWHERE:
            assert getattr(printed, field.name) in text, field.name
            assert not re.search(rf"(?<!\w){getattr(english, field.name)}(?!\w)", text), field.name


def in_german(document: SheetDocument) -> SheetDocument:
    """The same sheet with nothing in the texts of teacher and authors that is English."""

    def answer(block: AnswerBlock) -> AnswerBlock:
        solved = block.solution and replace(
            block.solution,
            keys=("Ja.",) * len(block.solution.keys),
            derivation=(),
            mistakes=tuple(Mistake("Nein.", each.values) for each in block.solution.mistakes),
        )
        return replace(block, ask="Was?", rows=("`a`",) * len(block.rows), solution=solved)

    blocks = tuple(
        replace(one, title="Frage", statement="Es gilt.", answers=tuple(map(answer, one.answers)), solution=None)
        for one in document.questions
    )
    german = replace(document, language="de", title="Blatt", course="Kurs", date="3.", deadline="10.", questions=blocks)
    cover = None if document.cover is None else Cover(ALL_FIELDS, "Text.")
    formulas = german.formulas and (FormulaPiece("Es gilt.", (("", "$H$"),)),)
    return replace(german, cover=cover, formulas=formulas, practice=int(document.is_solution))


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
    pieces = list(points_table(replace(sheet, questions=questions(count), look=Look(points_table=True))))
    columns = [column for piece in pieces for column in piece]
    if count == 1:
        assert not columns
        return
    assert [column.number for column in columns] == [*map(str, range(1, count + 1)), ""]
    assert columns[-1].points == sum(column.points or 0 for column in columns[:-1])
    assert all(len(piece) <= COLUMNS_OF_POINTS for piece in pieces)


def test_a_points_table_stands_where_the_layout_wants_one_and_there_is_something_to_reach(
    sheet: SheetDocument, solution_sheet: SheetDocument
) -> None:
    look = Look(points_table=True)
    assert list(points_table(replace(sheet, look=look)))
    assert not list(points_table(sheet))
    assert not list(points_table(replace(solution_sheet, look=look)))
    unrated = tuple(replace(question, points=None) for question in questions(3))
    assert not list(points_table(replace(sheet, questions=unrated, look=look)))


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


def test_room_for_answers_is_as_large_as_the_layout_has_it(sheet: SheetDocument) -> None:
    def printed(answer_space: AnswerSpace, working: int = 0) -> tuple[int, list[str]]:
        look = Look(answer_space=answer_space, working_space=working)
        [source] = typst_sources([replace(sheet, look=look)])
        body = source.partition("#let words")[2]
        return body.count("#working"), re.findall(r"\n#(answer-[a-z-]+)\(", body)

    assert (
        printed("full") == printed("compact") == (0, ["answer-line", "answer-long-line", "answer-table", "answer-box"])
    )
    assert printed("full", 20) == (2, ["answer-line", "answer-long-line", "answer-table", "answer-box"])
    assert printed("none", 20) == (0, ["answer-table"])


@pytest.mark.parametrize("engine", ENGINES)
def test_compact_sheets_take_less_paper_and_exams_more(
    engine: EngineName, sheet: SheetDocument, compact: SheetDocument, exam: SheetDocument
) -> None:
    numbered = tuple(replace(question, number=number) for number, question in enumerate(sheet.questions * 6, 1))

    def pages(look: Look) -> int:
        [made] = pdfs(sources_of([replace(sheet, questions=numbered, look=look)], engine), engine)
        return page_count(made)

    assert pages(compact.look) < pages(sheet.look) < pages(exam.look)


@pytest.mark.parametrize("engine", ENGINES)
def test_margins_and_the_size_of_the_font_are_the_layouts(engine: EngineName, sheet: SheetDocument) -> None:
    from pypdf import PdfReader

    def left_and_size(look: Look) -> tuple[float, float]:
        [made] = pdfs(sources_of([replace(sheet, look=look)], engine), engine)
        places: list[float] = []
        letters: Counter[float] = Counter()

        def visit(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
            if text.strip():
                places.append(cm[0] * tm[4] + cm[2] * tm[5] + cm[4])
                letters[round(size * abs(tm[3] * cm[3]), 2)] += len(text)

        PdfReader(BytesIO(made)).pages[0].extract_text(visitor_text=visit)
        return min(places), letters.most_common(1)[0][0]

    small, large = (
        Look(font_size=10, margins=Margins(20, 20, 20, 20)),
        Look(font_size=12, margins=Margins(20, 20, 20, 40)),
    )
    (left, size), (wider, larger) = map(left_and_size, (small, large))
    assert (wider - left) * 25.4 / 72 == pytest.approx(20, abs=0.1)
    assert larger / size == pytest.approx(1.2, abs=0.03)


def test_class_options_and_macros_are_in_the_latex_source_alone(sheet: SheetDocument) -> None:
    look = Look(document_class="scrartcl", class_options=("twoside",), macros="\\newcommand{\\mine}{1}")
    documents = [replace(sheet, look=look)]
    [latex], [typst] = latex_sources(documents), typst_sources(documents)
    assert r"\documentclass[twoside]{scrartcl}" in latex
    preamble = latex.partition("\n\\begin{document}")[0]
    assert preamble.index(r"\newcommand{\WordAnswer}") < preamble.index(r"\newcommand{\mine}{1}")
    assert "scrartcl" not in typst
    assert "mine" not in typst


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("ending", [ending for ending in LOGO_ENDINGS if ending != ".jpeg"])
def test_both_engines_take_every_kind_of_logo(engine: EngineName, ending: str, sheet: SheetDocument) -> None:
    from PIL import Image
    from pypdf import PdfReader

    made = BytesIO()
    picture = Image.new("RGB", (40, 20), (102, 0, 51))
    picture.save(made, {".png": "PNG", ".pdf": "PDF"}.get(ending, "JPEG"))
    look = Look(logo=Logo(f"layout/logo{ending}", 14))
    source = sources_of([replace(sheet, look=look, questions=())], engine)
    with typesetter(engine, files={f"layout/logo{ending}": made.getvalue()}) as setter:
        [(pdf, _)] = setter.pdfs(source, ["sheet"])
    resources = PdfReader(BytesIO(pdf)).pages[0]["/Resources"].get_object()
    assert isinstance(resources, dict)
    assert len(resources["/XObject"]) == 1
