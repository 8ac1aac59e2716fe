"""Sums over layers; a layer's share is a step of its own, so that a sum can lose a row, and so is a group's."""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

TOTALS = (
    Rule("share", "n", ("n",), "n"),
    Rule("group_total", "T", ("terms",), "sum(terms)"),
    Rule("group_share", "n", ("n",), "n"),
    Rule("total", "T", ("terms",), "sum(terms)"),
)
