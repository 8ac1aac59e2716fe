"""LeNet-5, as it was published in 1998 and as it is taught today.

LeCun, Bottou, Bengio & Haffner, Gradient-based learning applied to document recognition (1998).
"""

from __future__ import annotations

from exgen.engine.architectures.known import Known, chain, convolution, joined, linear, lines

# Table I of the paper: which of the six maps of S2 the sixteen maps of C3 read.
_CONNECTIONS = (
    *("012", "123", "234", "345", "045", "015"),
    *("0123", "1234", "2345", "0345", "0145", "0125"),
    *("0134", "1245", "0235"),
    "012345",
)


def _trainable_pooling(channels: int) -> tuple[str, ...]:
    """The mean of four values, times a coefficient, plus a bias: one of each for a map.

    The paper adds the four values up, which is the same with a quarter of the coefficient.
    """
    return "AvgPool2d(2, stride=2)", convolution(channels, channels, 1, groups=channels), "Tanh()"


def _map(reads: str) -> str:
    """A map of C3: the maps that it reads, and a kernel on each."""
    chosen = [f"Chunk(6, {place})" for place in reads]
    return f"{joined('Concat', *chosen)}; {convolution(len(reads), 1, 5)}"


def _published() -> str:
    """C1 to F6. The output layer measures distances from ten vectors that were set by hand: it learns nothing."""
    return lines(
        convolution(1, 6, 5),
        "Tanh()",
        *_trainable_pooling(6),
        joined("Concat", *map(_map, _CONNECTIONS)),
        "Tanh()",
        *_trainable_pooling(16),
        convolution(16, 120, 5),
        "Tanh()",
        "Flatten()",
        linear(120, 84),
        "Tanh()",
    )


def _taught() -> str:
    """The network of PyTorch's tutorial: ReLU, max pooling, and every map of the second convolution reads all."""
    return lines(
        chain(convolution(1, 6, 5), "ReLU()", "MaxPool2d(2, stride=2)"),
        chain(convolution(6, 16, 5), "ReLU()", "MaxPool2d(2, stride=2)"),
        "Flatten()",
        chain(linear(400, 120), "ReLU()"),
        chain(linear(120, 84), "ReLU()"),
        linear(84, 10),
    )


FAMILY = {
    "lenet5": Known("PyTorch's tutorial, after LeCun et al. (1998)", "1x32x32", _taught, "LeNet-5"),
    "lenet5_1998": Known("LeCun et al. (1998), up to F6", "1x32x32", _published, "LeNet-5"),
}
