"""ConvNeXt as torchvision builds it: Liu et al., A ConvNet for the 2020s (2022)."""

from __future__ import annotations

from functools import partial

from exgen.engine.architectures.known import IMAGE, Known, chain, convolution, joined, linear, lines

# Channels and numbers of blocks of the four stages, and how likely the last block is left out in training.
_TABLE = {
    "convnext_tiny": ((96, 192, 384, 768), (3, 3, 9, 3), 0.1),
    "convnext_small": ((96, 192, 384, 768), (3, 3, 27, 3), 0.4),
    "convnext_base": ((128, 256, 512, 1024), (3, 3, 27, 3), 0.5),
    "convnext_large": ((192, 384, 768, 1536), (3, 3, 27, 3), 0.5),
}


def _norm(channels: int) -> str:
    """Over the channels of each place."""
    return f"LayerNorm2d({channels}, eps=0.000001)"


def _block(channels: int, left_out: float) -> str:
    """A depthwise convolution, then two dense layers at each place, for which the channels stand last."""
    return joined(
        "Residual",
        chain(
            convolution(channels, channels, 7, padding=3, groups=channels),
            "Permute((0, 2, 3, 1))",
            f"LayerNorm({channels}, eps=0.000001)",
            linear(channels, 4 * channels),
            "GELU()",
            linear(4 * channels, channels),
            "Permute((0, 3, 1, 2))",
            f"LayerScale({channels})",
            f"StochasticDepth({left_out:.4g}, mode='row')",
        ),
    )


def _convnext(channels: tuple[int, ...], counts: tuple[int, ...], left_out: float) -> str:
    """The whole network."""
    rows = [convolution(3, channels[0], 4, stride=4), _norm(channels[0])]
    place = 0
    for stage, count in enumerate(counts):
        if stage:
            given, out = channels[stage - 1 : stage + 1]
            rows += [_norm(given), convolution(given, out, 2, stride=2)]
        for _ in range(count):
            rows.append(_block(channels[stage], left_out * place / (sum(counts) - 1)))
            place += 1
    last = channels[-1]
    return lines(*rows, "AdaptiveAvgPool2d(1)", _norm(last), "Flatten()", linear(last, 1000))


FAMILY = {name: Known("torchvision", IMAGE, partial(_convnext, *row)) for name, row in _TABLE.items()}
