"""The two published sheets, and every wrong answer they printed: found, named, and no right one accused."""

from __future__ import annotations

from pathlib import Path

import pytest

from exgen.answers import Verdict
from exgen.errors import BankError
from exgen.grading.audit import Audit, Item, Status, audit, audits, audits_as_json, published_banks
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


WRONG_OF_OTHERS = {
    "ai_med_assignment": [
        "convolution/multiplications",
        "numbers/convolution_multiplications",
        *(f"receptive_field/rows.row{row}" for row in range(3, 15)),
        "receptive_field/last",
    ],
    "csci5922_problem_set3": ["encoder/biases"],
    "theoretical_exercise8": ["vgg/rows.row9", "vgg/total", "gradients/d_o6", "gradients/d_o5", "gradients/d_b2"],
}


@pytest.mark.parametrize("name", WRONG_OF_OTHERS)
def test_the_other_sheets_have_exactly_these_wrong_answers_and_a_name_for_each(name: str) -> None:
    found = audit(LIBRARY.bank(name), LIBRARY)
    wrong = [item for item in found.items if item.is_wrong]
    assert [item.id for item in wrong] == WRONG_OF_OTHERS[name]
    assert [item.id for item in wrong if not item.misconceptions and item.carried_from is None] == []


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
    told = audits_as_json([in3310])
    assert (told["wrong"], told["of"]) == (5, 13)
    items = told["items"]
    assert isinstance(items, list)
    assert items[0] == {
        "bank": "in3310_week5",
        "id": "output_size/size",
        "published": "(25, 28)",
        "key": "(26, 28)",
        "verdict": "incorrect",
        "status": "own_mistake",
        "misconceptions": [misconception.as_json() for misconception in in3310.items[0].misconceptions],
        "carried_from": None,
    }
    assert items[10]["carried_from"] == "operations/multiplications_per_output"
    both = audits_as_json([in3310, section09])
    assert (both["wrong"], both["of"]) == (6, 34)
    noted = both["items"]
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


def _audit(folder: Path, published: str, question: str = QUESTION) -> Audit:
    template = folder / "templates" / "two_layers"
    template.mkdir(parents=True)
    (template / "question.toml").write_text(question)
    (template / "statement.md").write_text("Text\n")
    (folder / "bank.toml").write_text(f'title = "B"\n[[questions]]\nid = "q"\ntemplate = "two_layers"\n{published}')
    library = Library([folder])
    return audit(library.bank(str(folder / "bank.toml")), library)


def _statuses(found: Audit) -> list[str]:
    return [str(item.status) for item in found.items]


def _rows(first: str, total: str) -> str:
    answers = f'{{ rows = ["{first}", "0", "3208"], total = "{total}" }}'
    return f"published = {{ parameters = {{ H = 20 }}, answers = {answers} }}"


def test_a_total_carries_the_mistake_of_a_row(tmp_path: Path) -> None:
    found = _audit(tmp_path, _rows("1201", "4409"))
    assert [_told(item) for item in found.items if item.is_wrong] == [
        ("q/rows.row1", "1201", "1216", ["one_bias_per_layer"], None),
        ("q/total", "4409", "4424", [], "q/rows.row1"),
    ]
    assert [item.id for item in found.items] == ["q/size", "q/rows.row1", "q/rows.row2", "q/rows.row3", "q/total"]


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
    assert [item.as_json().get("convention") for item in found.items[1:]] == [
        "without_bias",
        None,
        None,
        "without_bias",
    ]
    assert _statuses(found) == ["not_answered", "convention", "right", "right", "convention"]


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
    assert [(item.note, item.is_wrong) for item in found.items if item.published] == [("misprint", True)]


def test_a_note_of_a_table_is_told_with_each_of_its_rows(tmp_path: Path) -> None:
    printed = 'answers = { rows = ["1216", "0", "3208"] }, notes = { rows = "lost figure" }'
    found = _audit(tmp_path, f"published = {{ parameters = {{ H = 20 }}, {printed} }}")
    assert [item.note for item in found.items] == ["", *["lost figure"] * 3, ""]


