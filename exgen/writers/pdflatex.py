"""PDFs by pdflatex: the preamble of a run is loaded once and kept as a format, many sheets are set in one run.

A run of thirty sheets takes a tenth of what thirty runs take. Its pages are divided among the sheets afterwards; the
fonts in each PDF are those of the whole run, so that its bytes depend on the company it was set in.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from exgen.errors import TypesettingError
from exgen.writers.made_pdf import Pdf
from exgen.writers.whole_file import NO_FILES, write_files

_BEGIN, _END = "\\begin{document}", "\\end{document}"
_SAFE = {"openin_any": "p", "openout_any": "p", "shell_escape": "f", "max_print_line": "1000"}
_ARGUMENTS = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error")
_PAGES = "sheets.pages"
_DIVIDING = (
    r"\newwrite\PagesFile\immediate\openout\PagesFile=" + _PAGES + r"\relax"
    r"\def\pdfinfo#1{\gdef\SheetInfo{#1}}"
    r"\gdef\SheetInfo{}"
    r"\def\SheetDone{\immediate\write\PagesFile{\number\HeldPages\space\SheetInfo}}"
)
"""What a run of many sheets tells about each: how many pages it has, and its metadata."""


FIGURES = "figures"
"""The folder beside a ``.tex`` that its figures lie in."""


class _Source(NamedTuple):
    """A source in three parts: what comes before its preamble, the preamble, what stands in the document."""

    start: str
    preamble: str
    body: str

    @classmethod
    def of(cls, source: str) -> _Source:
        head, found, rest = source.partition("\n" + _BEGIN)
        body, ended, _ = rest.rpartition(_END)
        if not (found and ended):
            raise TypesettingError(f"a LaTeX source without {_BEGIN} and {_END}")
        start, _, preamble = head.partition("\n")
        return cls(start, preamble, body)


class LatexRun:
    """Compiles sources in a scratch folder; a context manager that removes it.

    ``seconds`` limits the time of each sheet. Nothing that is run can execute a program, nor read or write outside of
    its folder and TeX's own. ``files`` are those that sources may read.
    """

    def __init__(self, seconds: float, files: Mapping[str, bytes] = NO_FILES) -> None:
        self._seconds = seconds
        self._folder = tempfile.TemporaryDirectory(prefix="exgen-")
        write_files(Path(self._folder.name), files)
        self._formats: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def pdfs(self, sources: Sequence[str], names: Sequence[str], figures: Mapping[str, bytes] = NO_FILES) -> list[Pdf]:
        """The PDFs of sources that share their preamble, set in one run; the same sources give the same bytes.

        ``figures`` are the PDFs of their figures, by digest.
        Where that fails, each source is run alone to find the one to blame. Raises TypesettingError with its name,
        TeX's own words and the line in the source.
        """
        parts = [_Source.of(source) for source in sources]
        if not parts:
            return []
        if len({part.preamble for part in parts}) > 1:
            raise ValueError("sheets that are set in one run share their preamble")
        try:
            return self._divided(parts, figures)
        except TypesettingError:
            return [self._alone(part, name, figures) for part, name in zip(parts, names, strict=True)]

    def _divided(self, parts: Sequence[_Source], figures: Mapping[str, bytes]) -> list[Pdf]:
        between = "\\EndSheet\n"
        text = f"{parts[0].start}{_DIVIDING}\n{_BEGIN}{between.join(part.body for part in parts)}{_END}\n"
        pdf, told = self._compiled(text, self._format(parts[0].preamble), self._seconds * len(parts), figures)
        return list(_sheets(pdf, told))

    def _alone(self, part: _Source, name: str, figures: Mapping[str, bytes]) -> Pdf:
        """One sheet; the lines of its preamble are left empty, so that TeX counts as in the file on disk."""
        lines_skipped = "\n" * (part.preamble.count("\n") + 1)
        text = f"{part.start}{_DIVIDING}{lines_skipped}\n{_BEGIN}{part.body}{_END}\n"
        try:
            [pdf] = _sheets(*self._compiled(text, self._format(part.preamble), self._seconds, figures))
        except TypesettingError as error:
            raise TypesettingError(*(f"{name}: {problem}" for problem in error.problems)) from None
        return pdf

    def _format(self, preamble: str) -> str:
        if preamble not in self._formats:
            name = f"preamble{len(self._formats)}"
            folder = Path(self._folder.name)
            (folder / f"{name}.ltx").write_text(preamble + "\n\\dump\n", encoding="utf-8")
            arguments = ["pdftex", "-ini", *_ARGUMENTS, f"-jobname={name}", "&pdflatex", f"{name}.ltx"]
            finished = _finished(arguments, folder, {}, self._seconds)
            if not (folder / f"{name}.fmt").is_file():
                raise TypesettingError(f"pdflatex cannot load the sheet's preamble: {tex_error(finished)}")
            self._formats[preamble] = name
        return self._formats[preamble]

    def _compiled(self, text: str, format_name: str, seconds: float, figures: Mapping[str, bytes]) -> tuple[bytes, str]:
        """The PDF of a run, and what was told of its sheets."""
        with tempfile.TemporaryDirectory(dir=self._folder.name) as scratch:
            folder = Path(scratch)
            (folder / "sheets.tex").write_text(text, encoding="utf-8")
            (folder / FIGURES).mkdir()
            for digest, figure in figures.items():
                (folder / FIGURES / f"{digest}.pdf").write_bytes(figure)
            arguments = ["pdflatex", f"-fmt={format_name}", *_ARGUMENTS, f"-output-directory={folder}", "sheets.tex"]
            formats = dict.fromkeys(("TEXFORMATS", "TEXINPUTS"), f"{self._folder.name}{os.pathsep}")
            printed = _finished(arguments, folder, formats, seconds)
            if "Output written on" not in printed or not (folder / "sheets.pdf").is_file():
                raise TypesettingError(f"pdflatex: {tex_error(printed)}")
            return (folder / "sheets.pdf").read_bytes(), (folder / _PAGES).read_text(encoding="ascii")


def _sheets(pdf: bytes, told: str) -> Iterator[Pdf]:
    """The pages of a run divided among its sheets, each with its title."""
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as run:
        first = 0
        for line in told.splitlines():
            pages, _, info = line.partition(" ")
            with pikepdf.new() as sheet:
                sheet.pages.extend(run.pages[first : first + int(pages)])
                title = re.search(r"/Title <FEFF([0-9A-F]*)>", info)
                if title is not None:
                    sheet.docinfo["/Title"] = bytes.fromhex(title[1]).decode("utf-16-be")
                made = BytesIO()
                sheet.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            first += int(pages)
            yield Pdf(made.getvalue())


def _finished(arguments: Sequence[str], folder: Path, environment: Mapping[str, str], seconds: float) -> str:
    """What a program printed; raises TypesettingError where it takes too long or cannot be started."""
    try:
        finished = subprocess.run(
            arguments,
            cwd=folder,
            env={**os.environ, **_SAFE, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TypesettingError(f"pdflatex did not finish within {seconds:g} seconds") from None
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
