"""Operations: multiplications and additions."""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

OPERATIONS = (
    Rule(
        "products_per_output",
        "multiplications per output value",
        "m",
        ("C_in", "K", "G", "B"),
        "C_in / G * product(K)",
        {"G": (1,)},
    ),
    Rule("features_per_output", "multiplications per output value", "m", ("F_in", "B"), "F_in"),
    Rule("additions_per_output", "additions per output value (B = 1 for its bias)", "a", ("m", "B"), "m - 1 + B"),
    Rule("positions", "positions of the kernel", "N", ("X", "I"), "product(X)"),
    Rule("output_values", "output values", "V", ("C_out", "N"), "C_out * N", {"N": (1,)}),
    Rule("multiplications", "multiplications", "M", ("m", "V"), "m * V"),
    Rule("additions", "additions", "A", ("a", "V"), "a * V"),
)