def test_a_printed_answer_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    found = _audit(tmp_path, 'published = { parameters = { H = 20 }, answers = { size = "see figure" } }')
    item = found.items[0]
    assert item.verdict is Verdict.INVALID
    assert item.status is Status.OWN_MISTAKE
    assert item.note
    assert item.is_wrong


def test_what_depends_on_a_lost_figure_is_not_wrong_and_what_follows_from_it_neither(tmp_path: Path) -> None:
    printed = _rows("1201", "4409").replace(" } }", ' }, lost_figure = { "rows.row1" = "kernel" } }')
    found = _audit(tmp_path, printed)
    assert _statuses(found) == ["not_answered", "lost_figure", "right", "right", "lost_figure"]
    assert {item.note for item in found.items if item.status is Status.LOST_FIGURE} == {
        "depends on a lost figure: kernel"
    }
    assert (found.wrong, found.graded) == (0, 4)


def test_an_answer_that_is_right_as_the_figure_is_read_here_is_right(tmp_path: Path) -> None:
    found = _audit(tmp_path, _rows("1216", "4424").replace(" } }", ' }, lost_figure = { total = "kernel" } }'))
    assert _statuses(found)[-1] == "right"


def test_what_was_not_printed_is_not_answered_and_not_counted(tmp_path: Path) -> None:
    printed = 'answers = { size = "", rows = ["1216", "", "3209"] }'
    found = _audit(tmp_path, f"published = {{ parameters = {{ H = 20 }}, {printed} }}")
    assert _statuses(found) == ["not_answered", "right", "not_answered", "own_mistake", "not_answered"]
    missing = found.items[2]
    assert (missing.published, missing.key, missing.verdict) == ("", "0", Verdict.UNGRADED)
    assert (found.wrong, found.graded) == (1, 2)


def test_a_question_with_numbers_and_no_answers_is_not_answered(tmp_path: Path) -> None:
    found = _audit(tmp_path, "published = { parameters = { H = 20 } }")
    assert set(_statuses(found)) == {"not_answered"}
    assert (found.wrong, found.graded) == (0, 0)


def test_one_mistake_more_on_top_of_an_earlier_one_is_carried_and_named(tmp_path: Path) -> None:
    """The printed total is that of the printed rows, 1204 and 3208, without the 8 biases of the last."""
    total = _audit(tmp_path, _rows("1204", "4404")).items[-1]
    assert (total.status, total.carried_from) == (Status.CARRIED, "q/rows.row1")
    assert [(mistake.id, mistake.where) for mistake in total.misconceptions] == [
        ("bias_forgotten", "Conv2d(16, 8, kernel_size=5)")
    ]


def test_of_two_mistakes_one_may_be_made_in_a_single_layer(tmp_path: Path) -> None:
    """One side of each kernel is forgotten, and the 512 biases of the first layer: 64*512*5 + 512*256*5 + 256."""
    question = (
        QUESTION.replace("(3, H, H)", "(64, H, H)").replace("3, 16, 5", "64, 512, 5").replace("16, 8", "512, 256")
    )
    printed = 'published = { parameters = { H = 20 }, answers = { total = "819456" } }'
    item = _audit(tmp_path, printed, question).items[-1]
    assert [(mistake.id, mistake.where, mistake.group) for mistake in item.misconceptions] == [
        ("one_kernel_side_forgotten", "everywhere", 0),
        ("bias_forgotten", "Conv2d(64, 512, kernel_size=5)", 0),
    ]
    assert item.status is Status.OWN_MISTAKE


def test_banks_without_anything_published_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "question_banks").mkdir()
    (tmp_path / "question_banks" / "own.toml").write_text('title = "B"\n[[questions]]\ntemplate = "parameters/vgg"\n')
    found = published_banks(Library([tmp_path, own_place()]))
    assert "own" not in [bank.name for bank in found]
    assert {"in3310_week5", "section09"} <= {bank.name for bank in found}


