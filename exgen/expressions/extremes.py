"""Members of a minimum or maximum that another member always beats: min(H, H + 1) is H."""

from __future__ import annotations

from exgen.expressions.nodes import Call, Name, Node
from exgen.expressions.terms import collected, terms_of
from exgen.expressions.whole_parts import rounded_ratio


def without_beaten(node: Call) -> Node:
    """A minimum or maximum without the members that differ from another one by a number, and never are the one sought.

    Of two floors, or two ceilings, of ratios with the same divisor the ratios decide.

    >>> from exgen.expressions.reader import read
    >>> from exgen.expressions.rendering import show
    >>> [show(without_beaten(read(text))) for text in ("min(H, H + 1)", "max(2H, H, 2H - 3)", "min(K, H, K)")]
    ['H', 'max(2H, H)', 'min(K, H)']
    >>> show(without_beaten(read("min(ceil((H - 3)/2) + 1, ceil(H/2))")))
    'ceil((H - 3)/2) + 1'
    """
    sign = 1 if node.function == Name("min") else -1
    kept: list[Node] = []
    for member in node.arguments:
        differences = [_difference(member, other) for other in kept]
        if any(difference is not None and difference * sign >= 0 for difference in differences):
            continue
        kept = [other for other, difference in zip(kept, differences, strict=True) if difference is None]
        kept.append(member)
    return kept[0] if len(kept) == 1 else Call(node.function, tuple(kept), node.column)


def _difference(one: Node, other: Node) -> int | None:
    """-1, 0 or 1 where one is always less than (or equal to), equal to, more than (or equal to) the other."""
    terms, others = terms_of(one), terms_of(other)
    rounded, others_rounded = rounded_ratio(terms), rounded_ratio(others)
    if rounded is not None and others_rounded is not None and rounded[0] == others_rounded[0]:
        terms, others = rounded[1], others_rounded[1]
    rest = collected([*terms, *[term.times(-1) for term in others]])
    if any(term.over or term.under for term in rest):
        return None
    return sum((term.coefficient > 0) - (term.coefficient < 0) for term in rest)
