"""From sources to PDFs: which engine, and many sheets side by side."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import metadata
from queue import SimpleQueue
from typing import Literal

from exgen.errors import TypesettingError, did_you_mean
from exgen.writers.document import SheetDocument
from exgen.writers.latex import PACKAGES, latex_sources
from exgen.writers.pdflatex import LatexRun
from exgen.writers.typst_markup import typst_sources
from exgen.writers.typst_pool import TypstWorker

EngineName = Literal["typst", "latex"]

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


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine that makes the PDFs, and a sentence for people that says which one and why."""

    name: EngineName
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
            return Engine("latex", "PDFs by pdflatex" + (", found with all packages" if requested == "auto" else ""))
        if requested == "latex":
            raise TypesettingError(f"{lack}; on Debian: apt install --no-install-recommends {_DEBIAN}")
    version = _typst_version()
    if requested == "typst":
        return Engine("typst", f"PDFs by typst {version}")
    return Engine("typst", f"PDFs by typst {version}, since {lack}")


def latex_lack() -> str:
    """What is missing for PDFs by pdflatex, as half a sentence; empty if nothing is."""
    if shutil.which("pdflatex") is None or shutil.which("kpsewhich") is None:
        return "pdflatex is not installed"
    found = subprocess.run(["kpsewhich", *_TEX_FILES], capture_output=True, text=True, check=False, timeout=60)
    names = {line.replace("\\", "/").rpartition("/")[2] for line in found.stdout.splitlines()}
    missing = [name for name in _TEX_FILES if name not in names]
    return f"TeX lacks {', '.join(missing)}" if missing else ""


def _typst_version() -> str:
    try:
        version = metadata.version("typst")
    except metadata.PackageNotFoundError:
        raise TypesettingError('typst is not installed: pip install "exgen[sheets]"') from None
    if not version.startswith(_TYPST):
        raise TypesettingError(f'typst {version} is installed, {_TYPST}x is needed: pip install "exgen[sheets]"')
    return version


def sources_for_engine(documents: Sequence[SheetDocument], engine: EngineName) -> list[str]:
    """What ``pdfs`` takes: the LaTeX or typst sources of these documents."""
    return latex_sources(documents) if engine == "latex" else typst_sources(documents)


def pdfs(
    sources: Sequence[str],
    engine: EngineName,
    *,
    names: Sequence[str] | None = None,
    workers: int | None = None,
    seconds: float = SHEET_SECONDS,
) -> Generator[tuple[int, bytes], None, None]:
    """The PDF of each source with its index, as they are done; the same source gives the same bytes.

    ``names`` are what an error calls the sources (by default "sheet 1", ...), ``workers`` the number of
    processes (by default one per core), ``seconds`` the time limit of each sheet. Raises TypesettingError at
    the first source that fails; no process is left behind, also if the iterator is closed early.
    """
    called = names if names is not None else [f"sheet {index + 1}" for index in range(len(sources))]
    count = max(1, min(workers or os.cpu_count() or 1, len(sources)))
    with ExitStack() as stack:
        compiled: Callable[[str], bytes]
        if engine == "latex":
            compiled = stack.enter_context(LatexRun(seconds)).pdf
        else:
            compiled = _shared([stack.enter_context(TypstWorker(seconds)) for _ in range(count)])
        pool = ThreadPoolExecutor(count)
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        yield from _as_done(pool, compiled, sources, called)


def _shared(workers: Sequence[TypstWorker]) -> Callable[[str], bytes]:
    idle: SimpleQueue[TypstWorker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def compiled(source: str) -> bytes:
        worker = idle.get()
        try:
            return worker.pdf(source)
        finally:
            idle.put(worker)

    return compiled


def _as_done(
    pool: ThreadPoolExecutor, compiled: Callable[[str], bytes], sources: Sequence[str], names: Sequence[str]
) -> Iterator[tuple[int, bytes]]:
    waiting: dict[Future[bytes], int] = {pool.submit(compiled, source): index for index, source in enumerate(sources)}
    while waiting:
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in sorted(done, key=waiting.__getitem__):
            index = waiting.pop(future)
            try:
                pdf = future.result()
            except TypesettingError as error:
                raise TypesettingError(*(f"{names[index]}: {problem}" for problem in error.problems)) from None
            yield index, pdf
