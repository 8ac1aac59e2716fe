"""Rosters as Moodle, Canvas, Gradescope and ILIAS export them: which columns are taken, which rows are nobody's."""

from __future__ import annotations

from pathlib import Path

import pytest

from exgen.errors import RosterError
from exgen.sheets.roster import Roster, Student, read_roster

ROSTERS = Path(__file__).parent / "rosters"

GROSS, HEIDE = "Jürgen Groß", "Änne Marie von der Heide"


@pytest.mark.parametrize(
    ("file", "roster"),
    [
        (
            "moodle_grades.csv",
            Roster(
                (
                    Student("0412345", "Ada Lovelace"),
                    Student("0412346", "Zoë O'Neill, Jr."),
                    Student("0412347", "Li Wei"),
                ),
                "ID number",
                ("First name", "Last name"),
            ),
        ),
        (
            "moodle_bewertungen.csv",
            Roster((Student("2104711", GROSS), Student("2104712", HEIDE)), "ID-Nummer", ("Vorname", "Nachname")),
        ),
        (
            "moodle_teilnehmer.csv",  # its ID-Nummer is empty for everybody
            Roster(
                (Student("juergen.gross@uni.example", GROSS), Student("aenne@uni.example", HEIDE)),
                "E-Mail-Adresse",
                ("Vorname", "Nachname"),
            ),
        ),
        (
            "canvas_gradebook.csv",
            Roster(
                (
                    Student("00412345", "Lovelace, Ada"),
                    Student("00412346", "Hernández García, José"),
                    Student("00412347", "Wei, Li"),
                ),
                "SIS User ID",
                ("Student",),
                ("line 2 (no id)", 'line 3 "Points Possible" (no id)', 'line 7 "Student, Test" (test student)'),
            ),
        ),
        (
            "gradescope_roster.csv",
            Roster(
                (Student("0412345", "Ada Lovelace"), Student("0412346", "Zoë O'Neill")),
                "SID",
                ("First Name", "Last Name"),
                ('line 4 "Grace Hopper" (Instructor)', 'line 5 "Alan Turing" (TA)'),
            ),
        ),
        (
            "gradescope_grades.csv",
            Roster(
                (Student("0412345", "Ada Lovelace"), Student("0412346", "Zoë O'Neill")),
                "SID",
                ("First Name", "Last Name"),
            ),
        ),
        (
            "ilias_mitglieder.csv",  # Windows-1252, semicolons
            Roster((Student("2104711", GROSS), Student("2104712", HEIDE)), "Matrikelnummer", ("Vorname", "Nachname")),
        ),
        (
            "ilias_members.csv",  # its matriculation number is empty for everybody
            Roster((Student("jgross", GROSS), Student("avdheide", HEIDE)), "Login", ("Firstname", "Lastname")),
        ),
        (
            "ilias_mitglieder.xlsx",  # numbers, one shown with a zero in front; a formula in another column; two sheets
            Roster((Student("2104711", GROSS), Student("0412346", HEIDE)), "Matrikelnummer", ("Vorname", "Nachname")),
        ),
        (
            "excel_unicode_text.txt",  # UTF-16
            Roster((Student("ada", "Åse Ødegård"), Student("ben", "张伟")), "id", ("name",)),
        ),
    ],
)
def test_an_export_is_read_as_it_comes(file: str, roster: Roster) -> None:
    assert read_roster(ROSTERS / file) == roster


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "roster.csv"


@pytest.mark.parametrize(
    ("header", "ids", "names"),
    [
        ("id,name,username,email", "id", ("name",)),
        ("E-Mail,Kennung,Name", "Kennung", ("Name",)),
        ("Name,Vorname,Matrikel-Nr.", "Matrikel-Nr.", ("Vorname", "Name")),
        ("Full name,First name,Surname,Email address", "Email address", ("First name", "Surname")),
        ("Student,ID,SIS Login ID,Section", "SIS Login ID", ("Student",)),
        ("ID,Vollständiger Name", "ID", ("Vollständiger Name",)),
    ],
)
def test_the_more_telling_column_is_taken(path: Path, header: str, ids: str, names: tuple[str, ...]) -> None:
    path.write_text(f"{header}\n{','.join('x' for _ in header.split(','))}\n", encoding="utf-8")
    roster = read_roster(path)
    assert (roster.ids, roster.names) == (ids, names)


def test_columns_can_be_named_in_any_case(path: Path) -> None:
    path.write_text("Code,id,Rufname,name\nx7,1,Ada,Ada King\n")
    roster = read_roster(path, id_column="code", name_columns=["RUFNAME", "Code"])
    assert roster == Roster((Student("x7", "Ada x7"),), "Code", ("Rufname", "Code"))


@pytest.mark.parametrize(
    ("id_column", "name_columns", "message"),
    [
        ("ID-Numer", (), 'line 1: no column "ID-Numer"; did you mean "ID-Nummer"?'),
        (None, ("Spitzname",), 'line 1: no column "Spitzname"; allowed: E-Mail-Adresse, Gruppen, ID-Nummer'),
    ],
)
def test_a_column_that_is_not_there_is_told(id_column: str | None, name_columns: list[str], message: str) -> None:
    with pytest.raises(RosterError) as error:
        read_roster(ROSTERS / "moodle_teilnehmer.csv", id_column=id_column, name_columns=name_columns)
    (problem,) = error.value.problems
    assert message in problem


def test_where_some_have_no_id_other_columns_are_named(path: Path) -> None:
    path.write_text("Vorname,Nachname,ID-Nummer,E-Mail-Adresse\nAda,King,7,a@x.de\nBen,Ott,,b@x.de\n")
    with pytest.raises(RosterError) as error:
        read_roster(path)
    assert error.value.problems == (
        f"{path}: line 3: the id is empty",
        f'{path}: ids were looked for in column "ID-Nummer"; --id-column takes "E-Mail-Adresse"',
    )
    assert [student.id for student in read_roster(path, id_column="E-Mail-Adresse").students] == ["a@x.de", "b@x.de"]


def test_somebody_called_as_the_test_student_is_not_left_out(path: Path) -> None:
    path.write_text('Student,ID,SIS User ID,SIS Login ID\n"Student, Test",1,s7,x\n')
    assert read_roster(path).students == (Student("s7", "Student, Test"),)


def test_a_formula_is_not_taken_for_what_it_gives() -> None:
    with pytest.raises(RosterError) as error:
        read_roster(ROSTERS / "ilias_mitglieder.xlsx", name_columns=["Punkte"])
    assert error.value.problems[0].endswith(
        "row 2: a formula stands in column punkte; put its value there, or save the table as CSV"
    )


@pytest.mark.parametrize(
    ("usual", "ids"),
    [(None, "ID number"), ("e-mail", "E-mail"), ("SIS User ID", "ID number")],
    ids=["-", "there", "no"],
)
def test_the_column_of_the_first_roster_is_the_usual_one_where_it_is_there(
    usual: str | None, ids: str, tmp_path: Path
) -> None:
    path = tmp_path / "late.csv"
    path.write_text("E-mail,ID number,Name\nzoe@uni.example,7,Zoë\n", encoding="utf-8")
    assert read_roster(path, usual_ids=usual).ids == ids
