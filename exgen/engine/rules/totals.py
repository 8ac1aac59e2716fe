"""Sums over layers; a layer's share is a step of its own, so that a sum can lose a row."""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

TOTALS = (
    Rule("share", "share of the total", "n", ("n",), "n"),
    Rule("total", "total", "T", ("terms",), "sum(terms)"),
)
