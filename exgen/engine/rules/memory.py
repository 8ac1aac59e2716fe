"""Memory: the values that layers put out, the bytes they take, and how many examples fit at once.

Alive at once, where nothing is trained and layers run in their order, are while a layer works the tensors that it or a
later layer reads, and the one that it puts out: a tensor is freed when the last layer that reads it is done, and no
layer works in place (by a convention those do that can: what they put out replaces what they read). While training all
activations are kept, the input too, beside the weights, a gradient for each of them, and what the optimiser keeps for
each: nothing (SGD), a velocity (SGD with momentum), two moments (Adam, AdamW).
Sources: Kingma & Ba, "Adam" (2015), algorithm 1; ``torch.optim.SGD``, ``torch.optim.AdamW``.
"""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

MEMORY = (
    Rule("activations", "A", ("N", "C", "X"), "N * C * product(X)", {"N": (1,)}),
    Rule("feature_activations", "A", ("N", "F"), "N * F", {"N": (1,)}),
    # by a convention none where a layer works in place
    Rule("in_place_values", "A", ("A",), "A"),
    Rule("largest_tensor", "A_max", ("terms",), "max(terms)"),
    Rule("kept_pair", "A", ("A_in", "A_out"), "A_in + A_out"),
    Rule("kept_branches", "A", ("terms",), "sum(terms)"),
    Rule("largest_pair", "A_max", ("terms",), "max(terms)"),
    Rule("alive_at_once", "A", ("terms", "p"), "sum(terms)"),
    Rule("largest_live", "A_max", ("terms",), "max(terms)"),
    Rule("kept_at_inference", "n", ("A", "T"), "A"),
    Rule("kept_activations", "T", ("terms",), "sum(terms)"),
    Rule("with_gradients", "G", ("T",), "2T"),
    Rule("optimiser_state", "s", ("k", "w"), "k w"),
    Rule("training_numbers", "n", ("w", "g", "s", "T"), "w + g + s + T"),
    Rule("bytes", "M", ("b", "n"), "b * n"),
    Rule("in_unit", "m", ("M", "U"), "M / U"),
    Rule("bytes_of_one", "M_1", ("M",), "max(1, M)"),
    Rule("largest_batch", "N", ("R", "M"), "floor(R / M)"),
)
"""p is what a layer reads and puts out; k how many numbers an optimiser keeps for each weight, w and g are weights and
their gradients, T all activations. R is the room there is, M what one example takes, both in bytes; U is how many bytes
a unit has. Where a window does not fit, no bytes come out, which ``fitting`` refuses: dividing by them must not."""
