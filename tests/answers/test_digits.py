"""Numerals: grouping is read or refused, never guessed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from exgen.answers import UnreadableResponse, Verdict, judge
from exgen.answers.digits import Meaning, with_plain_numerals
from exgen.answers.passages import Passage

SEPARATORS = [",", ".", "'", " ", "_", "\u00a0", "\u202f", "\u2009", "\u2019", "\uff0c"]


def grouped(number: int, separator: str) -> str:
    return f"{number:,}".replace(",", separator)


def plain(text: str, meaning: Meaning) -> str:
    return with_plain_numerals(Passage.of(text), meaning).text


@given(number=st.integers(0, 10**18), separator=st.sampled_from(SEPARATORS))
def test_groups_of_three_are_an_integer(number: int, separator: str) -> None:
    judgement = judge("integer", str(number), grouped(number, separator))
    assert (judgement.verdict, judgement.read_as) == (Verdict.CORRECT, str(number))


@given(number=st.integers(10**6, 10**18), separator=st.sampled_from(SEPARATORS))
def test_two_groups_or_more_are_an_integer_where_any_number_can_be_meant(number: int, separator: str) -> None:
    assert judge("number", str(number), grouped(number, separator)).verdict is Verdict.CORRECT


@given(number=st.integers(1_000, 999_999), separator=st.sampled_from([",", "."]))
def test_one_group_is_asked_back_where_any_number_can_be_meant(number: int, separator: str) -> None:
    judgement = judge("number", str(number), grouped(number, separator))
    assert judgement.verdict is Verdict.INVALID
    assert judgement.reason.startswith(f"is {grouped(number, separator)} meant as {number} or as ")


@given(
    groups=st.lists(st.from_regex(r"[0-9]{1,5}", fullmatch=True), min_size=2, max_size=4),
    separators=st.lists(st.sampled_from([",", "'", " "]), min_size=3, max_size=3),
)
def test_no_other_grouping_is_read_as_an_integer(groups: list[str], separators: list[str]) -> None:
    typed = groups[0] + "".join(a + b for a, b in zip(separators, groups[1:], strict=False))
    well_grouped = any(re.fullmatch(rf"[1-9][0-9]{{0,2}}({mark}[0-9]{{3}})+", typed) for mark in ",' ")
    judgement = judge("integer", "7", typed)
    if well_grouped:
        assert judgement.read_as == re.sub(r"\D", "", typed)
    elif judgement.verdict is not Verdict.INVALID:
        # the other things it can be: 7,0 or grouped digits with a decimal comma
        if re.fullmatch("7,0+", typed):
            return
        assert re.fullmatch(r"[1-9][0-9]{0,2}(([' ])[0-9]{3})(\2[0-9]{3})*,[0-9]+", typed)
        assert typed[-4] != ","


@pytest.mark.parametrize(
    ("text", "integer", "number"),
    [
        ("1,569", "1569", None),
        ("1.569", "1569", None),
        ("0.125", "0.125", "0.125"),
        ("0,125", None, "0.125"),
        ("1,5", None, "1.5"),
        (".5", "0.5", "0.5"),
        ("1.569.000", "1569000", "1569000"),
        ("1,569.25", "1569.25", "1569.25"),
        ("1.569,25", "1569.25", "1569.25"),
        ("1,569.250", None, "1569.250"),
        ("1,56,9", None, None),
        ("1e3", "(1*10^(3))", "(1*10^(3))"),
        ("2.5e-01", "(2.5*10^(-1))", "(2.5*10^(-1))"),
        ("2.5e+00", "(2.5*10^(+0))", "(2.5*10^(+0))"),
        ("1.569e3", "(1.569*10^(3))", "(1.569*10^(3))"),
        ("1.569*10^3", "1.569*10^3", "1.569*10^3"),
        ("1.569*100", "1569*100", None),
        ("3x4", "3*4", "3*4"),
        ("(3)x(4)", "(3)*(4)", "(3)*(4)"),
        ("0x10", "0x10", "0x10"),
        ("5%", "5%", "(5/100)"),
        ("5 % 3", "5 % 3", "5 % 3"),
        ("max(1,569)", "max(1,569)", "max(1,569)"),
        ("M_1 + 2", "M_1 + 2", "M_1 + 2"),
    ],
)
def test_numerals_are_spelt_plainly(text: str, integer: str | None, number: str | None) -> None:
    for meaning, expected in ((Meaning.INTEGER, integer), (Meaning.NUMBER, number)):
        if expected is None:
            with pytest.raises(UnreadableResponse):
                plain(text, meaning)
        else:
            assert plain(text, meaning) == expected
