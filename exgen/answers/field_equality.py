"""Whether two formulas without floors are the same function: random points of prime fields.

Two formulas of ``+ - * /`` and whole powers are two ratios of polynomials, and equal if a polynomial N with whole
coefficients is 0: the first numerator times the second denominator less the other way round. N is worked out modulo
two primes, each drawn from 2^61 to 2^62, at a point drawn for each.

The bound. N has a degree of at most 2^21 and coefficients of at most 2^25 bits (larger formulas are not judged here).
If N is not 0, it is 0 modulo a drawn prime only if that prime divides a coefficient, which fewer than 2^20 such primes
do; gaps between primes there are below 2^11, so one of them is drawn with less than 2^20 * 2^11/2^61 = 2^-30. Else it
is 0 at the drawn point with at most 2^21/2^61 = 2^-40 (Schwartz and Zippel). Both primes fail with less than
2^-58 < 4 * 10^-18: that bounds how often a wrong formula is taken for right, well below 10^-15. A right formula is
never taken for wrong: what is 0 is 0 modulo every prime.

Primes and points come from hashing the key, so that a response is judged the same for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial

from exgen.answers.points import Stream
from exgen.answers.setting import Setting
from exgen.expressions import Node
from exgen.expressions.prime_field import Size, compiled_modulo, next_prime, size_of

_PRIMES = 2
_DEGREE_AT_MOST = 2**20
_BITS_AT_MOST = 2**24


def is_same_function(key: Node, response: Node, setting: Setting) -> bool | None:
    """Whether two formulas are the same rational function; None where one is none, or is not worked out here.

    >>> from exgen.expressions import read
    >>> setting = Setting(("x", "y"))
    >>> is_same_function(read("(x + y)^60/(x + y)^59"), read("y + x"), setting)
    True
    >>> is_same_function(read("x"), read("x + x*y^9*10^-30"), setting)
    False
    >>> is_same_function(read("x"), read("floor(x)"), setting) is None
    True
    """
    ours = _remainders(key, key, setting)
    theirs = _remainders(response, key, setting) if ours is not None else None
    return None if ours is None or theirs is None else ours == theirs


@lru_cache(maxsize=512)
def _remainders(node: Node, key: Node, setting: Setting) -> tuple[int, ...] | None:
    """What a formula gives modulo each prime drawn for a key."""
    sizes: dict[str, Size] = {}
    for name, given in (*setting.needed_givens(node), ("", node)):
        size = size_of(given, sizes)
        if size is None or size.above + size.below > _DEGREE_AT_MOST or size.bits > _BITS_AT_MOST:
            return None
        sizes[name] = size
    found: list[int] = []
    for prime, values in _field_points(setting.seed(key), len(setting.symbols)):
        try:
            found.append(setting.value_at(node, partial(_at_prime, prime))(values))
        except ZeroDivisionError:
            return None
    return tuple(found)


def _at_prime(prime: int, node: Node, letters: tuple[str, ...]) -> Callable[[Sequence[int]], int]:
    closure = compiled_modulo(node, letters)
    return lambda values: closure(values, prime)


@lru_cache(maxsize=256)
def _field_points(seed: str, letters: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """The primes drawn for a key, each with a value for every letter."""
    stream = Stream(f"{seed}/fields")

    def drawn() -> int:
        return stream.draw(0, 2**32 - 1) << 29 | stream.draw(0, 2**29 - 1)

    primes = [next_prime(2**61 + drawn()) for _ in range(_PRIMES)]
    return tuple((prime, tuple(drawn() for _ in range(letters))) for prime in primes)
