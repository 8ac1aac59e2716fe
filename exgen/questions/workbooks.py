"""Excel workbooks (XLSX): the fields of the first sheet as text. Nothing in them is calculated or run."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from exgen.errors import InputError

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

LARGEST_UNPACKED = 30_000_000
"""In bytes; the grades of a thousand students in fifty columns are two million."""

MOST_FIELDS = 1_000_000
"""So many fields are read, empty ones counted: a sheet can claim a million rows that stand nowhere."""

_BEGINNING: Final = b"PK\x03\x04"
_WORKBOOK: Final = "xl/workbook.xml"


class Formula(str):
    """A field in which a formula stands, or the error of one: it has no value of its own."""

    __slots__ = ()


def is_workbook(data: bytes) -> bool:
    """Whether a file is a workbook, or something else that is packed like one."""
    return data.startswith(_BEGINNING)


def workbook_lines(data: bytes, path: Path, error: type[InputError]) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that are not empty, each with its number.

    Raises ``error`` for what is no workbook, larger than anything sensible, or would need openpyxl where that is not
    installed.
    """
    try:
        problem = _problem(data)
        lines = _lines(data) if not problem else []
    except ImportError:
        raise error(f'{path}: reading XLSX needs openpyxl (pip install "exgen[sheets]"); or save it as CSV') from None
    except Exception as broken:
        # zipfile and openpyxl let out whatever a broken part leads to: KeyError, TypeError, ParseError, ...
        problem = f"this workbook is broken ({type(broken).__name__}); save it as XLSX again, or as CSV (UTF-8)"
    if not problem and lines is None:
        problem = f"more than {MOST_FIELDS:,} fields, empty ones counted; this is no table that is meant"
    if problem or lines is None:
        raise error(f"{path}: {problem}")
    return iter(lines)


def _problem(data: bytes) -> str:
    """Why a workbook is not read, found before anything in it is read as XML; "" if nothing speaks against it."""
    from zipfile import ZipFile

    with ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        if _WORKBOOK not in archive.namelist():
            return "this is no XLSX file; save the table as XLSX or as CSV (UTF-8)"
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED:  # zipfile unpacks no more than is told there
            return f"more than {LARGEST_UNPACKED:,} bytes unpacked; this is no table that is meant"
        texts = (archive.read(part) for part in parts if part.filename.endswith((".xml", ".rels")))
        # spreadsheets write UTF-8 and declare nothing; declared entities can stand for gigabytes
        if any(b"<!DOCTYPE" in text or b"\0" in text for text in texts):
            return "this workbook declares entities, as no spreadsheet does; save the table as CSV (UTF-8)"
    return ""


def _lines(data: bytes) -> list[tuple[int, list[str]]] | None:
    """The rows that are not empty; None where there are too many fields."""
    from openpyxl import load_workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    lines = []
    fields = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl could not write again: nothing is written
        sheet = load_workbook(BytesIO(data), read_only=True, keep_links=False).worksheets[0]
        assert isinstance(sheet, ReadOnlyWorksheet)
        sheet.reset_dimensions()  # what a sheet says of its size need not be true
        for number, cells in enumerate(sheet.iter_rows(), 1):
            fields += max(1, len(cells))
            if fields > MOST_FIELDS:
                return None
            texts = list(map(_text, cells))
            if any(text.strip() for text in texts):
                lines.append((number, texts))
    return lines


def _text(cell: Cell | MergedCell | ReadOnlyCell | EmptyCell) -> str:
    """What a spreadsheet shows, near enough: whole numbers without a point, with the zeros in front that are shown."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in ("f", "e"):
        return Formula(value if isinstance(value, str) else "=")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        shown = cell.number_format
        return str(value).zfill(len(shown) if shown.strip("0") == "" else 0)
    return value.isoformat() if isinstance(value, date | time) else str(value)
