"""AlexNet: as torchvision builds it, and as it was published, with its groups and without.

Krizhevsky, Sutskever & Hinton, ImageNet classification with deep convolutional neural networks (2012).
"""

from __future__ import annotations

from functools import partial

from exgen.engine.architectures.known import IMAGE, Known, convolution, linear, lines

_PAPER = "Krizhevsky et al. (2012)"


def _torchvision() -> str:
    """Krizhevsky, One weird trick for parallelizing convolutional neural networks (2014)."""
    return lines(
        convolution(3, 64, 11, stride=4, padding=2),
        "ReLU()",
        "MaxPool2d(3, stride=2)",
        convolution(64, 192, 5, padding=2),
        "ReLU()",
        "MaxPool2d(3, stride=2)",
        convolution(192, 384, 3, padding=1),
        "ReLU()",
        convolution(384, 256, 3, padding=1),
        "ReLU()",
        convolution(256, 256, 3, padding=1),
        "ReLU()",
        "MaxPool2d(3, stride=2)",
        "AdaptiveAvgPool2d(6)",
        "Flatten()",
        "Dropout(0.5)",
        linear(9216, 4096),
        "ReLU()",
        "Dropout(0.5)",
        linear(4096, 4096),
        "ReLU()",
        linear(4096, 1000),
    )


def _published(groups: int) -> str:
    """The network of 2012: two graphics cards were two groups, which meet in the third convolution."""
    normalisation = "LocalResponseNorm(5, alpha=0.0005, k=2)"  # torch divides alpha by 5, the paper does not
    return lines(
        convolution(3, 96, 11, stride=4),
        "ReLU()",
        normalisation,
        "MaxPool2d(3, stride=2)",
        convolution(96, 256, 5, padding=2, groups=groups),
        "ReLU()",
        normalisation,
        "MaxPool2d(3, stride=2)",
        convolution(256, 384, 3, padding=1),
        "ReLU()",
        convolution(384, 384, 3, padding=1, groups=groups),
        "ReLU()",
        convolution(384, 256, 3, padding=1, groups=groups),
        "ReLU()",
        "MaxPool2d(3, stride=2)",
        "Flatten()",
        linear(9216, 4096),
        "ReLU()",
        "Dropout(0.5)",
        linear(4096, 4096),
        "ReLU()",
        "Dropout(0.5)",
        linear(4096, 1000),
        "Softmax(dim=1)",
    )


FAMILY = {
    "alexnet": Known("torchvision", IMAGE, _torchvision, "AlexNet"),
    # The paper says 224, which does not give its own 55 x 55 maps; 227 does.
    "alexnet_2012": Known(_PAPER, "3x227x227", partial(_published, 2), "AlexNet"),
    "alexnet_2012_ungrouped": Known(f"{_PAPER}, without its groups", "3x227x227", partial(_published, 1), "AlexNet"),
}
