"""Shapes of matrix expressions, in sizes that are numbers or letters. Nothing is broadcast.

A vector is a column of shape (n, 1), a scalar (1, 1). Only numbers as such, like the 1 of ``1 - sigma(z)``, stand for a
matrix of the shape that is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, TypeVar

from exgen.errors import ExpressionError, did_you_mean
from exgen.expressions.matrix_chains import is_number
from exgen.expressions.matrix_functions import entry_function
from exgen.expressions.matrix_notation import show_matrices
from exgen.expressions.matrix_parameters import WINDOWED, check_parameters, matrices_of
from exgen.expressions.matrix_windows import windowed_shape
from exgen.expressions.nodes import Binary, Call, Name, Node, Number, Unary

Size: TypeAlias = "int | str"
Shape: TypeAlias = "tuple[Size, Size]"
SizeT = TypeVar("SizeT", int, "int | str")

_SHOWN_AT_MOST = 60
_SAID = {"+": "plus", "-": "minus", "*": "times", "⊙": "⊙", "/": "over"}


def shape_of(node: Node, shapes: Mapping[str, tuple[SizeT, SizeT]]) -> tuple[SizeT, SizeT]:
    """Rows and columns of a matrix expression whose names have these shapes.

    Sizes are numbers, or letters, which are then all taken to be different. Raises
    :class:`~exgen.errors.ExpressionError` with code ``shapes_differ`` and both shapes in its sentence, or
    ``unknown_name``.

    >>> from exgen.expressions.matrix_reader import read_matrices
    >>> shapes = {"W": ("h", "d"), "x": ("d", 1), "b": ("h", 1)}
    >>> shape_of(read_matrices("W x + b"), shapes)
    ('h', 1)
    >>> shape_of(read_matrices("W^T x"), shapes)
    Traceback (most recent call last):
    ...
    exgen.errors.ExpressionError: W^T x does not fit: (d,h) times (d,1) (column 5)
    """
    if isinstance(node, Name):
        shape = shapes.get(node.name)
        if shape is None:
            sentence = f'"{node.name}" is not known here; {did_you_mean(node.name, shapes)}'
            raise ExpressionError("unknown_name", sentence, node.column)
        return shape
    if isinstance(node, Binary):
        return joined_shape(node, shape_of(node.left, shapes), shape_of(node.right, shapes))
    if isinstance(node, Number):
        return (1, 1)
    if isinstance(node, Unary):
        return shape_of(node.operand, shapes)
    if isinstance(node, Call) and len(node.arguments) == 1:
        return called_shape(node, shape_of(node.arguments[0], shapes))
    if isinstance(node, Call) and isinstance(node.function, Name) and node.function.name in WINDOWED:
        check_parameters(node)
        inner = [shape_of(argument, shapes) for argument in matrices_of(node.function.name, node.arguments)]
        found: tuple[SizeT, SizeT] = windowed_shape(node, inner)
        return found
    if isinstance(node, Call) and isinstance(node.function, Name):
        sentence = f"the shapes in this formula do not fit, so that {node.function.name}(...) has no value"
        raise ExpressionError("not_a_value", sentence, node.column)
    raise ExpressionError("not_a_value", "this is no matrix expression", node.column)


def joined_shape(node: Binary, left: tuple[SizeT, SizeT], right: tuple[SizeT, SizeT]) -> tuple[SizeT, SizeT]:
    """The shape of a sum, product, quotient or power of operands whose shapes are known; raises as `shape_of` does."""
    operator = node.operator
    if operator == "*" and left[1] == right[0]:  # most are so
        return (left[0], right[1])
    match operator:
        case "+" | "-" | "⊙":
            if left == right or is_number(node.right):
                return left
            if is_number(node.left):
                return right
            raise _misfit(node, left, right)
        case "*":
            if left == (1, 1):
                return right
            if right == (1, 1):
                return left
            raise _misfit(node, left, right)
        case "/":
            if left == right or right == (1, 1):
                return left
            if is_number(node.left):
                return right
            raise _misfit(node, left, right)
        case "^" if 1 in left or isinstance(node.right, Number):  # a vector has no inverse that could be meant
            return left
        case "^":
            sentence = f"{_shown(node.left)} is {shape_text(left)}: its entries are raised to powers 0, 1, 2, ... only"
            raise ExpressionError("shapes_differ", sentence, node.column)
    raise ExpressionError("unexpected_token", f"{node.operator} is no operation of matrices", node.column)


def called_shape(node: Call, shape: tuple[SizeT, SizeT]) -> tuple[SizeT, SizeT]:
    """The shape of a function's value where that of its argument is known; raises as `shape_of` does."""
    name = node.function.name if isinstance(node.function, Name) else ""
    if name == "transpose":
        return (shape[1], shape[0])
    if name in ("norm", "sum", "mean"):
        return (1, 1)
    if name == "trace":
        if shape[0] != shape[1]:
            sentence = f"a trace is that of a square matrix, and {_shown(node.arguments[0])} is {shape_text(shape)}"
            raise ExpressionError("shapes_differ", sentence, node.column)
        return (1, 1)
    if name in ("row_sums", "row_means"):
        return (shape[0], 1)
    if name in ("column_sums", "column_means"):
        return (1, shape[1])
    if name == "diag":
        if 1 not in shape:
            sentence = f"diag takes a vector, and {_shown(node.arguments[0])} is {shape_text(shape)}"
            raise ExpressionError("shapes_differ", sentence, node.column)
        size = shape[0] if shape[1] == 1 else shape[1]
        return (size, size)
    if entry_function(name) is None and name not in ("softmax", "ones_like", "flip"):
        raise ExpressionError("unknown_function", f'"{name}" is no function of matrices', node.column)
    return shape


def shape_text(shape: Shape) -> str:
    """A shape as a sentence names it.

    >>> shape_text(("h", 1))
    '(h,1)'
    """
    return f"({shape[0]},{shape[1]})"


def _misfit(node: Binary, left: Shape, right: Shape) -> ExpressionError:
    shapes = f"{shape_text(left)} {_SAID[node.operator]} {shape_text(right)}"
    return ExpressionError("shapes_differ", f"{_shown(node)} does not fit: {shapes}", node.column)


def _shown(node: Node) -> str:
    text = show_matrices(node)
    return text if len(text) <= _SHOWN_AT_MOST else text[: _SHOWN_AT_MOST - 3] + "..."
