"""Receptive fields as a published sheet printed them, wrong by which mistake; and as students type them."""

from __future__ import annotations

from functools import cache

import pytest

from exgen.answers.intervals import IntervalAxis
from exgen.grading.audit import Item, audit
from exgen.grading.diagnosis import diagnosis
from exgen.grading.requests import diagnose_answer
from exgen.questions.library import Library, own_place
from tests.engine.mal_rule_examples import asked
from tests.engine.receptive_field_mistakes import MISTAKES, Mistake, WrongSize

ORDER = "composed_in_wrong_order"


@cache
def printed() -> dict[str, Item]:
    """What the sheet of AI-Med printed of its chain of 14 layers."""
    library = Library([own_place()])
    items = audit(library.bank("ai_med_assignment"), library).items
    return {item.id.removeprefix("receptive_field/"): item for item in items if item.id.startswith("receptive_field/")}


def test_thirteen_printed_intervals_are_wrong_and_the_two_before_the_first_pooling_right() -> None:
    assert len(printed()) == 15
    assert [name for name, item in printed().items() if not item.is_wrong] == ["rows.row1", "rows.row2"]


@pytest.mark.parametrize("row", [row for row in range(3, 15) if row != 5])
def test_wrong_rows_were_put_together_in_the_wrong_order(row: int) -> None:
    first = printed()[f"rows.row{row}"].misconceptions[0]
    assert (first.id, first.group) == (ORDER, 0)


def test_a_slip_on_top_of_the_wrong_order_is_told_with_it() -> None:
    named = {(one.id, one.group) for one in printed()["rows.row5"].misconceptions}
    assert named == {(ORDER, 0), ("start_moved_forward", 0)}


def test_the_last_answer_is_the_interval_behind_the_last_pooling() -> None:
    last = printed()["last"]
    assert [one.id for one in last.misconceptions] == ["layers_after_pooling_forgotten"]
    assert last.carried_from == "receptive_field/rows.row12"


CHAIN = "Conv2d(1, 8, 5, padding=2); MaxPool2d(2); Conv2d(8, 8, 3, padding=1, dilation=2); MaxPool2d(3, stride=2); ReLU"
"""i-2 : i+2, then 2i-2 : 2i+3, then 2i-4 : 2i+9, then 4i-4 : 4i+13: 18 inputs."""


@pytest.mark.parametrize(
    ("response", "mistake"),
    [
        ("5 + 1 + 4 + 2", "stride_not_accumulated"),
        ("3", "only_last_kernel"),
        (5 + 2 + 3 + 3, "kernel_sizes_added"),
        (17, "size_one_too_small"),
        (14, "dilation_forgotten"),
        ("4i : 4i + 17", "interval_padding_forgotten"),
        ("4i - 4 : 4i + 14", "end_not_included"),
        ("4i - 10 : 4i + 18", ORDER),
        ("2i - 4 : 2i + 9", "layer_passed_over"),
    ],
)
def test_a_typed_field_is_diagnosed(response: object, mistake: str) -> None:
    request = {"network": CHAIN, "input": "1x64x64", "quantity": "receptive_field", "response": response}
    answer = diagnose_answer(request)
    assert answer["verdict"] == "incorrect"
    found = answer["misconceptions"]
    assert isinstance(found, list)
    assert mistake in [one["id"] for one in found]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake.id}-{mistake.wrong}")
def test_every_mistake_is_found_by_its_wrong_answer(mistake: Mistake | WrongSize) -> None:
    quantity = "receptive_field" if isinstance(mistake, Mistake) else "receptive_field_size"
    question = asked(mistake.network, "(1, 40)", quantity, mistake.layer)
    response = (IntervalAxis(*mistake.wrong),) if isinstance(mistake, Mistake) else (mistake.wrong,)
    found = diagnosis(question.run, question.value, question.network, lambda key: key == response)
    assert mistake.id in [one.id for one in found.misconceptions]
