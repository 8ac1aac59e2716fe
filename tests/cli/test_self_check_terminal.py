"""``exgen check SHEET`` at a real terminal: what a student sees who types, on 80 columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.self_check_files import small_sheet
from tests.cli.terminals import COLUMNS, CTRL_C, CTRL_D, Terminal

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class") / "small"
    small_sheet(checkout, folder)
    return folder


@pytest.fixture
def terminal(folder: Path) -> Iterator[Terminal]:
    started = Terminal("check", str(folder / "students" / "ada.self-check.json"))
    yield started
    started.close()


def test_each_response_is_judged_before_the_next_question(terminal: Terminal) -> None:
    terminal.wait_for("1a> ")
    terminal.type("many")
    terminal.wait_for("1a> ")
    assert "invalid: " in terminal.screen
    terminal.type("(5, 7)")
    terminal.wait_for("1b> ")
    terminal.type("35")
    terminal.wait_for("1c> ")
    assert "follows from your 1a: full points" in terminal.screen
    assert "\x1b[31m" in terminal.raw  # red
    terminal.type("q")
    assert terminal.ended() == 0
    assert re.search(r"total +2 of 6\n", terminal.screen)
    assert all(len(line) <= COLUMNS for line in terminal.screen.split("\n"))


def test_ctrl_d_ends_with_the_summary(terminal: Terminal) -> None:
    terminal.wait_for("1a> ")
    terminal.type("(5, 7)")
    terminal.wait_for("1b> ")
    terminal.type(CTRL_D)
    assert terminal.ended(CTRL_D) == 0
    assert re.search(r"total +0 of 4\n", terminal.screen)


def test_ctrl_c_ends_with_the_summary_and_its_own_code(terminal: Terminal) -> None:
    terminal.wait_for("1a> ")
    terminal.type("(5, 7)")
    terminal.wait_for("1b> ")
    terminal.type(CTRL_C)
    assert terminal.ended(CTRL_C) == 130
    assert "Traceback" not in terminal.screen
    assert re.search(r"total +0 of 4\n", terminal.screen)


def test_of_a_class_sheet_the_student_is_asked_for(folder: Path) -> None:
    terminal = Terminal("check", str(folder))
    try:
        terminal.wait_for("whose sheet? ")
        terminal.type("eve")
        terminal.wait_for("whose sheet? ")
        assert 'no student "eve" on this sheet' in terminal.screen
        terminal.type("ben")
        terminal.wait_for("1a> ")
        assert "ben, variant" in terminal.screen
        terminal.type(CTRL_D)
        assert terminal.ended(CTRL_D) == 0
    finally:
        terminal.close()
