"""Values of matrix expressions at seeded points: the same for ever for the same setting, on every machine.

A point gives every free name a matrix and works out the lines of the setting once, in their order: one forward pass.
Different sizes become different small numbers. Entries are between -1 and 1, so that no sigmoid is saturated; at every
other point they are positive, where logarithms have values too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from exgen.answers.matrix_settings import MatrixSetting
from exgen.answers.points import Stream
from exgen.errors import ExpressionError
from exgen.expressions import Node
from exgen.expressions.matrices import Matrix, Size, value_of

POINTS = 6
"""At so many points expressions are compared; where a ReLU is involved, one could hide behind its zeros at a few."""

_PARTS = 1000  # entries are thousandths


@lru_cache(maxsize=8_192)
def value_at(node: Node, setting: MatrixSetting, point: int) -> Matrix | None:
    """The value of an expression whose shapes fit, at a point; None where it overflows or divides by zero."""
    try:
        return value_of(node, _values(setting, point))
    except ExpressionError as error:
        if error.code == "not_finite":
            return None
        raise


@lru_cache(maxsize=1_024)
def _values(setting: MatrixSetting, point: int) -> Mapping[str, Matrix]:
    """The value of every name of a setting; a line that has none leaves its name out."""
    numbers = _numbers(setting)
    values = {
        name: _drawn(Stream(f"{name}/{point}"), (numbers[rows], numbers[columns]), is_positive=point % 2 == 1)
        for name, (rows, columns) in setting.free
    }
    for name, node in setting.lines:
        values[name] = value_of(node, values)
    return values


def _numbers(setting: MatrixSetting) -> Mapping[Size, int]:
    """A small number for every size: 1 for 1, others from 2 in the order in which they appear."""
    sizes = dict.fromkeys(size for _, shape in (*setting.free, *setting.defined) for size in shape if size != 1)
    return {1: 1, **{size: number for number, size in enumerate(sizes, start=2)}}


def _drawn(stream: Stream, shape: tuple[int, int], *, is_positive: bool) -> Matrix:
    rows, columns = shape
    return tuple(tuple([_entry(stream, is_positive) for _ in range(columns)]) for _ in range(rows))


def _entry(stream: Stream, is_positive: bool) -> float:
    """A number of thousandths from 0.001 to 1, with a sign or without."""
    size = stream.draw(1, _PARTS) / _PARTS
    return size if is_positive or stream.draw(0, 1) else -size
