"""Ratios in lowest terms: factors that stand above and below the slash are taken off both."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from exgen.errors import BudgetError
from exgen.expressions.nodes import Node
from exgen.expressions.terms import Term, counted, sum_of, terms_of


def cancelled(node: Node) -> Node:
    """A sum of ratios, each without the factors that it has above and below the slash.

    This leaves the value as it is wherever no such factor is 0. What stands in sums is no factor and stays.

    >>> from exgen.expressions.reader import read
    >>> from exgen.expressions.rendering import show
    >>> show(cancelled(read("C*K*K*(H - 2)/(C*K^2*D*(H - 2))"))), show(cancelled(read("C*D/(C*K*K*D) + (C + 1)/C")))
    ('1/D', '1/(K*K) + (C + 1)/C')
    """
    try:
        return sum_of([_in_lowest_terms(term) for term in terms_of(node)])
    except BudgetError:
        return node


def _in_lowest_terms(term: Term) -> Term:
    shared = counted(term.over) & counted(term.under)
    if not shared:
        return term
    return replace(term, over=_without(term.over, shared), under=_without(term.under, shared))


def _without(factors: tuple[Node, ...], shared: Counter[Node]) -> tuple[Node, ...]:
    """The factors but for the shared ones; powers are written out."""
    return tuple((counted(factors) - shared).elements())
