"""The file of a Word document: the parts around its text, in an archive whose bytes depend on nothing else."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from exgen.writers.qr_code import QrCode

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_LIST = re.compile(r"list-[0-9]+-([0-9]+)-(bullet|decimal|lowerLetter)")
_MARKS = {"bullet": ("•", "–", "•"), "decimal": ("%1.", "%2.", "%3."), "lowerLetter": ("%1)", "%2)", "%3)")}
_FORMS = tuple(_MARKS)
_INDENT, _HANGING = 620, 440

_TYPES = f"""{_XML}<Types xmlns="{_PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>\
<Default Extension="svg" ContentType="image/svg+xml"/>\
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>\
<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>\
<Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/>\
<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>\
<Override PartName="/word/footer.xml" ContentType="{_WORD}.footer+xml"/>\
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>\
</Types>"""

_ROOTS = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="document" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>\
<Relationship Id="core" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>\
</Relationships>"""

_SETTINGS = f"""{_XML}<w:settings {_NAMESPACES}><w:defaultTabStop w:val="680"/>\
<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>\
</w:compat><m:mathPr><m:mathFont m:val="Cambria Math"/></m:mathPr></w:settings>"""


class Lists:
    """Numbers the lists of a document: each begins anew, so that a fragment can be put in as often as it is needed.

    >>> lists, fragment = Lists(), "list-1-1-bullet list-2-3-decimal list-1-1-bullet"
    >>> lists.placed(fragment), lists.placed(fragment)
    ('1 2 1', '3 4 3')
    """

    def __init__(self) -> None:
        self._numbered: list[tuple[str, int]] = []

    def placed(self, xml: str) -> str:
        """A fragment's XML with numbers of their own for its lists."""
        numbers: dict[str, int] = {}

        def number(found: re.Match[str]) -> str:
            name = found[0]
            if name not in numbers:
                self._numbered.append((found[2], int(found[1])))
                numbers[name] = len(self._numbered)
            return str(numbers[name])

        return _LIST.sub(number, xml)

    def part(self) -> str:
        """The part that says how each list is numbered."""
        abstract = "".join(_abstract_list(place, form) for place, form in enumerate(_FORMS))
        lists = "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{_FORMS.index(form)}"/>'
            + "".join(
                f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{first}"/></w:lvlOverride>'
                for level in range(3)
            )
            + "</w:num>"
            for number, (form, first) in enumerate(self._numbered, 1)
        )
        return f"{_XML}<w:numbering {_NAMESPACES}>{abstract}{lists}</w:numbering>"


def _abstract_list(place: int, form: str) -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{mark}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{_INDENT + _HANGING * (level + 1)}" w:hanging="{_HANGING}"/>'
        "</w:pPr></w:lvl>"
        for level, mark in enumerate(_MARKS[form])
    )
    return f'<w:abstractNum w:abstractNumId="{place}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'


def word_file(
    body: str,
    lists: Lists,
    *,
    title: str,
    language: str,
    accent: str,
    footer: str,
    page: tuple[int, int],
    margins: tuple[int, int, int],
    pictures: Mapping[str, bytes],
) -> bytes:
    """A .docx of the XML of its ``body`` and ``footer``; ``title`` is XML, too.

    ``page`` is width and height, ``margins`` are those at the sides, above and below, in twentieths of a point;
    ``pictures`` are files by the names that the body calls them.
    """
    width, height = page
    side, above, below = margins
    section = (
        f'<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="{width}" w:h="{height}"/>'
        f'<w:pgMar w:top="{above}" w:right="{side}" w:bottom="{below}" w:left="{side}" w:header="600" w:footer="600" '
        'w:gutter="0"/></w:sectPr>'
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOTS,
        "docProps/core.xml": _core(title, language),
        "word/document.xml": f"{_XML}<w:document {_NAMESPACES}><w:body>\n{body}\n{section}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(pictures),
        "word/styles.xml": _styles().replace("ACCENT", accent.removeprefix("#")).replace("LANGUAGE", language),
        "word/numbering.xml": lists.part(),
        "word/settings.xml": _SETTINGS,
        "word/footer.xml": f"{_XML}<w:ftr {_NAMESPACES}>{footer}</w:ftr>",
    }
    return _archive(
        [
            *((name, text.encode()) for name, text in parts.items()),
            *((f"word/media/{name}", data) for name, data in pictures.items()),
        ]
    )


def _styles() -> str:
    return Path(__file__).with_name("styles.xml").read_text(encoding="utf-8")


def _relations(pictures: Iterable[str]) -> str:
    kinds = {"styles": "styles.xml", "numbering": "numbering.xml", "settings": "settings.xml", "footer": "footer.xml"}
    targets = [(name, name, target) for name, target in kinds.items()]
    targets += [(name, "image", f"media/{name}") for name in pictures]
    listed = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for name, kind, target in targets
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _core(title: str, language: str) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
        f"<dc:language>{language}</dc:language></cp:coreProperties>"
    )


def _archive(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """Parts in a ZIP archive, stored as they are: what compresses differs from one machine to the next."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as archive:
        for name, data in parts:
            place = ZipInfo(name)  # of 1980, as every archive without a date
            place.external_attr = 0o644 << 16
            place.create_system = 3
            archive.writestr(place, data)
    return written.getvalue()


PIXELS = 8
"""So many pixels has the side of a place of a QR code."""


def qr_picture(code: QrCode) -> bytes:
    """A QR code as a PNG in black and white.

    >>> qr_picture(QrCode(1, ((0, 0, 1),)))[:8]
    b'\\x89PNG\\r\\n\\x1a\\n'
    """
    places = [[1] * code.side for _ in range(code.side)]
    for column, row, length in code.runs:
        places[row][column : column + length] = [0] * length
    # a byte for each place, since a place has eight pixels of one bit
    lines = b"".join((b"\0" + bytes(255 * place for place in row)) * PIXELS for row in places)
    side = (code.side * PIXELS).to_bytes(4)
    chunks = ((b"IHDR", side + side + bytes((1, 0, 0, 0, 0))), (b"IDAT", zlib.compress(lines, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4) for name, data in chunks
    )
