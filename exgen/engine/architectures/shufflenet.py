"""ShuffleNet V2 as torchvision builds it.

Ma et al., ShuffleNet V2: practical guidelines for efficient CNN architecture design (2018).
"""

from __future__ import annotations

from functools import partial

from exgen.engine.architectures.known import IMAGE, Known, chain, joined, linear, lines, normalised

_COUNTS = (4, 8, 4)
_TABLE = {
    "shufflenet_v2_x0_5": (48, 96, 192, 1024),
    "shufflenet_v2_x1_0": (116, 232, 464, 1024),
    "shufflenet_v2_x1_5": (176, 352, 704, 1024),
    "shufflenet_v2_x2_0": (244, 488, 976, 2048),
}


def _depthwise(channels: int, stride: int) -> str:
    """Each channel by itself, without an activation behind it."""
    return normalised(channels, channels, 3, stride=stride, groups=channels, activation="")


def _unit(given: int, out: int, stride: int) -> str:
    """Half of the channels goes past, the other half through; where the size is halved, all go both ways."""
    half = out // 2
    read = given if stride > 1 else half
    through = chain(normalised(read, half, 1), _depthwise(half, stride), normalised(half, half, 1))
    if stride > 1:
        both = joined("Concat", chain(_depthwise(given, stride), normalised(given, half, 1)), through)
    else:
        both = joined("Concat", "Chunk(2, 0)", f"Chunk(2, 1); {through}")
    return chain(both, "ChannelShuffle(2)")


def _shufflenet(stages: tuple[int, int, int, int]) -> str:
    """The whole network."""
    rows = [normalised(3, 24, 3, stride=2), "MaxPool2d(3, stride=2, padding=1)"]
    given = 24
    for out, count in zip(stages[:3], _COUNTS, strict=True):
        for number in range(count):
            rows.append(_unit(given, out, 1 if number else 2))
            given = out
    last = stages[3]
    return lines(*rows, normalised(given, last, 1), "AdaptiveAvgPool2d(1)", "Flatten()", linear(last, 1000))


FAMILY = {name: Known("torchvision", IMAGE, partial(_shufflenet, row)) for name, row in _TABLE.items()}
