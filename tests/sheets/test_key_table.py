"""All keys of a class in a table: labels or questions as columns, and what they range over."""

from __future__ import annotations

from exgen.questions.library import Library
from exgen.questions.manifest import KeyRecord
from exgen.questions.records import Bank
from exgen.sheets.key_table import PartKeys, key_sheet
from exgen.sheets.roster import NOBODY, Student
from tests.sheets.classes import sheet_of

CLASS = tuple(Student(f"s{number}", f"Student {number}") for number in range(6))


def test_a_column_for_each_label_whose_keys_differ(bank: Bank, library: Library) -> None:
    made = sheet_of(bank, CLASS, 5, library)
    sheet = key_sheet(made.head, made.students)
    keys = [variant.keys["1a"].key for student in made.students for variant in student.variants[:1]]
    assert [row.keys[sheet.labels.index("1a")] for row in sheet.rows] == keys
    assert [each.label for each in sheet.ranges][:4] == ["1a", "1b", "1c", "2a.row1"]
    assert "4" not in [each.label for each in sheet.ranges]  # an essay
    [same] = [each for each in sheet.ranges if each.label == "3"]  # pinned for everybody
    assert (same.distinct, same.students, "3" in sheet.labels) == (1, 6, False)
    assert same.least == same.greatest == made.students[0].variants[2].keys["3"].key
    assert [(row.id, row.name, row.code) for row in sheet.rows] == [(s.id, s.name, s.code) for s in made.students]


def test_where_orders_differ_columns_are_the_questions_and_keys_have_their_labels(library: Library) -> None:
    made = sheet_of(library.bank("varied"), CLASS, 5, library)
    sheet = key_sheet(made.head, made.students)
    ids = list(dict.fromkeys(label.split()[0] for label in sheet.labels))
    order = [question.id for question in made.questions]
    assert ids == [id for id in order if id in ids]
    for student, row in zip(made.students, sheet.rows, strict=True):
        told = {key for key in row.keys if key}
        own = {f"{label}: {key.key}" for variant in student.variants for label, key in variant.keys.items()}
        assert told <= own
        assert len(told) >= 5
    assert all(each.students <= 6 for each in sheet.ranges)


def test_one_student_alone_has_all_keys_in_a_row(bank: Bank, library: Library) -> None:
    made = sheet_of(bank, (NOBODY,), 5, library)
    sheet = key_sheet(made.head, made.students)
    assert [each.label for each in sheet.ranges] == list(sheet.labels)


def test_numbers_range_from_the_least_to_the_greatest_and_formulas_do_not() -> None:
    def ends(kind: str, *keys: str) -> tuple[str, str, int]:
        records = [KeyRecord(name="n", kind=kind, key=key, points="1", proof="proven") for key in keys]
        column = PartKeys("t: n", "1", records[0])
        for record in records:
            column.add(record.key)
        return column.range.least, column.range.greatest, column.range.distinct

    assert ends("integer", "100", "9", "20", "9") == ("9", "100", 3)
    assert ends("number", "1/3", "-0.5", "0.25") == ("-0.5", "1/3", 3)
    assert ends("shape", "(10, 3)", "(9, 30)", "(10, 2)") == ("(9, 30)", "(10, 3)", 3)
    assert ends("expression", "W/2", "W/3") == ("", "", 2)
    assert ends("choice", "weights", "weights") == ("weights", "weights", 1)
