"""How tightly things bind, for the reader and for every notation that is shown."""

from __future__ import annotations

OR, AND, NOT, COMPARED, ADDED, MULTIPLIED, SIGNED, IMPLICIT, RAISED, PART = range(1, 11)
"""From the loosest to the tightest: ``or``, ``and``, ``not``, comparisons, ``+ -``, ``* / // %``, signs,
products without a sign, powers, and parts such as ``x[0]``, which nothing can tear apart."""

BINDING: dict[str, int] = {
    "+": ADDED,
    "-": ADDED,
    "*": MULTIPLIED,
    "/": MULTIPLIED,
    "//": MULTIPLIED,
    "%": MULTIPLIED,
    "^": RAISED,
}
"""How tightly each operator of a Binary binds."""

COMPARING = frozenset({"<", "<=", ">", ">=", "==", "!=", "in"})
"""The operators of a Comparison."""
