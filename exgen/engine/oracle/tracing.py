"""Receptive fields by tracing: which inputs reach an output, found window by window backwards, on sets of indices.

No stride or start is worked out: neighbouring outputs are traced, and what they have in common is read off. Axes have
no ends here, so indices may be below 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from exgen.engine.networks import Layer
from exgen.engine.oracle.counters import COUNTERS, Shape
from exgen.engine.oracle.tally import Tally
from exgen.errors import NetworkError

_TRACED = (0, 1, 2, 5)
"""The outputs that are traced: neighbours, and one further off."""


class Span(NamedTuple):
    """What was read off: how far the inputs of neighbouring outputs lie apart, and those of output 0."""

    stride: int
    start: int
    end: int


def traced_span(layers: Sequence[Layer], shapes: Sequence[Shape], axis: int, tally: Tally) -> Span:
    """The span of inputs that reach an output of the last of these layers, on one axis.

    ``shapes`` are those that go into each layer. Raises OverBudgetError, and NetworkError where no space is left, or
    outputs are not all reached from spans of one form.

    >>> arguments = {"kernel_size": (3,), "stride": (2,), "padding": (1,), "dilation": (1,)}
    >>> traced_span([Layer("MaxPool1d", arguments, "MaxPool1d(3, 2, padding=1)")] * 2, [(1, 9), (1, 5)], 0, Tally(1000))
    Span(stride=4, start=-3, end=3)
    """
    spans = {}
    for output in _TRACED:
        reached = {output}
        for layer, given in reversed(list(zip(layers, shapes, strict=True))):
            reached = COUNTERS[layer.kind].reached_from(layer, axis, given, reached)
            tally.spent(len(reached))
        spans[output] = min(reached), max(reached)
    (start, end), (next_start, _) = spans[0], spans[1]
    stride = next_start - start
    for output, (first, last) in spans.items():
        moved = sum([stride] * output)
        if (first, last) != (start + moved, end + moved):
            raise NetworkError(f"output {output} is reached from {first} to {last}, which is not {moved} further on")
    return Span(stride, start, end)
