"""The folder of a sheet: whole or not there at all, and nothing a teacher put there is ever lost."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from exgen.errors import SheetError
from exgen.questions.library import Library
from exgen.questions.manifest import Manifest
from exgen.questions.records import Bank
from exgen.sheets.folder import (
    KEYS,
    MANIFEST,
    RESPONSES,
    blank_responses,
    earlier_manifest,
    keys_text,
    manifest_text,
    whole_folder,
    write_texts,
)
from exgen.sheets.making import class_sheet, manifest
from exgen.sheets.roster import Student


@pytest.fixture(scope="module")
def record(bank: Bank, library: Library, roster: tuple[Student, ...]) -> Manifest:
    return manifest(class_sheet(bank, roster, 5, library))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where a sheet is to be written; nothing else may stay beside it."""
    return tmp_path / "build" / "week5"


def _write(folder: Path, record: Manifest) -> None:
    with whole_folder(folder) as new:
        texts = {MANIFEST: manifest_text(record), KEYS: keys_text(record), RESPONSES: blank_responses(record)}
        for student in record.students:
            texts[Path(f"students/{student.id}.tex")] = student.name
        write_texts(new, texts)


def _write_half(folder: Path, error: BaseException | type[BaseException]) -> None:
    with whole_folder(folder) as new:
        (new / "students" / "ada.tex").write_text("half")
        raise error


def _content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_a_folder_appears_with_everything_in_it(place: Path, record: Manifest) -> None:
    _write(place, record)
    assert sorted(_content(place)) == [
        "students/ada.tex",
        "students/b-2.tex",
        "teacher/keys.json",
        "teacher/manifest.json",
        "teacher/responses.csv",
    ]
    assert os.listdir(place.parent) == ["week5"]


def test_a_new_folder_can_be_read_by_whom_the_umask_allows(place: Path, record: Manifest) -> None:
    before = os.umask(0o027)
    try:
        _write(place, record)
    finally:
        os.umask(before)
    assert stat.S_IMODE(place.stat().st_mode) == 0o750


def test_a_folder_that_is_replaced_keeps_its_mode(place: Path, record: Manifest) -> None:
    place.mkdir(parents=True)
    place.chmod(0o2770)
    _write(place, record)
    assert stat.S_IMODE(place.stat().st_mode) == 0o2770


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(errno.ENOSPC, "No space left on device"), ValueError])
def test_nothing_is_left_of_a_folder_that_was_not_finished(
    place: Path, error: BaseException | type[BaseException]
) -> None:
    raised = SheetError if isinstance(error, OSError) else error
    with pytest.raises(raised):  # type: ignore[arg-type]  # classes of exceptions
        _write_half(place, error)
    assert list(place.parents[1].iterdir()) == []


def test_a_full_disk_is_told_in_one_line(place: Path) -> None:
    with pytest.raises(SheetError) as error, whole_folder(place):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert error.value.problems == (f"{place}: No space left on device",)


def test_folders_that_were_there_before_stay(tmp_path: Path) -> None:
    place = tmp_path / "mine" / "new" / "week5"
    (tmp_path / "mine").mkdir()
    with pytest.raises(KeyboardInterrupt), whole_folder(place):
        raise KeyboardInterrupt
    assert os.listdir(tmp_path) == ["mine"]
    assert os.listdir(tmp_path / "mine") == []


def test_an_earlier_sheet_survives_what_goes_wrong(place: Path, record: Manifest) -> None:
    _write(place, record)
    before = _content(place)
    with pytest.raises(KeyboardInterrupt):
        _write_half(place, KeyboardInterrupt)
    assert _content(place) == before
    assert os.listdir(place.parent) == ["week5"]


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "Permission denied"), KeyboardInterrupt()])
@pytest.mark.parametrize("renames", [0, 1])
def test_an_earlier_sheet_survives_an_interruption_while_it_is_replaced(
    place: Path, record: Manifest, monkeypatch: pytest.MonkeyPatch, error: BaseException, renames: int
) -> None:
    _write(place, record)
    before = _content(place)
    rename, done = Path.rename, list[Path]()

    def interrupted(self: Path, target: Path) -> Path:
        done.append(self)
        if len(done) == renames + 1:
            raise error
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises((SheetError, KeyboardInterrupt)):
        _write(place, record)
    monkeypatch.undo()
    assert len(done) > renames
    assert _content(place) == before
    assert os.listdir(place.parent) == ["week5"]


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path, record: Manifest) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "course", target_is_directory=True)
    _write(tmp_path / "link", record)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "course" / MANIFEST).is_file()
    assert sorted(os.listdir(tmp_path)) == ["course", "link"]


def test_the_folder_one_stands_in_can_be_meant(
    tmp_path: Path, record: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    _write(Path(), record)
    assert (tmp_path / "here" / MANIFEST).is_file()
    assert os.listdir(tmp_path) == ["here"]


def test_a_file_in_the_place_of_a_parent_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("a file")
    with pytest.raises(SheetError) as error, whole_folder(tmp_path / "build" / "week5"):
        pass
    assert str(error.value).startswith(f"{tmp_path / 'build' / 'week5'}: ")
    assert os.listdir(tmp_path) == ["build"]


def test_an_unwritable_place_is_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_arguments: object, **_options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", refused)
    with pytest.raises(SheetError, match="Permission denied"), whole_folder(place):
        pass
    assert not place.parent.exists()


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
