"""What is known of an architecture, and the pieces that the texts of most of them are made of."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import NamedTuple

IMAGE = "3x224x224"
"""The image that most of them were made for."""


class Known(NamedTuple):
    """A known network: where it comes from, the input it was made for, and its text, put together where it is asked.

    ``design`` is what it goes by where people do not say which one they mean: the networks of one design are taken for
    each other (ResNet-50 with the stride here or there, GoogLeNet with its heads or without, the columns C
    and D of VGG's table, which both have 16 layers). "" where there is no other. ``table`` is what networks share whose
    totals stand beside each other, column by column, where they were published.

    >>> Known("an example", "3x8x8", lambda: lines("Flatten()", linear(192, 10))).text()
    'Flatten()\\nLinear(192, 10)'
    """

    source: str
    input: str
    text: Callable[[], str]
    design: str = ""
    table: str = ""


def lines(*parts: str) -> str:
    """Layers one after the other, as they stand in a file."""
    return "\n".join(parts)


def chain(*parts: str) -> str:
    """Layers one after the other, as they stand in a branch."""
    return "; ".join(parts)


def joined(join: str, *branches: str) -> str:
    """Branches and the join in which they end.

    >>> joined("Concat", "ReLU()", chain("Tanh()", "ReLU()"))
    'Concat(ReLU(), Tanh(); ReLU())'
    """
    return f"{join}({', '.join(branches)})"


def convolution(
    given: int,
    out: int,
    kernel: int | str,
    *,
    stride: int = 1,
    padding: int | str = 0,
    groups: int = 1,
    bias: bool = True,
) -> str:
    """A convolution from so many channels to so many.

    >>> convolution(3, 64, 7, stride=2, padding=3, bias=False)
    'Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)'
    """
    more = {"stride": (stride, 1), "padding": (padding, 0), "groups": (groups, 1), "bias": (bias, True)}
    written = [f", {name}={value}" for name, (value, default) in more.items() if value != default]
    return f"Conv2d({given}, {out}, kernel_size={kernel}{''.join(written)})"


def normalised(
    given: int,
    out: int,
    kernel: int,
    *,
    stride: int = 1,
    groups: int = 1,
    activation: str = "ReLU()",
    more: str = "",
) -> str:
    """A convolution that keeps the size but for its stride, without bias; then BatchNorm2d, and an activation if any.

    ``more`` are further arguments of the normalisation.

    >>> normalised(16, 32, 3)
    'Conv2d(16, 32, kernel_size=3, padding=1, bias=False); BatchNorm2d(32); ReLU()'
    """
    first = convolution(given, out, kernel, stride=stride, padding=kernel // 2, groups=groups, bias=False)
    return chain(first, f"BatchNorm2d({out}{more})", *([activation] if activation else []))


def squeeze_excitation(channels: int, squeezed: int, activation: str, gate: str) -> str:
    """Squeeze and excitation: what comes is multiplied by gates, one of each channel, that the whole map decides.

    >>> squeeze_excitation(8, 2, "ReLU()", "Sigmoid()")[:68]
    'Multiply(Identity, AdaptiveAvgPool2d(1); Conv2d(8, 2, kernel_size=1)'
    """
    first, second = convolution(channels, squeezed, 1), convolution(squeezed, channels, 1)
    return joined("Multiply", "Identity", chain("AdaptiveAvgPool2d(1)", first, activation, second, gate))


def linear(given: int, out: int) -> str:
    """A dense layer."""
    return f"Linear({given}, {out})"


def divisible(channels: Fraction | int, divisor: int = 8) -> int:
    """The nearest multiple of the divisor, but at least nine tenths of the channels.

    ``_make_divisible`` of torchvision, after the reference code of MobileNet.

    >>> divisible(Fraction("33.6")), divisible(11)
    (32, 16)
    """
    nearest = max(divisor, floor(Fraction(channels, divisor) + Fraction(1, 2)) * divisor)
    return nearest + divisor if 10 * nearest < 9 * channels else nearest
