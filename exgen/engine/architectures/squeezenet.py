"""SqueezeNet as torchvision builds it: Iandola et al., SqueezeNet: AlexNet-level accuracy with 50x fewer parameters."""

from __future__ import annotations

from functools import partial

from exgen.engine.architectures.known import IMAGE, Known, chain, convolution, joined, lines

_POOLING = "MaxPool2d(3, stride=2, ceil_mode=True)"

# The channels that fire modules squeeze to, and expand to twice; a bar is a pooling.
_TABLE = {
    "squeezenet1_0": ((96, 7), "| 16:64 16:64 32:128 | 32:128 48:192 48:192 64:256 | 64:256"),
    "squeezenet1_1": ((64, 3), "| 16:64 16:64 | 32:128 32:128 | 48:192 48:192 64:256 64:256"),
}


def _fire(given: int, squeezed: int, expanded: int) -> str:
    """A fire module: few channels, then 1x1 and 3x3 convolutions beside each other."""
    return chain(
        convolution(given, squeezed, 1),
        "ReLU()",
        joined(
            "Concat",
            chain(convolution(squeezed, expanded, 1), "ReLU()"),
            chain(convolution(squeezed, expanded, 3, padding=1), "ReLU()"),
        ),
    )


def _squeezenet(first: tuple[int, int], modules: str) -> str:
    """The whole network; a convolution is its classifier."""
    given, kernel = first
    rows = [chain(convolution(3, given, kernel, stride=2), "ReLU()")]
    for entry in modules.split():
        if entry == "|":
            rows.append(_POOLING)
            continue
        squeezed, expanded = map(int, entry.split(":"))
        rows.append(_fire(given, squeezed, expanded))
        given = 2 * expanded
    return lines(*rows, "Dropout(0.5)", convolution(given, 1000, 1), "ReLU()", "AdaptiveAvgPool2d(1)", "Flatten()")


FAMILY = {name: Known("torchvision", IMAGE, partial(_squeezenet, *row), "SqueezeNet") for name, row in _TABLE.items()}
