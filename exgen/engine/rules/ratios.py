"""What layers cost against the plain convolution that reads as much of the input: a ratio, layer by layer.

The plain convolution goes from the channels that go in to those that come out, with one group and a kernel as large as
the receptive field of all layers, and is applied at as many positions as come out. Depthwise separable, that is a
convolution with a group for each channel and a pointwise one, costs 1/C_out + 1/K^2 of it. Sources: Howard et al.,
"MobileNets" (2017), section 3.1; Simonyan & Zisserman (2014), section 2.3: three 3x3 against one 7x7.
"""

from __future__ import annotations

from exgen.engine.rules.rule import BIAS, Rule

RATIOS = (
    Rule("plain_weights", "w", ("C_in", "C_out", "K"), "C_in * product(K) * C_out"),
    Rule("plain_biases", "b", ("C_out", "B"), "B * C_out", BIAS),
    Rule("plain_parameters", "N", ("w", "b"), "w + b"),
    Rule(
        "plain_multiplications",
        "N",
        ("C_in", "C_out", "K", "X"),
        "C_in * product(K) * C_out * product(X)",
    ),
    Rule("cost_share", "r", ("n", "N"), "n / N", is_ratio=True),
    Rule("cost_ratio", "R", ("terms",), "sum(terms)"),
)
