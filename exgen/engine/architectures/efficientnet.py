"""EfficientNet as torchvision builds it: one network, made wider, deeper and larger together.

Tan & Le, EfficientNet: rethinking model scaling for convolutional neural networks (2019).
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from math import ceil
from typing import NamedTuple

from exgen.engine.architectures.known import (
    Known,
    chain,
    divisible,
    joined,
    linear,
    lines,
    normalised,
    squeeze_excitation,
)

# Table 1 of the paper: expansion, kernel, stride of the first, channels, how often.
_STAGES = (
    (1, 3, 1, 16, 1),
    (6, 3, 2, 24, 2),
    (6, 5, 2, 40, 2),
    (6, 3, 2, 80, 3),
    (6, 5, 1, 112, 3),
    (6, 5, 2, 192, 4),
    (6, 3, 1, 320, 1),
)
_ACTIVATION = "SiLU()"


class _Scaled(NamedTuple):
    """How a member of the family is scaled: width, depth, image size, dropout; the largest have other constants."""

    width: str
    depth: str
    image: int
    dropout: str
    more: str = ""


def _efficientnet(scaled: _Scaled) -> str:
    """The whole network; a block is left out by chance (stochastic depth) in training, the later the likelier."""
    width, depth = Fraction(scaled.width), Fraction(scaled.depth)
    given = divisible(32 * width)
    blocks = [
        (expansion, kernel, 1 if number else stride, divisible(channels * width))
        for expansion, kernel, stride, channels, count in _STAGES
        for number in range(ceil(count * depth))
    ]
    rows = [normalised(3, given, 3, stride=2, activation=_ACTIVATION, more=scaled.more)]
    for place, (expansion, kernel, stride, out) in enumerate(blocks):
        inner = divisible(given * expansion)
        path = chain(
            *([normalised(given, inner, 1, activation=_ACTIVATION, more=scaled.more)] if inner != given else []),
            normalised(inner, inner, kernel, stride=stride, groups=inner, activation=_ACTIVATION, more=scaled.more),
            squeeze_excitation(inner, max(1, given // 4), _ACTIVATION, "Sigmoid()"),
            normalised(inner, out, 1, activation="", more=scaled.more),
        )
        if stride == 1 and given == out:
            path = joined("Residual", f"{path}; StochasticDepth({place / len(blocks) / 5:.4g}, mode='row')")
        rows.append(path)
        given = out
    return lines(
        *rows,
        normalised(given, 4 * given, 1, activation=_ACTIVATION, more=scaled.more),
        "AdaptiveAvgPool2d(1)",
        "Flatten()",
        f"Dropout({scaled.dropout})",
        linear(4 * given, 1000),
    )


_LARGE = ", eps=0.001, momentum=0.01"
_TABLE = {
    "efficientnet_b0": _Scaled("1.0", "1.0", 224, "0.2"),
    "efficientnet_b1": _Scaled("1.0", "1.1", 240, "0.2"),
    "efficientnet_b2": _Scaled("1.1", "1.2", 288, "0.3"),
    "efficientnet_b3": _Scaled("1.2", "1.4", 300, "0.3"),
    "efficientnet_b4": _Scaled("1.4", "1.8", 380, "0.4"),
    "efficientnet_b5": _Scaled("1.6", "2.2", 456, "0.4", _LARGE),
    "efficientnet_b6": _Scaled("1.8", "2.6", 528, "0.5", _LARGE),
    "efficientnet_b7": _Scaled("2.0", "3.1", 600, "0.5", _LARGE),
}

FAMILY = {
    name: Known("torchvision", f"3x{scaled.image}x{scaled.image}", partial(_efficientnet, scaled))
    for name, scaled in _TABLE.items()
}
