"""Receptive fields: which inputs an output value reaches back to, on one axis.

The output value of index i (from 0) reads the inputs ``J i + A`` to ``J i + E``, both inclusive and not clipped at the
border. A layer's window reads ``S i - P`` to ``S i - P + D(K - 1)`` of what comes in; put into the interval of what
comes in, that is the composition below. Before the first layer J = 1 and A = E = 0.

Letters as elsewhere, and
    J      stride: how far the interval moves in the network's input from one value to the next
    A E    start and end of the interval of the value with index 0
    J_P A_P E_P  the same behind the network's last pooling layer;  K  of a size is the tuple of all kernel sizes

Source: Araujo, Norris & Sim, "Computing receptive fields of convolutional neural networks", Distill (2019).
"""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

_WINDOW = ("K", "S", "P", "D")
_NEUTRAL = {"D": (1,), "P": (0,)}

RECEPTIVE_FIELDS = (
    Rule("adaptive_kernel", "K", ("H", "O"), "H / O"),
    Rule("transposed_start", "P", _WINDOW, "D(K - 1) - P", {"D": (1,)}),
    Rule("field_stride", "J_out", ("J", "S"), "J S"),
    Rule("field_start", "A_out", ("A", "J", *_WINDOW), "A - J P", _NEUTRAL),
    Rule("field_end", "E_out", ("E", "J", *_WINDOW), "E - J P + J D (K - 1)", _NEUTRAL),
    Rule("network_stride", "J", ("J", "J_P"), "J"),
    Rule("network_start", "A", ("A", "A_P"), "A"),
    Rule("network_end", "E", ("E", "E_P"), "E"),
    Rule("field_size", "R", ("A", "E", "K"), "E - A + 1"),
)
