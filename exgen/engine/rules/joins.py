"""Joins: what comes of several branches where they meet.

An output value behind a join is reached from whatever one of the branches reaches: from the smallest start to the
largest end. The branches must move on at the same stride, or there is no interval of one form.
"""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

JOINS = (
    Rule("joined_channels", "C_out", ("terms",), "sum(terms)"),
    Rule("branch_share", "C", ("C",), "C"),
    # all terms are C: where they were not, the branches could not be added
    Rule("added_channels", "C_out", ("C", "terms"), "C"),
    Rule("joined_places", "O", ("terms",), "sum(terms)"),
    Rule("joined_stride", "J_out", ("terms",), "max(terms)"),
    Rule("common_smallest", "H_min", ("terms",), "max(terms)"),
    Rule("common_largest", "H_max", ("terms",), "min(terms)"),
    Rule("joined_start", "A_out", ("terms",), "min(terms)"),
    Rule("joined_end", "E_out", ("terms",), "max(terms)"),
)
