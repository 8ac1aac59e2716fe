"""Sums over layers; a layer's share is a step of its own, so that a sum can lose a row, and so is a group's."""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

TOTALS = (
    Rule("share", "share of the total", "n", ("n",), "n"),
    Rule("group_total", "total of the group", "T", ("terms",), "sum(terms)"),
    Rule("group_share", "share of the total", "n", ("n",), "n"),
    Rule("total", "total", "T", ("terms",), "sum(terms)"),
)
