"""Sheets on which students have different questions in different orders: made, checked, rebuilt, joined."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from exgen.errors import SheetError
from exgen.grading.sheet_check import checked_sheet
from exgen.questions.library import Library
from exgen.questions.manifest import Manifest, asked, read_manifest
from exgen.questions.records import Bank
from exgen.questions.self_check import ENDING, SelfCheckFile, read_sheet
from exgen.sheets.command import make_sheet
from exgen.sheets.group import GROUP
from exgen.sheets.joining import add_students
from exgen.sheets.rebuilding import rebuild
from exgen.sheets.roster import Student
from tests.sheets.classes import sheet_of

CLASS = tuple(Student(f"s{number}", f"Student {number}") for number in range(GROUP + 2))
ZOE = Student("zoe", "Zoë")


@pytest.fixture(scope="module")
def varied(library: Library) -> Bank:
    return library.bank("varied")


@pytest.fixture(scope="module")
def made(varied: Bank, library: Library) -> Manifest:
    return sheet_of(varied, CLASS, 5, library)


@pytest.fixture(scope="module")
def folder(varied: Bank, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of that class, which no test changes."""
    pytest.importorskip("pypandoc", reason="sheets are written with pypandoc_binary, which is not installed")
    pytest.importorskip("typst")
    place = tmp_path_factory.mktemp("varied") / "sheet"
    return make_sheet(varied, CLASS, library, place, seed=5, self_check=True, engine="typst").folder


def _asked(sheet: Manifest) -> dict[str, list[str]]:
    return {
        student.id: [question.id for question in asked(sheet.questions, student.variants)] for student in sheet.students
    }


def _keys(sheet: Manifest | SelfCheckFile, made: Manifest) -> Mapping[str, dict[str, str]]:
    ids = {student.id for student in sheet.students}
    return {
        student.id: {label: key.key for variant in student.variants for label, key in variant.keys.items()}
        for student in made.students
        if student.id in ids
    }


def test_everybody_gets_one_of_each_and_two_of_three(made: Manifest) -> None:
    for ids in _asked(made).values():
        assert len(ids) == len(set(ids)) == 5
        assert {"same", "essay"} < set(ids)
        assert len({"formula", "rows"} & set(ids)) == 1
        assert len({"small", "middle", "large"} & set(ids)) == 2


def test_questions_and_orders_differ_and_points_do_not(made: Manifest) -> None:
    asked_of = _asked(made).values()
    assert {"formula", "rows", "small", "middle", "large"} <= {id for ids in asked_of for id in ids}
    assert len({tuple(ids) for ids in asked_of}) > 5
    points = {
        sum(Fraction(question.points) for question in asked(made.questions, student.variants))
        for student in made.students
    }
    assert points == {Fraction(8 + 5 + 4 + 4 + 4)}


def test_labels_are_those_of_the_printed_order(made: Manifest) -> None:
    for student in made.students:
        numbers = [{label[0] for label in variant.keys} for variant in student.variants]
        assert numbers == [{"1"}, {"2"}, {"3"}, {"4"}, {"5"}]


def test_what_is_the_same_for_all_is_and_the_rest_is_not(made: Manifest) -> None:
    def parameters(id: str) -> set[str]:
        return {
            json.dumps(variant.parameters)
            for student in made.students
            for variant in student.variants
            if variant.question == id
        }

    assert len(parameters("same")) == 1
    assert len(parameters("small")) > 3


def test_the_code_of_a_sheet_tells_its_questions_apart(made: Manifest) -> None:
    assert len({student.code for student in made.students}) == len(CLASS)


def test_right_responses_get_all_points(made: Manifest) -> None:
    for found in checked_sheet(made, _keys(made, made)):
        assert found.points == found.possible == 21


def test_a_students_own_file_has_their_questions_alone(folder: Path) -> None:
    made = read_manifest(folder)
    for student in made.students:
        own = read_sheet(folder / f"students/{student.id}{ENDING}")
        assert isinstance(own, SelfCheckFile)
        assert [question.id for question in own.questions] == _asked(made)[student.id]
        assert ("layer/table" in own.templates) is ("rows" in _asked(made)[student.id])
        (found,) = checked_sheet(own, _keys(own, made))
        assert found.points == found.possible == 21


def test_it_is_rebuilt_to_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    made = rebuild(read_manifest(folder), folder, tmp_path / "again")
    assert (made.files, made.differing) == (5 * len(CLASS), ())
    names = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    assert all((tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes() for name in names)


def test_another_question_in_a_variants_place_is_noticed(folder: Path, tmp_path: Path) -> None:
    manifest = read_manifest(folder)
    first = manifest.students[0]
    other = next(id for id in ("small", "middle", "large") if id not in _asked(manifest)[first.id])
    variants = [
        variant.model_copy(update={"question": other}) if variant.question in ("small", "middle", "large") else variant
        for variant in first.variants
    ]
    edited = manifest.model_copy(update={"students": [first.model_copy(update={"variants": variants})]})
    with pytest.raises(SheetError, match="were edited: they do not belong together"):
        rebuild(edited, folder, tmp_path / "again")


def test_a_joiner_gets_what_the_whole_class_would_have_given(
    varied: Bank, library: Library, folder: Path, tmp_path: Path
) -> None:
    part = make_sheet(varied, CLASS, library, tmp_path / "part", seed=5, self_check=True, engine="typst").folder
    add_students(varied, (ZOE,), part)
    whole = sheet_of(varied, (*CLASS, ZOE), 5, library)
    joined = read_manifest(part)
    assert [student.variants for student in joined.students] == [student.variants for student in whole.students]
    assert joined.students[:-1] == read_manifest(folder).students
