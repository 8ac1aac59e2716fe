"""Towers of primes, in which exponentials are worked out exactly.

In a field of p elements with p = kq + 1 there are numbers g of order q, so that x -> g^x takes sums modulo q to
products modulo p, as e^x takes sums to products. A tower has a prime for each exponential inside another.
(Numbers for exponentials modulo primes: G. H. Gonnet, "Determining equivalence of expressions in random polynomial
time", 1984.)
"""

from __future__ import annotations

from math import gcd, prod
from typing import NamedTuple


class Floor(NamedTuple):
    """A prime of a tower, and a number whose order modulo it is the prime below (0 on the ground)."""

    prime: int
    generator: int


_SMALL_PRIMES = prod(number for number in range(3, 100) if all(number % below for below in range(2, number)))
"""The product of small primes, none of which a floor has."""


def tower(ground: int, height: int) -> tuple[Floor, ...]:
    """So many floors from a prime above 2^20 upwards.

    >>> for floor in tower(1048583, 3):
    ...     print(floor)
    Floor(prime=1048583, generator=0)
    Floor(prime=20971661, generator=1048576)
    Floor(prime=1006639729, generator=388967134)
    """
    floors = [Floor(ground, 0)]
    while len(floors) < height:
        floors.append(_above(floors[-1].prime))
    return tuple(floors)


def _above(below: int) -> Floor:
    """The smallest prime p = k * below + 1 for which 2 tells that it is one.

    Pocklington: if a^(p-1) = 1 modulo p, and a^k - 1 and p have no divisor in common, then p is prime, as the prime
    below is larger than its root; and a^k has the prime below as its order.
    """
    for factor in range(2, below, 2):
        prime = factor * below + 1
        if gcd(prime, _SMALL_PRIMES) != 1:  # most are told here, before a power is taken
            continue
        generator = pow(2, factor, prime)
        if pow(generator, below, prime) == 1 and gcd(generator - 1, prime) == 1:
            return Floor(prime, generator)
    raise AssertionError("there are primes of this form among so many numbers")
