"""The kinds of windows that move over a matrix, and of matrices below each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from exgen.engine.gradients.graph import Operation
from exgen.engine.gradients.laying import Adjoint, Kind, Laying
from exgen.expressions import Binary, Name, Node, Number
from exgen.expressions.matrix_tokens import ones_name

Extras: TypeAlias = "Mapping[str, Node]"


def _windowed(*rules: str, letters: str) -> Kind:
    """A function of matrices with parameters: a rule for each matrix, and the letters of all arguments."""

    def lay(at: Laying, position: int) -> Adjoint:
        own = {letter: at.input(place) for place, letter in enumerate(letters)}
        return Adjoint(at.step(rules[position], G=at.full, **own))

    return Kind(lay)


def _avgpool(at: Laying, _position: int) -> Adjoint:
    own = {"A": at.input(0), "K": at.input(1), "S": at.input(2), "n": at.extra("n")}
    return Adjoint(at.step("avgpool_gradient", G=at.full, **own))


def _window_size(_operation: Operation, inputs: Sequence[Operation]) -> Extras:
    """How many entries a window has: along a row or a column as many as its size, else the square of it."""
    return {"n": Number(_number(inputs[1]) ** (1 if 1 in inputs[0].shape else 2))}


def _concat(at: Laying, position: int) -> Adjoint:
    return Adjoint(at.step("concat_gradient", G=at.full, I=at.extra(f"I{position}"), J=at.extra(f"J{position}")))


def _row_numbers(_operation: Operation, inputs: Sequence[Operation]) -> Extras:
    """The first and the last row that each matrix has in the whole."""
    found: dict[str, Node] = {}
    last = 0
    for position, operation in enumerate(inputs):
        rows = operation.shape[0]
        assert isinstance(rows, int), "sizes are numbers where matrices are put below each other"
        found |= {f"I{position}": Number(last + 1), f"J{position}": Number(last + rows)}
        last += rows
    return found


def _rows(at: Laying, _position: int) -> Adjoint:
    """Some rows: zeros stand in the gradient for the rows before and behind them."""
    first, last = _number(at.operands[1]), _number(at.operands[2])
    around = {"F": first > 1, "B": last != at.operands[0].shape[0]}
    letters = {letter: at.extra(letter) for letter, is_there in around.items() if is_there}
    rule = {"F": "rows_gradient_behind", "B": "rows_gradient_before", "FB": "rows_gradient_between"}
    named = rule.get("".join(letters), "term_gradient")
    return Adjoint(at.step(named, G=at.full, **(letters or {"A": at.input(0)})))


def _zero_rows(_operation: Operation, inputs: Sequence[Operation]) -> Extras:
    """The zeros for the rows before those that are taken, and behind them."""
    rows, columns = inputs[0].shape
    assert isinstance(rows, int), "sizes are numbers where rows are taken"
    counts = {"F": _number(inputs[1]) - 1, "B": rows - _number(inputs[2])}
    return {letter: Binary("*", Number(0), Name(ones_name(count, columns)), True) for letter, count in counts.items()}


def _number(operation: Operation) -> int:
    """The number that a parameter is."""
    assert isinstance(operation.value, Number), "parameters were checked"
    return int(operation.value.value)


WINDOWS: dict[str, Kind] = {
    "conv": _windowed("conv_image_gradient", "conv_kernel_gradient", letters="XWSPD"),
    "conv_transpose": _windowed("conv_transpose_image_gradient", "conv_transpose_kernel_gradient", letters="XWSPD"),
    "maxpool": _windowed("maxpool_gradient", letters="AKS"),
    "avgpool": Kind(_avgpool, _window_size),
    "concat": Kind(_concat, _row_numbers),
    "rows": Kind(_rows, _zero_rows),
}
"""The kinds by name."""
