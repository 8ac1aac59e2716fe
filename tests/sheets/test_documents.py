"""A student's sheet as the writers take it: all of it in the solution, nothing of a key in the student's."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from exgen.errors import SheetError
from exgen.questions.library import Library
from exgen.questions.manifest import Manifest
from exgen.questions.rebuilt import exercise_makers, rebuilt_questions
from exgen.questions.records import Bank
from exgen.sheets.documents import sheet_document
from exgen.sheets.roster import NOBODY, Student
from exgen.writers.document import SheetDocument, named_fragments, total_points
from tests.sheets.classes import sheet_of

Documents = tuple[SheetDocument, SheetDocument]


def _documents(record: Manifest) -> Documents:
    """The sheet and the solution of the first student."""
    student = record.students[0]
    questions = rebuilt_questions(record, student, exercise_makers(record))
    sheet, solved = (sheet_document(record.bank, student, questions, is_solution=each) for each in (False, True))
    return sheet, solved


@pytest.fixture(scope="module")
def documents(bank: Bank, library: Library, roster: tuple[Student, ...]) -> Documents:
    return _documents(sheet_of(bank, roster, 5, library))


@pytest.fixture(scope="module")
def for_student(documents: Documents) -> SheetDocument:
    return documents[0]


@pytest.fixture(scope="module")
def solved(documents: Documents) -> SheetDocument:
    return documents[1]


def test_the_head_names_bank_and_student(for_student: SheetDocument) -> None:
    assert (for_student.title, for_student.course) == ("Sheet of the tests", "A course")
    assert (for_student.student_id, for_student.student_name) == ("ada", "Ada Lovelace")


def test_the_head_has_what_the_bank_tells_of_it(bank: Bank, library: Library, roster: tuple[Student, ...]) -> None:
    told = replace(bank, date="3 March", deadline="10 March", language="de", paper="letter", accent="#660033")
    for document in _documents(sheet_of(told, roster, 5, library)):
        assert (document.date, document.deadline, document.language) == ("3 March", "10 March", "de")
        assert (document.paper, document.accent) == ("letter", "#660033")


def test_conventions_stand_on_the_sheet_and_not_on_its_solution(
    for_student: SheetDocument, solved: SheetDocument
) -> None:
    assert for_student.conventions[:2] == (
        "A quotient that is not whole is rounded down.",
        "Biases are parameters too.",
    )
    assert solved.conventions == ()


def test_the_qr_code_holds_the_code_or_an_address(bank: Bank, library: Library, roster: tuple[Student, ...]) -> None:
    record = sheet_of(bank, roster, 5, library)
    student = record.students[0]
    questions = rebuilt_questions(record, student, exercise_makers(record))
    assert sheet_document(record.bank, student, questions, is_solution=False).qr == student.code
    addressed = sheet_document(record.bank, student, questions, is_solution=False, url="https://example.org/")
    assert addressed.qr == f"https://example.org/{student.code}"


def test_a_sheet_for_nobody_has_no_name(bank: Bank, library: Library) -> None:
    document, _ = _documents(sheet_of(bank, (NOBODY,), 5, library))
    assert (document.student_id, document.student_name) == ("", "")


def test_questions_and_parts_are_labelled_as_responses_name_them(for_student: SheetDocument) -> None:
    assert [question.number for question in for_student.questions] == [1, 2, 3, 4]
    labels = [answer.label for question in for_student.questions for answer in question.answers]
    assert labels == ["1a", "1b", "1c", "2a", "2b", "3", "4"]
    assert [len(answer.rows) for answer in for_student.questions[1].answers] == [4, 0]
    assert for_student.questions[1].answers[0].rows[0].startswith("`Conv2d(3, ")


def test_points_are_those_of_the_bank(for_student: SheetDocument) -> None:
    assert [question.points for question in for_student.questions] == [8, 5, 1, 4]
    assert total_points(for_student) == 18
    assert [answer.points for answer in for_student.questions[0].answers] == [4, 2, 2]
    assert for_student.questions[2].answers[0].points is None  # those of the whole question
    assert for_student.questions[0].answers[0].points == Fraction(4)


def test_a_students_sheet_holds_no_solution(for_student: SheetDocument, solved: SheetDocument) -> None:
    assert not for_student.is_solution
    for question in for_student.questions:
        assert question.solution is None
        assert all(answer.solution is None for answer in question.answers)
    names = [name for name, _ in named_fragments(for_student)]
    more = [name for name, _ in named_fragments(solved) if name not in names]
    added = (", derivation", ", key", ", mistake", ", wrong value")
    assert all(name.endswith(added) or ", key " in name for name in more), more


def test_a_solution_has_every_key_and_derivation(solved: SheetDocument) -> None:
    answers = [answer for question in solved.questions for answer in question.answers]
    keys = [answer.solution.keys for answer in answers if answer.solution is not None]
    assert keys == [
        (r"$(20,\ 20)$",),
        ("$400$",),
        ("$2368$",),
        (r"$(N,\ 56,\ 14,\ 14)$", r"$(N,\ 56,\ 7,\ 7)$", r"$(N,\ 2744)$", r"$(N,\ 10)$"),
        ("$29018$",),
        (r"$\left\lfloor \frac{W - 3}{2} \right\rfloor + 1$",),
        ("- 2 points: *fewer* of them.",),
    ]
    derived = [bool(answer.solution.derivation) for answer in answers if answer.solution is not None]
    assert derived == [True] * 6 + [False]


def test_a_solution_tells_common_mistakes_with_their_values(solved: SheetDocument) -> None:
    size, rows, *_ = (question.answers[0].solution for question in solved.questions)
    assert size is not None
    assert rows is not None
    assert [(mistake.sentence[:21], mistake.values) for mistake in size.mistakes[:2]] == [
        ("The \\+ 1 for the kern", ((0, r"$(19,\ 19)$"),)),
        ("The stride was left o", ((0, r"$(39,\ 39)$"),)),
    ]
    assert next([row for row, _ in mistake.values] for mistake in rows.mistakes) == [1, 2, 3]


def test_a_mistake_that_is_none_is_told(bank: Bank, library: Library, roster: tuple[Student, ...]) -> None:
    made = sheet_of(bank, roster[:1], 5, library)
    keys = made.students[0].variants[0].keys
    for id, text, problem in (("made_up", "1", "there is no such mistake"), ("plus_one_dropped", "(1", "cannot be")):
        keys["1a"] = keys["1a"].model_copy(update={"mistakes": {id: text}})
        with pytest.raises(SheetError, match=f"1a: what the manifest says of the mistake {id} cannot be: .*{problem}"):
            _documents(made)


def test_a_solution_says_who_confirmed_its_keys(solved: SheetDocument) -> None:
    answers = [answer for question in solved.questions for answer in question.answers]
    assert [answer.solution.proof for answer in answers if answer.solution is not None] == ["proven"] * 6 + ["authored"]


@pytest.mark.parametrize("is_told", [True, False])
def test_cells_are_those_of_a_matrix_whose_size_is_told(is_told: bool, tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "sums"
    folder.mkdir(parents=True)
    (folder / "statement.md").write_text("$$I = << I >>$$", encoding="utf-8")
    (folder / "question.toml").write_text(
        'title = "T"\n[parameters]\nI = { matrix = { rows = 3, columns = 4, from = 1, to = 9 } }\n'
        '[network]\ninput = "I"\nlayers = "AvgPool2d((2, 1), stride=1)"\n'
        '[[answers]]\nname = "means"\nkind = "matrix"\nask = "Two rows of four"\nvalue = "network.output"\n'
        f"size_told = {str(is_told).lower()}\n",
        encoding="utf-8",
    )
    path = tmp_path / "bank.toml"
    path.write_text('title = "B"\n[[questions]]\ntemplate = "sums"\n', encoding="utf-8")
    library = Library([tmp_path])
    document, _ = _documents(sheet_of(library.bank(str(path)), (NOBODY,), 5, library))
    assert document.questions[0].answers[0].cells == ((2, 4) if is_told else None)
