"""Exams in versions: a few different sheets, given in turn, and the same ones for whoever joins later."""

from __future__ import annotations

from pathlib import Path

import pytest

from exgen.errors import SheetError
from exgen.questions.library import Library
from exgen.questions.manifest import Manifest, read_manifest
from exgen.questions.records import Bank
from exgen.sheets.command import make_sheet
from exgen.sheets.group import GROUP
from exgen.sheets.joining import add_students
from exgen.sheets.making import SheetMaker
from exgen.sheets.rebuilding import rebuild
from exgen.sheets.roster import Student
from tests.sheets.classes import PAGES, maker_of

CLASS = tuple(Student(f"s{number}", f"Student {number}") for number in range(GROUP + 2))
JOINING = (Student("yan", "Yan"), Student("zoe", "Zoë"))


@pytest.fixture(scope="module", params=["small", "varied"])
def of_kind(request: pytest.FixtureRequest, library: Library) -> Bank:
    return library.bank(request.param)


@pytest.fixture(scope="module")
def made(of_kind: Bank, library: Library) -> Manifest:
    near = library.near(of_kind.path)
    templates = {question.template: near.template(question.template) for question in of_kind.questions}
    maker = SheetMaker(of_kind, templates, 5, versions=3)
    students = [maker.student(student, 1) for student in CLASS]
    return Manifest(**dict(maker.head(PAGES)), students=students)


def test_students_get_the_versions_in_turn(made: Manifest) -> None:
    assert made.versions == 3
    assert [student.version for student in made.students] == [*"ABCABCABCA"]
    for version in "ABC":
        sheets = [student.variants for student in made.students if student.version == version]
        assert all(sheet == sheets[0] for sheet in sheets)


def test_versions_differ_and_codes_begin_with_their_letters(made: Manifest) -> None:
    first, second, third = (student.variants for student in made.students[:3])
    assert first != second != third != first
    codes = [student.code for student in made.students]
    assert len(set(codes)) == len(CLASS)
    assert [code[:2] for code in codes] == [f"{student.version}-" for student in made.students]


def test_without_versions_nothing_of_them_is_recorded(of_kind: Bank, library: Library) -> None:
    maker = maker_of(of_kind, 5, library)
    student = maker.student(CLASS[0], 1)
    assert "-" not in student.code
    assert "versions" not in maker.head(PAGES).model_dump(exclude_none=True)
    assert "version" not in student.model_dump(exclude_none=True)


def test_versions_are_rebuilt_and_joined(library: Library, tmp_path: Path) -> None:
    pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")
    pytest.importorskip("typst")
    bank = library.bank("small")
    roster = CLASS[:4]
    folder = make_sheet(bank, roster, library, tmp_path / "exam", seed=5, versions=3, engine="typst").folder
    assert rebuild(read_manifest(folder), folder, tmp_path / "again").differing == ()
    add_students(bank, JOINING, folder)
    whole = make_sheet(
        bank, (*roster, *JOINING), library, tmp_path / "whole", seed=5, versions=3, engine="typst"
    ).folder
    assert [student.version for student in read_manifest(folder).students] == [*"ABCABC"]
    for name in ("students/zoe.pdf", "teacher/keys.json", "teacher/responses.csv"):
        assert (folder / name).read_bytes() == (whole / name).read_bytes()
    code = read_manifest(folder).students[-1].code
    assert f"{{{code.replace('-', '{-}')}}}" in (folder / "students/zoe.tex").read_text("utf-8")


def test_another_version_in_the_manifest_is_noticed(library: Library, tmp_path: Path) -> None:
    pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")
    pytest.importorskip("typst")
    bank = library.bank("small")
    folder = make_sheet(bank, CLASS[:2], library, tmp_path / "exam", seed=5, versions=2, engine="typst").folder
    manifest = read_manifest(folder)
    edited = [manifest.students[0].model_copy(update={"version": "B"}), manifest.students[1]]
    with pytest.raises(SheetError, match="were edited: they do not belong together"):
        rebuild(manifest.model_copy(update={"students": edited}), folder, tmp_path / "again")
