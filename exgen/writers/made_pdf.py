"""A PDF that an engine has made."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple


class Pdf(NamedTuple):
    """The bytes of a PDF; ``unprinted`` is a text on it for which there is no font: boxes stand in its place."""

    data: bytes
    unprinted: str = ""


def page_count(data: bytes) -> int:
    """How many pages a PDF has."""
    import pikepdf

    with pikepdf.open(BytesIO(data)) as read:
        return len(read.pages)
