from __future__ import annotations

import subprocess
import sys
from collections import Counter
from hashlib import blake2b
from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from exgen.questions.seeds import Stream

LABELS = st.lists(st.text(max_size=8) | st.integers(), max_size=5)


@pytest.mark.parametrize(
    ("labels", "limit", "expected"),
    [
        (("output_size_2d", 7, "anna", 0, "K"), 10, [9, 4, 0, 3, 4, 1, 8, 7, 9, 0]),
        (("output_size_2d", 7, "anna", 1, "K"), 10, [8, 4, 9, 6, 3, 2, 4, 9, 0, 9]),
        (("output_size_2d", 8, "anna", 0, "K"), 10, [1, 4, 6, 5, 8, 2, 7, 0, 7, 7]),
        (("output_size_2d", 7, "", 0, "K"), 10, [8, 7, 0, 3, 9, 0, 9, 3, 8, 0]),
        (("Größe", -1, "Ōno-42", 500, "C_in"), 1000, [120, 28, 369, 169, 731]),
        ((), 2**64 + 1, [16291317782982104377, 12216389000439374426, 12311406663532537961]),
        (("x",), 256, [72, 5, 65, 108, 92, 208]),
    ],
)
def test_streams_never_change(labels: tuple[str | int, ...], limit: int, expected: list[int]) -> None:
    """These numbers are a promise: sheets made years ago are drawn again from their seeds."""
    stream = Stream(*labels)
    assert [stream.below(limit) for _ in expected] == expected


def numbers_by_definition(labels: list[str | int], limits: list[int]) -> list[int]:
    """The docstring of the module in other words: one long string of bytes, read from the left."""
    parts = [str(label).encode() for label in labels]
    joined = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    key = blake2b(len(parts).to_bytes(8, "big") + joined, digest_size=32, person=b"exgen stream 1").digest()
    pool = b"".join(blake2b(block.to_bytes(8, "big"), key=key).digest() for block in range(200))
    numbers, position = [], 0
    for limit in limits:
        bits = len(f"{limit - 1:b}") if limit > 1 else 0
        value = limit
        while value >= limit:
            taken = pool[position : position + -(-bits // 8)]
            position += len(taken)
            value = int(f"{int.from_bytes(taken, 'big'):0{8 * len(taken)}b}"[8 * len(taken) - bits :] or "0", 2)
        numbers.append(value)
    return numbers


@given(labels=LABELS, limits=st.lists(st.integers(1, 2**40), max_size=20))
def test_streams_follow_the_definition(labels: list[str | int], limits: list[int]) -> None:
    stream = Stream(*labels)
    assert [stream.below(limit) for limit in limits] == numbers_by_definition(labels, limits)


@given(first=LABELS, second=LABELS)
def test_streams_of_other_labels_differ(first: list[str | int], second: list[str | int]) -> None:
    same = [str(label) for label in first] == [str(label) for label in second]
    assert (Stream(*first).below(2**128) == Stream(*second).below(2**128)) == same


def test_labels_are_not_run_together() -> None:
    labels = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("", "abc"), ("a", "b", "c")]
    assert len({Stream(*label).below(2**128) for label in labels}) == len(labels)


@pytest.mark.parametrize("limit", [2, 3, 5, 6, 7, 10, 129, 300])
def test_every_value_below_the_limit_is_equally_likely(limit: int) -> None:
    stream = Stream("fair", limit)
    counts = Counter(stream.below(limit) for _ in range(200 * limit))
    assert sorted(counts) == list(range(limit))
    # 99.99 % of fair draws stay within five standard deviations; the stream is always the same one
    assert all(abs(count - 200) < 5 * 200**0.5 for count in counts.values())


def test_no_integer_lies_below_zero() -> None:
    with pytest.raises(ValueError, match="no integer lies from 0 to -1"):
        Stream("x").below(0)


def test_every_order_is_equally_likely() -> None:
    stream = Stream("orders")
    counts = Counter(stream.shuffled("abc") for _ in range(1200))
    assert sorted(counts) == sorted(permutations("abc"))
    assert all(abs(count - 200) < 5 * 200**0.5 for count in counts.values())


def test_streams_do_not_depend_on_the_hash_seed() -> None:
    program = "from exgen.questions.seeds import Stream; print(Stream('q', 1, 'anna').shuffled('ABCDEFGH'))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(outputs) == 1
