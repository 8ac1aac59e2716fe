"""Transposed convolutions: sizes and operations.

Every input value multiplies the whole kernel, and the products are added into a map at the places the kernel lies on;
from one input value to the next the kernel moves on by the stride. Then padding is taken off on each side, and at the
end output padding is put on. Source: the shapes documented for ``torch.nn.ConvTranspose2d``; Dumoulin & Visin (2016),
relationship 14. Letters as elsewhere, and Q the output padding.
"""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

_FORWARDS = ("H", "K", "S", "P", "D", "Q")
_BACKWARDS = ("O", "K", "S", "P", "D", "Q")
_NEUTRAL = {"D": (1,), "P": (0,), "Q": (0,)}

TRANSPOSED = (
    Rule("transposed_size", "O", _FORWARDS, "(H - 1) S - 2P + D(K - 1) + Q + 1", _NEUTRAL),
    Rule(
        "smallest_transposed_input",
        "H_min",
        _BACKWARDS,
        "ceil((O + 2P - D(K - 1) - Q - 1) / S) + 1",
        _NEUTRAL,
    ),
    Rule(
        "largest_transposed_input",
        "H_max",
        _BACKWARDS,
        "floor((O + 2P - D(K - 1) - Q - 1) / S) + 1",
        _NEUTRAL,
    ),
    Rule(
        "products_per_input",
        "m",
        ("C_out", "K", "G"),
        "C_out / G * product(K)",
        {"G": (1,)},
    ),
    Rule("input_positions", "N", ("I", "X"), "product(I)"),
    Rule("input_values", "V", ("C_in", "N"), "C_in * N", {"N": (1,)}),
    Rule("scattered_additions", "A", ("m", "V"), "m * V"),
)
