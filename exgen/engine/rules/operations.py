"""Operations: multiplications and additions."""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

OPERATIONS = (
    Rule(
        "products_per_output",
        "m",
        ("C_in", "K", "G", "B"),
        "C_in / G * product(K)",
        {"G": (1,)},
    ),
    Rule("features_per_output", "m", ("F_in", "B"), "F_in"),
    Rule("additions_per_output", "a", ("m", "B"), "m - 1 + B"),
    Rule("positions", "N", ("X", "I"), "product(X)"),
    Rule("output_values", "V", ("C_out", "N"), "C_out * N", {"N": (1,)}),
    Rule("multiplications", "M", ("m", "V"), "m * V"),
    Rule("additions", "A", ("a", "V"), "a * V"),
)
