"""The windows that make of one size another: all kernel sizes, strides, paddings and dilations within limits.

A window fits if ``floor((H + 2P - D(K - 1) - 1) / S) + 1`` is the wanted size T on every axis. For a room of
``R = H + 2P - D(K - 1) - 1`` places that the kernel can move over, these are the strides with ``(T - 1) S <= R < T S``.

Letters as elsewhere, and
    L    the largest K, S, P and, where there is a fourth, D
    M    1 where at most half the kernel may be padding, as in poolings
    B N  1: how much of the padding counts on each side, how many positions there are before the first step
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from exgen.engine.missing import or_missing
from exgen.engine.rules.rule import Rule
from exgen.engine.wording import said
from exgen.engine.written import Written

MOST_WRITTEN = 6
"""So many windows are written into a derivation."""

Number = int | Fraction


def _strides(room: Number, steps: Number, largest: int) -> range:
    """The strides with which a kernel takes so many steps over a room."""
    if room < 0 or steps < 0 or steps != int(steps):
        return range(0)
    least = int(room // (steps + 1)) + 1
    most = largest if steps == 0 else int(room // steps)
    return range(least, min(most, largest) + 1)


def fitting_windows(
    H: tuple[Number, ...], T: tuple[Number, ...], L: tuple[int, ...], M: int, B: Number, N: Number
) -> tuple[tuple[int, ...], ...]:
    """Every (K, S, P), or (K, S, P, D) where D has a limit, in their order.

    >>> fitting_windows((32,), (16,), (4, 2, 1), 0, 1, 1)
    ((1, 2, 0), (2, 2, 0), (3, 2, 1), (4, 2, 1))
    """
    kernels, strides, paddings, dilations = (*L, 1)[:4]
    found = []
    for kernel, padding, dilation in product(range(1, kernels + 1), range(paddings + 1), range(1, dilations + 1)):
        if M and 2 * padding > kernel:
            continue
        rooms = [size + 2 * B * padding - dilation * (kernel - 1) - 1 for size in H]
        ways = [set(_strides(room, out - N, strides)) for room, out in zip(rooms, T, strict=True)]
        found += [(kernel, stride, padding, dilation)[: len(L)] for stride in set.intersection(*ways)]
    return tuple(sorted(found))


def _written(value: Any, H: tuple[int, ...], T: tuple[int, ...], *_letters: Any) -> Iterator[Written]:
    """Each window with what it makes of the first axis, as long as they are few."""
    for window in value[:MOST_WRITTEN]:
        kernel, stride, padding, dilation = (*window, 1)[:4]
        spread = f"{kernel}" if dilation == 1 else rf"{dilation} \cdot {kernel - 1} - 1"
        way = rf"{H[0]} + 2 \cdot {padding} - {spread}"
        line = rf"\left\lfloor \frac{{{way}}}{{{stride}}} \right\rfloor + 1 = {T[0]}"
        yield Written(said("with_window", window=", ".join(map(str, window))), line)
    if len(value) > MOST_WRITTEN:
        yield Written(said("fitting_windows"), rf"n = {len(value)}")


FITTING = (
    Rule(
        "fitting_windows",
        "W",
        ("H", "T", "L", "M", "B", "N"),
        computed=or_missing(fitting_windows),
        written=_written,
    ),
)
