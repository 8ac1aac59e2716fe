"""The two published sheets, and every wrong answer they printed: found, named, and no right one accused."""

from __future__ import annotations

from pathlib import Path

import pytest

from exgen.answers import Verdict
from exgen.errors import BankError
from exgen.grading.audit import Audit, Item, audit
from exgen.questions.library import Library, own_place

LIBRARY = Library([own_place()])


@pytest.fixture(scope="module")
def in3310() -> Audit:
    return audit(LIBRARY.bank("in3310_week5"), LIBRARY)


@pytest.fixture(scope="module")
def section09() -> Audit:
    return audit(LIBRARY.bank("section09"), LIBRARY)


def _told(item: Item) -> tuple[str, str, str, list[str], str | None]:
    mistakes = [misconception.id for misconception in item.misconceptions if misconception.group == 0]
    return item.id, item.published, item.key, mistakes, item.carried_from


def test_the_first_sheet_has_exactly_these_wrong_answers(in3310: Audit) -> None:
    assert [_told(item) for item in in3310.items if item.is_wrong] == [
        ("output_size/size", "(25, 28)", "(26, 28)", ["plus_one_dropped"], None),
        ("operations/multiplications_per_output", "1569", "1568", ["bias_counted_as_multiplication"], None),
        ("operations/multiplications", "2510400", "2508800", [], "operations/multiplications_per_output"),
        ("operations/additions_per_output", "1", "1568", ["only_bias_additions_counted"], None),
        ("operations/additions", "1600", "2508800", [], "operations/additions_per_output"),
    ]
    assert (in3310.wrong, in3310.graded) == (5, 13)


def test_the_third_sheet_has_exactly_this_wrong_answer(section09: Audit) -> None:
    assert [_told(item) for item in section09.items if item.is_wrong] == [
        ("layers/dense.row1", "805306512", "805371904", ["kernel_size_for_map_size"], None),
    ]
    assert (section09.wrong, section09.graded) == (1, 21)


def test_the_formula_without_its_floor_depends_on_a_convention_only(section09: Audit) -> None:
    (item,) = [item for item in section09.items if item.id == "output_size_formula/size"]
    assert item.verdict is Verdict.INCORRECT
    assert not item.is_wrong
    assert item.convention == "exact_division"
    assert item.as_json()["convention"] == "exact_division"
    assert item.note.startswith("depends on a convention: Right where the division leaves no remainder")
    assert item.misconceptions == ()


def test_all_other_answers_are_right_or_essays(in3310: Audit, section09: Audit) -> None:
    others = [item for found in (in3310, section09) for item in found.items if not item.is_wrong]
    others = [item for item in others if item.id != "output_size_formula/size"]
    assert {item.verdict for item in others} == {Verdict.CORRECT, Verdict.UNGRADED}
    assert len(others) == 29
    assert not any(item.misconceptions or item.carried_from for item in others)


def test_one_printed_answer_of_several_right_ones_is_right(in3310: Audit) -> None:
    keys = {item.id: (item.published, item.key, item.verdict) for item in in3310.items}
    assert keys["input_size/input_size"] == ("52", "{52, 53, 54}", Verdict.CORRECT)
    assert keys["input_size_2d/input_size"][0] == "(257, 195)"
    assert keys["input_size_2d/input_size"][2] is Verdict.CORRECT


def test_the_audit_as_json_has_the_fields_of_the_contract(in3310: Audit, section09: Audit) -> None:
    told = in3310.as_json()
    assert (told["wrong"], told["of"]) == (5, 13)
    items = told["items"]
    assert isinstance(items, list)
    assert items[0] == {
        "id": "output_size/size",
        "published": "(25, 28)",
        "key": "(26, 28)",
        "verdict": "incorrect",
        "misconceptions": [misconception.as_json() for misconception in in3310.items[0].misconceptions],
        "carried_from": None,
    }
    assert items[10]["carried_from"] == "operations/multiplications_per_output"
    noted = section09.as_json()["items"]
    assert isinstance(noted, list)
    assert [item["id"] for item in noted if "note" in item] == [
        "convolution_or_dense/essay",
        "max_pooling/essay",
        "output_size_formula/size",
    ]


# banks of our own

QUESTION = """
title = "T"

[parameters]
H = { from = 8, to = 99 }

[constraints]
large_enough = "H >= 7"

[network]
input  = "(3, H, H)"
layers = "Conv2d(3, 16, 5); ReLU(); Conv2d(16, 8, 5)"

[[answers]]
name  = "size"
kind  = "shape"
ask   = "?"
value = "network.layers[0].output_size"

[[answers]]
name  = "rows"
kind  = "integer"
ask   = "?"
each  = "network.layers"
value = "layer.parameters"

[[answers]]
name  = "total"
kind  = "integer"
ask   = "?"
value = "network.parameters"
"""


def _audit(folder: Path, published: str) -> Audit:
    template = folder / "templates" / "two_layers"
    template.mkdir(parents=True)
    (template / "question.toml").write_text(QUESTION)
    (template / "statement.md").write_text("Text\n")
    (folder / "bank.toml").write_text(f'title = "B"\n[[questions]]\nid = "q"\ntemplate = "two_layers"\n{published}')
    library = Library([folder])
    return audit(library.bank(str(folder / "bank.toml")), library)


