"""What the signs of a matrix expression's entries are, by what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from exgen.expressions import Binary, Call, Name, Node, Number, Unary, walk
from exgen.expressions.balls import Ball, Real
from exgen.expressions.matrix_arithmetic import SWITCHED_WINDOWS, is_switched

_NEVER_NEGATIVE = frozenset(
    {"exp", "exp'", "sigmoid", "sigmoid'", "tanh'", "softplus", "softplus'", "softmax", "norm", "sqrt", "square"}
    | {"abs", "relu", "relu'", "step", "erf'"}
)
_KEEPS_SIGNS = frozenset({"transpose", "sum", "mean", "row_sums", "column_sums", "row_means", "column_means", "diag"})
_HAS_SIGN_OF_ARGUMENT = frozenset({"tanh", "gelu", "erf", "sign"})
_IS_POSITIVE_WHERE_ARGUMENT_IS = _HAS_SIGN_OF_ARGUMENT | {"relu", "step"}


def with_same_signs(node: Node, lines: Mapping[str, Node]) -> Node:
    """A simpler expression whose entries are above 0 where a node's are: of ``tanh(z)`` or ``relu(z)`` it is z.

    ``lines`` tells what names stand for.

    >>> from exgen.expressions.matrices import read_matrices, show_matrices
    >>> lines = {"a": read_matrices("gelu(z)"), "r": read_matrices("relu(z)")}
    >>> texts = ("-tanh(a)", "a + z", "2a", "r", "-r")
    >>> [show_matrices(with_same_signs(read_matrices(text), lines)) for text in texts]
    ['-z', 'a + z', '2 a', 'z', '-r']
    """
    if isinstance(node, Unary):
        return Unary("-", _plainer(node.operand, lines, _HAS_SIGN_OF_ARGUMENT), node.column)
    return _plainer(node, lines, _IS_POSITIVE_WHERE_ARGUMENT_IS)


def _plainer(node: Node, lines: Mapping[str, Node], functions: frozenset[str]) -> Node:
    """The argument of such functions, one around the other."""
    while True:
        match lines.get(node.name) if isinstance(node, Name) else node:
            case Call(Name(name), (argument,)) if name in functions:
                node = argument
            case _:
                return node


@lru_cache(maxsize=256)
def names_with_steps(lines: tuple[tuple[str, Node], ...]) -> frozenset[str]:
    """The names whose lines have relus, steps or the like, or names that do.

    >>> from exgen.expressions.matrices import read_matrices
    >>> lines = [("z", "W x"), ("a", "relu(z)"), ("b", "2a"), ("c", "2z")]
    >>> sorted(names_with_steps(tuple((name, read_matrices(line)) for name, line in lines)))
    ['a', 'b']
    """
    found: set[str] = set()
    for name, node in lines:
        for part in walk(node):
            match part:
                case Call(Name(function), _) if is_switched(function) or function in SWITCHED_WINDOWS:
                    found.add(name)
                case Name(other) if other in found:
                    found.add(name)
    return frozenset(found)


def may_be_zero(entry: Real) -> bool:
    """Whether an entry that is known up to a bound may be 0."""
    return isinstance(entry, Ball) and abs(entry.middle) <= 2 * entry.radius


def is_positive(entry: Real) -> int:
    """1 for an entry above 0, else 0."""
    return int((entry.middle if isinstance(entry, Ball) else entry) > 0)


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
