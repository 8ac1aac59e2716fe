"""A program at a pseudo terminal, for tests of what somebody sees who types."""

from __future__ import annotations

import os
import re
import select
import struct
import subprocess
import sys
import time

import pytest

fcntl = pytest.importorskip("fcntl", reason="this system has no pseudo terminals")
termios = pytest.importorskip("termios", reason="this system has no pseudo terminals")

COLUMNS = 80
SECONDS = 30.0
PROGRAM = "from exgen.cli import main; raise SystemExit(main())"
CTRL_C, CTRL_D = "\x03", "\x04"
_CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """exgen with these arguments and environment variables, at a pseudo terminal of 80 columns."""

    def __init__(self, *arguments: str, **variables: str) -> None:
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
            env={**environment, "TERM": "xterm-256color", **variables},
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
