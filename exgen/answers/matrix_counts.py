"""Sizes that a typed matrix expression leaves out or speaks of: ``1^T X`` for a vector of ones, and the n of ``1/n``.

A size is a number where something is divided by it, and below a root: ``X^T (P - Y)/n``, ``sqrt(d) q``. Elsewhere its
letter may be anything, so that it is one only where the response is right so. A vector of ones without a size has the
one in which the shapes fit.
"""

from __future__ import annotations

from collections.abc import Container

from exgen.expressions import Binary, Call, Name, Node, Number, Sequence, Unary, walk
from exgen.expressions.matrix_chains import unbracketed
from exgen.expressions.patterns import pattern
from exgen.expressions.rebuilding import rebuilt

ONES = Name("ones")
"""A vector of ones whose size is not said."""
IDENTITY = "eye"
"""The name of an identity matrix whose size is not said."""
_COUNTS = pattern(r"/[(\d.* ]*[^\W\d]|(?<!\w)1 ?\)* ?[\^.] ?\(* ?[T⊤t]")
_TRANSPOSE = Name("transpose")


def speaks_of_counts(text: str) -> bool:
    """Whether something is divided by a name in it, or a 1 is transposed: most responses need no closer look."""
    return _COUNTS.search(text) is not None


def with_plain_counts(tree: Node, scalars: Container[str]) -> Node:
    """A tree as it was written with ``1^T`` as a row of ones, and what is divided by names of numbers in brackets.

    >>> from exgen.expressions.matrix_reader import written
    >>> with_plain_counts(written("1/n x"), ("n",)).left
    Sequence(items=(Binary(operator='/', left=Number(value=1), right=Name(name='n')),))
    >>> with_plain_counts(written("1/sqrt(n) x"), ("n",)).left == written("(1/sqrt(n)) x").left
    True
    """

    def plain(part: Node, _above: Node | None) -> Node:
        if isinstance(part, Call) and part.function == _TRANSPOSE and unbracketed(part.arguments[0]) == Number(1):
            return Call(_TRANSPOSE, (ONES,), part.column)
        match part:
            case Binary("/", _, Name() | Sequence() | Call(Name("sqrt")) as below) if _is_scalar(below, scalars):
                return Sequence((part,), part.column)
        return part

    return rebuilt(tree, plain)


def _is_scalar(below: Node, scalars: Container[str]) -> bool:
    """Whether a divisor is made of names of one number, such as a size, alone, in brackets if it is more than one."""
    names = [part.name for part in walk(below) if isinstance(part, Name)]
    return bool(names) and all(name in scalars for name in names)


def counted_names(tree: Node) -> frozenset[str]:
    """The names by which something is divided, as they were written, and those below a root.

    >>> from exgen.expressions.matrix_reader import written
    >>> sorted(counted_names(written("x/(2 n) + k^(-1) y + d^2 + sqrt(h)")))
    ['h', 'k', 'n']
    """
    found: set[str] = set()
    for part in walk(tree):
        match part:
            case Binary("/", _, below) | Binary("^", below, Unary()) | Call(Name("sqrt"), (below,)):
                found |= {each.name for each in walk(below) if isinstance(each, Name)}
    return frozenset(found)
