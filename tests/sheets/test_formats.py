"""A class's sheets in every format: which files there are, the same bytes again, and no key in a student's hands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any, get_args
from zipfile import ZipFile, is_zipfile

import pikepdf
import pytest

from exgen.questions.library import Library
from exgen.questions.manifest import read_manifest
from exgen.questions.records import Bank
from exgen.questions.sheet_layout import Format
from exgen.sheets.command import make_sheet
from exgen.sheets.joining import add_students
from exgen.sheets.rebuilding import rebuild
from exgen.sheets.roster import Student

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")
pytest.importorskip("typst")

ALL: tuple[Format, ...] = get_args(Format)
ENDINGS = (".tex", ".pdf", ".html", ".docx", ".md", ".ipynb", ".txt", *(f"/q{number}.tex" for number in range(1, 5)))
FORMULAS = re.compile(r"<annotation[^>]*>(.*?)</annotation>", re.DOTALL)


@pytest.fixture(scope="module")
def folder(bank: Bank, roster: tuple[Student, ...], library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sheet that no test changes."""
    place = tmp_path_factory.mktemp("formats") / "sheet"
    # named in another order, and one of them twice
    return make_sheet(bank, roster, library, place, seed=5, engine="typst", formats=[*reversed(ALL), "html"]).folder


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_format_has_its_files_for_sheets_and_solutions(folder: Path) -> None:
    own = {
        f"{place}/{id}{ending}"
        for place in ("students", "teacher/solutions")
        for id in ("ada", "b-2")
        for ending in ENDINGS
    }
    of_all = ("exgen-macros.tex", "class.pdf", "keys.json", "keys.pdf", "keys.tex", "manifest.json", "responses.csv")
    teacher = {f"teacher/{name}" for name in of_all}
    assert _content(folder).keys() == own | teacher
    manifest = read_manifest(folder)
    assert manifest.pages is not None
    assert tuple(manifest.pages.formats) == ALL
    assert {name for student in manifest.students for name in student.files} == own


def test_rebuilt_they_have_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    before = _content(folder)
    rebuild(read_manifest(folder), folder, tmp_path / "all")
    assert _content(tmp_path / "all") == before
    rebuild(read_manifest(folder), folder, tmp_path / "one", student="ada")
    assert _content(tmp_path / "one") == {name: data for name, data in before.items() if re.search(r"/ada[./]", name)}


def test_a_late_joiner_gets_the_same_formats_and_a_new_run_only_those_it_asks_for(
    bank: Bank, roster: tuple[Student, ...], library: Library, tmp_path: Path
) -> None:
    place = tmp_path / "sheet"
    make_sheet(bank, roster[:1], library, place, seed=5, solutions=False, engine="typst", formats=["text", "fragments"])
    before = _content(place)
    add_students(bank, (Student("zoe", "Zoë"),), place)
    after = _content(place)
    new = {
        f"students/zoe{ending}" for ending in (".tex", ".pdf", ".txt", *(f"/q{number}.tex" for number in range(1, 5)))
    }
    assert after.keys() - before.keys() == new
    make_sheet(bank, roster[:1], library, place, solutions=False, engine="typst", formats=["markdown"])
    files = {name.removeprefix("students/") for name in _content(place) if name.startswith("students")}
    assert files == {"ada.md", "ada.pdf", "ada.tex"}


def _told(name: str, data: bytes) -> Iterator[str]:
    """All that a file tells, in whatever part of it: markup, metadata, text without marks."""
    if name.endswith(".pdf"):
        pypdf = pytest.importorskip("pypdf")
        yield "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)
        with pikepdf.open(BytesIO(data)) as pdf:
            yield from (text for each in pdf.objects for text in _strings(each))
            assert not pdf.attachments
        return
    parts = [data]
    if is_zipfile(BytesIO(data)):
        archive = ZipFile(BytesIO(data))
        parts = [archive.read(part) for part in archive.namelist()]
    for part in parts:
        text = part.decode("utf-8", errors="replace")
        yield text
        yield unescape(re.sub(r"<[^>]*>", "", text))
        yield from (unescape(formula) for formula in FORMULAS.findall(text))


def _strings(value: Any) -> Iterator[str]:
    """The strings of a PDF's object: titles, alternative texts, whatever it says of itself."""
    if isinstance(value, pikepdf.String):
        yield str(value)
    elif isinstance(value, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream):
        members = list(value) if isinstance(value, pikepdf.Array) else [member for _, member in value.items()]
        for member in members:
            if not getattr(member, "is_indirect", False):  # those come by themselves
                yield from _strings(member)


def _squeezed(text: str) -> str:
    """Without blanks, marks of maths, and what groups digits."""
    return re.sub(r"[\s$\\{}\u202f]|\\,", "", text.replace("\\,", ""))


@pytest.mark.parametrize("id", ["ada", "b-2"])
def test_no_file_of_a_student_tells_a_key_and_each_solution_does(folder: Path, id: str) -> None:
    keys = json.loads((folder / "teacher/keys.json").read_text(encoding="utf-8"))[id]
    hidden = {_squeezed(key) for key in keys.values() if len(key) > 3}
    assert len(hidden) > 2
    told: dict[str, str] = {}
    for name, data in _content(folder).items():
        if re.search(rf"/{id}[./]", name):
            told[name] = _squeezed("\n".join(_told(name, data)))
    for name, text in told.items():
        found = {key for key in hidden if key in text}
        if name.startswith("students/"):
            assert not found, name
        elif not name.endswith(("q2.tex", "q3.tex", "q4.tex")):
            assert found, name
    for name, text in told.items():
        if name.startswith("students/"):
            assert not re.search(r"fewer|confirmed|(?<!d)proven", text), name
