"""PDFs behind each other in one file, for a printer: each begins on the front of a sheet of paper.

Written from front to back, an object at a time, so that thousands of PDFs take no more memory than one; streams with
the same bytes, such as the fonts of students that were set in one run, are written once. What only a screen needs
(tags, outlines, links) is left out. The same PDFs give the same bytes.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable
from decimal import Decimal
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Object, Page, Pdf

_INHERITED = ("/MediaBox", "/CropBox", "/Resources", "/Rotate")
_LEFT_OUT = frozenset((*_INHERITED, "/Parent", "/StructParents", "/Tabs", "/Annots", "/Type"))
_PLAIN_NAME = re.compile(r"/[A-Za-z0-9._+-]+")


class JoinedPdf:
    """What is written of the file so far; ``write`` takes its bytes, piece by piece."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._length = 0
        self._offsets = array("Q")
        self._streams: dict[bytes, int] = {}
        self._kids: list[int] = []
        self._put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._root, self._pages = self._new(), self._new()

    @property
    def pages(self) -> int:
        """How many pages there are, blank ones too."""
        return len(self._kids)

    def add(self, pdf: Pdf) -> None:
        """Put the pages of a PDF behind those that are there, and a blank one where their number is odd."""
        numbers: dict[tuple[int, int], int] = {}
        waiting: list[tuple[int, Object]] = []

        def number_of(stands: Object) -> int:
            place = stands.objgen
            if place not in numbers:
                if _is_stream(stands):
                    numbers[place] = self._stream(stands, text)
                else:
                    numbers[place] = self._new()
                    waiting.append((numbers[place], stands))
            return numbers[place]

        def text(value: Any) -> bytes:
            if getattr(value, "is_indirect", False):
                return b"%d 0 R" % number_of(value)
            return _direct(value, text)

        count = self.pages
        for page in pdf.pages:
            own = [(key, value) for key, value in page.obj.items() if key not in _LEFT_OUT]
            found = [(key, _inherited(page, key)) for key in _INHERITED]
            members = [(key, value) for key, value in (*found, *own) if value is not None]
            self._page(b" ".join(b"%b %b" % (_name(key), text(value)) for key, value in members))
        while waiting:
            number, stands = waiting.pop()
            self._object(number, _direct(stands, text))
        if (self.pages - count) % 2:
            self._page(b"/Resources << >> /MediaBox %b" % text(_inherited(pdf.pages[-1], "/MediaBox")))

    def end(self) -> None:
        """Write what stands at the end of the file."""
        kids = b" ".join(b"%d 0 R" % kid for kid in self._kids)
        self._object(self._pages, b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(self._kids), kids))
        self._object(self._root, b"<< /Type /Catalog /Pages %d 0 R >>" % self._pages)
        start, size = self._length, len(self._offsets) + 1
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for offset in self._offsets:
            self._put(b"%010d 00000 n \n" % offset)
        self._put(b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, self._root, start))

    def _put(self, data: bytes) -> None:
        self._write(data)
        self._length += len(data)

    def _new(self) -> int:
        self._offsets.append(0)
        return len(self._offsets)

    def _object(self, number: int, data: bytes) -> None:
        self._offsets[number - 1] = self._length
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, data))

    def _page(self, members: bytes) -> None:
        number = self._new()
        self._kids.append(number)
        self._object(number, b"<< /Type /Page /Parent %d 0 R %b >>" % (self._pages, members))

    def _stream(self, stream: Any, text: Callable[[Any], bytes]) -> int:
        """The number of a stream, which is written if none with its bytes has been."""
        members = _members(((key, value) for key, value in stream.items() if key != "/Length"), text)
        data = stream.read_raw_bytes()
        whole = b"<< %b /Length %d >>\nstream\n%b\nendstream" % (members, len(data), data)
        known = blake2b(whole, digest_size=16).digest()
        if known not in self._streams:
            self._streams[known] = number = self._new()
            self._object(number, whole)
        return self._streams[known]


def _is_stream(value: object) -> bool:
    from pikepdf import Stream

    return isinstance(value, Stream)


def _direct(value: Any, text: Callable[[Any], bytes]) -> bytes:
    """An object as PDF writes it; ``text`` gives what stands inside it."""
    from pikepdf import Array, Dictionary, Object

    match value:
        case Dictionary():
            return b"<< %b >>" % _members(value.items(), text)
        case Array():
            return b"[%b]" % b" ".join(map(text, value))
        case Object():
            return value.unparse()
        case None | bool():
            return {None: b"null", False: b"false", True: b"true"}[value]
        case Decimal():
            return format(value, "f").encode()
        case _:
            return str(value).encode()


def _members(members: Iterable[tuple[str, Any]], text: Callable[[Any], bytes]) -> bytes:
    return b" ".join(b"%b %b" % (_name(key), text(value)) for key, value in members)


def _name(name: str) -> bytes:
    from pikepdf import Name

    return name.encode() if _PLAIN_NAME.fullmatch(name) else Name(name).unparse()


def _inherited(page: Page, key: str) -> Any:
    """What a page says of itself, or those above it in the tree of pages; None for nothing."""
    above: Any = page.obj
    while above is not None:
        if key in above:
            return above[key]
        above = above.get("/Parent")
    return None
