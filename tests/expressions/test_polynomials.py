"""Polynomials and their division: nothing is lost, and the rest is the same for all that differ by multiples."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, strategies as st

from exgen.errors import BudgetError
from exgen.expressions.polynomials import ONE, Polynomial, added, divided, in_lowest_terms, multiplied, value_of

MODULUS = 10**9 + 7
monomials = st.lists(st.sampled_from([5, 7, 11]), max_size=3).map(lambda variables: tuple(sorted(variables)))
polynomials = st.dictionaries(monomials, st.integers(-9, 9).filter(bool), max_size=4)


@given(polynomials, polynomials, st.integers(-3, 3))
def test_sums_and_products_have_the_values_of_theirs(one: Polynomial, other: Polynomial, times: int) -> None:
    ours, theirs = value_of(one, MODULUS), value_of(other, MODULUS)
    assert value_of(added(one, other, times), MODULUS) == (ours + times * theirs) % MODULUS
    assert value_of(multiplied(one, other), MODULUS) == ours * theirs % MODULUS
    assert 0 not in added(one, other, times).values()


@given(polynomials, polynomials.filter(bool), polynomials)
def test_a_division_loses_nothing_and_leaves_the_same_rest(
    above: Polynomial, below: Polynomial, multiple: Polynomial
) -> None:
    _, below = in_lowest_terms({}, below)
    assume(all(len(monomial) <= 3 for monomial in below))
    quotient, rest = divided(above, below)
    assert added(multiplied(quotient, below), rest) == above
    assert divided(added(above, multiplied(multiple, below)), below)[1] == rest


@given(polynomials, polynomials.filter(bool), st.integers(1, 6), monomials)
def test_lowest_terms_are_the_same_ratio(
    above: Polynomial, below: Polynomial, factor: int, shared: tuple[int, ...]
) -> None:
    longer = {shared: factor}
    ours = in_lowest_terms(multiplied(above, longer), multiplied(below, longer))
    assert multiplied(ours[0], below) == multiplied(ours[1], above)


def test_long_products_are_refused() -> None:
    long: Polynomial = {(number,): 1 for number in range(40)}
    with pytest.raises(BudgetError):
        multiplied(long, long)
    assert multiplied(long, ONE) == long
