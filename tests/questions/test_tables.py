"""Tables as spreadsheets and people save them, and what is said of files that are none."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from exgen.errors import RosterError
from exgen.questions import tables
from exgen.questions.tables import table_rows

COLUMNS = ("id", "name")


def _rows(path: Path, data: bytes | str) -> list[tuple[str, str, str]]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return [(row.place, row.fields["id"], row.fields["name"]) for row in table_rows(path, COLUMNS, RosterError)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


@pytest.mark.parametrize(
    "data",
    [
        "id,name\n7,Ada Lovelace\n",
        "id,name\r\n7,Ada Lovelace\r\n",
        "id,name\r7,Ada Lovelace\r",
        "id,name\n7,Ada Lovelace",
        "\ufeffid,name\n7,Ada Lovelace\n",
        "id;name\n7;Ada Lovelace\n",
        "id\tname\n7\tAda Lovelace\n",
        "name,id\nAda Lovelace,7\n",
        "ID, Name \n 7 , Ada Lovelace \n",
        '"id","name"\n"7","Ada Lovelace"\n',
        'id, name\n7, "Ada Lovelace"\n',
        "id,name,mail\n7,Ada Lovelace,ada@example.org\n",
        "id,name,,\n7,Ada Lovelace,,\n",
        "id,name\n7,Ada Lovelace,,,\n",
    ],
)
def test_a_table_is_read_however_it_was_saved(path: Path, data: str) -> None:
    assert _rows(path, data) == [("line 2", "7", "Ada Lovelace")]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("id,name\n7,Åse Ødegård\n".encode(), "Åse Ødegård"),
        ("id,name\n7,Åse Ødegård\n".encode("latin-1"), "Åse Ødegård"),
        ("id,name\n7,O’Neil €\n".encode("cp1252"), "O’Neil €"),
        (b"id,name\n7,\x81\xc5\n", "\x81Å"),
        ("id\tname\r\n7\tÅse 张\r\n".encode("utf-16"), "Åse 张"),
        ("\ufeffid;name\n7;Åse 张\n".encode("utf-16-be"), "Åse 张"),
    ],
)
def test_old_encodings_are_understood(path: Path, data: bytes, name: str) -> None:
    assert _rows(path, data) == [("line 2", "7", name)]


def test_separators_within_quotes_separate_nothing(path: Path) -> None:
    assert _rows(path, '"a, b, c";id;name\nx;7;Ada\n') == [("line 2", "7", "Ada")]


def test_lines_are_counted_as_an_editor_counts_them(path: Path) -> None:
    data = 'id,name\n\n1,"Ada\nLovelace"\n , \n2,Ben\n\n3,"a\n\nb"\n4,Eve\n'
    assert [place for place, _, _ in _rows(path, data)] == ["line 3", "line 6", "line 8", "line 11"]


def test_quotes_commas_and_newlines_in_a_field_are_kept(path: Path) -> None:
    assert _rows(path, 'id,name\n7,"say ""(25, 28)""\nor not"\n8,5" x 3"\n') == [
        ("line 2", "7", 'say "(25, 28)"\nor not'),
        ("line 4", "8", '5" x 3"'),
    ]


def test_missing_fields_are_empty(path: Path) -> None:
    assert _rows(path, "id,name\n7\n") == [("line 2", "7", "")]


def test_surplus_fields_are_a_problem_of_their_row(path: Path) -> None:
    path.write_text("id,name\n1,(25, 28)\n2,fine\n")
    rows = table_rows(path, COLUMNS, RosterError)
    assert [row.problem for row in rows] == [
        "3 fields, but the first line names 2 columns; put double quotes around a field with a separator in it",
        "",
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty; its first line names the columns: id,name"),
        (b" \n\n ,\n", "the file is empty; its first line names the columns: id,name"),
        (b"name\nAda\n", "line 1: no column id; the first line names the columns id,name, found: name"),
        (b"\n7,Ada\n", "line 2: no column id and name; the first line names the columns id,name, found: 7, Ada"),
        (b"id,name,ID\n", "line 1: two columns id; the first line names the columns id,name, found: id, name, ID"),
        (b"x" * 100 + b",y\n", f"found: {'x' * 57}..."),
        (b"\xff\xfei\0d", "this is no text file"),
        ("\ufeffid,name\n7,\0\n".encode("utf-16-le"), "this is no text file"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "an old Excel file, or one with a password; save it as XLSX without one, or as CSV",
        ),
        (b"id,name\n7,\0\n", "this is no text file; save the table as CSV (UTF-8)"),
        ("id,name\n7,Ada\n".encode("utf-16-le"), "this is no text file; save the table as CSV (UTF-8)"),
        (b'id,name\n1,Ada\n2,"Ben\n3,Eve\n', "line 3: this is no row of a CSV file: unexpected end of data"),
        (b'id,name\n\n1,"Ada"da\n', "line 3: this is no row of a CSV file: ',' expected after '\"'"),
        (b"id,name\n1," + b"x" * 200_000, "line 2: this is no row of a CSV file: field larger than field limit"),
    ],
)
def test_what_is_no_table_is_told_with_its_line(path: Path, data: bytes, message: str) -> None:
    with pytest.raises(RosterError) as error:
        _rows(path, data)
    assert str(error.value).startswith(f"{path}: ")
    assert message in str(error.value)
    assert len(error.value.problems) == 1


def test_what_cannot_be_opened_is_told_in_one_line(path: Path) -> None:
    with pytest.raises(RosterError, match="No such file"):
        table_rows(path, COLUMNS, RosterError)
    path.mkdir()
    with pytest.raises(RosterError, match="Is a directory"):
        table_rows(path, COLUMNS, RosterError)


def test_an_endless_file_is_not_read_to_its_end(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LARGEST_TABLE", 20)
    assert _rows(path, "id,name\n7,Ada Lovel\n") == [("line 2", "7", "Ada Lovel")]
    with pytest.raises(RosterError, match="more than 20 bytes; this is no table that is meant"):
        _rows(path, "id,name\n7,Ada Lovelace\n")


_FIELD = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12
).map(str.strip)  # fmt: skip


@given(st.lists(st.tuples(_FIELD, _FIELD), max_size=5), st.sampled_from(",;\t"))
def test_whatever_pythons_writer_writes_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], separator: str
) -> None:
    text = StringIO()
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerows([COLUMNS, *rows])
    path = tmp_path_factory.getbasetemp() / "written.csv"
    found = [row[1:] for row in _rows(path, text.getvalue())]
    assert found == [row for row in rows if any(row)]


@given(st.binary(max_size=200))
def test_no_bytes_lead_to_anything_but_rows_or_one_line(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.csv"
    problems: tuple[str, ...] = ("one",)
    try:
        _rows(path, b"id,name\n" + data)
    except RosterError as error:
        problems = error.problems
    assert len(problems) == 1
