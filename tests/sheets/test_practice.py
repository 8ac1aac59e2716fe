"""Sheets to practise on: variants that no student has, with solutions, made again and untouched by late joiners."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from exgen.errors import SheetError
from exgen.questions.library import Library
from exgen.questions.manifest import Manifest, VariantRecord, read_manifest
from exgen.questions.records import Bank
from exgen.sheets.command import Written, make_sheet
from exgen.sheets.group import GROUP
from exgen.sheets.joining import add_students
from exgen.sheets.rebuilding import rebuild
from exgen.sheets.roster import Student
from tests.sheets.classes import maker_of

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")
pytest.importorskip("typst")

CLASS = tuple(Student(f"s{number}", f"Student {number}") for number in range(3))
ZOE = Student("zoe", "Zoë")
PRACTICE = [f"practice/{number}{ending}" for number in (1, 2) for ending in ("", "-solutions")]


@pytest.fixture(scope="module")
def made(bank: Bank, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A sheet with two to practise on, which no test changes."""
    place = tmp_path_factory.mktemp("practice") / "sheet"
    return make_sheet(bank, CLASS, library, place, seed=5, engine="typst", practice=2)


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _questions(manifest: Manifest, variants: list[VariantRecord]) -> list[str]:
    return [variant.question or manifest.questions[place].id for place, variant in enumerate(variants)]


def test_nobody_has_a_variant_that_is_practised_on(made: Written) -> None:
    manifest = read_manifest(made.folder)
    everybody = [*manifest.students, *manifest.practice]
    for id in ("size", "table"):
        drawn = [
            variant.parameters
            for each in everybody
            for question, variant in zip(_questions(manifest, each.variants), each.variants, strict=True)
            if question == id
        ]
        assert len(drawn) == 5
        assert all(drawn.count(one) == 1 for one in drawn)


def test_what_has_one_variant_alone_is_left_out(made: Written) -> None:
    manifest = read_manifest(made.folder)
    assert [_questions(manifest, each.variants) for each in manifest.practice] == [["size", "table"]] * 2
    assert made.not_practised == ("formula", "essay")


def test_practice_sheets_can_be_handed_out_with_their_solutions(made: Written) -> None:
    files = _content(made.folder)
    assert sorted(name for name in files if name.startswith("practice/")) == sorted(
        f"{name}.{ending}" for name in PRACTICE for ending in ("tex", "pdf")
    )
    sheet, solved = (files[f"practice/1{name}.tex"].decode() for name in ("", "-solutions"))
    assert "{Practice 1}" in sheet
    assert "{Practice 1: Solutions}" in solved
    assert "practice-1" not in sheet
    assert r"\begin{Derivation}" in solved
    assert r"\begin{Derivation}" not in sheet.partition(r"\begin{document}")[2]


def test_it_is_made_again_to_the_same_bytes(made: Written, tmp_path: Path) -> None:
    assert rebuild(read_manifest(made.folder), made.folder, tmp_path / "again").differing == ()
    assert _content(tmp_path / "again") == _content(made.folder)
    rebuild(read_manifest(made.folder), made.folder, tmp_path / "one", student="s1")
    assert not (tmp_path / "one/practice").exists()


def test_a_late_joiner_changes_nothing_and_gets_another_variant(bank: Bank, library: Library, tmp_path: Path) -> None:
    folder = make_sheet(bank, CLASS[:1], library, tmp_path / "sheet", seed=5, engine="typst", practice=1).folder
    before = _content(folder)
    add_students(bank, (ZOE,), folder)
    after, manifest = _content(folder), read_manifest(folder)
    assert {name: data for name, data in after.items() if "practice/" in name} == {
        name: data for name, data in before.items() if "practice/" in name
    }
    assert len(manifest.practice) == 1
    assert manifest.students[-1].group > manifest.practice[0].group
    assert manifest.students[-1].variants[0].parameters != manifest.practice[0].variants[0].parameters


def test_joiners_never_get_what_is_practised_on(bank: Bank, library: Library) -> None:
    maker, later = (maker_of(bank, 5, library) for _ in range(2))
    sheets = [maker.practice(number, 1) for number in range(1, GROUP)]
    for sheet in sheets:
        later.take_practice(sheet)
    joined = [later.student(Student(f"j{number}", ""), 1) for number in range(20)]
    practised = [sheet.variants[0].parameters for sheet in sheets]
    assert all(student.variants[0].parameters not in practised for student in joined)


def test_where_nothing_is_left_to_practise_on_it_is_told(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "fixed.toml"
    path.write_text('title = "T"\n[[questions]]\ntemplate = "layer/formula"\nset = { K = 3 }\n')
    fixed = Library([*library.places]).bank(str(path))
    with pytest.raises(SheetError, match=r"fixed.toml: nothing is left to practise on"):
        maker_of(fixed, 5, library).practice(1, 1)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": "practice-../../evil"}, "practice"),
        ({"id": "ada"}, "a practice sheet is called practice-1, practice-2, ..., not"),
        ({"variants": []}, "0 variants for 4 questions"),
    ],
)
def test_an_edited_practice_sheet_is_refused(
    change: dict[str, object], problem: str, made: Written, tmp_path: Path
) -> None:
    manifest = json.loads((made.folder / "teacher/manifest.json").read_text("utf-8"))
    manifest["practice"][0] |= change
    edited = tmp_path / "manifest.json"
    edited.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(SheetError, match=problem):
        read_manifest(edited)
