"""The floor of a ratio of polynomials in whole numbers, in a form that is the same for many ways to write it."""

from __future__ import annotations

from collections.abc import Callable
from math import gcd

from exgen.expressions.polynomials import ONE, Polynomial, added, divided, in_lowest_terms, multiplied, value_of


class Floors:
    """Makes polynomials of floors: the whole quotient, and a variable for the floor of what is left.

    Variables are numbers modulo ``modulus``; those in ``positive`` stand for positive whole numbers, all others for
    whole numbers. ``letter`` gives the variable for a name and a number.

    >>> floors = Floors(10**9 + 7, frozenset({5}), lambda name, number: number)
    >>> added(floors.floor({(5,): 5, (): 4}, {(): 4}), floors.floor({(5,): 1}, {(): 4}), -1)
    {(5,): 1, (): 1}
    """

    def __init__(self, modulus: int, positive: frozenset[int], letter: Callable[[str, int], int]) -> None:
        self._modulus, self._positive, self._letter = modulus, positive, letter
        self._known: dict[int, tuple[Polynomial, Polynomial]] = {}

    def floor(self, above: Polynomial, below: Polynomial) -> Polynomial:
        """The floor of a ratio of whole numbers: the quotient, and a letter for the floor of the rest."""
        above, below = in_lowest_terms(above, below)
        quotient, rest = divided(above, below)
        if rest.keys() <= {()} and below.keys() == {()}:
            return quotient
        if below.keys() == {()}:
            below, rest = _without_idle_parts(below[()], rest)
        if self._is_positive(below):
            # floor(a/b) is -floor((b - 1 - a)/b): of the two, one is chosen
            turned_quotient, turned = divided(added(added(below, ONE, -1), rest, -1), below)
            if self._known:
                if (opened := self._without_inner_floor(rest, below)) is not None:
                    return added(quotient, opened)
                if (opened := self._without_inner_floor(turned, below)) is not None:
                    return added(added(quotient, turned_quotient, -1), opened, -1)
            if sorted(turned.items()) < sorted(rest.items()):
                return added(added(quotient, turned_quotient, -1), self._variable(turned, below), -1)
        return added(quotient, self._variable(rest, below))

    def _is_positive(self, below: Polynomial) -> bool:
        """Whether a polynomial is positive for sure where the letters are."""
        return all(coefficient > 0 and self._positive.issuperset(monomial) for monomial, coefficient in below.items())

    def _variable(self, rest: Polynomial, below: Polynomial) -> Polynomial:
        if not rest:
            return {}
        ratio = value_of(rest, self._modulus) * pow(value_of(below, self._modulus), -1, self._modulus) % self._modulus
        letter = self._letter("floor", ratio)
        self._known[letter] = rest, below
        return {(letter,): 1}

    def _without_inner_floor(self, rest: Polynomial, below: Polynomial) -> Polynomial | None:
        """The floor of a floor: floor((floor(a) + b)/c) is floor((a + b)/c) for whole b and c."""
        for monomial, coefficient in rest.items():
            if len(monomial) == 1 and monomial[0] in self._known:
                if sum(monomial[0] in other for other in rest) > 1 or any(monomial[0] in other for other in below):
                    continue
                inner, under = self._known[monomial[0]]
                if coefficient == 1:
                    outside = added(rest, {monomial: 1}, -1)
                    return self.floor(added(inner, multiplied(outside, under)), multiplied(below, under))
        return None


def _without_idle_parts(divisor: int, rest: Polynomial) -> tuple[Polynomial, Polynomial]:
    """floor((4n + 3)/8) is floor((2n + 1)/4): what all terms but the constant one share divides out."""
    common = gcd(divisor, *(coefficient for monomial, coefficient in rest.items() if monomial))
    if common == 1:
        return {(): divisor}, rest
    lower = {monomial: coefficient // common for monomial, coefficient in rest.items()}
    return {(): divisor // common}, {monomial: coefficient for monomial, coefficient in lower.items() if coefficient}
