"""The file of responses: read however it was saved, and everything wrong with it told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from exgen.errors import ResponsesError
from exgen.grading.responses import Responses, read_responses
from exgen.questions.library import Library
from exgen.questions.manifest import Manifest
from exgen.sheets.folder import blank_responses
from exgen.sheets.roster import Student
from tests.sheets.classes import sheet_of

HEADER = "student,question,response\n"


@pytest.fixture(scope="module")
def sheet(checkout: Path) -> Manifest:
    """A sheet with the labels 1a 1b 1c 2a.row1 ... 2a.row4 2b 3 4 for two students."""
    library = Library([checkout / "tests" / "sheets" / "data"])
    roster = (Student("ada", "Ada"), Student("éva", "Éva"))
    return sheet_of(library.bank("small"), roster, 5, library)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "responses.csv"


def _responses(path: Path, sheet: Manifest, data: bytes | str) -> Responses:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_responses(path, sheet)


def _problems(path: Path, sheet: Manifest, data: bytes | str) -> list[str]:
    with pytest.raises(ResponsesError) as error:
        _responses(path, sheet, data)
    assert all(problem.startswith(f"{path}: ") for problem in error.value.problems)
    return [problem.removeprefix(f"{path}: ") for problem in error.value.problems]


@pytest.mark.parametrize(
    "data",
    [
        HEADER + 'éva,1a,"(20, 20)"\nada,1b,400\n',
        "\ufeff" + HEADER + 'éva,1a,"(20, 20)"\r\nada,1b,400\r\n',
        "student;question;response\néva;1a;(20, 20)\nada;1b;400\n",
        "Question\tResponse\tStudent\n1a\t(20, 20)\téva\n1b\t400\tada\n",
        "student, question, response\néva, 1a, \"(20, 20)\"\n\nada, 1b, 400\n",
        "student,question,response,remark\néva,1a,\"(20, 20)\",late\nada,1b,400,\n",
        HEADER + 'e\u0301va,1a,"(20, 20)"\nada,1b,400\n',
    ],
)  # fmt: skip
def test_responses_are_read_however_they_were_saved(path: Path, sheet: Manifest, data: str) -> None:
    assert _responses(path, sheet, data) == {"éva": {"1a": "(20, 20)"}, "ada": {"1b": "400"}}


def test_latin_1_is_read(path: Path, sheet: Manifest) -> None:
    assert _responses(path, sheet, (HEADER + "éva,4,für\n").encode("latin-1")) == {"éva": {"4": "für"}}


@pytest.mark.parametrize(
    ("field", "response"),
    [
        ('"(25, 28)"', "(25, 28)"),
        ('"he said ""many"""', 'he said "many"'),
        ('"two\nlines"', "two\nlines"),
        ('5" x 3"', '5" x 3"'),
        (" 26 ", "26"),
        ("=SUM(A1)", "=SUM(A1)"),
        (r"\left\lfloor x \right\rfloor", r"\left\lfloor x \right\rfloor"),
        ("⌊(M − 3)/2⌋", "⌊(M − 3)/2⌋"),
    ],
)
def test_a_response_is_kept_as_it_was_typed(path: Path, sheet: Manifest, field: str, response: str) -> None:
    assert _responses(path, sheet, f"{HEADER}ada,4,{field}\n") == {"ada": {"4": response}}


def test_blank_responses_are_left_out(path: Path, sheet: Manifest) -> None:
    assert _responses(path, sheet, "".join(blank_responses(sheet.students))) == {}
    assert _responses(path, sheet, HEADER + "ada,1a,\nada,1b,  \nada,1c\nada,1a,(1)\nada,1a,\n") == {
        "ada": {"1a": "(1)"}
    }


