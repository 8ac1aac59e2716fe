"""U-Net, as it was published (without padding) and with padding, as it is mostly used.

Ronneberger, Fischer & Brox, U-Net: convolutional networks for biomedical image segmentation (2015).
"""

from __future__ import annotations

from functools import partial

from exgen.engine.architectures.known import Known, chain, convolution, lines

_CHANNELS = (64, 128, 256, 512)
_BORDERS = (88, 40, 16, 4)
"""How many places are cut off each side of a map before it is joined, where convolutions take some away."""


def _two(given: int, out: int, padding: int) -> str:
    """Two convolutions of 3x3, each with its ReLU."""
    first, second = convolution(given, out, 3, padding=padding), convolution(out, out, 3, padding=padding)
    return chain(first, "ReLU()", second, "ReLU()")


def _unet(padding: int) -> str:
    """Down four times, up four times, what was on the same level joined on the way up."""
    rows, given = [], 1
    for level, channels in enumerate(_CHANNELS):
        rows += [f"level{level}: Sequential({_two(given, channels, padding)})", "MaxPool2d(2, stride=2)"]
        given = channels
    rows.append(_two(given, 2 * given, padding))
    for level, channels in reversed(list(enumerate(_CHANNELS))):
        border = -_BORDERS[level]
        skipped = f"level{level}" if padding else f"level{level}; ZeroPad2d({border})"
        rows.append(f"ConvTranspose2d({2 * channels}, {channels}, 2, stride=2)")
        rows.append(f"Concat({skipped}, Identity)")
        rows.append(_two(2 * channels, channels, padding))
    return lines(*rows, convolution(64, 2, 1))


FAMILY = {
    "unet": Known("Ronneberger et al. (2015)", "1x572x572", partial(_unet, 0), "U-Net"),
    "unet_padded": Known("Ronneberger et al. (2015), with padding", "1x512x512", partial(_unet, 1), "U-Net"),
}
