"""Whether two matrix expressions are the same: of one shape, and of one value at every seeded point.

Values are floating-point numbers. An expression of a few hundred operations on entries of about 1 is off by some 1e-14
of its largest entry, and two expressions that differ do so by far more at one of the points, unless somebody hides a
number as small. The line between them is drawn at 1e-9 of the largest entry; what is below 1e-14 is zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from exgen.answers.matrix_groupings import with_entrywise_products
from exgen.answers.matrix_points import POINTS, value_at
from exgen.answers.matrix_settings import MatrixSetting, setting_of
from exgen.answers.options import Options
from exgen.errors import ExpressionError
from exgen.expressions import Node, Sequence
from exgen.expressions.matrices import Matrix, Shape, shape_of, tidied

_RELATIVE = 1 / 10**9
_ZERO = 1 / 10**14


def readings_of(value: Node) -> tuple[Node, ...]:
    """Everything that a response may mean, likeliest first: more than one where groupings of its factors differ."""
    return value.items if isinstance(value, Sequence) else (value,)


def is_same(first: Node, second: Node, setting: MatrixSetting) -> bool:
    """Whether two expressions, each of which may have several readings, are the same in one of them.

    >>> from exgen.expressions.matrices import read_matrices
    >>> setting = MatrixSetting((("W", ("h", "d")), ("x", ("d", 1))))
    >>> is_same(read_matrices("(W x)^T"), read_matrices("x^T W^T"), setting)
    True
    """
    wanted = list(_fitting(first, setting))
    return any(
        shape == other and has_same_values(ours, theirs, setting)
        for theirs, shape in _fitting(second, setting)
        for ours, other in wanted
    )


def _fitting(value: Node, setting: MatrixSetting) -> Iterator[tuple[Node, Shape]]:
    """The readings whose shapes fit, and their shapes."""
    for reading in readings_of(value):
        if (shape := _shape(reading, setting)) is not None:
            yield reading, shape


@lru_cache(maxsize=4_096)
def _shape(node: Node, setting: MatrixSetting) -> Shape | None:
    """The shape of an expression; None where its operands do not fit."""
    try:
        return shape_of(node, setting.shapes)
    except ExpressionError:
        return None


def has_same_values(first: Node, second: Node, setting: MatrixSetting) -> bool:
    """Whether two expressions of one shape have equal values wherever they have any, and have some."""
    if first == second:
        return True
    decided = 0
    for point in range(POINTS):
        ours, theirs = value_at(first, setting, point), value_at(second, setting, point)
        if ours is None and theirs is None:
            continue
        if ours is None or theirs is None or not _are_near(ours, theirs):
            return False
        decided += 1
    return decided > 0


def has_values(node: Node, setting: MatrixSetting) -> bool:
    """Whether an expression whose shapes fit has a value at any point: it may overflow or divide by zero everywhere."""
    return any(value_at(node, setting, point) is not None for point in range(POINTS))


def _are_near(ours: Matrix, theirs: Matrix) -> bool:
    size = max(max(map(abs, row)) for matrix in (ours, theirs) for row in matrix)
    apart = max(abs(a - b) for rows in zip(ours, theirs, strict=True) for a, b in zip(*rows, strict=True))
    return apart <= _RELATIVE * size + _ZERO


def same_in_shapes(first: Node, second: Node, options: Options) -> bool:
    """Whether two expressions are the same in the shapes of the options: what makes a response correct.

    Quick for one response and many formulas: every value is worked out once, and most formulas differ at the first
    point.

    >>> from exgen.expressions.matrices import read_matrices
    >>> options = {"shapes": {"W": ["o", "h"], "g": ["o", 1]}}
    >>> same_in_shapes(read_matrices("W^T g"), read_matrices("(g^T W)^T"), options)
    True
    """
    return is_same(first, second, setting_of(options))


def same_at_equal_sizes(first: Node, second: Node, options: Options) -> bool:
    """Whether two expressions are the same where every size but 1 is the same.

    A formula with a transpose forgotten has no value in the true shapes, but it has one there: so a response can be
    met with it. A product of two columns is taken entry by entry. Formulas that do not fit even there are the same
    only if they are tidied to the same text.

    >>> from exgen.expressions.matrices import read_matrices
    >>> options = {"shapes": {"W": ["o", "h"], "g": ["o", 1], "y": ["o", 1]}}
    >>> same_at_equal_sizes(read_matrices("W (g - y)"), read_matrices("W g - W y"), options)
    True
    """
    setting = setting_of(options).with_equal_sizes
    ours, theirs = ([_fitted(reading, setting) for reading in readings_of(value)] for value in (first, second))
    return any(
        is_same(one, other, setting)
        if _shape(one, setting) and _shape(other, setting)
        else tidied(one) == tidied(other)
        for one in ours
        for other in theirs
    )


@lru_cache(maxsize=4_096)
def _fitted(node: Node, setting: MatrixSetting) -> Node:
    return with_entrywise_products(node, setting.shapes)