def _rows(first: str, total: str) -> str:
    answers = f'{{ rows = ["{first}", "0", "3208"], total = "{total}" }}'
    return f"published = {{ parameters = {{ H = 20 }}, answers = {answers} }}"


def test_a_total_carries_the_mistake_of_a_row(tmp_path: Path) -> None:
    found = _audit(tmp_path, _rows("1201", "4409"))
    assert [_told(item) for item in found.items if item.is_wrong] == [
        ("q/rows.row1", "1201", "1216", ["one_bias_per_layer"], None),
        ("q/total", "4409", "4424", [], "q/rows.row1"),
    ]
    assert [item.id for item in found.items] == ["q/rows.row1", "q/rows.row2", "q/rows.row3", "q/total"]


def test_of_several_wrong_answers_the_last_one_is_named_as_the_source(tmp_path: Path) -> None:
    found = _audit(tmp_path, _rows("1201", "4402").replace("3208", "3201"))
    assert found.items[-1].carried_from == "q/rows.row3"


def test_what_follows_from_another_convention_is_no_more_wrong_than_it(tmp_path: Path) -> None:
    found = _audit(tmp_path, _rows("1200", "4408"))
    assert found.wrong == 0
    assert [item.note for item in found.items if item.verdict is Verdict.INCORRECT] == [
        "depends on a convention: Right if biases are not counted; here they are."
    ] * 2
    assert found.items[-1].carried_from == "q/rows.row1"
    assert [item.as_json().get("convention") for item in found.items] == ["without_bias", None, None, "without_bias"]


def test_a_total_without_the_bias_of_one_layer_is_wrong(tmp_path: Path) -> None:
    found = _audit(tmp_path, _rows("1216", str(4424 - 16)))
    (total,) = [item for item in found.items if item.is_wrong]
    assert (total.id, total.convention, total.note) == ("q/total", None, "")
    assert [mistake.id for mistake in total.misconceptions] == ["bias_forgotten"]
    assert "convention" not in total.as_json()


def test_a_note_of_the_bank_is_told_with_its_answer(tmp_path: Path) -> None:
    found = _audit(
        tmp_path,
        'published = { parameters = { H = 20 }, answers = { size = "(15, 15)" }, notes = { size = "misprint" } }',
    )
    assert [(item.note, item.is_wrong) for item in found.items] == [("misprint", True)]


def test_a_note_of_a_table_is_told_with_each_of_its_rows(tmp_path: Path) -> None:
    printed = 'answers = { rows = ["1216", "0", "3208"] }, notes = { rows = "lost figure" }'
    found = _audit(tmp_path, f"published = {{ parameters = {{ H = 20 }}, {printed} }}")
    assert [item.note for item in found.items] == ["lost figure"] * 3


def test_a_printed_answer_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    found = _audit(tmp_path, 'published = { parameters = { H = 20 }, answers = { size = "see figure" } }')
    (item,) = found.items
    assert item.verdict is Verdict.INVALID
    assert item.note
    assert item.is_wrong


@pytest.mark.parametrize(
    ("published", "message"),
    [
        ('answers = { rows = ["1", "2"] }', "rows: a list of 3 texts is needed, one for each row"),
        ('answers = { rows = ["1", "2", "3", "4"] }', "rows: a list of 3 texts is needed, one for each row"),
        ('answers = { rows = "1" }', "rows"),
        ('answers = { siez = "1" }', 'did you mean "size"?'),
        ('answers = { size = ["1"] }', "size"),
    ],
)
def test_printed_answers_that_the_question_does_not_have_are_refused(
    tmp_path: Path, published: str, message: str
) -> None:
    with pytest.raises(BankError) as error:
        _audit(tmp_path, f"published = {{ parameters = {{ H = 20 }}, {published} }}")
    assert "bank.toml" in str(error.value)
    assert message in str(error.value)


@pytest.mark.parametrize(("height", "message"), [("4", "large_enough"), ("8", "layer 3, Conv2d(16, 8, kernel_size=5)")])
def test_printed_numbers_that_make_no_exercise_are_refused(tmp_path: Path, height: str, message: str) -> None:
    with pytest.raises(BankError) as error:
        _audit(tmp_path, f'published = {{ parameters = {{ H = {height} }}, answers = {{ size = "(2, 2)" }} }}')
    assert "bank.toml" in str(error.value)
    assert message in str(error.value)


def test_the_problems_of_all_questions_are_told_at_once(tmp_path: Path) -> None:
    second = (
        '\n[[questions]]\nid = "r"\ntemplate = "two_layers"\n'
        'published = { parameters = { H = 20 }, answers = { rows = ["1"] } }'
    )
    with pytest.raises(BankError) as error:
        _audit(tmp_path, f'published = {{ parameters = {{ H = 20 }}, answers = {{ rows = ["1", "2"] }} }}{second}')
    assert [problem.partition(": ")[2].partition(":")[0] for problem in error.value.problems] == ["q", "r"]


def test_a_question_without_printed_answers_is_passed_over(tmp_path: Path) -> None:
    assert _audit(tmp_path, "points = 3").items == ()
