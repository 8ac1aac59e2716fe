"""A class's sheets before they are written: draws, keys, proofs, and the manifest."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from exgen import __version__
from exgen.errors import ProofError, TemplateError
from exgen.questions.exercise import Exercise, Part
from exgen.questions.library import Library
from exgen.questions.manifest import Manifest
from exgen.questions.proofs import Status, proof
from exgen.questions.record_files import json_text
from exgen.questions.records import Bank
from exgen.sheets import making
from exgen.sheets.folder import blank_responses, keys_pieces
from exgen.sheets.making import SheetMaker
from exgen.sheets.roster import NOBODY, Student
from tests.sheets.classes import maker_of, manifest_text, sheet_of

AssertGolden = Callable[[Path, str], None]
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def sheet(bank: Bank, roster: tuple[Student, ...], library: Library) -> Manifest:
    return sheet_of(bank, roster, 5, library)


def _parameters(sheet: Manifest) -> dict[str, list[dict[str, object]]]:
    return {student.id: [dict(variant.parameters) for variant in student.variants] for student in sheet.students}


def _class_of(count: int) -> tuple[Student, ...]:
    return tuple(Student(f"s{number}", f"Student {number}") for number in range(count))


def test_every_student_gets_every_question_of_the_bank(sheet: Manifest) -> None:
    assert [student.id for student in sheet.students] == ["ada", "b-2"]
    assert [question.id for question in sheet.questions] == ["size", "table", "formula", "essay"]
    assert [question.number for question in sheet.questions] == [1, 2, 3, 4]
    assert {len(student.variants) for student in sheet.students} == {4}


def test_the_same_seed_gives_the_same_sheet_and_another_one_another(
    sheet: Manifest, bank: Bank, roster: tuple[Student, ...], library: Library
) -> None:
    assert _parameters(sheet_of(bank, roster, 5, library)) == _parameters(sheet)
    assert _parameters(sheet_of(bank, roster, 6, library)) != _parameters(sheet)


def test_no_two_of_thirty_students_share_a_variant_of_a_large_space(bank: Bank, library: Library) -> None:
    sheet = sheet_of(bank, _class_of(30), 5, library)
    first = [str(values[0]) for values in _parameters(sheet).values()]
    assert len(set(first)) == 30


def test_a_question_whose_space_is_too_small_is_named(bank: Bank, library: Library) -> None:
    # layer/table has 16 variants; the formula is pinned and the essay has none to draw
    maker = maker_of(bank, 5, library)
    for student in _class_of(16):
        maker.student(student, 1)
    before = maker.shared
    maker.student(Student("last", ""), 3)
    assert (before, maker.shared) == ((), ("table",))


def test_a_late_joiner_changes_nobody(bank: Bank, library: Library) -> None:
    before = _parameters(sheet_of(bank, _class_of(12), 5, library))
    after = _parameters(sheet_of(bank, _class_of(13), 5, library))
    assert {id: after[id] for id in before} == before


def test_what_the_bank_pins_is_the_same_for_everybody(sheet: Manifest) -> None:
    assert [values[2] for values in _parameters(sheet).values()] == [{"K": 3}, {"K": 3}]


def test_as_published_everybody_gets_the_printed_numbers_with_the_true_keys(
    bank: Bank, roster: tuple[Student, ...], library: Library
) -> None:
    sheet = sheet_of(bank, roster, 5, library, as_published=True)
    for student in sheet.students:
        assert student.variants[0].parameters == {"H": 21, "K": 5, "S": 2, "half": "5/2"}
        assert student.variants[0].keys["1a"].key == "(9, 9)"


def test_points_of_the_parts_add_up_to_those_of_the_bank(sheet: Manifest) -> None:
    for student in sheet.students:
        for question, variant in zip(sheet.questions, student.variants, strict=True):
            given = sum(Fraction(key.points) for key in variant.keys.values())
            assert given == Fraction(question.points)
    assert [question.points for question in sheet.questions] == ["8", "5", "1", "4"]


def test_nobody_is_a_class_of_one(bank: Bank, library: Library) -> None:
    assert [student.id for student in sheet_of(bank, (NOBODY,), 5, library).students] == ["sheet"]


def test_a_key_that_the_oracle_does_not_confirm_stops_the_sheet(
    bank: Bank, roster: tuple[Student, ...], monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    def with_another_run(exercise: Exercise, part: Part) -> Status:
        run = exercise.runs["network"]
        assert part.laid is not None
        values = list(run.values)
        values[part.laid.slots[0]] = 1
        broken = type(run)(run.calculation, values, is_symbolic=False)
        return proof(replace(exercise, runs={"network": broken}), replace(part, run=broken))

    monkeypatch.setattr(making, "proof", with_another_run)
    with pytest.raises(ProofError, match="layer/size, size, with H = "):
        sheet_of(bank, roster, 5, library)


def test_a_network_that_does_not_fit_for_a_drawn_variant_stops_with_its_values(tmp_path: Path) -> None:
    template = tmp_path / "templates" / "broken"
    template.mkdir(parents=True)
    (template / "statement.md").write_text("Text\n")
    (template / "question.toml").write_text(
        'title = "T"\n[parameters]\nK = { from = 30, to = 40 }\n'
        '[network]\ninput = "(3, 8, 8)"\nlayers = "Conv2d(3, 4, K)"\n'
        '[[answers]]\nname = "a"\nkind = "integer"\nask = "?"\nvalue = "network.parameters"\n'
    )
    (tmp_path / "bank.toml").write_text('title = "B"\n[[questions]]\ntemplate = "broken"\n')
    library = Library([tmp_path])
    bank = library.bank(str(tmp_path / "bank.toml"))
    with pytest.raises(TemplateError) as error:
        SheetMaker(bank, {"broken": library.template("broken")}, 1).student(NOBODY, 1)
    assert str(error.value).startswith(f"{template}/question.toml: network: line 6, layer 1, Conv2d(3, 4, ")
    assert "(with K = 3" in str(error.value)


def test_sheets_have_different_codes(bank: Bank, library: Library) -> None:
    codes = [student.code for student in sheet_of(bank, _class_of(30), 5, library).students]
    assert len(set(codes)) == 30
    assert all(len(code) == 6 and set(code) <= set("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for code in codes)


def test_a_code_tells_nothing_of_the_seed(bank: Bank, library: Library) -> None:
    # the same numbers by another seed have the same code
    sheets = [sheet_of(bank, (NOBODY,), seed, library, as_published=True) for seed in range(40)]
    by_parameters: dict[str, set[str]] = {}
    for sheet in sheets:
        by_parameters.setdefault(str(_parameters(sheet)), set()).add(sheet.students[0].code)
    assert len(by_parameters) < 40
    assert all(len(codes) == 1 for codes in by_parameters.values())


def _without_version(text: str) -> str:
    return text.replace(f'"exgen": "{__version__}"', '"exgen": "any"')


def test_the_manifest_is_the_golden_one(sheet: Manifest, assert_golden: AssertGolden) -> None:
    assert_golden(GOLDEN / "manifest.json", _without_version(manifest_text(sheet)))


def test_the_keys_are_the_golden_ones(sheet: Manifest, assert_golden: AssertGolden) -> None:
    assert_golden(GOLDEN / "keys.json", "".join(keys_pieces(sheet.students)))


def test_the_blank_responses_are_the_golden_ones(sheet: Manifest, assert_golden: AssertGolden) -> None:
    assert_golden(GOLDEN / "responses.csv", "".join(blank_responses(sheet.students)))


def test_a_manifest_is_plain_json_and_comes_back_the_same(sheet: Manifest) -> None:
    assert Manifest.model_validate(json.loads(manifest_text(sheet))) == sheet
    assert manifest_text(sheet) == json_text(sheet.model_dump(exclude_none=True))


def test_a_fraction_among_the_parameters_is_exact_text(sheet: Manifest) -> None:
    halves = [student.variants[0].parameters["half"] for student in sheet.students]
    kernels = [student.variants[0].parameters["K"] for student in sheet.students]
    assert halves == [f"{kernel}/2" for kernel in kernels]


def test_the_manifest_says_how_far_each_key_can_be_trusted(sheet: Manifest) -> None:
    keys = (key for student in sheet.students for variant in student.variants for key in variant.keys.values())
    assert {f"{key.kind} {key.proof}" for key in keys} == {
        "shape proven",
        "integer proven",
        "expression proven",
        "text ungraded",
    }
