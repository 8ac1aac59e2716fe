"""A file that appears whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from exgen.errors import InputError
from exgen.writers.whole_file import write_whole


def test_a_new_file_has_the_usual_rights_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    write_whole(path, "one\nä\n")
    usual = tmp_path / "usual"
    usual.touch()
    assert path.read_bytes() == "one\nä\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)
    path.chmod(0o600)
    write_whole(path, "two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_stood_there_stays_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.md"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(InputError, match=r"page\.md: No space left on device"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["page.md"]


def test_the_file_a_link_leads_to_is_written(tmp_path: Path) -> None:
    target, link = tmp_path / "target.md", tmp_path / "link.md"
    target.write_text("old")
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.parametrize(("place", "words"), [("", "this is a folder"), ("no/page.md", "No such file or directory")])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, place: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        write_whole(tmp_path / place, "text")
