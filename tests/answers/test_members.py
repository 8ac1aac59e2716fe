"""Sets of numbers and shapes: one form for equal sets, sizes without listing."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given, strategies as st

from exgen.answers import ProductSet, Verdict, judge, members_of_axes
from exgen.answers.members import LISTED_AT_MOST, canonical, common_size, size_of

axis = st.frozensets(st.integers(1, 12), min_size=1, max_size=8)
boxes = st.lists(axis, min_size=2, max_size=3)


@given(axes=boxes)
def test_a_product_is_the_same_listed_or_by_axes(axes: list[frozenset[int]]) -> None:
    assert canonical(product(*axes)) == members_of_axes(axes)


@given(axes=boxes)
def test_only_big_products_are_kept_by_axes(axes: list[frozenset[int]]) -> None:
    members = members_of_axes(axes)
    assert isinstance(members, ProductSet) == (len(list(product(*axes))) > LISTED_AT_MOST)


def test_many_shapes_that_are_no_product_are_listed() -> None:
    triangle = frozenset((row, column) for row in range(9) for column in range(row))
    assert canonical(triangle) == triangle


@given(first=st.tuples(axis, axis), second=st.tuples(axis, axis))
def test_common_members_are_counted_as_if_listed(
    first: tuple[frozenset[int], ...], second: tuple[frozenset[int], ...]
) -> None:
    expected = len(set(product(*first)) & set(product(*second)))
    assert common_size(members_of_axes(first), members_of_axes(second)) == expected
    assert common_size(ProductSet(first), ProductSet(second)) == expected
    assert common_size(ProductSet(first), frozenset(product(*second))) == expected


@given(key=st.frozensets(st.integers(0, 9), min_size=1), typed=st.frozensets(st.integers(0, 9), min_size=1))
def test_the_score_is_hits_less_extras_over_the_size_of_the_key(key: frozenset[int], typed: frozenset[int]) -> None:
    expected = Fraction(max(0, len(key & typed) - len(typed - key)), len(key))
    texts = ["{" + ", ".join(map(str, members)) + "}" for members in (key, typed)]
    assert judge("set", texts[0], texts[1]).score == expected


@given(key=st.frozensets(st.integers(0, 9), min_size=1), typed=st.frozensets(st.integers(0, 9), min_size=1))
def test_where_any_member_suffices_all_that_are_listed_must_be_right(
    key: frozenset[int], typed: frozenset[int]
) -> None:
    texts = ["{" + ", ".join(map(str, members)) + "}" for members in (key, typed)]
    assert judge("set", texts[0], texts[1], {"accept": "any"}).score == (typed <= key)


@pytest.mark.parametrize("members", list(permutations(["52", "53", "54", "60..61"])))
def test_the_order_of_members_is_no_matter(members: tuple[str, ...]) -> None:
    assert judge("set", "{52, 53, 54, 60, 61}", ", ".join(members)).verdict is Verdict.CORRECT


def test_a_product_of_a_million_members_is_never_listed() -> None:
    whole = members_of_axes([range(1_000), range(1_000)])
    assert size_of(whole) == 10**6
    assert common_size(whole, members_of_axes([range(500, 2_000), range(3)])) == 1_500
