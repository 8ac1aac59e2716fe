"""Which matrix expressions have no negative entry, by what they are made of."""

from __future__ import annotations

from collections.abc import Mapping

from exgen.expressions import Binary, Call, Name, Node, Number

_NEVER_NEGATIVE = frozenset(
    {"exp", "exp'", "sigmoid", "sigmoid'", "tanh'", "softplus", "softplus'", "softmax", "norm", "sqrt", "square"}
    | {"abs", "relu", "relu'", "step", "erf'"}
)
_KEEPS_SIGNS = frozenset({"transpose", "sum", "mean", "row_sums", "column_sums", "row_means", "column_means", "diag"})


def is_never_negative(node: Node, lines: Mapping[str, Node]) -> bool:
    """Whether no entry can be below 0; False where that is not seen at once. ``lines`` tells what names stand for.

    >>> from exgen.expressions.matrices import read_matrices
    >>> lines = {"a": read_matrices("sigmoid(z)")}
    >>> [is_never_negative(read_matrices(text), lines) for text in ("1 + exp(z)", "2 a ⊙ a", "a - 1")]
    [True, True, False]
    """
    waiting = [node]
    while waiting:
        part = waiting.pop()
        match part:
            case Number(value=value) if value >= 0:
                pass
            case Name(name=name) if name in lines:
                waiting.append(lines[name])
            case Binary("+" | "*" | "⊙" | "/", left, right):
                waiting += (left, right)
            case Binary("^", _, Number(value=value)) if value % 2 == 0:
                pass
            case Call(Name(name), _) if name in _NEVER_NEGATIVE:
                pass
            case Call(Name(name), (argument,)) if name in _KEEPS_SIGNS:
                waiting.append(argument)
            case _:
                return False
    return True
