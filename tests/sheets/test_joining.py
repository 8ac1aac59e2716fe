"""Late joiners: nobody else's file, variant or typed response changes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from exgen.errors import SheetError
from exgen.questions.library import Library
from exgen.questions.manifest import RosterRecord, read_manifest
from exgen.questions.records import Bank
from exgen.sheets.command import make_sheet
from exgen.sheets.joining import add_students, id_column_of
from exgen.sheets.roster import Student

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")
pytest.importorskip("typst")

ZOE = Student("zoe", "Zoë")


@pytest.fixture
def folder(bank: Bank, roster: tuple[Student, ...], library: Library, tmp_path: Path) -> Path:
    return make_sheet(bank, roster, library, tmp_path / "sheet", seed=5, engine="typst").folder


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_only_the_joiner_gets_files_and_rows(bank: Bank, roster: tuple[Student, ...], folder: Path) -> None:
    before, manifest = _content(folder), read_manifest(folder)
    made = add_students(bank, (*roster, ZOE), folder)
    after = _content(folder)
    assert made.students == 1
    written = {f"teacher/{name}" for name in ("manifest.json", "keys.json", "keys.tex", "keys.pdf", "responses.csv")}
    written.add("teacher/class.pdf")
    assert all(after[name] == data for name, data in before.items() if name not in written)
    new = {"students/zoe.tex", "students/zoe.pdf", "teacher/solutions/zoe.tex", "teacher/solutions/zoe.pdf"}
    assert set(after) - set(before) == new
    record = read_manifest(folder)
    assert record.students[:-1] == manifest.students
    assert set(record.students[-1].files) == new
    assert record.students[-1].group == 2
    assert json.loads(after["teacher/keys.json"])["zoe"]
    labels = [label for variant in record.students[-1].variants for label in variant.keys]
    added = after["teacher/responses.csv"].removeprefix(before["teacher/responses.csv"]).decode()
    assert added.splitlines() == [f"zoe,{label}," for label in labels]


def test_the_joiner_gets_what_the_whole_class_would_have_given(
    bank: Bank, roster: tuple[Student, ...], library: Library, folder: Path, tmp_path: Path
) -> None:
    whole = make_sheet(bank, (*roster, ZOE), library, tmp_path / "whole", seed=5, engine="typst").folder
    add_students(bank, (ZOE,), folder)
    name = "students/zoe.pdf"
    assert (folder / name).read_bytes() == (whole / name).read_bytes()


def test_the_manifest_keeps_the_columns_of_the_roster(bank: Bank, library: Library, tmp_path: Path) -> None:
    columns = RosterRecord(ids="SIS User ID", names=["Student"])
    folder = make_sheet(bank, (ZOE,), library, tmp_path / "week5", seed=5, engine="typst", columns=columns).folder
    add_students(bank, (Student("yan", "Yan"),), folder)
    assert read_manifest(folder).roster == columns
    assert id_column_of(folder) == "SIS User ID"
    assert id_column_of(tmp_path) is None


def test_what_was_interrupted_is_gone_on_with(
    bank: Bank, roster: tuple[Student, ...], library: Library, folder: Path, tmp_path: Path
) -> None:
    whole = make_sheet(bank, roster, library, tmp_path / "whole", seed=5, engine="typst").folder
    add_students(bank, (ZOE,), whole)

    def interrupt(what: str, _done: int, _of: int) -> None:
        if what == "sheets set":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_students(bank, (ZOE,), folder, progress=interrupt)
    add_students(bank, (ZOE,), folder)
    assert _content(folder) == _content(whole)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sheet", "whole"]


def test_typed_responses_stay(bank: Bank, folder: Path) -> None:
    path = folder / "teacher/responses.csv"
    path.write_bytes(path.read_bytes().replace(b"ada,1b,", b"ada,1b,caf\xe9 400"))
    before = path.read_bytes()
    add_students(bank, (ZOE,), folder)
    assert path.read_bytes().startswith(before)
    assert b"\nzoe,1a,\n" in path.read_bytes()


def test_responses_in_another_form_are_left_alone(bank: Bank, folder: Path) -> None:
    path = folder / "teacher/responses.csv"
    path.write_bytes(path.read_bytes().replace(b",", b";"))
    before = _content(folder)
    with pytest.raises(SheetError, match=r"no longer in the form exgen wrote it"):
        add_students(bank, (ZOE,), folder)
    assert _content(folder) == before


def test_what_cannot_be_added_to_is_told(bank: Bank, roster: tuple[Student, ...], folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="holds no sheet to add students to"):
        add_students(bank, (ZOE,), tmp_path / "nowhere")
    with pytest.raises(SheetError, match="everybody on this roster has a sheet already"):
        add_students(bank, roster, folder)
    with pytest.raises(SheetError, match="this bank has changed since the sheet in"):
        add_students(replace(bank, digest="0"), (ZOE,), folder)
    with pytest.raises(SheetError, match='holds a sheet of the bank "small"'):
        add_students(replace(bank, name="large"), (ZOE,), folder)
    path = folder / "teacher/manifest.json"
    path.write_text(path.read_text().replace('"exgen": "', '"exgen": "old '))
    with pytest.raises(SheetError, match=r"exgen old .* made this sheet, this is exgen"):
        add_students(bank, (ZOE,), folder)
