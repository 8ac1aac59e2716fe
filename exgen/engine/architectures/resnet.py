"""Residual networks as torchvision builds them: ResNet, ResNeXt, Wide ResNet.

He et al., Deep residual learning for image recognition (2015). The stride of a bottleneck is in its 3x3 convolution, as
in torchvision; in those of the paper, whose names end in ``_2015``, it is in its first one.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from exgen.engine.architectures.known import IMAGE, Known, chain, joined, linear, lines, normalised

_CHANNELS = (64, 128, 256, 512)


class _Blocks(NamedTuple):
    """Blocks of which a network has ``counts``; ``groups`` of ``width`` channels each in a bottleneck's 3x3.

    ``strides_first``: a bottleneck's stride is in its first convolution.
    """

    is_bottleneck: bool
    counts: tuple[int, int, int, int]
    groups: int = 1
    width: int = 64
    strides_first: bool = False


def _block(given: int, channels: int, stride: int, blocks: _Blocks) -> str:
    """A residual block, with a projection on the way around where the shape changes."""
    out = channels * 4 if blocks.is_bottleneck else channels
    if blocks.is_bottleneck:
        inner = channels * blocks.width // 64 * blocks.groups
        path = chain(
            normalised(given, inner, 1, stride=stride if blocks.strides_first else 1),
            normalised(inner, inner, 3, stride=1 if blocks.strides_first else stride, groups=blocks.groups),
            normalised(inner, out, 1, activation=""),
        )
    else:
        path = chain(normalised(given, out, 3, stride=stride), normalised(out, out, 3, activation=""))
    if stride == 1 and given == out:
        return f"{joined('Residual', path)}; ReLU()"
    projection = normalised(given, out, 1, stride=stride, activation="")
    return f"{joined('Residual', path, f'shortcut: Sequential({projection})')}; ReLU()"


def _resnet(blocks: _Blocks) -> str:
    """The whole network."""
    rows = [normalised(3, 64, 7, stride=2), "MaxPool2d(3, stride=2, padding=1)"]
    given = 64
    for stage, (channels, count) in enumerate(zip(_CHANNELS, blocks.counts, strict=True)):
        for number in range(count):
            rows.append(_block(given, channels, 2 if stage and not number else 1, blocks))
            given = channels * 4 if blocks.is_bottleneck else channels
    return lines(*rows, "AdaptiveAvgPool2d(1)", "Flatten()", linear(given, 1000))


_BLOCKS = {
    "resnet18": _Blocks(False, (2, 2, 2, 2)),
    "resnet34": _Blocks(False, (3, 4, 6, 3)),
    "resnet50": _Blocks(True, (3, 4, 6, 3)),
    "resnet101": _Blocks(True, (3, 4, 23, 3)),
    "resnet152": _Blocks(True, (3, 8, 36, 3)),
    "resnext50_32x4d": _Blocks(True, (3, 4, 6, 3), groups=32, width=4),
    "resnext101_32x8d": _Blocks(True, (3, 4, 23, 3), groups=32, width=8),
    "resnext101_64x4d": _Blocks(True, (3, 4, 23, 3), groups=64, width=4),
    "wide_resnet50_2": _Blocks(True, (3, 4, 6, 3), width=128),
    "wide_resnet101_2": _Blocks(True, (3, 4, 23, 3), width=128),
}

_OF_2015 = ("resnet50", "resnet101", "resnet152")
_PAPER = "He et al. (2015), the stride in a bottleneck's first convolution"

FAMILY = {
    **{
        name: Known("torchvision", IMAGE, partial(_resnet, blocks), name if name in _OF_2015 else "")
        for name, blocks in _BLOCKS.items()
    },
    **{
        f"{name}_2015": Known(_PAPER, IMAGE, partial(_resnet, _BLOCKS[name]._replace(strides_first=True)), name)
        for name in _OF_2015
    },
}
