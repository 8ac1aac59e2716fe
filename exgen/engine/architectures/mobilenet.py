"""MobileNets: the first as it was published, the second and third as torchvision builds them.

Howard et al., MobileNets: efficient convolutional neural networks for mobile vision applications (2017); Sandler et
al., MobileNetV2: inverted residuals and linear bottlenecks (2018); Howard et al., Searching for MobileNetV3 (2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from exgen.engine.architectures.known import (
    IMAGE,
    Known,
    chain,
    divisible,
    joined,
    linear,
    lines,
    normalised,
    squeeze_excitation,
)

_EPS = ", eps=0.001, momentum=0.01"


def _v1() -> str:
    """Table 1 of the paper: depthwise convolutions, each with a 1x1 convolution behind it."""
    rows = [normalised(3, 32, 3, stride=2)]
    given = 32
    for entry in ["64", "128:2", "128", "256:2", "256", "512:2", "512", "512", "512", "512", "512", "1024:2", "1024"]:
        out, _, stride = entry.partition(":")
        rows.append(normalised(given, given, 3, stride=int(stride or 1), groups=given))
        rows.append(normalised(given, int(out), 1))
        given = int(out)
    return lines(*rows, "AdaptiveAvgPool2d(1)", "Flatten()", linear(given, 1000))


# Table 2 of the second paper: expansion, channels, how often, stride of the first.
_SECOND = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))


def _v2() -> str:
    """Inverted residuals: few channels outside, many inside, no activation at the end."""
    rows = [normalised(3, 32, 3, stride=2, activation="ReLU6()")]
    given = 32
    for expansion, out, count, first_stride in _SECOND:
        for number in range(count):
            stride = 1 if number else first_stride
            inner = given * expansion
            path = chain(
                *([normalised(given, inner, 1, activation="ReLU6()")] if expansion > 1 else []),
                normalised(inner, inner, 3, stride=stride, groups=inner, activation="ReLU6()"),
                normalised(inner, out, 1, activation=""),
            )
            rows.append(joined("Residual", path) if stride == 1 and given == out else path)
            given = out
    end = ("AdaptiveAvgPool2d(1)", "Flatten()", "Dropout(0.2)", linear(1280, 1000))
    return lines(*rows, normalised(given, 1280, 1, activation="ReLU6()"), *end)


class _Bottleneck(NamedTuple):
    """A row of tables 1 and 2 of the third paper: the kernel, the channels inside and outside."""

    kernel: int
    inner: int
    out: int
    has_gate: bool
    activation: str
    stride: int


_R, _H = "ReLU()", "Hardswish()"
_LARGE = (
    _Bottleneck(3, 16, 16, False, _R, 1),
    _Bottleneck(3, 64, 24, False, _R, 2),
    _Bottleneck(3, 72, 24, False, _R, 1),
    _Bottleneck(5, 72, 40, True, _R, 2),
    _Bottleneck(5, 120, 40, True, _R, 1),
    _Bottleneck(5, 120, 40, True, _R, 1),
    _Bottleneck(3, 240, 80, False, _H, 2),
    _Bottleneck(3, 200, 80, False, _H, 1),
    _Bottleneck(3, 184, 80, False, _H, 1),
    _Bottleneck(3, 184, 80, False, _H, 1),
    _Bottleneck(3, 480, 112, True, _H, 1),
    _Bottleneck(3, 672, 112, True, _H, 1),
    _Bottleneck(5, 672, 160, True, _H, 2),
    _Bottleneck(5, 960, 160, True, _H, 1),
    _Bottleneck(5, 960, 160, True, _H, 1),
)
_SMALL = (
    _Bottleneck(3, 16, 16, True, _R, 2),
    _Bottleneck(3, 72, 24, False, _R, 2),
    _Bottleneck(3, 88, 24, False, _R, 1),
    _Bottleneck(5, 96, 40, True, _H, 2),
    _Bottleneck(5, 240, 40, True, _H, 1),
    _Bottleneck(5, 240, 40, True, _H, 1),
    _Bottleneck(5, 120, 48, True, _H, 1),
    _Bottleneck(5, 144, 48, True, _H, 1),
    _Bottleneck(5, 288, 96, True, _H, 2),
    _Bottleneck(5, 576, 96, True, _H, 1),
    _Bottleneck(5, 576, 96, True, _H, 1),
)


def _v3(table: Sequence[_Bottleneck], last: int) -> str:
    """The second with gates (squeeze and excitation), wider kernels and cheaper ends."""
    rows = [normalised(3, 16, 3, stride=2, activation=_H, more=_EPS)]
    given = 16
    for row in table:
        path = chain(
            *([normalised(given, row.inner, 1, activation=row.activation, more=_EPS)] if row.inner != given else []),
            normalised(
                row.inner,
                row.inner,
                row.kernel,
                stride=row.stride,
                groups=row.inner,
                activation=row.activation,
                more=_EPS,
            ),
            *([squeeze_excitation(row.inner, divisible(row.inner // 4), _R, "Hardsigmoid()")] if row.has_gate else []),
            normalised(row.inner, row.out, 1, activation="", more=_EPS),
        )
        rows.append(joined("Residual", path) if row.stride == 1 and given == row.out else path)
        given = row.out
    wide = 6 * given
    rows.append(normalised(given, wide, 1, activation=_H, more=_EPS))
    end = (linear(wide, last), _H, "Dropout(0.2)", linear(last, 1000))
    return lines(*rows, "AdaptiveAvgPool2d(1)", "Flatten()", *end)


FAMILY = {
    "mobilenet_v1": Known("Howard et al. (2017)", IMAGE, _v1),
    "mobilenet_v2": Known("torchvision", IMAGE, _v2),
    "mobilenet_v3_small": Known("torchvision", IMAGE, partial(_v3, _SMALL, 1024)),
    "mobilenet_v3_large": Known("torchvision", IMAGE, partial(_v3, _LARGE, 1280)),
}
