"""Padding that keeps a size: PyTorch's, which goes by the kernel, and TensorFlow's, which goes by the stride too.

``padding='same'`` in PyTorch puts ``D(K - 1)`` places on, for stride 1 only. TensorFlow's SAME makes ``ceil(H / S)`` of
a size H and puts on as few places as that takes; its VALID puts on none. Both have the odd place behind the input.
Sources: the documentation of ``torch.nn.Conv2d`` and of ``tf.nn.convolution``; ONNX calls it SAME_UPPER, and SAME_LOWER
where the odd place stands before the input.

Letters as elsewhere, and  T  the places at both ends together
"""

from __future__ import annotations

from exgen.engine.rules.rule import Rule

_NEUTRAL = {"D": (1,)}

SAME_PADDING = (
    Rule("same_padding", "P", ("K", "D"), "floor(D(K - 1) / 2)", _NEUTRAL),
    Rule("same_padding_behind", "P_2", ("K", "D"), "ceil(D(K - 1) / 2)", _NEUTRAL),
    Rule("covered_size", "O", ("H", "S"), "ceil(H / S)"),
    Rule("valid_size", "O", ("H", "K", "S", "D"), "ceil((H - D(K - 1)) / S)", _NEUTRAL),
    Rule(
        "covering_places",
        "T",
        ("O", "H", "K", "S", "D"),
        "max((O - 1) S + D(K - 1) + 1 - H, 0)",
        _NEUTRAL,
    ),
    Rule("half_before", "P_1", ("T",), "floor(T / 2)"),
    Rule("half_behind", "P_2", ("T",), "ceil(T / 2)"),
)
