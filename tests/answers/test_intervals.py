"""Intervals: compared end by end at every index, whatever their spelling."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from exgen import expressions
from exgen.answers import Interval, IntervalAxis, Verdict, judge, key_value, response_value
from exgen.answers.intervals import are_equal, interval_text, names_of

strides = st.integers(0, 40)
starts = st.integers(-300, 300)
sizes = st.integers(0, 300)
SEPARATED = ["{} : {}", "[{}, {}]", "({}; {})", "{}..{}", "{} to {}", "{} \u2264 x \u2264 {}", "{{{}, ..., {}}}"]
END = ["{0}*i+({1})", "({1}) + i*{0}", "{0}(i+1) - {0} + ({1})", "(2*{0}i + 2*({1}))/2", "floor({0}i + 1/2) - (-({1}))"]


def text_of(stride: int, start: int, size: int) -> str:
    return interval_text((IntervalAxis(stride, start, start + size),))


@settings(max_examples=60)
@given(
    stride=strides,
    start=starts,
    size=sizes,
    separated=st.sampled_from(SEPARATED),
    ends=st.tuples(st.sampled_from(END), st.sampled_from(END)),
)
def test_an_interval_is_equal_to_itself_in_any_spelling(
    stride: int, start: int, size: int, separated: str, ends: tuple[str, str]
) -> None:
    typed = separated.format(ends[0].format(stride, start), ends[1].format(stride, start + size))
    judgement = judge("interval", text_of(stride, start, size), typed)
    assert (judgement.verdict, judgement.read_as) == (Verdict.CORRECT, text_of(stride, start, size)), judgement


@settings(max_examples=60)
@given(
    key=st.tuples(strides, starts, sizes),
    typed=st.tuples(strides, starts, sizes),
    changed=st.integers(0, 2),
    by=st.sampled_from([-1, 0, 1]),
)
def test_an_interval_is_right_only_if_all_its_parts_are(
    key: tuple[int, int, int], typed: tuple[int, int, int], changed: int, by: int
) -> None:
    near = tuple(max(part, -300) + (by if place == changed else 0) for place, part in enumerate(key))
    for stride, start, size in (typed, near):
        if stride >= 0 and size >= 0:
            judgement = judge("interval", text_of(*key), text_of(stride, start, size))
            assert (judgement.verdict is Verdict.CORRECT) == ((stride, start, size) == key)
            assert judgement.score in (0, 1)


SYMBOLIC = [
    ("S*i-P : S*i-P+K-1", "S i - P : S i - P + (K - 1)"),
    ("S*i-P : S*i-P+D*(K-1)", "-P + iS : DK - D + S i - P"),
    ("S1*S2*i-P1-S1*P2 : S1*S2*i+K1+S1*(K2-1)-P1-S1*P2-1", "S1(S2 i - P2) - P1 : S1(S2i - P2 + K2 - 1) - P1 + K1 - 1"),
    ("i-floor(K/2) : i+floor((K-1)/2)", "i - K//2 : i + ceil(K/2) - 1"),
]


@pytest.mark.parametrize(("key", "response"), SYMBOLIC)
def test_symbolic_intervals_are_compared_by_their_values(key: str, response: str) -> None:
    options = {"symbols": ["S", "P", "K", "D", "S1", "S2", "P1", "P2", "K1", "K2"]}
    assert judge("interval", key, response, options).verdict is Verdict.CORRECT
    start, end = response.split(":")
    for wrong in (
        f"{start} + 1 : {end}",
        f"{start} : {end} + 1",
        f"{start} - i : {end} - i",
        f"{start} + K : {end} + K",
    ):
        assert judge("interval", key, wrong, options).verdict is Verdict.INCORRECT


@pytest.mark.parametrize("key", [key for key, _ in SYMBOLIC])
def test_a_symbolic_interval_shown_is_a_key_of_the_same_interval(key: str) -> None:
    options = {"symbols": ["S", "P", "K", "D", "S1", "S2", "P1", "P2", "K1", "K2"]}
    (axis,) = key_value("interval", key, options)
    (again,) = key_value("interval", interval_text((axis,)), options)
    symbols = names_of(axis)
    assert all(are_equal(one, other, symbols) for one, other in zip(axis.parts, again.parts, strict=True))


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        ((IntervalAxis(16, -62, 77),), "16*i-62 : 16*i+77"),
        ((IntervalAxis(1, 0, 2),), "i : i+2"),
        ((IntervalAxis(-1, 0, 2),), "-i : -i+2"),
        ((IntervalAxis(0, -2, 0),), "-2 : 0"),
        ((IntervalAxis(Fraction(1, 2), Fraction(-1, 3), 1),), "1/2*i-1/3 : 1/2*i+1"),
        ((IntervalAxis(2, -4, 5), IntervalAxis(4, -8, 15, "j")), "2*i-4 : 2*i+5 x 4*j-8 : 4*j+15"),
        (
            (IntervalAxis(expressions.read("S + 1"), expressions.read("-P"), expressions.read("K - P")),),
            "(S+1)*i-P : (S+1)*i+K-P",
        ),
    ],
)
def test_an_interval_as_text(interval: Interval, text: str) -> None:
    assert interval_text(interval) == text


def test_the_letter_of_an_index_is_not_compared() -> None:
    assert response_value("interval", "2*i : 2*i+1", "2n : 2n+1") == (IntervalAxis(2, 0, 1, "i"),)
    assert response_value("interval", "2*i : 2*i+1", "2n : 2n+1")[0].index == "n"


def test_the_index_of_a_key_is_the_letter_that_is_no_symbol() -> None:
    options = {"symbols": ["K", "P"]}
    assert key_value("interval", "K*n-P : K*n", options)[0].index == "n"
    assert judge("interval", "K*n-P : K*n", "Kn - P : Kn", options).verdict is Verdict.CORRECT
