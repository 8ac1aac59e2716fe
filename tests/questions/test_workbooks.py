"""Workbooks as Excel and the platforms write them, and those that somebody made to do harm."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings, strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exgen.errors import RosterError
from exgen.questions.workbooks import Formula, is_workbook, workbook_lines

PATH = Path("roster.xlsx")

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'
)
_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def _packed(rows: str, more: Mapping[str, str] | None = None) -> bytes:
    """A workbook of one sheet with the text in its cells, as Moodle's and others' exports have it."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _RELATIONS.format("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
        **(more or {}),
    }
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def _saved(*rows: list[object]) -> bytes:
    """A workbook as openpyxl saves it."""
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    for row in rows:
        book.active.append(row)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _lines(data: bytes) -> list[tuple[int, list[str]]]:
    assert is_workbook(data)
    return list(workbook_lines(data, PATH, RosterError))


def _problem(data: bytes) -> str:
    with pytest.raises(RosterError) as error:
        _lines(data)
    (problem,) = error.value.problems
    return problem.removeprefix(f"{PATH}: ")


def test_values_are_read_as_a_spreadsheet_shows_them() -> None:
    data = _saved(["a", 7, 7.0, 0.25, True, None, date(2026, 11, 2), datetime(2026, 11, 2, 9, 30), "007", "=1+1"])
    assert _lines(data) == [
        (1, ["a", "7", "7", "0.25", "TRUE", "", "2026-11-02T00:00:00", "2026-11-02T09:30:00", "007", "=1+1"])
    ]


def test_formulas_and_their_errors_are_told_apart_from_texts() -> None:
    data = _packed(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="e"><v>#REF!</v></c>'
        '<c r="C1" t="inlineStr"><is><t>=1+1</t></is></c></row>'
    )
    ((_, fields),) = _lines(data)
    assert [isinstance(field, Formula) for field in fields] == [True, True, False]


def test_rows_keep_their_numbers_and_empty_ones_are_passed_over() -> None:
    data = _packed(
        '<row r="2"><c r="B2" t="inlineStr"><is><t>id</t></is></c></row><row r="4"><c r="A4"/></row>'
        '<row r="7"><c r="A7"><v>12</v></c></row>'
    )
    assert _lines(data) == [(2, ["", "id"]), (7, ["12"])]


def test_other_sheets_are_not_looked_at() -> None:
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    book.active.append(["id"])
    book.create_sheet("Notes").append(["nothing"])
    saved = BytesIO()
    book.save(saved)
    assert _lines(saved.getvalue()) == [(1, ["id"])]


def test_what_would_become_too_large_is_not_unpacked() -> None:
    data = _packed("", {"xl/media/image.png": "0" * 40_000_000})
    assert len(data) < 60_000
    assert _problem(data) == "more than 30,000,000 bytes unpacked; this is no table that is meant"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
        "".join(f'<row r="{number}"><c r="XFD{number}"><v>1</v></c></row>' for number in range(1, 70)),
    ],
    ids=["rows that stand nowhere", "fields that stand nowhere"],
)
def test_a_sheet_that_claims_to_be_endless_is_refused(rows: str) -> None:
    assert _problem(_packed(rows)) == "more than 1,000,000 fields, empty ones counted; this is no table that is meant"


def test_entities_are_refused_before_they_are_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>'
    for part in (bomb, bomb.encode("utf-16").decode("latin-1")):
        assert "declares entities" in _problem(_packed("", {"xl/sharedStrings.xml": part}))


def test_what_is_packed_but_no_workbook_is_told() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert _problem(packed.getvalue()) == "this is no XLSX file; save the table as XLSX or as CSV (UTF-8)"


@cache
def _small() -> bytes:
    """One and the same for all examples: its bytes hold the time at which it was saved."""
    return _saved(["id", "name"], ["7", "Ada"])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_broken_workbook_is_one_line(data: st.DataObject) -> None:
    whole = _small()
    start = data.draw(st.integers(4, len(whole) - 1))
    end = data.draw(st.integers(start, len(whole)))
    broken = whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]
    problems: tuple[str, ...] = ("one",)
    try:
        _lines(broken)
    except RosterError as error:
        problems = error.problems
    assert len(problems) == 1


def test_without_openpyxl_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, real = _saved(["id"]), builtins.__import__

    def absent(name: str, *rest: object) -> object:
        if name.startswith("openpyxl"):
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(builtins, "__import__", absent)
    assert _problem(whole) == 'reading XLSX needs openpyxl (pip install "exgen[sheets]"); or save it as CSV'
