"""A window slid over one spatial axis, place by place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

Window = range
"""Where the taps of a kernel stand, in coordinates of the input: below 0 or past its end is padding."""


def last_taps(
    size: int, kernel: int, stride: int, padding: int, dilation: int, behind: int | None = None
) -> Iterator[int]:
    """For every window that fits where its last tap stands; ``behind`` is the padding at the end, if it is another.

    The kernel starts at the padding's first place and moves on by the stride; a window counts as long as its
    last tap still stands on the padded axis.

    >>> list(last_taps(5, 3, 2, 1, 1))
    [1, 3, 5]
    """
    padded = range(-padding, size + (padding if behind is None else behind))
    reach = reach_of(kernel, dilation)
    return filter(padded.__contains__, map(reach.__add__, padded[::stride]))


def covering_taps(size: int, kernel: int, stride: int, padding: int, dilation: int) -> Iterator[int]:
    """The same where windows go on until the padded axis is covered, though the last may hang over its end.

    A window that begins in the padding behind the input does not count, nor does one that hangs over by a stride.

    >>> list(covering_taps(5, 2, 2, 0, 1)), list(covering_taps(4, 2, 2, 1, 1)), list(covering_taps(2, 2, 3, 1, 1))
    ([1, 3, 5], [0, 2, 4], [0])
    >>> list(covering_taps(2, 3, 2, 0, 1)), list(covering_taps(1, 3, 2, 0, 1))
    ([2], [])
    """
    reach, end = reach_of(kernel, dilation), size + padding
    for start in range(-padding, size, stride):
        if start + reach >= end - 1 + stride:
            break
        yield start + reach
        if start + reach not in range(-padding, end - 1):
            break


def windows(
    size: int, kernel: int, stride: int, padding: int, dilation: int, behind: int | None = None
) -> list[Window]:
    """Every window that fits.

    >>> windows(5, 3, 2, 1, 1)
    [range(-1, 2), range(1, 4), range(3, 6)]
    >>> [list(window) for window in windows(5, 2, 1, 0, 3)]
    [[0, 3], [1, 4]]
    """
    reach = reach_of(kernel, dilation)
    lasts = last_taps(size, kernel, stride, padding, dilation, behind)
    return [range(last - reach, last + 1, dilation) for last in lasts]


def endless_windows(first: int, last: int, kernel: int, stride: int, padding: int, dilation: int) -> dict[int, Window]:
    """The windows with the indices from ``first`` to ``last``, on an axis that has no ends.

    Window 0 begins at the padding's first place; from there the kernel is moved on by the stride, to either side.

    >>> endless_windows(-1, 1, 3, 2, 1, 1)
    {0: range(-1, 2), 1: range(1, 4), -1: range(-3, 0)}
    """
    onwards = zip(range(max(last, 0) + 1), count(-padding, stride), strict=False)
    backwards = zip(range(0, min(first, 0) - 1, -1), count(-padding, -stride), strict=False)
    places = range(first, last + 1)
    reach = reach_of(kernel, dilation)
    return {
        index: range(start, start + reach + 1, dilation)
        for index, start in (dict(onwards) | dict(backwards)).items()
        if index in places
    }


def reach_of(kernel: int, dilation: int) -> int:
    """How far a kernel's last tap stands from its first."""
    return range(0, kernel * dilation, dilation)[-1]
