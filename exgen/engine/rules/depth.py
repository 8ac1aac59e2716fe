"""Depth: how often the same layers are applied, one after the other, until a size is reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial

from exgen.engine.rules.rule import Rule
from exgen.engine.wording import said
from exgen.engine.written import Written
from exgen.expressions import Node, Value, literal, read, show, substitute

DEEPEST = 2_000
"""So many times layers are applied at most: none deeper is meant."""

NEVER = -1
"""The value of a depth that is never reached: the size stays, grows away, or passes over the one asked for."""

MOST_SIZES = 9
"""A longer way from size to size is printed with its first and last ones."""

_ONE_STRIDE = {
    (False, False): "(H - T) / (K - 1)",
    (True, False): "(H - T) / (D(K - 1))",
    (False, True): "(H - T) / (K - 1 - 2P)",
    (True, True): "(H - T) / (D(K - 1) - 2P)",
}
"""How many layers of stride 1 it takes: without and with dilation, without and with padding."""
_WINDOW = ("K", "S", "P", "D")

Size = int | Fraction
Sizes = tuple[Size, ...]
Given = Size | Sequence[Size]
"""A letter of the windows: a number for each window on each axis, window by window; one number stands for all."""


def way(sizes: Sizes, kernel: Given, stride: Given, padding: Given, dilation: Given) -> Iterator[Sizes]:
    """The sizes that go in and those that come out each time the windows were applied once more, as long as any fits.

    Each size that comes out is ``floor((H + 2P - D(K - 1) - 1) / S) + 1``.

    >>> list(way((20,), (7,), (1,), (0,), (1,)))
    [(20,), (14,), (8,), (2,)]
    """
    letters = (kernel, stride, padding, dilation)
    numbers = max([len(letter) for letter in letters if isinstance(letter, Sequence)], default=len(sizes))
    spread = [letter if isinstance(letter, Sequence) else (letter,) * numbers for letter in letters]
    windows = list(zip(*spread, strict=True))
    layers = [windows[start : start + len(sizes)] for start in range(0, numbers, len(sizes))]
    for _ in range(DEEPEST + 1):
        yield sizes
        for layer in layers:
            sides = zip(sizes, layer, strict=True)
            sizes = tuple([(H + 2 * P - D * (K - 1) - 1) // S + 1 for H, (K, S, P, D) in sides])
            if min(sizes) < 1:
                return


def _depth(H: Sizes, T: Sizes, K: Given, S: Given, P: Given, D: Given, *, is_exact: bool) -> int:
    """How often the windows are applied until the sizes are T exactly, or nowhere larger; NEVER if that never is so."""
    before: Sizes | None = None
    for number, sizes in enumerate(way(H, K, S, P, D)):
        if sizes == T or (not is_exact and all(size <= wanted for size, wanted in zip(sizes, T, strict=True))):
            return number
        if before is not None and (sizes == before or _grows_away(sizes, before, T)):
            break
        before = sizes
    return NEVER


def _grows_away(sizes: Sizes, before: Sizes, wanted: Sizes) -> bool:
    """Whether a size that is too large has grown: the more goes into a window, the more comes out, so it goes on."""
    return any(size > T and size > H for size, H, T in zip(sizes, before, wanted, strict=True))


def _written(value: Value, H: Sizes, T: Sizes, K: Sizes, S: Sizes, P: Sizes, D: Sizes) -> Iterator[Written]:
    """The one formula where a single window moves on by 1, and alike on every side; else the sizes one by one."""
    assert isinstance(value, int)
    windows = set(zip(K, S, P, D, strict=True))
    if len(K) == len(H) and len(windows) == len(set(H)) == len(set(T)) == 1 and S[0] == 1 and value > 0:
        numbers = {"H": H[0], "T": T[0], "K": K[0], "P": P[0], "D": D[0]}
        line = read(_ONE_STRIDE[D[0] != 1, P[0] != 0])
        put_in = substitute(line, {letter: literal(number) for letter, number in numbers.items()})
        steps = (H[0] - T[0]) / Fraction(D[0] * (K[0] - 1) - 2 * P[0])
        yield Written(said("layers_until"), " = ".join(["n", *_rounded(line, put_in, steps), str(value)]))
        return
    sizes = [size for _, size in zip(range(value + 1), way(H, K, S, P, D), strict=False)]
    is_one = all(len(set(size)) == 1 for size in sizes)
    shown = [str(size[0]) if is_one else f"({', '.join(map(str, size))})" for size in sizes]
    if len(shown) > MOST_SIZES:
        shown = [*shown[:4], r"\cdots", *shown[-2:]]
    yield Written(said("size_each_time"), r" \to ".join(shown))
    yield Written(said("times_until"), f"n = {value}")


def _rounded(line: Node, put_in: Node, steps: Fraction) -> tuple[str, str]:
    """The quotient in letters and in numbers, rounded up where it is not whole: the last layer goes below the size."""
    left, right = ("", "") if steps.denominator == 1 else (r"\left\lceil ", r" \right\rceil")
    names = {"T": r"H_{\text{out}}"}
    return f"{left}{show(line, 'latex', names)}{right}", f"{left}{show(put_in, 'latex')}{right}"


DEPTH = (
    Rule(
        "layers_until_exactly",
        "n",
        ("H", "T", *_WINDOW),
        computed=partial(_depth, is_exact=True),
        written=_written,
    ),
    Rule(
        "layers_until_at_most",
        "n",
        ("H", "T", *_WINDOW),
        computed=partial(_depth, is_exact=False),
        written=_written,
    ),
    Rule("depth", "n", ("n",), "n"),
)
