"""Receptive fields by tracing: which inputs reach an output, found window by window backwards, on sets of indices.

No stride or start is worked out: neighbouring outputs are traced, and what they have in common is read off. Axes have
no ends here, so indices may be below 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from exgen.engine.networks import Network
from exgen.engine.oracle.counter import Shape
from exgen.engine.oracle.counters import COUNTERS
from exgen.engine.oracle.tally import Tally
from exgen.engine.wiring import INPUT
from exgen.errors import NetworkError

_TRACED = (0, 1, 2, 5)
"""The outputs that are traced: neighbours, and one further off."""


class Span(NamedTuple):
    """What was read off: how far the inputs of neighbouring outputs lie apart, and those of output 0."""

    stride: int
    start: int
    end: int


def traced_span(network: Network, last: int, shapes: Sequence[Shape], axis: int, tally: Tally) -> Span:
    """The span of inputs that reach an output of the layer ``last``, on one axis.

    ``shapes`` are those of the input and of what each layer puts out. Raises OverBudgetError, and NetworkError where
    no space is left, or outputs are not all reached from spans of one form.

    >>> arguments = {"kernel_size": (3,), "stride": (2,), "padding": (1,), "dilation": (1,)}
    >>> from exgen.engine.networks import Layer
    >>> network = Network((1, 9), (Layer("MaxPool1d", arguments, "MaxPool1d(3, 2, padding=1)"),) * 2)
    >>> traced_span(network, 1, [(1, 9), (1, 5), (1, 3)], 0, Tally(1000))
    Span(stride=4, start=-3, end=3)
    """
    spans = {}
    for output in _TRACED:
        reached: dict[int, set[int]] = {last: {output}}
        for index in reversed(network.wiring.leads_to(last)):
            layer, tensors = network.layers[index], network.wiring.reads[index]
            read = COUNTERS[layer.kind].reached_from(layer, axis, shapes[tensors[0] + 1], reached.pop(index))
            tally.spent(len(read))
            for tensor in tensors:
                reached[tensor] = reached[tensor] | read if tensor in reached else read
        spans[output] = min(reached[INPUT]), max(reached[INPUT])
    (start, end), (next_start, _) = spans[0], spans[1]
    stride = next_start - start
    for output, (first, last) in spans.items():
        moved = sum([stride] * output)
        if (first, last) != (start + moved, end + moved):
            raise NetworkError(f"output {output} is reached from {first} to {last}, which is not {moved} further on")
    return Span(stride, start, end)
