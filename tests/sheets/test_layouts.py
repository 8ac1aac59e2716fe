"""Sheets in a teacher's own layout: what it chooses is on the pages, and the manifest alone makes them again."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from exgen.cli.reports import sheet_blocks
from exgen.errors import SheetError
from exgen.questions.layouts import FILES
from exgen.questions.library import LAYOUTS, Library, own_place
from exgen.questions.manifest import read_manifest
from exgen.questions.rebuilt import RebuiltQuestion
from exgen.questions.solving import solved_variant
from exgen.sheets.command import Written, make_sheet
from exgen.sheets.formula_sheet import rule_formulas
from exgen.sheets.joining import add_students
from exgen.sheets.rebuilding import rebuild
from exgen.sheets.roster import Student
from exgen.writers.terminal import plain_blocks
from tests.sheets.conftest import DATA

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")
pytest.importorskip("typst")

ENGINES = ["typst", pytest.param("latex", marks=pytest.mark.latex)]
LAYOUT = """
title = "Mine"
font_size = 11
margins = { top = 18, right = 22, bottom = 22, left = 22 }
spacing = "normal"
answer_space = "full"
points_table = true
conventions = false
qr = false
logo = "logo.png"
formula_sheet = ["rules", "own.md"]
[cover]
text = "cover.md"
fields = ["name", "seat"]
[latex]
class = "uio"
macros = "macros.tex"
"""
ROSTER = (Student("ada", "Ada #1"), Student("bo", "Bo"))


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with the tests' bank and a layout that chooses everything."""
    from PIL import Image

    place = tmp_path_factory.mktemp("place")
    shutil.copytree(DATA, place, dirs_exist_ok=True)
    folder = place / LAYOUTS
    folder.mkdir()
    (folder / "mine.toml").write_text(LAYOUT)
    Image.new("RGB", (40, 20), (102, 0, 51)).save(folder / "logo.png")
    (folder / "own.md").write_text("*Own* words.")
    (folder / "cover.md").write_text("Copy of << name >>, version << version >>.")
    (folder / "uio.cls").write_text("\\NeedsTeXFormat{LaTeX2e}\\ProvidesClass{layout/uio}\\LoadClass{article}\n")
    (folder / "macros.tex").write_text("\\renewcommand{\\WordAnswer}{Response}\n")
    return place


