"""What the letters of a network must be multiples of: heads divide features, groups divide channels.

Points at which a formula is confirmed are drawn for each letter by itself; where 8 divides one letter, or one letter
another, few of them would fit. Each letter that has to be divided is drawn as a multiple instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm

from exgen.engine.argument_problems import DIVIDED
from exgen.engine.arguments import DraftArgument
from exgen.engine.drafts import NetworkDraft
from exgen.engine.layer_drafts import LayerDraft, names_of
from exgen.engine.networks import Size
from exgen.expressions import evaluate

Divisors = Mapping[str, tuple[Size, ...]]
"""For a letter the numbers and formulas that have to divide it."""

_OF_CHANNELS: Mapping[str, tuple[str, int]] = {
    "PixelShuffle": ("upscale_factor", 2),
    "ChannelShuffle": ("groups", 1),
    "Chunk": ("chunks", 1),
}
"""Layers that divide the channels that arrive: by which argument, and how often."""
_PUT_OUT = ("out_channels", "out_features", "embedding_dim", "hidden_size")
"""The arguments that say how many channels or features come out."""
OF_SIZES: Mapping[str, str] = {"PixelUnshuffle": "downscale_factor"}
"""Layers that divide the sizes that arrive: by which argument."""


def divisors(draft: NetworkDraft) -> Divisors:
    """What has to divide each letter of a network; letters that nothing divides are left out.

    A letter is listed wherever it stands in what is divided, even if a number beside it would do: points become fewer,
    and none is wrong.

    >>> from exgen.engine.reading import read_network
    >>> divisors(read_network("Conv2d(C, D, 3, groups=G); PixelShuffle(2)", "(C, H, H)"))
    {'C': (Name(name='G'), 4), 'D': (Name(name='G'), 4), 'H': (4,)}
    """
    found: dict[str, dict[Size, None]] = {}
    arriving = dict.fromkeys(names_of(draft.input))
    for layer in draft.layers:
        for whole, parts in (("in_channels", "groups"), ("out_channels", "groups"), *DIVIDED.items()):
            if whole in layer.arguments and parts in layer.arguments:
                _note(found, names_of([layer.arguments[whole]]), [layer.arguments[parts]])
        _note(found, arriving, _dividing_what_arrives(layer))
        arriving |= dict.fromkeys(names_of([layer.arguments[name] for name in _PUT_OUT if name in layer.arguments]))
    return {name: tuple(those) for name, those in found.items()}


def _dividing_what_arrives(layer: LayerDraft) -> list[DraftArgument]:
    """What has to divide the channels or the sizes that arrive at a layer."""
    if layer.kind == "GLU":
        return [2]
    if layer.kind in OF_SIZES:
        return [layer.arguments[OF_SIZES[layer.kind]]]
    if layer.kind not in _OF_CHANNELS:
        return []
    name, times = _OF_CHANNELS[layer.kind]
    divisor = layer.arguments[name]
    if isinstance(divisor, int):
        return [divisor**times]
    return [divisor] * times


def _note(found: dict[str, dict[Size, None]], names: Iterable[str], dividing: Iterable[DraftArgument]) -> None:
    """Note for each name what divides it, itself and 1 left out."""
    for divisor in dividing:
        assert not isinstance(divisor, (str, tuple, Fraction))
        inside = names_of([divisor])
        for name in names:
            if divisor != 1 and name not in inside:
                found.setdefault(name, {})[divisor] = None


def as_multiples(point: Mapping[str, int], dividing: Divisors) -> dict[str, int]:
    """The point with each letter times all that has to divide it, whatever that is at this point.

    >>> from exgen.expressions import read
    >>> as_multiples({"C": 3, "G": 2, "H": 5}, {"C": (read("G"), 4), "G": (6,)})
    {'C': 144, 'G': 12, 'H': 5}
    """
    found: dict[str, int] = {}
    return {name: _multiple(name, point, dividing, found, ()) for name in point}


def _multiple(
    name: str, point: Mapping[str, int], dividing: Divisors, found: dict[str, int], above: tuple[str, ...]
) -> int:
    """A letter's number; letters that divide each other in a circle (``above``) are taken as they are."""
    if name not in found:
        those = dividing.get(name, ())
        number = point[name] * lcm(*[divisor for divisor in those if isinstance(divisor, int)])
        for divisor in those:
            inside = names_of([divisor])
            if isinstance(divisor, int) or {name, *above} & set(inside):
                continue
            value = evaluate(
                divisor, {other: _multiple(other, point, dividing, found, (*above, name)) for other in inside}
            )
            if type(value) is int and value > 0:
                number *= value
        found[name] = number
    return found[name]
