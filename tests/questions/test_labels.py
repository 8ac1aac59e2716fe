from __future__ import annotations

import pytest

from exgen.questions.labels import answer_label, labelled_parts
from tests.questions.small_templates import CONVOLUTION, answer, exercise_of, template_of


def _answers(count: int) -> str:
    return "\n\n".join(answer("integer", "H", name=f"a{number}") for number in range(count))


def test_a_single_answer_has_the_number_of_its_question() -> None:
    template = template_of(CONVOLUTION, _answers(1))
    assert answer_label(7, template, template.answers[0]) == "7"


@pytest.mark.parametrize(
    ("position", "label"),
    [(0, "2a"), (1, "2b"), (25, "2z"), (26, "2aa"), (51, "2az"), (52, "2ba"), (701, "2zz"), (702, "2aaa")],
)
def test_several_answers_have_letters(position: int, label: str) -> None:
    template = template_of(CONVOLUTION, _answers(703))
    assert answer_label(2, template, template.answers[position]) == label


def test_rows_are_numbered_behind_their_answer() -> None:
    table = answer("integer", "layer.parameters", 'each = "network.layers"', name="rows")
    alone = exercise_of(CONVOLUTION, table)
    assert list(labelled_parts(3, alone)) == ["3.row1", "3.row2", "3.row3"]
    both = exercise_of(CONVOLUTION, answer("integer", "H", name="first") + "\n\n" + table)
    labels = labelled_parts(3, both)
    assert list(labels) == ["3a", "3b.row1", "3b.row2", "3b.row3"]
    assert [part.name for part in labels.values()] == ["first", "rows.row1", "rows.row2", "rows.row3"]


def test_every_label_is_given_once() -> None:
    labels = labelled_parts(1, exercise_of(CONVOLUTION, _answers(60)))
    assert len(labels) == 60
