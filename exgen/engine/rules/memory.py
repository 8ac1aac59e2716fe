"""Memory: the values that layers put out, the bytes they take, and how many examples fit at once."""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

MEMORY = (
    Rule("activations", "activations", "A", ("N", "C", "X"), "N * C * product(X)", {"N": (1,)}),
    Rule("feature_activations", "activations", "A", ("N", "F"), "N * F", {"N": (1,)}),
    Rule("largest_tensor", "largest tensor", "A_max", ("terms",), "max(terms)"),
    Rule("kept_pair", "input and output", "A", ("A_in", "A_out"), "A_in + A_out"),
    Rule("kept_branches", "inputs and output", "A", ("terms",), "sum(terms)"),
    Rule("largest_pair", "largest sum of input and output", "A_max", ("terms",), "max(terms)"),
    Rule("kept_activations", "all activations, the input too", "T", ("terms",), "sum(terms)"),
    Rule("with_gradients", "activations and their gradients", "G", ("T",), "2T"),
    Rule("bytes", "bytes", "M", ("b", "n"), "b * n"),
    Rule("in_unit", "memory in the unit asked for", "m", ("M", "U"), "M / U"),
    Rule("bytes_of_one", "bytes of one example", "M_1", ("M",), "max(1, M)"),
    Rule("largest_batch", "largest batch", "N", ("R", "M"), "floor(R / M)"),
)
"""R is the room there is, M what one example takes, both in bytes; U is how many bytes a unit has. Where a window does
not fit, no bytes come out, which ``fitting`` refuses: dividing by them must not."""
