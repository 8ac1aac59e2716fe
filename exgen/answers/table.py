"""The kind ``table``: cells of other kinds in rows and columns, each judged by its own kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, TypeAlias, cast

from exgen.answers.judgement import Judgement, UnreadableResponse, Verdict
from exgen.answers.key_data import json_key, shown_json
from exgen.answers.kind import AnswerKind, Example
from exgen.answers.kinds import OF_ONE_ANSWER
from exgen.answers.options import Options, list_of_texts_problems, shown, texts
from exgen.answers.table_budgets import check_effort, check_key_size
from exgen.answers.typed_tables import Layout, TypedRows, cells_of_table, is_blank
from exgen.errors import did_you_mean

_REASONS_AT_MOST = 3
_SETTLED = "settled_cells"
_COLUMNS = {"columns": {"size": {"kind": "shape"}, "parameters": {"kind": "integer"}}}
_KEY = '[["(6, 28, 28)", "456"], ["(6, 14, 14)", "0"]]'


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its kind's name, and its value there; None where nothing is asked, or nothing was typed."""

    kind: str
    value: object | None


TableValue: TypeAlias = "tuple[tuple[Cell, ...], ...]"


class TableKind(AnswerKind[TableValue]):
    r"""A table; its score is the share of what its cells get, one left blank getting nothing.

    ``columns`` says for each column by its name the ``kind`` of its cells and their ``options``; ``rows`` are the
    labels that the question prints in front of the rows, if it does. A key is a list of rows, or of mappings from
    names of columns to cells; ``null`` is a cell that is not asked. If a cell cannot be read, the whole table is
    ``invalid``, and nothing is said about the others: nobody can try them out at no cost.

    >>> from exgen.answers import KINDS
    >>> options = {"columns": {"size": {"kind": "shape"}, "parameters": {"kind": "integer"}}}
    >>> key = KINDS["table"].read_key('[["(6, 28, 28)", "456"]]', options)
    >>> KINDS["table"].judge_response(key, "6x28x28\t465", KINDS["table"].settled(options, key)).score
    Fraction(1, 2)
    """

    name = "table"
    options = ("columns", "rows")
    examples: ClassVar[tuple[Example, ...]] = (
        Example(_KEY, "(6, 28, 28)\t456\n(6, 14, 14)\t0", Verdict.CORRECT, _COLUMNS),
        Example(_KEY, "| 6x28x28 | 456 |\n| 6x14x14 | 0 |", Verdict.CORRECT, _COLUMNS),
        Example(_KEY, "parameters,size\n456,(6,28,28)\n0,(6,14,14)", Verdict.CORRECT, _COLUMNS),
        Example(_KEY, "6x28x28\t450\n6x14x14\t", Verdict.PARTIAL, _COLUMNS),
        Example(_KEY, "6x14x14\t0\n6x28x28\t456", Verdict.INCORRECT, _COLUMNS),
        Example(_KEY, "(6, 28, 28)\t456", Verdict.INVALID, _COLUMNS),
        Example(_KEY, "(6, 28, 28)\t4,56\n(6, 14, 14)\t0", Verdict.INVALID, _COLUMNS),
    )

    def option_problems(self, options: Options) -> list[str]:
        problems = super().option_problems(options) + list_of_texts_problems(self.name, options, "rows")
        columns = options.get("columns")
        if not isinstance(columns, Mapping) or not columns:
            found = f"; found {shown(columns)}" if "columns" in options else ""
            return [*problems, f'table: columns are needed, such as {{"size": {{"kind": "shape"}}}}{found}']
        graded = False
        for name, column in columns.items():
            where = f"table: column {shown(str(name))}"
            if not isinstance(column, Mapping) or not column.keys() <= {"kind", "options"} or "kind" not in column:
                problems.append(f'{where} must be {{"kind": ..., "options": {{...}}}}; found {shown(column)}')
                continue
            kind, given = OF_ONE_ANSWER.get(str(column["kind"])), column.get("options", {})
            if kind is None:
                problems.append(f'{where}: no cell is of kind "{column["kind"]}"; {self._hint(column["kind"])}')
            elif not isinstance(given, Mapping):
                problems.append(f"{where}: options must be a mapping; found {shown(given)}")
            else:
                problems += [f"{where}: {problem}" for problem in kind.option_problems(given)]
                graded |= kind.is_graded
        if not problems and not graded:
            problems.append("table: no column is of a kind that is judged")
        return problems

    def settled(self, options: Options, key: TableValue) -> Options:
        given = [column.get("options", {}) for column in _columns(options).values()]
        cells = [
            [
                column if cell.value is None else OF_ONE_ANSWER[cell.kind].settled(column, cell.value)
                for cell, column in zip(row, given, strict=True)
            ]
            for row in key
        ]
        return {**options, _SETTLED: cells}

    def read_key(self, text: str, options: Options) -> TableValue:
        columns, data = _columns(options), json_key(text)
        if not isinstance(data, list) or not data:
            raise UnreadableResponse("not_a_list", 'it is a list of rows, such as [["26", "(1, 2)"], ["28", null]]')
        labels = texts(options, "rows")
        if labels and len(labels) != len(data):
            raise UnreadableResponse("wrong_number_of_rows", f"{len(data)} rows have {len(labels)} labels")
        check_key_size(len(data), columns)
        key = tuple(
            tuple(self._key_cell(cell, name, columns[name], number) for name, cell in _named(row, columns, number))
            for number, row in enumerate(data, 1)
        )
        if not any(cell.value is not None and OF_ONE_ANSWER[cell.kind].is_graded for row in key for cell in row):
            raise UnreadableResponse("empty", "no cell of it is judged")
        return key

    def read(self, text: str, options: Options) -> TableValue:
        columns = _columns(options)
        given = cast("list[list[Options]]", options[_SETTLED])
        rows = _typed(text, options)
        return tuple(
            tuple(
                Cell(column["kind"], None if is_blank(cell) else OF_ONE_ANSWER[column["kind"]].read(cell.text, one))
                for cell, column, one in zip(row, columns.values(), row_options, strict=True)
            )
            for row, row_options in zip(rows, given, strict=True)
        )

    def show(self, value: TableValue) -> str:
        return self._shown(value, lambda cell: OF_ONE_ANSWER[cell.kind].show(cell.value))

    def show_latex(self, value: TableValue) -> str:
        def latex(cell: Cell) -> str:
            return "" if cell.value is None else OF_ONE_ANSWER[cell.kind].show_latex(cell.value)

        return _array(map(latex, row) for row in value)

    def judge_values(self, key: TableValue, response: TableValue, options: Options) -> Judgement:
        def judged(asked: Cell, row: int, column: int) -> Judgement | None:
            typed = response[row][column].value
            if typed is None:
                return None
            return OF_ONE_ANSWER[asked.kind].judged(asked.value, typed, _settled_cell(options, row, column))

        return self._table_judgement(key, options, judged)

    def judge_response(self, key: TableValue, response: str, options: Options) -> Judgement:
        def judged(asked: Cell, row: int, column: int) -> Judgement | None:
            cell = rows[row][column]
            if is_blank(cell):
                return None
            given = _settled_cell(options, row, column)
            judgement = OF_ONE_ANSWER[asked.kind].judge_response(asked.value, cell.text, given)
            if judgement.verdict is Verdict.INVALID:
                place = cell.column_at(judgement.column - 1) if judgement.column else cell.column
                reason = re.sub(r" \(column [0-9]+\)$", "", judgement.reason)
                sentence = f"{_place(options, row, column)}: {reason}"
                raise UnreadableResponse(judgement.code, sentence, place, suggestion=judgement.suggestion)
            return judgement

        try:
            rows = _typed(response, options)
            return self._table_judgement(key, options, judged)
        except UnreadableResponse as error:
            return error.judgement()

    def _table_judgement(
        self, key: TableValue, options: Options, judged: Callable[[Cell, int, int], Judgement | None]
    ) -> Judgement:
        """The judgement of all cells together; ``judged`` gives that of one, None where it is blank."""
        cells = [
            [None if cell.value is None else judged(cell, row, column) for column, cell in enumerate(line)]
            for row, line in enumerate(key)
        ]
        verdicts, reasons, remarks = [], [], []
        scores: list[Fraction] = []
        blanks = 0
        for row, (line, asked) in enumerate(zip(cells, key, strict=True)):
            said: list[Verdict | None] = []
            for column, (judgement, cell) in enumerate(zip(line, asked, strict=True)):
                is_asked = cell.value is not None
                is_graded = is_asked and OF_ONE_ANSWER[cell.kind].is_graded
                if judgement is None:
                    blanks += is_graded
                    said.append(Verdict.INCORRECT if is_graded else None)
                    scores += [Fraction(0)] * is_graded
                    continue
                said.append(judgement.verdict)
                scores += [judgement.score] if judgement.score is not None else []
                place = _place(options, row, column)
                reasons += [f"{place}: {judgement.reason}"] if judgement.reason else []
                remarks += [f"{place}: {remark}" for remark in judgement.remarks]
            verdicts.append(tuple(said))
        total = sum(scores, Fraction(0)) / len(scores)
        hits = scores.count(Fraction(1))
        told = [f"{hits} of {len(scores)} cells {'is' if hits == 1 else 'are'} right"] if total < 1 else []
        told += [f"{blanks} {'is' if blanks == 1 else 'are'} blank"] if blanks else []
        told += reasons[:_REASONS_AT_MOST]
        read_as = shown_json([[judgement.read_as if judgement else None for judgement in line] for line in cells])
        verdict = Judgement.scored(total, read_as).verdict
        return Judgement(
            verdict, total, read_as, "; ".join(told), tuple(verdicts),
            code="blank_cells" if blanks else "", remarks=tuple(remarks) if total == 1 else (),
            latex=lambda: _array([judged.read_as_latex if judged else "" for judged in line] for line in cells),
        )  # fmt: skip

    def _key_cell(self, cell: object, name: str, column: Mapping[str, Any], number: int) -> Cell:
        kind = column["kind"]
        if cell is None:
            return Cell(kind, None)
        if not isinstance(cell, str):
            raise UnreadableResponse("not_a_text", f"row {number}, {name}: a cell is a text, a number or null")
        try:
            return Cell(kind, OF_ONE_ANSWER[kind].read_key(cell, column.get("options", {})))
        except UnreadableResponse as error:
            raise type(error)(error.code, f"row {number}, {name}: {error.sentence}") from None

    def _shown(self, value: TableValue, text: Callable[[Cell], str]) -> str:
        return shown_json([[None if cell.value is None else text(cell) for cell in row] for row in value])

    def _hint(self, kind: object) -> str:
        return did_you_mean(str(kind), OF_ONE_ANSWER)


