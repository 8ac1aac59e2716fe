"""Receptive fields by tracing: which inputs reach an output, found window by window backwards, on sets of indices.

No stride, start or phase is worked out: outputs are traced one by one, and what they have in common is read off. Axes
have no ends here, so indices may be below 0, unless a single output is asked for as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import count
from math import prod
from typing import NamedTuple

from exgen.engine.networks import Network
from exgen.engine.oracle.counter import Shape
from exgen.engine.oracle.counters import COUNTERS
from exgen.engine.oracle.tally import Tally
from exgen.engine.wiring import INPUT
from exgen.errors import NetworkError

_TRACED = (0, 1, 2, 5)
"""The outputs of a phase that are traced: neighbours, and one further off."""


class Span(NamedTuple):
    """What was read off: how far the inputs of neighbouring outputs lie apart, and those of output 0."""

    stride: int
    start: int
    end: int


class Traced:
    """What reaches the outputs of the layer ``last``, on one axis.

    ``shapes`` are those of the input and of what each layer puts out, the channels first. Raises OverBudgetError, and
    NetworkError where no space is left, or outputs are not all reached in the same way.

    >>> arguments = {"kernel_size": (3,), "stride": (2,), "padding": (1,), "dilation": (1,)}
    >>> from exgen.engine.networks import Layer
    >>> network = Network((1, 9), (Layer("MaxPool1d", arguments, "MaxPool1d(3, 2, padding=1)"),) * 2)
    >>> traced = Traced(network, 1, [(1, 9), (1, 5), (1, 3)], 0, Tally(1000))
    >>> traced.span(), traced.phases, sorted(traced.inputs(0, are_clipped=True))
    (Span(stride=4, start=-3, end=3), 1, [0, 1, 2, 3])
    """

    def __init__(self, network: Network, last: int, shapes: Sequence[Shape], axis: int, tally: Tally) -> None:
        self._network = network
        self._last = last
        self._shapes = shapes
        self._axis = axis
        self._tally = tally
        self._leading = network.wiring.leads_to(last)
        self._tensors = cache(self._traced)
        self._phases: int | None = None

    def _traced(self, output: int, are_clipped: bool = False) -> Mapping[int, frozenset[int]]:
        """The indices of every tensor from which an output is reached."""
        reached: dict[int, set[int]] = {self._last: {output}}
        for index in reversed(self._leading):
            layer, tensors = self._network.layers[index], self._network.wiring.reads[index]
            read = set(reached[index])
            if read:
                given = self._shapes[tensors[0] + 1]
                counter = COUNTERS[layer.kind].under(self._network.conventions)
                read = counter.reached_from(layer, self._axis, given, read)
            self._tally.spent(len(read))
            for tensor in tensors:
                if are_clipped:
                    read = read.intersection(range(self._shapes[tensor + 1][1 + self._axis]))
                reached[tensor] = reached[tensor] | read if tensor in reached else read
        return {tensor: frozenset(indices) for tensor, indices in reached.items()}

    def inputs(self, output: int, *, are_clipped: bool) -> frozenset[int]:
        """The inputs from which an output is reached; ``are_clipped``: on no map a place beyond its border counts."""
        return self._traced(output, are_clipped)[INPUT]

    @property
    def phases(self) -> int:
        """How many outputs there are until what every map has to do with them is the same again, further on."""
        if self._phases is None:
            grown = [
                COUNTERS[self._network.layers[index].kind].grows_by(
                    self._network.layers[index],
                    self._axis,
                    self._shapes[self._network.wiring.reads[index][0] + 1],
                )
                for index in self._leading
            ]
            outputs = range(prod(grown))
            self._phases = next(phases for phases in count(1) if self._repeats(outputs, phases))
        return self._phases

    def _repeats(self, outputs: Sequence[int], phases: int) -> bool:
        """Whether each of these outputs is reached as the one so many further on is, every map moved on by as much."""
        moved: dict[int, int] = {}
        for output in outputs:
            one, other = self._tensors(output), self._tensors(output + phases)
            for tensor, indices in one.items():
                if not indices:
                    moved_on = indices
                else:
                    step = moved.setdefault(tensor, min(other[tensor], default=0) - min(indices))
                    moved_on = frozenset([index + step for index in indices])
                if moved_on != other[tensor]:
                    return False
        return True

    def span(self, phase: int = 0) -> Span:
        """The span of inputs that reach the outputs of a phase: of phase 0, if it is the only one, all of them."""
        spans = {}
        for step in _TRACED:
            reached = self._tensors(phase + sum([self.phases] * step))[INPUT]
            if not reached:
                raise NetworkError(f"output {phase} is reached from no input")
            spans[step] = min(reached), max(reached)
        (start, end), (next_start, _) = spans[0], spans[1]
        stride = next_start - start
        for step, (first, last) in spans.items():
            moved = sum([stride] * step)
            if (first, last) != (start + moved, end + moved):
                raise NetworkError(f"output {step} is reached from {first} to {last}, which is not {moved} further on")
        return Span(stride, start, end)

    def only_span(self) -> Span:
        """The span of inputs that reach all outputs; raises NetworkError where they have several phases."""
        if self.phases > 1:
            raise NetworkError(f"{self.phases} neighbouring outputs are reached from spans of different forms")
        return self.span()

    def stride(self) -> int | Fraction:
        """How far the inputs of neighbouring outputs lie apart, on the average of all phases."""
        phase = next(phase for phase in range(self.phases) if self._tensors(phase)[INPUT])
        moved = Fraction(self.span(phase).stride, self.phases)
        return int(moved) if moved.denominator == 1 else moved
