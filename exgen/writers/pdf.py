"""From sources to PDFs: which engine, of which version."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from types import TracebackType
from typing import Protocol, Self

from exgen.errors import TypesettingError, did_you_mean
from exgen.questions.sheet_layout import EngineName as EngineName
from exgen.writers.latex import PACKAGES
from exgen.writers.made_pdf import Pdf
from exgen.writers.pdflatex import LatexRun
from exgen.writers.typst_pool import TypstWorker
from exgen.writers.whole_file import NO_FILES

ENGINES = ("auto", "typst", "latex")
SHEET_SECONDS = 60.0
"""The time limit of one sheet; one takes a tenth of a second."""

_TEX_FILES = (
    "article.cls",
    "fontenc.sty",
    "inputenc.sty",
    "lmodern.sty",
    *(f"{name}.sty" for name in PACKAGES),
)
_TYPST = "0.14."
_DEBIAN = "texlive-latex-extra lmodern"


class Typesetter(Protocol):
    """What makes PDFs of sources, ``names`` being what errors call them; a context manager that ends its processes.

    ``figures`` are PDFs by their digests, which sources of LaTeX find in ``figures/``.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

    def pdfs(
        self, sources: Sequence[str], names: Sequence[str], figures: Mapping[str, bytes] = NO_FILES
    ) -> list[Pdf]: ...


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine that makes the PDFs, its version, and a sentence for people that says which one and why."""

    name: EngineName
    version: str
    reason: str


def choose_engine(requested: str) -> Engine:
    """The engine for ``auto``, ``typst`` or ``latex``.

    ``auto`` takes pdflatex if it is there with all packages a sheet needs, else typst. Raises
    TypesettingError if the engine asked for is not there, with what to install.
    """
    if requested not in ENGINES:
        raise TypesettingError(f"no PDF engine {requested!r}: {did_you_mean(requested, ENGINES)}")
    if requested != "typst":
        lack = latex_lack()
        if not lack:
            why = ", found with all packages" if requested == "auto" else ""
            return Engine("latex", _latex_version(), f"PDFs by pdflatex{why}")
        if requested == "latex":
            raise TypesettingError(f"{lack}; on Debian: apt install --no-install-recommends {_DEBIAN}")
    version = _typst_version()
    if requested == "typst":
        return Engine("typst", f"typst {version}", f"PDFs by typst {version}")
    return Engine("typst", f"typst {version}", f"PDFs by typst {version}, since {lack}")


def latex_lack() -> str:
    """What is missing for PDFs by pdflatex, as half a sentence; empty if nothing is."""
    if shutil.which("pdflatex") is None or shutil.which("kpsewhich") is None:
        return "pdflatex is not installed"
    found = subprocess.run(["kpsewhich", *_TEX_FILES], capture_output=True, text=True, check=False, timeout=60)
    names = {line.replace("\\", "/").rpartition("/")[2] for line in found.stdout.splitlines()}
    missing = [name for name in _TEX_FILES if name not in names]
    return f"TeX lacks {', '.join(missing)}" if missing else ""


def _latex_version() -> str:
    """What pdflatex says of itself, such as ``pdfTeX 3.141592653-2.6-1.40.24 (TeX Live 2022/Debian)``."""
    said = subprocess.run(["pdflatex", "--version"], capture_output=True, text=True, check=False, timeout=60)
    return said.stdout.partition("\n")[0]


def _typst_version() -> str:
    try:
        version = metadata.version("typst")
    except metadata.PackageNotFoundError:
        raise TypesettingError('typst is not installed: pip install "exgen[sheets]"') from None
    if not version.startswith(_TYPST):
        raise TypesettingError(f'typst {version} is installed, {_TYPST}x is needed: pip install "exgen[sheets]"')
    return version


def typesetter(engine: EngineName, seconds: float = SHEET_SECONDS, files: Mapping[str, bytes] = NO_FILES) -> Typesetter:
    """What sets pages by an engine: a context manager whose ``pdfs`` takes sources and the names errors call them by.

    The same sources give the same bytes. ``seconds`` limits the time of each sheet; ``files`` are those that sources
    may read, by their places beside them. Raises TypesettingError at the first source that fails; no process is left
    behind.
    """
    return LatexRun(seconds, files) if engine == "latex" else TypstWorker(seconds, files)
