"""QR codes as runs of dark squares, which every engine draws as one path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from exgen.errors import TypesettingError


@dataclass(frozen=True, slots=True)
class QrCode:
    """A square of ``side`` by ``side`` places; ``runs`` are (column, row, length) of dark ones, from the top left."""

    side: int
    runs: tuple[tuple[int, int, int], ...]

    @property
    def pdf_path(self) -> str:
        """The dark places as rectangles in PDF's own notation, y growing downwards.

        >>> QrCode(2, ((0, 0, 2), (1, 1, 1))).pdf_path
        '0 0 2 1 re 1 1 1 1 re'
        """
        return " ".join(f"{column} {row} {length} 1 re" for column, row, length in self.runs)

    @property
    def svg_path(self) -> str:
        """The dark places as an SVG path.

        >>> QrCode(2, ((0, 0, 2), (1, 1, 1))).svg_path
        'M0 0h2v1h-2zM1 1h1v1h-1z'
        """
        return "".join(f"M{column} {row}h{length}v1h-{length}z" for column, row, length in self.runs)


@lru_cache(maxsize=64)
def qr_code(text: str) -> QrCode:
    """The QR code of a text (ISO/IEC 18004), with as much error correction as its size allows, medium at least.

    The last ones are kept: a sheet and its solution have the same. Raises TypesettingError where segno is not there.

    >>> qr_code("K7F2QX").side
    21
    """
    try:
        import segno
    except ImportError:
        raise TypesettingError('QR codes need segno: pip install "exgen[sheets]"') from None
    matrix = segno.make(text, error="m", micro=False).matrix
    return QrCode(len(matrix), tuple(run for row, places in enumerate(matrix) for run in _runs(row, places)))


def _runs(row: int, places: bytearray) -> Iterator[tuple[int, int, int]]:
    column = 0
    for is_dark, group in groupby(places):
        length = len(list(group))
        if is_dark:
            yield column, row, length
        column += length