@pytest.fixture(scope="module", params=ENGINES)
def made(request: pytest.FixtureRequest, mine: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A sheet in that layout, which no test changes."""
    library = Library([mine])
    bank = library.bank("small", layout="mine")
    folder = tmp_path_factory.mktemp("made") / "sheet"
    return make_sheet(bank, ROSTER, library, folder, seed=5, versions=2, engine=request.param)


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _text(folder: Path, name: str) -> str:
    from pypdf import PdfReader

    pages = PdfReader(BytesIO((folder / name).read_bytes())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_what_the_layout_chooses_is_on_the_pages(made: Written) -> None:
    engine = read_manifest(made.folder).pages
    assert engine is not None
    student, solution = (_text(made.folder, f"{place}/ada.pdf") for place in ("students", "teacher/solutions"))
    assert student.count("Seat") == 1
    assert "Copy of Ada #1, version A." in student
    assert "Reached" in student
    assert student.index("Formulas") < student.index("Own words.")
    assert "Conventions" not in student
    assert ("Response" in student) == (engine.engine == "latex") != ("Answer" in student)
    assert not re.search("Seat|Copy of|Formulas|Reached", solution)


def test_the_logo_is_drawn_and_lies_beside_the_tex_files(made: Written, mine: Path) -> None:
    from pypdf import PdfReader

    for place in ("students", "teacher/solutions"):
        assert len(PdfReader(made.folder / place / "ada.pdf").pages[0].images) == 1
        for name in ("logo.png", "uio.cls"):
            assert (made.folder / place / FILES / name).read_bytes() == (mine / LAYOUTS / name).read_bytes()


def test_the_manifest_alone_makes_the_same_bytes(made: Written, mine: Path, tmp_path: Path) -> None:
    hidden = mine / LAYOUTS / "mine.toml"
    text = hidden.read_text()
    hidden.unlink()
    try:
        assert rebuild(read_manifest(made.folder), made.folder, tmp_path / "again").differing == ()
        assert _content(tmp_path / "again") == _content(made.folder)
        rebuild(read_manifest(made.folder), made.folder, tmp_path / "one", student="bo")
        whole = _content(made.folder)
        expected = {name: data for name, data in whole.items() if f"/{FILES}/" in name or "/bo." in name}
        assert _content(tmp_path / "one") == expected
    finally:
        hidden.write_text(text)


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda one: one["files"]["mine.toml"].update(text=LAYOUT.replace("18", "19")), "mine.toml is not what"),
        (lambda one: one["files"]["logo.png"].update(base64="iVBORw0K"), "logo.png is not what"),
        (lambda one: one["files"].pop("own.md"), "there is no file own.md"),
        (lambda one: one["files"]["own.md"].update(text=3), r"layout.files.own.md.text): found 3"),
        (lambda one: one.pop("name"), "(layout.name): missing"),
    ],
)
def test_a_layout_that_was_edited_in_the_manifest_is_refused_by_its_field(
    made: Written, tmp_path: Path, change: Change, message: str
) -> None:
    content = json.loads((made.folder / "teacher/manifest.json").read_text())
    change(content["layout"])
    place = tmp_path / "manifest.json"
    place.write_text(json.dumps(content))
    with pytest.raises(SheetError, match=re.escape(message)):
        rebuild(read_manifest(place), place, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_late_joiner_gets_the_same_layout(made: Written, mine: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sheet"
    shutil.copytree(made.folder, folder)
    add_students(Library([mine]).bank("small"), [Student("cy", "Cy")], folder)
    assert "Copy of Cy, version A." in _text(folder, "students/cy.pdf")
    before = _content(made.folder)
    assert {name: data for name, data in _content(folder).items() if "/layout/" in name} == {
        name: data for name, data in before.items() if "/layout/" in name
    }


def test_it_is_said_where_typst_does_without_a_class(made: Written) -> None:
    told = plain_blocks(sheet_blocks(made))
    is_typst = made.head.pages is not None and made.head.pages.engine == "typst"
    assert ("typst's PDFs do without them" in told) == is_typst


@pytest.mark.latex
def test_a_tex_file_compiles_where_it_lies(made: Written, tmp_path: Path) -> None:
    shutil.copytree(made.folder / "students", tmp_path / "students")
    run = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "ada.tex"]
    subprocess.run(run, cwd=tmp_path / "students", check=True, capture_output=True, timeout=60)
    text = _text(tmp_path, "students/ada.pdf")
    assert "Response" in text


OWN = Library([own_place()])


def _asked(*names: str) -> list[RebuiltQuestion]:
    return [
        RebuiltQuestion(number, solved_variant(OWN.template(name)).exercise, Fraction(1))
        for number, name in enumerate(names, 1)
    ]


SIZE = r"$H_{\text{out}} = \left\lfloor \frac{H + 2 P - K}{S} \right\rfloor + 1$"


def test_the_formulas_of_rules_in_use_are_told_once_with_their_layers() -> None:
    rows = rule_formulas(_asked("convolution/output_size_2d", "parameters/convolution"), "en")
    assert rows == (
        ("Output size (Conv2d)", SIZE),
        ("Weights (Conv2d)", r"$w = C_{\text{in}} \cdot K_{h} \cdot K_{w} \cdot C_{\text{out}}$"),
        ("Biases (Conv2d)", r"$b = C_{\text{out}}$"),
        ("Parameters (Conv2d)", "$n = w + b$"),
    )


def test_a_formula_that_is_asked_for_is_told_nowhere() -> None:
    asked = ("convolution/output_size_2d", "formulas/convolution_layer")
    titles = [title for title, _ in rule_formulas(_asked(*asked), "en")]
    assert titles == []
    assert rule_formulas(_asked(*asked[:1]), "en")


def test_answers_to_questions_on_gradients_are_no_formulas_of_the_sheet() -> None:
    assert rule_formulas(_asked("backpropagation/mlp"), "en") == ()


def test_without_words_of_the_engine_a_formula_has_its_layers_alone() -> None:
    assert rule_formulas(_asked("convolution/output_size_2d"), "de") == (("Conv2d", SIZE),)
