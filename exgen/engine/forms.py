"""What a tensor is: how many spatial axes it has, and on which axis its channels or features stand.

The channels of a convolution's maps stand first, ``(C, H, W)``; the features of a sequence stand last, ``(L, E)``, and
so do those of a map on which a dense layer works place by place. Tokens are numbers without features.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeVar

Side = TypeVar("Side")

_AXES = ("", "length", "height, width", "depth, height, width")
_MAPS = ("vector", "signal", "image", "volume")


class Form(NamedTuple):
    """``axes`` spatial axes, and where the channels stand; a vector has no axes, tokens have no channels.

    >>> Form(2).words, Form(1, "last").words, Form(0).words
    ('an image (channels, height, width)', 'a sequence (length, features)', 'a vector (features)')
    """

    axes: int
    channels: Literal["first", "last", "none"] = "first"

    @property
    def rank(self) -> int:
        """How many sizes its shape has."""
        return self.axes + (self.channels != "none")

    @property
    def words(self) -> str:
        """What it is called, with its axes in their order."""
        if not self.axes:
            return "a vector (features)"
        if self.channels == "none":
            return f"tokens ({_AXES[self.axes]})"
        if self.channels == "last":
            name = "a sequence" if self.axes == 1 else f"{_article(_MAPS[self.axes])} with its features last"
            return f"{name} ({_AXES[self.axes]}, features)"
        return f"{_article(_MAPS[self.axes])} (channels, {_AXES[self.axes]})"

    def channel(self, shape: Sequence[Side]) -> Side:
        """The channels or features of a tensor of this form."""
        return shape[-1 if self.channels == "last" else 0]

    def spatial(self, shape: Sequence[Side]) -> tuple[Side, ...]:
        """The sizes of its spatial axes.

        >>> Form(2).spatial((3, 9, 8)), Form(1, "last").spatial((9, 3))
        ((9, 8), (9,))
        """
        match self.channels:
            case "first":
                return tuple(shape[1:])
            case "last":
                return tuple(shape[:-1])
        return tuple(shape)

    def shape(self, channel: Side, spatial: Sequence[Side]) -> tuple[Side, ...]:
        """The shape of a tensor of this form.

        >>> Form(2, "last").shape(3, (9, 8))
        (9, 8, 3)
        """
        match self.channels:
            case "first":
                return (channel, *spatial)
            case "last":
                return (*spatial, channel)
        return tuple(spatial)

    def channels_first(self, shape: Sequence[Side]) -> tuple[Side, ...]:
        """Its sizes with the channels in front, where there are channels."""
        return (shape[-1], *shape[:-1]) if self.channels == "last" else tuple(shape)

    @property
    def turned(self) -> Form:
        """The form in which the channels stand at the other end."""
        return Form(self.axes, "first" if self.channels == "last" else "last")


VECTOR = Form(0)
SEQUENCE = Form(1, "last")
MAPS = (Form(1), Form(2), Form(3))
LISTS = (SEQUENCE, Form(2, "last"), Form(3, "last"))
"""Tensors whose features stand last."""


def possible_forms(rank: int) -> tuple[Form, ...]:
    """What an input with so many sizes can be, likeliest first: two sizes are a signal's or a sequence's."""
    match rank:
        case 1:
            return VECTOR, Form(1, "none")
        case 2:
            return Form(1), SEQUENCE
    return (Form(rank - 1),)


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
