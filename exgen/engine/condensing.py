"""A derivation through many equal layers, told once: what is alike in each, and the first steps of what is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from exgen.engine.calculation import LEAST_LAYERS
from exgen.engine.derivation import Line
from exgen.engine.layout import Place
from exgen.engine.wording import said


def condensed(lines: Iterable[Line], groups: Iterable[range]) -> tuple[Line, ...]:
    """The lines of a derivation where ``groups`` are written lines that stand for several layers.

    A line that says the same for several layers of a group is printed once. Where the layers of a group say different
    things, what the first two and the last of them say is printed; one line without a formula stands for the rest.
    """
    whose = {index: group for group in groups if len(group) >= LEAST_LAYERS for index in group}
    told: list[Line] = []
    waiting: list[Line] = []
    group: range | None = None
    for line in [*lines, None]:
        now = None if line is None or line.place.layer is None else whose.get(line.place.layer)
        if now is not group:
            told += _of_group(waiting)
            waiting = []
            group = now
        if line is not None and now is None:
            told.append(line)
        elif line is not None:
            waiting.append(line)
    return tuple(told)


def _of_group(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines of one group, those of several layers."""
    first = {(line.title, line.side, line.formula): line.place.layer for line in reversed(lines)}
    distinct = [line for line in lines if first[line.title, line.side, line.formula] == line.place.layer]
    layers = list(dict.fromkeys(line.place.layer for line in distinct))
    kept = layers if len(layers) < LEAST_LAYERS else [*layers[:2], layers[-1]]
    left_out = Counter(layer in kept for layer in layers)[False]
    for line in distinct:
        if line.place.layer in kept:
            if left_out and line.place.layer == layers[-1]:
                yield Line(Place(), said("layers_more", number=left_out), "", "")
                left_out = 0
            yield line
