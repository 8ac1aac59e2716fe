"""Tables that a template asks as a whole: keys of their cells, proofs, and templates that cannot be read."""

from __future__ import annotations

import pytest

from exgen.answers import judge
from exgen.errors import TemplateError
from exgen.questions.proofs import proof
from exgen.questions.prose import ask, derivation_markdown
from tests.questions.small_templates import CONVOLUTION, exercise_of, exercise_problems, template_of

COLUMNS = """
name = "table"
kind = "table"
each = "network.layers"
[answers.columns.shape]
kind = "shape"
value = "layer.output_shape"
[answers.columns.parameters]
kind = "integer"
value = "layer.parameters"
"""


def test_a_whole_table_is_one_part_with_a_key_for_every_cell() -> None:
    exercise = exercise_of(CONVOLUTION, COLUMNS)
    (part,) = exercise.parts
    assert part.key_text == '[["(16, 9, 9)", "1216"], ["(16, 4, 4)", "0"], ["(256)", "0"]]'
    assert proof(exercise, part) == "proven"
    assert [cell.name for cell in part.rows[1]] == ["shape.row2", "parameters.row2"]
    typed = "MaxPool2d(kernel_size=2, stride=2)\t16x4x4\t0\nFlatten()\t256\t0\n"
    typed += f"{part.rows[0][0].row_label}\t16x9x9\t1200"
    judgement = judge("table", part.key_text, typed, part.options)
    assert judgement.as_json()["score"] == "5/6"


def test_the_columns_and_the_steps_of_every_cell_are_printed() -> None:
    exercise = exercise_of(CONVOLUTION, COLUMNS)
    (part,) = exercise.parts
    assert "with these columns between tabs or bars: shape, parameters." in ask(exercise, part.answer)
    steps = "\n".join(derivation_markdown(exercise, part))
    assert "1216" in steps
    assert "256" in steps


def test_a_cell_that_its_author_worked_out_makes_the_table_authored() -> None:
    answers = COLUMNS.replace('"layer.parameters"', '"H + K"')
    with pytest.raises(TemplateError, match='with "each" the value asks something of every "layer"'):
        exercise_of(CONVOLUTION, answers)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (('each = "network.layers"\n', ""), "answers.table.each: missing; it says what a row stands for"),
        (('kind = "integer"', 'kind = "table"'), 'answers.table.columns.parameters.kind: no cell is of kind "table"'),
        (('kind = "table"', 'kind = "table"\nsize_told = true'), "answers.table.size_told: the kind table has no size"),
        (('kind = "integer"', 'kind = "integer"\npartial = true'), 'unknown option "partial"'),
        (('kind = "table"', 'kind = "table"\nseparate = ["bias_forgotten"]'), "a table has columns instead"),
        (('kind = "table"', 'kind = "integer"\nvalue = "layer.parameters"'), 'columns are for kind = "table"'),
        (('"layer.parameters"', '"layer.parametres"'), "did you mean"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_at_its_place(changed: tuple[str, str], problem: str) -> None:
    answers = COLUMNS.replace(*changed)
    assert answers != COLUMNS
    with pytest.raises(TemplateError) as error:
        exercise_of(CONVOLUTION, answers)
    assert any(problem in line for line in error.value.problems), error.value.problems


def test_a_cell_of_another_form_than_its_kind_is_refused() -> None:
    (problem,) = exercise_problems(CONVOLUTION, COLUMNS.replace('"layer.parameters"', '"layer.output_shape"'))
    assert "answers.table.columns.parameters" in problem
    assert "is a shape" in problem


def test_no_later_answer_speaks_of_a_table() -> None:
    later = 'name = "later"\nkind = "integer"\nvalue = "length(table)"'
    with pytest.raises(TemplateError, match="table"):
        template_of(CONVOLUTION, f"{COLUMNS}\n\n{later}")
