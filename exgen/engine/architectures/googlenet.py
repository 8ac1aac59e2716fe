"""GoogLeNet: as torchvision builds it (with BatchNorm2d; 3x3 where the paper has 5x5), and as it was published.

Szegedy et al., Going deeper with convolutions (2014). Its two auxiliary heads serve training only.
"""

from __future__ import annotations

from functools import partial

from exgen.engine.architectures.known import IMAGE, Known, chain, convolution, joined, linear, lines, normalised

_PAPER = "Szegedy et al. (2014)"
_EPS = ", eps=0.001"
_POOLING = "MaxPool2d(3, stride=2, ceil_mode=True)"
_NORMALISATION = "LocalResponseNorm(5, alpha=0.0001, beta=0.75)"

# Table 1 of the paper: channels of 1x1; of 3x3, reduced before; of 5x5, reduced before; behind the pooling.
_MODULES = (
    (64, (96, 128), (16, 32), 32),
    (128, (128, 192), (32, 96), 64),
    None,
    (192, (96, 208), (16, 48), 64),
    (160, (112, 224), (24, 64), 64),
    (128, (128, 256), (24, 64), 64),
    (112, (144, 288), (32, 64), 64),
    (256, (160, 320), (32, 128), 128),
    None,
    (256, (160, 320), (32, 128), 128),
    (384, (192, 384), (48, 128), 128),
)
_HEADS = {3: 512, 6: 528}
"""Behind which entries an auxiliary head stands, and the channels that it reads."""


class _Torchvision:
    """What torchvision makes of the table."""

    large = 3
    normalisation: tuple[str, ...] = ()
    dropout, dropout_of_head = "Dropout(0.2)", "Dropout(0.7)"
    end: tuple[str, ...] = ()

    @staticmethod
    def convolution(given: int, out: int, kernel: int, stride: int = 1) -> str:
        """A convolution with what follows it."""
        return normalised(given, out, kernel, stride=stride, more=_EPS)

    @staticmethod
    def pooling_of_head() -> str:
        """What makes a map of 4 x 4."""
        return "AdaptiveAvgPool2d(4)"


class _Published(_Torchvision):
    """What the paper has, as in the reference model of Caffe."""

    large = 5
    normalisation = (_NORMALISATION,)
    dropout, dropout_of_head = "Dropout(0.4)", "Dropout(0.7)"
    end = ("Softmax(dim=1)",)

    @staticmethod
    def convolution(given: int, out: int, kernel: int, stride: int = 1) -> str:
        return chain(convolution(given, out, kernel, stride=stride, padding=kernel // 2), "ReLU()")

    @staticmethod
    def pooling_of_head() -> str:
        return "AvgPool2d(5, stride=3)"


def _module(style: type[_Torchvision], given: int, row: tuple[int, tuple[int, int], tuple[int, int], int]) -> str:
    """An inception module."""
    small, (reduced, middle), (squeezed, large), pooled = row
    return joined(
        "Concat",
        style.convolution(given, small, 1),
        chain(style.convolution(given, reduced, 1), style.convolution(reduced, middle, 3)),
        chain(style.convolution(given, squeezed, 1), style.convolution(squeezed, large, style.large)),
        chain("MaxPool2d(3, stride=1, padding=1, ceil_mode=True)", style.convolution(given, pooled, 1)),
    )


def _head(style: type[_Torchvision], given: int) -> str:
    """An auxiliary head: what it puts out goes nowhere else."""
    return joined(
        "Auxiliary",
        chain(
            style.pooling_of_head(),
            style.convolution(given, 128, 1),
            "Flatten()",
            linear(2048, 1024),
            "ReLU()",
            style.dropout_of_head,
            linear(1024, 1000),
            *style.end,
        ),
    )


def _googlenet(style: type[_Torchvision], has_heads: bool) -> str:
    """The whole network."""
    rows = [
        style.convolution(3, 64, 7, 2),
        _POOLING,
        *style.normalisation,
        style.convolution(64, 64, 1),
        style.convolution(64, 192, 3),
        *style.normalisation,
        _POOLING,
    ]
    given = 192
    for place, row in enumerate(_MODULES):
        if row is None:
            rows.append(_POOLING if style is _Published or place == 2 else "MaxPool2d(2, stride=2, ceil_mode=True)")
            continue
        rows.append(_module(style, given, row))
        given = row[0] + row[1][1] + row[2][1] + row[3]
        if has_heads and place in _HEADS:
            rows.append(_head(style, _HEADS[place]))
    return lines(*rows, "AdaptiveAvgPool2d(1)", "Flatten()", style.dropout, linear(given, 1000), *style.end)


FAMILY = {
    "googlenet": Known(
        "torchvision, without its auxiliary heads", IMAGE, partial(_googlenet, _Torchvision, False), "GoogLeNet"
    ),
    "googlenet_aux": Known(
        "torchvision, with its auxiliary heads", IMAGE, partial(_googlenet, _Torchvision, True), "GoogLeNet"
    ),
    "googlenet_2014": Known(
        f"{_PAPER}, without its auxiliary heads", IMAGE, partial(_googlenet, _Published, False), "GoogLeNet"
    ),
    "googlenet_2014_aux": Known(
        f"{_PAPER}, with its auxiliary heads", IMAGE, partial(_googlenet, _Published, True), "GoogLeNet"
    ),
}
