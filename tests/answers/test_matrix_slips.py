"""A matrix is right in every notation in which it can be shown, and wrong after one slip in any of its entries."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest

from exgen.answers import KINDS, Verdict, judge
from exgen.answers.formulas import number_text

Rows = list[list[Fraction]]

SEEDS = range(4)


def _joined(rows: Rows, entry: Callable[[Fraction], str], between: str, line: str) -> str:
    return line.join(between.join(map(entry, row)) for row in rows)


def _ratio(value: Fraction) -> str:
    return str(value)


def _comma(value: Fraction) -> str:
    return number_text(value).replace(".", ",")


def _tex(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value)
    return rf"{'-' if value < 0 else ''}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def _turned(rows: Rows) -> Rows:
    return [list(column) for column in zip(*rows, strict=True)]


def _times(rows: Rows, factor: int) -> Rows:
    return [[entry * factor for entry in row] for row in rows]


def _python(rows: Rows) -> str:
    return f"[[{_joined(rows, _ratio, ', ', '], [')}]]"


def _latex(rows: Rows) -> str:
    return r"\begin{bmatrix}" + _joined(rows, _tex, " & ", r" \\ ") + r"\end{bmatrix}"


def _r(rows: Rows, order: str) -> str:
    return f"matrix(c({_joined(rows, _ratio, ', ', ', ')}), {order})"


NOTATIONS: dict[str, Callable[[Rows], str]] = {
    "Python": _python,
    "NumPy": lambda rows: f"np.array({_python(rows)}, dtype=float)",
    "NumPy, printed": lambda rows: "[[" + _joined(rows, number_text, " ", "]\n [") + "]]",
    "PyTorch, turned": lambda rows: f"torch.tensor({_python(_turned(rows))}).T",
    "a factor in front": lambda rows: f"1/6 * {_python(_times(rows, 6))}",
    "divided": lambda rows: f"{_python(_times(rows, -4))}/4*(-1)",
    "LaTeX": _latex,
    "LaTeX, scaled and turned": lambda rows: rf"\frac{{1}}{{3}}{_latex(_turned(_times(rows, 3)))}^{{\top}}",
    "MATLAB": lambda rows: f"[{_joined(rows, _ratio, ' ', '; ')}]",
    "MATLAB, turned": lambda rows: f"[{_joined(_turned(rows), _ratio, ', ', '; ')}]'",
    "R": lambda rows: _r(_turned(rows), f"nrow = {len(rows)}"),
    "R, by row": lambda rows: _r(rows, f"ncol={len(rows[0])}, byrow=TRUE"),
    "a spreadsheet": lambda rows: _joined(rows, number_text, "\t", "\n"),
    "a German spreadsheet": lambda rows: _joined(rows, _comma, "\t", "\n"),
    "Mathematica": lambda rows: f"{{{{{_joined(rows, _ratio, ', ', '}, {')}}}}}",
    "Word": lambda rows: f"[\N{BLACK SQUARE}({_joined(rows, _ratio, '&', '@')})]",
    "pandas": lambda rows: "\n".join(
        ["  " + " ".join(f"c{column}" for column in range(len(rows[0])))]
        + [f"{number} " + " ".join(map(number_text, row)) for number, row in enumerate(rows)]
    ),
}


def _rows(random: Random) -> Rows:
    height, width = random.randint(2, 4), random.randint(2, 4)
    return [
        [Fraction(random.randint(-40, 40), random.choice((1, 1, 2, 4))) for _ in range(width)] for _ in range(height)
    ]


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_matrix_that_is_shown_reads_back_in_every_notation(notation: str, seed: int) -> None:
    random = Random(f"{notation} {seed}")
    for _ in range(25):
        rows = _rows(random)
        text = NOTATIONS[notation](rows)
        assert KINDS["matrix"].read(text, {}) == tuple(map(tuple, rows)), text


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_slip_in_one_entry_costs_that_entry(notation: str, seed: int) -> None:
    random = Random(f"slips in {notation} {seed}")
    for _ in range(25):
        rows = _rows(random)
        slipped = [list(row) for row in rows]
        row, column = random.randrange(len(rows)), random.randrange(len(rows[0]))
        slipped[row][column] += random.choice((1, -1, Fraction(1, 4)))
        judgement = judge("matrix", _python(rows), NOTATIONS[notation](slipped))
        entries = len(rows) * len(rows[0])
        assert judgement.verdict is Verdict.PARTIAL, NOTATIONS[notation](slipped)
        assert judgement.score == Fraction(entries - 1, entries)
        assert judgement.cells is not None
        assert not judgement.cells[row][column]
