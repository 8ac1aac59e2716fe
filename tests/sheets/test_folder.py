"""The folder of a sheet: nothing a teacher put there is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exgen.errors import SheetError
from exgen.questions.library import Library
from exgen.questions.manifest import Manifest
from exgen.questions.records import Bank
from exgen.sheets import folder
from exgen.sheets.folder import MANIFEST, RESPONSES, earlier_manifest, write_teacher_files
from exgen.sheets.roster import Student
from tests.sheets.classes import sheet_of


@pytest.fixture(scope="module")
def record(bank: Bank, library: Library, roster: tuple[Student, ...]) -> Manifest:
    return sheet_of(bank, roster, 5, library)


@pytest.fixture(autouse=True)
def without_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "write_class_files", lambda *_: {})


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where a sheet is to be written; nothing else may stay beside it."""
    return tmp_path / "build" / "week5"


def _write(place: Path, record: Manifest) -> None:
    """The files of a sheet, but that there are no PDFs."""
    (place / "students").mkdir(parents=True)
    (place / "teacher" / "solutions").mkdir(parents=True)
    for student in record.students:
        (place / "students" / f"{student.id}.tex").write_text(student.name)
    write_teacher_files(place, record.head, lambda: record.students)


@pytest.mark.parametrize("make", [lambda _: None, lambda place: place.mkdir(parents=True)], ids=["absent", "empty"])
def test_where_nothing_stands_a_sheet_may_be_written(place: Path, make: Callable[[Path], None]) -> None:
    make(place)
    assert earlier_manifest(place, "small") is None


def test_a_sheet_of_the_same_bank_is_recognised(place: Path, record: Manifest) -> None:
    _write(place, record)
    assert earlier_manifest(place, "small") == record


def _foreign(name: str) -> Callable[[Path], None]:
    def make(place: Path) -> None:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("mine")

    return make


def _filled_in(place: Path) -> None:
    (place / RESPONSES).write_text((place / RESPONSES).read_text().replace("ada,1a,", 'ada,1a,"(20, 20)"'))


def _linked(place: Path) -> None:
    (place / "students" / "notes").symlink_to(place.parent, target_is_directory=True)


def _dangling(place: Path) -> None:
    (place / "teacher" / "old.pdf").symlink_to(place / "gone")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_foreign("notes.txt"), "holds files that exgen did not write (notes.txt); move them or give another folder"),
        (_foreign("students/eve.self-check.json"), "did not write (students/eve.self-check.json)"),
        (_foreign("students/eve.pdf"), "holds files that exgen did not write (students/eve.pdf)"),
        (_foreign("teacher/solutions/ada-marked.pdf"), "did not write (teacher/solutions/ada-marked.pdf)"),
        (_foreign("marks/2024.xlsx"), "holds files that exgen did not write (marks/2024.xlsx)"),
        (_linked, "holds files that exgen did not write (students/notes)"),
        (_dangling, "holds files that exgen did not write (teacher/old.pdf)"),
        (_filled_in, "teacher/responses.csv has been filled in; move it or give another folder with --out"),
        (lambda place: (place / MANIFEST).unlink(), "is not empty and holds no sheet; give another folder with --out"),
        (lambda place: (place / MANIFEST).write_text("{}"), "this is no manifest of a sheet"),
    ],
)
def test_what_a_teacher_put_there_is_never_written_over(
    place: Path, record: Manifest, change: Callable[[Path], None], message: str
) -> None:
    _write(place, record)
    change(place)
    with pytest.raises(SheetError) as error:
        earlier_manifest(place, "small")
    assert str(error.value).startswith(str(place))
    assert message in str(error.value)


def test_another_banks_sheet_is_never_written_over(place: Path, record: Manifest) -> None:
    _write(place, record)
    with pytest.raises(SheetError, match=r'week5 holds a sheet of the bank "small"; give another folder with --out'):
        earlier_manifest(place, "large")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "week5").write_text("a file")
    with pytest.raises(SheetError, match="week5 is a file; give a folder with --out"):
        earlier_manifest(tmp_path / "week5", "small")


def test_what_file_managers_leave_behind_is_no_foreign_file(place: Path, record: Manifest) -> None:
    _write(place, record)
    for name in (".DS_Store", "students/Thumbs.db", "teacher/desktop.ini"):
        (place / name).write_bytes(b"\0")
    assert earlier_manifest(place, "small") == record


def test_many_foreign_files_are_not_all_listed(place: Path, record: Manifest) -> None:
    _write(place, record)
    for number in range(9):
        (place / f"{number}.txt").touch()
    with pytest.raises(SheetError, match=r"\(0.txt, 1.txt, 2.txt\)"):
        earlier_manifest(place, "small")
