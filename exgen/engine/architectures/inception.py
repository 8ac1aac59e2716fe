"""Inception v3 as torchvision builds it.

Szegedy et al., Rethinking the inception architecture for computer vision (2015).
"""

from __future__ import annotations

from functools import partial

from exgen.engine.architectures.known import Known, chain, joined, linear, lines

_AVERAGE = "AvgPool2d(3, stride=1, padding=1)"
_MAXIMUM = "MaxPool2d(3, stride=2)"


def _basic(given: int, out: int, kernel: str, *more: str) -> str:
    """A convolution with a kernel such as ``1x7``, BatchNorm2d and ReLU; it keeps the size unless ``more`` is given."""
    sides = [int(side) for side in kernel.split("x")]
    size = f"({sides[0]}, {sides[1]})" if len(sides) > 1 else kernel
    padding = f"({sides[0] // 2}, {sides[1] // 2})" if len(sides) > 1 else str(sides[0] // 2)
    arguments = more or (() if kernel == "1" else (f"padding={padding}",))
    text = ", ".join([f"Conv2d({given}, {out}, kernel_size={size}", *arguments, "bias=False)"])
    return chain(text, f"BatchNorm2d({out}, eps=0.001)", "ReLU()")


_HALVING, _UNPADDED = "stride=2", "padding=0"


def _a(given: int, pooled: int) -> str:
    """Figure 5 of the paper: 1x1, 5x5, two 3x3 behind each other, pooling."""
    return joined(
        "Concat",
        _basic(given, 64, "1"),
        chain(_basic(given, 48, "1"), _basic(48, 64, "5")),
        chain(_basic(given, 64, "1"), _basic(64, 96, "3"), _basic(96, 96, "3")),
        chain(_AVERAGE, _basic(given, pooled, "1")),
    )


def _b(given: int) -> str:
    """The grid is halved."""
    return joined(
        "Concat",
        _basic(given, 384, "3", _HALVING),
        chain(_basic(given, 64, "1"), _basic(64, 96, "3"), _basic(96, 96, "3", _HALVING)),
        _MAXIMUM,
    )


def _c(given: int, inner: int) -> str:
    """Figure 6: kernels of 7x7 taken apart into 1x7 and 7x1."""
    return joined(
        "Concat",
        _basic(given, 192, "1"),
        chain(_basic(given, inner, "1"), _basic(inner, inner, "1x7"), _basic(inner, 192, "7x1")),
        chain(
            _basic(given, inner, "1"),
            _basic(inner, inner, "7x1"),
            _basic(inner, inner, "1x7"),
            _basic(inner, inner, "7x1"),
            _basic(inner, 192, "1x7"),
        ),
        chain(_AVERAGE, _basic(given, 192, "1")),
    )


def _d(given: int) -> str:
    """The grid is halved once more."""
    return joined(
        "Concat",
        chain(_basic(given, 192, "1"), _basic(192, 320, "3", _HALVING)),
        chain(
            _basic(given, 192, "1"),
            _basic(192, 192, "1x7"),
            _basic(192, 192, "7x1"),
            _basic(192, 192, "3", _HALVING),
        ),
        _MAXIMUM,
    )


def _e(given: int) -> str:
    """Figure 7: 1x3 and 3x1 beside each other."""
    both = joined("Concat", _basic(384, 384, "1x3"), _basic(384, 384, "3x1"))
    return joined(
        "Concat",
        _basic(given, 320, "1"),
        chain(_basic(given, 384, "1"), both),
        chain(_basic(given, 448, "1"), _basic(448, 384, "3"), both),
        chain(_AVERAGE, _basic(given, 192, "1")),
    )


def _head() -> str:
    """The auxiliary head."""
    rows = chain(
        "AvgPool2d(5, stride=3)",
        _basic(768, 128, "1"),
        _basic(128, 768, "5", _UNPADDED),
        "AdaptiveAvgPool2d(1)",
        "Flatten()",
        linear(768, 1000),
    )
    return joined("Auxiliary", rows)


def _inception(has_head: bool) -> str:
    """The whole network."""
    return lines(
        _basic(3, 32, "3", _HALVING),
        _basic(32, 32, "3", _UNPADDED),
        _basic(32, 64, "3"),
        _MAXIMUM,
        _basic(64, 80, "1"),
        _basic(80, 192, "3", _UNPADDED),
        _MAXIMUM,
        _a(192, 32),
        _a(256, 64),
        _a(288, 64),
        _b(288),
        _c(768, 128),
        _c(768, 160),
        _c(768, 160),
        _c(768, 192),
        *([_head()] if has_head else []),
        _d(768),
        _e(1280),
        _e(2048),
        "AdaptiveAvgPool2d(1)",
        "Dropout(0.5)",
        "Flatten()",
        linear(2048, 1000),
    )


FAMILY = {
    "inception_v3": Known(
        "torchvision, without its auxiliary head", "3x299x299", partial(_inception, False), "Inception v3"
    ),
    "inception_v3_aux": Known(
        "torchvision, with its auxiliary head", "3x299x299", partial(_inception, True), "Inception v3"
    ),
}
