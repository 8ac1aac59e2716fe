"""VGG: two families that share their convolutions and differ in what stands around them:

- ``vgg11`` to ``vgg19`` and ``vgg11_bn`` to ``vgg19_bn`` as torchvision builds them: an adaptive pooling
  before the classifier, dropout inside it, no softmax. The ``torch.flatten`` of their forward pass is a row
  of its own.
- ``vgg_a``, ``vgg_a_lrn``, ``vgg_b`` to ``vgg_e``: table 1 of Simonyan & Zisserman, "Very deep convolutional
  networks for large-scale image recognition" (2014), in use: no dropout. A-LRN takes its constants from
  Krizhevsky et al. (2012), k = 2, n = 5, alpha = 0.0001, beta = 0.75; torch divides alpha by n, hence 0.0005
  here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from exgen.engine.architectures.known import IMAGE, Known, lines

# Table 1 by columns: a number is a convolution with so many output channels (3x3, or 1x1 where :1 says so), a bar
# is a pooling.
_COLUMNS: dict[str, str] = {
    "a": "64 | 128 | 256 256 | 512 512 | 512 512 |",
    "a_lrn": "64 LRN | 128 | 256 256 | 512 512 | 512 512 |",
    "b": "64 64 | 128 128 | 256 256 | 512 512 | 512 512 |",
    "c": "64 64 | 128 128 | 256 256 256:1 | 512 512 512:1 | 512 512 512:1 |",
    "d": "64 64 | 128 128 | 256 256 256 | 512 512 512 | 512 512 512 |",
    "e": "64 64 | 128 128 | 256 256 256 256 | 512 512 512 512 | 512 512 512 512 |",
}
_DEPTHS = {"a": 11, "a_lrn": 11, "b": 13, "c": 16, "d": 16, "e": 19}
_TORCHVISION = {"vgg11": "a", "vgg13": "b", "vgg16": "d", "vgg19": "e"}

_TORCHVISION_CLASSIFIER = (
    "AdaptiveAvgPool2d((7, 7))",
    "Flatten()",
    "Linear(25088, 4096)",
    "ReLU()",
    "Dropout(p=0.5)",
    "Linear(4096, 4096)",
    "ReLU()",
    "Dropout(p=0.5)",
    "Linear(4096, 1000)",
)
_PAPER_CLASSIFIER = (
    "Flatten()",
    "Linear(25088, 4096)",
    "ReLU()",
    "Linear(4096, 4096)",
    "ReLU()",
    "Linear(4096, 1000)",
    "Softmax(dim=1)",
)


def _vgg(column: str, classifier: Sequence[str], has_normalisation: bool = False) -> str:
    """The text of one column: each convolution with its ReLU (BatchNorm2d between), then the classifier."""
    layers: list[str] = []
    channels = "3"
    for entry in column.split():
        if entry == "|":
            layers.append("MaxPool2d(kernel_size=2, stride=2)")
        elif entry == "LRN":
            layers.append("LocalResponseNorm(5, alpha=0.0005, k=2)")
        else:
            out, _, kernel = entry.partition(":")
            window = f"kernel_size={kernel}" if kernel else "kernel_size=3, padding=1"
            layers.append(f"Conv2d({channels}, {out}, {window})")
            layers += [f"BatchNorm2d({out})"] if has_normalisation else []
            layers.append("ReLU()")
            channels = out
    return lines(*layers, *classifier)


_PAPER = "Simonyan & Zisserman (2014)"

FAMILY = {
    **{
        f"vgg_{name}": Known(
            f"{_PAPER}, configuration {name.replace('_lrn', '-lrn').upper()}",
            IMAGE,
            partial(_vgg, column, _PAPER_CLASSIFIER),
            f"VGG-{_DEPTHS[name]}",
            _PAPER,
        )
        for name, column in _COLUMNS.items()
    },
    **{
        f"{name}{'_bn' if has_normalisation else ''}": Known(
            "torchvision",
            IMAGE,
            partial(_vgg, _COLUMNS[column], _TORCHVISION_CLASSIFIER, has_normalisation),
            f"VGG-{_DEPTHS[column]}",
            f"torchvision's VGG{', with batch normalisation' if has_normalisation else ''}",
        )
        for has_normalisation in (False, True)
        for name, column in _TORCHVISION.items()
    },
}
