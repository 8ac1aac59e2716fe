"""Pages set by an engine, as tests want them."""

from __future__ import annotations

from collections.abc import Sequence

from exgen.writers import SheetDocument, latex_sources, typesetter, typst_sources
from exgen.writers.pdf import SHEET_SECONDS, EngineName


def sources_of(documents: Sequence[SheetDocument], engine: EngineName) -> list[str]:
    """The sources of documents for an engine."""
    return latex_sources(documents) if engine == "latex" else typst_sources(documents)


def pdfs(sources: Sequence[str], engine: EngineName, seconds: float = SHEET_SECONDS) -> list[bytes]:
    """The PDFs of sources; errors call them ``sheet 1``, ``sheet 2``, ..."""
    names = [f"sheet {number}" for number, _ in enumerate(sources, 1)]
    with typesetter(engine, seconds) as setter:
        return [each.data for each in setter.pdfs(sources, names)]
