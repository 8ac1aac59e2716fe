"""A sheet that is being made: whole or not there at all, and gone on with after an interruption."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from exgen.errors import SheetError
from exgen.sheets.group import GroupRecord
from exgen.sheets.unfinished import begun_seed, unfinished_sheet

PLAN = '{"head": {"seed": 17}}'
FILE = Path("students/ada.tex")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where a sheet is to be written; nothing else may stay beside it."""
    return tmp_path / "build" / "week5"


def _write(folder: Path, text: str = "whole") -> None:
    with unfinished_sheet(folder) as unfinished:
        unfinished.begin(PLAN)
        (unfinished.sheet / FILE).write_text(text)
        unfinished.finish()


def _write_half(folder: Path, error: BaseException | type[BaseException]) -> None:
    with unfinished_sheet(folder) as unfinished:
        unfinished.begin(PLAN)
        (unfinished.sheet / FILE).write_text("half")
        unfinished.keep(GroupRecord(number=1, students=[]))
        raise error


def test_a_folder_appears_with_everything_in_it(place: Path) -> None:
    _write(place)
    assert (place / FILE).read_text() == "whole"
    assert os.listdir(place.parent) == ["week5"]


def test_a_new_folder_can_be_read_by_whom_the_umask_allows(place: Path) -> None:
    before = os.umask(0o027)
    try:
        _write(place)
    finally:
        os.umask(before)
    assert stat.S_IMODE(place.stat().st_mode) == 0o750


def test_a_folder_that_is_replaced_keeps_its_mode(place: Path) -> None:
    place.mkdir(parents=True)
    place.chmod(0o2770)
    _write(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o2770


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), ValueError])
def test_nothing_is_left_where_an_error_ended_the_work(place: Path, error: BaseException | type[BaseException]) -> None:
    raised = SheetError if isinstance(error, OSError) else error
    with pytest.raises(raised):  # type: ignore[arg-type]  # classes of exceptions
        _write_half(place, error)
    assert list(place.parents[1].iterdir()) == []


def test_what_was_interrupted_is_gone_on_with_by_the_same_plan(place: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _write_half(place, KeyboardInterrupt)
    assert not place.exists()
    assert begun_seed(place) == 17
    with unfinished_sheet(place) as unfinished:
        unfinished.begin(PLAN)
        assert unfinished.done(1) == GroupRecord(number=1, students=[])
        assert unfinished.done(2) is None
        unfinished.finish()
    assert (place / FILE).read_text() == "half"
    assert os.listdir(place.parent) == ["week5"]
    assert begun_seed(place) is None


def test_another_plan_begins_anew(place: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _write_half(place, KeyboardInterrupt)
    with unfinished_sheet(place) as unfinished:
        unfinished.begin("{}")
        assert unfinished.done(1) is None
        assert not (unfinished.sheet / FILE).exists()


def test_two_at_once_are_refused(place: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from exgen.sheets.unfinished import unfinished_sheet\n"
        "with unfinished_sheet(Path(sys.argv[1])): pass"
    )
    with unfinished_sheet(place) as unfinished:
        unfinished.begin(PLAN)
        done = subprocess.run(
            [sys.executable, "-c", program, str(place)], capture_output=True, text=True, check=False, timeout=60
        )
        assert "another exgen is writing there" in done.stderr
        unfinished.finish()
    assert place.is_dir()


def test_a_full_disk_is_told_in_one_line(place: Path) -> None:
    with pytest.raises(SheetError) as error, unfinished_sheet(place):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert error.value.problems == (f"{place}: No space left on device",)


def test_folders_that_were_there_before_stay(tmp_path: Path) -> None:
    place = tmp_path / "mine" / "new" / "week5"
    (tmp_path / "mine").mkdir()
    with pytest.raises(ValueError, match="wrong"):
        _write_half(place, ValueError("wrong"))
    assert os.listdir(tmp_path) == ["mine"]
    assert os.listdir(tmp_path / "mine") == []


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "Permission denied"), KeyboardInterrupt()])
@pytest.mark.parametrize("renames", [0, 1])
def test_an_earlier_sheet_survives_an_interruption_while_it_is_replaced(
    place: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, renames: int
) -> None:
    _write(place, "earlier")
    rename, done = Path.rename, list[Path]()

    def interrupted(self: Path, target: Path) -> Path:
        done.append(self)
        if len(done) == renames + 1:
            raise error
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises((SheetError, KeyboardInterrupt)):
        _write(place, "later")
    monkeypatch.undo()
    assert len(done) > renames
    assert (place / FILE).read_text() == "earlier"
    _write(place, "later")
    assert (place / FILE).read_text() == "later"
    assert os.listdir(place.parent) == ["week5"]


def test_a_sheet_that_was_set_aside_when_everything_ended_comes_back(place: Path) -> None:
    _write(place, "earlier")
    aside = place.parent / ".week5.unfinished"
    aside.mkdir()
    place.rename(aside / "replaced")  # killed between the two changes of name
    with pytest.raises(ValueError, match="wrong"):
        _write_half(place, ValueError("wrong"))
    assert (place / FILE).read_text() == "earlier"
    assert os.listdir(place.parent) == ["week5"]


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "course", target_is_directory=True)
    _write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "course" / FILE).is_file()
    assert sorted(os.listdir(tmp_path)) == ["course", "link"]


def test_the_folder_one_stands_in_can_be_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    _write(Path())
    assert (tmp_path / "here" / FILE).is_file()
    assert os.listdir(tmp_path) == ["here"]


def test_a_file_in_the_place_of_a_parent_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("a file")
    with pytest.raises(SheetError) as error, unfinished_sheet(tmp_path / "build" / "week5"):
        pass
    assert str(error.value).startswith(f"{tmp_path / 'build' / 'week5'}: ")
    assert os.listdir(tmp_path) == ["build"]


def test_an_unwritable_place_is_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_arguments: object, **_options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(SheetError, match="Permission denied"), unfinished_sheet(place):
        pass
    assert not place.parent.exists()
