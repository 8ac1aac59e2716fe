"""Derivatives of one line of a question by the name in it, ``da/dz``: the Jacobians that its line shows.

Of ``a = sigmoid(z)`` it is a diagonal matrix, or the column of its diagonal, as most write; of ``z = W x + b`` it is W,
of ``p = softmax(z)`` diag(p) - p p^T. Rows are those of what is derived.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from exgen.answers.matrix_settings import MatrixSetting
from exgen.expressions import Binary, Call, Name, Node, walk
from exgen.expressions.matrix_functions import DERIVATIVES
from exgen.expressions.matrix_tokens import gradient_name
from exgen.expressions.rebuilding import rebuilt

JACOBIAN = Name("jacobian")
"""What is called with a Jacobian; one by its diagonal is a column."""


@lru_cache(maxsize=64)
def jacobians(setting: MatrixSetting) -> Mapping[str, Node]:
    """The Jacobians that lines show, by their names.

    >>> from exgen.answers.matrix_settings import setting_of
    >>> from exgen.expressions.matrices import show_matrices
    >>> setting = setting_of({"shapes": {"W": ["h", "d"], "x": ["d", 1]}, "given": ["z = W x", "a = tanh(z)"]})
    >>> {name: show_matrices(node) for name, node in jacobians(setting).items()}
    {'dz/dx': 'W', 'da/dz': "tanh'(z)"}
    """
    found: dict[str, Node] = {}
    for name, node in setting.lines:
        if name in setting.spoken and (shown := _shown(name, node, setting)):
            point, jacobian = shown
            found[gradient_name(name, point)] = jacobian
    return MappingProxyType(found)


def with_jacobians(tree: Node, meanings: Mapping[str, Node]) -> Node:
    """A formula as it was written with calls of `JACOBIAN` for the names of Jacobians."""

    def meant(part: Node, _above: Node | None) -> Node:
        if not isinstance(part, Name) or part.name not in meanings:
            return part
        return Call(JACOBIAN, (meanings[part.name],), part.column)

    return rebuilt(tree, meant)


def has_jacobians(tree: Node) -> bool:
    """Whether a formula speaks of Jacobians."""
    return any(isinstance(part, Call) and part.function == JACOBIAN for part in walk(tree))


def _shown(name: str, node: Node, setting: MatrixSetting) -> tuple[str, Node] | None:
    """By what a line is derived, and what the Jacobian is; None where it does not show one."""
    match node:
        case Call(Name("softmax"), (Name(point),)) if setting.shapes[point][1] == 1:
            outer = Binary("*", Name(name), Call(Name("transpose"), (Name(name),)), implicit=True)
            return point, Binary("-", Call(Name("diag"), (Name(name),)), outer)
        case Call(Name(function), (Name(point) as argument,)) if f"{function}'" in DERIVATIVES:
            return point, Call(Name(f"{function}'"), (argument,))
        case Binary("+", Binary("*", Name() as weights, Name(point)), Name(bias)) if bias != point:
            return _affine(weights, point, setting)
        case Binary("*", Name() as weights, Name(point)):
            return _affine(weights, point, setting)
    return None


def _affine(weights: Name, point: str, setting: MatrixSetting) -> tuple[str, Node] | None:
    is_matrix = setting.shapes[weights.name] != (1, 1) and weights.name != point
    return (point, weights) if is_matrix and setting.shapes[point][1] == 1 else None
