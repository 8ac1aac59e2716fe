"""Large primes, and sizes that bound rational functions."""

from __future__ import annotations

import pytest

from exgen.expressions import read
from exgen.expressions.prime_field import Size, inverses, next_prime, size_of


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("x", Size(1, 0, 0)),
        ("x*y", Size(2, 0, 0)),
        ("x/y", Size(1, 1, 0)),
        ("1/x + 1/y", Size(1, 2, 3)),
        ("x^-3", Size(0, 3, 0)),
        ("-x", Size(1, 0, 0)),
        ("x^n", None),
        ("x^1000001", None),
        ("x % 2", Size(2, 2, 2)),
        ("x^2 // y", Size(4, 4, 0)),
        ("max(x, 2)", Size(2, 2, 2)),
        ("max(x, 2^n)", None),
        ("x^(1/2)", None),
    ],
)
def test_sizes(text: str, size: Size | None) -> None:
    assert size_of(read(text), {}) == size


def test_names_that_stand_for_formulas_have_their_size() -> None:
    assert size_of(read("a^2"), {"a": Size(3, 1, 5)}) == Size(6, 2, 10)


@pytest.mark.parametrize(
    ("start", "prime"), [(38, 41), (2**31 - 2, 2**31 - 1), (2**61 - 1, 2**61 - 1), (3215031751, 3215031767)]
)
def test_primes_are_primes(start: int, prime: int) -> None:
    assert next_prime(start) == prime  # 3215031751 is a strong pseudoprime to the bases 2, 3, 5 and 7


def test_inverses_are_those_of_one_number_after_the_other() -> None:
    prime = next_prime(2**61)
    numbers = [1, 2, prime - 1, 3**30, 2]
    assert inverses(numbers, prime) == [pow(number, -1, prime) for number in numbers]
    assert inverses([], prime) == []


def test_zero_has_no_inverse() -> None:
    with pytest.raises(ValueError, match="not invertible"):
        inverses([5, 0, 3], 7)
