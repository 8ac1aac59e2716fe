"""The generator of DCGAN, with the sizes of PyTorch's tutorial.

Radford, Metz & Chintala, Unsupervised representation learning with deep convolutional generative adversarial networks
(2015).
"""

from __future__ import annotations

from itertools import pairwise

from exgen.engine.architectures.known import Known, lines


def _generator() -> str:
    """From a vector of 100 numbers to an image of 3x64x64, by transposed convolutions."""
    channels = (100, 512, 256, 128, 64)
    rows = []
    for number, (given, out) in enumerate(pairwise(channels)):
        laid = "stride=2, padding=1, " if number else ""
        rows += [f"ConvTranspose2d({given}, {out}, 4, {laid}bias=False)", f"BatchNorm2d({out})", "ReLU()"]
    return lines(*rows, "ConvTranspose2d(64, 3, 4, stride=2, padding=1, bias=False)", "Tanh()")


FAMILY = {"dcgan_generator": Known("PyTorch's tutorial, after Radford et al. (2015)", "100x1x1", _generator)}
