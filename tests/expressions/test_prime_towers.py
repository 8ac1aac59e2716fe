"""Towers of primes: primes all the way up, and numbers of the right order."""

from __future__ import annotations

from itertools import pairwise

import pytest
import sympy

from exgen.expressions.prime_field import next_prime
from exgen.expressions.prime_towers import tower


@pytest.mark.parametrize("start", [2**20, 2**61, 2**61 + 10**12])
def test_every_floor_is_a_prime_and_its_generator_has_the_prime_below_as_its_order(start: int) -> None:
    floors = tower(next_prime(start), 5)
    assert len(floors) == 5
    for below, floor in pairwise(floors):
        assert sympy.isprime(floor.prime)
        assert (floor.prime - 1) % below.prime == 0
        assert floor.generator % floor.prime != 1
        assert pow(floor.generator, below.prime, floor.prime) == 1


def test_powers_of_a_generator_take_sums_to_products() -> None:
    below, floor = tower(next_prime(2**61), 2)
    one, other = 3**35 % below.prime, 5**26 % below.prime
    power = pow(floor.generator, one, floor.prime) * pow(floor.generator, other, floor.prime) % floor.prime
    assert pow(floor.generator, (one + other) % below.prime, floor.prime) == power
