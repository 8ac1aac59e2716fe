"""What is drawn in a Word document: the QR code, and figures as SVG, with a PNG for what shows no SVG."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from exgen.figures import Figure
from exgen.writers.plain_text import one_line
from exgen.writers.qr_code import qr_code
from exgen.writers.word_package import qr_picture

_MILLIMETRE = 36_000
"""In Word's units for pictures."""

_OF_A_TWIP = 635
"""So many of them has a twentieth of a point."""

_QR_SIDE = 17 * _MILLIMETRE
_PICTURES = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_SVG = (
    '<a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}"><asvg:svgBlip '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="{}"/></a:ext></a:extLst>'
)
"""Where an SVG is named that stands for the PNG ([MS-ODRAWXML], section 2.3.2.7, svgBlip)."""


class Drawings:
    """The drawings of one document: their XML, and the ``files`` by whose names it speaks of them.

    ``held`` is what the QR code holds, ``pictures`` are PNGs of figures by their digests; ``width`` is that of the
    text, in twentieths of a point.
    """

    def __init__(self, held: str, pictures: Mapping[str, bytes], width: int) -> None:
        self.files: dict[str, bytes] = {}
        self._held, self._pictures, self._width = held, pictures, width * _OF_A_TWIP
        self._drawn = 0

    def qr_code(self) -> str:
        """The run that shows the QR code."""
        self.files["qr.png"] = qr_picture(qr_code(self._held))
        return f"<w:r>{self._drawing('QR', f'QR: {self._held}', _QR_SIDE, _QR_SIDE, 'qr.png')}</w:r>"

    def figure(self, digest: str, figure: Figure) -> str:
        """The run that shows a figure, never wider than the text."""
        png, svg = f"figure-{digest}.png", f"figure-{digest}.svg"
        self.files[png], self.files[svg] = self._pictures[digest], figure.svg.encode()
        width = min(round(figure.width * _MILLIMETRE), self._width)
        height = round(width * figure.height / figure.width)
        return f"<w:r>{self._drawing('Figure', figure.alt, width, height, png, _SVG.format(svg))}</w:r>"

    def _drawing(self, name: str, alt: str, width: int, height: int, file: str, more: str = "") -> str:
        self._drawn += 1
        size = f'cx="{width}" cy="{height}"'
        called = f'id="{self._drawn}" name="{name} {self._drawn}" descr="{escape(one_line(alt))}"'
        return (
            f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr {called}/>'
            f'<a:graphic><a:graphicData uri="{_PICTURES}"><pic:pic>'
            f"<pic:nvPicPr><pic:cNvPr {called}/><pic:cNvPicPr/></pic:nvPicPr>"
            f'<pic:blipFill><a:blip r:embed="{file}">{more}</a:blip>'
            f'<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/>'
            '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing>"
        )
