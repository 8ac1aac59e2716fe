"""Sheets made again from their manifest: the same bytes, or a refusal that says what has changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exgen.errors import InputError, SheetError
from exgen.questions.library import Library
from exgen.questions.manifest import read_manifest
from exgen.questions.records import Bank
from exgen.sheets.command import make_sheet
from exgen.sheets.group import GROUP
from exgen.sheets.rebuilding import Rebuilt, rebuild
from exgen.sheets.roster import Student

pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")
pytest.importorskip("typst")

ENGINES = ["typst", pytest.param("latex", marks=pytest.mark.latex)]
ROSTER = tuple(Student(f"s{number}", f"Student {number}") for number in range(GROUP + 1))


@pytest.fixture(scope="module", params=ENGINES)
def folder(
    request: pytest.FixtureRequest, bank: Bank, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A sheet of two groups, which no test changes."""
    place = tmp_path_factory.mktemp("made") / "sheet"
    make_sheet(bank, ROSTER, library, place, seed=5, self_check=True, engine=request.param)
    return place


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _rebuilt(place: Path, out: Path, **options: Any) -> Rebuilt:
    return rebuild(read_manifest(place), place, out, **options)


def test_all_of_it_has_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    made = _rebuilt(folder, tmp_path / "again")
    assert (made.files, made.differing) == (5 * len(ROSTER), ())
    assert _content(tmp_path / "again") == _content(folder)


@pytest.mark.parametrize("id", ["s3", f"s{GROUP}"])
def test_one_students_files_have_the_same_bytes(folder: Path, tmp_path: Path, id: str) -> None:
    made = _rebuilt(folder, tmp_path / "one", student=id)
    own = {name: data for name, data in _content(folder).items() if f"/{id}." in name}
    assert _content(tmp_path / "one") == own
    assert made.files == len(own) == 5


def _edited(folder: Path, place: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    content = json.loads((folder / "teacher/manifest.json").read_text())
    change(content)
    path = place / "manifest.json"
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m["students"][0].update(code="AAAAAA"), "s0: the manifest's code, id or parameters"),
        (lambda m: m["students"][0].update(id="s00"), "s00: the manifest's code, id or parameters"),
        (lambda m: m["students"][0]["variants"][0]["parameters"].update(H=99), "s0: the manifest's code, id or"),
        (
            lambda m: m["students"][0]["variants"][0]["keys"]["1a"].update(key="(1, 1)"),
            "s0: question 1: what the manif",
        ),
        (lambda m: m["students"][0].update(name="Eve"), "students/s0.tex: other bytes than the manifest says"),
        (lambda m: m["bank"].update(title="Another"), "students/s0.tex: other bytes than the manifest says"),
        (
            lambda m: m["bank"].update(digest="0"),
            "s0: the manifest's code, id or parameters of this student, or its di",
        ),
        (
            lambda m: m["templates"]["layer/size"]["sources"].update({"statement.md": "x"}),
            "layer/size: its text is not",
        ),
        (lambda m: m.update(exgen="0.0.1"), "exgen 0.0.1 made this sheet, this is exgen "),
        (lambda m: m["pages"].update(version="typst 0.1"), "typst 0.1 set its pages, here is "),
        (lambda m: m.pop("pages"), "this manifest is of an older exgen"),
        (lambda m: m.update(seed="5"), "this is no manifest of a sheet (seed)"),
    ],
)
def test_what_was_edited_is_refused_by_name(
    folder: Path, tmp_path: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    place = _edited(folder, tmp_path, change)
    with pytest.raises(InputError) as error:
        rebuild(read_manifest(place), place, tmp_path / "again", student=None if "s00" in message else "s0")
    assert message in str(error.value)
    assert not (tmp_path / "again").exists()


def test_it_is_made_all_the_same_where_that_is_asked_for(folder: Path, tmp_path: Path) -> None:
    place = _edited(folder, tmp_path, lambda m: (m.update(exgen="0.0.1"), m["students"][0].update(name="Eve")))
    made = _rebuilt(place, tmp_path / "again", student="s0", anyway=True)
    assert "students/s0.tex" in made.differing
    assert b"Eve" in (tmp_path / "again/students/s0.tex").read_bytes()


@pytest.mark.parametrize("id", ["../../evil", "a/b", "..", "C:evil", ""])
def test_an_id_that_leads_out_of_the_folder_is_no_id(folder: Path, tmp_path: Path, id: str) -> None:
    place = _edited(folder, tmp_path, lambda m: m["students"][0].update(id=id))
    with pytest.raises(SheetError, match=r"this is no manifest of a sheet \(students\.0\.id\): "):
        read_manifest(place)


def test_what_was_interrupted_is_gone_on_with(folder: Path, tmp_path: Path) -> None:
    def interrupt(*_step: object) -> None:
        raise KeyboardInterrupt

    for student in (None, "s3"):
        out = tmp_path / str(student)
        with pytest.raises(KeyboardInterrupt):
            _rebuilt(folder, out, student=student, progress=interrupt)
        assert _rebuilt(folder, out, student=student).differing == ()
        whole = _content(folder)
        assert _content(out) == {name: whole[name] for name in whole if student is None or f"/{student}." in name}


def test_an_unknown_student_and_a_folder_in_use_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SheetError, match='no student "s99" on this sheet'):
        _rebuilt(folder, tmp_path / "again", student="s99")
    with pytest.raises(SheetError, match="is not empty; give a new folder with --out"):
        _rebuilt(folder, folder)
