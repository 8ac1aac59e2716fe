"""Polynomials with whole coefficients whose variables are numbers that stand for something, and the floor of a ratio.

A variable is a large number that nothing else has by chance, such as the value of a letter modulo large primes. A
polynomial says what each product of variables, in order, is multiplied by: ``{(5, 5): 2, (): -1}`` is twice the square
of the variable 5, less 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import gcd
from typing import TypeAlias

from exgen.errors import BudgetError

Monomial: TypeAlias = tuple[int, ...]
Polynomial: TypeAlias = dict[Monomial, int]

ONE: Polynomial = {(): 1}

_TERMS = 64
_DEGREE = 12
_BITS = 256


def added(left: Polynomial, right: Polynomial, times: int = 1) -> Polynomial:
    """left + times*right.

    >>> added({(2,): 1, (): 3}, {(2,): 1}, -1)
    {(): 3}
    """
    total = dict(left)
    for monomial, coefficient in right.items():
        value = total.get(monomial, 0) + times * coefficient
        if value:
            total[monomial] = value
        else:
            total.pop(monomial, None)
    return _bounded(total)


def multiplied(left: Polynomial, right: Polynomial) -> Polynomial:
    """left*right; ``BudgetError`` (``too_many_terms``) for a product too long to be worth writing out."""
    if right == ONE:
        return left
    if len(left) * len(right) > 4 * _TERMS:
        raise _too_long()
    total: Polynomial = {}
    for ours, coefficient in left.items():
        for theirs, other in right.items():
            monomial = tuple(sorted(ours + theirs)) if ours and theirs else ours or theirs
            total[monomial] = total.get(monomial, 0) + coefficient * other
    return _bounded({monomial: coefficient for monomial, coefficient in total.items() if coefficient})


def _bounded(polynomial: Polynomial) -> Polynomial:
    if len(polynomial) > _TERMS:
        raise _too_long()
    for monomial, coefficient in polynomial.items():
        if len(monomial) > _DEGREE or coefficient.bit_length() > _BITS:
            raise _too_long()
    return polynomial


def _too_long() -> BudgetError:
    return BudgetError("too_many_terms", "this is too long to be written out as a sum")


def divided(above: Polynomial, below: Polynomial) -> tuple[Polynomial, Polynomial]:
    """The quotient and the rest of a division by a polynomial whose leading coefficient is positive.

    The rest is the same for all ``above`` that differ by a multiple of ``below``: it has no term that the leading one
    of ``below`` divides, but with a coefficient from 0 to below that one's. Variables stand for whole numbers.

    >>> divided({(7,): 5, (): -3}, {(): 2})
    ({(7,): 2, (): -2}, {(7,): 1, (): 1})
    >>> divided({(5, 7): 1, (5,): 1, (): 4}, {(5,): 1})
    ({(7,): 1, (): 1}, {(): 4})
    """
    leading = max(below, key=_rank)
    divisor = below[leading]
    if not leading:
        whole = {monomial: times for monomial, value in above.items() if (times := value // divisor)}
        return whole, {monomial: left for monomial, value in above.items() if (left := value % divisor)}
    quotient: Polynomial = {}
    rest, waiting = dict(above), sorted(above, key=_rank)
    while waiting:
        monomial = waiting.pop()
        times = rest.get(monomial, 0) // divisor
        if not times or (cofactor := _cofactor(monomial, leading)) is None:
            continue
        quotient[cofactor] = quotient.get(cofactor, 0) + times
        rest = added(rest, multiplied(below, {cofactor: times}), -1)
        waiting = sorted((other for other in rest if _rank(other) < _rank(monomial)), key=_rank)
    return quotient, rest


def _rank(monomial: Monomial) -> tuple[int, Monomial]:
    return len(monomial), monomial


def _cofactor(monomial: Monomial, divisor: Monomial) -> Monomial | None:
    """What a product of variables has beyond the divisor's; None if the divisor is not in it."""
    rest = list(monomial)
    for variable in divisor:
        if variable not in rest:
            return None
        rest.remove(variable)
    return tuple(rest)


def in_lowest_terms(above: Polynomial, below: Polynomial) -> tuple[Polynomial, Polynomial]:
    """A ratio without the numbers and variables that all of its terms share, the leading coefficient below positive.

    >>> in_lowest_terms({(5, 7): 4, (5,): 6}, {(5,): -2})
    ({(7,): -2, (): -3}, {(): 1})
    """
    common = gcd(*above.values(), *below.values())
    if below[max(below, key=_rank)] < 0:
        common = -common
    shared = _shared(min(above, key=len, default=()), [*above, *below]) if () not in above and () not in below else ()
    if common == 1 and not shared:
        return above, below
    return _without(above, common, shared), _without(below, common, shared)


def _shared(smallest: Monomial, monomials: Iterable[Monomial]) -> Monomial:
    for monomial in monomials:
        kept, rest = [], list(monomial)
        for variable in smallest:
            if variable in rest:
                rest.remove(variable)
                kept.append(variable)
        smallest = tuple(kept)
    return smallest


def _without(polynomial: Polynomial, common: int, shared: Monomial) -> Polynomial:
    return {_cofactor(monomial, shared) or (): coefficient // common for monomial, coefficient in polynomial.items()}


def value_of(polynomial: Mapping[Monomial, int], modulus: int) -> int:
    """A polynomial modulo a number, its variables standing for themselves.

    >>> value_of({(5, 5): 2, (): -1}, 97)
    49
    """
    total = 0
    for monomial, coefficient in polynomial.items():
        product = coefficient
        for variable in monomial:
            product = product * variable % modulus
        total += product
    return total % modulus
