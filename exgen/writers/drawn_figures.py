"""Figures as PDFs for LaTeX, and as PNGs for what shows no SVG: typst sets each as a page of its size.

typst draws them on its own sheets, too; it is there anyway, comes as a wheel for every system, embeds its fonts and
gives the same bytes for the same figure, in 3 ms. CairoSVG (6 ms) needs a library and the fonts of the system; svglib
(8 ms) embeds no fonts and dates its pages.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from io import BytesIO
from types import TracebackType
from typing import Self

from exgen.figures import Figure
from exgen.writers.plain_text import one_line
from exgen.writers.typst_pool import TypstWorker

KEPT = 512
"""So many figures are kept: those of a class come again and again."""

VERSION = "1.5"
"""Of PDF: pdfTeX takes nothing newer without a word."""


PIXELS_PER_INCH = 144
"""Of PNGs: half as large again as the figure, where a page takes a pixel for one of 96 to the inch."""


class DrawnFigures:
    """Draws figures, equal ones once; a context manager that ends the process it has started.

    A ``worker`` that is there already draws them, where there is one, and is not ended.
    """

    def __init__(self, seconds: float, worker: TypstWorker | None = None) -> None:
        self._seconds = seconds
        self._worker = worker
        self._own: TypstWorker | None = None
        self._made: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own is not None:
            self._own.__exit__(kind, error, trace)
            self._own = self._worker = None

    def pdfs(self, figures: Mapping[str, Figure]) -> dict[str, bytes]:
        """The PDF of each figure, by their digests. Raises TypesettingError where typst cannot draw one."""
        return self._of("pdf", figures, lambda worker, source: _plain(worker.pdf(source).data))

    def pngs(self, figures: Mapping[str, Figure]) -> dict[str, bytes]:
        """The same as PNGs, on white ground."""
        return self._of("png", figures, lambda worker, source: worker.png(source, PIXELS_PER_INCH))

    def _of(
        self, form: str, figures: Mapping[str, Figure], draw: Callable[[TypstWorker, str], bytes]
    ) -> dict[str, bytes]:
        found = {}
        for digest, figure in figures.items():
            key = form, digest
            if key not in self._made:
                if self._worker is None:
                    self._worker = self._own = TypstWorker(self._seconds)
                self._made[key] = draw(self._worker, figure_source(figure))
            self._made.move_to_end(key)
            found[digest] = self._made[key]
        while len(self._made) > KEPT:
            self._made.popitem(last=False)
        return found


def figure_source(figure: Figure) -> str:
    """A page of typst with nothing but the figure."""
    svg, alt = (one_line(text).replace("\\", "\\\\").replace('"', '\\"') for text in (figure.svg, figure.alt))
    return (
        f'#set document(title: "{alt}", date: none)\n'
        f"#set page(width: {figure.width}mm, height: {figure.height}mm, margin: 0pt)\n"
        f'#image(bytes("{svg}"), format: "svg", width: 100%, alt: "{alt}")\n'
    )


def _plain(pdf: bytes) -> bytes:
    """The page without the tags and the metadata of a document: it becomes a part of another one."""
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as page:
        for key in ("/StructTreeRoot", "/MarkInfo", "/Metadata", "/Lang", "/ViewerPreferences"):
            if key in page.Root:
                del page.Root[key]
        if "/StructParents" in page.pages[0]:
            del page.pages[0]["/StructParents"]
        del page.docinfo
        made = BytesIO()
        page.save(
            made,
            deterministic_id=True,
            force_version=VERSION,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        return made.getvalue()
