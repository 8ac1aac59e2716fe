"""The fourteen rows of the AI-Med assignment's section 6, traced without the engine: twelve are wrong, however read.

Source: "Convolutional Neural Networks Assignment" (AI-Med, 2020), section 6, whose list numbers these rows 2 to 15, the
input being 1. Its rule for a layer (Si - P : Si - P + K - 1) is right; what it makes of the layers together is not.
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from exgen.grading.audit import Item, audit
from exgen.questions.library import Library, own_place

CONVOLUTION, POOLING = (3, 1, 1), (2, 2, 0)
"""Kernel, stride, padding."""
LAYERS = [*([CONVOLUTION] * 2 + [POOLING]) * 4, *[CONVOLUTION] * 2]
WRONG = range(3, 15)
AXIS = re.compile(r"\[(\d*)i([+-]\d+) : (\d*)i([+-]\d+),")

Interval = tuple[int, int, int]
"""Stride, start, end."""


def read_by(row: int, index: int) -> set[int]:
    """The inputs that an output behind so many layers reads: every tap of every window, one by one."""
    reached = {index}
    for kernel, stride, padding in reversed(LAYERS[:row]):
        reached = {stride * output - padding + tap for output in reached for tap in range(kernel)}
    return reached


def traced(row: int) -> Interval:
    first, second = read_by(row, 0), read_by(row, 1)
    return min(second) - min(first), min(first), max(first)


@cache
def items() -> dict[int, Item]:
    library = Library([own_place()])
    name = "receptive_field/rows.row"
    audited = audit(library.bank("ai_med_assignment"), library).items
    return {int(item.id.removeprefix(name)): item for item in audited if item.id.startswith(name)}


def printed(row: int) -> Interval:
    found = AXIS.match(items()[row].published)
    assert found is not None
    stride, start, again, end = found.groups()
    assert stride == again
    return int(stride or 1), int(start), int(end)


def test_the_trace_finds_rows_without_holes() -> None:
    for row in range(1, 15):
        assert len(read_by(row, 5)) == traced(row)[2] - traced(row)[1] + 1


def test_twelve_rows_are_wrong_and_the_audit_says_the_same() -> None:
    assert [row for row in range(1, 15) if printed(row) != traced(row)] == list(WRONG)
    assert [row for row, item in items().items() if item.is_wrong] == list(WRONG)


@pytest.mark.parametrize("row", WRONG)
def test_no_row_is_right_with_indices_from_one(row: int) -> None:
    stride, start, end = traced(row)
    for of_outputs in (0, -stride):  # outputs counted from 1: i - 1 stands for i
        for of_inputs in (0, 1):
            moved = of_outputs + of_inputs
            assert printed(row) != (stride, start + moved, end + moved)


@pytest.mark.parametrize("row", WRONG)
def test_no_wrong_row_has_the_right_size(row: int) -> None:
    (_, *ends), (_, *true_ends) = printed(row), traced(row)
    assert ends[1] - ends[0] != true_ends[1] - true_ends[0]


def test_strides_are_right_and_four_ends_by_coincidence() -> None:
    assert all(printed(row)[0] == traced(row)[0] for row in WRONG)
    assert [row for row in WRONG if printed(row)[1] == traced(row)[1]] == []
    assert [row for row in WRONG if printed(row)[2] == traced(row)[2]] == [5, 8, 11, 14]


def test_eleven_follow_from_the_row_before_by_the_wrong_order_alone_and_one_has_a_slip_more() -> None:
    """Who counts eleven wrong rows counts these: the stride was put on the interval before, not on the kernel."""
    alone = []
    for row in WRONG:
        _, start, end = printed(row - 1)
        kernel, stride, padding = LAYERS[row - 1]
        if printed(row)[1:] == (stride * start - padding, stride * end - padding + kernel - 1):
            alone.append(row)
    assert alone == [row for row in WRONG if row != 5]
    assert printed(5)[1] - printed(4)[1] == +1  # the start moved forward by the padding
