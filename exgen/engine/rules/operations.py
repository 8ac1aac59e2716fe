"""Operations: multiplications and additions, and what they come to by different ways of counting.

A multiply-add is a product with the addition that takes it into a sum. Two floating-point operations for each of them,
biases left out, is what most lectures count; what others do instead stands in ``mal_rules.conventions``.
"""

from __future__ import annotations

from exgen.engine.rules.rule import BIAS, Rule

OPERATIONS = (
    Rule(
        "products_per_output",
        "m",
        ("C_in", "K", "G", "B"),
        "C_in / G * product(K)",
        {"G": (1,)},
        is_ratio=True,
    ),
    Rule("features_per_output", "m", ("F_in", "B"), "F_in"),
    Rule("additions_per_output", "a", ("m", "B"), "m - 1 + B"),
    Rule("positions", "N", ("X", "I"), "product(X)"),
    Rule("output_values", "V", ("C_out", "N"), "C_out * N", {"N": (1,)}),
    Rule("multiplications", "M", ("m", "V"), "m * V"),
    Rule("additions", "A", ("a", "V"), "a * V"),
    Rule("products", "M", ("m", "V"), "m * V"),
    Rule("bias_additions", "U", ("B", "V"), "B * V", BIAS),
    Rule("multiply_adds", "M", ("M", "U"), "M"),
    # M = P, the products, unless biases count as multiply-adds too
    Rule("operations", "F", ("M", "P", "A", "U"), "2M"),
)
