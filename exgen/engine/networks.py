"""The records a network is made of: no rule, no text, no checking.

A network's shapes never hold the batch axis: an image is ``(C, H, W)``, a signal ``(C, L)``, a vector ``(F,)``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, cast

from exgen.engine.conventions import OWN, Conventions
from exgen.engine.wiring import UNWIRED, Wiring, chain
from exgen.expressions import Node

if TYPE_CHECKING:
    from exgen.engine.by_hand.matrices import Entry, Matrix
    from exgen.engine.by_hand.tensors import Kernels, Stack

Argument = int | bool | str | tuple[int, ...] | tuple[int | Fraction, ...] | tuple[int | str, ...]
"""The value of a layer's argument; fractions are factors by which maps grow, a text is ``KEPT``."""

KEPT = "None"
"""In the place of a size on one axis: this axis keeps the size that it has."""
Size = int | Node


class Layer(NamedTuple):
    """One layer, with every argument its kind has (defaults filled in, one integer for each spatial axis).

    ``kind`` is spelt as in ``torch.nn``; ``text`` is the layer as somebody would write it, for messages and sheets.

    >>> Layer("Flatten", {"start_dim": 1, "end_dim": -1}, "Flatten()").kind
    'Flatten'
    """

    kind: str
    arguments: Mapping[str, Argument]
    text: str

    def integer(self, name: str) -> int:
        """The value of an argument that is one whole number (or a truth value, as 0 or 1)."""
        value = self.arguments[name]
        assert isinstance(value, int)
        return int(value)

    def axes(self, name: str) -> tuple[int, ...]:
        """The values of an argument that has one whole number for each spatial axis."""
        return cast("tuple[int, ...]", self.factors(name))

    def factors(self, name: str) -> tuple[int | Fraction, ...]:
        """The values of an argument with several numbers, which may be fractions."""
        value = self.arguments[name]
        assert isinstance(value, tuple)
        return cast("tuple[int | Fraction, ...]", value)

    def wanted_sizes(self, name: str, given: Sequence[int]) -> tuple[int, ...]:
        """The values of an argument in which an axis may keep the size that it has, for the sizes that are given.

        >>> Layer("AdaptiveAvgPool2d", {"output_size": (KEPT, 7)}, "").wanted_sizes("output_size", (9, 20))
        (9, 7)
        """
        wanted = self.arguments[name]
        assert isinstance(wanted, tuple)
        return tuple([size if kept == KEPT else kept for kept, size in zip(wanted, given, strict=True)])  # type: ignore[misc]  # no fractions here


class Matrices(NamedTuple):
    """The numbers of a network that is worked out by hand.

    ``image`` goes in: a matrix, the only channel, or a stack of them; rows of features where a vector goes in.
    ``weights`` are named as in torch's state dict: ``0.weight`` is the kernel of the first layer, or for each output
    channel a kernel for each input channel, ``0.bias`` its bias, a number or a row. ``flips``: convolutions turn their
    kernel by 180 degrees before it is laid down; they do not in torch. ``gradient`` is that of a loss with respect to
    what comes out, where gradients are asked.
    """

    image: Matrix | Stack
    weights: Mapping[str, Entry | Matrix | Stack | Kernels]
    flips: bool = False
    gradient: Matrix | Stack | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """Layers in the order in which they run, and the shape that goes in (without the batch axis).

    ``wiring`` says which tensors each layer reads; where nobody says, the layers are a chain.
    ``batch`` is how many examples go through at once; only what is kept in memory depends on it, as it does on
    ``bytes_per_number`` (4: float32). ``groups`` are the layers of each written line (``99 * Conv2d(256, 256, 3)``),
    by their indices; where nobody wrote lines, each layer is a group. ``matrices`` are for work by hand. ``assumed``
    are the printed classes whose forward pass is not known: a chain stands for each; ``added`` says what was put in
    that a print leaves out. ``conventions`` are what its quantities keep to. ``known_as`` is the name of a known
    network, "" where somebody wrote its layers.
    """

    input: tuple[int, ...]
    layers: tuple[Layer, ...]
    batch: int = 1
    bytes_per_number: int = 4
    groups: tuple[range, ...] = field(default=(), compare=False)
    matrices: Matrices | None = None
    wiring: Wiring = UNWIRED
    assumed: tuple[str, ...] = field(default=(), compare=False)
    added: tuple[str, ...] = field(default=(), compare=False)
    conventions: Conventions = OWN
    known_as: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.wiring is UNWIRED:
            object.__setattr__(self, "wiring", chain(len(self.layers)))
        if not self.groups:
            object.__setattr__(self, "groups", single_groups(len(self.layers)))


def single_groups(layers: int) -> tuple[range, ...]:
    """Groups of one layer each.

    >>> single_groups(2)
    (range(0, 1), range(1, 2))
    """
    return tuple([range(index, index + 1) for index in range(layers)])


def group_text(texts: Sequence[str]) -> str:
    """A group of layers as somebody would write it in one line, from the texts of its layers.

    >>> group_text(["Conv2d(3, 3, kernel_size=7)"] * 36)
    '36 * Conv2d(3, 3, kernel_size=7)'
    >>> group_text(["Linear(9, 9)", "ReLU()"] * 2)
    '2 * (Linear(9, 9); ReLU())'
    """
    length = next(
        (size for size in range(1, len(texts)) if len(texts) % size == 0 and _repeats(texts, size)), len(texts)
    )
    once = "; ".join(texts[:length])
    times = len(texts) // length if texts else 0
    if times == 1:
        return once
    return f"{times} * {once}" if length == 1 else f"{times} * ({once})"


def _repeats(texts: Sequence[str], length: int) -> bool:
    """Whether the texts are the first so many of them, again and again."""
    return all(text == texts[index % length] for index, text in enumerate(texts))
