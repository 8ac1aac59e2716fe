"""Sums over layers; a layer's share is a step of its own, so that a sum can lose a row, and so is a group's.

Where a network has both, the layers on vectors at its end (its head) have shares of their own, so that a sum can lose
one of the two parts.
"""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

TOTALS = (
    Rule("share", "n", ("n",), "n"),
    Rule("share_of_body", "n", ("n",), "n"),
    Rule("share_of_head", "n", ("n",), "n"),
    Rule("group_total", "T", ("terms",), "sum(terms)"),
    Rule("group_share", "n", ("n",), "n"),
    Rule("total", "T", ("terms",), "sum(terms)"),
)
