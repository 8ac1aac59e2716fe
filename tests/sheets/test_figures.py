"""Figures in a sheet's folder: beside what shows them, in the manifest, once for all, without an answer."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import get_args
from zipfile import ZipFile

import pytest

from exgen.questions.library import Library, own_place
from exgen.questions.manifest import read_manifest
from exgen.questions.sheet_layout import Format
from exgen.sheets.command import make_sheet
from exgen.sheets.joining import add_students
from exgen.sheets.rebuilding import rebuild
from exgen.sheets.roster import Student

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")
pytest.importorskip("typst")

ENGINES = ["typst", pytest.param("latex", marks=pytest.mark.latex)]
BANK = """schema_version = 1
title = "Figures"
language = "de"

[[questions]]
template = "convolution/output_size_2d"

[[questions]]
template = "shapes/layer_table"
same_for_all = true
"""
ROSTER = (Student("ada", "Ada"), Student("bob", "Bob"))


def _pages(data: bytes) -> str:
    pypdf = pytest.importorskip("pypdf")
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)


def _words(folder: Path, name: str) -> list[str]:
    """The words of a file's pages, sorted: engines extract them in orders of their own."""
    return sorted(_pages((folder / name).read_bytes()).split())


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of the same sheets by an engine, made once for all tests, which change nothing in it."""
    place = tmp_path_factory.mktemp("figures")
    (place / "bank.toml").write_text(BANK, encoding="utf-8")
    library = Library([own_place()])

    def folder(engine: str) -> Path:
        if not (place / engine).exists():
            bank, formats = library.bank(str(place / "bank.toml")), get_args(Format) if engine == "typst" else ()
            make_sheet(bank, ROSTER, library, place / engine, seed=5, engine=engine, formats=formats)
        return place / engine

    return folder


@pytest.mark.parametrize("engine", ENGINES)
def test_figures_lie_beside_the_sheets_that_show_them_and_are_in_the_manifest(
    engine: str, made: Callable[[str], Path]
) -> None:
    folder = made(engine)
    manifest = read_manifest(folder)
    recorded = set()
    for student in manifest.students:
        for place in ("students", "teacher/solutions"):
            tex = (folder / place / f"{student.id}.tex").read_text(encoding="utf-8")
            named = {f"{place}/figures/{digest}.pdf" for digest in re.findall(r"\\SheetFigure\{(\w+)\}", tex)}
            assert named == {name for name in student.files if name.startswith(f"{place}/figures/")}
            assert len(named) == 2
            recorded |= named
    assert recorded == {name for name in _content(folder) if "/figures/" in name}
    assert len(recorded) == 3 + 3  # a window for each student, one network for both; in solutions with the numbers


@pytest.mark.parametrize("engine", ENGINES)
def test_a_students_figures_show_no_key(engine: str, made: Callable[[str], Path]) -> None:
    folder = made(engine)
    for student in read_manifest(folder).students:
        figures = [name for name in student.files if name.startswith("students/figures/")]
        numbers = " ".join(re.findall(r"\d+", " ".join(_pages((folder / name).read_bytes()) for name in figures)))
        for variant in student.variants:
            for key in variant.keys.values():
                asked = " ".join(re.findall(r"\d+", key.key))
                assert len(asked) < 4 or f" {asked} " not in f" {numbers} "


def _shown(folder: Path, name: str) -> dict[str, str]:
    """What figures show in the formats beside PDF, drawn or in words, by the endings of their files."""
    page, text = ((folder / f"{name}.{ending}").read_text(encoding="utf-8") for ending in ("html", "txt"))
    with ZipFile(folder / f"{name}.docx") as archive:
        drawn = [archive.read(part).decode() for part in archive.namelist() if part.endswith(".svg")]
        described = re.findall(r' descr="([^"]*)"', archive.read("word/document.xml").decode())
    cells = json.loads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    attached = ["".join(cell["source"]) for cell in cells if "attachments" in cell]
    return {
        "html": " ".join(re.findall(r"<figure>.*?</figure>", page, re.DOTALL)),
        "docx": " ".join([*drawn, *described]),
        "ipynb": " ".join(re.findall(r"!\[.*?\]\(attachment", " ".join(attached), re.DOTALL)),
        "md": " ".join(re.findall(r"!\[.*?\]\(data:", (folder / f"{name}.md").read_text(encoding="utf-8"), re.DOTALL)),
        "txt": " ".join(re.findall(r"\[[^\]]*\]", text)),
        "q1.tex": " ".join(
            bytes.fromhex(code).decode("utf-16-be")
            for code in re.findall(r"\\DescribeFigure\{\w+\}\{(\w+)\}", (folder / name / "q1.tex").read_text())
        ),
    }


def _told(text: str) -> str:
    """The numbers of a text as people read it, each between blanks."""
    plain = re.sub(r"<tspan[^>]*>|</tspan>", "", unescape(text))
    plain = re.sub(r"<[^>]*aria-label=\"([^\"]*)\"[^>]*>", r" \1 ", plain)
    return f" {' '.join(re.findall(r'[0-9]+', re.sub(r'<[^>]*>', ' ', plain)))} "


def test_no_figure_in_another_format_shows_a_key_but_those_of_solutions_do(made: Callable[[str], Path]) -> None:
    folder = made("typst")
    for student in read_manifest(folder).students:
        keys = {" ".join(re.findall(r"\d+", key.key)) for variant in student.variants for key in variant.keys.values()}
        hidden = {f" {key} " for key in keys if len(key) > 3}
        for ending, text in _shown(folder, f"students/{student.id}").items():
            assert "Eingabe" in text, ending
            assert not [key for key in hidden if key in _told(text)], ending
        for ending, text in _shown(folder, f"teacher/solutions/{student.id}").items():
            assert [key for key in hidden if key in _told(text)], ending


@pytest.mark.latex
def test_both_engines_sheets_hold_the_same_words(made: Callable[[str], Path]) -> None:
    for name in ("students/ada.pdf", "teacher/solutions/ada.pdf"):
        typst, latex = (_words(made(engine), name) for engine in ("typst", "latex"))
        for word in ("Stelle", "Eingabe", "Rand", "Conv2d"):
            assert typst.count(word) == latex.count(word) > 0
    figures = [name for name in _content(made("typst")) if "/figures/" in name]
    assert "position" not in "".join(_pages(_content(made("typst"))[name]) for name in figures)  # the bank is German
    assert {name: _content(made("latex"))[name] for name in figures} == {
        name: _content(made("typst"))[name] for name in figures
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_a_student_alone_is_rebuilt_with_figures_that_others_share(
    engine: str, made: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = made(engine)
    rebuilt = rebuild(read_manifest(folder), folder, tmp_path / "again", student="bob")
    assert rebuilt.differing == ()
    again = _content(tmp_path / "again")
    assert set(again) == set(read_manifest(folder).students[1].files)
    assert {name: _content(folder)[name] for name in again} == again


def test_a_late_joiner_shares_the_figures_that_are_there_and_the_folder_can_be_written_again(
    made: Callable[[str], Path], tmp_path: Path
) -> None:
    folder, bank = tmp_path / "sheet", Library([own_place()]).bank(str(made("typst").parent / "bank.toml"))
    shutil.copytree(made("typst"), folder)
    before = _content(folder)
    add_students(bank, [*ROSTER, Student("eve", "Eve")], folder)
    after = _content(folder)
    assert {name: after[name] for name in before if "students/" in name} == {
        name: data for name, data in before.items() if "students/" in name
    }
    eve = read_manifest(folder).student("eve")
    assert eve is not None
    assert len([name for name in eve.files if name in before]) == 2  # the network that all share, in sheet and solution
    everybody = (*ROSTER, Student("eve", "Eve"))
    formats = get_args(Format)
    make_sheet(bank, everybody, Library([own_place()]), folder, seed=5, engine="typst", formats=formats)
    assert _content(folder).keys() == after.keys()
