"""A pasted table as cells, and the judgement of its cells together."""

from __future__ import annotations

from typing import Any

import pytest

from exgen.answers import UnreadableResponse, judge
from exgen.answers.typed_tables import Layout, cells_of_table

OPTIONS: dict[str, Any] = {"columns": {"size": {"kind": "shape"}, "weights": {"kind": "integer"}}}
KEY = '[["(6, 28, 28)", "456"], [null, "0"]]'


def texts(typed: str, layout: Layout) -> list[list[str]]:
    return [[cell.text for cell in row] for row in cells_of_table(typed, layout)]


@pytest.mark.parametrize(
    "typed",
    [
        "a\tb\nc d\te",
        "a|b\nc d|e",
        "| a | b |\n| c d | e |",
        "a;b\nc d;e",
        "a,b\nc d,e",
        'a,b\n"c d",e',
        "a    b\nc d  e",
        "a & b \\\\ c d & e \\\\",
        "y\tx\nb\ta\ne\tc d",
        '[["a", "b"], ["c d", "e"]]',
        "[['a', 'b'], ['c d', 'e']]",
        "0\ta\tb\n1\tc d\te",
    ],
)
def test_one_table_in_many_notations(typed: str) -> None:
    assert texts(typed, Layout(("x", "y"), 2)) == [["a", "b"], ["c d", "e"]]


def test_brackets_and_quotation_marks_hide_commas() -> None:
    assert texts('(1, 2),3\n"4, 5",6', Layout(("x", "y"), 2)) == [["(1, 2)", "3"], ["4, 5", "6"]]


def test_labels_put_rows_into_order_and_what_is_missing_is_blank() -> None:
    layout = Layout(("x", "y"), 3, ("conv", "pool", "conv"))
    assert texts("pool\t1\t2\nconv\t3\t4", layout) == [["3", "4"], ["1", "2"], ["", ""]]
    assert texts("y\tlayer\tx\n1\tpool\t2\n3\tconv\t4\n5\tconv\t6", layout) == [["4", "3"], ["2", "1"], ["6", "5"]]
    with pytest.raises(UnreadableResponse) as raised:
        cells_of_table("pool\t1\t2\nconv\t3\t4\nrelu\t5\t6", layout)
    assert (raised.value.code, raised.value.column) == ("unknown_row", 19)


def test_a_blank_row_among_as_many_as_are_asked_is_an_answer_left_out() -> None:
    layout = Layout(("x", "y"), 3)
    assert texts("1\t2\n\t\n3\t4", layout) == [["1", "2"], ["", ""], ["3", "4"]]
    assert texts("1\t2\n\n\t\n3\t4\n5\t6", layout) == [["1", "2"], ["3", "4"], ["5", "6"]]


def test_every_cell_has_its_own_verdict() -> None:
    said = judge("table", KEY, "(6, 28, 28)\t465\n(9, 9)\t", OPTIONS).as_json()
    assert said["cells"] == [["correct", "incorrect"], [None, "incorrect"]]
    assert (said["score"], said["code"]) == ("1/3", "blank_cells")
    assert said["read_as"] == '[["(6, 28, 28)", "465"], [null, null]]'
    assert said["reason"] == "1 of 3 cells is right; 1 is blank"


def test_parts_of_the_score_of_a_cell_count_and_a_reason_has_its_place() -> None:
    options = {"columns": {"sizes": {"kind": "set"}}, "rows": ["pool", "conv"]}
    judgement = judge("table", '[["{1, 2}"], ["{3}"]]', "1\n3 = 4", options)
    assert judgement.as_json()["score"] == "1/4"
    assert "pool, sizes: the set is not complete; conv, sizes: " in judgement.reason


def test_nothing_is_said_about_the_cells_of_a_table_with_one_that_cannot_be_read() -> None:
    judgement = judge("table", KEY, "(6, 28, 28)\t456\n\t1,2x", OPTIONS)
    assert judgement.cells is None
    assert judgement.score is None
    assert judgement.reason.startswith("row 2, weights: ")


def test_the_column_of_an_unreadable_cell_is_that_of_the_whole_response() -> None:
    typed = "(6, 28, 28)\t456\n\t12 + 1,56"
    assert typed[judge("table", KEY, typed, OPTIONS).column - 1 :] == "1,56"


def test_remarks_of_cells_come_with_their_places() -> None:
    options = {"columns": {"n": {"kind": "integer", "options": {"evaluated": True}}}}
    (remark,) = judge("table", '[["6"], ["7"]]', "2*3\n7", options).remarks
    assert remark.startswith("row 1, n: ")


def test_a_table_of_the_largest_size_is_read() -> None:
    columns = {name: {"kind": "integer"} for name in "ab"}
    rows = [[str(place * 1000), str(place)] for place in range(100)]
    typed = "\n".join("\t".join(row) for row in rows)
    key = "[" + ",".join(f'["{a}", "{b}"]' for a, b in rows) + "]"
    assert judge("table", key, typed, {"columns": columns}).as_json()["score"] == 1