def _columns(options: Options) -> dict[str, dict[str, Any]]:
    return cast("dict[str, dict[str, Any]]", options["columns"])


def _array(rows: Iterable[Iterable[str]]) -> str:
    """Cells in LaTeX as one table, in an environment that every writer sets."""
    return r"\begin{matrix}" + r" \\ ".join(map(" & ".join, rows)) + r"\end{matrix}"


def _settled_cell(options: Options, row: int, column: int) -> Options:
    return cast("list[list[Options]]", options[_SETTLED])[row][column]


def _place(options: Options, row: int, column: int) -> str:
    """A cell's place in words: its row's label or number, and its column's name."""
    labels = texts(options, "rows")
    label = labels[row] if labels else f"row {row + 1}"
    return f"{label}, {list(_columns(options))[column]}"


def _named(row: object, columns: Mapping[str, object], number: int) -> Iterator[tuple[str, object]]:
    """The cells of a key's row with the names of their columns."""
    if isinstance(row, dict):
        for name in row:
            if name not in columns:
                raise UnreadableResponse(
                    "unknown_column", f'row {number}: "{name}" is no column; ' + did_you_mean(name, columns)
                )
        yield from ((name, row.get(name)) for name in columns)
        return
    if not isinstance(row, list) or len(row) != len(columns):
        raise UnreadableResponse("wrong_number_of_columns", f"row {number} does not have {len(columns)} cells")
    yield from zip(columns, row, strict=True)


def _typed(text: str, options: Options) -> TypedRows:
    """The typed cells in the order asked; only so much in them that takes time to read."""
    layout = Layout(tuple(_columns(options)), len(cast("list[object]", options[_SETTLED])), texts(options, "rows"))
    rows = cells_of_table(text, layout)
    check_effort(rows, _columns(options))
    return rows
