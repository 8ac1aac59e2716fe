"""The numbers of points at which matrix expressions are compared, and what is chosen by them: scales, sizes, primes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from exgen.answers.matrix_settings import MatrixSetting
from exgen.answers.points import Stream
from exgen.expressions.matrices import Size
from exgen.expressions.matrix_windows import LARGEST_SIZE
from exgen.expressions.prime_field import next_prime
from exgen.expressions.prime_towers import Floor, tower

HEIGHT = 4
"""The primes of a tower: one exponential less may stand inside another before the innermost is hidden."""

LARGEST_OWN_SIZE = LARGEST_SIZE  # a larger number of rows stands for a small one
REAL_POINTS = range(6)
"""The numbers of points whose entries are between -1 and 1."""
SCALES = {
    **{number: Fraction(scale) for number, scale in enumerate((2, 3, 4, 8, 16, 2**6, 2**16), start=6)},
    **{number: Fraction(1, scale) for number, scale in enumerate((2**6, 2**12), start=13)},
    **dict.fromkeys(range(200, 260), Fraction(1, 8)),
    **{number: Fraction(2 + number % 4) for number in range(400, 430)},
}
SIGNED_POINTS = (0, 1, 2, *range(6, 15))
"""The numbers of points that show the signs of a relu's arguments: some have larger or smaller entries."""
COUNTING_POINTS = range(100, 106)
"""The numbers of points with more and more rows: 5n - 6 is n^2 where n is 2 or 3."""
PASSES = (*REAL_POINTS, *range(200, 260))
"""The numbers of points that may be forward passes in floats; the later ones have smaller entries."""
FAR_POINTS = range(6, 15)
"""The numbers of points with larger entries, and with smaller ones."""
REFUTING_POINTS = range(400, 430)
"""The numbers of points at which relus of z - 3 and z - 5 are told apart: where one is on and the other is not."""
REDRAWN_POINTS = range(300, 340)
"""The numbers of points for questions some of whose lines have no value at others: every name has its own signs."""
CHOSEN_POINTS = range(24)
"""The numbers of points at which coins are thrown."""


def sizes_at(setting: MatrixSetting, number: int) -> Mapping[Size, int]:
    """What every size stands for: a small number itself, others different numbers from 2, other ones at every point."""
    sizes = dict.fromkeys(size for _, shape in (*setting.free, *setting.defined) for size in shape)
    own = {size for size in sizes if isinstance(size, int) and size <= LARGEST_OWN_SIZE}
    others = [size for size in sizes if size not in own]
    smallest = 2 if number not in COUNTING_POINTS else 4 + number - COUNTING_POINTS[0]
    free = [size for size in range(smallest, smallest + len(sizes) + 1) if size not in own][: len(others) + 1]
    start = number % len(free)
    return {1: 1, **{size: size for size in own}, **dict(zip(others, free[start:] + free[:start], strict=False))}


@lru_cache(maxsize=256)
def floors_of(seed: str) -> tuple[Floor, ...]:
    """The tower of primes of a seed, its largest prime above 2^61."""
    return tower(next_prime(2**61 + below_2_to_61(Stream(f"{seed}/prime"))), HEIGHT)


def below_2_to_61(stream: Stream) -> int:
    """The next number of a stream, from 0."""
    return stream.draw(0, 2**32 - 1) << 29 | stream.draw(0, 2**29 - 1)
