"""Points: the same for ever, small corners whole, every remainder, every neighbourhood."""

from __future__ import annotations

import pytest

from exgen.answers.points import Stream, integer_points, near_constants, real_points


def test_the_stream_is_the_same_for_ever() -> None:
    stream = Stream("floor((M - 3)/2) + 1/M")
    assert [stream.draw(1, 1_000) for _ in range(10)] == PINNED


def test_the_points_of_a_key_are_the_same_for_ever() -> None:
    assert hash_of(integer_points("floor((M - 3)/2) + 1/M", 2, [1, 2, 3, 1000])) == PINNED_POINTS


@pytest.mark.parametrize("letters", range(1, 10))
def test_the_corner_of_ones_comes_first_and_entries_are_positive(letters: int) -> None:
    points = integer_points("key", letters, [])
    assert points[0] == (1,) * letters
    assert all(len(point) == letters and min(point) >= 1 for point in points)
    assert 60 <= len(points) <= 300


@pytest.mark.parametrize("stride", range(1, 13))
def test_every_remainder_of_a_stride_occurs(stride: int) -> None:
    assert {point[0] % stride for point in integer_points("key", 2, [])} == set(range(stride))


def test_some_entries_are_multiples_of_others_and_some_just_not() -> None:
    points = integer_points("key", 3, [])
    large = [point for point in points if point[1] > 1 and point[0] > 10 * point[1]]
    assert {point[0] % point[1] for point in large} >= {0, 1}


@pytest.mark.parametrize("constant", [9, 97, 1_000, 123_457])
def test_the_neighbours_of_a_constant_occur_at_every_place(constant: int) -> None:
    for place in (0, 1):
        values = {point[place] for point in near_constants("key", 2, [constant])}
        assert values >= {constant - 1, constant, constant + 1, 2 * constant}


def test_real_points_have_both_signs_and_fractions() -> None:
    entries = {entry for point in real_points("key", 2) for entry in point}
    assert min(entries) < 0 < max(entries)
    assert any(entry.denominator > 1 for entry in entries)
