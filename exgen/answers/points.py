"""Points at which two formulas are compared: the same for ever for the same key, on every machine.

Small corner cases come first, all of them (a box). Where floors are involved, every letter then runs through whole
periods of strides while the others stand still. Then come points of many sizes from a stream of integers derived by
hashing the key, among them entries that divide others and entries that just don't, and the neighbourhood of every
constant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import count, product
from typing import TypeAlias

Point: TypeAlias = "tuple[int | Fraction, ...]"

_BOX_AT_MOST = 81
_REAL_BOX_AT_MOST = 27
_LENGTHS = (128, 72, 48)  # of a sweep, for one letter, two, and more: strides of 2*2*3*4 are 48
_SMALL_CONSTANT = 8  # boxes and small draws already surround these
_CONSTANTS_AT_MOST = 8
_SIZES = ((9, 16), (64, 24), (1_000, 16), (10**6, 8), (10**9, 8))  # the largest value, how many points
_MIXED = (1, 3, 8, 24, 100, 1_000)
_MIXED_POINTS = 400
_HUGE = (10**12, 10**18)  # squared too: a remainder by 2^64 or the smaller of n and 10^9 is all of n below that
_HUGE_POINTS = 4
_ALL_PAIRS = 4  # of so many letters every one is divided by every other
_FURTHER = (4, 12, 40, 1_000)
_REALS = tuple(Fraction(value) for value in ("1", "0", "-1", "2", "1/2", "-3/2", "3"))


class Stream:
    """Integers drawn from the BLAKE2 hashes of ``seed/0``, ``seed/1``, ...

    >>> Stream("key").draw(1, 6) == Stream("key").draw(1, 6)
    True
    """

    def __init__(self, seed: str) -> None:
        self._words = _words(seed)

    def draw(self, low: int, high: int) -> int:
        """An integer from ``low`` to ``high``, both inclusive (spans up to 10^18; the bias is a 64-bit word's)."""
        return low + next(self._words) % (high - low + 1)


def _words(seed: str) -> Iterator[int]:
    from hashlib import blake2b  # it brings OpenSSL in, which nobody waits for who asks for numbers

    for number in count():
        digest = blake2b(f"{seed}/{number}".encode(), digest_size=64).digest()
        for start in range(0, 64, 8):
            yield int.from_bytes(digest[start : start + 8], "big")


def hashed(text: str, below: int) -> int:
    """A number below another (at most 2^128) from the BLAKE2 hash of a text.

    >>> hashed("floor/2", 10**9) == hashed("floor/2", 10**9) < 10**9
    True
    """
    from hashlib import blake2b

    return int.from_bytes(blake2b(text.encode(), digest_size=32).digest(), "big") % below


def integer_points(seed: str, letters: int, constants: Iterable[int], *, has_steps: bool) -> tuple[Point, ...]:
    """Points with a positive integer for each of so many letters.

    ``constants`` are the integers that the formulas hold: a floor of something over 1000 changes there.
    ``has_steps`` says whether floors, remainders, maxima or the like are involved; else a few points are enough.

    >>> integer_points("key", 2, [], has_steps=False)[:4]
    ((1, 1), (1, 2), (2, 1), (2, 2))
    >>> integer_points("key", 0, [], has_steps=True)
    ((),)
    """
    if not letters:
        return ((),)
    stream = Stream(seed)
    points: list[Point] = list(_box(letters))
    if has_steps:
        points += _sweeps(stream, letters)
        if letters > 1:
            points += _mixed_points(Stream(f"{seed}/mixed"), letters)
    for largest, number in _SIZES:
        points += [tuple(stream.draw(1, largest) for _ in range(letters)) for _ in range(number)]
    points += _divisible_points(stream, letters)
    points += _huge_points(Stream(f"{seed}/huge"), letters)
    points += near_constants(seed, letters, constants)
    return tuple(dict.fromkeys(points))


def near_constants(seed: str, letters: int, constants: Iterable[int]) -> list[Point]:
    """Points with one letter at, just below and just above a constant, its double, or a sum of two constants.

    >>> (1000,) in near_constants("key", 1, [1000])
    True
    """
    stream = Stream(f"{seed}/constants")
    large = sorted({constant for constant in constants if constant > _SMALL_CONSTANT})[:_CONSTANTS_AT_MOST]
    offsets = sorted({constant for constant in constants if constant > 1})[:_CONSTANTS_AT_MOST]
    values = {multiple * constant + step for constant in large for multiple in (1, 2) for step in (-1, 0, 1)}
    values |= {one + sign * other + step for one in large for other in offsets for sign in (-1, 1) for step in (-1, 0)}
    return [
        tuple(value if index == place else stream.draw(1, 12) for index in range(letters))
        for value in sorted(value for value in values if value > 0)
        for place in range(letters)
    ]


def further_points(seed: str, letters: int) -> Iterator[Point]:
    """Any number of points, for conditions that leave few of the others: small ones, and of many sizes side by side.

    >>> next(further_points("key", 3))
    (2, 4, 3)
    """
    stream = Stream(f"{seed}/further")
    while letters:
        for largest in _FURTHER:
            yield tuple(stream.draw(1, largest) for _ in range(letters))
        yield tuple(stream.draw(1, _FURTHER[stream.draw(0, len(_FURTHER) - 1)]) for _ in range(letters))


def probe_points(seed: str, letters: int) -> tuple[Point, ...]:
    """A few points with a positive integer of middling size for each of so many letters.

    >>> len(probe_points("key", 3)), probe_points("key", 0)
    (32, ((),))
    """
    if not letters:
        return ((),)
    stream = Stream(f"{seed}/probes")
    return tuple(tuple(stream.draw(1, 24) for _ in range(letters)) for _ in range(32))


def real_points(seed: str, letters: int) -> tuple[Point, ...]:
    """Points with a rational number of either sign for each of so many letters.

    >>> len(real_points("key", 2)) >= 60
    True
    """
    if not letters:
        return ((),)
    stream = Stream(seed)
    side = next(side for side in range(len(_REALS), 0, -1) if side**letters <= _BOX_AT_MOST or side == 1)
    points: list[Point] = list(product(_REALS[:side], repeat=letters))
    for largest, number in _SIZES:
        points += [
            tuple(Fraction(stream.draw(-largest, largest), stream.draw(1, 12)) for _ in range(letters))
            for _ in range(number)
        ]
    return tuple(dict.fromkeys(points))


def moderate_points(seed: str, letters: int, constants: Iterable[int]) -> tuple[Point, ...]:
    """Points for functions over the reals: small numbers of either sign, positive ones, shares of 1, some larger ones.

    None is so large that an exponential overflows, and enough are where logarithms and roots have a value.

    >>> all(abs(value) <= 30 for point in moderate_points("key", 2, []) for value in point)
    True
    """
    if not letters:
        return ((),)
    stream = Stream(f"{seed}/moderate")

    def drawn(number: int, low: int, high: int, below: int) -> list[Point]:
        return [tuple(Fraction(stream.draw(low, high), below) for _ in range(letters)) for _ in range(number)]

    side = next(side for side in range(len(_REALS), 0, -1) if side**letters <= _REAL_BOX_AT_MOST or side == 1)
    points = drawn(8, 1, 48, 16) + drawn(8, -64, 64, 16) + list(product(_REALS[:side], repeat=letters))
    points += drawn(16, 1, 128, 16) + drawn(16, 1, 63, 64) + drawn(16, -64, 64, 16) + drawn(8, -120, 120, 4)
    for below in (10**3, 10**6, 10**9):  # where x*sigmoid(10^6*x) leaves max(x, 0)
        points += drawn(1, 1, 9, below) + drawn(2, -9, 9, below)
    for constant in sorted(constant for constant in constants if constant > 3)[:_CONSTANTS_AT_MOST]:
        for value in (constant - 1, constant - Fraction(1, 2), constant + Fraction(1, 2), -constant - 1):
            for place in range(letters):
                others = [Fraction(stream.draw(1, 32), 16) for _ in range(letters)]
                points.append((*others[:place], value, *others[place + 1 :]))
    return tuple(dict.fromkeys(points))


def further_moderate_points(seed: str, letters: int) -> Iterator[Point]:
    """Any number of points for functions over the reals, for conditions that leave few of the others."""
    stream = Stream(f"{seed}/further moderate")
    while letters:
        for low, high, below in ((1, 63, 64), (1, 128, 16), (-64, 64, 16)):
            yield tuple(Fraction(stream.draw(low, high), below) for _ in range(letters))


def _box(letters: int) -> Sequence[Point]:
    """All points with small entries, the smallest first."""
    side = next(side for side in range(_BOX_AT_MOST, 0, -1) if side**letters <= _BOX_AT_MOST or side == 1)
    return sorted(product(range(1, side + 1), repeat=letters), key=lambda point: (max(point), point))


def _sweeps(stream: Stream, letters: int) -> list[Point]:
    """Every letter through whole periods, the others all 1, all 2, all 3, and all different."""
    length = _LENGTHS[min(letters, len(_LENGTHS)) - 1]
    others = [[value] * letters for value in (1, 2, 3)]
    others.append([stream.draw(1, 6) for _ in range(letters)])
    return [
        (*fixed[:place], value, *fixed[place + 1 :])
        for place in range(letters)
        for fixed in (others if letters > 1 else others[:1])
        for value in range(1, length + 1)
    ]


def _mixed_points(stream: Stream, letters: int) -> list[Point]:
    """Points with a small entry beside large ones: ``floor(K % 5/(4*S))`` is 0 but where S is 1 and K is not."""
    return [
        tuple(stream.draw(1, _MIXED[stream.draw(0, len(_MIXED) - 1)]) for _ in range(letters))
        for _ in range(_MIXED_POINTS)
    ]


def _huge_points(stream: Stream, letters: int) -> list[Point]:
    """Points far out, and ones with a ratio just beside a whole number: the floor of it plus 1/100 is another there."""
    points: list[Point] = []
    for largest in _HUGE:
        for _ in range(_HUGE_POINTS):
            points.append(tuple(stream.draw(1, largest) for _ in range(letters)))
            points.append(tuple(stream.draw(1, largest) * largest + stream.draw(0, largest) for _ in range(letters)))
    for place in range(letters):
        others = range(letters) if letters <= _ALL_PAIRS else ((place - 1) % letters, (place + 1) % letters)
        for other in (other for other in others if other != place):
            for size in (2**10, 10**6, *_HUGE):
                for rest in (-1, 1):
                    entries = [stream.draw(1, 9) for _ in range(letters)]
                    entries[other] = stream.draw(size // 2, size)
                    entries[place] = entries[other] * stream.draw(2, 40) + rest
                    points.append(tuple(entries))
    return points


def _divisible_points(stream: Stream, letters: int) -> list[Point]:
    """Points in which one entry is a multiple of another, or off by a little."""
    points: list[Point] = []
    for place in range(letters):
        for rest in (0, 1, -1):
            entries = [stream.draw(2, 9) for _ in range(letters)]
            entries[place] = entries[place - 1] * stream.draw(2, 40) + rest
            points.append(tuple(entries))
    return points