def test_the_problems_of_all_banks_are_told_at_once(tmp_path: Path) -> None:
    printed = "published = { parameters = { H = 20 }, answers = { rows = [] } }"
    banks = []
    for name in ("one", "two"):
        _audit(tmp_path / name, "points = 1")
        path = tmp_path / name / "bank.toml"
        path.write_text(path.read_text().replace("points = 1", printed))
        banks.append(Library([tmp_path / name]).bank(str(path)))
    with pytest.raises(BankError) as error:
        audits(banks, Library([tmp_path / "one"]))
    assert len(error.value.problems) == 2


@pytest.mark.parametrize(
    ("published", "message"),
    [
        ('lost_figure = { "rows.row4" = "x" }', "lost_figure.rows.row4: the table has no such row"),
        ('notes = { "rows.row0" = "x" }', "notes.rows.row0: no such answer"),
        ('lost_figure = { "size.row1" = "x" }', "lost_figure.size.row1: no such answer"),
        ('lost_figure = { siez = "x" }', 'lost_figure.siez: no such answer; did you mean "size"?'),
        ('lost_figure = { size = "" }', "a text is needed"),
        ('lost_figure = "x"', "lost_figure"),
        ('answers = { size = " " }', "a text is needed"),
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


# a table whose rows build on each other

CHAIN = """
published = { parameters = { H = 64 }, answers = { rows = ROWS } }
"""
CHAIN_QUESTION = """
title = "T"

[parameters]
H = { from = 64, to = 99 }

[network]
input  = "(1, H)"
layers = "Conv1d(1, 1, 3, padding=1); MaxPool1d(2); Conv1d(1, 1, 3, padding=1); MaxPool1d(2); Conv1d(1, 1, 5)"

[[answers]]
name  = "rows"
kind  = "interval"
ask   = "?"
each  = "network.layers"
value = "layer.receptive_field"
"""


def _chain(folder: Path, *rows: str) -> list[tuple[str, str | None, list[str]]]:
    found = _audit(folder, CHAIN.replace("ROWS", str(list(rows))), CHAIN_QUESTION)
    return [(str(item.status), item.carried_from, _told(item)[3]) for item in found.items]


RIGHT = ("i-1:i+1", "2i-1:2i+2", "2i-3:2i+4", "4i-3:4i+6", "4i-3:4i+22")


def test_the_right_intervals_are_right(tmp_path: Path) -> None:
    assert _chain(tmp_path, *RIGHT) == [("right", None, [])] * 5


def test_a_mistake_made_in_every_row_is_one_of_its_own_in_each(tmp_path: Path) -> None:
    """Each row takes its own stride times the interval before it, and its own kernel as it is."""
    found = _chain(tmp_path, "i-1:i+1", "2i-2:2i+3", "2i-3:2i+4", "4i-6:4i+9", "4i-6:4i+13")
    own = ("own_mistake", None, ["composed_in_wrong_order"])
    assert found == [("right", None, []), own, ("right", None, []), own, own]


def test_a_row_that_is_right_from_the_wrong_row_before_is_carried(tmp_path: Path) -> None:
    """The second row is a misprint; the third adds its kernel, two steps of 2 wide, to it as it should."""
    found = _chain(tmp_path, "i-1:i+1", "2i-9:2i+2", "2i-11:2i+4", *RIGHT[3:])
    assert found[1] == ("own_mistake", None, [])
    assert found[2] == ("carried", "q/rows.row2", [])


def test_a_row_that_makes_a_mistake_on_top_of_the_wrong_row_before_is_carried_and_named(tmp_path: Path) -> None:
    """The fourth row is 2 times the misprinted third one: the strides are put together in the wrong order."""
    found = _chain(tmp_path, *RIGHT[:2], "2i-9:2i+4", "4i-18:4i+9", RIGHT[4])
    assert found[3] == ("carried", "q/rows.row3", ["composed_in_wrong_order"])
