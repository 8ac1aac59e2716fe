"""Ones as many as another matrix has rows or columns: ``np.ones(X.shape[0])``."""

from __future__ import annotations

from collections.abc import Mapping

from exgen.answers.matrix_groupings import groupings_of
from exgen.errors import ExpressionError
from exgen.expressions import Call, Name, Node, Number
from exgen.expressions.matrices import Shape, shape_of
from exgen.expressions.matrix_tokens import ones_name
from exgen.expressions.rebuilding import rebuilt


def with_counted_ones(node: Node, shapes: Mapping[str, Shape]) -> Node:
    """A tree as it was written with ``ones(n)`` for ``ones_along(X, 0)``: as many ones as X has rows.

    Raises ``ExpressionError`` (code ``size_missing``) where what is counted has no shape.

    >>> from exgen.expressions.matrix_reader import written
    >>> with_counted_ones(written("ones_along(X, 0)", ("ones_along",)), {"X": ("n", "d")})
    Name(name='ones(n)')
    """

    def counted(part: Node, _above: Node | None) -> Node:
        match part:
            case Call(Name("ones_along"), (matrix, Number(value=axis))):
                sizes = {shape_of(reading, shapes)[int(axis)] for reading in groupings_of(matrix, shapes)}
                if len(sizes) != 1:
                    raise ExpressionError("size_missing", "say how many ones these are, as in ones(n)", part.column)
                return Name(ones_name(sizes.pop()), part.column)
        return part

    return rebuilt(node, counted)
