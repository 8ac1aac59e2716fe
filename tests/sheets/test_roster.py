"""Who gets a sheet: every way a roster can be wrong, and every name that a person can have."""

from __future__ import annotations

from pathlib import Path

import pytest

from exgen.errors import RosterError
from exgen.sheets.roster import Student, read_roster


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "roster.csv"


def _students(path: Path, data: bytes | str) -> tuple[Student, ...]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_roster(path).students


def _problems(path: Path, data: bytes | str) -> list[str]:
    with pytest.raises(RosterError) as error:
        _students(path, data)
    assert all(problem.startswith(f"{path}: ") for problem in error.value.problems)
    return [problem.removeprefix(f"{path}: ") for problem in error.value.problems]


@pytest.mark.parametrize(
    "data",
    [
        b"id,name\nada,\xc3\x85se\nben,Ben\n",
        b"\xef\xbb\xbfid,name\r\nada,\xc3\x85se\r\nben,Ben\r\n",
        b"id,name\nada,\xc5se\nben,Ben\n",
        b"id;name\nada;\xc3\x85se\nben;Ben\n",
        b"name\tgroup\tid\n\xc3\x85se\t1\tada\nBen\t2\tben\n",
        b"Id,NAME\n\nada,\xc3\x85se\n,\nben,Ben",
    ],
)
def test_a_roster_is_read_in_its_order_however_it_was_saved(path: Path, data: bytes) -> None:
    assert _students(path, data) == (Student("ada", "Åse"), Student("ben", "Ben"))


@pytest.mark.parametrize(
    ("field", "name"),
    [
        (r"O'Neil_{#1}%$\input{x}", r"O'Neil_{#1}%$\input{x}"),
        ("=cmd()", "=cmd()"),
        ('"=HYPERLINK(""http://x"")"', '=HYPERLINK("http://x")'),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ('"Lovelace, Ada"', "Lovelace, Ada"),
        ('"Ada\nLovelace"', "Ada Lovelace"),
        ("Łukasz Żółć", "Łukasz Żółć"),
        ("张伟", "张伟"),
        ("  Ada\u00a0 Lovelace ", "Ada Lovelace"),
        ("A\u202eda\x07", "Ada"),
        ("", ""),
    ],
)
def test_a_name_is_kept_as_it_is_but_for_what_no_page_shows(path: Path, field: str, name: str) -> None:
    assert _students(path, f"id,name\n7,{field}\n") == (Student("7", name),)


@pytest.mark.parametrize(
    "id", ["ada", "0042", "s123456", "ada.lovelace", "ada@uio.no", "ada_l-2", "Åse", "ada lovelace", "con-1", "comma"]
)
def test_these_ids_name_files(path: Path, id: str) -> None:
    assert _students(path, f"id,name\n{id},Ada\n")[0].id == id


@pytest.mark.parametrize(
    "id",
    [
        "../x",
        "..",
        ".",
        ".hidden",
        "a/b",
        "a\\b",
        "C:x",
        "a*b",
        "a?",
        '"a""b"',
        "a<b",
        "a>b",
        "a|b",
        "ada.",
        "CON",
        "con",
        "nul.txt",
        "LPT1",
        "Com3.x",
        "-rf",
        "=cmd()",
        "+1",
        "@ada",
        "a\tb",
        "a\x01b",
        "a\u202eb",
        '"a\nb"',
    ],
)
def test_an_id_that_no_file_can_be_named_by_is_refused(path: Path, id: str) -> None:
    (problem,) = _problems(path, f"id,name\n{id},Ada\n" if "\t" not in id else f'id,name\n"{id}",Ada\n')
    assert problem.startswith("line 2: no file can be named by the id ")
    assert problem.endswith('use letters and digits, with "_", "-", "." or "@" between')
    assert problem.isprintable()


def test_a_long_id_is_refused(path: Path) -> None:
    assert _students(path, f"id,name\n{'x' * 100},Ada\n")
    assert _problems(path, f"id,name\n{'x' * 101},Ada\n{'é' * 51},Åse\n") == [
        f'line 2: the id "{"x" * 20}..." is too long; at most 100 letters and digits name a file',
        f'line 3: the id "{"é" * 20}..." is too long; at most 100 letters and digits name a file',
    ]


@pytest.mark.parametrize(("first", "second"), [("ada", "ada"), ("ada", "ADA"), ("straße", "STRASSE"), ("é", "e\u0301")])
def test_ids_that_name_one_file_are_refused(path: Path, first: str, second: str) -> None:
    (problem,) = _problems(path, f"id,name\n{first},A\nx,X\n{second},B\n")
    assert problem.startswith("line 4: the id ")
    assert problem.endswith("stands in line 2 already (case does not count)")


def test_ids_have_one_form_of_unicode(path: Path) -> None:
    assert _students(path, "id,name\ne\u0301,A\n")[0].id == "é"


def test_everything_wrong_is_told_at_once_with_its_line(path: Path) -> None:
    data = 'id,name\n,Nobody\nada,Ada\n"ben\n",Ben\n../x,Eve\n \nAda,Again\nzoe,Zoe, Z.\n'
    assert _problems(path, data) == [
        "line 2: the id is empty",
        'line 6: no file can be named by the id "../x"; use letters and digits, with "_", "-", "." or "@" between',
        'line 8: the id "Ada" stands in line 3 already (case does not count)',
        "line 9: 3 fields, but the first line names 2 columns; put double quotes around a field with a separator in it",
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty; its first line names the columns: id,name"),
        (b"id,name\n", "no student follows the line with the columns"),
        (b"id,name\n\n,\n", "no student follows the line with the columns"),
        (b"code,name\n7,Ada\n", "line 1: no known column of ids; name it with --id-column, found: code, name"),
        (b"id,Vorname\n7,Ada\n", "line 1: no known column of names; name it with --name-column, found: id, Vorname"),
        (b"id,name,ID\n7,Ada,8\n", 'line 1: two columns "id"; choose another with --id-column, found: id, name, ID'),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "this is no text file; save the table as CSV (UTF-8)"),
        (
            b"id,name\n" + b"x" * 200_000 + b",y\n",
            "line 2: this is no row of a CSV file: field larger than field limit",
        ),
    ],
    ids=["empty", "no students", "blank students", "no id", "no name", "two", "binary", "huge line"],
)
def test_a_file_that_is_no_roster_is_told_as_such(path: Path, data: bytes, problem: str) -> None:
    (found,) = _problems(path, data)
    assert found.startswith(problem)


def test_a_file_without_known_columns_is_told_of_both(path: Path) -> None:
    assert _problems(path, "ada,Ada\nben,Ben\n") == [
        "line 1: no known column of ids; name it with --id-column, found: ada, Ada",
        "line 1: no known column of names; name it with --name-column, found: ada, Ada",
    ]


@pytest.mark.parametrize("id", ["1.23457E+11", "2E+08", "4,12345E+6"])
def test_a_number_that_a_spreadsheet_has_shortened_is_no_id(path: Path, id: str) -> None:
    (problem,) = _problems(path, f"id;name\n{id};Ada\n")
    assert problem.startswith(f'line 2: the id "{id}" is a number that a spreadsheet has shortened; ')


def test_a_folder_is_no_roster(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="Is a directory"):
        read_roster(tmp_path)


def test_the_roster_of_the_examples_can_be_read(checkout: Path) -> None:
    assert len(read_roster(checkout / "examples" / "roster.csv").students) >= 3
