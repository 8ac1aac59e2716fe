"""How much a table may hold and a response to it may cost: one budget for all cells together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

from exgen.answers.judgement import OversizedResponse
from exgen.answers.look_alikes import CHARACTERS_AT_MOST
from exgen.answers.options import Options
from exgen.answers.typed_tables import ROWS_AT_MOST, TypedRows
from exgen.expressions.patterns import pattern

CELLS_AT_MOST = 200
FORMULAS_AT_MOST = 30
"""In one table; one over the reals counts for three, so much longer does it take to compare."""
EFFORT_AT_MOST = 1_200
"""Numbers, names and signs that are read in all formulas of a response; those over the reals count fourfold."""

_FORMULAS = ("expression", "matrix_expression")
_PIECE = pattern(r"\w+|[^\w\s]")
_EASY = pattern(r"[-+()\[\]\d\s.,x\N{MULTIPLICATION SIGN}]*")  # numbers and shapes: cheap to read

Columns: TypeAlias = "Mapping[str, Mapping[str, Any]]"


def check_key_size(rows: int, columns: Columns) -> None:
    """Raise `OversizedResponse` (code ``too_many_entries``) for a table with more cells or formulas than is allowed."""
    formulas = rows * sum((3 if _is_real(column) else 1) * (column["kind"] in _FORMULAS) for column in columns.values())
    if rows > ROWS_AT_MOST or rows * len(columns) > CELLS_AT_MOST or formulas > FORMULAS_AT_MOST:
        sentence = (
            f"a table has at most {CELLS_AT_MOST} cells in {ROWS_AT_MOST} rows, {FORMULAS_AT_MOST} of them formulas, "
            "or a third as many over the reals"
        )
        raise OversizedResponse("too_many_entries", sentence)


def check_effort(rows: TypedRows, columns: Columns) -> None:
    """Raise `OversizedResponse` where the calculations of all cells together are too long to be judged in time."""
    characters = sum(len(cell) for row in rows for cell in row if len(cell) > 60 or not _EASY.fullmatch(cell.text))
    if characters > CHARACTERS_AT_MOST:
        sentence = f"{characters:,} characters of calculations are too many: at most {CHARACTERS_AT_MOST:,} are read"
        raise OversizedResponse("too_long", sentence)
    effort = sum(
        sum(len(_PIECE.findall(cell.text)) for cell in cells) * (4 if _is_real(column) else 1)
        for cells, column in zip(_turned(rows), columns.values(), strict=True)
        if column["kind"] in _FORMULAS
    )
    if effort > EFFORT_AT_MOST:
        sentence = "the formulas of this table are too long together; write them shorter"
        raise OversizedResponse("too_many_tokens", sentence)


def _turned(rows: TypedRows) -> Sequence[Sequence[Any]]:
    return list(zip(*rows, strict=True))


def _is_real(column: Mapping[str, Any]) -> bool:
    return cast("Options", column.get("options", {})).get("domain") == "real"
