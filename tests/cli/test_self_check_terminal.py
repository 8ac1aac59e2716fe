"""``exgen check SHEET`` at a real terminal: what a student sees who types, on 80 columns."""

from __future__ import annotations

import os
import re
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.self_check_files import small_sheet

fcntl = pytest.importorskip("fcntl", reason="this system has no pseudo terminals")
termios = pytest.importorskip("termios", reason="this system has no pseudo terminals")

COLUMNS = 80
SECONDS = 30.0
PROGRAM = "from exgen.cli import main; raise SystemExit(main())"
_CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
CTRL_C, CTRL_D = "\x03", "\x04"

pytestmark = pytest.mark.slow


class Terminal:
    """A program that runs at a pseudo terminal of 80 columns."""

    def __init__(self, *arguments: str) -> None:
        ours, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
        environment = {
            name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")
        }
        self._program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**environment, "TERM": "xterm-256color"},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(theirs)
        self._ours = ours
        self.raw = ""
        self._typed_at = 0

    @property
    def screen(self) -> str:
        """Everything printed so far, without what only moves and colours."""
        return self._shown(self.raw)

    def wait_for(self, text: str) -> None:
        """Read until a text stands at the end of the screen, printed since something was typed."""
        end = time.monotonic() + SECONDS
        while not self._shown(self.raw[self._typed_at :]).endswith(text):
            assert self._read(), self.screen
            assert time.monotonic() < end, f"{text!r} does not come:\n{self.screen}"

    def type(self, text: str) -> None:
        """Type as somebody does; the line ends by Enter unless a key that ends it itself is pressed."""
        self._typed_at = len(self.raw)
        os.write(self._ours, (text if text in (CTRL_C, CTRL_D) else f"{text}\r").encode())

    def ended(self, key: str = "") -> int:
        """Read to the end; the exit code. ``key`` is pressed again where it got lost just before a line was read."""
        end = time.monotonic() + SECONDS
        before = -1
        while self._read() and time.monotonic() < end:
            if key and len(self.raw) == before:
                self.type(key)
            before = len(self.raw)
        return self._program.wait(timeout=SECONDS)

    def close(self) -> None:
        """Let nothing of it stay behind."""
        if self._program.poll() is None:
            self._program.kill()
            self._program.wait()
        os.close(self._ours)

    @staticmethod
    def _shown(raw: str) -> str:
        return _CONTROLS.sub("", raw).replace("\r", "")

    def _read(self) -> bool:
        if not select.select([self._ours], [], [], 2.0)[0]:
            return self._program.poll() is None
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # Linux says so when nobody has the terminal open any more
            return False
        self.raw += data.decode(errors="replace")
        return bool(data)


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
