"""Memory: the values that layers put out, the bytes they take, and how many examples fit at once."""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

MEMORY = (
    Rule("activations", "A", ("N", "C", "X"), "N * C * product(X)", {"N": (1,)}),
    Rule("feature_activations", "A", ("N", "F"), "N * F", {"N": (1,)}),
    Rule("largest_tensor", "A_max", ("terms",), "max(terms)"),
    Rule("kept_pair", "A", ("A_in", "A_out"), "A_in + A_out"),
    Rule("kept_branches", "A", ("terms",), "sum(terms)"),
    Rule("largest_pair", "A_max", ("terms",), "max(terms)"),
    Rule("kept_activations", "T", ("terms",), "sum(terms)"),
    Rule("with_gradients", "G", ("T",), "2T"),
    Rule("bytes", "M", ("b", "n"), "b * n"),
    Rule("in_unit", "m", ("M", "U"), "M / U"),
    Rule("bytes_of_one", "M_1", ("M",), "max(1, M)"),
    Rule("largest_batch", "N", ("R", "M"), "floor(R / M)"),
)
"""R is the room there is, M what one example takes, both in bytes; U is how many bytes a unit has. Where a window does
not fit, no bytes come out, which ``fitting`` refuses: dividing by them must not."""
