"""Comparisons and choices of entries, as steps: what is 1 where something is above 0, else 0."""

from __future__ import annotations

from exgen.expressions.matrix_chains import unbracketed
from exgen.expressions.nodes import Binary, Call, Name, Node, Number, Sequence, Unary


def step_of(left: Node, sign: str, right: Node, column: int) -> Node:
    """Where the entries of one expression are above (``>``, ``>=``) or below another's, as steps of a difference.

    At 0 a step is 0, so that ``z <= 0`` is what ``z > 0`` is not, and ``z >= 0`` what ``-z > 0`` is not: it is 1 where
    the two sides are equal. Of a relu and 0 they are so wherever it is off, so that this is not left out.

    >>> step_of(Name("z"), ">", Number(0), 0)
    Call(function=Name(name='step'), arguments=(Name(name='z'),))
    >>> step_of(Name("z"), ">=", Name("y"), 0) == step_of(Name("y"), "<=", Name("z"), 0)
    True
    """
    if sign in ("<", ">="):
        left, right = right, left
    if right == Number(0):
        difference = left
    elif left == Number(0):
        difference = Unary("-", Sequence((right,)), column)
    else:
        difference = Binary("-", left, Sequence((right,)), column=column)
    step = Call(Name("step", column), (difference,), column)
    return Binary("-", Number(1), step, column=column) if sign in ("<=", ">=") else step


def chosen(condition: Node, met: Node, otherwise: Node, column: int) -> Node:
    """``where(z > 0, a, b)``, with ``condition`` 1 or 0 for every entry."""
    zero = Number(0)
    if unbracketed(met) == Number(1) and unbracketed(otherwise) == zero:
        return Sequence((condition,), column)
    first, second = Sequence((condition,), column), Sequence((Binary("-", Number(1), Sequence((condition,))),), column)
    terms = [
        Binary("*", weight, Sequence((value,)), column=column)
        for weight, value in ((first, met), (second, otherwise))
        if unbracketed(value) != zero
    ]
    if not terms:  # 0 in either case
        return zero
    whole = terms[0] if len(terms) == 1 else Binary("+", terms[0], terms[1], column=column)
    return Sequence((whole,), column)
