"""LeNet-5, as it was published in 1998 and as it is taught today."""

from __future__ import annotations

from exgen.engine.architectures.known import convolution

# Table I of the paper: which of the six maps of S2 each of the sixteen maps of C3 reads.
_CONNECTIONS = (
    *((place, (place + 1) % 6, (place + 2) % 6) for place in range(6)),
    *((place, (place + 1) % 6, (place + 2) % 6, (place + 3) % 6) for place in range(6)),
    *((place, place + 1, (place + 3) % 6, (place + 4) % 6) for place in range(3)),
    (0, 1, 2, 3, 4, 5),
)


def _trainable_pooling(channels: int) -> tuple[str, ...]:
    """A subsampling layer: the mean of four values times a coefficient, plus a bias, one of each for a map."""
    return "AvgPool2d(2)", convolution(channels, channels, 1, groups=channels), "Tanh()"
