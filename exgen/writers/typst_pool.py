"""PDFs by typst, in worker processes that stay warm and are killed when a sheet takes too long."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from exgen.errors import TypesettingError
from exgen.writers.made_pdf import Pdf
from exgen.writers.whole_file import NO_FILES, write_files

_WORKER = Path(__file__).with_name("typst_worker.py")
_OWN_SCRIPTS = (
    "LATIN",
    "GREEK",
    "CYRILLIC",
    "MODIFIER",
    "FEMININE",
    "MASCULINE",
    "MICRO",
    "DOUBLE-STRUCK",
    "SCRIPT",
)


class TypstWorker:
    """One process that compiles sources; a context manager that ends it, and removes the folder it works in.

    Not for two threads at once. After a time-out the next source gets a new process. Nothing is in its folder but the
    ``files`` that sources may read.
    """

    def __init__(self, seconds: float, files: Mapping[str, bytes] = NO_FILES) -> None:
        self._seconds = seconds
        self._folder = tempfile.TemporaryDirectory(prefix="exgen-")
        write_files(Path(self._folder.name), files)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        self._folder.cleanup()

    def end(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def pdfs(
        self,
        sources: Sequence[str],
        names: Sequence[str],
        figures: Mapping[str, bytes] = NO_FILES,  # typst's sources hold their figures
    ) -> list[Pdf]:
        """The PDFs of sources; raises TypesettingError with the name of the first that fails, and typst's message."""
        made = []
        for source, name in zip(sources, names, strict=True):
            try:
                made.append(self.pdf(source))
            except TypesettingError as error:
                raise TypesettingError(*(f"{name}: {problem}" for problem in error.problems)) from None
        return made

    def pdf(self, source: str) -> Pdf:
        """The PDF of one source; raises TypesettingError with typst's message, or after the time limit."""
        return self._made(source)

    def png(self, source: str, ppi: int) -> bytes:
        """The one page of a source as a PNG of so many pixels per inch; raises TypesettingError as ``pdf`` does."""
        return self._made(source, ppi).data

    def _made(self, source: str, ppi: int | None = None) -> Pdf:
        process = self._process = self._process or _started_process(self._folder.name)
        expired = threading.Event()

        def stop() -> None:
            expired.set()
            process.kill()

        timer = threading.Timer(self._seconds, stop)
        timer.start()
        try:
            reply = _reply(process, source.encode(), ppi)
        finally:
            timer.cancel()
        if reply is None or expired.is_set():
            self.end()
        if reply is None:
            if expired.is_set():
                raise TypesettingError(f"typst did not finish within {self._seconds:g} seconds")
            raise TypesettingError("the typst process ended unexpectedly")
        header, body = reply
        if header["failed"]:
            raise TypesettingError(f"typst: {body.decode(errors='replace')}")
        return Pdf(body, str(header["unprinted"]))


def _started_process(folder: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", str(_WORKER)],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _reply(
    process: subprocess.Popen[bytes], source: bytes, ppi: int | None
) -> tuple[dict[str, bool | int | str], bytes] | None:
    """The worker's reply, or None if it ended before it gave one."""
    if process.stdin is None or process.stdout is None:
        raise AssertionError("the worker is started with pipes")
    header: dict[str, bool | int] = {"length": len(source), "system_fonts": needs_system_fonts(source.decode())}
    if ppi is not None:
        header["ppi"] = ppi
    try:
        process.stdin.write(json.dumps(header).encode() + b"\n" + source)
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            return None
        reply: dict[str, bool | int | str] = json.loads(line)
        body = process.stdout.read(int(reply["length"]))
    except (OSError, ValueError):
        return None
    return (reply, body) if len(body) == reply["length"] else None


def needs_system_fonts(source: str) -> bool:
    """Is there an emoji, or a letter of a script, that the fonts inside typst lack?

    Only then do fonts of the machine help out, so that all other sheets are the same bytes everywhere.

    >>> needs_system_fonts("Łukasz, Ольга, α ≤ 3")
    False
    >>> needs_system_fonts("张")
    True
    """
    return not source.isascii() and any(
        character >= "\U0001f000"
        or (
            character > "\u02ff"
            and unicodedata.category(character).startswith("L")
            and not unicodedata.name(character, "").startswith(_OWN_SCRIPTS)
        )
        for character in set(source)
    )
