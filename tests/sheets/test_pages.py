"""Pages as they look, of two banks, sheet and solution, by both engines: held to pictures that were looked at.

The pictures are small, and compared block by block with a tolerance, since another poppler smooths letters otherwise.
After a change that is meant, ``pytest --rewrite-golden`` writes them anew: look at them before they are committed.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from exgen.questions.library import Library, own_place
from exgen.questions.rebuilt import exercise_makers, rebuilt_questions
from exgen.sheets.documents import sheet_document
from exgen.sheets.roster import Student
from exgen.writers.document import SheetDocument
from exgen.writers.drawn_figures import DrawnFigures
from exgen.writers.latex import latex_sources
from exgen.writers.pdf import SHEET_SECONDS, EngineName, typesetter
from exgen.writers.typst_markup import typst_sources
from tests.sheets.classes import PAGES, maker_of

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")
pytest.importorskip("typst")
pytestmark = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pages are drawn by pdftoppm (poppler-utils)")

GOLDEN = Path(__file__).with_name("golden") / "pages"
ENGINES = ["typst", pytest.param("latex", marks=pytest.mark.latex)]
DOTS_PER_INCH = 40
BLOCK = 12
"""So many dots wide and high is a block: a word."""
TOLERANCE = 20.0
"""By so much may the mean grey of a block differ, of 255."""

LAYOUTS = {"in3310_week5": "handout", "section09": "exam"}


@pytest.fixture(scope="module", params=LAYOUTS)
def documents(request: pytest.FixtureRequest) -> tuple[str, list[SheetDocument]]:
    """A student's sheet and its solution."""
    library = Library([own_place()])
    bank = library.bank(request.param, layout=LAYOUTS[request.param])
    maker = maker_of(bank, 7, library)
    student, head = maker.student(Student("ada", "Ada Brekke"), 1), maker.head(PAGES)
    questions = rebuilt_questions(head, student, exercise_makers(head))
    return request.param, [
        sheet_document(head.bank, student, questions, is_solution=is_solution, layout=bank.layout)
        for is_solution in (False, True)
    ]


def drawn(documents: Sequence[SheetDocument], engine: EngineName, folder: Path) -> dict[str, Image.Image]:
    """A small picture of each page, by what it is a page of."""
    sources = (latex_sources if engine == "latex" else typst_sources)(documents)
    names = ["sheet", "solution"]
    with typesetter(engine) as setter, DrawnFigures(SHEET_SECONDS) as figures:
        pictures = figures.pdfs({digest: figure for each in documents for digest, figure in each.figures.items()})
        for name, pdf in zip(names, setter.pdfs(sources, names, pictures), strict=True):
            (folder / f"{name}.pdf").write_bytes(pdf.data)
            run = ["pdftoppm", "-gray", "-r", str(DOTS_PER_INCH), f"{name}.pdf", name]
            subprocess.run(run, cwd=folder, check=True, capture_output=True, timeout=60)
    return {path.stem: Image.open(path).convert("L") for path in sorted(folder.glob("*.pgm"))}


def difference(first: Image.Image, second: Image.Image) -> float:
    """By how much the grey of two pictures differs in the block where it differs most."""
    if first.size != second.size:
        return 255.0
    size = (-(-first.width // BLOCK), -(-first.height // BLOCK))
    blocks = (picture.resize(size, Image.Resampling.BOX) for picture in (first, second))
    return float(ImageStat.Stat(ImageChops.difference(*blocks)).extrema[0][1])


@pytest.mark.parametrize("engine", ENGINES)
def test_pages_look_as_they_did(
    engine: EngineName,
    documents: tuple[str, list[SheetDocument]],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    bank, sheets = documents
    pages = drawn(sheets, engine, tmp_path)
    folder = GOLDEN / bank / engine
    if request.config.getoption("--rewrite-golden"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, page in pages.items():
            page.point([grey // 17 * 17 for grey in range(256)]).save(folder / f"{name}.png", optimize=True)
    golden = {path.stem: Image.open(path).convert("L") for path in folder.glob("*.png")}
    assert set(pages) == set(golden)
    far = {name: difference(pages[name], golden[name]) for name in pages}
    assert {name: amount for name, amount in far.items() if amount > TOLERANCE} == {}


def test_a_line_that_moves_is_seen() -> None:
    page = Image.new("L", (331, 468), 255)
    page.paste(60, (40, 100, 200, 105))
    moved = Image.new("L", page.size, 255)
    moved.paste(60, (40, 112, 200, 117))
    assert difference(page, page) == 0
    assert difference(page, moved) > TOLERANCE
    assert difference(page, page.resize((331, 469))) > TOLERANCE
