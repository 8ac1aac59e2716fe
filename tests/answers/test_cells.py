"""Matrices in every form that people paste: the same cells."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from exgen.answers import UnreadableResponse, Verdict, judge
from exgen.answers.cells import cells_of, matrix_passage

Rows = list[list[str]]


def python(rows: Rows) -> str:
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"


def printed(rows: Rows, separator: str) -> str:
    """As NumPy and PyTorch print: entries right-aligned."""
    width = max(len(cell) for row in rows for cell in row)
    return "[" + "\n ".join("[" + separator.join(cell.rjust(width) for cell in row) + "]" for row in rows) + "]"


def latex(rows: Rows, environment: str) -> str:
    lines = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{{environment}}}{lines}\end{{{environment}}}"


def plain(rows: Rows, separator: str, line_break: str = "\n") -> str:
    return line_break.join(separator.join(row) for row in rows)


FORMS: dict[str, Callable[[Rows], str]] = {
    "Python": python,
    "without blanks": lambda rows: python(rows).replace(" ", ""),
    "NumPy, typed": lambda rows: f"np.array({python(rows)})",
    "NumPy, printed": lambda rows: printed(rows, " "),
    "NumPy, shown": lambda rows: f"array({printed(rows, ', ')})",
    "PyTorch": lambda rows: f"tensor({printed(rows, ', ')}, dtype=torch.float64, grad_fn=<AddBackward0>)",
    "PyTorch, with batch and channel": lambda rows: f"tensor([[{printed(rows, ', ')}]])",
    "SymPy": lambda rows: f"Matrix({python(rows)})",
    "MATLAB": lambda rows: "[" + plain(rows, " ", "; ") + "]",
    "MATLAB, commas": lambda rows: "[" + plain(rows, ", ", "; ") + "]",
    "MATLAB, on lines": lambda rows: "[" + plain(rows, " ", ";\n") + ";]",
    "bmatrix": lambda rows: latex(rows, "bmatrix"),
    "pmatrix": lambda rows: f"$${latex(rows, 'pmatrix')}$$",
    "array": lambda rows: r"A = \left[" + latex(rows, "array").replace("array}", "array}{rr}", 1) + r"\right].",
    "minus signs": lambda rows: python(rows).replace("-", "\u2212"),
    "lines, blanks": lambda rows: plain(rows, "  "),
    "lines, tabs": lambda rows: plain(rows, "\t", "\r\n"),
    "rows in brackets": lambda rows: "\n".join(f"[{' '.join(row)}]" for row in rows),
    "Mathematica": lambda rows: python(rows).replace("[", "{").replace("]", "}"),
}

entries = st.one_of(
    st.integers(-999, 999).map(str),
    st.fractions(-9, 9, max_denominator=12).map(str),
    st.decimals(-9, 9, places=3).map(str),
)
shapes = st.tuples(st.integers(1, 5), st.integers(1, 5))
tables = shapes.flatmap(
    lambda shape: st.lists(
        st.lists(entries, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40)
@given(rows=tables)
def test_a_matrix_in_any_form_is_the_same_matrix(form: str, rows: Rows) -> None:
    judgement = judge("matrix", python(rows), FORMS[form](rows))
    assert judgement.verdict is Verdict.CORRECT, (FORMS[form](rows), judgement)


@settings(max_examples=60)
@given(rows=tables, data=st.data())
def test_the_score_is_the_share_of_entries_left_alone(rows: Rows, data: st.DataObject) -> None:
    places = [(row, column) for row in range(len(rows)) for column in range(len(rows[0]))]
    changed = data.draw(st.sets(st.sampled_from(places)))
    typed = [
        [f"{cell}+1" if (row, column) in changed else cell for column, cell in enumerate(cells)]
        for row, cells in enumerate(rows)
    ]
    judgement = judge("matrix", python(rows), python(typed))
    assert judgement.score == 1 - Fraction(len(changed), len(places))
    assert judgement.cells is not None
    assert {place for place in places if not judgement.cells[place[0]][place[1]]} == changed


@settings(max_examples=60)
@given(rows=tables, form=st.sampled_from(["Python", "PyTorch", "MATLAB", "bmatrix", "lines, tabs"]))
def test_the_cells_keep_the_columns_at_which_they_were_typed(rows: Rows, form: str) -> None:
    typed = FORMS[form](rows)
    for row in cells_of(matrix_passage(typed, None)):
        for cell in row:
            assert typed[cell.column - 1 :].startswith(cell.text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \t \n", "empty"),
        ("[[1, 2], [3, 4]", "unclosed_bracket"),
        ("[[[1, 2]], [[3, 4]]]", "too_many_levels"),
        ("1 2\n" * 200, "too_many_entries"),
        (r"\begin{vmatrix}1\end{vmatrix}", "unknown_environment"),
        (r"\begin{bmatrix}1", "not_one_matrix"),
        (r"\end{bmatrix}1\begin{bmatrix}", "not_one_matrix"),
        (r"3\begin{bmatrix}1\end{bmatrix}", "beside_matrix"),
        (r"\begin{bmatrix}1\end{bmatrix} + 1", "beside_matrix"),
        (r"[[\gcd{2}]]", "unknown_command"),
        (r"\begin{bmatrix}\frac1\end{bmatrix}", "unfinished_fraction"),
    ],
)
def test_what_is_no_matrix_is_refused_with_a_stable_code(text: str, code: str) -> None:
    with pytest.raises(UnreadableResponse) as raised:
        cells_of(matrix_passage(text, 20_000))
    assert raised.value.code == code
