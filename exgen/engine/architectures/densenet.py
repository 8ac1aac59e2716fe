"""DenseNet as torchvision builds it: every layer reads all earlier ones of its block.

Huang et al., Densely connected convolutional networks (2016). What torchvision joins anew before every layer is joined
here as it grows: the same shapes, and no tensor twice.
"""

from __future__ import annotations

from functools import partial

from exgen.engine.architectures.known import IMAGE, Known, chain, convolution, joined, linear, lines

_BOTTLENECK = 4
"""A layer first makes so many times as many channels as it adds."""


def _layer(given: int, growth: int) -> str:
    """A layer that adds ``growth`` channels to those that arrive."""
    inner = _BOTTLENECK * growth
    added = chain(
        f"BatchNorm2d({given})",
        "ReLU()",
        convolution(given, inner, 1, bias=False),
        f"BatchNorm2d({inner})",
        "ReLU()",
        convolution(inner, growth, 3, padding=1, bias=False),
    )
    return joined("Concat", "Identity", added)


def _densenet(growth: int, counts: tuple[int, ...], first: int) -> str:
    """The whole network: dense blocks of so many layers, each but the last followed by a transition."""
    stem = chain(convolution(3, first, 7, stride=2, padding=3, bias=False), f"BatchNorm2d({first})", "ReLU()")
    rows = [stem, "MaxPool2d(3, stride=2, padding=1)"]
    channels = first
    for block, count in enumerate(counts):
        if block:
            halved = convolution(channels, channels // 2, 1, bias=False)
            rows.append(chain(f"BatchNorm2d({channels})", "ReLU()", halved, "AvgPool2d(2, stride=2)"))
            channels //= 2
        for _ in range(count):
            rows.append(_layer(channels, growth))
            channels += growth
    return lines(
        *rows, f"BatchNorm2d({channels})", "ReLU()", "AdaptiveAvgPool2d(1)", "Flatten()", linear(channels, 1000)
    )


_TABLE = {
    "densenet121": (32, (6, 12, 24, 16), 64),
    "densenet161": (48, (6, 12, 36, 24), 96),
    "densenet169": (32, (6, 12, 32, 32), 64),
    "densenet201": (32, (6, 12, 48, 32), 64),
}

FAMILY = {name: Known("torchvision", IMAGE, partial(_densenet, *numbers)) for name, numbers in _TABLE.items()}
