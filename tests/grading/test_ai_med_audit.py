"""The AI-Med assignment as it was published: what is wrong in it is found and named, what is right is left alone."""

from __future__ import annotations

import pytest

from exgen.grading.audit import Audit, Item, Status, audit
from exgen.questions.library import Library, own_place

LAST_WRONG_ROW = 14
ROWS = [f"receptive_field/rows.row{row}" for row in range(3, LAST_WRONG_ROW + 1)]


@pytest.fixture(scope="module")
def found() -> Audit:
    library = Library([own_place()])
    return audit(library.bank("ai_med_assignment"), library)


def item(found: Audit, id: str) -> Item:
    return next(item for item in found.items if item.id == id)


def mistakes(item: Item, group: int = 0) -> set[str]:
    return {misconception.id for misconception in item.misconceptions if misconception.group == group}


def test_the_wrong_answers_are_found_and_no_right_one_is_accused(found: Audit) -> None:
    wrong = ["convolution/multiplications", "numbers/convolution_multiplications", *ROWS, "receptive_field/last"]
    assert [item.id for item in found.items if item.is_wrong] == wrong
    assert (found.wrong, found.graded) == (15, 76)
    assert {item.status for item in found.items if not item.is_wrong} == {Status.RIGHT, Status.NOT_ANSWERED}


def test_rows_that_the_text_lost_are_not_answered(found: Audit) -> None:
    lost = [item.id for item in found.with_status(Status.NOT_ANSWERED)]
    assert lost == [f"activations/sizes.row{row}" for row in (10, 11, 12, 13, 15, 16, 19, 20)]


def test_the_formula_without_input_channels_is_named(found: Audit) -> None:
    multiplications = item(found, "convolution/multiplications")
    assert multiplications.key == "K_1 K_2 C_in C_out W_out H_out"
    assert mistakes(multiplications) == {"input_channels_forgotten"}


def test_the_number_of_multiplications_takes_two_mistakes_together(found: Audit) -> None:
    multiplications = item(found, "numbers/convolution_multiplications")
    assert mistakes(multiplications) == {"plus_one_dropped", "input_channels_forgotten"}


@pytest.mark.parametrize("id", ROWS)
def test_each_wrong_interval_was_put_together_in_the_wrong_order(found: Audit, id: str) -> None:
    assert "composed_in_wrong_order" in {misconception.id for misconception in item(found, id).misconceptions}
