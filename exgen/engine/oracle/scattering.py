"""A kernel laid down at every input value of one spatial axis, place by place on the map that it is added into."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import chain, count, islice, repeat

from exgen.engine.oracle.windows import Window, reach_of


def laid(size: int, kernel: int, stride: int, dilation: int) -> Iterator[Window]:
    """Where the taps of each input value's kernel lie, in coordinates of the whole map.

    >>> [list(window) for window in laid(3, 2, 2, 3)]
    [[0, 3], [2, 5], [4, 7]]
    """
    last = reach_of(kernel, dilation)
    return (range(start, start + last + 1, dilation) for start in islice(count(0, stride), size))


def map_places(size: int, kernel: int, stride: int, dilation: int) -> Iterator[int]:
    """The places of the whole map, from the first tap to the last: also those between kernels that none covers.

    >>> list(map_places(2, 2, 4, 1))
    [0, 1, 2, 3, 4, 5]
    """
    beyond = 0
    for window in laid(size, kernel, stride, dilation):
        yield from range(beyond, window[-1] + 1)
        beyond = window[-1] + 1


def kept_places(
    size: int, kernel: int, stride: int, padding: int, output_padding: int, dilation: int
) -> Iterator[int | None]:
    """The places of the map that come out: output padding is put on behind, then padding taken off at both ends.

    >>> list(kept_places(3, 3, 2, 1, 0, 1)), list(kept_places(3, 3, 2, 0, 1, 1))
    ([1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5, 6, None])
    """
    places = chain(map_places(size, kernel, stride, dilation), repeat(None, output_padding))
    waiting: deque[int | None] = deque()
    for place in islice(places, padding, None):
        waiting.append(place)
        if len(waiting) > padding:
            yield waiting.popleft()
