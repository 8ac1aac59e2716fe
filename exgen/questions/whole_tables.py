"""Tables that a template asks as a whole: columns of other kinds, a row for each layer, one key.

In ``each = "network.layers"`` every row stands for a layer, by whose text a response may name it; a column is an answer
of its own kind, and its cells are parts of their own wherever keys are made and confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from exgen.expressions import Node
from exgen.questions.parts import Part
from exgen.questions.records import AnswerSource, frozen
from exgen.questions.schema import AnswerTable

if TYPE_CHECKING:
    from exgen.answers.kind import AnswerKind

TABLE = "table"
"""The kind of a table."""

CELLS = ("integer", "number", "shape", "set", "interval", "choice", "choices", "expression")
"""The kinds that cells of a template's table can have."""


def kind_of_cells(name: str) -> AnswerKind[object] | None:
    """The kind of that name, if cells of a table can have it."""
    from exgen.answers import KINDS

    return KINDS[name] if name in CELLS else None


def table_problems(table: AnswerTable) -> Iterator[tuple[str, str]]:
    """What is missing in the answer of a table, and what it has no use for: fields, each with a sentence."""
    if table.each is None:
        yield "each", 'missing; it says what a row stands for, such as "network.layers"'
    if not table.columns:
        yield "columns", 'missing; such as { size = { kind = "shape", value = "layer.output_shape" } }'
    given = {"value": table.value, "follows": table.follows, "separate": table.separate, "rubric": table.rubric}
    for field in (field for field, content in given.items() if content):
        yield field, "a table has columns instead, each with the value of its cells"


def column_source(
    name: str, kind: str, value: Node | None, each: Node | None, options: Mapping[str, object], path: str
) -> AnswerSource:
    """A column as the answer that each of its cells is."""
    return AnswerSource(name, kind, "", value, Fraction(), None, each, frozen(options), (), None, path)


def table_options(rows: Sequence[Sequence[Part]]) -> Mapping[str, object]:
    """The options of the kind for a variant: the columns with theirs, and the layers as labels of the rows."""
    columns = {cell.answer.name: {"kind": cell.answer.kind, "options": dict(cell.options)} for cell in rows[0]}
    return {"columns": columns, "rows": [row[0].row_label for row in rows]}
