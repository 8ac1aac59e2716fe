"""Options in an order of each student's own: printed so, judged so, made again so."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from exgen.errors import SheetError
from exgen.grading.sheet_check import checked_sheet
from exgen.questions.library import Library, own_place
from exgen.questions.manifest import Manifest
from exgen.questions.option_orders import in_order
from exgen.questions.prose import ask
from exgen.questions.rebuilt import RebuiltQuestion, exercise_makers, rebuilt_questions
from exgen.questions.self_check import self_check_file
from exgen.sheets.roster import Student
from tests.sheets.classes import sheet_of

CLASS = tuple(Student(f"s{number}", f"Student {number}") for number in range(5))
QUESTION = """\
title = "Options"
[[answers]]
name = "one"
kind = "choice"
ask = "Which?"
choices = ["red", "green", "blue", "grey"]
value = '"blue"'
[[answers]]
name = "several"
kind = "choices"
ask = "Which ones?"
choices = ["red", "green", "blue", "grey"]
value = '("red", "blue")'
[[answers]]
name = "pairs"
kind = "matching"
ask = "Where?"
items = ["sky", "grass", "blood"]
choices = ["red", "green", "blue", "grey"]
value = '("blue", "green", "red")'
[[answers]]
name = "order"
kind = "ordering"
ask = "In order?"
items = ["3", "1", "2"]
direction = "ascending"
value = '("1", "2", "3")'
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """A class's sheets of one question with options of every kind, and one without."""
    place = tmp_path_factory.mktemp("options")
    folder = place / "templates" / "options"
    folder.mkdir(parents=True)
    (folder / "question.toml").write_text(QUESTION, encoding="utf-8")
    (folder / "statement.md").write_text("Say.", encoding="utf-8")
    bank = place / "bank.toml"
    bank.write_text(
        'title = "B"\nshuffle_options = true\n[[questions]]\ntemplate = "options"\n'
        '[[questions]]\ntemplate = "convolution/output_size_2d"\n',
        encoding="utf-8",
    )
    library = Library([place, own_place()])
    return sheet_of(library.bank(str(bank)), CLASS, 5, library)


def _questions(made: Manifest) -> list[RebuiltQuestion]:
    makers = exercise_makers(made)
    return [rebuilt_questions(made, student, makers)[0] for student in made.students]


def _printed(question: RebuiltQuestion, place: int) -> list[list[str]]:
    """The lists of an answer, each with its texts in the order in which they are printed."""
    asked = ask(question.exercise, question.exercise.template.answers[place])
    lists = [re.findall(r"^- \S+\) (.+)$", text, flags=re.MULTILINE) for text in re.split(r"\n\n(?!-)", asked)]
    return [texts for texts in lists if texts]


def test_every_student_reads_all_options_in_an_order_of_their_own(made: Manifest) -> None:
    questions = _questions(made)
    for place, sizes in ((0, [4]), (1, [4]), (2, [3, 4]), (3, [3])):
        printed = [_printed(question, place) for question in questions]
        assert all([len(set(texts)) for texts in each] == sizes for each in printed)
        assert len({str(each) for each in printed}) > 1


def test_letters_are_those_of_the_students_own_sheet(made: Manifest) -> None:
    responses: dict[str, Mapping[str, str]] = {}
    for student, question in zip(made.students, _questions(made), strict=True):
        [one], [several], [items, choices], [order] = (_printed(question, place) for place in range(4))
        pairs = {"sky": "blue", "grass": "green", "blood": "red"}
        responses[student.id] = {
            "1a": "abcd"[one.index("blue")],
            "1b": ", ".join("abcd"[several.index(text)] for text in ("red", "blue")),
            "1c": ", ".join(f"{number}-{'abcd'[choices.index(pairs[item])]}" for number, item in enumerate(items, 1)),
            "1d": ", ".join("abc"[order.index(text)] for text in ("1", "2", "3")),
        }
    for checked in checked_sheet(made, responses):
        told = [(outcome.response, str(outcome.verdict)) for outcome in checked.outcomes[:4]]
        assert [verdict for _, verdict in told] == ["correct"] * 4, told


def test_a_students_own_file_has_their_order(made: Manifest) -> None:
    for student, question in zip(made.students, _questions(made), strict=True):
        own = self_check_file(made, student)
        [again, _] = rebuilt_questions(own, own.student, exercise_makers(own))
        assert [_printed(again, place) for place in range(4)] == [_printed(question, place) for place in range(4)]


def test_what_has_no_options_has_no_order(made: Manifest) -> None:
    assert all(student.variants[1].orders is None for student in made.students)
    assert all(
        set(student.variants[0].orders or {}) == {"one", "several", "pairs", "order"} for student in made.students
    )


def test_what_is_no_order_is_refused(made: Manifest) -> None:
    exercise = _questions(made)[0].exercise
    for orders in ({"one": {"choices": [0, 1]}}, {"none": {"choices": [0]}}, {"one": {"symbols": [0]}}):
        with pytest.raises(SheetError, match=r"is no order of the options of options"):
            in_order(exercise, orders)
