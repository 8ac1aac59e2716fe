"""Points: the same for ever, small corners whole, every remainder, every neighbourhood."""

from __future__ import annotations

from hashlib import sha256

import pytest

from exgen.answers.points import Stream, integer_points, near_constants, real_points


def test_the_stream_is_the_same_for_ever() -> None:
    stream = Stream("floor((M - 3)/2) + 1/M")
    assert [stream.draw(1, 1_000) for _ in range(10)] == [45, 22, 682, 199, 330, 379, 841, 507, 790, 26]


def test_the_points_of_a_key_are_the_same_for_ever() -> None:
    points = integer_points("floor((M - 3)/2) + 1/M", 2, [1, 2, 3, 1000], has_steps=True)
    assert sha256(repr(points).encode()).hexdigest()[:16] == "b1fb950fdad893b1"


@pytest.mark.parametrize("letters", range(1, 10))
def test_the_corner_of_ones_comes_first_and_entries_are_positive(letters: int) -> None:
    points = integer_points("key", letters, [], has_steps=True)
    assert points[0] == (1,) * letters
    assert all(len(point) == letters and min(point) >= 1 for point in points)
    assert len(points) == len(set(points)) <= 2_500


@pytest.mark.parametrize("letters", [1, 2, 4])
def test_every_letter_runs_through_a_whole_period_while_the_others_stand_still(letters: int) -> None:
    points = set(integer_points("key", letters, [], has_steps=True))
    for place in range(letters):
        for fixed in (1, 2, 3) if letters > 1 else (1,):
            others = [fixed] * letters
            assert {(*others[:place], value, *others[place + 1 :]) for value in range(1, 49)} <= points


@pytest.mark.parametrize("letters", [2, 3, 4])
def test_at_every_place_a_small_entry_stands_beside_large_ones(letters: int) -> None:
    points = integer_points("key", letters, [], has_steps=True)
    for place in range(letters):
        beside = [(*point[:place], *point[place + 1 :]) for point in points if point[place] == 1]
        assert sum(min(others) > 8 for others in beside) > 2


def test_without_steps_fewer_points_are_enough() -> None:
    with_steps, without = (integer_points("key", 3, [], has_steps=has_steps) for has_steps in (True, False))
    assert 4 * len(without) < len(with_steps)
    assert set(without) & set(with_steps)


@pytest.mark.parametrize("stride", range(1, 13))
def test_every_remainder_of_a_stride_occurs(stride: int) -> None:
    assert {point[0] % stride for point in integer_points("key", 2, [], has_steps=True)} == set(range(stride))


def test_some_entries_are_multiples_of_others_and_some_just_not() -> None:
    points = integer_points("key", 3, [], has_steps=True)
    rests = {(point[1] - rest) % point[0] for rest in (0, 1, -1) for point in points if 1 < point[0] < point[1]}
    assert 0 in rests


@pytest.mark.parametrize("constant", [9, 97, 1_000, 123_457])
def test_the_neighbours_of_a_constant_occur_at_every_place(constant: int) -> None:
    for place in (0, 1):
        values = {point[place] for point in near_constants("key", 2, [constant])}
        assert values >= {constant - 1, constant, constant + 1, 2 * constant}


def test_real_points_have_both_signs_and_fractions() -> None:
    entries = {entry for point in real_points("key", 2) for entry in point}
    assert min(entries) < 0 < max(entries)
    assert any(entry.denominator > 1 for entry in entries)
