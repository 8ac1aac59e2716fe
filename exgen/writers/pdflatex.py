"""PDFs by pdflatex: the preamble of a run is loaded once and kept as a format, each sheet is a short run."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from exgen.errors import TypesettingError

_BEGIN = "\\begin{document}"
_SAFE = {"openin_any": "p", "openout_any": "p", "shell_escape": "f", "max_print_line": "1000"}
_ARGUMENTS = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error")


class LatexRun:
    """Compiles the sources of one run in a scratch folder; a context manager that removes it.

    Threads may share it. ``seconds`` limits each run of pdflatex. No run can execute a program, nor read or
    write outside of its folder and TeX's own.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._folder = tempfile.TemporaryDirectory(prefix="exgen-")
        self._formats: dict[str, str] = {}
        self._formats_lock = threading.Lock()
        self._pages_of_length: dict[int, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def pdf(self, source: str) -> bytes:
        """The PDF of one source; raises TypesettingError with TeX's own words and the line in the source.

        "Page x of y" takes y from the run before. The number of pages of the sheet nearest in length is tried
        first, so that most sheets of a class need one run.
        """
        preamble, found, body = source.partition("\n" + _BEGIN)
        if not found:
            raise TypesettingError(f"a LaTeX source without {_BEGIN}")
        first_line, _, preamble = preamble.partition("\n")
        name = self._format(preamble)
        lines_skipped = "\n" * preamble.count("\n")
        tried = self._likely_pages(len(body))
        while True:
            start = rf"{first_line}\def\SheetPages{{{tried}}}" + "\n" + lines_skipped
            pdf, pages = self._compiled(start + "\n" + _BEGIN + body, name)
            if pages == tried:
                self._pages_of_length[len(body)] = pages
                return pdf
            tried = pages

    def _likely_pages(self, length: int) -> str:
        known = dict(self._pages_of_length)
        return known[min(known, key=lambda other: abs(other - length))] if known else "1"

    def _format(self, preamble: str) -> str:
        with self._formats_lock:
            if preamble not in self._formats:
                name = f"preamble{len(self._formats)}"
                folder = Path(self._folder.name)
                (folder / f"{name}.ltx").write_text(preamble + "\n\\dump\n", encoding="utf-8")
                arguments = ["pdftex", "-ini", *_ARGUMENTS, f"-jobname={name}", "&pdflatex", f"{name}.ltx"]
                finished = self._finished(arguments, folder, {})
                if not (folder / f"{name}.fmt").is_file():
                    raise TypesettingError(f"pdflatex cannot load the sheet's preamble: {tex_error(finished)}")
                self._formats[preamble] = name
            return self._formats[preamble]

    def _compiled(self, text: str, format_name: str) -> tuple[bytes, str]:
        with tempfile.TemporaryDirectory(dir=self._folder.name) as scratch:
            folder = Path(scratch)
            (folder / "sheet.tex").write_text(text, encoding="utf-8")
            arguments = [
                "pdflatex",
                f"-fmt={format_name}",
                *_ARGUMENTS,
                f"-output-directory={folder}",
                "sheet.tex",
            ]
            formats = {"TEXFORMATS": f"{self._folder.name}{os.pathsep}"}
            printed = self._finished(arguments, folder, formats)
            written = re.findall(r"Output written on .*?\((\d+) pages?", printed, flags=re.DOTALL)
            if not written or not (folder / "sheet.pdf").is_file():
                raise TypesettingError(f"pdflatex: {tex_error(printed)}")
            return (folder / "sheet.pdf").read_bytes(), written[-1]

    def _finished(self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
        try:
            finished = subprocess.run(
                arguments,
                cwd=folder,
                env={**os.environ, **_SAFE, **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=self._seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise TypesettingError(f"pdflatex did not finish within {self._seconds:g} seconds") from None
        except OSError as error:
            raise TypesettingError(f"pdflatex cannot be started: {error.strerror}") from None
        return finished.stdout.decode("utf-8", errors="replace")


def tex_error(printed: str) -> str:
    r"""What TeX complained about, on one line, with the line of the source.

    >>> tex_error("...\n! Double superscript.\nl.12 $x^2'\n            $\n")
    "Double superscript. (line 12: $x^2')"
    """
    message = re.search(r"^! *(.+)$", printed, flags=re.MULTILINE)
    if message is None:
        return "it wrote no PDF and no error"
    sentence = message.group(1).strip().removeprefix("==> ")
    place = re.search(r"^l\.(\d+) ?(.*)$", printed[message.end() :], flags=re.MULTILINE)
    return f"{sentence} (line {place.group(1)}: {place.group(2).strip()})" if place else sentence
