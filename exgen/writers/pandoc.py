"""Pandoc as a process that answers one request after another: it starts in 30 ms, and answers in 5.

Its own Lua runs our script (``fragments.lua``), which reads a line of JSON for each request and writes one.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

from exgen.errors import TypesettingError

PANDOC_SECONDS = 120.0
"""The time limit of one request: a class of hundreds takes some ten seconds."""

_SCRIPT = Path(__file__).with_name("fragments.lua")
_LARGE_HEAP = ("+RTS", "-A32m", "-RTS")
"""Options of pandoc's own runtime: with room to begin with it takes a seventh less time."""


class Pandoc:
    """One process that converts fragments; a context manager that ends it.

    It is started at the first request, and again after one that failed. Not for two threads at once.
    """

    def __init__(self, seconds: float = PANDOC_SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def answers(self, request: Mapping[str, object]) -> list[dict[str, str]]:
        """What the script answers to a request.

        Raises TypesettingError if pandoc is absent, if it stops, or after the time limit.
        """
        process = self._process = self._process or self._started()
        expired = threading.Event()

        def stop() -> None:
            expired.set()
            process.kill()

        timer = threading.Timer(self._seconds, stop)
        timer.start()
        try:
            line = _reply(process, json.dumps(request).encode("ascii"))
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            reason = self._end()
            if expired.is_set():
                raise TypesettingError(f"pandoc did not finish the statements within {self._seconds:g} seconds")
            raise TypesettingError(f"pandoc stopped: {reason}")
        found: list[dict[str, str]] = json.loads(line)
        return found

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [pandoc_path(), *_LARGE_HEAP, "lua", str(_SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def _end(self) -> str:
        """End the process, if there is one; returns what it complained of, or else its exit code."""
        process, self._process = self._process, None
        if process is None:
            return ""
        process.kill()
        _, complaints = process.communicate()
        return " ".join(complaints.decode(errors="replace").split()) or str(process.returncode)


def _reply(process: subprocess.Popen[bytes], request: bytes) -> bytes:
    """The line that answers a request; without its end where the process ended first."""
    if process.stdin is None or process.stdout is None:
        raise AssertionError("pandoc is started with pipes")
    try:
        process.stdin.write(request + b"\n")
        process.stdin.flush()
        return process.stdout.readline()
    except OSError:
        return b""


@lru_cache(maxsize=1)
def pandoc_path() -> str:
    """The pandoc that came with ``pypandoc_binary``, so that every machine converts alike.

    Raises TypesettingError if it is not installed.
    """
    try:
        import pypandoc
    except ImportError:
        raise TypesettingError('sheets need pandoc: pip install "exgen[sheets]"') from None
    bundled = Path(pypandoc.__file__).with_name("files")
    for name in ("pandoc", "pandoc.exe"):
        if (bundled / name).is_file():
            return str(bundled / name)
    raise TypesettingError('pypandoc is here without its pandoc: pip install "exgen[sheets]" (pypandoc_binary)')