def test_every_label_of_a_blank_file_can_be_filled_in(path: Path, sheet: Manifest) -> None:
    filled = "".join(blank_responses(sheet.students)).replace(",\n", ",7\n")
    found = _responses(path, sheet, filled)
    labels = ["1a", "1b", "1c", "2a.row1", "2a.row2", "2a.row3", "2a.row4", "2b", "3", "4"]
    assert {student: list(typed) for student, typed in found.items()} == {"ada": labels, "éva": labels}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("adda,1a,3", 'no student "adda" on this sheet; did you mean "ada"?'),
        ("Ada,1a,3", 'no student "Ada" on this sheet; did you mean "ada"?'),
        ("zzz,1a,3", 'no student "zzz" on this sheet; allowed: ada, éva'),
        (",1a,3", 'no student "" on this sheet; allowed: ada, éva'),
        ("ada,1d,3", 'no question "1d" on this sheet; allowed: 1a, 1b, 1c, 2a.row1'),
        ("ada,2a,3", 'no question "2a" on this sheet; allowed: 1a, 1b, 1c, 2a.row1'),
        ("ada,2a.row5,3", 'no question "2a.row5" on this sheet; did you mean "2a.row4"?'),
        ("ada,,3", 'no question "" on this sheet; allowed: 1a, 1b, 1c, 2a.row1'),
        ("ada,1a,(25, 28)", "4 fields, but the first line names 3 columns; put double quotes around a field with"),
    ],
)
def test_a_row_that_fits_nowhere_is_told(path: Path, sheet: Manifest, row: str, problem: str) -> None:
    (found,) = _problems(path, sheet, f"{HEADER}éva,1a,3\n{row}\n")
    assert found.startswith(f"line 3: {problem}")


def test_two_responses_to_one_question_are_refused(path: Path, sheet: Manifest) -> None:
    data = HEADER + "ada,1a,3\néva,1a,3\nada,1a,4\nada,1a,3\n"
    assert _problems(path, sheet, data) == [
        "line 4: ada answered 1a in line 2 already",
        "line 5: ada answered 1a in line 2 already",
    ]


def test_everything_wrong_is_told_at_once_with_its_line(path: Path, sheet: Manifest) -> None:
    data = HEADER + 'ben,1a,3\n"ada",1b,"a\nb"\nada,9,1\n\nada,1b,2\néva,1a,1,2\n'
    assert [problem.split(";")[0] for problem in _problems(path, sheet, data)] == [
        'line 2: no student "ben" on this sheet',
        'line 5: no question "9" on this sheet',
        "line 7: ada answered 1b in line 3 already",
        "line 8: 4 fields, but the first line names 3 columns",
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty; its first line names the columns: student,question,response"),
        (b"student,answer\nada,3\n", "line 1: no column question and response; the first line names the columns"),
        (b"ada,1a,3\n", "line 1: no column student and question and response; the first line names the columns"),
        (HEADER.encode() + b"ada,1a,\0", "this is no text file; save the table as CSV (UTF-8)"),
        (HEADER.encode() + b'ada,1a,"3\nada,1b,4\n', "line 2: this is no row of a CSV file: unexpected end of data"),
    ],
)
def test_a_file_that_holds_no_responses_is_told_as_such(path: Path, sheet: Manifest, data: bytes, problem: str) -> None:
    (found,) = _problems(path, sheet, data)
    assert found.startswith(problem)


def test_a_missing_file_and_a_folder_are_told_by_name(tmp_path: Path, sheet: Manifest) -> None:
    with pytest.raises(ResponsesError, match=r"gone\.csv: No such file or directory"):
        read_responses(tmp_path / "gone.csv", sheet)
    with pytest.raises(ResponsesError, match="Is a directory"):
        read_responses(tmp_path, sheet)


def test_of_a_large_class_not_everybody_is_listed(path: Path, checkout: Path) -> None:
    library = Library([checkout / "tests" / "sheets" / "data"])
    roster = tuple(Student(f"s{number}", "") for number in range(40))
    bank = library.bank("small")
    large = sheet_of(bank, roster, 5, library)
    assert _problems(path, large, HEADER + "ada,1a,3\n") == [
        'line 2: no student "ada" on this sheet; there are 40, such as s0, s1, s2'
    ]
